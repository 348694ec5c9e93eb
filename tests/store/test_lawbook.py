"""The law book over a store: show, diff, history, good law; then on the real data."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from kb.errors import BadDay, UnknownProvision
from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, RulingId, WorkId
from kb.law.values import (
    Article,
    Document,
    Intake,
    Interpretation,
    Ruling,
    Standing,
    TextState,
    Version,
    Work,
)
from kb.settings import Settings
from kb.store import Store
from kb.store.lawbook import LawBook

LAW = WorkId("공직선거법")
RULE = WorkId("공직선거관리규칙")
LATER = "\n".join(
    f"부칙 <제{n}호,{day}>\n이 법은 공포한 날부터 시행한다."
    for n, day in ((1, "2015.1.1"), (2, "2023.8.30"))
)


def statute(promulgated: date, articles: dict[str, str], *, digest: bool = False) -> Intake:
    document = f"doc/{promulgated}{digest}"
    version = Version(
        LAW, promulgated, promulgated, "1", digest=digest, document=document, url="https://x"
    )
    return Intake(
        Document(document, "statute", "법.md", "공직선거법", "" if digest else LATER),
        (Work(LAW, "공직선거법", "법률"),),
        tuple(
            Article(version, Pinpoint.parse(n), "제목", text, i)
            for i, (n, text) in enumerate(articles.items())
        ),
    )


def ruling(number: str, day: date, order: str = "", text: str = "") -> Intake:
    document = f"doc/{number}"
    court = "헌법재판소" if "헌" in number else "대법원"
    value = Ruling(
        RulingId(court, number), court, day, number, "사건", order=order, text=text,
        provisions=(LAW.provision("90.1"),), document=document,
    )  # fmt: skip
    return Intake(Document(document, "ruling", number, number, text), rulings=(value,))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    store.add(
        [
            statute(date(2020, 1, 14), {"90": "① 깃발은 180일 동안 <개정 2015.1.1>\n② 그대로"}),
            statute(
                date(2026, 3, 19),
                {"90": "① 깃발은 120일 동안 <개정 2015.1.1, 2023.8.30>\n② 그대로"},
            ),
            ruling(
                "2020헌가1",
                date(2022, 7, 21),
                "공직선거법 제90조 제1항 중 ‘깃발’에 관한 부분은 헌법에 합치되지 아니한다."
                " 2023. 7. 31.을 시한으로 계속 적용된다.",
            ),
            ruling("2001도1", date(2001, 5, 1)),
            ruling(
                "2019도2",
                date(2019, 5, 1),
                text="이와 다른 취지의 2001도1 판결은 이에 배치되는 범위에서 변경하기로 한다.",
            ),
        ]
    )
    yield store
    store.close()


REPLY = Interpretation(
    InterpretationId("nec", "1"), "reply", "깃발", "깃발을 걸어도 되는지",
    "걸 수 없을 것입니다", None,
    provisions=(LAW.provision("90.1"),), day=date(2021, 1, 1),
)  # fmt: skip


def test_show_prints_the_contract(store: Store) -> None:
    shown = LawBook(store).show(LAW.provision("90.1"), date(2022, 10, 1)).as_json()
    assert shown["id"] == "kr/law/공직선거법#90.1"
    assert shown["state"] == "no_later_change_known"
    assert "180일" in shown["text"]
    assert shown["version"] == "2020-01-14"
    (standing,) = shown["standing"]
    assert standing["kind"] == "nonconforming"
    assert standing["decision"] == "2020헌가1"
    assert standing["deadline"] == "2023-07-31"
    assert standing["effect_on_day"] == "applies_until_deadline"


STANDING = [
    (date(2022, 7, 1), [], "before the decision"),
    (date(2023, 8, 15), ["without_effect"], "past the deadline"),
    (date(2024, 1, 1), ["cured_by_amendment"], "amended"),
]


@pytest.mark.parametrize(("day", "expected", "reason"), STANDING)
def test_standing(store: Store, day: date, expected: list[str], reason: str) -> None:
    found = LawBook(store).standing_on(LAW.provision("90"), day)
    assert [s.effect_on_day for s in found] == expected, reason
    assert LawBook(store).standing_on(LAW.provision("90.2"), day) == ()


def test_span_is_that_of_the_text(store: Store) -> None:
    shown = LawBook(store).show(LAW.provision("90.2"), date(2024, 1, 1))
    assert shown.article is not None
    assert shown.article.text[shown.start : shown.end] == shown.text == "② 그대로"


def test_bad_questions(store: Store) -> None:
    book = LawBook(store)
    with pytest.raises(UnknownProvision):
        book.show(WorkId("없는법").provision("1"), date(2024, 1, 1))
    with pytest.raises(BadDay):
        book.show(LAW.provision("90"), date(1990, 1, 1))
    with pytest.raises(UnknownProvision):
        book.history(LAW.provision("7"))
    assert book.show(LAW.provision("7"), date(2024, 1, 1)).state is TextState.UNKNOWN


def test_diff_and_history(store: Store) -> None:
    book = LawBook(store)
    found = book.diff(LAW.provision("90.1"), date(2022, 1, 1), date(2024, 1, 1))
    changed = [(s.kind, s.text.strip()) for s in found.segments if s.kind != "equal"]
    assert changed == [("removed", "180일"), ("added", "120일")]
    assert found.amended_on == (date(2023, 8, 30),)
    kinds = [(m.day, m.kind) for m in book.history(LAW.provision("90")).moments]
    assert (date(2023, 8, 30), "mark") in kinds
    assert (date(2022, 7, 21), "decision") in kinds


def test_a_changed_corpus_is_noticed(store: Store) -> None:
    book = LawBook(store)
    assert book.show(LAW.provision("7"), date(2026, 5, 1)).state is TextState.UNKNOWN
    store.add([statute(date(2026, 4, 1), {"7": "새 조문"})])
    assert book.show(LAW.provision("7"), date(2026, 5, 1)).text == "새 조문"


def test_digests_are_marked(store: Store) -> None:
    store.add([statute(date(2024, 1, 1), {"8": "요지의 말"}, digest=True)])
    shown = LawBook(store).show(LAW.provision("8"), date(2025, 1, 1))
    assert shown.state is TextState.DIGEST
    assert shown.digest
    assert shown.url == "https://x"


WORTH = [
    (REPLY, date(2022, 3, 1), "good", True, "same text"),
    (REPLY, date(2022, 10, 1), "nonconforming", True, "held nonconforming, still applied"),
    (REPLY, date(2023, 8, 15), "unconstitutional", False, "past the deadline"),
    (REPLY, date(2024, 1, 1), "amended_words_stand", True, "amended, its word stands"),
    (replace(REPLY, question="180일 안에 깃발"), date(2024, 1, 1), "amended", False, "number gone"),
    (
        replace(REPLY, standing=Standing.WITHDRAWN),
        date(2022, 3, 1),
        "withdrawn",
        False,
        "withdrawn",
    ),
    (replace(REPLY, provisions=()), date(2022, 3, 1), "unknown", False, "cites nothing"),
]


@pytest.mark.parametrize(("reply", "day", "kind", "lends", "reason"), WORTH)
def test_good_law(
    store: Store, reply: Interpretation, day: date, kind: str, lends: bool, reason: str
) -> None:
    found = LawBook(store).good_law(reply, day)
    assert (found.kind, found.lends) == (kind, lends), reason


def test_interval_is_judged_at_its_worst_day(store: Store) -> None:
    undated = replace(
        REPLY, day=None, question="180일 안에 깃발",
        day_from=date(2021, 1, 1), day_until=date(2024, 1, 1),
    )  # fmt: skip
    found = LawBook(store).good_law(undated, date(2025, 1, 1))
    assert not found.lends
    assert found.undated
    assert found.reason_ko.startswith("답변일 미상")


def test_what_a_later_edition_repeats(store: Store) -> None:
    old = replace(
        REPLY,
        question="180일 안에 깃발",
        answer="깃발을 거는 것은 그 기간에는 누구도 할 수 없는 일일 것이라고 봅니다",
    )
    new = replace(
        old,
        id=InterpretationId("nec", "2"),
        question="깃발",
        day=date(2025, 1, 1),
        document="doc/n",
    )
    document = Document("doc/n", "reply", "n", "n", "")
    both = (replace(old, document="doc/n"), new)
    store.add([Intake(document, interpretations=both)])
    found = LawBook(store).good_law(old, date(2026, 5, 1))
    assert (found.lends, found.way, found.day) == (True, "d", date(2025, 1, 1))


def test_departed_ruling(store: Store) -> None:
    old = store.ruling(RulingId("대법원", "2001도1"))
    assert old is not None
    book = LawBook(store)
    assert book.good_law(old, date(2022, 1, 1)).kind == "departed"
    assert book.good_law(old, date(2018, 1, 1)).kind != "departed"


# -- the real data ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LawBook]:
    """공직선거법 and its rules in all versions, and the decisions on 제90조 and 제251조."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    home = tmp_path_factory.mktemp("home")
    law = home / "law"
    bundle = shared / "legalize-kr.bundle"
    subprocess.run(["git", "clone", "-q", str(bundle), str(law)], check=True, capture_output=True)
    decisions = home / "decisions"
    decisions.mkdir()
    for number in ("2017헌바100", "2017헌가1", "2023헌바78"):
        for file in (shared / "constitution-election").glob(f"*__{number}.md"):
            shutil.copy(file, decisions)
    settings = Settings(home=home, workers=1)
    store = Store.open(settings.url)
    for name in (LAW.name, RULE.name):
        ingest(store, settings, [law], only=name)
    ingest(store, settings, [shared / "statutes-excerpts", decisions])
    yield LawBook(store)
    store.close()


REAL = [
    ("공직선거법 제15조", "2020-06-10", "18세", "excerpt of 2020-01-14"),
    ("공직선거법 제15조", "2019-05-01", "19세", "excerpt of 2017-07-26"),
    ("공직선거법 제90조", "2020-02-01", "180일", "before the change"),
    ("공직선거법 제90조", "2022-03-01", "180일", "the next mark is 2023-08-30"),
    ("공직선거법 제90조", "2024-02-01", "120일", "after it"),
    ("공직선거법 제59조", "2021-03-01", "말(", "speech, since 2020-12-29"),
    ("공직선거법 제57조의8제2항제1호", "2026-06-10", "23일까지", "promulgated, not in force"),
    ("공직선거법 제57조의8제2항제1호", "2026-10-22", "23일까지", "the last day"),
    ("공직선거법 제57조의8제2항제1호", "2026-10-23", "10일까지", "six months on"),
]


@pytest.mark.shared
@pytest.mark.parametrize(("place", "day", "words", "reason"), REAL)
def test_real_texts(real: LawBook, place: str, day: str, words: str, reason: str) -> None:
    id = real.find_provision(place)
    assert isinstance(id, ProvisionId)
    shown = real.show(id, date.fromisoformat(day))
    assert words in shown.text, reason
    assert shown.known, reason


CHANGES = [
    ("8-7.2", "2026-06-30", "2026-07-01", "its own day by the 부칙"),
    ("218-33", "2026-10-01", "2026-10-02", "the day of the act of 2026-09-29"),
    ("251", "2026-04-01", "2026-05-01", "at once on 2026-04-22"),
    ("59", "2020-06-01", "2021-03-01", "2020-12-29"),
]


@pytest.mark.shared
@pytest.mark.parametrize(("place", "first", "second", "reason"), CHANGES)
def test_real_changes(real: LawBook, place: str, first: str, second: str, reason: str) -> None:
    id = LAW.provision(place)
    assert real.diff(id, date.fromisoformat(first), date.fromisoformat(second)).changed, reason
    assert "말(" not in real.show(LAW.provision("59"), date(2020, 6, 1)).text


@pytest.mark.shared
def test_real_standings(real: LawBook) -> None:
    for day, effect in (
        ("2022-10-01", "applies_until_deadline"),
        ("2023-08-15", "without_effect"),
        ("2023-09-15", "cured_by_amendment"),
    ):
        found = real.standing_on(LAW.provision("90"), date.fromisoformat(day))
        assert {s.effect_on_day for s in found} == {effect}, day
        assert {s.decision for s in found} == {"2017헌바100", "2017헌가1"}
        assert {s.deadline for s in found} == {date(2023, 7, 31)}
    (void,) = real.standing_on(LAW.provision("251"), date(2026, 4, 1))
    assert void.effect_on_day == "void"
    assert "후보자가 되고자 하는 자" in void.part
    assert real.show(LAW.provision("82-6"), date(2024, 1, 1)).state is TextState.REPEALED
    assert real.show(LAW.provision("82-6"), date(2023, 8, 29)).state is TextState.NOT_HELD


@pytest.mark.shared
def test_real_rules_differ(real: LawBook) -> None:
    found = real.diff(RULE.provision("86"), date(2024, 6, 1), date(2026, 1, 1))
    assert found.changed


@pytest.mark.shared
def test_real_speed(real: LawBook) -> None:
    ids = [LAW.provision(str(n)) for n in range(57, 118)]
    for id in ids:
        real.show(id, date(2024, 1, 1))
    start = time.process_time()
    for id in ids:
        real.show(id, date(2024, 1, 2))
    assert (time.process_time() - start) / len(ids) < 0.03
