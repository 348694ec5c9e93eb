"""Casebooks: the heading is the conclusion, unless something speaks against it."""

from __future__ import annotations

from datetime import date

import pytest
from ingest_samples import CASEBOOK

from ingest.parsers import casebook_marked, casebook_paged, casebook_pdf, cover, questions
from ingest.parsers.casebook import Cover, assemble
from ingest.readers import pdf
from ingest.readers.lines import Joiner
from kb.errors import Refused
from kb.law.values import Conclusion, Interpretation

MAY, MAY_NOT = Conclusion.PERMITTED, Conclusion.PROHIBITED


def cases(found: tuple[Interpretation, ...]) -> list[tuple[str, Conclusion | None]]:
    return [(i.answer.split("\n")[0], i.conclusion) for i in found if i.kind == "case"]


def test_marked() -> None:
    [intake] = casebook_marked.parse(CASEBOOK, "c.md", "0" * 64)
    assert cases(intake.interpretations) == [
        ("마을 어른에게 인사를 드리러 가서 안부를 묻고 돌아오는 행위", MAY),
        ("시장에서 악수를 하는 행위(대법원 2. 9. 선고 2006도111)", MAY),
        ("집집마다 찾아다니며 표를 부탁하는 행위", MAY_NOT),
        ("마을회관에서 차를 마시는 것은 무방", None),
    ]
    first = next(i for i in intake.interpretations if i.kind == "case")
    assert first.conditions == ("다만, 집에 돌아오는 길에 표를 부탁하는 경우는 위법",)
    assert [str(p) for p in first.provisions] == ["kr/law/공직선거법#58", "kr/law/공직선거법#59"]
    assert (first.day_from, first.day_until) == (date(2018, 4, 1), date(2018, 4, 30))
    [summary] = [i for i in intake.interpretations if i.kind == "summary"]
    assert summary.conclusion is Conclusion.EXPLAINS
    assert "2018. 3. 2." in summary.answer, "a mark inside the box is no case"


def test_spans_are_exact() -> None:
    [intake] = casebook_marked.parse(CASEBOOK, "c.md", "0" * 64)
    for i in intake.interpretations:
        assert intake.document.text[i.start : i.end] == i.answer


PAGED = """<!-- page: 1 -->

2026. 6. 3. 실시 시험선거

시험 사례예시집

2026. 1.

<!-- page: 2 -->

1. 인사

법규 요약(법 §59)

❍ 인사는 언제든지

사례 예시

{body}
"""


@pytest.mark.parametrize(
    ("body", "wanted", "why"),
    [
        (
            "할 수 있는 사례\n\n❍ 절하는 행위\n\n➩ 다만, 표를 부탁하면 위반\n\n"
            "할 수 없는 사례\n\n❍ 돈을 주는 행위",
            [("절하는 행위", MAY), ("돈을 주는 행위", MAY_NOT)],
            "in order",
        ),
        (
            "할 수 있는 사례\n\n할 수 없는 사례\n\n❍ 절하는 행위\n\n❍ 돈을 주는 행위",
            [("절하는 행위", None), ("돈을 주는 행위", None)],
            "both headings before the cases: two columns",
        ),
        (
            "❍ 절하는 행위\n\n할 수 없는 사례\n\n❍ 돈을 주는 행위",
            [("절하는 행위", None), ("돈을 주는 행위", MAY_NOT)],
            "a case above every heading",
        ),
        (
            "할 수 없는 사례\n\n❍ 절하는 행위는 무방\n\n❍ 돈을 주는 행위",
            [("절하는 행위는 무방", None), ("돈을 주는 행위", MAY_NOT)],
            "the case's own words against its heading",
        ),
        (
            "할 수 없는 사례\n\n❍ 돈을 주는 행위\n\n할 수 없는 사례\n\n❍ 떡을 주는 행위",
            [("돈을 주는 행위", None), ("떡을 주는 행위", None)],
            "the same heading twice: one of them is misread or misplaced",
        ),
        (
            "할 수 있는 사례\n\n❍ 절하고\n\n<!-- page: 3 -->\n\n돌아오는 행위 ❍ 손을 흔드는 행위",
            [("절하고 돌아오는 행위", MAY), ("손을 흔드는 행위", MAY)],
            "a sentence over the page's end; two cases in one line",
        ),
        (
            "할 수 있는 사례\n\n❍ 절하는 행위\n\n❍ 회칙에 따라 회원에게 의례적인 범위의\n\n"
            "❍ 돈을 주는 행위\n\n<!-- page: 3 -->\n\n할 수 없는 사례\n\n❍ 떡을 주는 행위",
            [
                ("절하는 행위", MAY),
                ("회칙에 따라 회원에게 의례적인 범위의", MAY),
                ("돈을 주는 행위", None),
                ("떡을 주는 행위", MAY_NOT),
            ],
            "a sentence that breaks off: what follows on the page may belong elsewhere",
        ),
    ],
)
def test_paged(body: str, wanted: list[tuple[str, Conclusion | None]], why: str) -> None:
    [intake] = casebook_paged.parse(PAGED.format(body=body), "c.md", "0" * 64)
    assert cases(intake.interpretations) == wanted, why
    assert next(i for i in intake.interpretations if i.kind == "case").page == 2
    assert {i.day_from for i in intake.interpretations} == {date(2026, 1, 1)}


def lines(*pages: list[str]) -> tuple[Interpretation, ...]:
    found = list(casebook_pdf._lines(pages, marked=True))
    [intake] = assemble(found, Cover("시험", None, None), "c.pdf", "0" * 64)
    return intake.interpretations


def test_pdf_cases_over_a_page_and_marks_inside_a_quotation() -> None:
    found = lines(
        ["1. 인사", "법규 요약", "법 §59", "▶ 언제든지", "할 수 있는 사례", "○ 마을 어른에게 절을"],
        [
            "하고 돌아오는 행위",
            "→ 다만, 돈을 주면 위반",
            "할 수 없는 사례",
            "× ‘주최",
            "× 모임’이라 쓴 것을 거는 행위",
        ],
    )
    assert cases(found) == [
        ("마을 어른에게 절을 하고 돌아오는 행위", MAY),
        ("‘주최 × 모임’이라 쓴 것을 거는 행위", MAY_NOT),
    ]
    assert [i.page for i in found if i.kind == "case"] == [1, 2]
    assert [str(p) for p in found[1].provisions] == ["kr/law/공직선거법#59"]


def test_pdf_marks_of_a_table_are_no_cases() -> None:
    found = lines(["1. 인사", "법규 요약", "법 §59", "▶ 언제든지", "사례 예시", "○ 필수기재사항"])
    assert cases(found) == []


def test_running_heads_are_taken_off() -> None:
    pages = [["어느 사례집", f"{n} 인사말", "○ 글", f"- {n} -"] for n in range(1, 9)]
    heads = pdf._running(pages)
    bodies, _ = casebook_pdf._without_running(
        [pdf._without(p, heads) for p in pages], "어느 사례집"
    )
    assert bodies == [["○ 글"]] * 8


def test_questions_and_answers() -> None:
    pages = [
        [
            "⑴ 나이 Q 열여섯 살도 투표할 수 있나요 ? A 투표할 수 없습니다 .",
            "⑵ 인사 Q 인사는 되나요 ?",
        ],
        ["A 인사는 할 수 있습니다 ."],
    ]
    [intake] = questions.parse(pages, Cover("안내", None, None), "q.pdf", "0" * 64, [])
    assert [(i.title, i.question, i.page) for i in intake.interpretations] == [
        ("⑴ 나이", "열여섯 살도 투표할 수 있나요?", 1),
        ("⑵ 인사", "인사는 되나요?", 1),
    ]
    assert intake.interpretations[0].conclusion is MAY_NOT


def test_a_guide_without_a_printed_day_lies_before_the_election_it_names() -> None:
    assert cover.by_election("제22대 국회의원선거 안내") == (date(2020, 4, 16), date(2024, 4, 10))
    assert cover.by_election("제99대 대통령선거 안내") == (None, None)


@pytest.mark.parametrize(
    ("line", "wanted", "why"),
    [
        ("1. 호별방문의 제한", True, "a heading"),
        ("제3절 단체의 선거운동 1. 금지", True, "a section with its first heading"),
        ("16. 여론조사 17. 정치자금 18. 비방", False, "a line of the contents"),
        ("1. 사전선거운동 18 2. 투표참여", False, "contents with their pages"),
    ],
)
def test_contents_are_no_headings(line: str, wanted: bool, why: str) -> None:
    assert casebook_pdf._State(marked=True)._heads(line, "새 줄") is wanted, why


@pytest.mark.parametrize(
    ("front", "wanted", "why"),
    [
        ("발행일: 2018년 4월", (date(2018, 4, 1), date(2018, 4, 30)), "month in words"),
        ("2026. 6. 3. 실시 … 2026. 1.", (date(2026, 1, 1), date(2026, 1, 31)), "not the election"),
        ("사례집", (None, None), "nothing stated"),
    ],
)
def test_cover(front: str, wanted: tuple[date | None, date | None], why: str) -> None:
    assert cover.issued(front) == wanted, why


@pytest.mark.parametrize(
    ("known", "broken", "wanted", "why"),
    [
        (["또 마련하여 감"], ["자리를 마련", "하여 감"], "자리를 마련하여 감", "cut word"),
        (["그는 행사에 참석하여 감"], ["행사에", "참석하여"], "행사에 참석하여", "whole words"),
        ([], ["임·", "직원"], "임·직원", "after a middle dot"),
        ([], ["회의", "에서"], "회의에서", "a particle goes with its word"),
    ],
)
def test_broken_lines(known: list[str], broken: list[str], wanted: str, why: str) -> None:
    assert Joiner(known).join(broken) == wanted, why


def test_a_casebook_without_cases_is_refused() -> None:
    with pytest.raises(Refused):
        assemble([], Cover("빈 책", None, None), "c.md", "0" * 64)
