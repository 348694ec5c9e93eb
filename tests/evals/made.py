"""Groups, answers and runs made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from corpora.questions import Group
from evals import ranked, strata, systems
from evals.answered import Answered
from evals.circumstances import Circumstances
from evals.plan import Options
from evals.ranked import Measured
from evals.runs import Planned, Run
from kb.search.gold import Asked

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


A, B, C, D = (f"kr/law/{p}" for p in ("공직선거법#58", "정당법#2", "공직선거법#93", "정당법#30-2"))


def asked(id: str, *gold: str, text: str = "", **more: Any) -> Asked:
    """A question with its governing articles."""
    return Asked(id, text or f"질문 {id}", gold, more.pop("exclude", frozenset()), "dev", TODAY, "")


ASKED = (
    asked("a", A),
    asked("b b", A, C, text="<script>alert(1)</script> & \"따옴표\" '홑'"),
    asked("c", D),
    asked("d", D, text="</details><img src=x onerror=alert(2)> 못 찾는 질문"),
)
_OTHERS = tuple(f"kr/law/정당법#{n}" for n in range(40, 46))
FOUND = {"a": (A, B), "b b": (B, C), "c": (*_OTHERS, D), "d": ()}
"""The governing article stands first, second, seventh and nowhere."""


def measured(asked: Sequence[Asked] = ASKED) -> Measured:
    """An evaluation of four questions by two systems, the second of which finds only the first."""
    return Measured(
        "replies",
        "dev",
        TODAY,
        "1/abc",
        tuple(asked),
        strata.divide(asked, ()),
        (
            ranked.measure(systems.OURS, lambda q: FOUND[q.id], asked),
            ranked.measure("Kiwi BM25", lambda q: (A,) if q.id == "a" else (), asked),
        ),
        {A: "정의", B: "<b>굵은 제목</b>"},
    )
