"""The starter corpus: what it holds, what it says of itself, and what its checker finds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from corpora.starter import english, load
from corpora.starter.check import citations, main, shape
from corpora.starter.entries import read
from corpora.starter.figures import amount, misses
from kb.errors import DataFault
from kb.law.identifiers import ProvisionId
from kb.law.structure import parse
from kb.law.values import Conclusion, Intake


@pytest.fixture(scope="module")
def corpus() -> list[Intake]:
    return load()


def test_holds_enough_to_answer_from(corpus: list[Intake]) -> None:
    assert sum(len(i.articles) for i in corpus) >= 240
    assert sum(len(i.interpretations) for i in corpus) >= 300
    assert sum(len(i.rulings) for i in corpus) >= 80
    conclusions = Counter(x.conclusion for i in corpus for x in i.interpretations)
    assert all(conclusions[c] >= 10 for c in Conclusion)


def test_everything_is_a_digest_with_its_official_link(corpus: list[Intake]) -> None:
    for intake in corpus:
        assert intake.document.notes == ("요지 (원문 아님)",)
        assert intake.document.url.startswith("https://")
        digests = [a.version.digest for a in intake.articles]
        digests += [x.digest for x in intake.interpretations]
        digests += [r.digest for r in intake.rulings]
        assert set(digests) == {True}, intake.document.title


def test_identifiers_are_unique(corpus: list[Intake]) -> None:
    ids = [intake.document.id for intake in corpus]
    ids += [str(x.id) for i in corpus for x in i.interpretations]
    ids += [str(r.id) for i in corpus for r in i.rulings]
    ids += [f"{a.id}@{a.version.effective}" for i in corpus for a in i.articles]
    assert [id for id, n in Counter(ids).items() if n > 1] == []


def test_offsets_and_conditions_stand_in_the_document(corpus: list[Intake]) -> None:
    for intake in corpus:
        text = intake.document.text
        for x in intake.interpretations:
            assert text[x.start : x.end] == f"{x.question}\n{x.answer}"
            assert all(c in " ".join(x.answer.split()) for c in x.conditions)
        assert all(a.text in text for a in intake.articles)


def test_every_entry_is_also_in_english(corpus: list[Intake]) -> None:
    for intake in corpus:
        for a in intake.articles:
            assert english(a.id, a.version.effective), a.id
        for x in intake.interpretations:
            assert all((x.title_en, x.question_en, x.answer_en)), x.id
        for r in intake.rulings:
            assert all((r.title_en, r.en)), r.id
    assert english(ProvisionId.parse("kr/law/공직선거법#15"), date(2000, 1, 1)) is None


@pytest.mark.parametrize(
    ("article", "day", "place", "said"),
    [
        ("15", date(2015, 8, 13), "15.1", "19세"),
        ("15", date(2020, 1, 14), "15.1", "18세"),
        ("90", date(2010, 1, 25), "90.1", "180일"),
        ("90", date(2023, 8, 30), "90.1", "120일"),
        ("93", date(2010, 1, 25), "93.1", "180일"),
        ("93", date(2023, 8, 30), "93.1", "120일"),
        ("59", date(2020, 12, 29), "59..4", "전화"),  # calls and speech outside the period
        ("82-8", date(2024, 1, 29), "82-8.1", "90일"),  # deepfakes
        ("82-6", date(2023, 8, 30), "82-6", "삭제"),  # real names on news sites, repealed
        ("112", date(2026, 6, 2), "112.2.1.마", "떡"),  # who drops in at an office
        ("112", date(2026, 6, 2), "112.2.2.카", "개소식"),  # who comes to its opening
        ("2", date(1994, 3, 16), "2", "지방자치단체의 장"),  # no election of neighbours
    ],
)
def test_rules_by_the_day_they_took_effect(
    corpus: list[Intake], article: str, day: date, place: str, said: str
) -> None:
    at = ProvisionId.parse(f"kr/law/공직선거법#{place}")
    [text] = [
        a.text
        for intake in corpus
        for a in intake.articles
        if str(a.id.article) == f"kr/law/공직선거법#{article}" and a.version.effective == day
    ]
    assert said in (parse(text).text(at.pinpoint) or "")


def test_speech_and_calls_were_no_exception_before(corpus: list[Intake]) -> None:
    [text] = [
        a.text
        for i in corpus
        for a in i.articles
        if str(a.id.article) == "kr/law/공직선거법#59" and a.version.effective == date(2017, 2, 8)
    ]
    assert parse(text).find(ProvisionId.parse("kr/law/공직선거법#59..4").pinpoint) is None


ENTRY = {
    "id": "kr/reply/중앙선거관리위원회/starter-900",
    "kind": "reply",
    "title": "제목",
    "title_en": "Title",
    "question": "물음",
    "question_en": "Question",
    "answer": "할 수 있습니다. 5명까지면 됩니다.",
    "answer_en": "Yes, up to 5.",
    "conclusion": "conditional",
    "conditions": ["5명까지면 됩니다."],
    "provisions": ["kr/law/공직선거법#105.1"],
    "day": date(2022, 5, 3),
    "source": {"document": "서면질의회답"},
    "url": "https://www.nec.go.kr",
}


def test_reads_a_file_of_a_lawyer(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump({"interpretations": [ENTRY]}, allow_unicode=True))
    [entry] = read(path).interpretations
    assert entry.conditions == ("5명까지면 됩니다.",)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"answer_en": ""}, "both languages"),
        ({"conclusion": "maybe"}, "no such conclusion"),
        ({"conditions": []}, "conditional needs its conditions"),
        ({"conditions": ["10명까지"]}, "a condition stands in the answer"),
        ({"provisions": ["공직선거법 제105조"]}, "identifiers, not names"),
        ({"provisions": []}, "the governing provision"),
        ({"day": None}, "a day or an interval"),
        ({"day_from": date(2022, 1, 1), "day_until": date(2022, 2, 1)}, "not both"),
        ({"source": {"document": "어느 책"}}, "a known source"),
        ({"autor": "나"}, "no unknown keys"),
    ],
)
def test_refuses_an_entry_out_of_shape(tmp_path: Path, change: dict[str, object], why: str) -> None:
    path = tmp_path / "mine.yaml"
    data = {"interpretations": [{**ENTRY, **change}]}
    path.write_text(yaml.safe_dump(data, allow_unicode=True))
    with pytest.raises(DataFault) as refused:
        read(path)
    assert "mine.yaml" in refused.value.ko, why


def test_refuses_broken_yaml(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("interpretations: [")
    with pytest.raises(DataFault):
        read(path)


def test_shape_and_own_citations_are_sound() -> None:
    assert list(shape()) == []
    assert list(citations(None)) == []


@pytest.mark.parametrize(
    ("digest", "source", "missing"),
    [
        ("90일까지", "선거일전 90일부터", []),
        ("120일까지", "선거일전 180일부터", ["120", "120일"]),
        ("60일", "60명", ["60일"]),  # the unit counts
        ("1천500만원", "15,000,000원", []),  # one amount, two spellings
        ("2020. 12. 29.부터", "<개정 2020.12.29>", []),
        ("2020. 12. 29.부터", "2020. 12. 30.", ["2020.12.29"]),
        ("제59조제4호", "제58조", ["제59조"]),
        ("제60조의3", "제60조", ["제60조의3"]),
        ("① 정한다. <개정 2010.1.25>", "", []),  # marks are the law's own
    ],
)
def test_figures_that_the_source_lacks(digest: str, source: str, missing: list[str]) -> None:
    assert misses(digest, source) == missing


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1천500만", "15000000"),
        ("3억", "300000000"),
        ("3천", "3000"),
        ("10,000", "10000"),
        ("18.5", "18.5"),
        ("1만5천", "15000"),
    ],
)
def test_amounts(written: str, value: str) -> None:
    assert amount(written) == value


def test_checker_without_official_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 0
    assert "원문 없이 형식만" in capsys.readouterr().out


@pytest.mark.shared
def test_figures_stand_in_the_official_texts(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(shared)]) == 0, capsys.readouterr().out
