"""Replies with different conclusions: the same case first, other facts apart, reprints once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evals import replies, replies_report
from kb.law.identifiers import InterpretationId
from kb.law.values import Conclusion, Interpretation

GATE = "예비후보자가 선거운동기간 전에 지하철역 개찰구 안에서 명함을 나누어 주어도 되는지"
STREET = "예비후보자가 선거운동기간 전에 거리에서 행인에게 명함을 나누어 주어도 되는지"
TEA = "후보자가 출판기념회에 참석한 사람에게 차와 커피를 제공할 수 있는지"


def reply(number: str, question: str, conclusion: Conclusion) -> Interpretation:
    return Interpretation(
        InterpretationId("시험선거관리위원회", number),
        "reply",
        "질의",
        question,
        "답변드립니다.",
        conclusion,
        document_label=f"replies.csv#{number}",
    )


HELD = (
    reply("1", GATE, Conclusion.PROHIBITED),
    reply("2", f"{GATE} 문의드립니다", Conclusion.PERMITTED),
    reply("3", STREET, Conclusion.PERMITTED),
    reply("4", TEA, Conclusion.PERMITTED),
)


def test_the_same_case_with_another_conclusion_is_first() -> None:
    found = replies.find(replies.given(HELD))
    first = found.pairs[0]
    assert {str(first.one.source.id), str(first.other.source.id)} == {
        str(HELD[0].id),
        str(HELD[1].id),
    }
    assert first.same
    assert first.opposed
    assert [{str(a.source.id) for a in c} for c in found.clusters] == [
        {str(HELD[0].id), str(HELD[1].id)}
    ]


def test_another_place_is_not_the_same_case() -> None:
    found = replies.find(replies.given([HELD[0], HELD[2]]))
    assert not any(p.same for p in found.pairs)
    assert found.clusters == ()


def test_a_reprint_counts_once() -> None:
    again = replace(HELD[0], id=InterpretationId("시험선거관리위원회", "9"))
    assert len(replies.given([*HELD, again])) == len(HELD)


def test_what_has_no_conclusion_takes_no_part() -> None:
    silent = replace(HELD[3], id=InterpretationId("시험선거관리위원회", "8"), conclusion=None)
    explains = replace(silent, conclusion=Conclusion.EXPLAINS)
    assert replies.given([silent, explains]) == []


def test_the_report_shows_them_side_by_side(tmp_path: Path) -> None:
    found = replies.find(replies.given(HELD))
    replies_report.write_html(found, tmp_path / "report.html", "1/abc")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "replies.csv#1" in page
    assert "replies.csv#2" in page
    assert "허용/금지" in page
    assert "http" not in page
