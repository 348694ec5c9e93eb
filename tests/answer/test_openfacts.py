"""Facts that a question leaves open: asked back where the cases beside it turn on them."""

from __future__ import annotations

import pytest
from standins import Compared, Worth, reply

from kb.answer.conclusion import Evidence
from kb.answer.openfacts import turning
from kb.answer.record import FactComparison
from kb.law.values import Conclusion


def _case(
    n: int, conclusion: Conclusion, when: str | None, *, p: float = 0.5, lends: bool = True,
    act: str = "same", place: str = "irrelevant",
) -> Evidence:  # fmt: skip
    lines = [
        FactComparison(kind="act", question="현수막", case="현수막", agrees=act, because=""),  # type: ignore[arg-type]
        FactComparison(kind="actor", question="정당", case="정당", agrees="same", because=""),
        FactComparison(kind="place", question=None, case=None, agrees=place, because=""),  # type: ignore[arg-type]
    ]
    if when:
        lines.append(
            FactComparison(kind="time", question=None, case=when, agrees="open", because="")
        )
    source = reply(str(n), "물음", "답", conclusion)
    return Evidence(source, Compared("similar", p, (), lines), Worth(lends=lends), p)


ALLOWED, FORBIDDEN = Conclusion.PERMITTED, Conclusion.PROHIBITED
ROWS = [
    ([_case(1, ALLOWED, "전"), _case(2, FORBIDDEN, "중")], ["전", "중"], "cases turn on the time"),
    ([_case(1, ALLOWED, "전"), _case(2, ALLOWED, "중")], None, "the same conclusion both times"),
    ([_case(1, ALLOWED, None), _case(2, FORBIDDEN, None)], None, "no case names the time"),
    (
        [_case(1, ALLOWED, "전"), _case(2, FORBIDDEN, "중", act="differs")],
        None,
        "the other is about another act",
    ),
    (
        [_case(1, ALLOWED, "전", lends=False), _case(2, FORBIDDEN, "중")],
        ["중", "전"],
        "history shows that the fact matters",
    ),
    (
        [_case(1, ALLOWED, "전", lends=False), _case(2, FORBIDDEN, "중", lends=False)],
        None,
        "nothing but history",
    ),
]


@pytest.mark.parametrize(("evidence", "values", "why"), ROWS, ids=[r[2] for r in ROWS])
def test_what_is_asked_back(evidence: list[Evidence], values: list[str] | None, why: str) -> None:
    turn = turning(evidence)
    assert (turn and sorted(v for v, _ in turn.values)) == (values and sorted(values)), why


def test_a_case_far_from_the_leading_one_does_not_open_its_fact() -> None:
    lead, far = _case(1, ALLOWED, "전", p=0.9), _case(2, FORBIDDEN, "중", p=0.1)
    assert turning([lead, far], lead) is None
    beside = _case(3, FORBIDDEN, "중", p=0.5)
    assert turning([lead, beside], lead) is not None
