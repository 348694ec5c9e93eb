"""What 같은 법, 같은 조, 전항, 법, 제3항 … refer to at a point of a text (선행사)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.law.citations.names import Meaning, NameIndex, Names
from kb.law.identifiers import Number, Pinpoint, ProvisionId, WorkId

UNKNOWN = Meaning(())
"""An instrument that is named but not among the names."""
NO_ANTECEDENT = "no_antecedent"
AMBIGUOUS = "ambiguous"
UNKNOWN_WORK = "unknown_work"
UNKNOWN_COURT = "unknown_court"
UNDATED_SUPPLEMENT = "undated_supplement"

_STATUTE = ("법", "법률", "헌법", "특례법", "특별법")
_REACH = 600
"""How far, in characters, a bare 제N항 looks back for its article."""


def kind_of(name: str) -> str:
    """법, 시행령, 규칙 or another word by which an instrument is taken up again (같은 규칙)."""
    for kind in ("시행규칙", "시행령", "규칙", "조례", "규정", "강령", "직제"):
        if name.endswith(kind):
            return kind
    return "시행령" if name.endswith("령") else "법"


@dataclass(slots=True)
class Antecedents:
    """The state of a reading: definitions made, the work and the place last named."""

    names: Names
    default: WorkId | None
    within: ProvisionId | None
    defined: NameIndex = field(default_factory=NameIndex)
    work: Meaning | None = None
    work_at: int = -1
    before: tuple[Meaning | None, int] = (None, -1)
    """The work named before that, and where."""
    by_kind: dict[str, Meaning] = field(default_factory=dict)
    seen: set[WorkId] = field(default_factory=set)
    quoted: Meaning | None = None
    """The work whose text is being quoted, from a heading 제N조(제목) ① on."""
    quoted_at: int = -1
    place: Pinpoint | None = None
    place_work: Meaning | None = None
    place_at: int = -1

    def __post_init__(self) -> None:
        if self.within is not None:
            own = Meaning((self.within.work,))
            self.by_kind[kind_of(self.within.work.name)] = own

    def name(self, meaning: Meaning, at: int, kind: str | None = None) -> None:
        """A work was named at ``at``."""
        if meaning != self.work:
            self.before = (self.work, self.work_at)
        self.work, self.work_at = meaning, at
        self.seen.update(meaning.works)
        word = kind or (kind_of(meaning.works[0].name) if meaning.works else "법")
        self.by_kind[word] = meaning

    def cite(self, meaning: Meaning | None, place: Pinpoint, at: int) -> None:
        """A place was cited that ends at ``at``."""
        self.place, self.place_work, self.place_at = place, meaning, at

    def quote(self, meaning: Meaning | None, at: int) -> None:
        """The text of a provision of a work begins at ``at``."""
        self.quoted, self.quoted_at = meaning, at

    def same(self, kind: str) -> Meaning | None:
        """같은 법, 동법, 위 규칙, 이 법 …"""
        if kind in ("법률", "법"):
            return self.by_kind.get("법") or self._default()
        if kind in ("영", "령", "시행령"):
            kind = "시행령"
        if kind in ("시행령", "시행규칙"):
            return self.by_kind.get(kind) or self.derived(self.by_kind.get("법"), kind)
        if kind == "규칙":
            own = self.by_kind.get("규칙") or self.by_kind.get("시행규칙")
            return own or self.derived(self.by_kind.get("법") or self._default(), kind)
        return self.by_kind.get(kind)

    def derived(self, meaning: Meaning | None, kind: str) -> Meaning | None:
        """The 시행령 or 시행규칙 of a work."""
        if meaning is None:
            return None
        work = meaning.work and self.names.related(meaning.work, kind)
        return Meaning((work,)) if work else UNKNOWN

    def general(self, word: str) -> Meaning | None:
        """법 or 규칙 by itself, without a definition."""
        if word == "법률":
            word = "법"
        if self.within is not None:
            own = kind_of(self.within.work.name)
            if own == word:
                return Meaning((self.within.work,))
            if word == "규칙":
                return self.derived(Meaning((self.within.work,)), word)
        usual = self.names.general.get(word)
        base = self.default if word == "법" else None
        if word == "규칙" and self.default is not None:
            base = self.names.related(self.default, "규칙")
        named = self.by_kind.get("법")
        if base is not None:
            return Meaning((base,))
        if usual is None:
            return None
        if word == "규칙":
            statute = self.names.general.get("법")
            if named is not None and statute is not None and named.works != (statute,):
                return self.derived(named, word)
            return Meaning((usual,))
        if named is not None and named.works and usual not in self.seen:
            return Meaning((named.works[0], usual))
        return Meaning((usual,))

    def bare_article(self, text: str, at: int) -> Meaning | None:
        """제N조 without a work before it."""
        if self.within is not None:
            return Meaning((self.within.work,))
        if self.quoted is not None:
            if at - self.quoted_at < _QUOTED and not _QUOTE_END.search(text, self.quoted_at, at):
                return self.quoted
            self.quoted = None
        if self.work is not None and not _sentence_between(text, self.work_at, at):
            return self._outside_quotation(text, at)
        if self.work == UNKNOWN and at - self.work_at < _REACH and self._copied(text, at):
            return self.work
        if self.default is not None:
            return Meaning((self.default,))
        if self.work is not None and "\n\n" not in text[self.work_at : at]:
            return self._outside_quotation(text, at)
        return None

    def _copied(self, text: str, at: int) -> bool:
        """Whether an article goes on with the rule that is being copied out line by line.

        It is the heading of a line, 제22조(이벤트), or stands in a paragraph of one, ② … 제21조.
        """
        line = _LINE.search(text, max(self.work_at, 0), at)
        return line is not None and bool(line["paragraph"] or _HEADING.match(text, at))

    def _outside_quotation(self, text: str, at: int) -> Meaning | None:
        """The work last named, or the one before if that stands in a quotation now closed."""
        earlier, earlier_at = self.before
        if (
            earlier is not None
            and text.count('"', self.work_at, at) % 2
            and not text.count('"', earlier_at, at) % 2
            and at - earlier_at < _REACH
        ):
            return earlier
        return self.work

    def bare_below(self, text: str, at: int) -> tuple[Meaning | None, Pinpoint] | None:
        """The place inside which a bare 제N항 or 제N호 lies."""
        if (
            self.place is not None
            and at - self.place_at <= _REACH
            and "\n\n" not in text[self.place_at : at]
            and not (self.within is not None and _sentence_between(text, self.place_at, at))
        ):
            return self.place_work, self.place
        if self.within is not None:
            return Meaning((self.within.work,)), self.within.pinpoint
        return None

    def _default(self) -> Meaning | None:
        if self.within is not None:
            return Meaning((self.within.work,))
        return Meaning((self.default,)) if self.default is not None else None


def preceding(number: Number) -> Number | None:
    """The number before (전조, 전항), as far as branches let it be told."""
    if number.branches:
        *head, last = number.branches
        return Number(number.main, (*head, last - 1) if last > 2 else tuple(head))
    return Number(number.main - 1) if number.main > 1 else None


_QUOTED = 2500
# A line that is neither 항, 호, 목 nor an article ends the text quoted.
_QUOTE_END = re.compile(
    r"\n(?![ \t]*(?:[①-⑳]|\d{1,2}(?:의\d)?[.]|[가-하][.]|제\d+조))|[\]】]\s?\S|\","
)
_LINE = re.compile(r"\n[ \t]*(?P<paragraph>[①-⑳][^\n]*)?\Z")
_HEADING = re.compile(r"제\s?\d+\s?조(?:의\s?\d+)?\s?[(①-⑳]")
_SENTENCE_END = re.compile(r"(?:[다음함임됨까요]\.(?![\"'])|\n\s{0,4}\n|[.?!]\s{0,2}\n)")


def _sentence_between(text: str, start: int, end: int) -> bool:
    return end - start > _REACH or _SENTENCE_END.search(text, max(start, 0), end) is not None
