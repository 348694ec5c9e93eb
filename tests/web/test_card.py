"""The card and its exports: everything is escaped, every number leads to its source."""

from __future__ import annotations

import io
import re

import pytest

from tests.web import sample
from ui.export import FORMS, export
from ui.web.card import card, pieces
from ui.web.marking import LONG, mark
from ui.web.statute_text import lines


def test_nothing_of_the_data_becomes_markup() -> None:
    made = card(sample.hostile())
    assert "<script" not in made
    assert "<img" not in made
    assert "javascript:" not in made, "a link that is no web address is not made"
    assert "&lt;script&gt;" in made


def test_every_number_has_its_pane() -> None:
    made = card(sample.answered())
    cited = set(re.findall(r'data-cite="([^"]+)"', made))
    panes = set(re.findall(r'data-pane="([^"]+)"', made))
    assert cited == panes
    assert f"<mark>{sample.QUOTE}</mark>" in made


def test_card_in_english() -> None:
    made = card(sample.answered().model_copy(update={"language": "en"}))
    assert "Prohibited" in made
    assert "Sources" in made


@pytest.mark.parametrize(
    ("text", "citations", "wanted", "why"),
    [
        ("말", [1], [("말", None), ("", 1)], "a number that the text lacks comes last"),
        ("말 [1].", [1], [("말 ", None), ("", 1), (".", None)], "where the text has it"),
        ("[9] 말", [1], [("[9] 말", None), ("", 1)], "a bracket of the source's own"),
        ("말", [], [("말", None)], "no sources"),
    ],
)
def test_numbers_in_a_sentence(
    text: str, citations: list[int], wanted: list[tuple[str, int | None]], why: str
) -> None:
    assert pieces(text, citations) == wanted, why


@pytest.mark.parametrize(
    ("start", "end", "quote", "why"),
    [
        (1, 3, "나다", "the span"),
        (3, 3, "", "an empty span marks nothing"),
        (3, 1, "", "a span the wrong way round"),
        (0, 99, "", "a span past the end: no highlight is better than a wrong one"),
        (-1, 2, "", "before the beginning"),
    ],
)
def test_marking(start: int, end: int, quote: str, why: str) -> None:
    marked = mark("가나다라", start, end)
    assert marked.quote == quote, why
    assert marked.before + marked.quote + marked.after == "가나다라"


def test_a_long_text_is_cut_around_its_quotation() -> None:
    text = "가" * LONG + "인용" + "나" * LONG
    marked = mark(text, LONG, LONG + 2)
    assert marked.quote == "인용"
    assert marked.cut_before
    assert marked.cut_after
    assert mark(text, LONG, LONG + 2, whole=True).before == "가" * LONG


def test_statute_lines() -> None:
    found = lines("① 말 <개정 2020.12.29>\n1. 일\n1의2. 이\n가. 삼\n삭제 <2012.2.29>")
    assert [x.level for x in found] == [0, 1, 1, 2, 0]
    assert found[0].pieces[-1] == ("<개정 2020.12.29>", True)
    assert found[4].pieces == (("삭제 ", False), ("<2012.2.29>", True))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_exports_are_the_same_each_time(form: str) -> None:
    first = export(sample.answered(), form)
    if form != "docx":
        assert first == export(sample.answered(), form)
    assert len(first) > 500


def test_markdown_export_escapes_and_cites() -> None:
    text = export(sample.answered(), "md").decode()
    assert "\\[1\\]" in text
    assert "| 주체 | 예비후보자 | 예비후보자 | 같음 |" in text
    assert "<script>" not in export(sample.hostile(), "md").decode().replace("\\<script\\>", "")


def test_docx_export() -> None:
    from docx import Document

    made = Document(io.BytesIO(export(sample.answered(), "docx")))
    text = "\n".join(p.text for p in made.paragraphs)
    assert sample.QUOTE in text
    assert made.tables[0].cell(1, 0).text == "주체"


def test_pdf_export() -> None:
    from pypdf import PdfReader

    text = PdfReader(io.BytesIO(export(sample.answered(), "pdf"))).pages[0].extract_text()
    assert "예비후보자" in text
    assert "[1]" in text
    assert len(export(sample.hostile(), "pdf")) > 500


def test_what_was_taken_out_says_of_what() -> None:
    """A sentence that the answer withholds is not told as one of an explanation."""
    record = sample.answered("명함 돌려도 되나요?")
    for withheld, dropped in (([], []), (["a — b"], []), ([], ["a — b"]), (["a — b"], ["c — d"])):
        shown = card(record.model_copy(update={"withheld": withheld, "dropped": dropped}))
        assert ("답에서 뺀 것" in shown) is bool(withheld)
        assert ("설명에서 뺀 것" in shown) is bool(dropped)
