"""The second stage of the same-case test: a case judged beside the others that search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kb.answer import beside
from kb.answer.beside import CONTEXT, Candidate, Way
from kb.answer.pairing import Near
from kb.answer.reader import Sides
from kb.answer.samecase import WIDER, compare, compare_all
from kb.law.identifiers import InterpretationId
from kb.law.values import Conclusion, Interpretation


def way(raw: float, out: bool = False) -> Way:
    return Way(np.array([raw, 1.0], np.float32), raw, out)


def context(found: list[Candidate], row: int) -> dict[str, float]:
    return dict(zip(CONTEXT, beside.table(found)[row].tolist(), strict=False))


def test_what_is_known_of_a_case_beside_the_others() -> None:
    found = [
        Candidate((way(1.0), way(2.5)), "prohibited"),
        Candidate((way(2.0),), "permitted"),
        Candidate((way(3.0, out=True),), "permitted"),
        Candidate((way(0.5),), "prohibited"),
        Candidate((way(0.0),), ""),
    ]
    first = context(found, 0)
    assert (first["best"], first["own"], first["worded"], first["worded_least"]) == (
        2.5, 1.0, 2.5, 2.5,
    )  # fmt: skip
    assert first["over_contrary"] == pytest.approx(0.5), "2.5 over the permitted one at 2.0"
    assert first["contrary"] == pytest.approx(0.5), "the one that is out says 3.0 all the same"
    assert first["over_ally"] == pytest.approx(2.0)
    assert first["over_next"] == pytest.approx(0.5)
    assert (first["ways"], first["place"], first["prohibited"], first["permitted"]) == (2, 0, 1, 0)
    assert context(found, 2)["best"] == pytest.approx(-4.0), "a case that is out counts as far"
    assert context(found, 4)["over_contrary"] == pytest.approx(0.0 - beside.FAR)
    assert beside.table(found).shape == (5, len(CONTEXT) + 2)
    assert beside.table(found)[0, len(CONTEXT) :].tolist() == [2.5, 1.0], "of its nearest way"


def test_no_case_found_is_no_case_judged() -> None:
    assert beside.probabilities([]) == []


def case(number: str, text: str, conclusion: Conclusion) -> Interpretation:
    return Interpretation(InterpretationId("시험", number), "case", "", "", text, conclusion)


ASKED = "예비후보자가 전통시장에서 상인에게 명함을 직접 나눠 줘도 되나요?"
MARKET = case("1", "예비후보자가 전통시장에서 상인에게 자신의 명함을 직접 주는 행위",
              Conclusion.PERMITTED)  # fmt: skip
CONTRARY = case("2", "예비후보자가 전통시장 상인에게 자신의 명함을 직접 나누어 주는 행위",
                Conclusion.PROHIBITED)  # fmt: skip
FAR = case("3", "정당이 정책공약집을 서점에서 판매하는 행위", Conclusion.PERMITTED)


def alike(pairs: Sequence[Sides]) -> list[float]:
    """A reader that takes every case for the same."""
    return [4.0 for _ in pairs]


def test_the_reader_reads_the_few_that_are_nearest_and_may_be_it() -> None:
    found = [
        Candidate((way(0.1),), "permitted"),
        Candidate((way(3.0, out=True),), "permitted", barred=True),
        Candidate((way(-1.0),), "permitted"), Candidate((way(2.0),), ""),
        Candidate((way(1.0),), "prohibited"),
    ]  # fmt: skip
    assert beside.to_read(found) == [3, 4]
    assert beside.to_read([]) == []
    said = [replace(found[3], read=2.5), replace(found[4], read=-1.0), found[0]]
    assert (context(said, 0)["read"], context(said, 0)["read_over"]) == (2.5, 3.5)
    assert context(said, 2)["read"] == beside.FAR


def test_what_the_reader_says_counts() -> None:
    def unlike(pairs: Sequence[Sides]) -> list[float]:
        return [-4.0 for _ in pairs]

    sources = [(MARKET, Near(), None), (FAR, Near(place=1), None)]
    trusted, doubted = (compare_all((), ASKED, sources, read)[0] for read in (alike, unlike))
    assert trusted.probability > doubted.probability


def knowing(pairs: Sequence[Sides]) -> list[float]:
    """A reader that tells a candidate's own hand from another's, and a yes from a no it can not."""
    return [3.0 if "자신의 명함" in held else -3.0 for _, held, _ in pairs]


def test_a_case_beside_which_a_contrary_one_is_as_near_is_less_surely_the_same() -> None:
    alone = compare_all((), ASKED, [(MARKET, Near(), None), (FAR, Near(place=1), None)], knowing)
    beside_it = compare_all(
        (), ASKED, [(MARKET, Near(), None), (CONTRARY, Near(place=1), None)], knowing
    )
    assert alone[0].likeness == "same"
    assert alone[1].likeness == "different"
    assert beside_it[0].probability < alone[0].probability, "the doubt grows"


STAFF = case("4", "선거사무원이 예비후보자와 떨어져 전통시장에서 명함을 직접 주는 행위",
             Conclusion.PROHIBITED)  # fmt: skip


def test_each_source_has_its_own_outcome() -> None:
    found = compare_all((), ASKED, [(STAFF, Near(), None), (MARKET, Near(place=1), None)], knowing)
    assert [c.likeness for c in found] == ["similar", "same"]
    assert any("주체" in d for d in found[0].differs)
    assert found[0].lines == compare((), ASKED, STAFF).lines


def test_what_is_barred_is_not_the_same_whatever_the_reader_says() -> None:
    english = "May a preliminary candidate hand out name cards at a market?"
    assert compare_all((), english, [(STAFF, Near(), None)], alike)[0].likeness != "same"
    barred = Candidate((way(3.0),), "permitted", read=9.0, barred=True)
    assert barred.excluded


def unsure(pairs: Sequence[Sides]) -> list[float]:
    """A reader that leans to one case, and no more."""
    return [beside.OVERCOMES - 0.5 for _ in pairs]


def test_a_doubt_of_the_lexicon_is_overcome_only_by_a_sure_reading() -> None:
    wide = "예비후보자가 명함을 줘도 되나요?"
    told = case("5", "예비후보자가 전통시장에서 상인 회장의 부탁으로 배우자와 함께 저녁에 자신의 명함을 "
                "우산에 붙여 행인에게 주는 행위", Conclusion.PROHIBITED)  # fmt: skip
    (found,) = compare_all((), wide, [(told, Near(), None)], unsure)
    assert found.likeness != "same"
    assert WIDER in found.differs or found.probability < 0.4
    for doubted in (
        Candidate((way(3.0, out=True),), "permitted"),
        Candidate((way(3.0),), "permitted", withheld=True),
    ):
        found = [replace(doubted, read=r).excluded for r in (beside.FAR, 1.9, 2.0)]
        assert found == [True, True, False]


@pytest.mark.parametrize(
    ("read", "excluded"), [(-1.1, True), (-0.9, False), (3.0, False), (beside.FAR, False)]
)
def test_what_the_reader_takes_for_another_case_is_not_the_same(
    read: float, excluded: bool
) -> None:
    assert Candidate((way(3.0),), "permitted", read=read).excluded is excluded
    assert not Candidate((way(3.0),), "permitted", read=read, foreign=True).excluded


def test_alone_a_fact_that_differs_rules_out() -> None:
    assert compare((), ASKED, STAFF).likeness != "same"
    assert compare((), ASKED, MARKET).likeness == "same"
