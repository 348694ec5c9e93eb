"""Replies with different conclusions: the same case first, other facts apart, reprints once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from evals import replies, replies_report
from kb.law.identifiers import InterpretationId
from kb.law.values import Conclusion, Interpretation
from kb.search.types import Hits, Query, SourceHit

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


class Everything:
    """Search that finds every other reply, the first of the list first."""

    def __init__(self, held: tuple[Interpretation, ...]) -> None:
        self.held = held

    def search(self, query: Query) -> Hits:
        found = [str(i.id) for i in self.held if str(i.id) not in query.exclude]
        hits = (SourceHit(id, 0.85, 0.8, {"lexical": 25.0}) for id in found)
        return Hits(interpretations=tuple(hits))


def find(*held: Interpretation) -> replies.Found:
    return replies.find(replies.given(held), Everything(held), date(2026, 11, 27))


def test_the_same_case_with_another_conclusion_is_first() -> None:
    found = find(*HELD)
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
    found = find(HELD[0], HELD[2])
    assert not any(p.same for p in found.pairs)
    assert found.clusters == ()


def test_opposites_are_not_the_same_case() -> None:
    school = "고등학교 학생회가 후보자를 초청하여 대담·토론회를 개최하는 행위"
    found = find(
        reply("5", school, Conclusion.PROHIBITED),
        reply("6", school.replace("고등학교", "대학교"), Conclusion.PERMITTED),
    )
    assert [(p.same, p.differs[0]) for p in found.pairs] == [(False, "고등학교 이하 / 대학교")]


def test_what_search_does_not_find_is_not_compared() -> None:
    class Blind:
        def search(self, query: Query) -> Hits:
            return Hits()

    found = replies.find(replies.given(HELD), Blind(), date(2026, 11, 27))
    assert (found.compared, found.pairs) == (0, ())


def test_a_reprint_counts_once() -> None:
    again = replace(HELD[0], id=InterpretationId("시험선거관리위원회", "9"))
    assert len(replies.given([*HELD, again])) == len(HELD)


def test_what_has_no_conclusion_takes_no_part() -> None:
    silent = replace(HELD[3], id=InterpretationId("시험선거관리위원회", "8"), conclusion=None)
    explains = replace(silent, conclusion=Conclusion.EXPLAINS)
    assert replies.given([silent, explains]) == []


def test_the_report_shows_them_side_by_side(tmp_path: Path) -> None:
    found = find(*HELD)
    replies_report.write_html(found, tmp_path / "report.html", "1/abc")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "replies.csv#1" in page
    assert "replies.csv#2" in page
    assert "허용/금지" in page
    assert "http" not in page
