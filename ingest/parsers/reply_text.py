"""Replies written as documents: 질의 / 회답 / 이유 / 관련 법조, 【문】 / 【답】, 문 1 / 답 1.

A document may hold one reply or many; each is an interpretation with the span and page at which
it stands. A label counts where it stands alone, in brackets or before a colon, so that a sentence
that begins with 질의 is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest import references
from ingest.identity import content_hash, document_id
from ingest.parsers import circular, plain, said_day, undated
from ingest.parsers.replies import OFFICE
from ingest.readers.blocks import Content
from kb.errors import Refused
from kb.law.identifiers import InterpretationId, squeeze
from kb.law.values import Document, Intake, Interpretation

_NAMES: dict[str, str] = {
    "question": r"질\s*의(?:\s*(?:내\s*용|요\s*지|사\s*항|서))?|질\s*문|문\s*의(?:\s*내\s*용)?|문|Q",
    "answer": (
        r"회\s*답(?:\s*(?:내\s*용|요\s*지))?|회\s*신(?:\s*내\s*용)?|답\s*변(?:\s*내\s*용)?|답|A"
        r"|해\s*석(?:\s*내\s*용)?|검\s*토\s*의\s*견"
    ),
    "reason": r"이\s*유|판\s*단\s*이\s*유|검\s*토",
    "law": (r"(?:관\s*련|관\s*계|근\s*거|참\s*조)\s*(?:법\s*조(?:\s*문)?|법\s*령|조\s*문|규\s*정)"),
}
_LABEL = re.compile(
    r"""^ (?:\|\s*)? (?:[■□◆◇○◎●▣▶❍*※]\s* | (?:\d{1,2}|[가-하]|[Ⅰ-Ⅹ])\.\s* )?
        (?P<open>[【\[〔<〈「(]\s*)?
        (?: """
    + " | ".join(f"(?P<{kind}>{names})" for kind, names in _NAMES.items())
    + r""" )
        \s*(?P<n>\d{1,2})?\s*
        (?P<close>[】\]〕>〉」)]|[:：.]|\|)?
        \s*(?P<rest>.*?)\s*\|?$""",
    re.VERBOSE,
)
_ENDED = re.compile(r"(?:[.?!]|[다함음임됨요까][.?]?)\)?\s*$")
_TITLE = re.compile(r"(?:질의|회답|회신|해석|관한\s*건|여부)")
_SIGNED = re.compile(
    said_day.DAY
    + r"[^()\n]{0,40}?(?:위\s*원\s*장|위\s*원\s*회|선관위)?\s*(?:회\s*답|회\s*신|답\s*변)\s*\)?\s*$",
    re.VERBOSE | re.MULTILINE,
)
_DATED = re.compile(
    r"(?:회\s*답|회\s*신|답\s*변|시\s*행)\s*(?:일\s*자?|년\s*월\s*일)?\s*[:：]?\s*[(|]?\s*"
    + said_day.DAY,
    re.VERBOSE,
)


@dataclass(slots=True)
class _Part:
    """One labelled stretch of the text."""

    kind: str
    number: str
    start: int
    """Of its words, behind the label."""
    end: int = 0


@dataclass(slots=True)
class _Reply:
    title: str = ""
    parts: list[_Part] = field(default_factory=list)

    def last(self, *kinds: str) -> _Part | None:
        """Its last part, where that is of one of the kinds."""
        return self.parts[-1] if self.parts and self.parts[-1].kind in kinds else None

    def has(self, kind: str) -> bool:
        return any(p.kind == kind for p in self.parts)


def signs(content: Content) -> tuple[float, str]:
    """How sure it is that the document is a reply, and by what."""
    found = _replies(content)
    whole = sum(r.has("question") and r.has("answer") for r in found)
    head = circular.header(content)
    if whole:
        shown = f"질의·회답 {whole}건"
        return (0.95 if whole > 1 or head or any(r.has("law") or r.has("reason") for r in found)
                else 0.9), shown  # fmt: skip
    if head and re.search(r"질의.{0,20}(?:회답|회신)|회답$|유권해석", head.title):
        return 0.94, "제목이 질의에 대한 회답인 공문"
    if any(r.has("answer") for r in found) and re.search(
        r"법\s?(?:」|』)?\s?제\s?\d+\s?조", content.text
    ):
        return 0.55, "회답 표지와 조문"
    return 0.0, ""


def parse(
    content: Content,
    label: str,
    sha: str,
    day: date | None = None,
    office: str = "",
    number: str = "",
) -> list[Intake]:
    """The replies of one document.

    Args:
        day: of the reply, where a person gave it.
        office: which replied, likewise.
        number: of the reply, likewise.

    Raises Refused when there is no answer in it.
    """
    head = circular.header(content)
    found = [r for r in _replies(content) if r.has("answer")]
    if not found and head:
        found = [_whole(content, head)]
    if not found:
        raise Refused(
            "회답(답변)을 찾지 못했습니다", "no answer (회답, 답변, 【답】) was found in it"
        )
    office = office or (head.office if head else "") or _office(content) or OFFICE
    number = number or (head.number if head and len(found) == 1 else "")
    printed = day or (head.day if head else None) or _dated(content, found)
    title = (head.title if head else "") or found[0].title or content.title
    document = Document(
        document_id("reply", sha),
        "reply",
        label,
        title or plain.first_line(content.text),
        content.text + "\n",
        sha,
        printed,
        content.pages,
        notes=(*content.notes, *((f"회답 {len(found)}건",) if len(found) > 1 else ())),
    )
    latest = undated.latest_day([content.text], [printed])
    interpretations = [
        _interpretation(r, document, office, number, printed, latest, len(found) == 1)
        for r in found
    ]
    if document.day is None and len(found) == 1:
        document = replace(document, day=interpretations[0].day)
    citations = references.find(document.text, references.ELECTION_ACT)
    return [Intake(document, interpretations=tuple(interpretations), citations=tuple(citations))]


def _interpretation(
    reply: _Reply,
    document: Document,
    office: str,
    number: str,
    day: date | None,
    latest: date | None,
    alone: bool,
) -> Interpretation:
    text = document.text
    question = _said(text, reply, "question")
    answer, judging = _answer(text, reply)
    law = _said(text, reply, "law")
    reading = references.conclusion(judging, question)
    start = min(p.start for p in reply.parts)
    end = max(p.end for p in reply.parts)
    here = undated.stated_day(question, answer) or _signed(text[start:end]) or day
    day_from, day_until = (None, None) if here else undated.interval(text[start:end], latest)
    number = number or content_hash(question + answer)
    title = document.title if alone else reply.title
    return Interpretation(
        InterpretationId(squeeze(office), squeeze(number)),
        "reply",
        title or plain.first_line(question or answer),
        question,
        answer,
        reading.conclusion,
        reading.conditions,
        references.of_reply(answer, law),
        here,
        day_from,
        day_until,
        office,
        number,
        document=document.id,
        document_label=document.label,
        page=document.page_at(start),
        start=start,
        end=end,
        parts=reading.parts,
    )


def _said(text: str, reply: _Reply, kind: str) -> str:
    return "\n".join(
        x for p in reply.parts if p.kind == kind and (x := text[p.start : p.end].strip(" |\n"))
    )


def _answer(text: str, reply: _Reply) -> tuple[str, str]:
    """The answer with its reason as one stretch of the text, and the part that judges."""
    own = [p for p in reply.parts if p.kind == "answer"]
    judging = "\n".join(text[p.start : p.end].strip(" |\n") for p in own)
    if len(own) > 1:
        return judging, judging
    after = reply.parts[reply.parts.index(own[0]) + 1 :]
    end = after[0].end if after and after[0].kind == "reason" else own[0].end
    return text[own[0].start : end].strip(" |\n"), judging


def _replies(content: Content) -> list[_Reply]:
    """Labelled stretches of the text, put together into replies."""
    replies: list[_Reply] = []
    here: _Reply | None = None
    at = 0
    above = ""
    for line in content.text.split("\n"):
        found = _label(line)
        if found is None:
            if here is not None and here.parts:
                here.parts[-1].end = at + len(line)
            if line.strip():
                above = line
        else:
            kind, number, offset = found
            if here is not None and _repeated(here, kind, content.text):
                here.parts.pop()  # 회답 / 【답】: two labels of one answer
            elif here is None or _begins(here, kind):
                title = _title(content.text, here, above, at)
                here = _Reply(title)
                replies.append(here)
            here.parts.append(_Part(kind, number, at + offset, at + len(line)))
        at += len(line) + 1
    return replies


def _repeated(here: _Reply, kind: str, text: str) -> bool:
    """Whether a label follows one of its kind behind which nothing is said."""
    last = here.last(kind)
    return last is not None and not text[last.start : last.end].strip(" |\n")


def _begins(here: _Reply, kind: str) -> bool:
    """Whether a label opens another reply."""
    if kind == "question":
        return here.has("answer")
    if kind == "answer":
        return here.has("answer") and not any(p.number for p in here.parts)
    return False


def _title(text: str, before: _Reply | None, above: str, at: int) -> str:
    """A short line above the label that is no sentence: the title, taken off what precedes."""
    line = above.strip()
    if not line or len(line) > 80 or _ENDED.search(line) or line.startswith("|"):
        return ""
    if before is not None and before.parts:
        last = before.parts[-1]
        cut = text.rfind(above, last.start, at)
        if cut <= last.start:
            return ""
        last.end = min(last.end, cut)
    return re.sub(r"^(?:\d{1,3}|[가-하]|[Ⅰ-Ⅹ])\.\s*", "", line)


def _label(line: str) -> tuple[str, str, int] | None:
    """Kind and number of the label that opens a line, and where its words begin."""
    m = _LABEL.match(line)
    if not m:
        return None
    kind = next(k for k in _NAMES if m[k])
    name = re.sub(r"\s", "", m[kind])
    closed = bool(m["close"])
    bracketed = bool(m["open"]) and closed and m["close"] not in ":：.|"
    if m["rest"] and not (bracketed or (closed and not m["open"])):
        return None
    short = len(name) == 1
    if short and not (bracketed or m["n"] or (closed and m["close"] in ":：|")):
        return None
    if name in ("A", "Q") and m["close"] == "|":
        return None
    if kind == "reason" and not (bracketed or not m["rest"] or m["close"] in ":：|"):
        return None
    return kind, m["n"] or "", m.start("rest") if m["rest"] else len(line)


def _whole(content: Content, head: circular.Header) -> _Reply:
    """The body of a circular whose title says that it is a reply."""
    text = content.text
    begin = text.find(head.title) + len(head.title)
    begin = text.find("\n", begin) + 1 if "\n" in text[begin:] else begin
    sent = re.search(r"\s끝\s*\.|\n[^\n]*시\s*행[ |:]", text[begin:])
    end = begin + sent.start() if sent and sent.start() > 20 else len(text)
    return _Reply(head.title, [_Part("answer", "", begin, end)])


def _signed(text: str) -> date | None:
    """The day in a reply's own closing: (2024. 3. 5. 위원장 회답)."""
    found = list(_SIGNED.finditer(text))
    return said_day.of(found[-1]) if found else None


def _dated(content: Content, found: Sequence[_Reply]) -> date | None:
    """The day that the document itself says it was given, where it holds one reply."""
    m = _DATED.search(content.text)
    return said_day.of(m) if m and len(found) == 1 else None


def _office(content: Content) -> str:
    """The office that signs below."""
    for line in reversed(content.lines[-12:]):
        m = re.fullmatch(r"(?P<office>[가-힣]{0,12}\s?선거관리위원회)\s?(?:위원장)?", line.strip())
        if m:
            return " ".join(m["office"].split())
    return ""
