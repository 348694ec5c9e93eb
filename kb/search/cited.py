"""Citations in a question: the named provision goes first, bound to the right instrument."""

from __future__ import annotations

from kb.errors import BadIdentifier
from kb.law.identifiers import ProvisionId, WorkId
from kb.law.values import Citation

DEFAULT = WorkId("공직선거법")


def find(text: str) -> tuple[Citation, ...]:
    """The citations of a question; 법 alone means the instrument that the authority applies."""
    import corpora.instruments
    from kb.law import citations

    return tuple(citations.find(text, corpora.instruments.load(), default=DEFAULT))


def provisions(found: tuple[Citation, ...]) -> tuple[ProvisionId, ...]:
    """The provisions among them, in order, without repeats."""
    out: dict[ProvisionId, None] = {}
    for citation in found:
        if citation.target and "#" in citation.target:
            try:
                out[ProvisionId.parse(citation.target).at(None)] = None
            except BadIdentifier:
                continue
    return tuple(out)


def works(found: tuple[Citation, ...]) -> frozenset[str]:
    """The instruments named, with or without an article."""
    return frozenset(c.target.partition("#")[0].partition("@")[0]
                     for c in found if c.target and c.target.startswith("kr/law/"))  # fmt: skip
