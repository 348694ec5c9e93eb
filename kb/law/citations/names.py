"""The names by which instruments are cited (법령명과 약칭), and how a name is found in a text.

A name is matched from its end backwards, over spaces, middle dots and Chinese characters in
brackets, always the longest, and only where a word begins: 「선거법」 is not found in
「국회의원선거법」, nor 「형법」 in 「군형법」.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kb.law.identifiers import WorkId, squeeze
from kb.law.values import Work

Trie: TypeAlias = "dict[str, Trie | Meaning]"
_END = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for: one work, or several (ambiguous); perhaps an old text of it."""

    works: tuple[WorkId, ...]
    version_from: date | None = None
    version_until: date | None = None

    @property
    def work(self) -> WorkId | None:
        """The work, where the name has but one."""
        return self.works[0] if len(self.works) == 1 else None


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text."""

    start: int
    end: int
    key: str
    """The squeezed name."""
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument with its names (법령, 약칭, 옛 이름) and its decree and rules."""

    work: WorkId
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    decree: WorkId | None = None
    """시행령"""
    rules: WorkId | None = None
    """시행규칙, or the 규칙 that carries the statute out."""
    held: bool = False


class Names:
    """Every name known, and what 법 and 규칙 by themselves mean in the authority's texts.

    >>> names = Names([Instrument(WorkId.of("형법"), "형법", "법률")])
    >>> str(names.get("형 법").work)
    'kr/law/형법'
    """

    def __init__(
        self,
        instruments: Iterable[Instrument] = (),
        *,
        general: Mapping[str, WorkId] | None = None,
        ambiguous: Mapping[str, tuple[WorkId, ...]] | None = None,
    ) -> None:
        self.instruments: tuple[Instrument, ...] = tuple(instruments)
        self.general: dict[str, WorkId] = dict(general or {})
        """법 and 규칙: their meaning where no definition precedes."""
        self.ambiguous: dict[str, tuple[WorkId, ...]] = dict(ambiguous or {})
        self._by_work = {i.work: i for i in self.instruments}
        self._index = NameIndex()
        for key, works in self.ambiguous.items():
            self._index.add(key, Meaning(works))
        for instrument in self.instruments:
            for name in (instrument.name, *instrument.aliases):
                self._index.add(name, Meaning((instrument.work,)))

    def get(self, name: str) -> Meaning | None:
        """What a name stands for, None if it is unknown."""
        return self._index.get(squeeze(name))

    def knowing(self, works: Iterable[Work]) -> Names:
        """These names and those of further works that are not among them (보유 법령)."""
        new = tuple(
            Instrument(w.id, w.name, w.kind, held=True) for w in works if w.id not in self._by_work
        )
        if not new:
            return self
        return Names((*self.instruments, *new), general=self.general, ambiguous=self.ambiguous)

    def instrument(self, work: WorkId) -> Instrument | None:
        """The instrument of a work, None if unknown."""
        return self._by_work.get(work)

    def related(self, work: WorkId, kind: str) -> WorkId | None:
        """The 시행령 or 시행규칙·규칙 of a work, None if it is unknown or has none."""
        instrument = self._by_work.get(work)
        if instrument is None:
            return None
        return instrument.decree if kind in ("시행령", "영") else instrument.rules

    def ending_at(self, text: str, end: int) -> Found | None:
        """The longest name of the folded text that ends before ``end``."""
        return self._index.ending_at(text, end)


class NameIndex:
    """Names, squeezed, in a tree from their last letter to the first."""

    def __init__(self) -> None:
        self._names: dict[str, Meaning] = {}
        self._root: Trie = {}

    def add(self, name: str, meaning: Meaning) -> None:
        """Take a name in; the last meaning given holds."""
        key = squeeze(name)
        self._names[key] = meaning
        node = self._root
        for letter in reversed(key):
            following = node.setdefault(letter, {})
            assert isinstance(following, dict)
            node = following
        node[_END] = meaning

    def get(self, key: str) -> Meaning | None:
        """The meaning of a squeezed name."""
        return self._names.get(key)

    def ending_at(self, text: str, end: int) -> Found | None:
        """The longest name that ends before ``end`` and begins where a word begins."""
        node = self._root
        best: Found | None = None
        at = end
        letters: list[str] = []
        while at > 0:
            letter = text[at - 1]
            if letters and letter in " \n·":
                at -= 1
                continue
            if letter == ")":
                opening = _gloss(text, at)
                if opening is None:
                    break
                at = opening
                continue
            following = node.get(letter)
            if not isinstance(following, dict):
                break
            node = following
            letters.append(letter)
            at -= 1
            meaning = node.get(_END)
            if isinstance(meaning, Meaning) and (
                begins_word(text, at) or (len(letters) >= 4 and text.endswith(_STICKING, 0, at))
            ):
                best = Found(at, end, "".join(reversed(letters)), meaning)
        return best


_STICKING = ("로서", "으로", "에서", "하여", "따라", "에는", "또는", "하고", "니다", "있음", "없음")
"""Endings to which a name sticks in a text that has lost its spaces."""
_HEADINGS = ("조항", "조문", "법령")
"""Headings to which a name may stick when a text has lost its line breaks."""


def begins_word(text: str, at: int) -> bool:
    """Whether a word may begin here: no letter before, or only 구, 현행 and the like."""
    if at == 0 or not _letter(text[at - 1]):
        return True
    for prefix in ("구", "현행", "개정", "및", "조항", "조문", "법령"):
        if text.endswith(prefix, 0, at):
            before = at - len(prefix)
            if prefix in _HEADINGS or before == 0 or not _letter(text[before - 1]):
                return True
    return False


def _letter(character: str) -> bool:
    return character.isalpha() or (character.isascii() and character.isdigit())


def _gloss(text: str, end: int) -> int | None:
    """Where a bracket of Chinese characters that closes before ``end`` opens."""
    opening = text.rfind("(", max(0, end - 20), end)
    inside = text[opening + 1 : end - 1].replace(" ", "") if opening >= 0 else ""
    return (
        opening
        if inside and all("\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" for c in inside)
        else None
    )
