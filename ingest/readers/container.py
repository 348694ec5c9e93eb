"""What a file is by its first bytes and its parts, whatever it is called.

Names a reader, or refuses with the reason what no reader is for.
"""

from __future__ import annotations

import io
import re
import zipfile

import olefile

from ingest.readers.limits import locked
from kb.errors import Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (
        b"HWP Document File V",
        "HWP 3(한글 97 이전) 파일입니다: 한글에서 HWP 5나 HWPX로 저장해 넣으십시오",
        "a HWP 3 file (before 한글 2000): save it as HWP 5 or HWPX",
    ),
    (
        b"# v2 git bundle",
        "git 묶음 파일입니다: git clone으로 푼 폴더를 주십시오",
        "a git bundle: clone it and give the folder",
    ),
    (b"{\\rtf", "RTF 파일은 읽지 않습니다: DOCX로 저장해 넣으십시오", "RTF is not read: save it as DOCX"),
    (b"\x89PNG", "그림 파일입니다: 글이 없습니다", "a picture: it holds no text"),
    (b"\xff\xd8\xff", "그림 파일입니다: 글이 없습니다", "a picture: it holds no text"),
    (b"GIF8", "그림 파일입니다: 글이 없습니다", "a picture: it holds no text"),
    (b"BM", "그림 파일입니다: 글이 없습니다", "a picture: it holds no text"),
    (b"II*\x00", "그림 파일입니다: 글이 없습니다", "a picture: it holds no text"),
    (b"MZ", "실행 파일입니다", "an executable file"),
    (b"\x7fELF", "실행 파일입니다", "an executable file"),
    (b"7z\xbc\xaf", "7z 압축은 읽지 않습니다: ZIP으로 묶어 넣으십시오", "7z is not read: use ZIP"),
    (b"Rar!", "RAR 압축은 읽지 않습니다: ZIP으로 묶어 넣으십시오", "RAR is not read: use ZIP"),
    (b"\xfd7zXZ", "xz 압축은 읽지 않습니다: zst나 gz로 압축하십시오", "xz is not read: use zst or gz"),
    (b"BZh", "bz2 압축은 읽지 않습니다: zst나 gz로 압축하십시오", "bz2 is not read: use zst or gz"),
)  # fmt: skip
_OLD_OFFICE = (
    ("WordDocument", "옛 워드(DOC) 파일은 읽지 않습니다: DOCX로 저장해 넣으십시오",
     "old Word (DOC) is not read: save it as DOCX"),
    ("Workbook", "옛 엑셀(XLS) 파일은 읽지 않습니다: XLSX로 저장해 넣으십시오",
     "old Excel (XLS) is not read: save it as XLSX"),
    ("Book", "옛 엑셀(XLS) 파일은 읽지 않습니다: XLSX로 저장해 넣으십시오",
     "old Excel (XLS) is not read: save it as XLSX"),
    ("PowerPoint Document", "파워포인트 파일은 읽지 않습니다: PDF로 저장해 넣으십시오",
     "PowerPoint is not read: save it as PDF"),
)  # fmt: skip


def container(data: bytes) -> str | None:
    """``pdf``, ``hwp``, ``hwpx``, ``docx``, ``xlsx`` or ``zip``; None for what may be text.

    Raises Refused for what no reader is for.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(OLE):
        return _ole(data)
    if data.startswith(ZIP):
        return _zip(data)
    for magic, ko, en in _FOREIGN:
        if data.startswith(magic) and (len(magic) > 2 or b"\x00" in data[:64]):
            raise Refused(ko, en)
    return None


def _ole(data: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {path[0] for path in ole.listdir()}
    except Exception as e:  # olefile raises many kinds on a broken file
        raise Refused(
            f"OLE(HWP 5 등) 구조가 손상되었습니다: {_line(e)}",
            f"its OLE structure (as of HWP 5) is damaged: {_line(e)}",
        ) from None
    if "FileHeader" in names:
        return "hwp"
    if "EncryptedPackage" in names:
        raise locked("오피스 문서", "office document")
    for name, ko, en in _OLD_OFFICE:
        if name in names:
            raise Refused(ko, en)
    raise Refused("알 수 없는 OLE 파일입니다(HWP 5가 아님)", "an unknown OLE file (it is no HWP 5)")


def _zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mime = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype")
    except Exception as e:  # zipfile raises many kinds on a broken file
        raise Refused(
            f"압축(ZIP·HWPX·DOCX) 구조가 손상되었습니다: {_line(e)}",
            f"its zip structure (ZIP, HWPX, DOCX) is damaged: {_line(e)}",
        ) from None
    held = set(names)
    if b"hwp+zip" in mime or any(re.search(r"(?:^|/)section\d+\.xml$", n, re.I) for n in names):
        return "hwpx"
    if "word/document.xml" in held:
        return "docx"
    if "xl/workbook.xml" in held:
        return "xlsx"
    if b"opendocument" in mime:
        raise Refused(
            "오픈도큐먼트(ODT·ODS) 파일은 읽지 않습니다: DOCX나 XLSX로 저장해 넣으십시오",
            "OpenDocument is not read: save it as DOCX or XLSX",
        )
    if "ppt/presentation.xml" in held:
        raise Refused(
            "파워포인트 파일은 읽지 않습니다: PDF로 저장해 넣으십시오",
            "PowerPoint is not read: save it as PDF",
        )
    if "xl/workbook.bin" in held:
        raise Refused(
            "XLSB 파일은 읽지 않습니다: XLSX로 저장해 넣으십시오",
            "XLSB is not read: save it as XLSX",
        )
    if b"epub" in mime:
        raise Refused("EPUB 파일은 읽지 않습니다", "EPUB is not read")
    if "[Content_Types].xml" in held:
        raise Refused("알 수 없는 오피스 문서입니다", "an unknown office document")
    return "zip"


def _line(e: Exception) -> str:
    return (str(e).splitlines() or [""])[0][:120] or type(e).__name__
