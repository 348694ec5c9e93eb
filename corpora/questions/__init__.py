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

:mod:`corpora.questions.tables` reads and writes the same groups as CSV and XLSX.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kb.errors import BadIdentifier, BadInput, DataFault
from kb.law.identifiers import InterpretationId, ProvisionId, RulingId

FOLDER = Path(__file__).parent
SCHEMA = 1
"""Grows when the form of a line changes."""

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
Register = Literal["chat", "plain", "formal", "story", "english"]
Reason = Literal[
    "out_of_subject",
    "no_basis",
    "false_premise",
    "opinion",
    "personal_data",
    "open_fact",
    "conflict",
]


class Phrasing(BaseModel):
    """One way to ask."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    register_: Register = Field(alias="register")


class Expected(BaseModel):
    """What a right answer states."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    conclusion: Literal["permitted", "prohibited", "conditional", "explains"] | None
    reason: Reason | None = None
    provisions: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_of_two(self) -> Expected:
        if self.conclusion is not None and self.reason is not None:
            raise ValueError("a conclusion and a reason for none exclude each other")
        return self


class Group(BaseModel):
    """Phrasings of one case, which must get one answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal[1] = Field(alias="schema")
    id: str = Field(min_length=1, pattern=r"^[^\s/]+$")
    split: Split
    kind: Kind
    phrasings: tuple[Phrasing, ...] = Field(min_length=1)
    as_of: date | None = None
    region: str = ""
    note: str = ""
    expected: Expected

    @model_validator(mode="after")
    def _dated_has_its_day(self) -> Group:
        texts = [p.text for p in self.phrasings]
        if len(set(texts)) < len(texts):
            raise ValueError("a phrasing stands twice in its group")
        if self.kind in ("unanswerable", "false_premise") and self.expected.conclusion is not None:
            raise ValueError(f"a group of kind {self.kind} expects no conclusion")
        return self

    def line(self) -> str:
        """The group as a line of a set."""
        return self.model_dump_json(by_alias=True, exclude_defaults=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line, in Korean and English."""

    line: int
    ko: str
    en: str


_KOREAN = {
    "missing": "없습니다",
    "extra_forbidden": "모르는 항목입니다",
    "literal_error": "쓸 수 없는 값입니다",
    "string_too_short": "비어 있습니다",
    "too_short": "비어 있습니다",
    "date_from_datetime_parsing": "날짜가 아닙니다 (예: 2026-03-19)",
    "date_parsing": "날짜가 아닙니다 (예: 2026-03-19)",
    "json_invalid": "JSON이 아닙니다",
    "string_pattern_mismatch": "빈칸이나 /를 쓸 수 없습니다",
}


_NAMES = {
    "split": "구분",
    "kind": "종류",
    "phrasings": "표현",
    "text": "질문",
    "register": "말투",
    "as_of": "기준일",
    "region": "지역",
    "conclusion": "결론",
    "reason": "사유",
    "provisions": "조문",
    "cases": "사례",
}
_RULES = {
    "a conclusion and a reason for none exclude each other": "결론이 있으면 사유를 쓸 수 없습니다",
    "a phrasing stands twice in its group": "한 묶음에 같은 표현이 두 번 있습니다",
    "a group of kind unanswerable expects no conclusion": "답할 수 없음인 묶음에는 결론이 없습니다",
    "a group of kind false_premise expects no conclusion": "틀린 전제인 묶음에는 결론이 없습니다",
}
AT_ONCE = 4
"""Faults of one group that are told together."""


def _told(error: Any) -> tuple[str, str]:
    """What is wrong, in Korean and English: where, what was given, what may be."""
    names = [str(x) for x in error["loc"]]
    where = ".".join(names) or "line"
    said = str(error["msg"]).removeprefix("Value error, ")
    korean = _KOREAN.get(error["type"]) or _RULES.get(said, said)
    if error["type"] == "literal_error":
        allowed = str(error["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
        korean = f"‘{error['input']}’은(는) {korean} (쓸 수 있는 것: {allowed})"
        said = f"{error['input']!r} is not one of {allowed}"
    name = next((_NAMES[n] for n in reversed(names) if n in _NAMES), "")
    return (f"{name}({where}): {korean}" if name else f"{where}: {korean}"), f"{where}: {said}"


def parse(raw: str | dict[str, Any], line: int) -> Group | Fault:
    """One line (or object) as a group, or what is wrong with it."""
    try:
        if isinstance(raw, str):
            group = Group.model_validate_json(raw)
        else:
            group = Group.model_validate(raw)
        for provision in group.expected.provisions:
            ProvisionId.parse(provision)
        for case in group.expected.cases:
            (RulingId if case.startswith("kr/ruling/") else InterpretationId).parse(case)
    except ValidationError as e:
        told = [_told(error) for error in e.errors()[:AT_ONCE]]
        return Fault(line, "; ".join(ko for ko, _ in told), "; ".join(en for _, en in told))
    except BadIdentifier as e:
        return Fault(line, e.ko, e.en)
    return group


def check(read: Iterable[tuple[int, Group | Fault]]) -> tuple[list[Group], list[Fault]]:
    """The groups, and every fault: those of the lines and those between lines.

    Between lines: an id that stands twice, a phrasing that stands in two splits.
    """
    groups: list[Group] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    split_of: dict[str, tuple[str, int]] = {}
    for n, found in read:
        if isinstance(found, Fault):
            faults.append(found)
            continue
        if found.id in seen:
            faults.append(
                Fault(
                    n,
                    f"id {found.id}: {seen[found.id]}행에도 있습니다",
                    f"id {found.id} stands in line {seen[found.id]} too",
                )
            )
            continue
        seen[found.id] = n
        for phrasing in found.phrasings:
            split, at = split_of.setdefault(phrasing.text, (found.split, n))
            if split != found.split:
                short = phrasing.text[:40]
                faults.append(
                    Fault(
                        n,
                        f"{at}행과 구분이 다른 같은 표현입니다 ({split}, {found.split}): {short}",
                        f"stands in two splits, in line {at} too ({split}, {found.split}): {short}",
                    )
                )
        groups.append(found)
    return groups, faults


def examine(file: Path) -> tuple[list[Group], list[Fault]]:
    """The groups of a JSONL file and all its faults. Raises DataFault if it cannot be read."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise DataFault(
            f"문항 파일을 읽을 수 없습니다: {file}: {e}", f"cannot read {file}: {e}"
        ) from None
    return check((n, parse(line, n)) for n, line in enumerate(lines, 1) if line.strip())


def load(file: Path, *, splits: Iterable[Split] | None = None) -> list[Group]:
    """The groups of a JSONL file, in its order, of the splits asked for.

    Raises DataFault with file and line for a line that breaks the schema, a repeated id, a phrasing
    that stands in two splits, or a provision that is no identifier.
    """
    groups, faults = examine(file)
    refuse(file.name, faults)
    wanted = set(splits) if splits is not None else None
    return [g for g in groups if wanted is None or g.split in wanted]


def refuse(name: str, faults: Sequence[Fault]) -> None:
    """Raises DataFault with the first of the faults and how many more there are."""
    if not faults:
        return
    first, more = faults[0], len(faults) - 1
    raise DataFault(
        f"{name} {first.line}행: {first.ko}" + (f" (외 {more}건)" if more else ""),
        f"{name}, line {first.line}: {first.en}" + (f" (and {more} more)" if more else ""),
    )


def load_all(files: Iterable[Path], *, split: Split | None = None) -> list[Group]:
    """The groups of several JSONL files as one set: of one split, or of all but ``test``.

    Raises DataFault as :func:`load`; BadInput as :func:`of_split`.
    """
    files = list(files)
    groups = [g for file in files for g in load(file)]
    return of_split(groups, split, " + ".join(f.name for f in files))


def of_split(groups: Sequence[Group], split: Split | None, name: str) -> list[Group]:
    """The groups of one split, or of all but ``test``: that part is asked for by its name.

    So nobody tunes to it by the way. Raises DataFault for an id that stands twice or a phrasing in
    two splits, BadInput when the split has no group.
    """
    together, faults = check(enumerate(groups, 1))
    refuse(name, faults)
    kept = [g for g in together if (g.split == split if split else g.split != "test")]
    if not kept:
        there = ", ".join(
            f"{s} {n}"
            for s in ("train", "dev", "test")
            if (n := sum(g.split == s for g in together))
        )
        wanted = split or "train, dev"
        raise BadInput(
            f"{wanted} 구분의 묶음이 없습니다 (있는 것: {there or '없음'}). --split으로 고르십시오",
            f"no group of split {wanted} (there are: {there or 'none'}); choose one by --split",
        )
    return kept


def own() -> list[Path]:
    """The consistency sets that come with the project."""
    return sorted(FOLDER.glob("consistency*.jsonl"))


def write(groups: Iterable[Group], file: Path) -> None:
    """Write a set as JSONL."""
    file.write_text("".join(g.line() + "\n" for g in groups), encoding="utf-8")
