"""Collects the units of a corpus from the store; what has not changed is taken from an index.

Each unit is made from rows of the store alone: those of its instrument, interpretation, ruling or
document. Where their fingerprint (:mod:`kb.store.fingerprints`) is that of an earlier index, so are
its units and the keys of their texts. When what is made of the rows changes, ``indexed.SCHEMA`` grows.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from corpora.questions import cases as case_wordings
from corpora.questions import index as everyday
from kb.law.values import Article, Interpretation, Ruling
from kb.search import court_words, references
from kb.search.units import (
    FIELDS,
    KINDS,
    OPEN,
    PAPERS,
    ArticleUnit,
    AskedUnit,
    CaseUnit,
    PassageUnit,
    Units,
    article_of,
    as_int,
)
from kb.store import Store, fingerprints

_BY_PASSAGE = PAPERS | {"casebook"}
"""Kinds of documents whose text is found by its passages; rulings' is too."""
_LINE = re.compile(r"^\s*(?:[①-⑳㉑-㊿]|\d+(?:의\d+)*\.|[가-허](?:의\d+)*\.)\s*")
_BRACKET = re.compile(
    r"\s*[(\[（［][^()\[\]（）［］]*(?:제\s*\d+\s*조|법|규칙)[^()\[\]]*[)\]）］]\s*$"
)
_SENTENCE = re.compile(r"(?<=[.다요음임함])\s+|\n+")
WORKS = 100
"""Instruments whose articles are read at a time."""
ASKED = "asked"
"""The state under which everyday questions are kept."""

Texts = Sequence[tuple[str, str]]
"""Field and text of what is indexed of a unit."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Units of an earlier index, by what they were made from."""

    states: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Rows of the units of each instrument, case and document."""
    articles: Sequence[ArticleUnit] = ()
    cases: Sequence[CaseUnit] = ()
    passages: Sequence[PassageUnit] = ()
    asked: Sequence[AskedUnit] = ()

    def has(self, name: str, state: str) -> bool:
        """Whether what was made of something is what would be made of it now."""
        return self.states.get(name) == state

    def give(self, units: Units, kind: str, name: str) -> None:
        """Add the units of something as they were."""
        own: dict[str, Sequence[Any]] = {
            "article": self.articles, "case": self.cases, "passage": self.passages,
            "asked": self.asked,
        }  # fmt: skip
        for row in self.rows.get(name, ()):
            units.take(kind, own[kind][row], row)

    def passages_alone(self) -> Kept:
        """Only what stands for most of a corpus: all else is read again with its texts."""
        documents = {k: v for k, v in self.states.items() if k.startswith("doc/")}
        return replace(self, states=documents)


def collect(store: Store, kept: Kept | None = None) -> Units:
    """Every unit of what the store holds, in a fixed order.

    What is ``kept`` is taken over without reading its texts.
    """
    kept = kept or Kept()
    units = Units(
        texts={name: [] for name in FIELDS}, taken={kind: [] for kind in KINDS.values()}
    )  # fmt: skip
    _collect_articles(units, store, kept)
    with_ruling = _collect_cases(units, store, kept)
    _collect_asked(units, kept)
    _collect_passages(units, store, kept, with_ruling)
    return units


def batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    """Names in lists of a size."""
    each = iter(names)
    while part := list(islice(each, size)):
        yield part


def _fresh(states: Mapping[str, str], kept: Kept) -> list[str] | None:
    """What is to be read anew; None: everything."""
    fresh = [name for name, state in states.items() if not kept.has(name, state)]
    return None if len(fresh) == len(states) else fresh


def _collect_articles(units: Units, store: Store, kept: Kept) -> None:
    # the states are read before the rows: what changes between is read again the next time
    states = fingerprints.of_works(store)
    units.states.update(states)
    for part in batched(states, WORKS):
        fresh = [w for w in part if not kept.has(w, states[w])]
        read: dict[str, list[tuple[ArticleUnit, Article]]] = {}
        for unit, article in _articles(store.all_articles(fresh)):
            read.setdefault(unit.work, []).append((unit, article))
        for work in part:
            if kept.has(work, states[work]):
                kept.give(units, "article", work)
            for unit, article in read.get(work, ()):
                _add_article(units, unit, article)


def _collect_cases(units: Units, store: Store, kept: Kept) -> frozenset[str]:
    """Interpretations, then rulings; returns the documents of rulings."""
    # the wordings of decided cases come with the project
    wordings = case_wordings.fingerprint()
    found = fingerprints.of_interpretations(store)
    states = {id: f"{state}/{wordings}" for id, state in found.items()}
    units.states.update(states)
    _add_cases(
        units, kept, states, map(_interpretation, store.interpretations(_fresh(states, kept)))
    )
    first = len(units.cases)
    states = fingerprints.of_rulings(store)
    units.states.update(states)
    _add_cases(units, kept, states, map(_ruling, store.rulings(_fresh(states, kept))))
    return frozenset(c.document for c in units.cases[first:])


def _add_cases(
    units: Units, kept: Kept, states: Mapping[str, str], made: Iterable[tuple[CaseUnit, Texts]]
) -> None:
    read = {case.id: (case, texts) for case, texts in made}
    for id in states:
        if id in read:
            case, texts = read[id]
            units.cases.append(case)
            for name, text in texts:
                units.add(name, len(units.cases) - 1, text)
        else:
            kept.give(units, "case", id)


def _collect_asked(units: Units, kept: Kept) -> None:
    held = dict.fromkeys(a.id for a in units.articles)
    said = "\n".join((everyday.fingerprint(), *held))
    state = hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
    units.states[ASKED] = state
    if kept.has(ASKED, state):
        kept.give(units, "asked", ASKED)
    else:
        _add_asked(units, held)


def _collect_passages(
    units: Units, store: Store, kept: Kept, with_ruling: frozenset[str]
) -> None:  # fmt: skip
    states = {
        id: f"{state}+" if id in with_ruling else state
        for id, state in sorted(fingerprints.of_documents(store).items())
    }
    units.states.update(states)
    fresh = frozenset(id for id, state in states.items() if not kept.has(id, state))
    kinds = {d["id"]: d["kind"] for d in store.documents()} if fresh else {}
    for id in states:
        if id not in fresh:
            kept.give(units, "passage", id)
        elif id in with_ruling or kinds.get(id) in _BY_PASSAGE:
            _add_passages(units, store, id)


def _add_passages(units: Units, store: Store, id: str) -> None:
    """The windows of a document's text; under its title, where it is found only by them."""
    document = store.document(id)
    if document is not None:
        title = document.title if document.kind in PAPERS else ""
        ruling = document.kind in ("ruling", "decision")
        begins = court_words.begin(document.text) if ruling else 0
        for start, end in windows(document.text):
            page = document.page_at(start)
            words = document.text[start:end]
            # a short decision has its parties and its reasons in one window
            aside = ruling and ((start + end) / 2 < begins or court_words.not_own(words))
            units.passages.append(PassageUnit(id, document.label, page, start, end, aside))
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


def _interpretation(x: Interpretation) -> tuple[CaseUnit, Texts]:
    title = bare_title(x.title)
    unit = CaseUnit(
        str(x.id), x.kind, x.document, as_int(x.latest_day),
        tuple(str(p.at(None)) for p in x.provisions), title,
        x.standing.value == "published", x.document_label, x.page, x.start, x.end,
    )  # fmt: skip
    asked = " ".join((x.question or x.answer, x.question_en))
    return unit, (
        ("case.title", f"{title} {x.title_en}".strip()),
        ("case.question", f"{title}\n{asked}".strip()),
        *(("case.asked", wording) for wording in x.wordings),
        ("case.answer", f"{x.answer} {x.answer_en}".strip()),
    )


def _ruling(r: Ruling) -> tuple[CaseUnit, Texts]:
    unit = CaseUnit(
        str(r.id), "ruling", r.document, as_int(r.day),
        tuple(str(p.at(None)) for p in r.provisions), r.name,
        bare=not (r.holdings or r.summary or r.en),
    )  # fmt: skip
    text = f"{r.name}\n{r.holdings}\n{r.summary} {r.title_en} {r.en}".strip()
    return unit, (("ruling.holdings", text),)


def _add_asked(units: Units, held: Mapping[str, None]) -> None:
    """Everyday questions and summaries (:mod:`corpora.questions.index`) of the articles held."""
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
