"""Statutes: canonical text, 부칙, branch numbers that were lost, merge marks, refusals."""

from __future__ import annotations

from datetime import date

import pytest
from ingest_samples import STATUTE

from ingest.parsers import branches, law_service, statute
from kb.errors import Refused
from kb.law.identifiers import Number
from kb.law.values import Article


def articles(text: str) -> dict[str, Article]:
    [intake] = statute.parse(text, "법률.md", "0" * 64)
    return {str(a.pinpoint): a for a in intake.articles}


def test_version_is_dated_by_its_front_matter() -> None:
    [intake] = statute.parse(STATUTE, "법률.md", "0" * 64)
    version = intake.articles[0].version
    assert str(version.work) == "kr/law/마을대표선출조례법"
    assert (version.effective, version.promulgated) == (date(2021, 4, 1), date(2021, 3, 2))
    assert version.number == "123"
    assert version.complete_until is None
    assert intake.document.day == version.effective


@pytest.mark.parametrize(
    ("place", "title", "text", "why"),
    [
        ("1", "목적", "이 법은 마을대표를 뽑는 절차를 정한다.", "no paragraph"),
        (
            "2",
            "방법",
            "① 마을대표는 다음 각 호의 방법으로 뽑는다. <개정 2020.1.2>\n1. 투표\n"
            "1의2. 우편에 의한 투표\n가. 국내\n나. 국외\n2. 추첨\n② 삭제 <2019.5.6>",
            "one line for each 항, 호, 목; no Markdown; marks kept",
        ),
        ("3", "", "삭제 <2018.7.8>", "repealed: no title"),
        ("부칙@2018-07-08", "", "이 법은 공포한 날부터 시행한다.", "부칙 without article"),
        ("부칙@2021-03-02.1", "시행일", "이 법은 2021년 4월 1일부터 시행한다.", "부칙 article"),
        (
            "부칙@2021-03-02.2",
            "다른 법률의 개정",
            "① 나눔법 일부를 다음과 같이 개정한다.\n제1조제3항을 삭제한다.",
            "a quoted amendment opens no article",
        ),
    ],
)
def test_canonical_text(place: str, title: str, text: str, why: str) -> None:
    found = articles(STATUTE)[place]
    assert (found.title, found.text) == (title, text), why


def test_headings_stand_above_articles_and_the_act_above_its_supplement() -> None:
    found = articles(STATUTE)
    assert found["2"].headings == ("제1장 총칙",)
    assert found["3"].headings == ("제2장 보칙",)
    assert found["부칙@2021-03-02.1"].headings == ("부칙(마을법) <제123호,2021.3.2>",)


def test_every_article_is_quoted_from_the_document() -> None:
    [intake] = statute.parse(STATUTE, "법률.md", "0" * 64)
    assert all(a.text in intake.document.text for a in intake.articles)


@pytest.mark.parametrize(
    ("printed", "references", "wanted", "why"),
    [
        (["60 가", "60 나", "60 다", "61 라"], "", ["60", "60-2", "60-3", "61"], "order alone"),
        (["60 가", "60-2 나", "61 다"], "", ["60", "60-2", "61"], "nothing lost"),
        (["60 가", "60 나"], "제60조의4(나)를 본다", ["60", "60-4"], "a gap told by a reference"),
        (["60 가", "60-2 나", "60 다"], "", ["60", "60-2", "60-3"], "only some were lost"),
    ],
)
def test_lost_branches_are_restored(
    printed: list[str], references: str, wanted: list[str], why: str
) -> None:
    headings = [(Number.parse(n), t) for n, t in (p.split() for p in printed)]
    assert [str(r.number) for r in branches.restore(headings, references)] == wanted, why


def test_a_repair_is_said() -> None:
    text = STATUTE.replace("##### 제3조\n", "##### 제2조 (다른 방법)\n")
    [intake] = statute.parse(text, "법률.md", "0" * 64)
    [mended] = [a for a in intake.articles if a.repaired]
    assert str(mended.pinpoint) == "2-2"
    assert any("제2조의2" in note for note in intake.document.notes)


@pytest.mark.parametrize(
    ("lines", "wanted", "why"),
    [
        (["1. 가", "1. 나", "2. 다"], ["1. 가", "1의2. 나", "2. 다"], "lost 의2"),
        (["1. 가", "1. 나", "1. 다"], ["1. 가", "1의2. 나", "1의3. 다"], "lost 의2 and 의3"),
        (["① 가", "1. 나", "② 다", "1. 라"], ["① 가", "1. 나", "② 다", "1. 라"], "a new 항"),
    ],
)
def test_lost_branches_of_items(lines: list[str], wanted: list[str], why: str) -> None:
    assert branches.restore_items(lines)[0] == wanted, why


def test_merge_marks_are_two_versions() -> None:
    text = STATUTE.replace(
        "시행일자: 2021-04-01\n",
        "<<<<<<< HEAD\n시행일자: 2021-04-01\n=======\n시행일자: 2022-04-01\n>>>>>>> abc\n",
    )
    found = statute.parse(text, "법률.md", "0" * 64)
    assert [i.articles[0].version.effective.year for i in found] == [2021, 2022]
    assert len({i.document.id for i in found}) == 2


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("시행일자: 2021-04-01\n", "", "no day of effect: dates never come from elsewhere"),
        ("시행일자: 2021-04-01\n", "시행일자: 2021-13-01\n", "no day of the calendar"),
        ("##### ", "###### 없는 ", "no article"),
    ],
)
def test_refused(before: str, after: str, why: str) -> None:
    with pytest.raises(Refused):
        statute.parse(STATUTE.replace(before, after), "법률.md", "0" * 64)


def test_days_of_single_articles_in_xml() -> None:
    data = """<?xml version="1.0" encoding="UTF-8"?><법령><기본정보><공포일자>20210302</공포일자>
<공포번호>00123</공포번호><법종구분>법률</법종구분><법령명_한글>마을법</법령명_한글>
<시행일자>20210401</시행일자></기본정보><조문><조문단위><조문번호>2</조문번호>
<조문가지번호>3</조문가지번호><조문여부>조문</조문여부><조문제목>방법</조문제목>
<조문시행일자>20220101</조문시행일자><조문내용>제2조의3(방법)</조문내용>
<항><항내용>①이렇게 한다.</항내용><호><호내용>1.  이것</호내용></호></항></조문단위></조문>
</법령>""".encode()
    [intake] = law_service.parse(data, "a.xml", "0" * 64)
    [article] = intake.articles
    assert (str(article.pinpoint), article.effective) == ("2-3", date(2022, 1, 1))
    assert article.text == "① 이렇게 한다.\n1. 이것"


def test_xml_with_a_dtd_is_refused() -> None:
    with pytest.raises(Refused):
        law_service.parse(b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "a.xml", "0" * 64)
