"""Small office files made in memory: HWP 5 (with its OLE container), HWPX, DOCX, XLSX, PDF."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

Part = str | list[list[str]]
"""A paragraph, or a table by rows."""

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_NANUM = Path("/usr/share/fonts/truetype/nanum/NanumGothic.ttf")


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (version 3, no mini stream) of streams, ``folder/name`` or ``name``."""
    folders = sorted({n.split("/")[0] for n in streams if "/" in n})
    top = [*folders, *(n for n in streams if "/" not in n)]
    entries: list[tuple[str, int, int, int, bytes]] = []
    # name, type, child, right sibling, data
    index = {"": 0}
    for name in top + [n for n in streams if "/" in n]:
        index[name] = len(index)

    def siblings(names: Sequence[str]) -> dict[str, int]:
        following = [*[index[n] for n in names[1:]], _FREE]
        return dict(zip(names, following, strict=True))

    right = siblings(top)
    for folder in folders:
        right |= siblings([n for n in streams if n.startswith(folder + "/")])
    entries.append(("Root Entry", 5, index[top[0]], _FREE, b""))
    for name in list(index)[1:]:
        if name in folders:
            inner = next(n for n in streams if n.startswith(name + "/"))
            entries.append((name, 1, index[inner], right[name], b""))
        else:
            # Streams below 4096 bytes would belong into a mini stream; filled up they do not.
            data = streams[name]
            entries.append((name.rsplit("/", 1)[-1], 2, _FREE, right[name], data))
    body = b""
    fat: list[int] = []
    directory = b""
    for name, kind, child, sibling, data in entries:
        start, size = _END, len(data)
        if kind == 2:
            padded = data + b"\0" * (-len(data) % _SECTOR)
            padded += b"\0" * max(0, 4096 - len(padded))
            size = max(size, 4096)
            start = len(fat)
            count = len(padded) // _SECTOR
            fat += [start + i + 1 for i in range(count - 1)] + [_END]
            body += padded
        encoded = (name + "\0").encode("utf-16-le")
        directory += struct.pack(
            "<64sHBBIII16sIQQIQ",
            encoded, len(encoded), kind, 1, _FREE, sibling, child, b"", 0, 0, 0, start, size,
        )  # fmt: skip
    directory += b"\0" * (-len(directory) % _SECTOR)
    first_directory = len(fat)
    count = len(directory) // _SECTOR
    fat += [first_directory + i + 1 for i in range(count - 1)] + [_END]
    fat_sectors = 1
    while len(fat) + fat_sectors > fat_sectors * 128:
        fat_sectors += 1
    first_fat = len(fat)
    fat += [_FAT] * fat_sectors
    fat += [_FREE] * (fat_sectors * 128 - len(fat))
    difat = [first_fat + i for i in range(fat_sectors)]
    difat += [_FREE] * (109 - len(difat))
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, fat_sectors,
        first_directory, 0, 4096, _END, 0, _END, 0,
    ) + struct.pack("<109I", *difat)  # fmt: skip
    return head + body + directory + struct.pack(f"<{len(fat)}I", *fat)


def _record(tag: int, level: int, payload: bytes) -> bytes:
    size = min(len(payload), 0xFFF)
    head = struct.pack("<I", tag | level << 10 | size << 20)
    return head + (struct.pack("<I", len(payload)) if size == 0xFFF else b"") + payload


def _said(text: str, level: int) -> bytes:
    units = (text + "\r").encode("utf-16-le")
    head = _record(0x42, level, struct.pack("<IIHBBHHHI", len(units) // 2, 0, 0, 0, 0, 1, 0, 1, 0))
    return head + _record(0x43, level + 1, units)


def _table(rows: list[list[str]], level: int) -> bytes:
    control = struct.pack("<H4sII", 11, b" lbt", 0, 0)[:2] + b" lbt" + b"\0" * 8 + b"\x0b\0"
    units = control + "\r".encode("utf-16-le")
    made = _record(0x42, level, struct.pack("<IIHBBHHHI", 9, 0, 0, 0, 0, 1, 0, 1, 0))
    made += _record(0x43, level + 1, units)
    made += _record(0x47, level + 1, b" lbt" + b"\0" * 40)
    made += _record(0x4D, level + 2, struct.pack("<IHH", 0, len(rows), len(rows[0])) + b"\0" * 14)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            made += _record(
                0x48, level + 2, struct.pack("<HHIHHHH", 1, 0, 0, c, r, 1, 1) + b"\0" * 20
            )
            made += _said(cell, level + 2)
    return made


def hwp(parts: Sequence[Part], flags: int = 1) -> bytes:
    """A HWP 5 file; flag 1 is compressed, 2 locked, 4 for distribution."""
    body = b"".join(_said(p, 0) if isinstance(p, str) else _table(p, 0) for p in parts)
    if flags & 1:
        packer = zlib.compressobj(wbits=-15)
        body = packer.compress(body) + packer.flush()
    elif len(body) < 4096:  # filled up with an empty record, not with zeros
        body += _record(0x51, 0, b"\0" * (4096 - len(body) - 4))
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    return ole({"FileHeader": head.ljust(256, b"\0"), "BodyText/Section0": body})


def hwpx(parts: Sequence[Part], manifest: str = "") -> bytes:
    """A HWPX file."""
    ns = 'xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" ' \
         'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"'  # fmt: skip
    body = "".join(_hwpx_part(p) for p in parts)
    return zipped({
        "mimetype": "application/hwp+zip",
        "Contents/section0.xml": f'<?xml version="1.0" encoding="UTF-8"?><hs:sec {ns}>{body}</hs:sec>',
        **({"META-INF/manifest.xml": manifest} if manifest else {}),
    })  # fmt: skip


def _hwpx_part(part: Part) -> str:
    if isinstance(part, str):
        return f"<hp:p><hp:run><hp:t>{_escaped(part)}</hp:t></hp:run></hp:p>"
    rows = "".join(
        "<hp:tr>"
        + "".join(
            f'<hp:tc><hp:subList>{_hwpx_part(cell)}</hp:subList><hp:cellAddr colAddr="{c}" '
            f'rowAddr="{r}"/><hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc>'
            for c, cell in enumerate(row)
        )
        + "</hp:tr>"
        for r, row in enumerate(part)
    )
    return f"<hp:p><hp:run><hp:tbl>{rows}</hp:tbl></hp:run></hp:p>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip of members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in members.items():
            z.writestr(name, data)
    return made.getvalue()


def docx(parts: Sequence[Part]) -> bytes:
    """A DOCX file."""
    from docx import Document

    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            table = document.add_table(len(part), len(part[0]))
            for r, row in enumerate(part):
                for c, cell in enumerate(row):
                    table.cell(r, c).text = cell
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def xlsx(sheets: Mapping[str, Sequence[Sequence[str | int | date | None]]]) -> bytes:
    """An XLSX file."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF file, each line where it is printed."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    font = "NanumGothic" if _NANUM.is_file() else "HYSMyeongJo-Medium"
    if font not in pdfmetrics.getRegisteredFontNames():
        made_font = TTFont(font, str(_NANUM)) if _NANUM.is_file() else UnicodeCIDFont(font)
        pdfmetrics.registerFont(made_font)
    made = io.BytesIO()
    canvas = Canvas(made, A4)
    for page in pages:
        canvas.setFont(font, 11)
        for n, line in enumerate(page):
            canvas.drawString(72, 780 - 18 * n, line)
        canvas.showPage()
    canvas.save()
    return made.getvalue()
