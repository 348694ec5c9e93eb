"""Measures against numbers worked by hand."""

from __future__ import annotations

import pytest

from evals import agreement


def test_kappa_of_a_worked_table() -> None:
    # Three answers a group: aaa, aab, bbb. P_i = 1, 1/3, 1; mean 7/9. p(a)=5/9, p(b)=4/9:
    # Pe = 41/81. kappa = (63/81 - 41/81) / (40/81) = 22/40.
    assert agreement.kappa([list("aaa"), list("aab"), list("bbb")]) == pytest.approx(0.55)


def test_kappa_without_a_second_conclusion_is_one() -> None:
    assert agreement.kappa([list("aaa"), list("aaa")]) == 1.0


@pytest.mark.parametrize(
    ("a", "b", "expected", "why"),
    [
        ("xyz", "xyz", 1.0, "the same ranking"),
        ("xy", "ab", 0.0, "nothing in common"),
        ("", "", 1.0, "both empty"),
        ("x", "", 0.0, "one empty"),
        # depth 1: 0; depth 2: overlap 2, 2/2·p². (1-p)/p·p² + p² = p(1-p) + p² = p
        ("xy", "yx", 0.8, "swapped: p itself"),
    ],
)
def test_rank_biased_overlap(a: str, b: str, expected: float, why: str) -> None:
    assert agreement.rank_biased_overlap(a, b) == pytest.approx(expected), why


def test_risk_coverage_states_the_surest_first() -> None:
    points = agreement.risk_coverage([0.9, 0.5, 0.7], [True, False, True])
    assert points == [(1 / 3, 0.0), (2 / 3, 0.0), (1.0, 1 / 3)]
    assert agreement.area_under_risk_coverage(points) == pytest.approx(1 / 9)


def test_calibration_error_of_two_bins() -> None:
    # 0.95 twice, once right: |0.95 - 0.5| * 2/3; 0.15 wrong: |0.15 - 0| * 1/3
    error, bins = agreement.calibration_error([0.95, 0.95, 0.15], [True, False, False])
    assert error == pytest.approx(0.45 * 2 / 3 + 0.15 / 3)
    assert [n for _, _, n in bins] == [1, 2]


def test_an_interval_holds_its_mean() -> None:
    figure = agreement.mean_figure([1, 0, 1, 1, 0, 1, 1, 1])
    assert figure.low < figure.value < figure.high
    assert figure.n == 8


def test_a_resampled_statistic_holds_its_value() -> None:
    values = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    figure = agreement.resampled(lambda rows: sum(values[r] for r in rows) / len(rows), 6)
    assert figure.value == pytest.approx(4 / 6)
    assert figure.low < figure.value < figure.high
    same = agreement.resampled(lambda rows: sum(values[r] for r in rows) / len(rows), 6)
    assert same == figure, "the same draws at every run"


def test_kappa_with_its_interval() -> None:
    figure = agreement.kappa_figure([list("aaa"), list("aab"), list("bbb")])
    assert figure.value == pytest.approx(0.55)
    assert figure.low <= figure.value <= figure.high
