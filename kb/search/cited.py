"""Citations in a question: the named provision goes first, bound to the right instrument."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.errors import BadIdentifier
from kb.law.citations import Names
from kb.law.identifiers import ProvisionId, WorkId
from kb.law.values import Citation

DEFAULT = WorkId("공직선거법")


_BARE = re.compile(
    r"""
    (?<![제\d가-힣])(?<!인\s)              # 93조; not 제93조, 같은조, 2인 1조
    [1-9]\d{0,2}\s?조(?:의\s?\d{1,2})?      # three digits: no instrument held has more articles
    (?:\s?제?\d{1,2}항)?(?:\s?제?\d{1,2}호)?
    (?!\s?(?:[\d,]|원|명|개|억|만|각))        # 10조원, 3조 5천억, 5조각
    """,
    re.VERBOSE,
)


def find(text: str, names: Names | None = None) -> tuple[Citation, ...]:
    """The citations of a question; 법 alone means the instrument that the authority applies.

    ``names`` are the instruments known, those of the glossary if none are given.

    People also ask after 93조 without 제, which in a document would be too bold a reading.

    >>> [c.target for c in find("93조 위반인가요")]
    ['kr/law/공직선거법#93']
    """
    import corpora.instruments
    from kb.law import citations

    names = names or corpora.instruments.load()
    found = citations.find(text, names, default=DEFAULT)
    for m in _BARE.finditer(text):
        if any(c.start < m.end() and m.start() < c.end for c in found):
            continue
        for c in citations.find(f"제{m[0]}", names, default=DEFAULT):
            start = max(m.start() + c.start - 1, m.start())
            end = m.start() + c.end - 1
            found.append(replace(c, start=start, end=end, text=text[start:end]))
    return tuple(sorted(found, key=lambda c: (c.start, c.end)))


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
