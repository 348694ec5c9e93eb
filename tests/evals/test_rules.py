"""What the statute's rules alone say of decided cases: counted by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from corpora.questions.cases import Worded, case_print
from evals import rules
from evals.rules import Ruled
from kb.law.values import Conclusion, Interpretation

YES, NO, IF = Conclusion.PERMITTED, Conclusion.PROHIBITED, Conclusion.CONDITIONAL


def held(kind: str, text: str, conclusion: Conclusion | None, question: str = "") -> Interpretation:
    fields: dict[str, Any] = {"kind": kind, "answer": text, "title": "", "question": question}
    return cast("Interpretation", SimpleNamespace(**fields, conclusion=conclusion))


def worded(id: str, *prints: str) -> Worded:
    return Worded(schema=1, id=id, cases=prints, files=("a.pdf",), wordings=(f"{id} 되나요",))


@pytest.mark.parametrize(
    ("said", "decided", "outcome"),
    [
        (YES, YES, "agreed"),
        (YES, NO, "contradicted"),
        (NO, YES, "contradicted"),
        (IF, NO, "other"),
        (YES, IF, "other"),
        (None, NO, "silent"),
    ],
)
def test_outcome(said: Conclusion | None, decided: Conclusion, outcome: str) -> None:
    assert Ruled("c00-00", "", decided, "one", said).outcome == outcome


def test_a_case_that_another_edition_decides_otherwise_is_not_counted() -> None:
    one, other, asked = "배우자가 명함을 주는 행위", "아들이 어깨띠를 매는 행위", "물음"
    known = rules.decided(
        [
            held("case", one, YES),
            held("case", one, NO),
            held("case", other, NO),
            held("reply", "답", YES, asked),
            held("summary", "요약", YES),
            held("case", "결론 없는 행위", None),
        ]
    )
    assert known == {case_print(other): NO, case_print(asked): YES}
    cases = [worded("c00-00", case_print(one)), worded("c00-01", case_print(other), "f" * 16)]
    ruled = rules.run(cases, known, lambda q: ("one", YES))
    assert [(r.case, r.outcome) for r in ruled] == [("c00-01", "contradicted")]


def test_the_held_out_third_is_counted_and_not_shown() -> None:
    ids = [f"c{n // 100:02d}-{n % 100:02d}" for n in range(900)]
    out = [id for id in ids if rules.held_out(id)]
    assert 240 < len(out) < 360
    ruled = [Ruled(id, f"{id} 되나요", NO, "one", YES) for id in ids]
    shown = rules.errors(ruled)
    assert len(shown.splitlines()) == 900 - len(out)
    assert not any(id in shown for id in out)
    counted = rules.table(ruled).splitlines()[1:3]
    assert [line.split()[-2] for line in counted] == [str(900 - len(out)), str(len(out))]
