"""The page's own words in Korean and English (``strings.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from kb.errors import DataFault
from ui.wording import Language

FILE = Path(__file__).with_name("strings.yaml")


@cache
def _all() -> dict[str, tuple[str, str]]:
    loaded = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for key, pair in loaded.items():
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) for p in pair)
        ):
            raise DataFault(
                f"{FILE.name}: {key}: 두 말이 있어야 합니다", f"{key} needs two strings"
            )
    return {key: (ko, en) for key, (ko, en) in loaded.items()}


def keys() -> frozenset[str]:
    """Every key, for the test that each is used."""
    return frozenset(_all())


@dataclass(frozen=True, slots=True)
class Strings:
    """The words in one language: ``Strings("ko")("nav.ask")`` is ``묻기``."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key with ``{names}`` filled in. Raises KeyError for an unknown key."""
        text = _all()[key][0 if self.language == "ko" else 1]
        return text.format(**values) if values else text
