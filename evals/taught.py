"""The reader of the same-case test as torch teaches it (:mod:`evals.teachreader`); numpy reads what it saves.

The base is cut in three: the lower layers run once a text and their output is kept, the layers above
them and the head learn, the highest are not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import corpora.embedder.deep
import corpora.embedder.reader
from kb.answer import reader
from kb.answer.reader import Sides
from kb.search import e5

LAYERS = 4, 8
"""Layers below the first read each text alone; those up to the second are taught; the rest is not used."""
WIDTH, HIDDEN = 384, 96

Floats = npt.NDArray[np.float32]


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

    def take(self, file: Path) -> None:
        """Go on from what was learnt before. Raises DataFault for a broken file."""
        torch, learnt = self.torch, corpora.embedder.reader.load(file)
        weights = corpora.embedder.deep.add(file, self.before)
        with torch.no_grad():
            for n, layer in enumerate(self.upper):
                for name, p in layer.named_parameters():
                    p.copy_(torch.from_numpy(weights[f"encoder.layer.{LAYERS[0] + n}.{name}"]))
            for mine, given in (
                (self.segments, learnt.segments), (self.hidden.weight, learnt.hidden.T),
                (self.hidden.bias, learnt.hidden_bias), (self.out.weight[0], learnt.out),
            ):  # fmt: skip
                mine.copy_(torch.from_numpy(np.ascontiguousarray(given)))
            self.out.bias.fill_(learnt.out_bias)

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
