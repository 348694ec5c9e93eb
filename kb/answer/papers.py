"""Documents that are neither law nor an interpretation of it: cited, but lending nothing (문서).

A circular (공문), press release (보도자료), comparison of articles (신구조문대비표) or any other
document held is shown with page, passage, kind and day where it speaks of what is asked, and leads
where the question names it. What the rule is, and whether an act is allowed, it never decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb.answer import grounding, quote
from kb.answer.asking import asks, speaking
from kb.answer.draft import Draft
from kb.answer.phrases import PAPER, PAPER_WORTH, Language, day_said, pick
from kb.answer.ports import Holding
from kb.answer.record import Source
from kb.answer.sentences import clause, sentences
from kb.answer.terms import overlap, terms
from kb.law.identifiers import squeeze
from kb.law.values import Document
from kb.search.types import PassageHit

SHOWN = 2
"""Documents shown beside the law and the cases."""
TOGETHER = 0.5
"""Share of the nouns that stand in the title and the sentence quoted: words of one matter stand
together, those of a long document anywhere in it."""
SURE = 0.8
"""Share of three nouns or more from which a question is taken to be about the document."""
TITLED = 8
"""Letters from which a title that stands in the question names its document."""
LONGEST = 320
"""Letters of a quotation."""
_KIND_ASKED = {
    "press": re.compile(r"보도\s*(?:참고\s*|설명\s*)?자료|\bpress release", re.I),
    "circular": re.compile(r"공문|시행문|\bcircular", re.I),
    "amendment": re.compile(r"신\s*[ㆍ·․]?\s*구\s*조문|대비표|\bcomparison of articles", re.I),
}
SENTENCE = 30
"""Letters from which a line is more than a heading."""
_FORM = re.compile(r"\s*(?:수\s*신|제\s*목|시\s*행|발\s*신|경\s*유|붙\s*임)\b")
"""Lines of a circular's form."""
_NUMBER = re.compile(r"^시행 (?P<number>\S+)$")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that speaks of what is asked, and where it does."""

    document: Document
    passage: PassageHit
    span: quote.Span
    """Of the words quoted, in the document's text."""
    named: bool
    """The question asks for this document: by number or title, or by its kind and matter."""
    covered: float
    """Share of the question's nouns that stand in title and passage."""
    sure: bool
    """Named, or so much of the question stands in it that it must be meant."""

    def leads(self, *, judging: bool) -> bool:
        """Whether it may open an answer for which there is no ground in law, replies and cases.

        A draft of law does not say what the law is; a document judges no act.
        """
        return self.named or (self.document.kind != "amendment" and (self.sure or not judging))


def found(hits: Sequence[PassageHit], question: str, store: Holding) -> tuple[Paper, ...]:
    """The documents among those found that speak of what is asked, named ones first."""
    return tuple(sorted(_read(hits, question, store), key=lambda p: (not p.named, -p.covered)))


def _read(hits: Sequence[PassageHit], question: str, store: Holding) -> Iterator[Paper]:
    asked = squeeze(question)
    matter = _matter(question)
    nouns = grounding.nouns(matter)
    for hit in hits:
        document = store.document(hit.document)
        if document is None:
            continue
        title = squeeze(document.title)
        called = (len(title) >= TITLED and title in asked) or _numbered(document, asked)
        span = _quoted(document, hit, matter)
        said = grounding.nouns(f"{document.title}\n{span.of(document.text)}")
        covered = grounding.covered(nouns, f"{document.title}\n{hit.text}")
        speaks = (
            covered >= grounding.ENOUGH
            and grounding.covered(nouns, " ".join(said)) >= TOGETHER
            and len(set(nouns) & set(said)) > 1
        )
        kind = _KIND_ASKED.get(document.kind)
        named = called or (speaks and kind is not None and bool(kind.search(question)))
        if named or speaks:
            sure = named or (covered >= SURE and len(nouns) > 2)
            yield Paper(document, hit, span, named, covered, sure)


def _matter(question: str) -> str:
    """A question without the words for the kind of a document."""
    for pattern in _KIND_ASKED.values():
        question = pattern.sub(" ", question)
    return question


def _numbered(document: Document, asked: str) -> bool:
    """Whether the question has the number under which a circular was sent."""
    numbers = (m["number"] for n in document.notes if (m := _NUMBER.match(n)))
    return any(n in asked for n in numbers)


def _quoted(document: Document, hit: PassageHit, question: str) -> quote.Span:
    """The sentence or table row of the passage most like the question, in the document's text.

    Words of the title say which document is meant, not what is asked of it.
    """
    titled = terms(document.title)
    asked = Counter({t: n for t, n in terms(question).items() if t not in titled})
    speaks = speaking(asks(question), question)

    def value(part: tuple[int, int]) -> tuple[float, bool, int]:
        words = hit.text[part[0] : part[1]]
        if _FORM.match(words):
            return 0.0, False, -part[0]
        own = overlap(asked, words)
        if speaks is not None and speaks.search(words):
            own *= quote.SPEAKS
        return own, len(words) >= SENTENCE, -part[0]

    start, end = max(_parts(hit.text), key=value, default=(0, len(hit.text)))
    start, end = clause(hit.text, start, end, question, LONGEST)
    return quote.Span(hit.start + start, hit.start + end)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Sentences; a row of a table whole."""
    at = 0
    for line in text.splitlines(keepends=True):
        if line.startswith("|"):
            yield at, at + len(line.rstrip())
        else:
            yield from ((at + s, at + e) for s, e in sentences(line))
        at += len(line)


def source(paper: Paper, language: Language, day: date) -> Source:
    """The document as a source: the passage as held, with the words quoted in it."""
    d, hit, span = paper.document, paper.passage, paper.span
    page = d.page_at(span.start)
    ko, en = PAPER_WORTH.get(d.kind, PAPER_WORTH["other"])
    if d.day is not None and d.day > day:
        ko, en = f"{ko}; 기준일 뒤의 문서", f"{en}; dated after the day asked about"
    return Source(
        n=0,
        id=f"{d.id}:{hit.start}-{hit.end}",
        kind=d.kind if d.kind in PAPER else "other",
        title=d.title or d.label,
        pinpoint=_place(paper, page, language),
        page=page,
        quote=span.of(d.text),
        start=span.start - hit.start,
        end=span.end - hit.start,
        text=hit.text,
        document=d.id,
        in_force=None,
        standing=en if language == "en" else ko,
        url=d.url,
    )


def _place(paper: Paper, page: int | None, language: Language) -> str:
    """Kind, day and place: 보도자료, 2026. 3. 5., 2쪽."""
    d = paper.document
    unknown = "day unknown" if language == "en" else "날짜 미상"
    row = _row(d.text, paper.span.start)
    english = language == "en"
    return ", ".join(
        x
        for x in (
            pick(PAPER.get(d.kind, PAPER["other"]), language),
            day_said(d.day, language) if d.day else unknown,
            (f"p. {page}" if english else f"{page}쪽") if page else "",
            (f"row {row} of the table" if english else f"표 {row}행") if row else "",
        )
        if x
    )


def _row(text: str, at: int) -> int | None:
    """The row of its table in which a character lies, from 1; None outside tables."""
    lines = text[: at + 1].split("\n")
    whole = text[at - len(lines[-1]) + 1 :].split("\n", 1)[0]
    if not whole.startswith("|"):
        return None
    above = 0
    for line in reversed(lines[:-1]):
        if not line.startswith("|"):
            break
        above += 1
    return above + 1


def leads(draft: Draft, paper: Paper) -> None:
    """First line of an answer from a document alone: what it says, and that it decides nothing."""
    n = draft.sources.add(source(paper, draft.language, draft.day))
    s = draft.sources[n]
    title = _bare(s.title)
    draft.say(
        "conclusion",
        f"‘{title}’({s.pinpoint})에 이렇게 적혀 있습니다: “{s.quote}” [{n}] "
        "해석이나 회답이 아니어서 결론을 빌리지 않습니다.",
        f"‘{title}’ ({s.pinpoint}) says: “{s.quote}” [{n}] It is no interpretation and lends no "
        "conclusion.",
        n,
    )


def related(draft: Draft, papers: Sequence[Paper]) -> None:
    """관련 해석·판례: the documents that speak of what is asked, each with its place and worth."""
    for paper in papers[:SHOWN]:
        n = draft.sources.add(source(paper, draft.language, draft.day))
        s = draft.sources[n]
        if any(n in x.citations for x in draft.sentences):
            continue
        draft.say(
            "interpretations",
            f"관련 문서 — ‘{_bare(s.title)}’({s.pinpoint}): “{s.quote}” [{n}] ({s.standing})",
            f"Document — ‘{_bare(s.title)}’ ({s.pinpoint}): “{s.quote}” [{n}] ({s.standing})",
            n,
        )


def _bare(title: str) -> str:
    """A title inside quotation marks: its own are not taken for a quotation's."""
    return title.translate({ord("“"): "‘", ord("”"): "’"})
