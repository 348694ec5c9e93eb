"""How the threshold of the same-case test is chosen."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from corpora.questions.samecase import CaseName, Pair
from evals import secondstage
from evals.candidates import Asked, Option
from kb.answer.beside import Candidate, Way


def asked(
    split: Literal["train", "dev"], kind: Literal["same", "changed"], read: float = 3.0
) -> Asked:
    case = CaseName(sha256="0", file="a.md", print="p")
    pair = Pair(
        id=f"{split}-1-a", split=split, register_="chat", question="명함?", case=case, kind=kind,
        expected="permitted",
    )  # fmt: skip
    way = Way(np.zeros(1, np.float32), 1.0, False)
    return Asked(pair, (Option(Candidate((way,), "permitted", read), True, False),))


def test_the_threshold_is_chosen_on_what_was_written_to_measure() -> None:
    dev, train = asked("dev", "same"), asked("train", "same")
    assert secondstage.judging([train, dev]) == [dev]
    assert secondstage.judging([train]) == [train], "without any, on what there is"


@pytest.mark.parametrize(("read", "stated"), [(3.0, 1.0), (-2.0, 0.0)])
def test_what_the_reader_takes_for_another_case_is_counted_as_not_lent(
    read: float, stated: float
) -> None:
    found = secondstage.outcome([asked("dev", "same", read), asked("dev", "changed")], said)
    assert found.stated == stated
    assert found.same > 0.6, "a changed question just above .6 must inherit nothing"


def said(question: Asked) -> list[float]:
    return [0.605 if question.pair.kind == "changed" else 0.99]
