"""The everyday-language index (일상어 색인): what people ask about a provision, in our own words.

``train-NN.jsonl``, ``dev-NN.jsonl`` and ``test-NN.jsonl`` hold one question a line (schema 1):

    {"schema": 1, "id": "train-01-001", "split": "train", "provision": "kr/law/공직선거법#59..4",
     "register": "chat" | "plain" | "formal" | "story" | "english",
     "question": "…", "generated": false}

``summaries.yaml`` maps a provision to a plain one-line summary and the material facts in everyday
words. Questions of dev and test are held out by provision or by register and are written from the
provision, not from train's wording.

>>> skeleton("공직선거법 제90조 위반인가요?") == skeleton("선거법 93조 위반입니까")
True
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import BadIdentifier, DataFault
from kb.law.identifiers import ProvisionId

FOLDER = Path(__file__).parent
Split = Literal["train", "dev", "test"]
Register = Literal["chat", "plain", "formal", "story", "english"]

_CITATION = re.compile(
    r"""
    (?:[가-힣]+(?:법률|법|규칙)\s*)?          # the instrument, if named
    제?\d+\s*조(?:\s*의\s*\d+)?               # 제60조의3
    (?:\s*제?\d+\s*[항호])*                   # 제1항 제2호
    """,
    re.VERBOSE,
)
_NAME = re.compile(r"[○△□◇]+|[A-Z](?=후보|당|시|씨|사|의원)|홍길동|김철수|이영희")
_ENDING = re.compile(
    r"""(?:
        (?:인|한|되는|하는|있는|없는|는)?(?:가요|지요|건가요|건지요|지\ 여부|지의\ 여부|지|나요)
      | (?:입|합|됩|습)?니까 | (?:이에|예)?요 | (?:인|된|한)?가 | 여부 | 죠 | 나 | 까
    )$""",
    re.VERBOSE,
)


class Question(BaseModel):
    """One question and the provision that answers it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal[1] = Field(alias="schema")
    id: str = Field(pattern=r"^(?:train|dev|test)-\d\d-\d{3,4}$")
    split: Split
    provision: str
    """The provision without a day: the question outlives a version."""
    register_: Register = Field(alias="register")
    question: str = Field(min_length=6)
    generated: bool
    """Made by a rule or a model from other questions; such lines are not counted."""

    @property
    def pin(self) -> ProvisionId:
        """The provision as an identifier."""
        return ProvisionId.parse(self.provision)


class Summary(BaseModel):
    """A provision in one plain line, with the facts on which it turns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    summary: str = Field(min_length=6)
    facts: tuple[str, ...] = ()


def splits() -> tuple[Split, ...]:
    """The parts of the index."""
    return get_args(Split)


@lru_cache(maxsize=3)
def load(split: Split) -> tuple[Question, ...]:
    """The questions of a split, by file and line.

    Raises DataFault for a line that breaks the schema, stands in a file of another split, pins no
    provision or one of a day, repeats an id, or has the skeleton of a question before it in any
    split.
    """
    return tuple(q for q in _all() if q.split == split)


@lru_cache(maxsize=1)
def _all() -> tuple[Question, ...]:
    found: list[Question] = []
    ids: set[str] = set()
    bones: dict[str, str] = {}
    for split in splits():
        for file in sorted(FOLDER.glob(f"{split}-*.jsonl")):
            for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                question = _read(file, n, line, split)
                if question.id in ids:
                    raise _fault(file, n, f"id {question.id} is repeated")
                ids.add(question.id)
                bone = skeleton(question.question)
                if bone in bones and not question.generated:
                    raise _fault(file, n, f"same skeleton as {bones[bone]}")
                bones[bone] = question.id
                found.append(question)
    return tuple(found)


def _read(file: Path, n: int, line: str, split: Split) -> Question:
    try:
        question = Question.model_validate_json(line)
        pin = question.pin
    except ValidationError as e:
        raise _fault(file, n, f"{e.errors()[0]['loc']}: {e.errors()[0]['msg']}") from None
    except BadIdentifier as e:
        raise _fault(file, n, e.en) from None
    if question.split != split or not question.id.startswith(split):
        raise _fault(file, n, f"{question.id} does not belong to {split}")
    if str(pin) != question.provision or "@" in question.provision.split("#")[0]:
        raise _fault(file, n, f"not the plain form of a provision: {question.provision}")
    return question


@lru_cache(maxsize=1)
def summaries() -> Mapping[str, Summary]:
    """Provision to its summary. Raises DataFault for a broken entry or pin."""
    file = FOLDER / "summaries.yaml"
    fast: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, Summary] = {}
    for n, (pin, raw) in enumerate(
        (yaml.load(file.read_text(encoding="utf-8"), fast) or {}).items(), 1
    ):
        try:
            ProvisionId.parse(pin)
            table[pin] = Summary.model_validate(raw)
        except ValidationError as e:
            raise _fault(file, n, f"{pin}: {e.errors()[0]['msg']}") from None
        except BadIdentifier as e:
            raise _fault(file, n, e.en) from None
    return table


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Of every question and summary: an index built with others is another index (12 hex)."""
    digest = hashlib.sha256()
    for file in sorted((*FOLDER.glob("*.jsonl"), FOLDER / "summaries.yaml")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def skeleton(text: str) -> str:
    """What is left of a question without citation, numbers, masked names, spaces and ending."""
    bare = _NAME.sub("", _CITATION.sub("", text))
    bare = re.sub(r"\d+", "", bare)
    bare = re.sub(r"[^\w ]+", " ", bare).strip().lower()
    before = ""
    while bare != before:
        before = bare
        bare = _ENDING.sub("", bare).strip()
    return re.sub(r"\s+", "", bare)


def missing(
    questions: Iterable[Question], stands: Callable[[ProvisionId], bool]
) -> tuple[Question, ...]:
    """The questions whose provision does not stand in the law, as ``stands`` knows it."""
    return tuple(q for q in questions if not stands(q.pin))


def _fault(file: Path, line: int, what: str) -> DataFault:
    return DataFault(f"{file.name} {line}행: {what}", f"{file.name}, line {line}: {what}")
