"""Where the votes gather: the stage of an election and the instrument, rule and penalty (주변).

The chapters of an election law are its stages: candidacy, campaign, polling, counting,
litigation. An article is likelier where its chapter and its instrument are voted for, and where
what cites it or what it cites is: the rule behind a penalty, the statute behind its 규칙.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.search.units import ArticleUnit

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
GATHERED = ("vote.reply", "vote.case", "vote.everyday", "vote.digest", "vote.ruling")
"""Votes that are added up, each as a share of its whole."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Chapter and instrument of each article, and which articles cite which."""

    chapter: Ints
    work: Ints
    citing: Ints
    cited: Ints

    @classmethod
    def of(cls, units: Sequence[ArticleUnit]) -> Surroundings:
        """Read the newest wording of each article, in the order of the articles' rows."""
        rows = {u.id: n for n, u in enumerate(units)}
        chapters: dict[tuple[str, str], int] = {}
        works: dict[str, int] = {}
        edges = sorted(
            (n, rows[target]) for n, u in enumerate(units) for target in u.cites if target in rows
        )
        return cls(
            np.asarray([chapters.setdefault((u.work, u.chapter), len(chapters)) for u in units],
                       np.int64),
            np.asarray([works.setdefault(u.work, len(works)) for u in units], np.int64),
            np.asarray([a for a, _ in edges], np.int64),
            np.asarray([b for _, b in edges], np.int64),
        )  # fmt: skip

    def features(self, columns: Mapping[str, Floats]) -> dict[str, Floats]:
        """Shares of all votes on the chapter and on the instrument; the most on a linked article."""
        votes = [columns[n] for n in GATHERED if n in columns and columns[n].any()]
        size = len(self.chapter)
        total = np.zeros(size, np.float32)
        for column in votes:
            total += column / column.sum() / len(votes)
        out: dict[str, Floats] = {"share.all": total}
        for name, groups in (("chapter", self.chapter), ("work", self.work)):
            out[f"gathered.{name}"] = np.bincount(groups, total)[groups].astype(np.float32)
        for name, here, there in (
            ("cited_by", self.cited, self.citing), ("cites", self.citing, self.cited),
        ):  # fmt: skip
            best = np.zeros(size, np.float32)
            np.maximum.at(best, here, total[there])
            out[f"linked.{name}"] = best
        return out
