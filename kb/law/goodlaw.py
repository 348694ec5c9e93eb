"""What a reply or ruling is worth on a day (유효한 해석인지): tested against its provision's text.

It lends its conclusion

* (a) where the text of its day and that of the question's day are the same;
* (b) where both are held and the change leaves the words on which it turns;
* (c) where the text of its day is not held, if those words stand in the text of the question's day;
* (d) where a later edition or reply repeats it, as of that later day.

Otherwise it is history. The words on which it turns are given by the caller (the facts of the
question), else read from the source: the words that it shares with the provision.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.law import marks
from kb.law.identifiers import ProvisionId
from kb.law.turning import content, stem_in, touched, turning
from kb.law.validity import PartStanding
from kb.law.values import TextState
from kb.law.wording import Segment, differences, squeezed, standing

KINDS = (
    "good",
    "nonconforming",
    "amended_words_stand",
    "amended",
    "unknown",
    "departed",
    "unconstitutional",
    "repealed",
    "superseded",
    "withdrawn",
)
"""From the best to the worst."""


def topic(label: str) -> str:
    """A place with 은 or 는, as its last letter asks.

    >>> topic("제90조"), topic("제1항"), topic("제60조의3")
    ('제90조는', '제1항은', '제60조의3은')
    """
    last = label[-1:] or "가"
    closed = last in "013678" if last.isdigit() else (ord(last) - 0xAC00) % 28 != 0
    return label + ("은" if closed else "는")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a provision on one day."""

    state: TextState
    text: str
    day: date

    @property
    def known(self) -> bool:
        return self.state in (
            TextState.HELD,
            TextState.NO_LATER_CHANGE_KNOWN,
            TextState.DIGEST,
        )


@dataclass(frozen=True, slots=True)
class Tested:
    """One provision of a source, tested for the day."""

    id: ProvisionId
    kind: str
    way: str
    """``a``, ``b``, ``c``: why it lends; empty where it does not."""
    ko: str
    en: str
    amended_on: tuple[date, ...] = ()
    segments: tuple[Segment, ...] = ()
    """The difference between the text of the source's day and that of the question's."""
    standing: tuple[PartStanding, ...] = ()

    @property
    def lends(self) -> bool:
        return bool(self.way)


@dataclass(frozen=True, slots=True)
class GoodLaw:
    """What a reply or ruling is worth on a day."""

    kind: str
    lends: bool
    way: str
    """``a``–``d`` where it lends, else empty."""
    reason_ko: str
    reason_en: str
    provisions: tuple[Tested, ...] = ()
    day: date | None = None
    """The day of the source at which it was judged: of an interval the worst."""
    undated: bool = False
    differences: tuple[Segment, ...] = field(default=())


def said(day: date) -> str:
    """``2023. 8. 30.``"""
    return f"{day.year}. {day.month}. {day.day}."


def judge(
    id: ProvisionId,
    then: Reading | None,
    now: Reading,
    source: str,
    words: Sequence[str],
    amended_on: tuple[date, ...],
    standings: Sequence[PartStanding] = (),
) -> Tested:
    """Test one provision: its text on the source's day (None: unknown) and on the question's."""
    label = id.label
    if now.state is TextState.REPEALED:
        days = ", ".join(said(d) for d in amended_on)
        return Tested(
            id, "repealed", "", f"{topic(label)} {days + ' ' if days else ''}삭제되었습니다",
            f"{label} is repealed", amended_on,
        )  # fmt: skip
    void = [s for s in standings if s.impaired and _speaks_of(s, id, source)]
    if void:
        return Tested(
            id, "unconstitutional", "", void[0].ko, void[0].en, amended_on, (), tuple(void)
        )
    running = tuple(
        s for s in standings if s.effect_on_day.startswith("applies") and _speaks_of(s, id, source)
    )
    tested = _compared(id, then, now, source, words, amended_on)
    if running and tested.lends:
        return Tested(
            id,
            "nonconforming",
            tested.way,
            f"{tested.ko}; {running[0].ko}",
            f"{tested.en}; {running[0].en}",
            amended_on,
            tested.segments,
            running,
        )
    return tested


def _compared(
    id: ProvisionId,
    then: Reading | None,
    now: Reading,
    source: str,
    words: Sequence[str],
    amended_on: tuple[date, ...],
) -> Tested:
    label, listed = id.label, ", ".join(said(d) for d in amended_on)
    iso = ", ".join(str(d) for d in amended_on)
    if not now.known:
        return Tested(
            id, "unknown", "", f"{label}의 {said(now.day)} 조문을 보유하지 않아 확인할 수 없습니다",
            f"the text of {label} on {now.day} is not held: cannot be told", amended_on,
        )  # fmt: skip
    if then is not None and then.known:
        if marks.same(then.text, now.text):
            return Tested(
                id, "good", "a", f"{label}의 조문은 {said(then.day)}과 {said(now.day)}이 같습니다",
                f"{label} reads the same on {then.day} and {now.day}",
            )  # fmt: skip
        return _changed(id, then, now, source, words, amended_on)
    turns = list(words) or turning(source, now.text)
    there, gone = standing(turns, marks.without(now.text))
    since_ko = f"{listed} 개정되었으나 " if amended_on else ""
    since_en = f"amended since on {iso}; " if amended_on else ""
    if len(there) >= (1 if words else 2) and not gone:
        quoted = ", ".join(f"‘{w}’" for w in there[:3])
        return Tested(
            id,
            "amended_words_stand",
            "c",
            f"{label}: {since_ko}{quoted} 등 문구가 {said(now.day)} 조문에 있습니다;"
            " 회답 당시 조문은 보유하지 않습니다",
            f"{label}: {since_en}these words stand in the text of {now.day}: {quoted};"
            " the text of the source's day is not held",
            amended_on,
        )
    missing = ", ".join(f"‘{w}’" for w in gone[:3])
    return Tested(
        id,
        "unknown",
        "",
        f"{label}: 회답 당시 조문을 보유하지 않고"
        f"{f' {missing} 문구가 현재 조문에 없어' if gone else ''}"
        f" 확인할 수 없습니다{f' (개정 {listed})' if amended_on else ''}",
        f"{label}: the text of the source's day is not held: cannot be told"
        + (f" (amended on {iso})" if amended_on else ""),
        amended_on,
    )


def _changed(
    id: ProvisionId,
    then: Reading,
    now: Reading,
    source: str,
    words: Sequence[str],
    amended_on: tuple[date, ...],
) -> Tested:
    label, listed = id.label, ", ".join(said(d) for d in amended_on)
    iso = ", ".join(str(d) for d in amended_on)
    segments = tuple(differences(marks.without_lines(then.text), marks.without_lines(now.text)))
    if words:
        stood, _ = standing(words, marks.without(then.text))
        _, hit = standing(stood, marks.without(now.text))
        hit += [w for w in touched(segments, " ".join(words)) if w not in hit]
        turns: Sequence[str] = stood
    else:
        hit = touched(segments, source)
        turns = turning(source, now.text)
    if not hit and not turns and not words:
        return Tested(
            id,
            "amended_words_stand",
            "b",
            f"{topic(label)} {listed or '그 뒤'} 개정되었으나 바뀐 문구는 이 사례에 닿지 않습니다",
            f"{label} was amended ({iso or 'since'}), in words that this case does not speak of",
            amended_on,
            segments,
        )
    if not hit and turns:
        quoted = ", ".join(f"‘{w}’" for w in turns[:3])
        return Tested(
            id,
            "amended_words_stand",
            "b",
            f"{topic(label)} {listed or '그 뒤'} 개정되었으나 {quoted} 등 문구는 그대로입니다",
            f"{label} was amended ({iso or 'since'}), but these words stand: {quoted}",
            amended_on,
            segments,
        )
    changed = ", ".join(f"‘{w}’" for w in hit[:3])
    return Tested(
        id,
        "amended",
        "",
        f"{topic(label)} {listed or '그 뒤'} 개정되어 "
        f"{changed + ' ' if hit else ''}문구가 달라졌습니다",
        f"{label} was amended ({iso or 'since'}) in the words that matter"
        + (f": {changed}" if hit else ""),
        amended_on,
        segments,
    )


def _speaks_of(s: PartStanding, id: ProvisionId, source: str) -> bool:
    """Whether a source rests on the part that a decision names."""
    if not s.part or s.part in ("본문", "단서"):
        return True
    bare = squeezed(source)
    quoted = re.findall(r"[‘“]([^’”]*)[’”]", s.part) or [s.part]
    said_words = [w for q in quoted for w in content(q)]
    if not said_words:
        said_words = content(s.part)
    there = [w for w in said_words if stem_in(w, bare)]
    return bool(there) and 2 * len(there) >= len(said_words)


def whole(tested: Sequence[Tested], day: date | None, *, undated: bool = False) -> GoodLaw:
    """The worth of a source from its provisions: the worst decides."""
    if not tested:
        return GoodLaw(
            "unknown", False, "", "근거 조문을 보유하지 않아 현재의 효력을 확인할 수 없습니다",
            "its provisions are not held: its worth today cannot be told", (), day, undated,
        )  # fmt: skip
    worst = max(tested, key=lambda t: (KINDS.index(t.kind), not t.lends))
    lends = all(t.lends for t in tested)
    ko, en = worst.ko, worst.en
    if undated:
        ko, en = f"답변일 미상; {ko}", f"day of reply unknown; {en}"
    way = max((t.way for t in tested), default="") if lends else ""
    return GoodLaw(worst.kind, lends, way, ko, en, tuple(tested), day, undated, worst.segments)
