"""False premises (잘못된 전제): an article that does not exist, is deleted, not yet in force, or
is about something else than the question takes it to be. Answered with the real text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kb.answer.figures import NUMERALS, SAME_UNIT
from kb.answer.ports import Holding, Law
from kb.errors import UnknownProvision
from kb.law.identifiers import ProvisionId
from kb.law.values import Citation, TextState

Kind = Literal["missing", "missing_work", "deleted", "future", "figure"]


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
_ASSERTS = re.compile(
    r"(?:잖아|이죠|이지요|하죠|되죠|맞죠|맞나|맞지|맞습니까|맞는지|라던데|다던데|라고\s*(?:하던데|들었|알고|하는데)|"
    r"다고\s*(?:하던데|들었|알고)|(?:있|하|되)던데|(?:있|된|한)다는데|아닌가요|아닙니까|아니에요|라면서|다면서|\bright\?|\bisn't\b)"
)
_FIGURE = re.compile(
    r"(?:(?<![제\d])(?P<n>\d[\d,]*)\s*(?P<scale>만|천|백|억)?\s*"
    r"(?P<unit>세|살|일|원|명|인|회|번(?!째|호)|매|장|곳|퍼센트|%|미터|년|개월|개|시)"
    r"|(?<![가-힣])(?P<word>두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s*(?P<counted>명|번(?!째)|회|매|장|곳|개(?!월)))"
    r"(?![가-힣]*\s*조)"
)

_STRETCHES = frozenset(("일", "개월", "년"))


def figure(question: str, text: str, quoted: str, *, named: bool = False) -> str:
    """The figure that a question takes for granted and the governing provision does not have.

    Empty unless the question asserts it, the article has it nowhere, and the quoted words have
    another of the same unit; of an article that the question names (``named``), whose official text
    is held, that it has it nowhere is enough.

    >>> figure("선거권은 19세부터잖아요", "18세 이상의 국민은 선거권이 있다", "18세 이상의 국민")
    '19세'
    >>> figure("제60조의3에 다섯 개까지 건다고 되어 있던데요", "현수막을 거는 행위", "", named=True)
    '다섯 개'
    """
    if not _ASSERTS.search(question):
        return ""
    held, near = _figures(text), {unit for _, unit in _figures(quoted)}
    missing = [
        (_figure(m)[1] in _STRETCHES, m[0].strip())
        for m in _FIGURE.finditer(question)
        if _figure(m) not in held and (named or _figure(m)[1] in near)
    ]
    # of 500만원 a year it is the amount that is claimed
    return min(missing, key=lambda told: told[0], default=(False, ""))[1]


def same_unit(figure: str, text: str) -> bool:
    """Whether a text has a figure of the unit of ``figure``.

    >>> same_unit("180일", "선거일 전 120일부터"), same_unit("180일", "18세 이상")
    (True, False)
    """
    units = {unit for _, unit in _figures(figure)}
    return any(unit in units for _, unit in _figures(text))


def _figures(text: str) -> set[tuple[str, str]]:
    return {_figure(m) for m in _FIGURE.finditer(text)}


def _figure(m: re.Match[str]) -> tuple[str, str]:
    unit = m["unit"] or m["counted"]
    number = str(NUMERALS[m["word"]]) if m["word"] else m["n"].replace(",", "") + (m["scale"] or "")
    return number, SAME_UNIT.get(unit, unit)


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


def not_held(citations: Sequence[Citation], store: Holding) -> ProvisionId | None:
    """The first provision named of which no version is held, where that of another could mislead."""
    named = [
        ProvisionId.parse(c.target).at(None)
        for c in citations
        if c.target and "#" in c.target and c.target.startswith("kr/law/")
    ]
    if any(store.history(id.work, id.pinpoint) for id in named):
        return None
    return named[0] if named else None


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
    deleted = state is TextState.DIGEST and _DELETED.match(shown.text) is not None
    if state is TextState.REPEALED or deleted:
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
