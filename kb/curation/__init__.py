"""Decide once (본부): the queue of questions sent up, replies drafted and published, the log."""

from kb.curation.desk import Asking, Desk
from kb.curation.values import Draft, Matter, Notice, Publication, Sending, State, Why

__all__ = [
    "Asking",
    "Desk",
    "Draft",
    "Matter",
    "Notice",
    "Publication",
    "Sending",
    "State",
    "Why",
]
