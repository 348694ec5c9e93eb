"""The report of retrieval stands alone, speaks both languages, and takes hostile words as words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from evals import retrieval_report
from tests.evals.made import ASKED, measured


@pytest.fixture
def page(tmp_path: Path) -> str:
    file = tmp_path / "new" / "report.html"
    retrieval_report.write_html(measured(), file)
    return file.read_text(encoding="utf-8")


def test_it_stands_alone_and_hostile_questions_are_words(page: str) -> None:
    tree = lxml.html.fromstring(page)
    assert len(tree.findall(".//script")) == 1, "the switch of languages alone"
    assert tree.findall(".//img") == []
    assert tree.findall(".//link") == []
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "@import" not in page
    assert "url(http" not in page
    said = [e.text_content() for e in tree.find_class("kept")]
    assert "<script>alert(1)</script> & \"따옴표\" '홑'" in said
    assert "</details><img src=x onerror=alert(2)> 못 찾는 질문" in said
    assert any("<b>굵은 제목</b>" in e.text_content() for e in tree.findall(".//li"))


def test_cards_and_tables_show_the_figures(page: str) -> None:
    tree = lxml.html.fromstring(page)
    cards = {c.findtext(".//span[@lang='en']"): c.findtext("b") for c in tree.find_class("card")}
    assert cards == {
        "hit@1": "0.250",
        "hit@5": "0.500",
        "hit@10": "0.750",
        "MRR": "0.411",
        "nDCG@10": "0.430",
    }
    tables = [[[c.text_content().strip() for c in row] for row in t.iter("tr")]
              for t in tree.iter("table")]  # fmt: skip
    beside, apart = tables
    assert [row[0] for row in beside[1:]] == ["유권yugwon", "형태소(Kiwi) BM25Kiwi BM25"]
    assert beside[1][4].startswith("0.375"), "recall@5"
    assert beside[2][8].startswith("0.250"), "yugwon ahead by"
    firsts = {row[0]: row[1] for row in apart if len(row) > 2}
    assert firsts["공직선거법"] == "2"
    assert firsts["정당법"] == "2"
    assert firsts["인용된 적 없음never cited"] == "4"


def test_plots_are_inline(page: str) -> None:
    tree = lxml.html.fromstring(page)
    assert page.count("<svg") == 4, "hit@k, and bars by register, frequency and law"
    law = tree.find_class("bars")[2]
    assert [e.text_content() for e in law.iter("text")][::2] == ["공직선거법 · n=2", "정당법 · n=2"]
    assert [(e.get("class"), e.get("width")) for e in law.iter("rect")] == [
        ("rail", "400"),
        ("five", "400.0"),
        ("one", "200.0"),
        ("rail", "400"),
        ("five", "0.0"),
        ("one", "0.0"),
    ]


def test_misses_are_listed_with_what_was_found_first(page: str) -> None:
    tree = lxml.html.fromstring(page)
    listed = list(tree.iter("details"))
    assert [d.findtext(".//code") for d in listed] == ["d", "c", "b b"], "the worst first"
    missed = {h.get("id"): h.text_content() for h in tree.iter("h2")}
    assert re.search(r"Missed 2\b", missed["missed"])
    assert re.search(r"Not first 1\b", missed["late"])
    nothing, seventh, second = (d.text_content() for d in listed)
    assert "없습니다" in nothing
    assert "앞 열 안에 없음" in nothing
    assert "정당법 제30조의2" in seventh
    assert "no. 7" in seventh
    governing = listed[2].find_class("good")
    assert [e.text_content() for e in governing] == ["공직선거법 제93조"], "found second"
    assert "공직선거법 제58조 (정의)" in second


def test_it_opens_in_the_language_that_is_set(page: str, tmp_path: Path) -> None:
    assert '<html lang="ko" data-lang="ko">' in page
    retrieval_report.write_html(measured(), tmp_path / "en.html", "en")
    assert '<html lang="en" data-lang="en">' in (tmp_path / "en.html").read_text(encoding="utf-8")


def test_it_speaks_both_languages(page: str) -> None:
    page = re.sub(r"<button.*?</button>|<title>.*?</title>", "", page)
    pairs = re.findall(
        r'<(?:t?span) lang="ko">(.*?)</t?span><(?:t?span) lang="en">(.*?)</t?span>', page, re.DOTALL
    )
    hangul = re.compile(r"[가-힣]")
    assert len(pairs) > 60
    assert [k for k, _ in pairs if not hangul.search(k)] == []
    assert [e for _, e in pairs if hangul.search(e)] == []


@pytest.mark.parametrize(
    ("kind", "split", "said", "why"),
    [
        ("replies", "dev", "those of test", "the ranker that ships has learnt from dev"),
        ("replies", "test", "any of several is right.</span> <span", "test is unseen"),
        ("everyday", "dev", "from which a question was written", "all of the part is left out"),
        ("casebook", "", "the articles in its header", "a case stands below its articles"),
    ],
)
def test_it_says_what_was_left_out(
    kind: str, split: str, said: str, why: str, tmp_path: Path
) -> None:
    retrieval_report.write_html(
        replace(measured(), kind=kind, split=split), tmp_path / "report.html"
    )
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.sub(r"\s+", " ", page).count(said) == 1, why


def test_one_question_has_no_interval(tmp_path: Path) -> None:
    retrieval_report.write_html(measured(ASKED[:1]), tmp_path / "report.html")
    tree = lxml.html.parse(str(tmp_path / "report.html"))
    assert [c.text_content() for c in tree.findall(".//td[@class='n']")][:2] == ["1.000", "1.000"]
    assert tree.xpath("//*[@class='whisker']") == []


def test_the_list_of_a_thousand_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval_report, "SHOWN", 1)
    retrieval_report.write_html(measured(), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert len(re.findall("<details", page)) == 2, "one of each list"
    assert re.search(r"Not shown:</span> 1\b", page)


def test_the_same_run_makes_the_same_report(tmp_path: Path) -> None:
    result = measured()
    for name in ("one", "other"):
        retrieval_report.write_html(result, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
