"""Teaches the reader of the same-case test (대조 독해의 학습): ``python -m evals.samecase reader``.

For each decided case: its wordings and the *same* questions of ``corpora/questions/contrasts`` are the
case; its *changed* and *near* questions are not, nor is what people ask about the case most like it in
letters. The lower layers of the base run once a text; those above and the head learn (binary
cross-entropy, smoothed). One case in twelve is held out and judged. The labelled pairs by which the
test is learnt and measured (``corpora/questions/samecase``) take no part, so what the reader says of
them is what it says of questions that it has not seen.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import corpora.embedder.reader
from corpora.questions import cases, contrasts
from evals.held import UNSURE
from evals.taught import Taught
from kb.answer import reader
from kb.answer.caseview import letter_pairs, nearest_wordings, own_text
from kb.answer.reader import Sides
from kb.law.values import Interpretation

RATE, HEAD_RATE = 1.5e-4, 7.5e-4
AT_ONCE = 4
"""Cases of a step."""
PARTS = 4
"""In how many runs a step is computed, short pairs first, so that little is padded."""
SMOOTH = 0.02
WITHOUT_WORDING = 0.15
"""Share of pairs read without a wording, as a case that nobody has worded is."""
NEAREST = 6
"""Of the cases most like a question in letters, how many may be taken as not the same."""
HELD_OUT = 12

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A case with the questions that are it, those that are not, and the cases most like each."""

    case: Interpretation
    asked: tuple[str, ...]
    same: tuple[str, ...]
    other: tuple[tuple[str, str], ...]
    """``changed`` or ``near``, and the question."""

    @property
    def held_out(self) -> bool:
        """Whether it is judged and not learnt; by its print, whatever else is held."""
        return int(cases.case_print(self.case.known_by), 16) % HELD_OUT == 0


def lessons(interpretations: Iterable[Interpretation]) -> list[Lesson]:
    """The lessons of the cases that are held, in the order of the files."""
    held: dict[str, Interpretation] = {}
    for x in interpretations:
        if x.kind in ("case", "reply") and x.conclusion is not None:
            held.setdefault(cases.case_print(x.known_by), x)
    out = []
    for c in contrasts.every():
        case = next((held[p] for p in c.cases if p in held), None)
        if case is not None:
            other = [("changed", d.question) for d in c.changed]
            other += [("near", d.question) for d in c.near]
            out.append(Lesson(case, tuple(case.wordings), c.same, tuple(other)))
    return out


def mistakable(found: Sequence[Lesson]) -> dict[tuple[int, str], list[int]]:
    """For each question that is a case, the rows of the cases most like it that are not that case."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not found:
        return {}
    letters = [letter_pairs(own_text(x.case)[:400]) for x in found]
    counted = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 3), sublinear_tf=True, min_df=min(2, len(found))
    )
    rows = counted.fit_transform(
        " ".join([reader.sides("", x.case)[1], *x.asked]) for x in found
    )  # fmt: skip
    out = {}
    for n, x in enumerate(found):
        asked = (*x.asked, *x.same)
        for q, near in zip(asked, (counted.transform(asked) @ rows.T).toarray(), strict=True):
            others = [
                m for m in np.argsort(-near)[: 2 * NEAREST + 2].tolist() if m != n
                and len(letters[n] & letters[m]) < UNSURE * len(letters[n] | letters[m])
            ]  # fmt: skip
            out[n, q] = others[:NEAREST]
    return out


def teach(
    interpretations: Iterable[Interpretation], models: Path, minutes: float,
    say: Callable[[str], None] = print, out: Path = corpora.embedder.reader.FILE, seed: int = 3,
    onward: bool = False,
) -> str:  # fmt: skip
    """Teach for so long, write, and say what it gives on the cases held out; one line.

    Written after every fifth part of the time, too. ``onward`` begins with what was learnt before, at
    half the rate, as when questions were added.
    """
    found = lessons(interpretations)
    near, draw, taught = mistakable(found), random.Random(seed), Taught(models, seed)
    torch = taught.torch
    if onward:
        taught.take(out)
    for x in found:
        asked = (*x.asked, *x.same, *(q for _, q in x.other))
        taught.remember(("question", q) for q in asked)
        taught.remember([("case", reader.sides("", x.case)[1]), *(("wording", w) for w in x.asked)])
    if onward:
        say(f"before: {judged(taught, found)}")
    layers = list(taught.upper.parameters())
    head = [taught.segments, *taught.hidden.parameters(), *taught.out.parameters()]
    step = torch.optim.AdamW(
        [{"params": layers, "most": RATE}, {"params": head, "most": HEAD_RATE}],
        lr=RATE, weight_decay=0.01,
    )  # fmt: skip
    rows = [n for n, x in enumerate(found) if not x.held_out]
    turn: list[int] = []
    began, written = time.perf_counter(), 0
    while (spent := (time.perf_counter() - began) / 60 / minutes) < 1.0:
        if len(turn) < AT_ONCE:
            turn = draw.sample(rows, len(rows))
        pairs = [p for _ in range(AT_ONCE) for p in _pairs(found, turn.pop(), near, draw)]
        for group in step.param_groups:  # a short warm-up, then straight down
            group["lr"] = (
                group["most"]
                * (0.5 if onward else 1.0)
                * min(spent / 0.06 + 0.02, (1 - spent) / 0.94 + 0.02)
            )
        step.zero_grad()
        _backward(taught, pairs)
        torch.nn.utils.clip_grad_norm_([*layers, *head], 1.0)
        step.step()
        if int(spent * 5) > written:
            written = int(spent * 5)
            taught.save(out)
            say(judged(taught, found))
    taught.save(out)
    return judged(taught, found)


def _pairs(
    found: Sequence[Lesson], n: int, near: dict[tuple[int, str], list[int]], draw: random.Random
) -> list[tuple[Sides, float]]:
    """What is learnt of one case: three questions that are it, two asked of others, what is not it."""
    lesson = found[n]
    asked = draw.sample(lesson.same, min(len(lesson.same), 2))
    asked += draw.sample(lesson.asked, min(len(lesson.asked), 3 - len(asked)))
    out = [(_sides(q, lesson, draw), 1.0) for q in asked]
    for q in asked[:2]:
        if near[n, q]:
            out.append((_sides(q, found[draw.choice(near[n, q])], draw), 0.0))
    return out + [(_sides(q, lesson, draw), 0.0) for _, q in lesson.other]


def _sides(question: str, lesson: Lesson, draw: random.Random | None = None) -> Sides:
    """A pair; a question that is a wording is not read beside itself."""
    _, case, _ = reader.sides("", lesson.case)
    others = nearest_wordings(
        [w for w in lesson.asked if w != question], letter_pairs(question[:400])
    )
    if draw is None:
        return question, case, next(iter(others), "")
    if not others or draw.random() < WITHOUT_WORDING:
        return question, case, ""
    return question, case, draw.choice(others)


def _backward(taught: Taught, pairs: list[tuple[Sides, float]]) -> None:
    torch = taught.torch
    pairs = sorted(pairs, key=lambda p: taught.tokens(p[0]))
    size = -(-len(pairs) // PARTS)
    for start in range(0, len(pairs), size):
        part = pairs[start : start + size]
        wanted = torch.tensor([y * (1 - 2 * SMOOTH) + SMOOTH for _, y in part])
        said = taught.read([p for p, _ in part])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(said, wanted, reduction="sum")
        (loss / len(pairs)).backward()


def judged(taught: Taught, found: Sequence[Lesson]) -> str:
    """On the cases held out, how well what is the case is told from what is not; one line."""
    from sklearn.metrics import roc_auc_score

    rows = [
        (kind, _sides(q, x))
        for x in found
        if x.held_out
        for kind, q in (*(("same", q) for q in (*x.asked[:2], *x.same)), *x.other)
    ]
    rows.sort(key=lambda r: taught.tokens(r[1]))
    taught.learning(False)
    with taught.torch.no_grad():
        said = np.concatenate(
            [taught.read([p for _, p in rows[n : n + 32]]).numpy() for n in range(0, len(rows), 32)]
        )
    taught.learning(True)
    kinds = np.array([k for k, _ in rows])
    told = []
    for other in ("changed", "near"):
        both = np.isin(kinds, ("same", other))
        area = roc_auc_score(kinds[both] == "same", said[both])
        limit = np.quantile(said[kinds == other], 0.9)
        kept = float((said[kinds == "same"] >= limit).mean())
        told.append(f"{other}: area {area:.3f}, same kept at nine tenths apart {kept:.3f}")
    return f"{sum(x.held_out for x in found)} cases held out; " + "; ".join(told)
