"""Do offices give one answer? Replies and cases as held, put together by case (지역 회답의 일치).

Every reply (each of its parts) and casebook case that has a conclusion is compared with those most
like it by the same-case test of the answers, both ways round. Pairs whose conclusions differ are
ranked by how alike their facts are; pairs that are the same case are joined into clusters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.answer.samecase import CaseView, case_view, compare_views
from kb.law.values import Conclusion, Interpretation, Part

NEAREST = 10
"""Neighbours with which each is compared."""
SHORTEST = 15
"""Characters under which a case says too little to be compared."""
REPEATED = 0.7
"""Overlap of letter pairs from which one case is another's reprint in a later edition."""
JUDGING = (Conclusion.PERMITTED, Conclusion.PROHIBITED, Conclusion.CONDITIONAL)
OPPOSED = frozenset((Conclusion.PERMITTED, Conclusion.PROHIBITED))

Progress = Callable[[int, int], None]


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


def find(answers: Sequence[Given], progress: Progress | None = None) -> Found:
    """Compare every answer with those nearest to it."""
    if not answers:
        return Found(0, 0, (), ())
    means = np.stack([a.view.words.mean for a in answers])
    near: npt.NDArray[np.float32] = means @ means.T
    np.fill_diagonal(near, -1.0)
    count = min(NEAREST, len(answers) - 1)
    wanted: set[tuple[int, int]] = set()
    for row in range(len(answers)):
        for column in np.argsort(-near[row], kind="stable")[:count].tolist():
            wanted.add((min(row, column), max(row, column)))
    pairs: list[Pair] = []
    joined: list[tuple[int, int]] = []
    for n, (i, j) in enumerate(sorted(wanted), 1):
        one, other = answers[i], answers[j]
        forth = compare_views(one.view, other.view)
        if forth.likeness == "different":
            continue
        back = compare_views(other.view, one.view)
        same = forth.likeness == "same" and back.likeness == "same"
        if same:
            joined.append((i, j))
        if one.conclusion is not other.conclusion and back.likeness != "different":
            differs = tuple(dict.fromkeys((*forth.differs, *back.differs)))
            alike = round((forth.probability + back.probability) / 2, 4)
            pairs.append(Pair(one, other, alike, same, differs))
        if progress and n % 500 == 0:
            progress(n, len(wanted))
    if progress:
        progress(len(wanted), len(wanted))
    return Found(
        len(answers),
        len(wanted),
        _clusters(answers, joined),
        tuple(sorted(pairs, key=_rank)),
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
