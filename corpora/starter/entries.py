"""The shape of an entry of the starter corpus: what a lawyer may write in its YAML files.

Unknown keys, missing texts and identifiers that do not parse are refused with file and entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from kb.errors import BadIdentifier, DataFault
from kb.law.identifiers import InterpretationId, ProvisionId, RulingId
from kb.law.values import Conclusion

FOLDER = Path(__file__).parent


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("empty")
    return value.strip()


def _provision(value: str) -> str:
    return _parsed(value, ProvisionId.parse)


def _parsed(value: str, parse: object) -> str:
    assert callable(parse)
    try:
        if str(parse(value)) != value:
            raise ValueError(f"not in its canonical form: {value}")
    except BadIdentifier as e:
        raise ValueError(e.en) from None
    return value


Text = Annotated[str, AfterValidator(_text)]
Provision = Annotated[str, AfterValidator(_provision)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Text


class ProvisionEntry(_Entry):
    """One article as of the day on which its present text took effect (요지)."""

    id: Provision
    effective: date
    promulgated: date
    number: Annotated[str, AfterValidator(_text)]
    """Number of the act that gave it this text, digits only."""
    title: str
    title_en: str
    text: Text
    text_en: Text

    @model_validator(mode="after")
    def _coherent(self) -> ProvisionEntry:
        if self.effective < self.promulgated:
            raise ValueError("effective before it was promulgated")
        if not self.number.isdigit():
            raise ValueError("number of the act: digits only")
        p = ProvisionId.parse(self.id)
        if p.version is not None or p.pinpoint != p.pinpoint.article_only:
            raise ValueError("id: a whole article, without a day")
        return self


class Source(BaseModel):
    """Where the official text of a reply or case stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: Literal[
        "서면질의회답",
        "인터넷질의답변",
        "정치관계법 사례예시집 2018",
        "정치관계법 사례예시집 2025",
        "정치관계법 사례예시집 2026",
    ]
    page: int | None = None


class InterpretationEntry(_Entry):
    """A reply, case or summary of the authority (요지)."""

    id: Annotated[str, AfterValidator(lambda v: _parsed(v, InterpretationId.parse))]
    kind: Literal["reply", "case", "summary"]
    title: Text
    title_en: Text
    question: Text
    question_en: Text
    wordings: tuple[Text, ...] = ()
    """How else people ask it."""
    answer: Text
    answer_en: Text
    conclusion: Conclusion
    conditions: tuple[Text, ...] = ()
    """Sentences of the answer on which the conclusion depends, as they stand in it."""
    provisions: Annotated[tuple[Provision, ...], AfterValidator(lambda v: _some(v))]
    day: date | None = None
    day_from: date | None = None
    day_until: date | None = None
    source: Source

    @model_validator(mode="after")
    def _coherent(self) -> InterpretationEntry:
        if (self.day is None) == (self.day_from is None or self.day_until is None):
            raise ValueError("either day, or day_from and day_until")
        if self.day_from and self.day_until and self.day_from > self.day_until:
            raise ValueError("day_from after day_until")
        flat = " ".join(self.answer.split())
        for condition in self.conditions:
            if " ".join(condition.split()) not in flat:
                raise ValueError(f"condition does not stand in the answer: {condition}")
        if self.conclusion is Conclusion.CONDITIONAL and not self.conditions:
            raise ValueError("conditional without conditions")
        return self


class RulingEntry(_Entry):
    """A ruling or decision (요지)."""

    id: Annotated[str, AfterValidator(lambda v: _parsed(v, RulingId.parse))]
    court: Text
    number: Text
    day: date
    kind: Text
    name: Text
    holdings: Text
    """What was decided, as a question or a topic (판시사항)."""
    summary: Text
    """What the court held (요지)."""
    order: str = ""
    """주문 of a constitutional decision, in short."""
    provisions: Annotated[tuple[Provision, ...], AfterValidator(lambda v: _some(v))]
    title_en: Text
    en: Text


def _some(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value or len(set(value)) != len(value):
        raise ValueError("no provision, or one twice")
    return value


@dataclass(frozen=True, slots=True)
class DataFile:
    """One YAML file of the corpus, validated."""

    name: str
    sha256: str
    work: str
    """Printed name of the instrument; empty unless the file holds provisions."""
    work_kind: str
    provisions: tuple[ProvisionEntry, ...] = ()
    interpretations: tuple[InterpretationEntry, ...] = ()
    rulings: tuple[RulingEntry, ...] = ()


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    work: str = ""
    kind: str = ""
    provisions: tuple[ProvisionEntry, ...] = ()
    interpretations: tuple[InterpretationEntry, ...] = ()
    rulings: tuple[RulingEntry, ...] = ()

    @model_validator(mode="after")
    def _named(self) -> _Content:
        if self.provisions and not (self.work and self.kind):
            raise ValueError("a file of provisions names its work and kind")
        return self


def read(path: Path) -> DataFile:
    """Read and validate one file. Raises DataFault naming file and entry."""
    raw = path.read_bytes()
    try:
        content = _Content.model_validate(yaml.safe_load(raw))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as e:
        raise DataFault(f"{path.name}: 형식에 어긋납니다: {e}", f"{path.name}: {e}") from None
    return DataFile(
        path.name,
        sha256(raw).hexdigest(),
        content.work,
        content.kind,
        content.provisions,
        content.interpretations,
        content.rulings,
    )


@cache
def files(folder: Path = FOLDER) -> tuple[DataFile, ...]:
    """Every data file, by name. Raises DataFault."""
    return tuple(_files(folder))


def _files(folder: Path) -> Iterator[DataFile]:
    for path in sorted(folder.glob("*.yaml")):
        yield read(path)
