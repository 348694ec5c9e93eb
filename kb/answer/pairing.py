"""Features of a pair question × case, from which its probability of being the same is learnt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpora.facts import Lexicon, load
from kb.answer.caseview import CaseView
from kb.answer.contrast import opposed
from kb.answer.factmatch import FACETS, Line
from kb.answer.likeness import Model, Words, model

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


@dataclass(frozen=True, slots=True)
class Near:
    """How search found a case for the question; the default is a case that it found first."""

    score: float = 0.85
    """Likeness as search has it."""
    cosine: float = 0.8
    lexical: float = 25.0
    best_score: float = 0.85
    """The same of the best case found."""
    best_lexical: float = 25.0
    place: int = 0
    """Place among the cases found, from 0."""
    provision: int | None = 0
    """Place among the provisions found of the first that the case cites; None when none is."""


def features(
    question: CaseView, case: CaseView, lines: Sequence[Line], near: Near
) -> dict[str, float]:
    """Every feature by name; a fixed set, so that a model knows all of them."""
    learnt = model()
    out = _words(learnt, question, case)
    out.update(_search(near))
    turned = (question.denied ^ case.denied) & question.words.known & case.words.known
    out["turned"] = math.log1p(sum(learnt.weight(t) for t in turned))
    out["denied_strange"] = math.log1p(
        sum(learnt.weight(t) for t in question.denied - case.every.known)
    )
    out["denied_lost"] = math.log1p(
        sum(learnt.weight(t) for t in case.denied - question.every.known)
    )
    out["limits_more"] = float(max(0, question.limits - case.limits))
    out["limits_less"] = float(max(0, case.limits - question.limits))
    out["opposed"] = float(len(opposed(question.poles, case.poles)))
    out["pole_alone"] = float(len({n for n, _ in question.poles} - {n for n, _ in case.poles}))
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
    for name in ("same", "differs", "open"):
        out[f"{name}_lines"] = float(sum(line.agrees == name for line in lines))
    return out


def _words(learnt: Model, question: CaseView, case: CaseView) -> dict[str, float]:
    out: dict[str, float] = {}
    common = question.words.known & case.words.known
    both = sum(learnt.weight(t) for t in case.words.tokens if t in common)
    of_question = sum(learnt.weight(t) for t in question.words.tokens)
    of_case = sum(learnt.weight(t) for t in case.words.tokens)
    out["cover_case"] = both / of_case if of_case else 0.0
    out["cover_question"] = both / of_question if of_question else 0.0
    out["overlap"] = both / math.sqrt(of_case * of_question) if of_case and of_question else 0.0
    out["shared_mass"] = math.log1p(both)
    out["soft_case"], _, worst = _soft(learnt, case.words, question.every)
    out["worst_case"] = math.log1p(worst)
    out["soft_question"], _, worst = _soft(learnt, question.words, case.around)
    out["worst_question"] = math.log1p(worst)
    out["soft"] = (
        2
        * out["soft_case"]
        * out["soft_question"]
        / max(out["soft_case"] + out["soft_question"], 1e-6)
    )
    for name, other in (("title", case.title), ("answer", case.answer), ("every", case.every)):
        own = _soft(learnt, question.words, other)
        turned = own if question.title is question.words else _soft(learnt, question.title, other)
        out[f"in_{name}"] = max(own[0], turned[0])
        out[f"in_{name}_exact"] = max(own[1], turned[1])
        out[f"strange_to_{name}"] = min(own[2], turned[2])
    for name, other in (("title", case.title), ("answer", case.answer)):
        out[f"{name}_in"], out[f"{name}_in_exact"], out[f"{name}_strange"] = _soft(
            learnt, other, question.every
        )
    out["told"] = max(out["soft_case"], out["title_in"], 0.9 * out["answer_in"])
    out["cosine"] = float(question.words.mean @ case.words.mean)
    out["length_ratio"] = math.log(max(8, len(question.text)) / max(8, len(case.text)))
    out["case_length"] = math.log(max(8, len(case.text)))
    out["question_length"] = math.log(max(8, len(question.text)))
    shared = len(question.letters & case.letters)
    out["letters_of_question"] = shared / max(1, len(question.letters))
    out["letters_of_case"] = shared / max(1, len(case.letters))
    out["letters"] = shared / max(1, len(question.letters | case.letters))
    return out


def _search(near: Near) -> dict[str, float]:
    return {
        "found": near.score,
        "found_beside_best": near.score / max(near.best_score, 1e-6),
        "found_cosine": near.cosine,
        "found_words": math.log1p(max(0.0, near.lexical)),
        "found_words_beside_best": near.lexical / max(near.best_lexical, 1e-6),
        "found_place": 1.0 / (1.0 + near.place),
        "provision": 0.0 if near.provision is None else 1.0 / (1.0 + near.provision),
    }


def _soft(learnt: Model, of: Words, by: Words) -> tuple[float, float, float]:
    """How far the words of one text are met by the nearest, and by the same, of another.

    The third is the mass of the two words that are met worst.
    """
    if not of.tokens or not by.tokens:
        return 0.0, 0.0, 0.0
    near = np.clip((of.rows @ by.rows.T).max(axis=1), 0.0, 1.0)
    weights = np.asarray([learnt.weight(t) for t in of.tokens], np.float64)
    exact = np.asarray([t in by.known for t in of.tokens], np.float64)
    best = np.maximum(exact, near)
    missing = np.sort(weights * (1.0 - best))[::-1]
    total = float(weights.sum())
    return float(weights @ best) / total, float(weights @ exact) / total, float(missing[:2].sum())


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
