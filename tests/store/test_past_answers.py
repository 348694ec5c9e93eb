"""Past answers are found by what they rest on and are about; those of earlier versions too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text, update

from kb.errors import BadInput, UnknownProvision
from kb.store import Store, answers, schema
from ui import subjects
from ui.days import spanning

DAY = date(2026, 11, 27)


def record(id: str, facts: list[tuple[str, str, bool]], sources: list[str]) -> dict[str, Any]:
    """As much of a record as answers are searched by."""
    return {
        "id": id,
        "headline": "할 수 없습니다.",
        "conclusion": "prohibited",
        "reason": None,
        "reading": {
            "day_said": "today",
            "facts": [{"kind": k, "value": v, "negated": n} for k, v, n in facts],
        },
        "sources": [{"id": s} for s in sources],
        "cases": [{"id": "kr/reply/가/1", "likeness": "same"}, {"id": "x", "likeness": "similar"}],
        "provisions": ["kr/law/정치자금법#31"],
    }


CARD = record(
    "card",
    [("act", "business_card", False), ("actor", "spouse", False), ("act", "banner", True)],
    ["kr/law/공직선거법@2026-10-02#60-3.1.2", "kr/law/공직선거법#93"],
)
BANNER = record(
    "banner", [("act", "banner", False)], ["kr/law/공직선거법시행령#9", "kr/law/공직선거법#9.2"]
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    for r, region in ((CARD, "서울특별시"), (BANNER, "부산광역시")):
        made.save_answer(r["id"], region, f"{r['id']} 해도 되나요?", DAY, r, {"as_of": None})
    yield made
    made.close()


@pytest.mark.parametrize(
    ("given", "found", "why"),
    [
        ({}, "banner card", "without a filter all of them, newest first"),
        ({"subject": "명함"}, "card", "an act by its label"),
        ({"subject": "business cards"}, "card", "an act in English"),
        ({"subject": "act.banner"}, "banner", "by its key; one that a question denies is not its"),
        ({"subject": "현수막"}, "banner", "by a form that is read"),
        ({"subject": "배우자의 명함"}, "card", "several facts: all of them"),
        ({"subject": "배우자의 현수막"}, "", "and not one of them"),
        ({"law": "kr/law/공직선거법#60-3"}, "card", "within an article, whatever the version"),
        ({"law": "kr/law/공직선거법#60-3.1.2"}, "card", "to the item"),
        ({"law": "kr/law/공직선거법#60-3.1.1"}, "", "not another item"),
        ({"law": "kr/law/공직선거법#9"}, "banner", "제9조 is not 제93조"),
        ({"law": "kr/law/공직선거법"}, "banner card", "an instrument"),
        ({"law": "kr/law/공직선거법시행령"}, "banner", "and not one whose name begins so"),
        ({"law": "kr/law/정치자금법"}, "", "what was only found is not what an answer rests on"),
        ({"law": "kr/reply/가/1"}, "banner card", "a reply to the same case"),
        ({"law": "x"}, "", "a similar one is none"),
        ({"subject": "명함", "region": "서울특별시"}, "card", "beside a region"),
        ({"subject": "명함", "region": "부산광역시"}, "", "of another region"),
        ({"subject": "명함", "words": "해도"}, "card", "beside words"),
    ],
)  # fmt: skip
def test_found(store: Store, given: dict[str, str], found: str, why: str) -> None:
    law = given.pop("law", "")
    about = subjects.named(given.pop("subject", ""))
    got = answers.find(store, citing=law, about=about, **given)
    assert sorted(p.id for p in got) == found.split(), why


def test_a_subject_that_is_none(store: Store) -> None:
    with pytest.raises(BadInput, match="모르는 주제입니다: 아무것도아닌말"):
        subjects.named("아무것도아닌말")
    with pytest.raises(UnknownProvision):
        subjects.resting_on(store, "없는 법 제3조")


def test_wider_subjects_hold_what_they_contain(store: Store) -> None:
    from corpora.facts import load

    wide = sorted(f"act.{k}" for k in load().value("act", "business_card").wider)
    assert wide, "a card is contained in something"
    assert [p.id for p in answers.find(store, about=wide[:1])] == ["card"]


def test_subjects_are_counted_for_the_region_alone(store: Store) -> None:
    assert ("명함 (1)", "act.business_card") in subjects.offered(store, "서울특별시", "ko")
    offered = {key for _, key in subjects.offered(store, "부산광역시", "ko")}
    assert "act.banner" in offered
    assert "act.business_card" not in offered


@pytest.mark.parametrize(
    ("at", "first", "last", "inside"),
    [
        (datetime(2026, 11, 27, 14, 59), date(2026, 11, 28), None, False),
        (datetime(2026, 11, 27, 15, 0), date(2026, 11, 28), date(2026, 11, 28), True),
        (datetime(2026, 11, 28, 14, 59), date(2026, 11, 28), date(2026, 11, 28), True),
        (datetime(2026, 11, 28, 15, 0), None, date(2026, 11, 28), False),
    ],
)
def test_days_are_those_of_korea(
    store: Store, at: datetime, first: date | None, last: date | None, inside: bool
) -> None:
    with store.engine.begin() as c:
        c.execute(update(schema.askings).values(at=at))
    begin, end = spanning(first, last)
    assert bool(answers.find(store, since=begin, until=end)) is inside


def test_answers_of_an_earlier_version(tmp_path: Path, store: Store) -> None:
    """A database of 0007 has no subjects, and counts what was only found among what it rests on."""
    file = tmp_path / "a.db"
    store.close()
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as c:
        c.execute(text("alter table answers drop column subjects"))
        c.execute(text("update answers set cites = ' kr/law/정치자금법#31 '"))
        c.execute(text("update alembic_version set version_num = '0007'"))
    engine.dispose()
    again = Store.open(f"sqlite:///{file}")
    assert [p.id for p in answers.find(again, about=subjects.named("명함"))] == ["card"]
    assert answers.find(again, citing="kr/law/정치자금법") == []
    assert len(answers.find(again, citing="kr/law/공직선거법")) == 2
    again.close()
