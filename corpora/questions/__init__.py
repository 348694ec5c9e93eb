"""Question sets for evaluation: groups of phrasings of one case, with what is expected.

A set is a JSONL file, one group a line (schema 1):

    {"schema": 1, "id": "…", "split": "train" | "dev" | "test",
     "kind": "same_case" | "one_fact_changed" | "dated" | "unanswerable" | "false_premise"
             | "citation" | "english",
     "phrasings": [{"text": "…", "register": "chat" | "plain" | "formal" | "story" | "english"}],
     "as_of": "2026-11-24"?, "region": "…"?, "note": "…"?,
     "expected": {"conclusion": "permitted" | "prohibited" | "conditional" | "explains" | null,
                  "reason": "out_of_subject" | … | null, "provisions": [id …], "cases": [id …]}}

``expected.reason`` set and ``conclusion`` null means that the right answer states no conclusion and
says why. Any of ``provisions`` (article or finer) is right; an empty list is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import BadIdentifier, DataFault
from kb.law.identifiers import ProvisionId

FOLDER = Path(__file__).parent

Kind = Literal[
    "same_case",
    "one_fact_changed",
    "dated",
    "unanswerable",
    "false_premise",
    "citation",
    "english",
]
Split = Literal["train", "dev", "test"]


class Phrasing(BaseModel):
    """One way to ask."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    register_: Literal["chat", "plain", "formal", "story", "english"] = Field(alias="register")


class Expected(BaseModel):
    """What a right answer states."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    conclusion: Literal["permitted", "prohibited", "conditional", "explains"] | None
    reason: str | None = None
    provisions: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


class Group(BaseModel):
    """Phrasings of one case, which must get one answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal[1] = Field(alias="schema")
    id: str = Field(min_length=1)
    split: Split
    kind: Kind
    phrasings: tuple[Phrasing, ...] = Field(min_length=1)
    as_of: date | None = None
    region: str = ""
    note: str = ""
    expected: Expected


def load(file: Path, *, splits: Iterable[Split] | None = None) -> list[Group]:
    """The groups of a file, in its order, of the splits asked for.

    Raises DataFault with file and line for a line that breaks the schema, a repeated id, a phrasing
    that stands in two splits, or a provision that is no identifier.
    """
    groups: list[Group] = []
    seen: dict[str, int] = {}
    split_of: dict[str, str] = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise DataFault(
            f"문항 파일을 읽을 수 없습니다: {file}: {e}", f"cannot read {file}: {e}"
        ) from None
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            group = Group.model_validate_json(line)
            for provision in group.expected.provisions:
                ProvisionId.parse(provision)
        except ValidationError as e:
            first = e.errors()[0]
            where = ".".join(str(x) for x in first["loc"])
            raise _fault(file, n, f"{where}: {first['msg']}") from None
        except BadIdentifier as e:
            raise _fault(file, n, e.en) from None
        if group.id in seen:
            raise _fault(file, n, f"id {group.id} stands in line {seen[group.id]} too")
        seen[group.id] = n
        for phrasing in group.phrasings:
            if split_of.setdefault(phrasing.text, group.split) != group.split:
                raise _fault(file, n, f"stands in two splits: {phrasing.text[:40]}")
        groups.append(group)
    wanted = set(splits) if splits is not None else None
    return [g for g in groups if wanted is None or g.split in wanted]


def _fault(file: Path, line: int, what: str) -> DataFault:
    return DataFault(f"{file.name} {line}행: {what}", f"{file.name}, line {line}: {what}")
