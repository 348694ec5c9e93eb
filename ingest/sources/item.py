"""One thing to be taken in: a label and a way to its bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.law.identifiers import squeeze
from kb.store.origins import Origin


def printable(name: str) -> str:
    """A file's name as text: bytes of it that are no UTF-8 become question marks.

    >>> printable("a\udcea.json")
    'a\ufffd.json'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a folder, a member of an archive, a version in a repository."""

    label: str
    load: Callable[[], bytes]
    """Raises Refused or OSError."""
    path: Path | None = None
    """Where it lies, for a file on the disk."""
    origin: Origin | None = None
    """Where it was fetched from; None for what a person has on their own disk."""

    def named(self, only: str) -> bool:
        """Whether a part of its path is the name, with or without a day behind it.

        >>> Item("kr/공직선거법/법률.md", bytes).named("공직선거법")
        True
        >>> Item("공직선거법-2017-07-26.md", bytes).named("공직선거법")
        True
        >>> Item("kr/공직선거관리규칙/규칙.md", bytes).named("공직선거법")
        False
        """
        wanted = squeeze(only)
        for part in re.split(r"[/#]", unicodedata.normalize("NFC", self.label)):
            stem = squeeze(re.sub(r"\.\w{1,6}$", "", part))
            if wanted in (squeeze(part), stem, re.sub(r"-\d{4}-\d{2}-\d{2}$", "", stem)):
                return True
        return False


def titled(data: bytes, only: str) -> bool:
    """Whether the front matter of a file names the instrument."""
    head = data[:4096].decode("utf-8", errors="ignore")
    m = re.search(r"^제목:\s*['\"]?(.+?)['\"]?\s*$", head, re.MULTILINE)
    return bool(m) and squeeze(m[1]) == squeeze(only)  # type: ignore[index]
