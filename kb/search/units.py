"""What is indexed: articles with their clauses, interpretations, rulings, passages.

A unit is a text with a key; the key changes when the text does, so that an index can keep what
it has analysed already. Articles carry the interval of days in which their text stands.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from corpora.questions import index as everyday
from kb.law.identifiers import ProvisionId
from kb.law.values import Article, Interpretation, Ruling
from kb.search import references
from kb.store import Store

OPEN = 99991231
"""The open end of an interval, as an int (Chroma compares ints only)."""

_LINE = re.compile(r"^\s*(?:[①-⑳㉑-㊿]|\d+(?:의\d+)*\.|[가-허](?:의\d+)*\.)\s*")
_BRACKET = re.compile(
    r"\s*[(\[（［][^()\[\]（）［］]*(?:제\s*\d+\s*조|법|규칙)[^()\[\]]*[)\]）］]\s*$"
)
_SENTENCE = re.compile(r"(?<=[.다요음임함])\s+|\n+")


def as_int(day: date | None) -> int:
    """20260319 for a day, the open end for None."""
    return OPEN if day is None else day.year * 10000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True)
class Text:
    """One text to index: its key, the row of its owner, the text."""

    key: str
    owner: int
    text: str


@dataclass(frozen=True, slots=True)
class ArticleUnit:
    """One wording of an article with the days on which it stands."""

    id: str
    title: str
    since: int
    until: int
    """The first day on which it no longer stands."""
    work: str
    supplement: bool
    deleted: bool
    length: int
    chapter: str = ""
    """Its chapter (장): the stage of an election, in an election law."""
    cites: tuple[str, ...] = ()
    """Articles that its text names."""

    @classmethod
    def of(cls, row: list[Any]) -> ArticleUnit:
        """From a JSON row."""
        row[-1] = tuple(row[-1])
        return cls(*row)


@dataclass(frozen=True, slots=True)
class CaseUnit:
    """An interpretation or ruling: what it is, of which day, and the provisions it stands on."""

    id: str
    kind: str
    """reply, case, summary, digest, ruling"""
    document: str
    day: int
    provisions: tuple[str, ...]
    title: str
    live: bool = True
    """Published: a draft or withdrawn reply is not found."""
    label: str = ""
    page: int | None = None
    start: int = 0
    end: int = 0

    @classmethod
    def of(cls, row: list[Any]) -> CaseUnit:
        """From a JSON row."""
        row[4] = tuple(row[4])
        return cls(*row)


@dataclass(frozen=True, slots=True)
class PassageUnit:
    """A span of a document's text."""

    document: str
    label: str
    page: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A question that people ask about a provision, or its plain summary: a search aid only.

    It is never shown as a source or a case: what it brings is the provision.
    """

    id: str
    kind: str
    """question, summary"""
    provision: str


@dataclass(slots=True)
class Units:
    """All units of a corpus, and the texts of each field."""

    articles: list[ArticleUnit] = field(default_factory=list)
    cases: list[CaseUnit] = field(default_factory=list)
    passages: list[PassageUnit] = field(default_factory=list)
    asked: list[AskedUnit] = field(default_factory=list)
    texts: dict[str, list[Text]] = field(default_factory=dict)
    documents: tuple[str, ...] = ()
    """Every document with the moment of its coming: what the units were read from."""

    def add(self, name: str, owner: int, text: str) -> None:
        """A text of a field; empty ones are left out."""
        if text.strip():
            key = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
            self.texts.setdefault(name, []).append(Text(key, owner, text))

    def take(self, name: str, owner: int, key: str | None) -> None:
        """A text that was analysed before, by its key."""
        if key is not None:
            self.texts.setdefault(name, []).append(Text(key, owner, ""))


PAPERS = frozenset({"circular", "press", "amendment", "other"})
"""Kinds of documents that are neither law nor an interpretation of it: found by their passages."""
_BY_PASSAGE = PAPERS | {"casebook"}
"""Kinds of documents whose text is found by its passages; rulings' is too."""

FIELDS = (
    "article.title", "article.text", "clause", "case.title", "case.question", "case.answer",
    "case.asked", "ruling.holdings", "passage", "asked",
)  # fmt: skip
"""Fields of the index. ``clause`` rolls up to its article, ``case.asked`` to its case, the others
own their row."""
SEVERAL = frozenset({"clause", "case.asked"})
"""Fields of which an owner may have several texts: the best one speaks for it."""

LONG = frozenset({"passage"})
"""Fields analysed through the cache of word forms."""
BY_LINE = frozenset({"article.text", "clause"})
"""Fields whose lines are whole and analysed apart."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Passages of an earlier index with the keys of their texts, by document."""

    documents: frozenset[str] = frozenset()
    passages: Mapping[str, Sequence[tuple[PassageUnit, str | None]]] = field(default_factory=dict)


def collect(store: Store, kept: Kept | None = None) -> Units:
    """Every unit of what the store holds, in a fixed order.

    Passages of documents in ``kept`` are taken over without their text, which is most of a
    corpus; all else is read again, because days and standing depend on other documents.
    """
    kept = kept or Kept()
    units = Units(texts={name: [] for name in FIELDS})
    for unit in _articles(store.all_articles()):
        _add_article(units, *unit)
    held = sorted(store.documents(), key=lambda d: str(d["id"]))
    units.documents = tuple(f"{d['id']}\t{d['brought_at']}" for d in held)
    for x in store.interpretations():
        _add_interpretation(units, x)
    with_ruling = set()
    for r in store.rulings():
        _add_ruling(units, r)
        with_ruling.add(r.document)
    _add_asked(units)
    for d, state in zip(held, units.documents, strict=True):
        if state in kept.documents:
            for own, key in kept.passages.get(d["id"], ()):
                units.passages.append(own)
                units.take("passage", len(units.passages) - 1, key)
        elif d["id"] in with_ruling or d["kind"] in _BY_PASSAGE:
            title = d["title"] if d["kind"] in PAPERS else ""
            _add_passages(units, store, d["id"], d["label"], title)
    return units


def _add_passages(units: Units, store: Store, id: str, label: str, title: str) -> None:
    """The windows of a document's text; under ``title``, where that is found only by it."""
    document = store.document(id)
    if document is not None:
        for start, end in windows(document.text):
            units.passages.append(PassageUnit(id, label, document.page_at(start), start, end))
            words = document.text[start:end]
            units.add("passage", len(units.passages) - 1, f"{title}\n{words}" if title else words)


def _articles(articles: Iterable[Article]) -> Iterator[tuple[ArticleUnit, Article]]:
    """Wordings of each article in order of effect; equal neighbours become one."""
    rows: dict[tuple[str, str], list[Article]] = {}
    for a in articles:
        rows.setdefault((str(a.version.work), str(a.pinpoint)), []).append(a)
    statutes: dict[str, str] = {}
    for (work, pinpoint), row in sorted(rows.items()):
        row.sort(key=lambda a: (a.effective or a.version.effective, a.version.key))
        if pinpoint == "1":
            statutes[work] = references.parent(work, row[-1].text)
        starts = [as_int(a.effective or a.version.effective) for a in row]
        for i, a in enumerate(row):
            if i and row[i - 1].text == a.text and row[i - 1].title == a.title:
                continue
            end = next(
                (starts[j] for j in range(i + 1, len(row)) if row[j].text != a.text
                 or row[j].title != a.title), OPEN,
            )  # fmt: skip
            id, supplement = f"{work}#{pinpoint}", a.pinpoint.supplement is not None
            named = () if supplement else references.cites(
                id, work, statutes.get(work, work), a.text
            )  # fmt: skip
            unit = ArticleUnit(
                id, a.title, starts[i], end, work, supplement, a.text.startswith("삭제"),
                len(a.text), next(iter(a.headings), ""), named,
            )  # fmt: skip
            yield unit, a


def _add_article(units: Units, unit: ArticleUnit, a: Article) -> None:
    units.articles.append(unit)
    row = len(units.articles) - 1
    if unit.deleted:
        return
    units.add("article.title", row, " ".join((a.title, *a.headings[-2:])))
    lines = (_LINE.sub("", line).strip() for line in a.text.split("\n"))
    units.add("article.text", row, "\n".join((a.title, *lines)))
    for clause in clauses(a.text):
        units.add("clause", row, f"{a.title}\n{clause}")


def clauses(text: str) -> list[str]:
    """Paragraphs (항), each cut further at its items (호) with the paragraph's first line.

    >>> clauses("① 갑은 다음 각 호를 할 수 없다.\\n1. 을\\n2. 병")[1]
    '갑은 다음 각 호를 할 수 없다.\\n을'
    """
    out: list[str] = []
    head = ""
    for line in text.split("\n"):
        bare = _LINE.sub("", line).strip()
        if not bare:
            continue
        if re.match(r"\s*[가-허](?:의\d+)*\.", line) and out:
            out[-1] = f"{out[-1]}\n{bare}"
        elif re.match(r"\s*\d+(?:의\d+)*\.", line):
            out.append(f"{head[:160]}\n{bare}".strip())
        else:
            head = bare
            out.append(bare)
    return out


def bare_title(title: str) -> str:
    """A reply's title without the article that an editor added behind it in brackets.

    >>> bare_title("이미지 게시에 관한 질의 (공직선거법 제11조)")
    '이미지 게시에 관한 질의'
    """
    while True:
        cut = _BRACKET.sub("", title)
        if cut == title:
            return title.strip()
        title = cut


def _add_interpretation(units: Units, x: Interpretation) -> None:
    units.cases.append(
        CaseUnit(
            str(x.id), x.kind, x.document, as_int(x.latest_day),
            tuple(str(p.at(None)) for p in x.provisions), bare_title(x.title),
            x.standing.value == "published", x.document_label, x.page, x.start, x.end,
        )
    )  # fmt: skip
    row = len(units.cases) - 1
    title = bare_title(x.title)
    units.add("case.title", row, f"{title} {x.title_en}".strip())
    asked = " ".join((x.question or x.answer, x.question_en))
    units.add("case.question", row, f"{title}\n{asked}".strip())
    for wording in x.wordings:
        units.add("case.asked", row, wording)
    units.add("case.answer", row, f"{x.answer} {x.answer_en}".strip())


def _add_ruling(units: Units, r: Ruling) -> None:
    units.cases.append(
        CaseUnit(
            str(r.id), "ruling", r.document, as_int(r.day),
            tuple(str(p.at(None)) for p in r.provisions), r.name,
        )
    )  # fmt: skip
    row = len(units.cases) - 1
    text = f"{r.name}\n{r.holdings}\n{r.summary} {r.title_en} {r.en}".strip()
    units.add("ruling.holdings", row, text)


def _add_asked(units: Units) -> None:
    """Everyday questions and summaries (:mod:`corpora.questions.index`) of the articles held."""
    held = {a.id for a in units.articles}
    for q in (q for split in everyday.splits() for q in everyday.load(split)):
        if article_of(q.provision) in held:
            units.asked.append(AskedUnit(q.id, "question", q.provision))
            units.add("asked", len(units.asked) - 1, q.question)
    for pin, summary in everyday.summaries().items():
        if article_of(pin) in held:
            units.asked.append(AskedUnit(f"summary/{pin}", "summary", pin))
            text = " ".join((summary.summary, *summary.facts))
            units.add("asked", len(units.asked) - 1, text)


def windows(text: str, size: int = 700) -> list[tuple[int, int]]:
    """Spans of about ``size`` characters that end where a sentence or line does."""
    cuts = [m.end() for m in _SENTENCE.finditer(text)] + [len(text)]
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        i = bisect_right(cuts, start + size) - 1
        end = cuts[i] if i >= 0 and cuts[i] > start + size // 3 else min(start + size, len(text))
        if text[start:end].strip():
            spans.append((start, end))
        start = end
    return spans


@lru_cache(maxsize=1 << 14)
def article_of(provision: str) -> str:
    """The article's id of a provision's id."""
    return str(ProvisionId.parse(provision).article)
