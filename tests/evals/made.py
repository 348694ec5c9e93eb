"""Groups, answers and runs made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from corpora.questions import Group
from evals.answered import Answered
from evals.circumstances import Circumstances
from evals.plan import Options
from evals.runs import Planned, Run

TODAY = date(2026, 11, 27)
SETTINGS = {
    "embedder": "fast", "llm": "off", "llm_kind": "openai", "language": "ko", "region": "",
    "max_question": "4000", "vector_store": "chroma",
}  # fmt: skip
NOW = Circumstances(
    "c1", ("doc/1", "doc/2"), SETTINGS, "code1", "data1", "1.0", {"embedder": "e1"}
)  # fmt: skip


def group(
    id: str,
    texts: Sequence[str] = ("가", "나"),
    conclusion: str | None = "prohibited",
    **more: Any,
) -> Group:
    expected = {"conclusion": conclusion, "reason": more.pop("reason", None)}
    expected["provisions"] = more.pop("provisions", [])
    made: dict[str, Any] = {
        "schema": 1,
        "id": id,
        "split": "dev",
        "kind": "same_case",
        "phrasings": [{"text": f"{id} {t}", "register": "plain"} for t in texts],
        "expected": expected,
        **more,
    }
    return Group.model_validate(made)


def answer(conclusion: str | None = "prohibited", **more: Any) -> Answered:
    plain = Answered(
        "질문", conclusion, None if conclusion else "no_basis", conclusion is None, None, None, "",
        "", (), (), (), "머리", (), (), (1, 1), (1, 1), (1, 1), (1, 1), 5.0, "d",
    )  # fmt: skip
    return replace(plain, **more)


def run(
    groups: Sequence[Group],
    answers: Mapping[str, Sequence[Answered]],
    circumstances: Circumstances = NOW,
    **more: Any,
) -> Run:
    """A run in which the phrasings of a group got the answers in order."""
    planned = Planned(
        "made",
        "set",
        more.pop("split", ""),
        more.pop("today", TODAY),
        Options(),
        circumstances,
        tuple(groups),
    )
    done = {ask.key: answers[ask.group][ask.phrasing] for ask in planned.plan}
    return planned.finished(done)
