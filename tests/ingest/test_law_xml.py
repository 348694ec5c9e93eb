"""Texts of law and lists of versions in the forms of law.go.kr."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import official_samples as official
import pytest

from ingest.forms import recognise
from ingest.pipeline import ingest, ingest_bytes
from kb.errors import Refused
from kb.law.identifiers import Pinpoint, ProvisionId, WorkId
from kb.law.values import Intake, TextState
from kb.settings import Settings
from kb.store import Store, archive
from kb.store.lawbook import LawBook

LAW = WorkId(official.NAME)
OLD = official.statute(
    [official.article("1", "게시", "게시물은 30일 동안 붙인다.")], "20200102", "20200203", "100"
)
NEW = official.statute(
    [official.article("1", "게시", "게시물은 10일 동안 붙인다.")], "20240304", "20240304", "300"
)
ROWS = [
    ("11", "100", "20200102", "20200203"),
    ("12", "200", "20220506", "20220708"),
    ("13", "300", "20240304", "20240304"),
]


def parsed(text: str) -> list[Intake]:
    return recognise(text.encode()).parse(text.encode(), "a.xml", "0" * 64)


def test_every_part_of_a_text() -> None:
    more = official.annex("0000", "&lt;개정&gt; 게시판", "[별표]\n가. 큰 게시판") + official.annex(
        "0001", "신청서", "서식", "서식"
    )
    units = [
        "<조문단위><조문번호>1</조문번호><조문여부>전문</조문여부>"
        "<조문내용><![CDATA[제1장 총칙]]></조문내용></조문단위>",
        official.article("1", "목적", "이 법은 게시를 정한다.", "20240304"),
        official.article("1", "정의", "게시판을 말한다.", "20250101", branch="2"),
    ]
    [intake] = parsed(official.statute(units, "20240304", "20240304", "300", more=more))
    shown = [(str(a.pinpoint), a.title, a.effective, a.headings) for a in intake.articles]
    chapter = ("제1장 총칙",)
    assert shown[:2] == [
        ("1", "목적", date(2024, 3, 4), chapter),
        ("1-2", "정의", date(2025, 1, 1), chapter),
    ]
    assert [str(a.pinpoint) for a in intake.articles[2:]] == ["별표.1", "부칙@2024-03-04"]
    assert intake.articles[2].title == "<개정> 게시판"


def test_a_text_without_articles_is_kept_whole() -> None:
    """However short it is: 제0조 is how the source writes it."""
    unit = (
        "<조문단위><조문번호>0</조문번호><조문여부>전문</조문여부>"
        "<조문내용><![CDATA[게시판을 별표와 같이 둔다]]></조문내용></조문단위>"
    )
    [intake] = parsed(official.statute([unit], "19521004", "19521004", "707"))
    assert intake.articles[0].text == "게시판을 별표와 같이 둔다"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><법령><기본정보>&a;", "entities"),
        (OLD[:-20], "cut off"),
        (OLD.replace("20200203", "0"), "no day of effect"),
    ],
)
def test_what_is_no_text_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Refused):
        parsed(text)
    assert reason


def at(store: Store, day: str) -> tuple[TextState, str]:
    shown = LawBook(store).show(ProvisionId(LAW, Pinpoint.parse("1")), date.fromisoformat(day))
    return shown.state, shown.text


HELD, KNOWN, NOT = TextState.HELD, TextState.NO_LATER_CHANGE_KNOWN, TextState.NOT_HELD


@pytest.mark.parametrize("first", ["texts", "list"])
def test_a_list_tells_what_is_held(store: Store, settings: Settings, first: str) -> None:
    """In whatever order text and list come; held up to the day before the next listed version."""
    listed = official.history(ROWS)
    texts = [("a.xml", OLD), ("b.xml", NEW)]
    for name, text in [*texts, ("l", listed)] if first == "texts" else [("l", listed), *texts]:
        assert ingest_bytes(store, settings, name, text.encode()).added == 1
    [old, new] = store.versions(LAW)
    assert (old.complete_until, new.complete_until) == (date(2022, 7, 7), None)
    assert at(store, "2022-07-07") == (HELD, "게시물은 30일 동안 붙인다.")
    assert at(store, "2023-01-01")[0] is NOT, "the version of 2022 is listed and not held"
    assert at(store, "2024-03-04") == (KNOWN, "게시물은 10일 동안 붙인다.")


def test_a_listed_version_after_the_last_text_held(store: Store, settings: Settings) -> None:
    ingest_bytes(store, settings, "a.xml", OLD.encode())
    assert at(store, "2025-01-01")[0] is KNOWN
    ingest_bytes(store, settings, "l", official.history(ROWS).encode())
    found = LawBook(store).show(ProvisionId(LAW, Pinpoint.parse("1")), date(2025, 1, 1))
    assert found.state is NOT
    assert found.amended_on == (date(2022, 5, 6), date(2024, 3, 4))
    assert any("2022. 7. 8." in n.ko for n in found.notes)


def test_a_list_is_carried_with_the_corpus(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    ingest_bytes(store, settings, "a.xml", OLD.encode())
    ingest_bytes(store, settings, "l", official.history(ROWS).encode())
    archive.write(store, tmp_path / "corpus")
    other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    archive.read(other, tmp_path / "corpus")
    assert other.versions(LAW)[0].complete_until == date(2022, 7, 7)
    assert at(other, "2023-01-01")[0] is NOT
    other.close()


def test_without_its_list_nothing_is_complete(store: Store, settings: Settings) -> None:
    ingest_bytes(store, settings, "a.xml", OLD.encode())
    ingest_bytes(store, settings, "l", official.history(ROWS).encode())
    [listing] = store.documents("history")
    store.remove(listing["id"])
    assert store.versions(LAW)[0].complete_until is None


@pytest.mark.shared
def test_the_constitution_since_1948(store: Store, settings: Settings, shared: Path) -> None:
    """Six of its ten versions are held, and the list of all ten."""
    report = ingest(store, settings, [shared / "lawgokr"])
    assert {r.label for r in report.refused} <= {
        f"sample-{n}_response.xml"
        for n in ("error", "prec_detail", "prec_error", "prec_search", "search")
    }
    book = LawBook(store)
    place = ProvisionId(WorkId("대한민국헌법"), Pinpoint.parse("53"))
    for day, state, words in (
        ("1950-01-01", HELD, "국회에서 무기명투표"),
        ("1955-01-01", HELD, "국민의 보통"),
        ("1960-07-01", KNOWN, "양원합동회의"),
        ("1961-01-01", HELD, "양원합동회의"),
        ("1990-01-01", NOT, ""),
    ):
        found = book.show(place, date.fromisoformat(day))
        assert (found.state, words in found.text) == (state, True), day
