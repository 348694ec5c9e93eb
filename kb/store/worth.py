"""Good law: what the replies and rulings held are worth on a day (:mod:`kb.law.goodlaw`)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from kb.errors import BadDay, UnknownProvision
from kb.law.changes import Change
from kb.law.goodlaw import KINDS, GoodLaw, Reading, Tested, judge, said, whole
from kb.law.identifiers import ProvisionId
from kb.law.values import Interpretation, Ruling, Standing, TextState
from kb.law.wording import squeezed
from kb.store.shown import ProvisionOnDay

TESTED = 3
"""Provisions of a source that are tested, the weightiest first; the rest it cites in passing."""


class Book(Protocol):
    """What the test needs of the law book."""

    def show(self, id: ProvisionId, day: date) -> ProvisionOnDay: ...
    def changes(self, id: ProvisionId) -> tuple[Change, ...]: ...


def worth(
    book: Book,
    source: Interpretation | Ruling,
    day: date,
    words: Sequence[str],
    departed: tuple[str, date, str] | None,
    repeated: date | None,
    provisions: Sequence[ProvisionId] = (),
) -> GoodLaw:
    """Test a source for a day; see :meth:`kb.store.lawbook.LawBook.good_law`."""
    dead = _standing(source)
    if dead:
        return dead
    if departed is not None:
        number, on, _ = departed
        return GoodLaw(
            "departed", False, "", f"{said(on)} {number}로 변경된 판례입니다",
            f"departed from by {number} of {on}", (), source.day,
        )  # fmt: skip
    days = _days(source)
    undated = source.day is None
    tested = source.provisions or tuple(provisions)
    results = [_at(book, source, tested, d, day, words, undated) for d in days]
    worst = max(results, key=lambda g: (not g.lends, KINDS.index(g.kind)))
    if not worst.lends and repeated is not None and worst.kind in ("amended", "unknown"):
        again = _at(book, source, tested, repeated, day, words, False)
        if again.lends:
            return GoodLaw(
                again.kind, True, "d",
                f"{said(repeated)}의 뒤의 자료가 같은 사례를 다시 싣고 있습니다; {again.reason_ko}",
                f"repeated by a later source of {repeated}; {again.reason_en}",
                again.provisions, repeated, undated, again.differences,
            )  # fmt: skip
    return worst


def _standing(source: Interpretation | Ruling) -> GoodLaw | None:
    if isinstance(source, Ruling):
        return None
    if source.standing is Standing.WITHDRAWN:
        return GoodLaw("withdrawn", False, "", "철회된 해석입니다", "withdrawn", (), source.day)
    if source.standing is Standing.SUPERSEDED or source.superseded_by:
        by = str(source.superseded_by or "")
        return GoodLaw(
            "superseded", False, "", f"뒤의 해석으로 대체되었습니다 {by}".strip(),
            f"superseded {by}".strip(), (), source.day,
        )  # fmt: skip
    return None


def _days(source: Interpretation | Ruling) -> Sequence[date | None]:
    """The days on which a source may have been given: its own, or the ends of its interval."""
    if source.day is not None or isinstance(source, Ruling):
        return [source.day]
    ends = {source.day_from, source.day_until}
    if source.day_from is None:
        return [None]
    return sorted((d for d in ends if d is not None), reverse=True)


def _at(
    book: Book,
    source: Interpretation | Ruling,
    provisions: Sequence[ProvisionId],
    then: date | None,
    now: date,
    words: Sequence[str],
    undated: bool,
) -> GoodLaw:
    text = _text(source)
    tested: list[Tested] = []
    for id in _weighty(provisions):
        try:
            shown = book.show(id, now)
        except (UnknownProvision, BadDay):
            continue
        if shown.state is TextState.UNKNOWN:
            continue
        before: Reading | None = None
        if then is not None:
            try:
                held = book.show(id, then)
                before = Reading(held.state, held.text, then)
            except (UnknownProvision, BadDay):
                before = None
        since = (
            shown.amended_on if shown.state is TextState.REPEALED else _since(book, id, then, now)
        )
        tested.append(
            judge(
                id,
                before,
                Reading(shown.state, shown.text, now),
                text,
                words,
                since,
                shown.standing,
            )
        )
    return whole(tested, then, undated=undated)


def _weighty(provisions: Sequence[ProvisionId]) -> list[ProvisionId]:
    """The first provisions of a source, none inside another."""
    kept: list[ProvisionId] = []
    for id in provisions:
        if id.pinpoint.supplement is not None or id.pinpoint.annex is not None:
            continue
        if any(k.work == id.work and k.pinpoint.contains(id.pinpoint) for k in kept):
            continue
        kept.append(id.at(None))
        if len(kept) == TESTED:
            break
    return kept


def _since(book: Book, id: ProvisionId, then: date | None, now: date) -> tuple[date, ...]:
    if then is None:
        return ()
    lo, hi = min(then, now), max(then, now)
    return tuple(sorted({c.promulgated for c in book.changes(id) if lo < c.effective <= hi}))


def _text(source: Interpretation | Ruling) -> str:
    if isinstance(source, Ruling):
        return "\n".join((source.holdings, source.summary)) or source.text[:2000]
    return "\n".join((source.title, source.text))


# -- departures and repetitions ---------------------------------------------------------------

_DEPARTS = re.compile(r"(?:변경하기로\s*한다|변경하기로\s*하|변경한다|폐기하기로\s*한다|폐기한다)")
_OTHERWISE = re.compile(r"배치되는|저촉되는|어긋나는|이와\s*다른|달리한|취지가\s*다른")
_CASE = re.compile(
    r"(?<![\d가-힣])(?P<year>\d{2,4})(?P<kind>헌[가-사]|[가-힣]{1,2})(?P<serial>\d+)(?![\d])"
)


def departed_in(text: str) -> list[tuple[str, str]]:
    """Case numbers from which a ruling says that it departs, each with the sentence.

    The words are those of courts: 이와 다른 취지의 … 판결 등은 이 판결의 견해에 배치되는 범위에서
    모두 변경하기로 한다.
    """
    found = []
    for m in _DEPARTS.finditer(text):
        begin = max(text.rfind("다. ", 0, m.start()), m.start() - 600, 0)
        sentence = text[begin : m.end()]
        if _OTHERWISE.search(sentence):
            found += [(case[0], sentence) for case in _CASE.finditer(sentence)]
    return found


def departures(
    rulings: Iterable[tuple[str, date, Iterable[tuple[str, str]]]],
) -> dict[str, tuple[str, date, str]]:
    """Case numbers departed from: the later number, day, sentence.

    Args:
        rulings: number, day and :func:`departed_in` of each, by day.
    """
    found: dict[str, tuple[str, date, str]] = {}
    for number, day, departed in rulings:
        own = {m[0] for m in _CASE.finditer(number)}
        for case, sentence in departed:
            if case not in own:
                found.setdefault(case, (number, day, sentence))
    return found


def saying(answer: str) -> str:
    """A mark of what an answer says, the same whatever its spaces and dots; "" of a short one."""
    if len(answer) < 30:
        return ""
    return hashlib.blake2b(squeezed(answer).encode(), digest_size=12).hexdigest()


Section = tuple[str, tuple[str, ...]]


def governing(
    cases: Iterable[tuple[str, Sequence[str], Sequence[str]]],
) -> dict[Section, tuple[ProvisionId, ...]]:
    """What governs each section of a casebook: the provisions that most of it cites.

    A casebook sets cases under a heading with its rule; a case that cites nothing itself is
    tested against the rule of the nearest heading that has one.

    Args:
        cases: document, path of headings and the first two articles cited of each.
    """
    counted: dict[Section, Counter[str]] = {}
    for document, path, cited in cases:
        for depth in range(1, len(path) + 1):
            counts = counted.setdefault((document, tuple(path[:depth])), Counter())
            for place, id in enumerate(cited[:2]):
                counts[id] += 2 - place
    ids = {id: ProvisionId.parse(id) for counts in counted.values() for id in counts}
    return {
        section: (min((-n, ids[id]) for id, n in counts.items())[1],)
        for section, counts in counted.items()
        if counts
    }


def governed_by(
    source: Interpretation, sections: dict[Section, tuple[ProvisionId, ...]]
) -> tuple[ProvisionId, ...]:
    """The rule of the nearest heading above a case, chapters left out."""
    for depth in range(len(source.section), 1, -1):
        found = sections.get((source.document, source.section[:depth]))
        if found:
            return found
    return ()
