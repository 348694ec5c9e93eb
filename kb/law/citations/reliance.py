"""Which provisions a reply relies on, and what a name typed by a person means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from kb.law.citations.finder import find
from kb.law.citations.names import Names
from kb.law.conclusion_layout import without_attachment
from kb.law.identifiers import Number, Pinpoint, ProvisionId, WorkId
from kb.law.values import Citation

_CAUTION = re.compile(
    r"(?:위반되지|저촉되지|위배되지|반하지|이르지)\s*(?:아니하도록|않도록|아니하게|않게|않는|아니하는\s*범위)"
    r"|유의하|주의하"
)
_ASIDE = re.compile(r"별론으로")
_SENTENCE = re.compile(r"[^\n]*?(?:[다음함임됨까요]\.(?=\s|[^\d\s)]|$)|\n|$)")


def resolve(text: str, names: Names) -> ProvisionId | WorkId | None:
    """The provision or instrument that a short text names; None when it names none, or several.

    >>> from kb.law.citations.names import Instrument
    >>> names = Names([Instrument(WorkId.of("공직선거법"), "공직선거법", "법률", ("선거법",))])
    >>> str(resolve("선거법 60조의3 1항 2호", names))
    'kr/law/공직선거법#60-3.1.2'
    """
    text = unicodedata.normalize("NFC", text).strip()
    known = names.get(text.strip("「」『』｢｣ "))
    if known is not None:
        return known.work
    cited = [c for c in find(text, names) if c.target is None or c.target.startswith("kr/law/")]
    if len(cited) != 1 or cited[0].target is None:
        return None
    target = cited[0].target
    return ProvisionId.parse(target) if "#" in target else WorkId.parse(target)


def relied_on(
    answer: str, column: str, names: Names, default: WorkId | None = None
) -> tuple[ProvisionId, ...]:
    """The provisions that a reply's answer and its 관련법 column cite, at the level cited.

    First those of sentences that reach the conclusion, in their order, then those of the
    column that the answer does not cite, last those only of the caution at the end
    (…에 위반되지 않도록, 별론으로 하고).
    Law that is only attached (덧붙임) is not cited. A range (제113조부터 제115조까지) stands for
    each number in it.
    """
    first: dict[ProvisionId, None] = {}
    last: dict[ProvisionId, None] = {}
    for citation, caution in _by_sentence(answer, names, default):
        for provision in _provisions(citation):
            (last if caution else first).setdefault(provision)
    for citation in find(column, names, default=default):
        for provision in _provisions(citation):
            first.setdefault(provision)
    return tuple(first) + tuple(p for p in last if p not in first)


def cautioned(answer: str, names: Names, default: WorkId | None = None) -> frozenset[ProvisionId]:
    """The provisions that the answer names only in a caution to keep other rules."""
    firm: set[ProvisionId] = set()
    warned: set[ProvisionId] = set()
    for citation, caution in _by_sentence(answer, names, default):
        (warned if caution else firm).update(_provisions(citation))
    return frozenset(warned - firm)


def _by_sentence(answer: str, names: Names, default: WorkId | None) -> list[tuple[Citation, bool]]:
    answer = without_attachment(answer)
    cautions: list[tuple[int, int]] = []
    for sentence in _SENTENCE.finditer(answer):
        if _CAUTION.search(sentence.group()):
            cautions.append(sentence.span())
        elif aside := _ASIDE.search(sentence.group()):
            cautions.append((sentence.start(), sentence.start() + aside.end()))
    return [
        (c, any(start <= c.start < end for start, end in cautions))
        for c in find(answer, names, default=default)
    ]


def _provisions(citation: Citation) -> list[ProvisionId]:
    targets = (citation.target, citation.until)
    ends = [ProvisionId.parse(t) for t in targets if t and "#" in t]
    return _between(*ends) if len(ends) == 2 else ends


_LONGEST = 30


def _between(first: ProvisionId, last: ProvisionId) -> list[ProvisionId]:
    """The provisions of a range; only its ends where branches leave open what lies between."""
    a, b = first.pinpoint, last.pinpoint
    for level in (_item, _paragraph, _article):
        low, high = level(a), level(b)
        if low is not None and high is not None and _with(a, level, high) == b:
            inner = range(low.main + 1, high.main + bool(high.branches))
            if len(inner) > _LONGEST:
                break
            between = (_with(a, level, Number(n)) for n in inner)
            return [first, *(replace(first, pinpoint=p) for p in between), last]
    return [first, last]


def _item(pinpoint: Pinpoint) -> Number | None:
    return pinpoint.item


def _paragraph(pinpoint: Pinpoint) -> Number | None:
    return pinpoint.paragraph


def _article(pinpoint: Pinpoint) -> Number | None:
    return pinpoint.article


def _with(pinpoint: Pinpoint, level: Callable[[Pinpoint], Number | None], n: Number) -> Pinpoint:
    if level is _item:
        return replace(pinpoint, item=n)
    return replace(pinpoint, paragraph=n) if level is _paragraph else replace(pinpoint, article=n)
