"""The evaluation of answers: what counts, and what its figures are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals import answers_report
from evals.answers import Answered, Item, Measured, summarise

CASE = frozenset(("kr/reply/x/1",))


def _item(id: str, group: str, kind: str = "same", conclusion: str | None = "permitted") -> Item:
    return Item(id, group, kind, "chat", "물음?", conclusion, cases=CASE)  # type: ignore[arg-type]


def _answered(item: Item, conclusion: str | None, likeness: str | None = None) -> Answered:
    at = 1 if likeness else None
    return Answered(item, conclusion, None, False, "case", 0.9, at, likeness, "첫 줄", 10.0)


ROWS = [
    (_answered(_item("a", "g"), "permitted", "same"), True, "the conclusion of the case"),
    (_answered(_item("b", "g"), "prohibited"), False, "another conclusion"),
    (_answered(_item("c", "g"), None), False, "none where there is one"),
    (_answered(_item("d", "g", "changed"), "permitted", "same"), False, "inherited all the same"),
    (_answered(_item("e", "g", "changed"), "permitted", "similar"), True, "another's conclusion"),
    (_answered(_item("f", "g", "unanswerable", None), None), True, "declined"),
    (_answered(_item("h", "g", "unanswerable", None), "explains"), False, "answered all the same"),
    (_answered(_item("i", "g", "false_premise", None), None), False, "the premise stands"),
    (
        replace(_answered(_item("j", "g", "false_premise", None), None), reason="false_premise"),
        True,
        "corrected",
    ),
]


@pytest.mark.parametrize(("answered", "good", "why"), ROWS, ids=[r[2] for r in ROWS])
def test_what_is_a_good_answer(answered: Answered, good: bool, why: str) -> None:
    assert answered.good is good, why


def _measured() -> Measured:
    one = [_answered(_item(f"1-{n}", "1"), "permitted", "same") for n in range(3)]
    two = [_answered(_item(f"2-{n}", "2"), c) for n, c in enumerate(("permitted", None, None))]
    wrong = [_answered(_item(f"3-{n}", "3"), "prohibited") for n in range(3)]
    return summarise(Measured("dev", "1/x", (*one, *two, *wrong), 4))


def test_figures_are_means_over_groups() -> None:
    measured = _measured()
    assert measured.figures["conclusion stated"].value == pytest.approx((1 + 1 / 3 + 1) / 3)
    assert measured.figures["right of those stated"].value == pytest.approx(2 / 3)
    assert measured.counts["right of those stated"] == (4, 7)
    assert measured.figures["phrasings agree"].value == pytest.approx(2 / 3)
    assert measured.figures["… stated and right"].value == pytest.approx(1 / 3)
    assert measured.figures["case itself first"].value == pytest.approx(1 / 3)
    assert measured.confusion == {
        ("permitted", "permitted"): 4,
        ("permitted", "none"): 2,
        ("permitted", "prohibited"): 3,
    }


def test_report_says_how_many_groups_did_not_apply() -> None:
    measured = _measured()
    assert measured.as_json()["groups_left_out"] == 4
    assert "4 groups are about cases not held" in answers_report.text(measured)
