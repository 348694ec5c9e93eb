"""Whole answers over the starter corpus that were once wrong."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answer import open_answerer
from tests.evals.conftest import Starter

DAY = date(2026, 11, 24)
ASKED = [
    ("후보자 아바타로 메타버스에서 선거운동 가능한가요?", None, "a case that campaigning alone has in common"),
    ("예비흐보자가 지하철 개찰구 안에서 명함 돌려도 되나요?", "prohibited", "a slip of the keyboard"),
    ("May a preliminary candidate hand out business cards inside a subway station gate?",
     "prohibited", "a place in English"),
    ("정당 현수막은 읍면동마다 몇 개까지 걸 수 있나", None, "of candidates' banners, not of parties'"),
    ("무소속 시장후보 추천인은 몇 명 받아야 하나요", "explains", "the list read out"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "conclusion", "why"), ASKED, ids=[a[2] for a in ASKED])
def test_conclusion(starter_home: Starter, question: str, conclusion: str | None, why: str) -> None:
    answerer = open_answerer(starter_home.store, starter_home.searcher, starter_home.settings)
    assert answerer.ask(question, as_of=DAY, today=DAY).conclusion == conclusion, why


def test_a_digest_of_another_day_is_no_quotation(starter_home: Starter) -> None:
    answerer = open_answerer(starter_home.store, starter_home.searcher, starter_home.settings)
    question = "2019년 4월에 만 18세였던 사람이 그때 보궐선거에 투표할 수 있었나요?"
    record = answerer.ask(question, today=DAY)
    assert record.conclusion == "prohibited"
    shown = [s for s in record.sources if s.kind == "provision"]
    assert any(s.state == "not_held" for s in shown), "a text of another day is shown"
    assert all(s.digest for s in shown), "the starter corpus holds digests alone"
    said = [s.text for s in record.sentences if s.section == "basis"]
    assert all("요지(원문 아님)" in text and "“" not in text for text in said), said


def test_a_slip_is_read_as_meant_and_shown(starter_home: Starter) -> None:
    answerer = open_answerer(starter_home.store, starter_home.searcher, starter_home.settings)
    reading = answerer.ask("예비흐보자가 명함을 줘도 되나요?", as_of=DAY, today=DAY).reading
    assert reading.question == "예비흐보자가 명함을 줘도 되나요?"
    assert reading.standalone == "예비후보자가 명함을 줘도 되나요?"
