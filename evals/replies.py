"""Do offices give one answer? Replies and cases as held, put together by case (지역 회답의 일치).

Every reply (each of its parts) and casebook case that has a conclusion is searched for as if it were
asked, and compared with what is found by the same-case test of the answers, both ways round. Pairs
whose conclusions differ are ranked by how alike their facts are; pairs that are the same case are
joined into clusters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from kb.answer.contrast import opposed
from kb.answer.samecase import CaseView, Comparison, case_view, compare, question_view
from kb.answer.weigh import nearness
from kb.law.values import Conclusion, Interpretation, Part
from kb.search.types import Hits, Query

NEAREST = 12
"""Neighbours, as search finds them, with which each is compared."""
SHORTEST = 15
"""Characters under which a case says too little to be compared."""
REPEATED = 0.7
"""Overlap of letter pairs from which one case is another's reprint in a later edition."""
JUDGING = (Conclusion.PERMITTED, Conclusion.PROHIBITED, Conclusion.CONDITIONAL)
OPPOSED = frozenset((Conclusion.PERMITTED, Conclusion.PROHIBITED))

Progress = Callable[[int, int], None]


class Searches(Protocol):
    """Search, for the neighbours."""

    def search(self, query: Query) -> Hits: ...


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that an office gave: a casebook's case, a reply, or one of a reply's parts."""

    source: Interpretation
    part: Part | None
    view: CaseView

    @property
    def id(self) -> str:
        return f"{self.source.id}{f'/{self.part.number}' if self.part else ''}"

    @property
    def conclusion(self) -> Conclusion:
        found = self.part.conclusion if self.part else self.source.conclusion
        assert found is not None
        return found

    @property
    def asked(self) -> str:
        """The words in which it tells its facts, without notes and signature."""
        return self.view.text

    @property
    def question(self) -> str:
        """What was asked; of a case what it says."""
        if self.part is not None and self.part.question:
            return self.part.question
        return self.source.question or self.source.answer

    @property
    def answer(self) -> str:
        return self.part.answer if self.part else self.source.answer

    @property
    def where(self) -> str:
        """Document and page."""
        page = f", {self.source.page}쪽" if self.source.page else ""
        return f"{self.source.document_label}{page}"

    @property
    def day(self) -> date | None:
        return self.source.day or self.source.latest_day


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers with different conclusions to cases that are alike."""

    one: Given
    other: Given
    alike: float
    """Probability that the cases are the same: the mean of both ways round."""
    same: bool
    """Whether the test calls them the same, both ways round."""
    differs: tuple[str, ...]
    """Facts that differ, as the test sees them."""

    @property
    def opposed(self) -> bool:
        """Permitted against prohibited."""
        return {self.one.conclusion, self.other.conclusion} == OPPOSED


@dataclass(frozen=True, slots=True)
class Found:
    """What the comparison of all answers found."""

    answers: int
    compared: int
    """Pairs compared."""
    clusters: tuple[tuple[Given, ...], ...]
    """Answers to the same case, the largest first; those of one conclusion too."""
    pairs: tuple[Pair, ...]
    """With different conclusions, those that are opposed and most alike first."""


def given(interpretations: Iterable[Interpretation]) -> list[Given]:
    """Everything with a conclusion that may differ from another's, by id; reprints left out."""
    found = []
    for source in sorted(interpretations, key=lambda i: str(i.id)):
        if source.kind not in ("case", "reply") or len(source.text) < SHORTEST:
            continue
        parts: Sequence[Part | None] = source.parts if len(source.parts) > 1 else (None,)
        for part in parts:
            conclusion = part.conclusion if part else source.conclusion
            if conclusion in JUDGING:
                found.append(Given(source, part, case_view(source, part)))
    return _once(found)


def find(
    answers: Sequence[Given], searcher: Searches, day: date, progress: Progress | None = None
) -> Found:
    """Compare every answer with those that search finds for it, on a day of the law.

    Two are the same case if each, asked as a question, would be lent the other's conclusion, and
    no pair of opposites (반대말) stands between them.
    """
    by_source: dict[str, list[int]] = defaultdict(list)
    for row, a in enumerate(answers):
        by_source[str(a.source.id)].append(row)
    seen: dict[tuple[int, int], Comparison] = {}
    for row, a in enumerate(answers):
        query = Query(a.asked, day, top=NEAREST, exclude=frozenset((str(a.source.id),)))
        hits = searcher.search(query)
        for place, hit in enumerate(hits.interpretations[:NEAREST]):
            for column in by_source.get(hit.id, ()):
                b = answers[column]
                near = nearness(hits, place, b.source)
                seen[row, column] = compare((), a.asked, b.source, near, b.part)
        if progress:
            progress(row + 1, len(answers))
    pairs: list[Pair] = []
    joined: list[tuple[int, int]] = []
    wanted = sorted({(min(pair), max(pair)) for pair in seen})
    for i, j in wanted:
        one, other = answers[i], answers[j]
        ways = [c for c in (seen.get((i, j)), seen.get((j, i))) if c is not None]
        against = opposed(question_view(one.asked).poles, question_view(other.asked).poles)
        same = len(ways) == 2 and all(c.likeness == "same" for c in ways) and not against
        if same:
            joined.append((i, j))
        if one.conclusion is other.conclusion or any(c.likeness == "different" for c in ways):
            continue
        told = [f"{a} / {b}" for a, b in against]
        differs = tuple(dict.fromkeys([*told, *(d for c in ways for d in c.differs)]))
        alike = round(sum(c.probability for c in ways) / 2, 4)
        pairs.append(Pair(one, other, alike, same, differs))
    return Found(
        len(answers), len(wanted), _clusters(answers, joined), tuple(sorted(pairs, key=_rank))
    )


def plain(pair: Pair) -> dict[str, Any]:
    """A pair as JSON-able values."""
    return {
        "alike": pair.alike,
        "same": pair.same,
        "opposed": pair.opposed,
        "differs": list(pair.differs),
        "one": _plain(pair.one),
        "other": _plain(pair.other),
    }


def _plain(answer: Given) -> dict[str, Any]:
    return {
        "id": answer.id,
        "where": answer.where,
        "day": answer.day.isoformat() if answer.day else None,
        "conclusion": answer.conclusion.value,
        "title": answer.source.title,
        "question": answer.question,
        "answer": answer.answer,
    }


def _rank(pair: Pair) -> tuple[bool, bool, float, str, str]:
    return (not pair.same, not pair.opposed, -pair.alike, pair.one.id, pair.other.id)


def _once(found: Sequence[Given]) -> list[Given]:
    """Without reprints: a case that another edition repeats with the same conclusion."""
    kept: list[Given] = []
    by_start: dict[str, list[tuple[frozenset[str], Given]]] = defaultdict(list)
    for a in found:
        letters = "".join(c for c in a.view.text if c.isalnum())
        pairs = frozenset(letters[i : i + 2] for i in range(len(letters) - 1))
        start = letters[:6]
        repeats = any(
            other.conclusion is a.conclusion and _overlap(pairs, known) >= REPEATED
            for known, other in by_start[start]
        )
        if not repeats:
            by_start[start].append((pairs, a))
            kept.append(a)
    return kept


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _clusters(
    answers: Sequence[Given], joined: Iterable[tuple[int, int]]
) -> tuple[tuple[Given, ...], ...]:
    parent = list(range(len(answers)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in joined:
        parent[root(j)] = root(i)
    members: dict[int, list[Given]] = defaultdict(list)
    for i, a in enumerate(answers):
        members[root(i)].append(a)
    several = [tuple(m) for m in members.values() if len(m) > 1]
    return tuple(sorted(several, key=lambda m: (-len(m), m[0].id)))
