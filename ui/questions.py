"""What a person may ask: limits checked before any work is done, alike in every door."""

from __future__ import annotations

import unicodedata

from kb.answer.privacy import mask
from kb.errors import BadInput
from kb.settings import Settings

LONGEST_REGION = 40


def region(text: str) -> str:
    """The region that someone gives, on one line and without personal data.

    Raises BadInput when it is longer than any region's name.
    """
    kept = mask(" ".join("".join(c if c.isprintable() else " " for c in text).split()))
    if len(kept) > LONGEST_REGION:
        raise BadInput("지역 이름이 너무 깁니다", "that is too long for a region's name")
    return kept


def check(text: str, settings: Settings) -> str:
    """The question in NFC without control characters, trimmed.

    Raises BadInput when it is empty, has no letter or digit, or is too long.
    """
    kept = "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}
    ).strip()
    if not kept:
        raise BadInput("질문이 비어 있습니다", "the question is empty")
    if not any(c.isalnum() for c in kept):
        raise BadInput(
            "질문에 글자가 없습니다. 말로 물어 주십시오",
            "the question has no letters; please ask in words",
        )
    if len(kept) > settings.max_question:
        raise BadInput(
            f"질문이 너무 깁니다: {len(kept):,}자 (최대 {settings.max_question:,}자). 나누어 "
            "물어 주십시오",
            f"the question is too long: {len(kept):,} characters (at most "
            f"{settings.max_question:,}); please ask in parts",
        )
    return kept
