"""The encoder of the deep embedder in numpy: BERT's forward pass, as the model folder holds it.

A question must not wait seconds for torch to be imported, and the same text shall give the same
vector in a short command and in a server; so questions and texts are read here, in single
precision. The texts of a batch stand in one row after the other without padding: what is linear
runs over all of them at once, attention text by text. The numbers are those of the same model in
sentence-transformers (cosine 0.9999); a test holds it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

import corpora.embedder.deep

Floats = npt.NDArray[np.float32]
EPSILON = np.float32(1e-12)
AT_ONCE = 2_048
"""Tokens that run through the layers together."""


class Encoder:
    """A model folder written by :mod:`kb.search.e5`, opened without torch.

    Args:
        adapter: changes of its layers (:mod:`corpora.embedder.deep`), if any.
        layers: how many of the layers are opened, the lowest first.
    """

    def __init__(
        self, folder: Path, heads: int = 12, adapter: Path | None = None, layers: int = 99
    ) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        state: dict[str, Any] = load_file(folder / "model.safetensors")
        if adapter is not None:
            state = corpora.embedder.deep.add(adapter, state)
        self._words = state["embeddings.word_embeddings.weight"]
        at = state["embeddings.position_embeddings.weight"].astype(np.float32)
        self._places: Floats = at + state["embeddings.token_type_embeddings.weight"][0]
        self._first = _norm_of(state, "embeddings.LayerNorm")
        self._layers: list[_Layer] = []
        while (
            len(self._layers) < layers
            and f"encoder.layer.{len(self._layers)}.output.dense.weight" in state
        ):
            self._layers.append(_Layer(state, f"encoder.layer.{len(self._layers)}.", heads))
        self._tokens: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens.no_padding()
        self._tokens.no_truncation()
        self._threads = ThreadpoolController()

    def vectors(self, texts: Sequence[str], longest: int) -> Floats:
        """Unit vectors; of each text so many tokens are read."""
        found = self._tokens.encode_batch(list(texts))
        ids = [e.ids if len(e.ids) <= longest else [*e.ids[: longest - 1], e.ids[-1]]
               for e in found]  # fmt: skip
        out = np.empty((len(ids), self._words.shape[1]), np.float32)
        start = 0
        while start < len(ids):
            end, tokens = start + 1, len(ids[start])
            while end < len(ids) and tokens + len(ids[end]) <= AT_ONCE:
                tokens += len(ids[end])
                end += 1
            # one thread: on a busy machine a second one waits longer than it helps
            with self._threads.limit(limits=1, user_api="blas"):
                out[start:end] = self._run(ids[start:end])
            start = end
        return out

    def states(self, text: str, longest: int, layers: int) -> Floats:
        """What the lowest layers make of each token of a text that stands alone: tokens × width.

        As :meth:`above`, to be called within :meth:`single`.
        """
        ids = self._tokens.encode(text).ids
        ids = ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]
        x = self._words[np.asarray(ids)].astype(np.float32) + self._places[: len(ids)]
        x = _normal(x, *self._first)
        for layer in self._layers[:layers]:
            x = layer.run(x, [(0, len(ids))])
        return x

    def above(self, x: Floats, layers: int) -> Floats:
        """Run the layers above the lowest so many over tokens that see each other."""
        for layer in self._layers[layers:]:
            x = layer.run(x, [(0, len(x))])
        return x

    def single(self) -> AbstractContextManager[Any]:
        """In which the arithmetic of all threads uses one processor each."""
        limited: AbstractContextManager[Any] = self._threads.limit(limits=1, user_api="blas")
        return limited

    def _run(self, ids: Sequence[Sequence[int]]) -> Floats:
        sizes = [len(i) for i in ids]
        bounds = np.cumsum([0, *sizes]).tolist()
        spans = list(pairwise(bounds))
        x = self._words[np.concatenate([np.asarray(i) for i in ids])].astype(np.float32)
        x += np.concatenate([self._places[:n] for n in sizes])
        x = _normal(x, *self._first)
        for layer in self._layers:
            x = layer.run(x, spans)
        mean = np.stack([x[a:b].mean(0) for a, b in spans])
        unit: Floats = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
        return unit


class _Layer:
    def __init__(self, state: dict[str, Any], name: str, heads: int) -> None:
        def weight(part: str) -> Floats:
            # transposed and contiguous: a product with rows in memory order is quickest
            return np.ascontiguousarray(state[f"{name}{part}.weight"].T.astype(np.float32))

        def bias(part: str) -> Floats:
            out: Floats = state[f"{name}{part}.bias"].astype(np.float32)
            return out

        own = [f"attention.self.{p}" for p in ("query", "key", "value")]
        self.heads = heads
        self.mixed = np.concatenate([weight(p) for p in own], axis=1)
        self.mixed_bias = np.concatenate([bias(p) for p in own])
        size = self.mixed.shape[0]
        scale = np.float32(1 / math.sqrt(size // heads))
        self.mixed[:, :size] *= scale
        self.mixed_bias[:size] *= scale
        self.out, self.out_bias = weight("attention.output.dense"), bias("attention.output.dense")
        self.after = _norm_of(state, f"{name}attention.output.LayerNorm")
        self.wide, self.wide_bias = weight("intermediate.dense"), bias("intermediate.dense")
        self.back, self.back_bias = weight("output.dense"), bias("output.dense")
        self.last = _norm_of(state, f"{name}output.LayerNorm")

    def run(self, x: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
        mixed = x @ self.mixed
        mixed += self.mixed_bias
        seen = np.empty_like(x)
        for a, b in spans:
            seen[a:b] = self._attend(mixed[a:b])
        y = seen @ self.out
        y += self.out_bias
        y += x
        x = _normal(y, *self.after)
        wide = x @ self.wide
        wide += self.wide_bias
        y = _gelu(wide) @ self.back
        y += self.back_bias
        y += x
        return _normal(y, *self.last)

    def _attend(self, mixed: Floats) -> Floats:
        n = len(mixed)
        q, k, v = mixed.reshape(n, 3, self.heads, -1).transpose(1, 2, 0, 3)
        scores: Any = q @ k.transpose(0, 2, 1)
        scores -= scores.max(2, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(2, keepdims=True)
        seen: Floats = scores @ v
        return seen.transpose(1, 0, 2).reshape(n, -1)


def _gelu(x: Floats) -> Floats:
    """By the hyperbolic tangent, which numpy has in vector form; within 5e-4 of the exact one."""
    out: Floats = np.square(x)
    out *= np.float32(0.044715 * math.sqrt(2 / math.pi))
    out += np.float32(math.sqrt(2 / math.pi))
    out *= x
    np.tanh(out, out=out)
    out += 1
    out *= x
    out *= np.float32(0.5)
    return out


def _norm_of(state: dict[str, Any], name: str) -> tuple[Floats, Floats]:
    return state[f"{name}.weight"].astype(np.float32), state[f"{name}.bias"].astype(np.float32)


def _normal(x: Floats, weight: Floats, bias: Floats) -> Floats:
    x = x - x.mean(1, keepdims=True)
    x /= np.sqrt(np.square(x).mean(1, keepdims=True) + EPSILON)
    x *= weight
    x += bias
    return x
