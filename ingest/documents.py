"""A document of blocks to what it brings: its kind is given or told from its text."""

from __future__ import annotations

from dataclasses import replace

from ingest import kinds
from ingest.given import KINDS, Given
from ingest.parsed import KIND_TOLD, Guess, Parsed
from ingest.parsers import (
    casebook_pdf,
    circular,
    comparison,
    plain,
    press,
    reply_text,
    ruling_text,
    statute_text,
)
from ingest.parsers.ruling import CONSTITUTIONAL_COURT
from ingest.readers.blocks import Content
from kb.errors import Refused
from kb.law.values import Intake

_MUST = frozenset({"statute"})
"""Kinds that are never kept as mere text when they cannot be parsed: law without its day."""


def parse(content: Content, label: str, sha: str, given: Given, sure: bool = True) -> Parsed:
    """What a document brings.

    Args:
        content: its blocks.
        label: what a person calls the file.
        sha: hash of its bytes.
        given: what a person said of it.
        sure: False where the format alone makes no document of it (plain text).

    Raises Refused when it cannot be what it is given to be, or is no document of this field.
    """
    if given.kind:
        guess = Guess(given.kind, 1.0, "사람이 정함")
        return _noted(_of(content, label, sha, given, given.kind), guess)
    guess = kinds.guess(content)
    if guess.kind == "other" and not sure and not kinds.speaks_of_law(content):
        raise Refused(
            "법령·판례·사례집·회답 어느 것으로도 알아볼 수 없습니다(--kind로 정할 수 있음)",
            "not recognised as a statute, ruling, casebook or reply (--kind says what it is)",
        )
    try:
        return _noted(_of(content, label, sha, given, guess.kind), guess)
    except Refused as e:
        if guess.kind in _MUST or guess.kind == "other":
            raise
        kept = Guess("other", guess.confidence, f"{KINDS[guess.kind][0]}(으)로 보이나 {e.ko}")
        return _noted(_of(content, label, sha, given, "other"), kept)


def _of(content: Content, label: str, sha: str, given: Given, kind: str) -> list[Intake]:
    match kind:
        case "statute":
            return statute_text.parse(content, label, sha, given.day, given.number)
        case "ruling" | "decision":
            court = given.office or (CONSTITUTIONAL_COURT if kind == "decision" else "")
            return ruling_text.parse(content, label, sha, given.day, court, given.number)
        case "casebook":
            return casebook_pdf.parse(content, label, sha)
        case "reply":
            return reply_text.parse(content, label, sha, given.day, given.office, given.number)
        case "circular":
            return circular.parse(content, label, sha, given.day)
        case "press":
            return press.parse(content, label, sha, given.day)
        case "amendment":
            return comparison.parse(content, label, sha, given.day)
        case _:
            return plain.parse(content, label, sha, "other", given.day)


def _noted(intakes: list[Intake], guess: Guess) -> Parsed:
    """With a note on the document that says how its kind was told."""
    if guess.kind == "ruling":
        guess = replace(guess, kind=intakes[0].document.kind)
    said = f"{KINDS[guess.kind][0]}{KIND_TOLD} {guess.confidence:.2f}: {guess.because})"
    noted = [
        replace(x, document=replace(x.document, notes=(said, *x.document.notes))) for x in intakes
    ]
    return Parsed(noted, guess)
