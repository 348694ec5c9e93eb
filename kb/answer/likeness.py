"""Features of a pair question × case, and the calibrated model over them (유사도 확률).

The model is a logistic regression learnt on the project's own labelled pairs by
``python -m evals.samecase train`` and kept as plain numbers in ``corpora/facts/likeness.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from corpora.facts import Lexicon, load
from kb.answer.factmatch import FACETS, Line
from kb.search import morphemes
from kb.search.fast import open_fast

LISTED = frozenset(("actor", "place", "means", "target"))
"""Dimensions in which a case lists alternatives: one met, the others matter little."""
LISTED_SHARE = 0.3
USUAL_ACTORS = frozenset(
    (
        "aspirant",
        "candidate",
        "precandidate",
        "assembly_member",
        "local_member",
        "campaigner",
        "outsider",
        "anyone",
    )
)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights, calibration and thresholds, as learnt."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    bias: float
    slope: float
    shift: float
    same: float
    """Probability from which a case is the same."""
    similar: float
    """Closeness from which a case is similar rather than different."""
    rarity: Mapping[str, float]
    """Inverse document frequency of terms and of fact values (``kind.key``)."""
    unseen: float

    def probability(self, values: Mapping[str, float]) -> float:
        """Calibrated probability that the case is the same."""
        raw = self.bias + sum(
            weight * (values.get(name, 0.0) - mean) / scale
            for name, weight, mean, scale in zip(
                self.names, self.weights, self.means, self.scales, strict=True
            )
        )
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, self.slope * raw + self.shift))))

    def weight(self, term: str) -> float:
        """How much a term or value tells: rare ones tell more."""
        return self.rarity.get(term, self.unseen)


@lru_cache(maxsize=1)
def model() -> Model:
    """The learnt model; read once a process."""
    data = json.loads(
        resources.files("corpora.facts").joinpath("likeness.json").read_text(encoding="utf-8")
    )
    return Model(
        names=tuple(data["names"]),
        weights=tuple(data["weights"]),
        means=tuple(data["means"]),
        scales=tuple(data["scales"]),
        bias=data["bias"],
        slope=data["slope"],
        shift=data["shift"],
        same=data["same"],
        similar=data["similar"],
        rarity=data["rarity"],
        unseen=data["unseen"],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Content morphemes of a text, each once, with their unit vectors and their mean."""

    tokens: tuple[str, ...]
    rows: Floats
    mean: Floats

    @property
    def known(self) -> frozenset[str]:
        """The tokens as a set."""
        return frozenset(self.tokens)

    def joined(self, *more: Words) -> Words:
        """These words and others'; the mean stays."""
        tokens, rows = list(self.tokens), [self.rows]
        for other in more:
            fresh = [i for i, t in enumerate(other.tokens) if t not in tokens]
            tokens += [other.tokens[i] for i in fresh]
            rows.append(other.rows[fresh])
        return Words(tuple(tokens), np.concatenate(rows), self.mean) if more else self


def words(text: str) -> Words:
    """The words of a text as the test compares them."""
    embedder = open_fast()
    learnt = model()
    tokens = tuple(dict.fromkeys(morphemes.shared().tokens(text)))
    rows = np.zeros((len(tokens), embedder.dimension), np.float32)
    for i, token in enumerate(tokens):
        at = embedder.ids.get(token)
        if at is not None:
            row = embedder.rows[at]
            rows[i] = row / max(float(np.linalg.norm(row)), 1e-8)
    mean = np.asarray([learnt.weight(t) for t in tokens], np.float32) @ rows
    return Words(tokens, rows, mean / max(float(np.linalg.norm(mean)), 1e-8))


@lru_cache(maxsize=2048)
def words_cached(text: str) -> Words:
    """``words`` of a heading, which stands above many cases."""
    return words(text)


def features(
    question: Words,
    case: Words,
    around: Words,
    lines: Sequence[Line],
    lengths: tuple[int, int],
) -> dict[str, float]:
    """Every feature by name; a fixed set, so that a model knows all of them.

    ``around`` are the words of the case with the headings above it, ``lengths`` the characters of
    question and case.
    """
    learnt = model()
    out: dict[str, float] = {}
    common = question.known & case.known
    both = sum(learnt.weight(t) for t in case.tokens if t in common)
    of_question = sum(learnt.weight(t) for t in question.tokens)
    of_case = sum(learnt.weight(t) for t in case.tokens)
    out["cover_case"] = both / of_case if of_case else 0.0
    out["cover_question"] = both / of_question if of_question else 0.0
    out["overlap"] = both / math.sqrt(of_case * of_question) if of_case and of_question else 0.0
    out["shared_mass"] = math.log1p(both)
    out["soft_case"], out["worst_case"] = _soft(learnt, case, question)
    out["soft_question"], out["worst_question"] = _soft(learnt, question, around)
    out["soft"] = (
        2
        * out["soft_case"]
        * out["soft_question"]
        / max(out["soft_case"] + out["soft_question"], 1e-6)
    )
    out["cosine"] = float(question.mean @ case.mean)
    out["length_ratio"] = math.log(max(8, lengths[0]) / max(8, lengths[1]))
    out["case_length"] = math.log(max(8, lengths[1]))
    met = missed = asked_more = 0.0
    for line in lines:
        kind = "act" if line.kind in FACETS else line.kind
        hits = _mass(learnt, kind, line.common)
        lost = _mass(learnt, kind, line.case - line.common - line.implied)
        if line.common and line.kind in LISTED:
            lost *= LISTED_SHARE
        more = _mass(learnt, kind, line.question - line.met - line.implied - _usual(line))
        if line.common and kind == "actor":
            more = 0.0
        extra, alone = (more, 0.0) if line.case else (0.0, more)
        out[f"{line.kind}_met"] = math.log1p(hits)
        out[f"{line.kind}_lost"] = math.log1p(lost)
        out[f"{line.kind}_extra"] = math.log1p(extra)
        out[f"{line.kind}_alone"] = math.log1p(alone)
        out[f"{line.kind}_differs"] = float(line.agrees == "differs")
        out[f"{line.kind}_open"] = float(line.agrees == "open")
        met, missed, asked_more = met + hits, missed + lost, asked_more + more
    out["facts_of_case"] = met / (met + missed) if met + missed else 0.0
    out["facts_of_question"] = met / (met + asked_more) if met + asked_more else 0.0
    out["closeness"] = 0.5 * out["facts_of_case"] + 0.5 * out["soft"]
    return out


def _soft(learnt: Model, of: Words, by: Words) -> tuple[float, float]:
    """How far each word of one text is met by its nearest in the other; mean and worst mass."""
    if not of.tokens or not by.tokens:
        return 0.0, 0.0
    near = np.clip((of.rows @ by.rows.T).max(axis=1), 0.0, 1.0)
    known = by.known
    weights = np.asarray([learnt.weight(t) for t in of.tokens], np.float64)
    best = np.asarray([1.0 if t in known else n for t, n in zip(of.tokens, near, strict=True)])
    missing = np.sort(weights * (1.0 - best))[::-1]
    return float(weights @ best / weights.sum()), float(np.log1p(missing[:2].sum()))


def _usual(line: Line) -> frozenset[str]:
    """Actors whom a case that names nobody is as a rule about (기부행위, 의정보고)."""
    return USUAL_ACTORS if line.kind == "actor" and not line.case else frozenset()


def _mass(learnt: Model, kind: str, keys: Iterable[str]) -> float:
    lexicon = load()
    told = [key for key in sorted(keys) if not _is_free(lexicon, kind, key)]
    return sum(learnt.weight(f"{kind}.{key}") for key in told)


def _is_free(lexicon: Lexicon, kind: str, key: str) -> bool:
    value = lexicon.by_name.get((kind, key))
    return value is not None and value.free
