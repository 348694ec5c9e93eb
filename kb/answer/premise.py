"""False premises (잘못된 전제): an article that does not exist, is deleted, not yet in force, or
is about something else than the question takes it to be. Answered with the real text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kb.answer.ports import Holding, Law
from kb.answer.quote import terms
from kb.errors import UnknownProvision
from kb.law.identifiers import ProvisionId
from kb.law.values import Citation, TextState

Kind = Literal["missing", "missing_work", "deleted", "future", "elsewhere"]


@dataclass(frozen=True, slots=True)
class False_:
    """What is wrong with the question's premise."""

    kind: Kind
    named: str
    """The words of the question."""
    id: ProvisionId | None = None
    on: date | None = None
    """Day of deletion, or of taking effect."""
    provisions: tuple[ProvisionId, ...] = ()
    """Provisions to show: the named one where it is held, and those on point."""
    title: str = ""
    """What the named article is about."""


_DELETED = re.compile(r"^\s*(?:제\d+조\S*\s*)?삭제\s*[<〈](?P<day>\d{4}\.\s*\d{1,2}\.\s*\d{1,2})")
_ABOUT = re.compile(
    r"^\s*(?:의|에|에서|에\s*(?:따른|따라|의한|규정된|있는|나오는|정한)|가|이|은|는|상|상의)?\s*(?P<topic>[^?.!,]{2,60})"
)
_EMPTY_WORDS = re.compile(
    r"뭐|무엇|내용|알려|설명|어떻게|어떤|인가요|나요|규정|조항|조문|위반|따르면|따라|따른|의한|정하고|정한|적용|대해|대하여|관련|해석|처벌|받|되|해"
)


def check(
    question: str, citations: Sequence[Citation], day: date, law: Law, store: Holding
) -> False_ | None:
    """The first false premise among the provisions that a question names, or None."""
    for c in citations:
        if c.target is None:
            if c.reason == "unknown_work":
                return False_("missing_work", c.text)
            continue
        if "#" not in c.target or not c.target.startswith("kr/law/"):
            continue
        if c.version_from or c.version_until:
            continue
        found = _provision(c, ProvisionId.parse(c.target).at(None), day, law, store)
        if found is not None:
            return found
    return None


def _provision(c: Citation, id: ProvisionId, day: date, law: Law, store: Holding) -> False_ | None:
    held = store.history(id.work, id.pinpoint)
    if not held:
        if not any(w.id == id.work for w in store.works()):
            return None
        if not _complete(id, store):
            return None
        return False_("missing", c.text, id, provisions=_neighbours(id, store))
    shown = _show(law, id, day)
    state = TextState(shown.state) if shown is not None else TextState.UNKNOWN
    if state is TextState.REPEALED:
        return False_("deleted", c.text, id, _deleted_on(shown.text), (id,))
    if state is TextState.NOT_YET_IN_FORCE:
        first = min((a.effective or a.version.effective for a in held), default=None)
        return False_("future", c.text, id, first, (id,))
    if state is TextState.UNKNOWN:
        last = held[-1]
        title = last.title
        return False_("missing", c.text, id, provisions=(id.article,), title=title)
    return None


def _show(law: Law, id: ProvisionId, day: date) -> Any:
    try:
        return law.show(id, day)
    except UnknownProvision:
        return None


def _complete(id: ProvisionId, store: Holding) -> bool:
    """Whether a version of the instrument that is no excerpt or digest is held."""
    return any(not v.excerpt and not v.digest for v in store.versions(id.work))


def _neighbours(id: ProvisionId, store: Holding) -> tuple[ProvisionId, ...]:
    """The article of the same main number, where the named branch does not exist."""
    number = id.pinpoint.article
    if number is None or not number.branches:
        return ()
    main = id.work.provision(str(number.main))
    return (main,) if store.history(main.work, main.pinpoint) else ()


def _deleted_on(text: str) -> date | None:
    m = _DELETED.search(text) or re.search(
        r"삭제\s*[<〈](?P<day>\d{4}\.\s*\d{1,2}\.\s*\d{1,2})", text
    )
    if not m:
        return None
    year, month, d = (int(x) for x in re.findall(r"\d+", m["day"]))
    return date(year, month, d)


def topic(question: str, citation: Citation) -> str:
    """What the question takes the named provision to be about; empty when it does not say."""
    m = _ABOUT.match(question[citation.end :])
    words = _EMPTY_WORDS.sub(" ", m["topic"]) if m else ""
    return words if sum(terms(words).values()) >= 2 else ""
