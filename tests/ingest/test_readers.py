"""Each reader on small files made here: text, tables, pages, and the reasons of refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import office_files as office
import pytest

from ingest.forms import recognise
from ingest.readers import docx, hwp, hwpx, pdf, text, xlsx
from ingest.readers.blocks import Content, content, paragraph
from ingest.readers.columns import Piece, in_order
from ingest.readers.limits import Limits
from kb.errors import Refused

LIMITS = Limits()
PARTS: list[office.Part] = ["마을 회의", [["구분", "내용"], ["갑", "첫째\n둘째"]], "끝말"]
Read = Callable[[bytes, Limits], Content]


@pytest.mark.parametrize(
    ("read", "make"),
    [
        (hwp.read, lambda: office.hwp(PARTS)),
        (hwp.read, lambda: office.hwp(PARTS, flags=0)),
        (hwpx.read, lambda: office.hwpx(PARTS)),
        (docx.read, lambda: office.docx(PARTS)),
    ],
    ids=["hwp", "hwp, not compressed", "hwpx", "docx"],
)
def test_paragraphs_and_tables_in_order(read: Read, make: Callable[[], bytes]) -> None:
    found = read(make(), LIMITS)
    assert found.blocks[0].text == "마을 회의"
    assert found.blocks[1].rows[0] == ("구분", "내용")
    assert found.blocks[1].rows[1][1].split() == ["첫째", "둘째"]
    assert found.blocks[2].text == "끝말"
    assert found.lines[1] == "| 구분 | 내용 |"
    for block, start in zip(found.blocks, found.starts, strict=True):
        assert found.text[start : start + len(block.text)] == block.text


def test_a_table_of_one_cell_is_a_frame_around_text() -> None:
    for made in (office.hwp([[["상자 안의 글"]]]), office.hwpx([[["상자 안의 글"]]])):
        read = hwp.read if made[:4] == b"\xd0\xcf\x11\xe0" else hwpx.read
        assert [b.rows for b in read(made, LIMITS).blocks] == [()]


def test_pages_of_a_pdf() -> None:
    made = office.pdf([["머리글", "첫째 쪽의 글입니다."], ["머리글"], ["머리글", "셋째 쪽의 글입니다."],
                       ["머리글", "넷째 쪽의 글입니다."]])  # fmt: skip
    found = pdf.read(made, LIMITS)
    assert found.heads == ("머리글",)
    assert [found.text[p:][:2] for p in found.pages] == ["첫째", "셋째", "셋째", "넷째"]
    assert any("글이 없는 쪽 1개: 2" in n for n in found.notes)


def test_what_stands_on_every_page_alone_is_the_text() -> None:
    found = pdf.read(office.pdf([["같은 글이 있는 쪽입니다."]] * 5), LIMITS)
    assert found.text.count("같은 글") == 5


def test_two_columns_are_put_in_order() -> None:
    rows = [(f"왼쪽 줄의 글이 여기 있습니다 {n}", f"오른쪽 줄의 글은 저기 있습니다 {n}")
            for n in range(12)]  # fmt: skip
    mixed = [
        piece
        for n, (left, right) in enumerate(rows)
        for piece in (Piece(50, 700 - 14 * n, left), Piece(310, 700 - 14 * n, right))
    ]
    ordered = in_order([Piece(50, 740, "제목"), *mixed], 0, 595)
    assert ordered == ["제목", *(a for a, _ in rows), *(b for _, b in rows)]
    already = [p for p in mixed if p.x < 300] + [p for p in mixed if p.x > 300]
    assert in_order(already, 0, 595) is None, "the file's own order is right"
    figures = [Piece(x, 700 - 14 * n, str(n)) for n in range(12) for x in (50, 310)]
    assert in_order(figures, 0, 595) is None, "a table of figures keeps its rows"


def test_values_of_a_workbook() -> None:
    made = office.xlsx(
        {"회답": [["제목", "답변일", "수"], ["가", date(2024, 1, 2), 3]], "빈 것": []}
    )
    [sheet] = xlsx.sheets(made, LIMITS)
    assert sheet.name == "회답"
    assert sheet.rows == ((1, ("제목", "답변일", "수")), (2, ("가", "2024-01-02", "3")))


def test_formulas_are_not_run() -> None:
    made = office.xlsx({"회답": [["제목", "회답"], ["가", '=HYPERLINK("http://x","y")']]})
    [sheet] = xlsx.sheets(made, LIMITS)
    assert sheet.rows[1] == (2, ("가",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_encodings_of_text(encoding: str) -> None:
    made = "# 질의\n\n공직선거법 제59조에 따른 인사".encode(encoding)
    assert text.read(made, LIMITS).lines == ["질의", "공직선거법 제59조에 따른 인사"]


def test_html_main_content() -> None:
    made = """<html><head><title>회답</title><script>x()</script></head><body><nav>메뉴 메뉴</nav>
    <main><h2>질의</h2><p>되나요?<br>둘째 줄</p><table><tr><th>가</th><th>나</th></tr>
    <tr><td>1</td><td>2</td></tr></table></main><footer>바닥</footer></body></html>"""
    form = recognise(made.encode("cp949"))
    assert form.name == "html"
    from ingest.readers import html

    found = html.read(
        made.encode("cp949").replace(b"<head>", b"<head><meta charset=euc-kr>"), LIMITS
    )
    assert found.title == "회답"
    assert found.lines == ["질의", "되나요?", "둘째 줄", "| 가 | 나 |", "| 1 | 2 |"]


@pytest.mark.parametrize(
    ("make", "form"),
    [
        (lambda: office.hwp(["글"]), "hwp"),
        (lambda: office.hwpx(["글"]), "hwpx"),
        (lambda: office.docx(["글"]), "docx"),
        (lambda: office.xlsx({"가": [["글"]]}), "xlsx"),
        (lambda: office.pdf([["글"]]), "pdf"),
        (lambda: b'<?xml version="1.0"?><HWPML><BODY/></HWPML>', "hwpml"),
        (lambda: "제목,질의,회답\n가,나,다\n".encode("cp949"), "table"),
        (lambda: "질의와 회답을 적은 글".encode(), "text"),
    ],
)
def test_recognised_by_content(make: Callable[[], bytes], form: str) -> None:
    assert recognise(make()).name == form


ENCRYPTED = '<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("a password", lambda: office.hwp(["글"], flags=3), "locked by a password"),
    ("for distribution", lambda: office.hwp(["글"], flags=5), "for distribution"),
    ("DRM", lambda: office.hwp(["글"], flags=17), "DRM"),
    ("HWP 3", lambda: b"HWP Document File V3.00 \x1a\x01\x02\x03" + b"\0" * 100, "HWP 3"),
    ("empty HWP", lambda: office.hwp([""]), "no text"),
    ("a locked HWPX", lambda: office.hwpx(["글"], ENCRYPTED), "locked by a password"),
    ("empty HWPX", lambda: office.hwpx([""]), "no text"),
    ("HWPX with entities",
     lambda: office.zipped({"Contents/section0.xml": '<!DOCTYPE a [<!ENTITY b "c">]><sec>&b;</sec>'}),
     "entities"),
    ("cut HWPX", lambda: office.hwpx(["글"] * 50)[:-40], "damaged"),
    ("cut HWP", lambda: office.hwp(["글"] * 50)[:1500], "damaged"),
    ("cut PDF", lambda: office.pdf([["글"]])[:300], "damaged"),
    ("a locked office document", lambda: office.ole({"EncryptedPackage": b"x"}), "locked"),
    ("DOC", lambda: office.ole({"WordDocument": b"x"}), "DOCX"),
    ("XLS", lambda: office.ole({"Workbook": b"x"}), "XLSX"),
    ("other OLE", lambda: office.ole({"x": b"x"}), "unknown OLE"),
    ("no OLE inside", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ("ODT", lambda: office.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument"),
    ("PPTX", lambda: office.zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "PowerPoint"),
    ("a zip in a zip", lambda: office.zipped({"a.txt": "x"}), "unpack it"),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
    ("a program", lambda: b"MZ\x90\0" + b"\0" * 100, "executable"),
    ("RTF", lambda: b"{\\rtf1 x}", "RTF"),
    ("a bomb", lambda: office.zipped({"Contents/section0.xml": "<sec>" + " " * 60_000_000 + "</sec>"}),
     "more than is allowed"),
    ("DOCX with a DTD", lambda: office.zipped({"[Content_Types].xml": "<Types/>",
     "word/document.xml": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><document/>'}), "entities"),
    ("too deep", lambda: office.zipped({"Contents/section0.xml":
     "<sec>" + "<tbl><tr><tc>" * 60 + "</tc></tr></tbl>" * 60 + "</sec>"}), "deep"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "reason"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused_with_the_right_reason(make: Callable[[], bytes], reason: str) -> None:
    data = make()
    with pytest.raises(Refused) as refused:
        recognise(data).parse(data, "a", "0" * 64)
    assert reason in refused.value.en
    assert "\n" not in refused.value.ko + refused.value.en


def test_too_many_pages() -> None:
    with pytest.raises(Refused, match="at most 2"):
        pdf.read(office.pdf([["글"]] * 3), Limits(pages=2))


def test_garbled_fonts_and_scans() -> None:
    with pytest.raises(Refused, match="scan"):
        pdf.read(office.pdf([[]]), LIMITS)
    from ingest.readers.pdf import _refuse_garbled

    with pytest.raises(Refused, match="garbled"):
        _refuse_garbled("\x01\x02\x03 가나")
    _refuse_garbled("보통 글 /HFT12 를 적은 것")


def test_no_text_is_refused() -> None:
    with pytest.raises(Refused):
        content([None, paragraph(" \u200b ")])


def test_a_master_page_speaks_where_nothing_else_does() -> None:
    """바탕쪽 is left out like a running head, unless it is all there is."""
    page = '<hm:masterPage xmlns:hm="m" xmlns:hp="p"><hp:p><hp:run><hp:t>바탕 글</hp:t></hp:run></hp:p></hm:masterPage>'
    section = '<hs:sec xmlns:hs="s" xmlns:hp="p">{}</hs:sec>'
    said = "<hp:p><hp:run><hp:t>본문</hp:t></hp:run></hp:p>"
    for body, words in (("", "바탕 글"), (said, "본문")):
        made = office.zipped({
            "mimetype": "application/hwp+zip",
            "Contents/section0.xml": section.format(body),
            "Contents/masterpage0.xml": page,
        })  # fmt: skip
        assert hwpx.read(made, LIMITS).text == words
