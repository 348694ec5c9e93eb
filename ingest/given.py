"""What a person says of a document instead of what was guessed: kind, day, office, number, columns.

It is part of what "unchanged input" means, so it is kept with the name of the reader and holds
when a newer reader reads the same file again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from kb.errors import BadDay, BadInput, Refused
from kb.law.identifiers import InterpretationId, squeeze
from kb.law.values import Intake, Interpretation

KINDS: dict[str, tuple[str, str]] = {
    "statute": ("법령", "statute"),
    "ruling": ("판결", "court ruling"),
    "decision": ("헌법재판소 결정", "Constitutional Court decision"),
    "casebook": ("사례집", "casebook"),
    "reply": ("질의회답", "official reply"),
    "circular": ("공문", "circular"),
    "press": ("보도자료", "press release"),
    "amendment": ("신구조문대비표", "comparison of articles"),
    "other": ("그 밖의 문서", "other document"),
}
"""Kinds of documents that are read from text, as guessed or given."""


@dataclass(frozen=True, slots=True)
class Given:
    """Corrections of one ingest; empty fields leave the guess alone."""

    kind: str = ""
    day: date | None = None
    office: str = ""
    number: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    """Field of the table and the header of its column."""

    @classmethod
    def of(
        cls,
        kind: str | None = None,
        day: str | None = None,
        office: str | None = None,
        number: str | None = None,
        columns: Sequence[str] = (),
    ) -> Given:
        """From what a person typed; columns as ``answer=회신 결과``.

        Raises BadInput for an unknown kind or column, BadDay for what is no day.
        """
        if kind and kind not in KINDS:
            known = ", ".join(KINDS)
            raise BadInput(
                f"모르는 종류입니다: {kind} (있는 종류: {known})",
                f"unknown kind: {kind} (known: {known})",
            )
        found = []
        for column in columns:
            field, sign, header = column.partition("=")
            if not sign or not header.strip():
                raise BadInput(
                    f"열은 항목=머리글 모양으로 씁니다: {column}",
                    f"a column is given as field=header: {column}",
                )
            found.append((field.strip(), header.strip()))
        return cls(
            kind or "", _day(day), " ".join((office or "").split()), (number or "").strip(),
            tuple(found),
        )  # fmt: skip

    @property
    def key(self) -> str:
        """What stands behind the name of the reader; empty when nothing is given."""
        said = {k: v for k, v in asdict(self).items() if v}
        if not said:
            return ""
        return "+" + json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)

    @classmethod
    def from_reader(cls, reader: str) -> Given:
        """What was given when a file was taken in by this reader."""
        _, sign, said = reader.partition("+")
        if not sign:
            return cls()
        held = json.loads(said)
        known = {f.name for f in fields(cls)}
        held = {k: v for k, v in held.items() if k in known}
        held["columns"] = tuple((a, b) for a, b in held.get("columns", ()))
        held["day"] = date.fromisoformat(held["day"]) if held.get("day") else None
        return cls(**held)

    def corrected(self, intakes: list[Intake]) -> list[Intake]:
        """The intakes of a form that says itself what it is, with day, office and number given."""
        if not (self.day or self.office or self.number):
            return intakes
        if len(intakes) > 1 and self.number:
            raise Refused(
                "여러 문서가 든 파일에는 번호 하나를 줄 수 없습니다",
                "one number cannot be given to a file of several documents",
            )
        return [self._corrected(x) for x in intakes]

    def _corrected(self, intake: Intake) -> Intake:
        document = intake.document
        if document.kind == "statute" or intake.rulings:
            return intake
        return replace(
            intake,
            document=replace(document, day=self.day or document.day),
            interpretations=tuple(self._of(i) for i in intake.interpretations),
        )

    def _of(self, i: Interpretation) -> Interpretation:
        office, number = self.office or i.office, self.number or i.number
        return replace(
            i,
            id=InterpretationId(squeeze(office), squeeze(number)) if number else i.id,
            day=self.day or i.day,
            day_from=None if self.day else i.day_from,
            day_until=None if self.day else i.day_until,
            office=office,
            number=number,
        )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDay(
            f"날짜는 2026-05-01처럼 씁니다: {text}", f"a day is written 2026-05-01: {text}"
        ) from None
