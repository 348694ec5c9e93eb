"""Teaches the reader of the same-case test (대조 독해의 학습): ``python -m evals.samecase reader``.

For each decided case: its wordings and the *same* questions of ``corpora/questions/contrasts`` are the
case; its *changed* and *near* questions are not, nor is what people ask about the case most like it in
letters. The lower layers of the base run once a text; those above and the head learn (binary
cross-entropy, smoothed). Every twelfth case is held out and judged. The labelled pairs by which the
test is learnt and measured (``corpora/questions/samecase``) take no part, so what the reader says of
them is what it says of questions that it has not seen.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import corpora.embedder.reader
from corpora.questions import cases, contrasts
from evals.samecase import UNSURE
from kb.answer import reader
from kb.answer.caseview import letter_pairs, nearest_wordings, own_text
from kb.answer.reader import Sides
from kb.law.values import Interpretation
from kb.search import e5

LAYERS = 4, 8
"""Layers below the first read each text alone; those up to the second are taught; the rest is not used."""
WIDTH, HIDDEN = 384, 96
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


class Taught:
    """The reader in torch: the base cut in three, of which the middle learns."""

    def __init__(self, models: Path, seed: int) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.manual_seed(seed)
        whole = SentenceTransformer(
            str(e5.folder(models, None)), device="cpu", local_files_only=True
        ).float()
        bert: Any = whole[0].model.eval()
        for p in bert.parameters():
            p.requires_grad_(False)
        self.torch, self._tokens = torch, whole.tokenizer
        self._first, self._lower = bert.embeddings, bert.encoder.layer[: LAYERS[0]]
        self.upper = bert.encoder.layer[LAYERS[0] : LAYERS[1]]
        self.segments = torch.nn.Parameter(torch.randn(3, WIDTH) * 0.02)
        self.hidden = torch.nn.Linear(4 * WIDTH, HIDDEN)
        self.out = torch.nn.Linear(HIDDEN, 1)
        self._drop = torch.nn.Dropout(0.1)
        self.kept: dict[tuple[str, str], npt.NDArray[np.float16]] = {}
        self.before = self.state()
        self.learning(True)

    def state(self) -> dict[str, Floats]:
        """The weights of the taught layers, by their names in the model."""
        return {
            f"encoder.layer.{LAYERS[0] + n}.{name}": p.detach().numpy().copy()
            for n, layer in enumerate(self.upper)
            for name, p in layer.named_parameters()
        }

    def learning(self, on: bool) -> None:
        """Switch what is random in learning on or off."""
        for part in (self.upper, self._drop):
            part.train(on)
        for p in self.upper.parameters():
            p.requires_grad_(True)

    def remember(self, texts: Iterable[tuple[str, str]]) -> None:
        """Run the lower layers over (side, text), short ones first."""
        torch = self.torch
        fresh = sorted({t for t in texts if t not in self.kept}, key=lambda t: (len(t[1]), t))
        for start in range(0, len(fresh), 64):
            part = fresh[start : start + 64]
            ids = [
                self._tokens(reader.PROMPT + t, truncation=True, max_length=reader.LONGEST[side])[
                    "input_ids"
                ]
                for side, t in part
            ]
            longest = max(map(len, ids))
            padded = torch.ones(len(ids), longest, dtype=torch.long)
            mask = torch.zeros(len(ids), 1, 1, longest)
            for n, i in enumerate(ids):
                padded[n, : len(i)] = torch.tensor(i)
                mask[n, ..., len(i) :] = -1e4
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                x = self._first(input_ids=padded)
                for layer in self._lower:
                    x = layer(x, attention_mask=mask)
            for key, row, i in zip(part, x.float().numpy(), ids, strict=True):
                self.kept[key] = row[: len(i)].astype(np.float16)

    def tokens(self, pair: Sides) -> int:
        """How many tokens a pair has."""
        return sum(len(self.kept[k]) for k in _keys(pair))

    def read(self, pairs: Sequence[Sides]) -> Any:
        """As :meth:`kb.answer.reader.Reader.read`, in torch."""
        torch = self.torch
        rows = [[self.kept[k] for k in _keys(p)] for p in pairs]
        longest = max(sum(map(len, r)) for r in rows)
        x = torch.zeros(len(rows), longest, WIDTH)
        of = torch.full((len(rows), longest), -1)
        for n, row in enumerate(rows):
            at = 0
            for side, states in enumerate(row):
                x[n, at : at + len(states)] = torch.from_numpy(states).float()
                of[n, at : at + len(states)] = side
                at += len(states)
        mask = ((of < 0) * -1e4)[:, None, None, :].float()
        x = x + self.segments[of.clamp(min=0)]
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.upper:
                x = layer(x, attention_mask=mask)
        x = x.float()
        seen = []
        for there in ((of == 0), (of > 0)):
            inside = there.float().unsqueeze(2)
            seen += [(x * inside).sum(1) / inside.sum(1), (x + (inside - 1) * 1e4).amax(1)]
        hidden = torch.tanh(self.hidden(self._drop(torch.cat(seen, 1))))
        return self.out(self._drop(hidden)).squeeze(1)

    def save(self, file: Path) -> None:
        """Write what was learnt."""
        own = {
            "segments": self.segments, "hidden": self.hidden.weight.T,
            "hidden_bias": self.hidden.bias, "out": self.out.weight[0], "out_bias": self.out.bias,
        }  # fmt: skip
        corpora.embedder.reader.save(
            file, LAYERS, self.before, self.state(),
            {k: v.detach().numpy() for k, v in own.items()},
        )  # fmt: skip


def _keys(pair: Sides) -> list[tuple[str, str]]:
    return [(side, text) for side, text in zip(reader.SIDES, pair, strict=True) if text]


def teach(
    interpretations: Iterable[Interpretation], models: Path, minutes: float,
    say: Callable[[str], None] = print, out: Path = corpora.embedder.reader.FILE, seed: int = 3,
) -> str:  # fmt: skip
    """Teach for so long, write, and say what it gives on the cases held out; one line.

    Written after every fifth part of the time, too.
    """
    found = lessons(interpretations)
    near, draw, taught = mistakable(found), random.Random(seed), Taught(models, seed)
    torch = taught.torch
    for x in found:
        asked = (*x.asked, *x.same, *(q for _, q in x.other))
        taught.remember(("question", q) for q in asked)
        taught.remember([("case", reader.sides("", x.case)[1]), *(("wording", w) for w in x.asked)])
    layers = list(taught.upper.parameters())
    head = [taught.segments, *taught.hidden.parameters(), *taught.out.parameters()]
    step = torch.optim.AdamW(
        [{"params": layers, "most": RATE}, {"params": head, "most": HEAD_RATE}],
        lr=RATE, weight_decay=0.01,
    )  # fmt: skip
    rows = [n for n in range(len(found)) if n % HELD_OUT]
    turn: list[int] = []
    began, written = time.perf_counter(), 0
    while (spent := (time.perf_counter() - began) / 60 / minutes) < 1.0:
        if len(turn) < AT_ONCE:
            turn = draw.sample(rows, len(rows))
        pairs = [p for _ in range(AT_ONCE) for p in _pairs(found, turn.pop(), near, draw)]
        for group in step.param_groups:  # a short warm-up, then straight down
            group["lr"] = group["most"] * min(spent / 0.06 + 0.02, (1 - spent) / 0.94 + 0.02)
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
    asked = [draw.choice(lesson.same)] if lesson.same else []
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
        for x in found[::HELD_OUT]
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
    return f"{len(found[::HELD_OUT])} cases held out; " + "; ".join(told)
