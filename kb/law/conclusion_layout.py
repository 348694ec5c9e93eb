"""How a reply is laid out: marker, the answers to 문 1, 문 2 …, attachments, sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ANSWER = re.compile(r"[【\[〔]\s{0,2}답\s{0,2}[】\]〕]")
_ATTACHED = re.compile(
    r"\[?\s?(?:덧붙임|참고|붙임|관계\s?법조문|관련\s?법조문|첨부)\s?\d?"
    r"\s?(?:\](?!\s?[’”'\"]?\s?(?:[을를의와과에로]|및))|:|：|\s:)"
    r"|[※▣□◇○]\s*(?:덧붙임|참고\s?사항|참조\s?판례|붙\s?임|관계\s?법|관련\s?(?:법|조문|규정)|「[^」]{2,30}」\s?제\d)|☞"
    r"|\[[가-힣 ]{2,40}(?:법|법률|규칙)\]\s{0,3}제\s?\d+조"
    r"|(?<=[.\n])\s{0,3}[「\[]?(?:공직선거법|정치자금법|정당법"
    r"|공직선거관리규칙|공공단체등 위탁선거에 관한 법률)[」\]]?\s?제\d+조"
    r"(?:의\d+)?\([^)]{2,40}\)\s?[①-⑳1]"
)
_PRACTICE = re.compile(r"나\.\s{0,3}(?:변\s{0,2}경|검토\s?결과)")
_PRACTICE_OLD = re.compile(r"가\.\s{0,3}(?:운용\s?선례|종전\s?선례|선\s?례)")
_SIGNED = re.compile(
    r"\(\s?\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?\s?[^()]{0,40}(?:회답|위원회|위원장"
    r"|회신)?[^()]{0,10}\)\.?$"
)
_HEAD = re.compile(
    r"""(?:(?<=^)|(?<=[\s.)다함임됨음」]))
    (?:\d{1,2}\s?\.\s{0,2})?
    (?:
      (?P<asked>(?:질\s?)?문\s?['"‘“]?\s?\d{1,2}[^.\n]{0,40}?)
    | (?P<topic>(?<=\d\.\s|.\d\.)[^.\n]{2,70}?)
    )
    (?:에\s?(?:대하여|대한\s?답변|관하여)(?!는|서)|\s?관련(?=귀문))\s?:?
    """,
    re.VERBOSE,
)
_SENTENCE_END = re.compile(
    r"(?<=[다함임됨음요람])\.(?=\s|\d{1,2}\.\s?[가-힣「\d]|[^\d\s)\]」』’”'\",.]|$)|(?<=[다함임됨음])"
    r"(?:\([^()]{4,60}회답[^()]{0,20}\))\.?|\n"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """The answer to one of several questions, or the whole answer."""

    number: str
    title: str
    text: str


def parts_of(answer: str) -> list[Piece]:
    """The answers to 문 1, 문 2 … of a reply, each exactly as it stands; one piece if undivided."""
    body = _body(answer)
    heads = [m for m in _HEAD.finditer(body) if _is_head(body, m)]
    if len(heads) < 2:
        return [Piece("", "", body[heads[0].end() :] if heads and heads[0].start() < 12 else body)]
    pieces: list[Piece] = []
    if len(body[: heads[0].start()].strip()) > 60:
        # what is said of the whole before the single questions
        pieces.append(Piece("", "", body[: heads[0].start()]))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        end = following.start() if following else len(body)
        label = head["asked"] or head["topic"] or ""
        numbers = ", ".join(re.findall(r"\d+", head["asked"] or "")) or str(
            1 + sum(bool(p.number) for p in pieces)
        )
        pieces.append(Piece(numbers, label.strip(), body[head.end() : end]))
    return pieces


def _is_head(body: str, head: re.Match[str]) -> bool:
    if head["asked"]:
        return True
    before = body[max(0, head.start() - 1) : head.start()]
    return head.group().lstrip()[:1].isdigit() and (not before or before in "\n .다함임됨음")


def without_attachment(answer: str) -> str:
    """The answer without the texts of law and earlier replies attached to it (덧붙임)."""
    attached = _ATTACHED.search(answer, 30)
    return answer[: attached.start()] if attached else answer


def _body(answer: str) -> str:
    answer = without_attachment(answer)
    if marker := _ANSWER.search(answer):
        answer = answer[marker.end() :]
    else:
        answer = re.sub(r"^\s{0,4}답(?:\s{0,2}】|\s)", "", answer)
    if (old := _PRACTICE_OLD.search(answer)) and (new := _PRACTICE.search(answer, old.end())):
        answer = answer[new.end() :]
    return _SIGNED.sub("", answer.rstrip())


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, exactly as they stand in it.

    >>> sentences_of("가능할 것임. 다만, 위반될 것임. ")
    ['가능할 것임.', '다만, 위반될 것임.']
    """
    found = []
    at = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.start() + (1 if text[match.start()] == "." else 0)
        found.append(text[at:end].strip())
        at = match.end()
    found.append(text[at:].strip())
    return [s for s in found if s]
