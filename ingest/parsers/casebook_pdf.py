"""Casebooks as documents (PDF, HWP …): ○ / × cases, numbered cases, or questions and answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.parsers import cover, questions
from ingest.parsers.casebook import MAY, MAY_NOT, Cover, Kind, Line, assemble
from ingest.readers.blocks import Content
from kb.law.values import Conclusion, Intake

_UNDER = re.compile(r"^(?P<which>할 수 있는|할 수 없는) ?사례(?P<rest>.*)$")
_MARK = re.compile(r"^(?P<mark>[○×◯✕])\s+(?P<text>.*)$")
_FOLLOW = re.compile(r"^(?:→|➩|⇨|※|☞)")
_SUMMARY = re.compile(r"^법규 ?요약\b(?P<rest>.*)$")
_LAW = re.compile(
    r"^\(?(?:법|선거법|규칙|정자법|정치자금법|정당법|「)[^▶•]*?§[^▶•○×]*?\)?(?=\s\d\.\s|$)"
)
_BOX = re.compile(r"^(?:주요 ?판례|사례 ?예시|참 ?고 ?\d?)\b")
_BULLET = re.compile(r"^[▶•●◈▣]")
_HEADING = re.compile(r"^(?:제\d+[장절]|\d{1,2}\.)\s(?!\d{1,2}\.)(?!선고)")
_CONTENTS = re.compile(r"^\d{1,2}\.\s.*\S\s(?:\d{1,3}\s)?\d{1,2}\.\s[가-힣]")
"""A second number in a heading: a line of the contents (16. … 17. …)."""
_ENTRY = re.compile(r"\s[×○]\s|^\W*(?:[가-힣]\W*){0,5}$")
"""A row of a table among numbered cases (방법, 제공자 × …)."""
_SUBHEADING = re.compile(
    r"(?P<body>.*(?:행위|판결\)|위반|위법|가능|무방))\s(?P<sub>[가-하]\. [^.]{2,40})$"
)
_WHOLE = re.compile(
    r"(?:행\s?위|경우|위반|위법|가능|금지|무방|제외|때|것|[함음됨임]|다)[.)\]]*$|판결\)?$|\)$|\]$"
)
_TAIL_BOX = re.compile(
    r"(?P<body>.*(?:행위|위반|위법|가능|판결\)|함\.|음\.))\s+(?P<box>참 ?고 ?\d? .{4,40})$"
)
_RUNNING = re.compile(r"^(?P<n>\d{1,3})\s+(?P<rest>.*)$")
_ITEM = re.compile(r"(?:^|(?<=\s))(?P<n>\d{1,2})\)\s")


def signs(content: Content) -> tuple[float, str]:
    """How sure it is that the document is a casebook, and by what."""
    lines = content.lines
    under = sum(bool(_UNDER.match(x)) for x in lines)
    boxes = sum(bool(_SUMMARY.match(x)) for x in lines)
    marks = sum(bool(_MARK.match(x)) for x in lines)
    if under and (boxes or under > 1):
        sure = 0.97 if under + boxes >= 6 else 0.8
        return sure, f"할 수 있는·없는 사례 {under}곳, 법규요약 {boxes}곳"
    if questions.recognises(content.raw):
        return 0.9, "질문(Q)·답변(A)의 반복"
    if marks > 20 and under + boxes:
        return 0.7, f"○·× 표시 {marks}개"
    return 0.0, ""


def parse(content: Content, label: str, sha: str) -> list[Intake]:
    """The casebook of a document. Raises Refused when it holds no case."""
    pages = content.raw
    named = next(
        (x for x in content.lines[:10] if re.search(r"사례(?:예시)?집|안내서|질의응답", x)), ""
    )
    title = content.title.strip() or (content.heads[0] if content.heads else named or label)
    front = " ".join(" ".join(p) for p in pages[:3])
    back = " ".join(" ".join(p) for p in pages[-2:])
    issued = cover.issued(back if "발 행" in back or "발행" in back else front)
    if issued == (None, None):
        issued = cover.issued(front)
    if issued == (None, None):
        issued = cover.by_election(front)
    if issued == (None, None):
        issued = cover.by_text(" ".join(" ".join(p) for p in pages))
    notes = [f"머리글 제거: {h}" for h in content.heads]
    if questions.recognises(pages):
        return questions.parse(pages, Cover(title, *issued), label, sha, notes)
    bodies, names = _without_running(pages, title)
    notes += [f"머리글 제거: {n}" for n in names]
    marks = sum(bool(_MARK.match(x)) for page in bodies for x in page)
    under = sum(bool(_UNDER.match(x)) for page in bodies for x in page)
    numbered = sum(bool(_ITEM.match(x)) for page in bodies for x in page)
    marked = marks > 20 or (under > 0 and marks > numbered)
    lines = [x for x in _lines(bodies, marked) if content.pages or x.kind is not Kind.PAGE]
    return assemble(lines, Cover(title, *issued), label, sha, notes)


def _without_running(
    pages: Sequence[Sequence[str]], title: str
) -> tuple[list[list[str]], list[str]]:
    """Pages without ``<title> 12 제1장 이름`` and ``13 이름`` before their first words."""
    firsts: Counter[str] = Counter()
    for page in pages:
        m = _RUNNING.match(page[0].removeprefix(title).strip()) if page else None
        if m:
            words = re.sub(r"^제\d+장\s+", "", m["rest"]).split()
            for k in range(1, min(len(words), 9) + 1):
                firsts[" ".join(words[:k])] += 1
    names = [
        n
        for n, c in firsts.items()
        if c >= 3
        and not any(o != n and o.startswith(n + " ") and firsts[o] >= c - 1 for o in firsts)
    ]
    names = [n for n in names if not re.search(r"\d\.?$", n)]
    names = [n for n in names if not any(o.startswith(n + " ") for o in names)]
    names.sort(key=len, reverse=True)
    result = []
    for number, page in enumerate(pages, 1):
        lines = list(page)
        m = _RUNNING.match(lines[0].removeprefix(title).strip()) if lines else None
        if m and abs(int(m["n"]) - number) <= 2:
            rest = m["rest"]
            chapter = re.match(r"^제\d+장\s+", rest)
            after = rest[chapter.end() :] if chapter else rest
            name = next((n for n in names if after == n or after.startswith(n + " ")), "")
            if name or chapter:
                lines[0] = after[len(name) :].strip()
                if chapter and name:
                    lines.insert(0, f"{chapter[0].strip()} {name}")
                elif name.startswith("부록"):
                    lines.insert(0, "제0장 부록")
                lines = [x for x in lines if x]
        result.append(lines)
    return result, [n for n in names if firsts[n] >= 5]


def _lines(pages: Sequence[Sequence[str]], marked: bool) -> Iterator[Line]:
    state = _State(marked)
    for page in pages:
        yield from state.page(page)
    yield from state.done()


class _State:
    """Joins the lines of pages into lines of known kinds; cases go on over a page's end."""

    def __init__(self, marked: bool) -> None:
        self._marked = marked
        self._open: Line | None = None
        self._parts: list[str] = []
        self._under: Conclusion | None = None
        self._held: list[Line] = []

    def page(self, lines: Sequence[str]) -> Iterator[Line]:
        lines = list(lines)
        box = _TAIL_BOX.match(lines[-1]) if lines else None
        if box:
            lines[-1] = box["body"]
        goes_on = bool(lines) and self._continues(lines)
        if not goes_on:
            yield from self.done()
        begun = Line(Kind.PAGE)
        if goes_on:
            self._held.append(begun)
        else:
            yield begun
        if box:
            yield from self.done()
            yield Line(Kind.HEADING, box["box"], level=4)
        for i, text in enumerate(lines):
            follows = lines[i + 1] if i + 1 < len(lines) else ""
            yield from self._take(text, follows)

    def _continues(self, lines: Sequence[str]) -> bool:
        return (
            self._open is not None
            and self._open.kind in (Kind.CASE, Kind.FOLLOW)
            and not _WHOLE.search(self._parts[-1])
            and self._kind(lines[0]) is None
        )

    def _kind(self, text: str, follows: str = "") -> Kind | None:
        if _UNDER.match(text) and len(text) < 30 and not follows.startswith("로 제시"):
            return Kind.UNDER
        if _SUMMARY.match(text):
            return Kind.SUMMARY
        if _BOX.match(text) and len(text) < 40:
            return Kind.BOX
        if self._marked and _MARK.match(text):
            return Kind.CASE
        if _FOLLOW.match(text):
            return Kind.FOLLOW
        if _BULLET.match(text):
            return Kind.TEXT
        return None

    def _take(self, text: str, follows: str) -> Iterator[Line]:
        kind = self._kind(text, follows)
        if kind is None and self._heads(text, follows):
            yield from self.done()
            if text.startswith("제"):
                yield Line(Kind.HEADING, text.removeprefix("제0장 "), level=_level(text))
            else:
                self._open, self._parts = Line(Kind.HEADING, level=_level(text)), [text]
            return
        if kind is None and self._is_subheading(text, follows):
            yield from self.done()
            yield Line(Kind.HEADING, text, level=5)
            return
        if kind is None and self._open is not None and self._open.kind is Kind.HEADING:
            if len(self._parts) == 1 and len(text) < 30:
                self._parts.append(text)
                return
            yield from self.done()
        mark = _MARK.match(text) if kind is Kind.CASE else None
        if mark and self._cut_short(mark["mark"]):
            self._parts.append(text)
            return
        if kind is None and self._open is not None and self._open.kind is Kind.SUMMARY:
            if len(self._parts) == 1 and _LAW.match(text):
                self._parts.append(text)
                return
            yield from self.done()
            self._open, self._parts = Line(Kind.TEXT), [text]
            return
        if kind is None and self._open is not None and self._open.kind is not Kind.BOX:
            self._parts.append(text)
            return
        yield from self.done()
        if mark:
            said = MAY if mark["mark"] in "○◯" else MAY_NOT
            if self._under is None:  # ○ of a table, under no heading of cases
                self._open, self._parts = Line(Kind.TEXT), [text]
                return
            self._open = Line(Kind.CASE, conclusion=said, doubt=self._under != said)
            self._parts = [mark["text"]]
        elif kind is Kind.UNDER:
            m = _UNDER.match(text)
            assert m
            self._under = MAY if m["which"].endswith("있는") else MAY_NOT
            yield Line(Kind.UNDER, m[0], conclusion=self._under)
        else:
            self._open, self._parts = Line(kind or Kind.TEXT), [text]

    def _heads(self, text: str, follows: str) -> bool:
        """Whether a line is a heading: numbered, short, and something new comes after it."""
        return (
            bool(_HEADING.match(text))
            and len(text) < 60
            and not _CONTENTS.search(text)
            and (
                self._kind(follows) in (Kind.SUMMARY, Kind.UNDER, Kind.BOX)
                or text.startswith("제")
                or (len(follows) < 30 and self._kind(follows) is None)
            )
        )

    def _cut_short(self, mark: str) -> bool:
        """Whether the mark stands inside a quotation or bracket of the case before it."""
        if self._open is None or self._open.kind is not Kind.CASE:
            return False
        if self._open.conclusion != (MAY if mark in "○◯" else MAY_NOT):
            return False
        text = " ".join(self._parts)
        return any(text.count(a) > text.count(b) for a, b in ("‘’", "“”", "()"))

    def _is_subheading(self, text: str, follows: str) -> bool:
        """A short line of its own between two cases, which ends like neither."""
        return (
            self._marked
            and self._open is not None
            and self._open.kind in (Kind.CASE, Kind.FOLLOW)
            and bool(re.search(r"(?:행위|판결\))$", self._parts[-1]))
            and len(text) < 45
            and not text.startswith("(")
            and not _WHOLE.search(text)
            and self._kind(follows) in (Kind.CASE, Kind.UNDER)
        )

    def done(self) -> Iterator[Line]:
        """The open line, closed; pages that began inside it come after it."""
        here, self._open = self._open, None
        if here is not None:
            text = " ".join(self._parts)
            if here.kind is Kind.SUMMARY:
                self._under = None
                law = " ".join(self._parts[1:]) or text.replace("법규 요약", "").replace(
                    "법규요약", ""
                )
                yield Line(Kind.SUMMARY, f"법규요약 | {law.strip()}")
            elif here.kind is Kind.BOX:
                self._under = None
                yield Line(Kind.BOX, text)
            elif (
                here.kind is Kind.TEXT
                and self._under
                and not self._marked
                and not _BULLET.match(text)
            ):
                yield from _numbered(text, self._under)
            else:
                if here.kind is Kind.HEADING:
                    self._under = None
                    text, box, law = re.match(r"(.*?)(법규 ?요약|$)(.*)", text).groups()  # type: ignore[union-attr]
                    if box:
                        yield Line(Kind.HEADING, text.strip(), here.level)
                        here, text = Line(Kind.SUMMARY), f"법규요약 | {law.strip()}"
                sub = _SUBHEADING.match(text) if here.kind in (Kind.CASE, Kind.FOLLOW) else None
                text = sub["body"] if sub else text
                yield Line(here.kind, text, here.level, here.conclusion, here.doubt)
                if sub:
                    yield Line(Kind.HEADING, sub["sub"], level=5)
        held, self._held = self._held, []
        yield from held


def _numbered(text: str, under: Conclusion) -> Iterator[Line]:
    """Cases written ``1) … 2) …`` in one run of text under a heading."""
    starts, wanted = [], 1
    for m in _ITEM.finditer(text):
        if int(m["n"]) == wanted:
            starts.append(m.start())
            wanted += 1
    if not starts:
        yield Line(Kind.TEXT, text)
        return
    if text[: starts[0]].strip():
        yield Line(Kind.TEXT, text[: starts[0]].strip())
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        body = _ITEM.sub("", text[start:end].strip(), count=1)
        if _ENTRY.search(body):
            yield Line(Kind.TEXT, body)
            continue
        case, rest = _ended(body)
        yield Line(Kind.CASE, case, conclusion=under)
        if rest:
            yield Line(Kind.BOX, rest)


def _ended(body: str) -> tuple[str, str]:
    """A case without the headings that the page's order has put behind it."""
    box = re.search(r"\s[◈▣■]\s|\s위반행위 조치사례|\s참고\s", body)
    if box:
        body, rest = body[: box.start()].strip(), body[box.start() :].strip()
    else:
        rest = ""
    ends = [m.end() for m in re.finditer(r"행위(?:\s?\([^()]{2,80}\))?(?=\s|$)", body)]
    if ends and 0 < len(body) - ends[-1] < 60 and not re.search(r"[.다음함임됨]$", body):
        body, rest = body[: ends[-1]].strip(), f"{body[ends[-1] :].strip()} {rest}".strip()
    return body, rest


def _level(text: str) -> int:
    return 2 if re.match(r"제\d+장", text) else 3 if re.match(r"제\d+절", text) else 4
