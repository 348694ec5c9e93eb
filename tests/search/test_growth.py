"""An index that grew is the one that is built whole, whatever happened to the corpus between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from corpora.questions import cases
from kb.law.identifiers import InterpretationId, RulingId
from kb.law.values import Document, Intake, Ruling, Standing
from kb.search import Hits, Query, Searcher, index, open_search
from kb.search.indexed import Index
from kb.search.units import FIELDS
from kb.settings import Settings
from kb.store import Store, corrections, schema, standings
from tests.search.conftest import NEW, reply, statute

DAY = date(2026, 11, 24)
NOW = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
ASKED = ("드론으로 구호를 띄우기", "동창회에 과자", "현수막을 언제부터 걸 수 없나요", "명함 판결")


def ruling(number: str, holdings: str, text: str) -> Intake:
    document = Document(f"doc/j{number}", "ruling", f"{number}.md", number, text)
    value = Ruling(
        RulingId("대법원", number), "대법원", date(2020, 1, 1), number, "사건", holdings=holdings,
        text=text, document=document.id,
    )  # fmt: skip
    return Intake(document, rulings=(value,))


def circular(id: str, text: str, label: str = "지침.hwp") -> Intake:
    return Intake(Document(f"doc/{id}", "circular", label, "지침", text, original=label))


def added(store: Store) -> None:
    store.add([reply("9", "드론으로 구호를 띄워도 됩니까?", "할 수 없습니다.", "90.1")])
    store.add([ruling("2019도1", "명함을 준 것은 위반이다.", "명함을 돌렸다. " * 90)])
    store.add([circular("c1", "드론은 띄우지 못한다. " * 80)])


def new_version(store: Store) -> None:
    store.add([statute(date(2025, 1, 1), "3", NEW | {"90": ("시설물", "현수막은 60일 전부터.")})])


def earlier_version(store: Store) -> None:
    store.add([statute(date(2021, 6, 1), "4", NEW | {"90": ("깃발", "깃발은 70일 전부터.")})])


def replaced(store: Store) -> None:
    again = reply("1", "동창회에 과자를 보내도 되나요?", "보낼 수 없고 기부행위가 됩니다.", "90")
    store.add([Intake(Document("doc/other", "reply", "replies.csv#1", "", "긴 글 " * 30),
                      interpretations=again.interpretations)])  # fmt: skip


def withdrawn(store: Store) -> None:
    id = InterpretationId("시험", "2")
    store.amend(lambda c: standings.decide(c, id, Standing.WITHDRAWN, by="갑", because="", at=NOW))


def corrected(store: Store) -> None:
    def along(c: object) -> None:
        corrections.record(
            c, "kr/reply/시험/3", "title", "", "역 앞의 명함", because="오기", by="갑", at=NOW
        )  # type: ignore[arg-type]  # fmt: skip
        corrections.apply(c)  # type: ignore[arg-type]

    store.amend(along)


def removed(store: Store) -> None:
    store.remove("doc/r1")


def relabelled(store: Store) -> None:
    store.add([circular("c2", "어깨띠는 두를 수 있다. " * 80)])
    store.add([circular("c2", "어깨띠는 두를 수 있다. " * 80, "고친 지침.hwp")])


def stepped_back(store: Store) -> None:
    store.add([circular("c3", "확성장치는 쓰지 못한다. " * 80)])
    t = schema.documents
    store.amend(lambda c: c.execute(t.update().where(t.c.id == "doc/c3").values(active=False)))  # type: ignore[arg-type, return-value]


CHANGES: list[Callable[[Store], None]] = [
    added, new_version, earlier_version, replaced, withdrawn, corrected, removed, relabelled,
    stepped_back,
]  # fmt: skip


def _searched(searcher: Searcher) -> list[Hits]:
    return [searcher.search(Query(text, DAY)) for text in ASKED]


def _what(found: Index) -> dict[str, object]:
    """Everything that an index says, whatever segments its texts stand in."""
    out: dict[str, object] = {
        kind: found.units(kind) for kind in ("article", "case", "passage", "asked")
    }
    for name in FIELDS:
        field = found.fields[name]
        keys = [k for p in field.parts for k in p.keys.tolist()]
        out[name] = [(keys[t], o) for t, o in zip(field.texts, field.owners, strict=True)]
    return {**out, "states": found.states}


def _agrees(store: Store, settings: Settings, grown: Searcher) -> None:
    found, read = _what(grown.index), _what(index.read(settings))
    assert found == read, "what is in memory is what was written"
    hits = _searched(grown)
    index.build(store, settings, whole=True)
    built = open_search(store, settings)
    assert _what(built.index) == found
    assert _searched(built) == hits


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__)
def test_one_change(
    store: Store, settings: Settings, change: Callable[[Store], None]
) -> None:  # fmt: skip
    searcher = open_search(store, settings)
    change(store)
    assert searcher.follow()
    assert searcher.index.meta["reused"] > 0
    _agrees(store, settings, searcher)


def test_several_in_a_row(store: Store, settings: Settings) -> None:
    searcher = open_search(store, settings)
    for change in CHANGES:
        change(store)
        assert searcher.follow()
    assert len(searcher.index.segments) == 2
    _agrees(store, settings, searcher)


def test_several_by_several_processes(store: Store, settings: Settings) -> None:
    first, second = open_search(store, settings), open_search(store, settings)
    for n, change in enumerate(CHANGES):
        change(store)
        (first, second)[n % 2].follow()
    first.follow()
    _agrees(store, settings, first)


def test_what_is_unchanged_is_not_read_again(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = open_search(store, settings)
    added(store)
    read: list[str] = []
    document = Store.document
    monkeypatch.setattr(Store, "document", lambda s, id: read.append(id) or document(s, id))
    assert searcher.follow()
    assert read == ["doc/c1", "doc/j2019도1"]
    assert searcher.index.meta["analysed"] < 10


def test_an_index_of_an_earlier_version_grows_too(store: Store, settings: Settings) -> None:
    (index.build(store, settings) / "states.json").unlink()
    (index.folder(settings) / (index.current(settings) or "") / "seal.json").unlink()
    searcher = open_search(store, settings)
    assert searcher.index.states == {}
    added(store)
    assert searcher.follow()
    assert searcher.index.meta["reused"] > 0
    _agrees(store, settings, searcher)


def test_an_index_made_anew_under_the_same_name_is_used(store: Store, settings: Settings) -> None:
    searcher = open_search(store, settings)
    before = searcher.index
    assert searcher.follow(whole=True)
    assert searcher.index.folder == before.folder
    assert searcher.index.segments[0] is not before.segments[0]
    assert not searcher.follow()


def test_other_wordings_of_decided_cases_are_read(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = open_search(store, settings)
    asked: list[object] = []
    interpretations = Store.interpretations
    monkeypatch.setattr(
        Store, "interpretations", lambda s, ids=None: asked.append(ids) or interpretations(s, ids)
    )
    added(store)
    assert searcher.follow()
    assert asked == [["kr/reply/시험/9"]]
    monkeypatch.setattr(cases, "fingerprint", lambda: "other")
    assert searcher.follow()
    assert asked[1:] == [None], "all of them: what is asked about each comes with the project"
    _agrees(store, settings, searcher)
