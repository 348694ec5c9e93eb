"""Korean morphemes by Kiwi: the words that the lexical index and the fast embedder see (형태소).

A token is form and coarse class, ``명함/N``, ``돌리/V``. Compounds of the glossary (선거운동,
예비후보자) are added beside their parts, whether they were written with a space or without.
Words that Kiwi does not know get their character bigrams beside them (``=딥페``).
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import corpora.glossary
from kb.search.normal import normal

if TYPE_CHECKING:
    from kiwipiepy import Kiwi  # type: ignore[import-untyped]

VERSION = 3
"""Grows when tokens change: part of the fingerprint of an index."""

CLASSES = {
    "NNG": "N", "NNP": "N", "NR": "N", "XR": "N", "XPN": "N",
    "VV": "V", "VV-R": "V", "VV-I": "V", "VA": "A", "VA-R": "A", "VA-I": "A",
    "MAG": "M", "SL": "L", "SH": "L", "SN": "D",
}  # fmt: skip
"""Kiwi's tags that carry content, and their coarse class; all others are dropped."""

_STOP = frozenset(
    (
        "하/V",
        "되/V",
        "있/V",
        "있/A",
        "없/A",
        "같/A",
        "이렇/A",
        "그렇/A",
        "않/V",
        "대하/V",
        "관하/V",
        "의하/V",
        "따르/V",
    )
)
_HANGUL = re.compile(r"[가-힣]+")
_KEEP_NNB = frozenset(("원", "개", "명", "매", "일", "월", "년", "세", "시간", "회"))


class Morphemes:
    """Kiwi with the glossary's words, opened at first use; one object a process, thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kiwi: Kiwi | None = None
        self._compounds: dict[tuple[str, ...], str] = {}
        self._heads: frozenset[str] = frozenset()
        self._longest = 1
        self.elsewhere: Callable[[str, str], Sequence[str] | None] | None = None
        """Asked first for ``tokens`` and ``spaced`` of a text; None where it has no answer."""

    @property
    def kiwi(self) -> Kiwi:
        """The analyser; opening it takes about a second."""
        if self._kiwi is None:
            with self._lock:
                if self._kiwi is None:
                    self._open()
        assert self._kiwi is not None
        return self._kiwi

    def open_beside(self) -> None:
        """Begin to open the analyser in a thread, while this one waits for something else."""
        threading.Thread(target=lambda: self.kiwi, name="yugwon-kiwi").start()

    def _open(self) -> None:
        from kiwipiepy import Kiwi

        kiwi = Kiwi(
            num_workers=1,
            model_type="cong",
            integrate_allomorph=True,
            load_multi_dict=False,
            load_typo_dict=False,
        )
        words = corpora.glossary.words()
        for word, found in zip(words, kiwi.tokenize(words), strict=True):
            parts = tuple(p for p in map(content, found) if p)
            if len(parts) > 1:
                self._compounds[parts] = f"{word}/N"
        self._heads = frozenset(parts[0] for parts in self._compounds)
        self._longest = max(map(len, self._compounds), default=1)
        self._kiwi = kiwi

    def raw(self, texts: Iterable[str]) -> Iterable[Sequence[Any]]:
        """Kiwi's own tokens of normalised texts."""
        result: Iterable[Sequence[Any]] = self.kiwi.tokenize(texts)
        return result

    def tokens(self, text: str) -> list[str]:
        """Tokens of a text, in its order.

        >>> Morphemes().tokens("예비후보자가 명함을 돌려도 되나요?")
        ['예비/N', '예비후보자/N', '후보자/N', '명함/N', '돌리/V']
        """
        return list(self._tokens(text)) if len(text) < 400 else list(self._analyse(text))

    @lru_cache(maxsize=4096)  # noqa: B019 - one object a process
    def _tokens(self, text: str) -> tuple[str, ...]:
        return self._analyse(text)

    def _analyse(self, text: str) -> tuple[str, ...]:
        told = self.elsewhere("tokens", text) if self.elsewhere else None
        if told is not None:
            return tuple(told)
        found = self.kiwi.tokenize(normal(text))
        return tuple(self.joined([t for t in map(content, found) if t]))

    def joined(self, tokens: list[str]) -> list[str]:
        """The tokens with the glossary's compounds beside their parts."""
        compounds, longest = self._compounds, self._longest
        out: list[str] = []
        for i, token in enumerate(tokens):
            out.append(token)
            if token in self._heads:
                for n in range(2, min(longest, len(tokens) - i) + 1):
                    word = compounds.get(tuple(tokens[i : i + n]))
                    if word:
                        out.append(word)
        return out

    def spaced(self, text: str) -> str:
        """The text with its word spacing restored (띄어쓰기 교정)."""
        told = self.elsewhere("spaced", text) if self.elsewhere else None
        if told is not None:
            return str(told)
        return str(self.kiwi.space(text, reset_whitespace=False))


def content(token: Any) -> str | None:
    """``form/class`` of a Kiwi token that carries content, else None."""
    kind = CLASSES.get(token.tag)
    if kind is None:
        if token.tag == "NNB" and token.form in _KEEP_NNB:
            return f"{token.form}/N"
        return None
    form = token.form.lower() if kind == "L" else token.form
    name = f"{form}/{kind}"
    return None if name in _STOP else name


def bigrams(text: str) -> list[str]:
    """Character bigrams of the Hangul of a text, the fallback where Kiwi finds nothing.

    >>> bigrams("딥페이크")
    ['=딥페', '=페이', '=이크']
    """
    return [
        f"={run[i : i + 2]}" for run in _HANGUL.findall(text) for i in range(max(len(run) - 1, 0))
    ]


@lru_cache(maxsize=1)
def shared() -> Morphemes:
    """The process's one analyser."""
    return Morphemes()


def fingerprint() -> str:
    """Of everything that decides which tokens a text gives."""
    import kiwipiepy

    words = "\n".join(corpora.glossary.words())
    parts = f"{VERSION}/{kiwipiepy.__version__}/{words}"
    return hashlib.sha256(parts.encode()).hexdigest()[:12]
