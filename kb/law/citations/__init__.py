"""Citations (인용): found in texts, resolved to identifiers, or left open with the reason."""

from kb.law.citations.finder import find
from kb.law.citations.names import Found, Instrument, Meaning, Names
from kb.law.citations.reliance import cautioned, relied_on, resolve
from kb.law.citations.rulings import court_name, court_of

__all__ = [
    "Found",
    "Instrument",
    "Meaning",
    "Names",
    "cautioned",
    "court_name",
    "court_of",
    "find",
    "relied_on",
    "resolve",
]
