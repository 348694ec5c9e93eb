"""The same thing taken in again, corrected: the newer reading counts, the older steps back."""

from __future__ import annotations

from datetime import date

import pytest
from ingest_samples import RULING, STATUTE

from ingest import starter
from ingest.pipeline import ingest_bytes
from kb.law.identifiers import Pinpoint, ProvisionId, RulingId, WorkId
from kb.settings import Settings
from kb.store import Store
from kb.store.lawbook import LawBook

LAW = WorkId("마을대표선출조례법")
CORRECTED = STATUTE.replace("뽑는 절차를", "뽑는 방법과 절차를").replace(
    "##### 제3조\n\n삭제 <2018.7.8>\n\n", ""
)
EXCERPT = STATUTE.replace("공포번호", "발췌: true\n공포번호").split("##### 제2조")[0]
OTHER_EXCERPT = EXCERPT.replace("제1조 (목적)", "제9조 (벌칙)").replace("뽑는 절차", "어기는 일")
TABLE = (
    "제목,질의내용,답변내용,번호\n가,되나요?,{answer},제7호\n나,되나요?,위반될 것입니다.,제8호\n"
)


def text(store: Store, place: str) -> str:
    return LawBook(store).show(ProvisionId(LAW, Pinpoint.parse(place)), date(2022, 1, 1)).text


def active(store: Store) -> list[str]:
    return sorted(d["label"] for d in store.documents() if d["active"])


@pytest.mark.parametrize("name", ["a.md", "a-고침.md"])
def test_a_corrected_version_replaces_its_provisions(
    store: Store, settings: Settings, name: str
) -> None:
    ingest_bytes(store, settings, "a.md", STATUTE.encode())
    digest = store.digest()
    report = ingest_bytes(store, settings, name, CORRECTED.encode())
    assert (report.added, len(report.gone.documents)) == (1, 1)
    assert "방법과 절차" in text(store, "1")
    [version] = store.versions(LAW)
    assert "3" not in [str(a.pinpoint) for a in store.articles(version)]
    assert active(store) == [name]
    assert store.digest() != digest
    found = LawBook(store).show(ProvisionId(LAW, Pinpoint.parse("1")), date(2022, 1, 1))
    document = store.document(version.document)
    assert document is not None
    assert found.text in document.text


def test_the_first_reading_may_come_back(store: Store, settings: Settings) -> None:
    """A table whose row was corrected and corrected back: the row counts again."""
    for answer, words in (
        ("가능할 것입니다.", "가능"),
        ("위반될 것입니다.", "위반"),
        ("가능할 것입니다.\n", "가능"),
    ):
        table = TABLE.format(answer=f'"{answer}"')
        ingest_bytes(store, settings, "a.csv", table.encode())
        answers = sorted(i.answer for i in store.interpretations())
        assert len(answers) == 2
        assert any(words in a for a in answers)
        assert active(store) == ["a.csv#1", "a.csv#2"]


def test_whole_text_and_excerpts(store: Store, settings: Settings) -> None:
    """Excerpts of a version stand beside each other, give way to the whole, never replace it."""
    ingest_bytes(store, settings, "a.md", EXCERPT.encode())
    ingest_bytes(store, settings, "b.md", OTHER_EXCERPT.encode())
    assert text(store, "1")
    assert "어기는 일" in text(store, "9")
    ingest_bytes(store, settings, "whole.md", STATUTE.encode())
    assert text(store, "2.1")
    assert not store.versions(LAW)[0].excerpt
    ingest_bytes(store, settings, "c.md", EXCERPT.replace("절차를", "다른 것을").encode())
    assert "뽑는 절차를" in text(store, "1")


def test_a_ruling_corrected_and_a_copy_without_its_text(store: Store, settings: Settings) -> None:
    id = RulingId.of("대법원", "2019도101")
    ingest_bytes(store, settings, "a.md", RULING.encode())
    ingest_bytes(store, settings, "b.md", RULING.split("## 판시사항")[0].encode())
    assert store.ruling(id)
    assert "떡을 낸 일" in store.ruling(id).holdings  # type: ignore[union-attr]
    ingest_bytes(store, settings, "a.md", RULING.replace("떡을 낸 일", "떡 낸 일").encode())
    assert "떡 낸 일" in store.ruling(id).holdings  # type: ignore[union-attr]
    assert len(list(store.rulings())) == 1


def test_an_official_text_replaces_its_digest_and_not_the_other_way(
    store: Store, settings: Settings
) -> None:
    starter.ensure(store)
    digest = next(r for r in store.rulings() if r.digest and r.court == "대법원")
    official = RULING.replace("2019도101, 102(병합)", digest.number)
    ingest_bytes(store, settings, "a.md", official.encode())
    held = store.ruling(digest.id)
    assert held
    assert (held.digest, held.name) == (False, "공직선거법위반")
    known = [i for i in store.documents() if i["label"] == "a.md"]
    assert known[0]["active"]
