"""``yugwon train embedder --deep``: teaches the upper layers of the deep base what election law asks.

Texts stand in sheaves, one an article: what people ask about it (questions of the everyday index,
real replies of the train part, cases that cite it) and what it says (its text, the clause asked
about, its plain summary, what the authority answered). A batch holds some sheaves near each
other, so that the others' texts are hard negatives; a text learns to be near the texts of its own
sheaf, question to wording and question to question, for past cases vote by their likeness.
Questions of the dev and test parts and their near-duplicates take no part.

The lower layers stay as they are and run once a text; their output is kept in memory. What ships
is the difference of the upper layers, 8 bits a number (:mod:`corpora.embedder.deep`).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import corpora.embedder.deep
from corpora.questions import index as everyday
from kb.law import structure
from kb.law.identifiers import ProvisionId
from kb.law.values import Article, Interpretation
from kb.search import e5, gold
from kb.search.analysis import Progress
from kb.search.collecting import bare_title
from kb.store import Store

FILE = corpora.embedder.deep.FILE
UPPER = 2
"""Layers that are taught, of twelve."""
LONGEST = {"query": 80, "passage": 112}
"""Tokens of a text that training reads, its prompt included."""
SHEAVES, ASKED = 24, 4
"""Sheaves of a batch, and questions drawn from each."""
SCALE = 40.0
"""By which cosines are multiplied before the softmax: e5's lie close together."""
CASES = 6
"""Casebook cases and rulings of a sheaf: real questions shall not drown among them."""


@dataclass(slots=True)
class Sheaf:
    """What is asked about an article and what it says."""

    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Sheaves by article, and for each question all articles that govern it."""

    sheaves: dict[str, Sheaf]
    governed: dict[str, frozenset[str]]


def lessons(store: Store) -> Lessons:
    """Gather what is held and the everyday index; dev and test questions are left out."""
    articles = newest(store.all_articles())
    sheaves: dict[str, Sheaf] = defaultdict(Sheaf)
    governed: dict[str, set[str]] = defaultdict(set)
    for id, a in articles.items():
        sheaves[id].said.append(f"{a.title}\n{a.text[:600]}")

    def asks(text: str, id: str) -> None:
        if id in articles and text.strip():
            if text not in sheaves[id].asked:
                sheaves[id].asked.append(text)
            governed[text].add(id)

    for q in everyday.load("train"):
        id = str(q.pin.article)
        asks(q.question, id)
        if q.pin != q.pin.article and id in articles:
            part = structure.parse(articles[id].text).text(q.pin.pinpoint)
            if part:
                sheaves[id].said.append(f"{articles[id].title}\n{part[:400]}")
    for pin, s in everyday.summaries().items():
        if (id := str(ProvisionId.parse(pin).article)) in articles:
            sheaves[id].said.append(f"{articles[id].title}\n{s.summary} ({', '.join(s.facts)})")
    _add_interpretations(list(store.interpretations()), list(articles), sheaves, asks)
    for r in store.rulings():
        for p in r.provisions[:2]:
            id = str(p.article.at(None))
            if r.holdings and id in articles and len(sheaves[id].asked) < 40:
                asks(r.holdings[:400], id)
                sheaves[id].said.append(r.summary[:500] or r.holdings[:400])
    return Lessons(
        {k: s for k, s in sheaves.items() if s.asked},
        {k: frozenset(v) for k, v in governed.items()},
    )


def newest(articles: Iterable[Article]) -> dict[str, Article]:
    """The newest wording of each article that is not deleted, supplements left out."""
    out: dict[str, Article] = {}
    for a in articles:
        if a.pinpoint.supplement is None:
            id = f"{a.version.work}#{a.pinpoint}"
            known = out.get(id)
            if known is None or (known.version.effective, known.version.key) <= (
                a.version.effective, a.version.key
            ):  # fmt: skip
                out[id] = a
    return {k: a for k, a in out.items() if not a.text.startswith("삭제")}


def _add_interpretations(
    found: Sequence[Interpretation], held: Sequence[str], sheaves: dict[str, Sheaf], asks: Any
) -> None:
    asked = gold.collect(found, held, date.max)
    barred = {i for q in asked if q.split != "train" for i in q.exclude}
    answers = {str(x.id): x.answer for x in found}
    for q in asked:
        if q.id not in barred:
            for id in q.gold[:3]:
                asks(q.text, id)
                sheaves[id].said.append(answers[q.id][:500])
    cases: dict[str, int] = defaultdict(int)
    for x in found:
        if x.kind == "reply":
            continue
        for p in x.provisions[:2]:
            id = str(p.article.at(None))
            if id in sheaves and cases[id] < CASES:
                cases[id] += 1
                asks(f"{bare_title(x.title)}\n{x.question or x.answer}"[:300], id)
                if x.kind == "digest":
                    sheaves[id].said.append(x.answer[:400])


class Upper:
    """The base cut in two: lower layers run once a text, upper layers are taught."""

    def __init__(self, folder: Path) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True).float()
        self.torch = torch
        self.tokens = model.tokenizer
        self.bert: Any = model[0].model.eval()
        self.layers = self.bert.encoder.layer[-UPPER:]
        self.kept: dict[tuple[str, str], npt.NDArray[np.float16]] = {}
        for p in self.bert.parameters():
            p.requires_grad_(False)

    def remember(self, texts: Sequence[tuple[str, str]], progress: Progress | None) -> None:
        """Run the lower layers over (prompt, text) pairs, shortest first."""
        torch = self.torch
        fresh = sorted({t for t in texts if t not in self.kept}, key=lambda t: (len(t[1]), t))
        for start in range(0, len(fresh), 64):
            part = fresh[start : start + 64]
            ids = [self.tokens(e5.PROMPTS[p] + t, truncation=True, max_length=LONGEST[p])["input_ids"]
                   for p, t in part]  # fmt: skip
            sizes = [len(i) for i in ids]
            padded = torch.ones(len(ids), max(sizes), dtype=torch.long)
            for n, i in enumerate(ids):
                padded[n, : len(i)] = torch.tensor(i)
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                x = self.bert.embeddings(input_ids=padded)
                mask = self._mask(sizes)
                for layer in self.bert.encoder.layer[:-UPPER]:
                    x = layer(x, attention_mask=mask)
            for key, row, size in zip(part, x.float().numpy(), sizes, strict=True):
                self.kept[key] = row[:size].astype(np.float16)
            if progress:
                progress("lower layers", start + len(part), len(fresh))

    def _mask(self, sizes: Sequence[int]) -> Any:
        torch = self.torch
        mask = torch.zeros(len(sizes), 1, 1, max(sizes))
        for n, size in enumerate(sizes):
            mask[n, ..., size:] = -1e4
        return mask

    def encode(self, texts: Sequence[tuple[str, str]]) -> Any:
        """Unit vectors of remembered texts; those of like length run together."""
        torch = self.torch
        order = sorted(range(len(texts)), key=lambda n: len(self.kept[texts[n]]))
        out: list[Any] = [None] * len(texts)
        for start in range(0, len(order), 24):
            part = order[start : start + 24]
            rows = [self.kept[texts[n]] for n in part]
            sizes = [len(r) for r in rows]
            x = torch.zeros(len(rows), max(sizes), rows[0].shape[1])
            for n, r in enumerate(rows):
                x[n, : len(r)] = torch.from_numpy(r).float()
            mask = self._mask(sizes)
            with torch.autocast("cpu", torch.bfloat16):
                for layer in self.layers:
                    x = layer(x, attention_mask=mask)
            there = (mask[:, 0, 0, :] == 0).float().unsqueeze(2)
            mean = (x.float() * there).sum(1) / there.sum(1)
            for n, v in zip(part, torch.nn.functional.normalize(mean, dim=1), strict=True):
                out[n] = v
        return torch.stack(out)

    def vectors(self, texts: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        """As :meth:`encode`, without learning."""
        with self.torch.no_grad():
            found: npt.NDArray[np.float32] = np.concatenate(
                [self.encode(texts[n : n + 240]).numpy() for n in range(0, len(texts), 240)]
            )
        return found

    def state(self) -> dict[str, Floats]:
        """The weights of the upper layers, by their names in the model."""
        first = len(self.bert.encoder.layer) - UPPER
        return {
            f"encoder.layer.{first + n}.{name}": p.detach().numpy().copy()
            for n, layer in enumerate(self.layers)
            for name, p in layer.named_parameters()
        }


Floats = npt.NDArray[np.float32]


def tune(
    store: Store, models: Path, out: Path = FILE, minutes: float = 30.0,
    progress: Progress | None = None, seed: int = 7, rate: float = 1e-4,
) -> dict[str, float]:  # fmt: skip
    """Teach the upper layers for some minutes and write the adapter; returns what was counted.

    The adapter is written after every fifth part of the time, so that nothing is lost when the
    process ends early.
    """
    learnt = lessons(store)
    upper = Upper(e5.folder(models, None))
    torch = upper.torch
    torch.manual_seed(seed)
    ids = sorted(learnt.sheaves)
    upper.remember(
        [("query", t) for s in learnt.sheaves.values() for t in s.asked]
        + [("passage", t) for s in learnt.sheaves.values() for t in s.said], progress,
    )  # fmt: skip
    before = upper.state()
    near = _neighbours(upper, [learnt.sheaves[i].said[0] for i in ids])
    taught = [p.requires_grad_(True) for p in upper.layers.parameters()]
    step = torch.optim.AdamW(taught, lr=rate, weight_decay=0.01)
    draw = np.random.default_rng(seed)
    began, steps, losses, written = time.perf_counter(), 0, [0.0], 0
    size = np.asarray([min(len(learnt.sheaves[i].asked), 12) for i in ids], float)
    while (spent := (time.perf_counter() - began) / 60 / minutes) < 1.0:
        for group in step.param_groups:  # a short warm-up, then straight down
            group["lr"] = rate * min(spent / 0.08 + 0.02, (1.0 - spent) / 0.92 + 0.02)
        loss = _loss(upper, learnt, ids, _pick(draw, near, size), draw)
        step.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(taught, 1.0)
        step.step()
        steps += 1
        losses.append(float(loss.detach()))
        if progress:
            progress(f"loss {np.mean(losses[-20:]):.3f}", int(100 * spent), 100)
        if int(spent * 5) > written:
            written = int(spent * 5)
            corpora.embedder.deep.save(out, before, upper.state())
    corpora.embedder.deep.save(out, before, upper.state())
    return {"sheaves": len(ids), "questions": len(learnt.governed), "texts": len(upper.kept),
            "steps": steps, "loss": round(float(np.mean(losses[-50:])), 4)}  # fmt: skip


def _neighbours(upper: Upper, texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """The thirty nearest articles of each."""
    vectors = upper.vectors([("passage", t) for t in texts])
    cosine = vectors @ vectors.T
    np.fill_diagonal(cosine, -1)
    found: npt.NDArray[np.int64] = np.argsort(-cosine, axis=1)[:, :30]
    return found


def _pick(
    draw: np.random.Generator, near: npt.NDArray[np.int64], size: npt.NDArray[np.float64]
) -> list[int]:
    """Sheaves of a batch: some drawn by how much is asked about them, with two neighbours each."""
    share = np.sqrt(size)
    picked: dict[int, None] = {}
    for n in draw.choice(len(size), SHEAVES, replace=False, p=share / share.sum()).tolist():
        picked[n] = None
        picked.update(dict.fromkeys(draw.choice(near[n], 2, replace=False).tolist()))
        if len(picked) >= SHEAVES:
            break
    return list(picked)[:SHEAVES]


def _loss(
    upper: Upper, learnt: Lessons, ids: Sequence[str], batch: Sequence[int], draw: Any
) -> Any:
    """Each question to the wordings of its articles, and to their other questions."""
    torch = upper.torch
    asked: list[tuple[str, str]] = []
    said: list[tuple[str, str]] = []
    of: list[str] = []
    for n in batch:
        s = learnt.sheaves[ids[n]]
        turn = draw.permutation(len(s.asked))[:ASKED]
        asked += [("query", s.asked[i]) for i in turn]
        picked = [s.said[0]] if len(s.said) == 1 or draw.random() < 0.5 else [
            s.said[int(draw.integers(1, len(s.said)))]]  # fmt: skip
        said += [("passage", t) for t in picked]
        of += [ids[n]] * len(picked)
    asked = list(dict.fromkeys(asked))
    a, b = upper.encode(asked), upper.encode(said)
    right = torch.tensor([[i in learnt.governed[t] for i in of] for _, t in asked])
    logits = a @ b.T * SCALE
    loss = _spread(torch, logits, right) + 0.5 * _spread(torch, logits.T, right.T)
    shared = [[bool(learnt.governed[x] & learnt.governed[y]) for _, y in asked] for _, x in asked]
    alike = torch.tensor(shared).fill_diagonal_(False)
    own = torch.eye(len(asked), dtype=torch.bool)
    return loss + 0.5 * _spread(torch, (a @ a.T * SCALE).masked_fill(own, -1e4), alike)


def _spread(torch: Any, logits: Any, right: Any) -> Any:
    """Cross-entropy in which each right one stands against the wrong ones alone."""
    there = right.any(1)
    logits, right = logits[there], right[there]
    wrong = torch.logsumexp(logits.masked_fill(right, -1e4), 1, keepdim=True)
    each = torch.nn.functional.softplus(wrong - logits) * right
    return (each.sum(1) / right.sum(1)).mean()
