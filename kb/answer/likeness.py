"""Features of a pair question × case, and the calibrated model over them (유사도 확률).

The model is a logistic regression learnt on the project's own labelled pairs by
``python -m evals.samecase train`` and kept as plain numbers in ``corpora/facts/likeness.json``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from kb.answer.factmatch import Line
from kb.answer.facts import fold

_WORD = re.compile(r"[가-힣]+|[a-z]+|\d+")
_ENDING = re.compile(
    r"(?:하는|하여|하고|하면|해도|하며|되는|되나요|되죠|됩니까|인가요|입니까|나요|까요|습니다|합니다"
    r"|에게|한테|에서|으로|부터|까지|이나|라는|이라고|라고|을|를|이|가|은|는|의|에|도|로|와|과)$"
)
_HOLLOW = frozenset(
    "행위 경우 가능 위반 선거법 공직선거법 질의 문의 귀문 해당 여부 대하여 관련 있는 없는 수 것 등 및 또는".split()
)


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


def terms(text: str) -> frozenset[str]:
    """Content of a text for overlap: character pairs of its words without their endings."""
    out: set[str] = set()
    for word in _WORD.findall(fold(text)):
        if len(word) == 1 or word in _HOLLOW:
            continue
        stem = _ENDING.sub("", word) or word
        if len(stem) == 1:
            out.add(stem)
        out.update(stem[i : i + 2] for i in range(len(stem) - 1))
    return frozenset(out)


def features(
    question: str,
    case: str,
    asked: frozenset[str],
    held: frozenset[str],
    lines: Iterable[Line],
    similarity: float | None,
) -> dict[str, float]:
    """Every feature by name; a fixed set, so that a model knows all of them."""
    learnt = model()
    out: dict[str, float] = {}
    common = asked & held
    both = sum(sorted(learnt.weight(t) for t in common))
    of_question = sum(sorted(learnt.weight(t) for t in asked))
    of_case = sum(sorted(learnt.weight(t) for t in held))
    out["cover_case"] = both / of_case if of_case else 0.0
    out["cover_question"] = both / of_question if of_question else 0.0
    out["overlap"] = both / math.sqrt(of_case * of_question) if of_case and of_question else 0.0
    out["shared_mass"] = math.log1p(both)
    out["length_ratio"] = math.log(max(8, len(question)) / max(8, len(case)))
    out["case_length"] = math.log(max(8, len(case)))
    met = missed = asked_more = 0.0
    for line in lines:
        kind = "act" if line.kind in ("means", "deed", "subject") else line.kind
        hits = sum(sorted(_fact(learnt, kind, c) for c in line.common))
        lost = sum(sorted(_fact(learnt, kind, c) for c in line.case - line.common))
        extra = sum(sorted(_fact(learnt, kind, q) for q in line.question if not _meets(q, line)))
        out[f"{line.kind}_met"] = math.log1p(hits)
        out[f"{line.kind}_lost"] = math.log1p(lost)
        out[f"{line.kind}_extra"] = math.log1p(extra)
        out[f"{line.kind}_differs"] = float(line.agrees == "differs")
        out[f"{line.kind}_open"] = float(line.agrees == "open")
        met, missed, asked_more = met + hits, missed + lost, asked_more + extra
    out["facts_of_case"] = met / (met + missed) if met + missed else 0.0
    out["facts_of_question"] = met / (met + asked_more) if met + asked_more else 0.0
    out["similarity"] = similarity if similarity is not None else 0.0
    out["closeness"] = 0.5 * out["facts_of_case"] + 0.5 * out["overlap"]
    return out


def _fact(learnt: Model, kind: str, key: str) -> float:
    return learnt.weight(f"{kind}.{key}")


def _meets(key: str, line: Line) -> bool:
    return key in line.common or key in line.case
