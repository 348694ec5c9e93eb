"""Features of every candidate article for one question, named; the ranker weighs them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.search.channels import Scores
from kb.search.indexed import Index
from kb.search.surroundings import Surroundings
from kb.search.votes import Ballots

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_PENAL = re.compile(r"벌칙|과태료|죄$|죄\)|죄\s|위반죄|처벌")


@dataclass(frozen=True, slots=True)
class ArticleTable:
    """Articles (조, 부칙, 별표) by row, each with its wordings and what never changes."""

    ids: tuple[str, ...]
    rows: dict[str, int]
    wordings: tuple[Ints, ...]
    since: Ints
    until: Ints
    supplement: Floats
    penal: Floats
    statute: Floats
    works: tuple[str, ...]
    around: Surroundings

    @classmethod
    def of(cls, index: Index) -> ArticleTable:
        """Read the units of an index."""
        groups: dict[str, list[int]] = {}
        for i, unit in enumerate(index.articles):
            groups.setdefault(unit.id, []).append(i)
        ids = tuple(groups)
        first = [index.articles[groups[i][-1]] for i in ids]
        return cls(
            ids,
            {id: n for n, id in enumerate(ids)},
            tuple(np.asarray(groups[i]) for i in ids),
            np.asarray([u.since for u in index.articles], np.int64),
            np.asarray([u.until for u in index.articles], np.int64),
            np.asarray([u.supplement for u in first], np.float32),
            np.asarray([bool(_PENAL.search(u.title)) for u in first], np.float32),
            np.asarray([u.work.endswith(("법", "법률", "헌법")) for u in first], np.float32),
            tuple(u.work for u in first),
            Surroundings.of(first),
        )

    def on(self, day: int) -> tuple[Ints, Floats]:
        """For each article the wording of the day, and whether it is in force then.

        Where none is, the next later one stands in, else the newest: found, but marked.
        """
        chosen = np.empty(len(self.ids), np.int64)
        force = np.ones(len(self.ids), np.float32)
        for n, rows in enumerate(self.wordings):
            standing = rows[(self.since[rows] <= day) & (day < self.until[rows])]
            if len(standing):
                chosen[n] = standing[-1]
                continue
            force[n] = 0.0
            later = rows[self.since[rows] > day]
            chosen[n] = later[0] if len(later) else rows[-1]
        return chosen, force


def lexical_and_semantic(scores: Scores, chosen: Ints) -> dict[str, Floats]:
    """The similarity features of the day's wordings, scaled within the question."""
    out: dict[str, Floats] = {}
    for name, field in (("text", "article.text"), ("clause", "clause"), ("title", "article.title")):
        column = scores.lexical[field][chosen]
        out[f"lexical.{name}"] = column / max(float(column.max(initial=0)), 1e-6)
    for name, field in (("text", "article.text"), ("clause", "clause")):
        column = scores.semantic[field][chosen]
        out[f"cosine.{name}"] = column
    return out


def cited(ballots: Ballots, articles: int, cases: Iterable[int] | None = None) -> Floats:
    """How much some cases (all of them: None) cite each article."""
    total = np.zeros(articles, np.float32)
    for case in range(len(ballots.cites)) if cases is None else cases:
        for row, weight in ballots.cites[case]:
            total[row] += weight
    return total


def prior(total: Floats) -> Floats:
    """How often an article is cited by cases, as a logarithm scaled to the most cited."""
    # what is left of a sum after taking its parts away again is not quite nothing
    logs = np.log1p(np.maximum(np.round(total, 3), 0))
    result: Floats = (logs / max(float(logs.max(initial=0)), 1e-6)).astype(np.float32)
    return result


STATIC = frozenset(
    (
        "supplement",
        "penal",
        "statute",
        "not_in_force",
        "prior",
        "asked",
        "share",
        "gap",
        "gathered",
        "linked",
    )
)
"""First parts of the names of features that bring no candidates."""


def relative(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Votes as a share of the most voted, cosines as the gap to the nearest."""
    out: dict[str, Floats] = {}
    for name, column in columns.items():
        if "vote" in name or "side" in name:
            out[f"share.{name}"] = column / max(float(column.max(initial=0)), 1e-6)
        elif "cosine" in name:
            out[f"gap.{name}"] = column - column.max(initial=0)
    return out


def static(table: ArticleTable, force: Floats) -> dict[str, Floats]:
    """What an article is, whatever the question."""
    return {
        "supplement": table.supplement,
        "penal": table.penal,
        "statute": table.statute,
        "not_in_force": 1.0 - force,
    }


def gather(features: Mapping[str, Floats], rows: Ints) -> dict[str, Floats]:
    """The features of some articles."""
    return {name: column[rows] for name, column in features.items()}
