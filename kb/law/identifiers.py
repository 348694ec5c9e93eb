"""Identifiers (식별자) of works, versions, provisions, rulings and interpretations.

They follow the manner of ELI and Akoma Ntoso URIs: a path for the work, ``@day`` for the
expression (version), ``#pinpoint`` for the place in it.

>>> p = ProvisionId.parse("kr/law/공직선거법#60-3.1.2")
>>> p.pinpoint.label
'제60조의3제1항제2호'
>>> str(p.at(date(2026, 3, 19)))
'kr/law/공직선거법@2026-03-19#60-3.1.2'
>>> ProvisionId.parse("kr/law/공직선거법#60-2.4.1-2.가").pinpoint.label
'제60조의2제4항제1호의2가목'
>>> str(Pinpoint.parse("59..4")), Pinpoint.parse("59..4").label
('59..4', '제59조제4호')
>>> Pinpoint.parse("부칙@2026-04-22.1").label
'부칙(2026. 4. 22.) 제1조'
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import total_ordering

from kb.errors import BadIdentifier

MIDDLE_DOTS = "·ㆍ․‧•・∙⋅"
"""Every middle dot seen in Korean legal texts."""

_SQUEEZE = re.compile(rf"[\s{MIDDLE_DOTS}]+")
SUBITEMS = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허"
"""목 in their order; an article seldom needs more than the first fourteen."""


def squeeze(name: str) -> str:
    """The form of a name inside an identifier: NFC, without spaces and middle dots.

    >>> squeeze("공공단체등 위탁선거에 관한 법률")
    '공공단체등위탁선거에관한법률'
    """
    return _SQUEEZE.sub("", unicodedata.normalize("NFC", name))


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A number with branches (가지번호): 60의3 is ``Number(60, (3,))``, written ``60-3``."""

    main: int
    branches: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Number:
        """Read ``60-3``. Raises BadIdentifier."""
        try:
            main, *rest = (int(part) for part in text.split("-"))
        except ValueError:
            raise BadIdentifier(f"번호가 아닙니다: {text!r}", f"not a number: {text!r}") from None
        return cls(main, tuple(rest))

    def __str__(self) -> str:
        return "-".join(str(n) for n in (self.main, *self.branches))

    def label(self, unit: str) -> str:
        """``Number(60, (3,)).label("조")`` is ``제60조의3``."""
        return f"제{self.main}{unit}" + "".join(f"의{n}" for n in self.branches)


@total_ordering
@dataclass(frozen=True, slots=True)
class Pinpoint:
    """A place in an instrument: 조·항·호·목, 부칙 조 or 별표 (pinpoint, 조항 특정).

    Exactly one of these shapes:

    * article, with optional paragraph (항), item (호), subitem (목: a syllable; branch ``가-2``)
    * ``supplement`` (the day the 부칙's act was promulgated), with optional article …
    * ``annex`` (별표 number)
    """

    article: Number | None = None
    paragraph: Number | None = None
    item: Number | None = None
    subitem: str | None = None
    supplement: date | None = None
    annex: Number | None = None

    @classmethod
    def parse(cls, text: str) -> Pinpoint:
        """Read the part of an identifier behind ``#``. Raises BadIdentifier."""
        text = unicodedata.normalize("NFC", text)
        supplement: date | None = None
        if text.startswith("별표"):
            return cls(annex=Number.parse(text.removeprefix("별표").lstrip(".") or "1"))
        if text.startswith("부칙@"):
            day, _, text = text.removeprefix("부칙@").partition(".")
            supplement = _day(day)
        parts = text.split(".") if text else []
        if len(parts) > 4:
            raise BadIdentifier(f"조항 표시가 아닙니다: {text!r}", f"not a pinpoint: {text!r}")
        numbers = [Number.parse(p) if p not in ("", "0") else None for p in parts[:3]]
        numbers += [None] * (3 - len(numbers))
        subitem = parts[3] if len(parts) == 4 else None
        if subitem is not None and subitem[:1] not in SUBITEMS:
            raise BadIdentifier(f"목이 아닙니다: {subitem!r}", f"not a subitem: {subitem!r}")
        if numbers[0] is None and supplement is None:
            raise BadIdentifier(f"조 번호가 없습니다: {text!r}", f"no article number: {text!r}")
        return cls(numbers[0], numbers[1], numbers[2], subitem, supplement)

    def __str__(self) -> str:
        if self.annex is not None:
            return f"별표.{self.annex}"
        parts = [self.article, self.paragraph, self.item, self.subitem]
        while parts and parts[-1] is None:
            parts.pop()
        body = ".".join("" if p is None else str(p) for p in parts)
        if self.supplement is not None:
            return f"부칙@{self.supplement}" + (f".{body}" if body else "")
        return body

    @property
    def label(self) -> str:
        """As a lawyer writes it: 제60조의3제1항제2호."""
        if self.annex is not None:
            return self.annex.label("").replace("제", "별표 ", 1)
        head = ""
        if self.supplement is not None:
            d = self.supplement
            head = f"부칙({d.year}. {d.month}. {d.day}.)" + (" " if self.article else "")
        return (
            head
            + (self.article.label("조") if self.article else "")
            + (self.paragraph.label("항") if self.paragraph else "")
            + (self.item.label("호") if self.item else "")
            + (_subitem_label(self.subitem) if self.subitem else "")
        )

    @property
    def article_only(self) -> Pinpoint:
        """The article (조) that contains this place."""
        return Pinpoint(article=self.article, supplement=self.supplement, annex=self.annex)

    def contains(self, other: Pinpoint) -> bool:
        """Whether ``other`` is this place or lies inside it.

        >>> Pinpoint.parse("60-3.1").contains(Pinpoint.parse("60-3.1.2"))
        True
        """
        return (
            self.supplement == other.supplement
            and self.annex == other.annex
            and (self.article is None or self.article == other.article)
            and (self.paragraph is None or self.paragraph == other.paragraph)
            and (self.item is None or self.item == other.item)
            and (self.subitem is None or self.subitem == other.subitem)
        )

    def _key(self) -> tuple[object, ...]:
        zero = Number(0)
        return (
            self.annex is not None,
            self.supplement or date.min,
            self.annex or zero,
            self.article or zero,
            self.paragraph or zero,
            self.item or zero,
            SUBITEMS.find(self.subitem[0]) if self.subitem else -1,
            self.subitem or "",
        )

    def __lt__(self, other: Pinpoint) -> bool:
        return self._key() < other._key()


def _subitem_label(subitem: str) -> str:
    head, *rest = subitem.split("-")
    return f"{head}목" + "".join(f"의{n}" for n in rest)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadIdentifier(f"날짜가 아닙니다: {text!r}", f"not a day: {text!r}") from None


@dataclass(frozen=True, slots=True, order=True)
class WorkId:
    """An instrument as such (법령): ``kr/law/공직선거법``."""

    name: str

    @classmethod
    def of(cls, name: str) -> WorkId:
        """From the printed name, with its spaces and dots."""
        return cls(squeeze(name))

    @classmethod
    def parse(cls, text: str) -> WorkId:
        """Read ``kr/law/…``. Raises BadIdentifier."""
        name = unicodedata.normalize("NFC", text).removeprefix("kr/law/")
        if name == text or not name or any(c in name for c in "/@#"):
            raise BadIdentifier(f"법령 식별자가 아닙니다: {text!r}", f"not a work: {text!r}")
        return cls(name)

    def __str__(self) -> str:
        return f"kr/law/{self.name}"

    def provision(self, pinpoint: str | Pinpoint) -> ProvisionId:
        """The provision of this work at a pinpoint (``"60-3.1.2"``)."""
        if isinstance(pinpoint, str):
            pinpoint = Pinpoint.parse(pinpoint)
        return ProvisionId(self, pinpoint)


@dataclass(frozen=True, slots=True)
class ProvisionId:
    """A provision, with or without its version: ``kr/law/공직선거법@2026-03-19#60-3.1.2``."""

    work: WorkId
    pinpoint: Pinpoint
    version: date | None = None

    @classmethod
    def parse(cls, text: str) -> ProvisionId:
        """Read the string form. Raises BadIdentifier."""
        head, mark, tail = text.partition("#")
        if not mark:
            raise BadIdentifier(f"조항 식별자가 아닙니다: {text!r}", f"not a provision: {text!r}")
        name, at, day = head.partition("@")
        return cls(WorkId.parse(name), Pinpoint.parse(tail), _day(day) if at else None)

    def __str__(self) -> str:
        at = f"@{self.version}" if self.version else ""
        return f"{self.work}{at}#{self.pinpoint}"

    @property
    def label(self) -> str:
        """Squeezed instrument name and place: ``공직선거법 제60조의3제1항제2호``."""
        return f"{self.work.name} {self.pinpoint.label}"

    @property
    def article(self) -> ProvisionId:
        """The whole article, without version."""
        return ProvisionId(self.work, self.pinpoint.article_only)

    def at(self, day: date | None) -> ProvisionId:
        """The same place in the version effective from ``day`` (None: in no version)."""
        return replace(self, version=day)

    def __lt__(self, other: ProvisionId) -> bool:
        return (self.work, self.pinpoint, self.version or date.min) < (
            other.work,
            other.pinpoint,
            other.version or date.min,
        )


@dataclass(frozen=True, slots=True, order=True)
class RulingId:
    """A ruling or decision (판례·결정례): ``kr/ruling/대법원/2019도13328``."""

    court: str
    number: str

    @classmethod
    def of(cls, court: str, number: str) -> RulingId:
        """From printed court and case number."""
        return cls(squeeze(court), squeeze(number))

    @classmethod
    def parse(cls, text: str) -> RulingId:
        """Read the string form. Raises BadIdentifier."""
        parts = unicodedata.normalize("NFC", text).split("/")
        if len(parts) != 4 or parts[:2] != ["kr", "ruling"] or not parts[2] or not parts[3]:
            raise BadIdentifier(f"판례 식별자가 아닙니다: {text!r}", f"not a ruling: {text!r}")
        return cls(parts[2], parts[3])

    def __str__(self) -> str:
        return f"kr/ruling/{self.court}/{self.number}"


@dataclass(frozen=True, slots=True, order=True)
class InterpretationId:
    """A reply or published case (유권해석): ``kr/reply/<office>/<number or content hash>``."""

    office: str
    number: str

    @classmethod
    def parse(cls, text: str) -> InterpretationId:
        """Read the string form. Raises BadIdentifier."""
        parts = unicodedata.normalize("NFC", text).split("/")
        if len(parts) != 4 or parts[:2] != ["kr", "reply"] or not parts[2] or not parts[3]:
            raise BadIdentifier(f"회답 식별자가 아닙니다: {text!r}", f"not a reply: {text!r}")
        return cls(parts[2], parts[3])

    def __str__(self) -> str:
        return f"kr/reply/{self.office}/{self.number}"
