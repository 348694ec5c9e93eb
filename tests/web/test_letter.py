"""The official reply: its order, its sources, and nothing that the record does not say."""

from __future__ import annotations

import io
import re

import pytest

from kb.errors import BadInput
from tests.web import sample
from ui import export
from ui.export.letter import letter
from ui.export.outline import Line

OFFICE = "서울특별시선거관리위원회"


def text(form: str, made: bytes) -> str:
    """The words of a file, without mark-up."""
    if form == "md":
        return made.decode().replace("\\", "")
    if form == "docx":
        from docx import Document

        return "\n".join(p.text for p in Document(io.BytesIO(made)).paragraphs)
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize("form", ["md", "docx", "pdf"])
def test_its_parts_in_their_order(form: str) -> None:
    record = sample.answered()
    said = re.sub(r"\s+", "", text(form, export.reply(record, form, OFFICE, "홍길순 귀하")))
    wanted = [OFFICE, "수신홍길순귀하", "제목질의에대한회답", "1.질의요지", record.reading.standalone,
              "2.회답", record.headline, "3.근거", "4.출처", "[1]", "끝.", f"{OFFICE}위원장",
              record.id]  # fmt: skip
    at = 0
    for part in wanted:
        found = said.find(re.sub(r"\s+", "", part), at)
        assert found >= 0, (part, said)
        at = found
    for source in record.sources:
        assert re.sub(r"\s+", "", source.quote) in said


def test_it_adds_no_sentence() -> None:
    """Every item and paragraph of reply and grounds is a sentence of the record."""
    record = sample.answered()
    own = {s.text for s in record.sentences}
    pieces = [p for p in letter(record, OFFICE).pieces if isinstance(p, Line)]
    begun = next(i for i, p in enumerate(pieces) if p.text.startswith("2."))
    ended = next(i for i, p in enumerate(pieces) if p.text.startswith("4."))
    for p in pieces[begun:ended]:
        if p.kind in ("text", "item"):
            assert re.sub(r"\s*(\[\d+\])+$", "", p.text) in own or p.text in own, p.text


@pytest.mark.parametrize("form", ["md", "docx", "pdf"])
def test_without_a_conclusion_it_says_so(form: str) -> None:
    record = sample.answered().model_copy(
        update={"conclusion": None, "reason": "no_basis", "abstained": True, "basis": None}
    )
    said = text(form, export.reply(record, form, OFFICE))
    assert "결론이 없는 답변의 초안" in said.replace("\n", " ")


def test_hostile_text_stays_text() -> None:
    record = sample.hostile()
    said = export.reply(record, "md", OFFICE, "<script>alert(1)</script>\n# 제목").decode()
    assert "\\<script\\>" in said
    assert "\n# 제목" not in said
    assert export.reply(record, "pdf", OFFICE, "<b>&").startswith(b"%PDF")
    assert export.reply(record, "docx", OFFICE, "\x00\x1b").startswith(b"PK")


def test_bad_use() -> None:
    record = sample.answered()
    for form, to in (("json", ""), ("exe", ""), ("md", "가" * 81)):
        with pytest.raises(BadInput):
            export.reply(record, form, OFFICE, to)
