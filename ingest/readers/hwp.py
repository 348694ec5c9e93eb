"""HWP 5: the sections of an OLE file, read record by record.

olefile opens the container; the records are read here, because no library measured keeps the
cells of tables, text boxes and notes and also says why a file cannot be read (docs/developers.md).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Sequence

import olefile

from ingest.readers import hwp_records as tags
from ingest.readers.blocks import Block, Content, Writer, content
from ingest.readers.grid import Cell, only, rows
from ingest.readers.hwp_records import Record, tree
from ingest.readers.limits import Limits, damaged, locked, too_much, unpack
from kb.errors import Refused

SIGNATURE = b"HWP Document File"
_COMPRESSED, _PASSWORD, _DISTRIBUTION, _DRM, _CERTIFICATE = 1, 2, 4, 1 << 4, 1 << 8 | 1 << 10
_SECTION = re.compile(r"^Section(?P<n>\d+)$")

# Control characters of a paragraph's text (표 6): how many units of 16 bits each takes up.
_ONE_UNIT = frozenset({0, 10, 13, 24, 25, 26, 27, 28, 29, 30, 31})
_WITH_CONTROL = frozenset({1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23})
_GAPS = {9: " ", 10: "\n", 24: "-", 30: " ", 31: " "}

# Ids of controls (표 45): what they are in the file, turned round.
_TABLE, _OBJECT, _EQUATION = b"tbl ", b"gso ", b"eqed"
_NOTES = frozenset({b"fn  ", b"en  "})
_RUNNING = frozenset({b"head", b"foot", b"secd"})
"""Running heads and feet, and the section, whose master pages hold text."""
_FORM = b"form"
_CAPTION = re.compile(r"Caption:wstring:(?P<n>\d{1,4}):(?P<rest>.*)", re.DOTALL)
_RUBY, _OVERLAP = b"tdut", b"tcps"


def read(data: bytes, limits: Limits) -> Content:
    """The text of a HWP 5 file. Raises Refused with the reason."""
    with damaged("HWP", "HWP"), olefile.OleFileIO(io.BytesIO(data)) as ole:
        head = _stream(ole, "FileHeader", limits.bytes)
        if not head.startswith(SIGNATURE) or len(head) < 40:
            raise Refused("HWP 머리가 손상되었습니다", "the head of the HWP file is damaged")
        (flags,) = struct.unpack_from("<I", head, 36)
        _refuse_closed(flags)
        room = limits.room(len(data))
        streams: list[bytes] = []
        for name in _sections(ole):
            stream = _stream(ole, name, limits.bytes)
            streams.append(unpack(stream, room) if flags & _COMPRESSED else stream)
            room -= len(streams[-1])
            if room < 0:
                raise too_much()
    if not streams:
        raise Refused("HWP에 본문이 없습니다", "the HWP file has no body")
    writer = Writer()
    for stream in streams:
        _paragraphs(tree(stream), writer, 0)
    return content(writer.blocks or writer.aside)


def _refuse_closed(flags: int) -> None:
    if flags & _PASSWORD:
        raise locked("HWP 문서", "HWP document")
    if flags & _DISTRIBUTION:
        raise Refused(
            "배포용 HWP 문서입니다(복사가 제한됨): 원본을 받아 넣으십시오",
            "a HWP document for distribution (copying is restricted): ask for the original",
        )
    if flags & (_DRM | _CERTIFICATE):
        raise Refused("보안(DRM) HWP 문서입니다", "the HWP document is protected by DRM")


def _sections(ole: olefile.OleFileIO) -> list[str]:
    found = []
    for path in ole.listdir():
        m = _SECTION.match(path[-1])
        if len(path) == 2 and path[0] == "BodyText" and m:
            found.append((int(m["n"]), "/".join(path)))
    return [name for _, name in sorted(found)]


def _stream(ole: olefile.OleFileIO, name: str, most: int) -> bytes:
    if ole.get_size(name) > most:
        raise too_much()
    stream: bytes = ole.openstream(name).read()
    return stream


def _paragraphs(records: Sequence[Record], writer: Writer, depth: int) -> None:
    """Paragraphs among records of one level, in order."""
    for record in records:
        if record.tag == tags.PARA_HEADER:
            _paragraph(record, writer, depth)
            writer.close()


def _paragraph(record: Record, writer: Writer, depth: int) -> None:
    controls = iter([r for r in record.below if r.tag == tags.CTRL_HEADER])
    for part in record.below:
        if part.tag == tags.PARA_TEXT:
            _text(part.payload, controls, writer, depth)
    for control in controls:  # of a paragraph without text
        _control(control, writer, depth)


def _text(payload: bytes, controls: Iterator[Record], writer: Writer, depth: int) -> None:
    units = struct.unpack(f"<{len(payload) // 2}H", payload[: len(payload) // 2 * 2])
    at = begun = 0
    while at < len(units):
        unit = units[at]
        if unit > 31:
            at += 1
            continue
        writer.say(_decoded(payload[begun * 2 : at * 2]))
        writer.say(_GAPS.get(unit, ""))
        if unit in _WITH_CONTROL:
            control = next(controls, None)
            if control is not None:
                _control(control, writer, depth)
        at += 1 if unit in _ONE_UNIT else 8
        begun = at
    writer.say(_decoded(payload[begun * 2 :]))


def _decoded(units: bytes) -> str:
    return units.decode("utf-16-le", errors="ignore")


def _control(control: Record, writer: Writer, depth: int) -> None:
    kind = control.payload[:4][::-1]
    if kind == _TABLE:
        _table(control, writer, depth + 1)
    elif kind in _NOTES:
        writer.note(" ".join(b.text for b in _inside(control.below, depth + 1)))
    elif kind == _OBJECT:
        writer.extend(_boxes(control, depth + 1))
    elif kind == _EQUATION:
        for part in control.below:
            if part.tag == tags.EQEDIT:
                writer.say(_string(part.payload, 4)[0])
    elif kind == _FORM:
        for part in control.below:
            m = _CAPTION.search(_decoded(part.payload)) if part.tag == tags.FORM_OBJECT else None
            if m:
                writer.say(m["rest"][: int(m["n"])] + " ")
    elif kind == _RUBY:
        main, end = _string(control.payload, 4)
        writer.say(f"{main}({_string(control.payload, end)[0]})" if main else "")
    elif kind == _OVERLAP:
        writer.say(_string(control.payload, 4)[0])
    elif kind in _RUNNING:
        writer.aside += _inside(control.below, depth + 1)


def _string(payload: bytes, offset: int) -> tuple[str, int]:
    """A counted string and where it ends."""
    length = int.from_bytes(payload[offset : offset + 2], "little")
    end = offset + 2 + 2 * length
    return _decoded(payload[offset + 2 : end]), end


def _inside(records: Sequence[Record], depth: int) -> list[Block]:
    if depth > 30:
        raise Refused("구조가 너무 깊습니다", "the file is nested too deeply")
    writer = Writer()
    _paragraphs(records, writer, depth)
    writer.close()
    return writer.blocks


def _boxes(record: Record, depth: int) -> list[Block]:
    """Text boxes of a drawing, wherever in its groups they are."""
    found = _inside(record.below, depth)
    for part in record.below:
        if part.tag not in (tags.PARA_HEADER, tags.CTRL_HEADER):
            found += _boxes(part, depth + 1)
    return found


def _table(control: Record, writer: Writer, depth: int) -> None:
    """The cells: each is a list head, and the paragraphs that follow it on its level."""
    cells: list[Cell] = []
    here: Record | None = None
    own: list[Record] = []
    captions: list[Block] = []
    begun = False

    def end() -> None:
        if here is None:
            captions.extend(_inside(own, depth))
            return
        column, row, columns, height = (here.number(o) for o in (8, 10, 12, 14))
        blocks = tuple(_inside(own, depth))
        cells.append(Cell(blocks, row, column, height, columns))

    for part in control.below:
        if part.tag == tags.TABLE:
            end()
            begun, here, own = True, None, []
        elif part.tag == tags.LIST_HEADER:
            if begun and (here is not None or own):
                end()
            here, own = (part, []) if begun else (None, [])
        elif part.tag == tags.PARA_HEADER:
            own.append(part)
    end()
    writer.extend(captions)
    frame = only(cells)
    if frame is not None:
        writer.extend(frame.blocks)
    else:
        writer.table(rows(cells))
