"""Tables gathered from the whole corpus: what punishes a breach, and what is kept in files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from kb.law.identifiers import InterpretationId, Pinpoint, RulingId, WorkId
from kb.law.values import (
    Article,
    Document,
    Intake,
    Interpretation,
    Ruling,
    Standing,
    Version,
    Work,
)
from kb.search import cited
from kb.store import Store, standings, worth
from kb.store.gathered import Gathered
from kb.store.lawbook import LawBook

LAW = WorkId("공직선거법")
DAY = date(2026, 1, 1)
ARTICLES = {
    "90": ("깃발", "① 깃발을 걸 수 없다.\n② 등을 켤 수 없다."),
    "91": ("등", "「도로법」 제90조의 도로를 말한다."),
    "256": (
        "제한규정위반죄",
        "① 다음 각 호의 어느 하나에 해당하는 자는 2년 이하의 징역에 처한다.\n"
        "1. 제91조(등)를 위반한 자\n2. 제90조제2항을 위반한 자\n"
        "② 제90조(깃발)제1항을 위반한 자는 100만원 이하의 벌금에 처한다.\n"
        "③ 「옥외광고물법」 제92조를 위반한 자는 벌금에 처한다.\n"
        "④ 제93조제1항제4호 후단이나 제94조제1항제1호부터 제3호까지를 위반한 자는 벌금에 처한다.",
    ),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    version = Version(LAW, date(2020, 1, 1), date(2020, 1, 1), "1", document="doc/law")
    law = Intake(
        Document("doc/law", "statute", "법.md", "공직선거법", ""),
        (Work(LAW, "공직선거법", "법률"),),
        tuple(
            Article(version, Pinpoint.parse(n), title, text, i)
            for i, (n, (title, text)) in enumerate(ARTICLES.items())
        ),
    )
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    store.add([law, ruling("2001도1", date(2001, 5, 1), "")])
    yield store
    store.close()


def ruling(number: str, day: date, text: str) -> Intake:
    value = Ruling(
        RulingId("대법원", number), "대법원", day, number, "사건", text=text,
        document=f"doc/{number}",
    )  # fmt: skip
    return Intake(Document(f"doc/{number}", "ruling", number, number, text), rulings=(value,))


@pytest.mark.parametrize(
    ("rule", "punished_by", "why"),
    [
        ("90", ["256.1.2", "256.2"], "every place that names the article"),
        ("90.2", ["256.1.2"], "who names another 항 does not punish this one"),
        ("90.1", ["256.2"], "who names another 항 does not punish this one"),
        ("90.1.3", ["256.2"], "a 호 of the 항 named"),
        ("91", ["256.1.1"], "a 호 below penal opening words"),
        ("93.1.2", [], "another 호 of the same 항 is punished"),
        ("93.1.4", ["256.4"], "the 호 named"),
        ("94.1.2", ["256.4"], "within the range of 호 named"),
        ("94.1.4", [], "behind that range"),
        ("93", ["256.4"], "of a whole article what punishes a part"),
        ("92", [], "the article of another law is not ours"),
        ("256", [], "a penal article is not its own penalty"),
    ],
)
def test_what_punishes_a_breach(store: Store, rule: str, punished_by: list[str], why: str) -> None:
    found = LawBook(store).punishing(LAW.provision(rule), DAY)
    assert [str(x.pinpoint) for x in found] == punished_by, why


def test_nothing_punishes_what_is_not_held(store: Store) -> None:
    assert LawBook(store).punishing(WorkId("없는법").provision("1"), DAY) == ()


def test_tables_are_kept_and_made_anew_with_the_corpus(store: Store, tmp_path: Path) -> None:
    kept = tmp_path / "gathered"
    old = store.ruling(RulingId("대법원", "2001도1"))
    assert old is not None
    assert LawBook(store, kept).good_law(old, DAY).kind != "departed"
    assert {f.name.split("-")[0] for f in kept.iterdir()} == {"rulings"}

    departs = "이와 다른 취지의 2001도1 판결은 이에 배치되는 범위에서 변경하기로 한다."
    store.add([ruling("2019도2", date(2019, 5, 1), departs)])
    for _ in range(2):  # made, then read back
        assert LawBook(store, kept).good_law(old, DAY).kind == "departed"
    assert len(list(kept.iterdir())) == 1, "one file, whatever the revision"

    for file in kept.iterdir():
        file.write_text("{", encoding="utf-8")
    assert LawBook(store, kept).good_law(old, DAY).kind == "departed", "a broken file is no fault"


def test_only_what_came_since_is_looked_at(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    look = worth.departed_in
    monkeypatch.setattr(worth, "departed_in", lambda text: looked.append(text) or look(text))
    departs = "이와 다른 취지의 2001도1 판결은 이에 배치되는 범위에서 {}."

    def departures() -> set[str]:
        return set(Gathered(store, tmp_path / "gathered").departures)

    assert departures() == set()
    store.add([ruling("2019도2", date(2019, 5, 1), departs.format("둔다"))])
    looked.clear()
    assert departures() == set()
    assert len(looked) == 1, "the new ruling alone"
    store.remove("doc/2019도2")
    assert departures() == set()
    store.add([ruling("2019도2", date(2019, 5, 1), departs.format("변경하기로 한다"))])
    assert departures() == {"2001도1"}, "the same id, read anew"
    store.remove("doc/2019도2")
    assert departures() == set()


def said(number: str, answer: str, day: date, section: str, *cites: str) -> Intake:
    value = Interpretation(
        InterpretationId("시험", number), "case", number, "묻는다", answer, None,
        provisions=tuple(LAW.provision(c) for c in cites), day=day, document=f"doc/{number}",
        section=("장", section),
    )  # fmt: skip
    return Intake(
        Document(f"doc/{number}", "casebook", number, number, answer), interpretations=(value,)
    )


def test_what_is_said_again_and_what_governs_a_section(store: Store, tmp_path: Path) -> None:
    answer = "명함을 주는 것은 할 수 있으나 집집마다 찾아다니는 것은 할 수 없습니다"
    days = date(2020, 1, 1), date(2022, 1, 1)
    store.add(
        [said("1", answer, days[0], "명함", "90.1"), said("2", "짧다", days[0], "깃발", "91")]
    )
    kept = tmp_path / "gathered"
    assert Gathered(store, kept).repetitions == {}
    store.add([said("3", answer.replace(" ", "  "), days[1], "명함", "91", "90")])
    for folder in (kept, None):  # grown, and made at once
        found = Gathered(store, folder)
        ids = [f"kr/reply/시험/{n}" for n in "13"]
        assert list(found.repetitions.values()) == [list(zip(days, ids, strict=True))]
        assert found.sections["doc/1", ("장", "명함")] == (LAW.provision("90"),)
        assert found.sections["doc/3", ("장",)] == (LAW.provision("91"),)
    store.amend(
        lambda c: standings.decide(
            c, InterpretationId("시험", "3"), Standing.WITHDRAWN, by="", because="",
            at=datetime(2026, 1, 1),
        )
    )  # fmt: skip
    assert Gathered(store, kept).repetitions == {}


def test_a_folder_that_cannot_be_written_is_no_fault(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    old = store.ruling(RulingId("대법원", "2001도1"))
    assert old is not None
    assert LawBook(store, tmp_path / "file").good_law(old, DAY).kind != "departed"


def test_an_instrument_that_the_glossary_does_not_list_is_known_once_held(store: Store) -> None:
    book = LawBook(store)
    assert book.find_provision("깃발진흥법 제2조") is None
    flags = WorkId("깃발진흥법")
    version = Version(flags, date(2020, 1, 1), date(2020, 1, 1), "2", document="doc/flags")
    article = Article(version, Pinpoint.parse("2"), "정의", "깃발을 말한다.", 0)
    store.add(
        [
            Intake(
                Document("doc/flags", "statute", "깃발진흥법.md", "깃발진흥법", ""),
                (Work(flags, "깃발진흥법", "법률"),),
                (article,),
            )
        ]
    )
    assert book.find_provision("깃발진흥법 제2조") == flags.provision("2")
    found = cited.find("깃발진흥법 제2조에 따르면?", book.names())
    assert [c.target for c in found] == ["kr/law/깃발진흥법#2"]
