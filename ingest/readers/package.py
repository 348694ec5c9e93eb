"""Documents that are a zip of XML parts (HWPX, DOCX, XLSX), opened within limits.

Parts are read by name from memory; nothing is written to disk. XML with a DTD or entities is
refused before any library sees it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.readers.limits import Limits, locked, too_much
from kb.errors import Refused

_MEMBERS = 20_000
_DTD = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y|E\x00?N\x00?T\x00?I)")
_XML = (".xml", ".rels", ".hpf", ".vml")


class Package:
    """A zip in memory whose parts are read by name."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises Refused when it is damaged, locked, or unpacks to more than is allowed."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError) as e:
            raise Refused(
                f"압축(ZIP) 구조가 손상되었습니다: {e}", f"its zip structure is damaged: {e}"
            ) from None
        if len(members) > _MEMBERS:
            raise Refused("안에 든 파일이 너무 많습니다", "it holds too many parts")
        if any(m.flag_bits & 1 for m in members):
            raise locked("문서", "document")
        self._room = limits.room(len(data))
        if sum(m.file_size for m in members) > self._room:
            raise too_much()
        self.names = [m.filename for m in members if m.filename and not m.is_dir()]

    def has(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name in self.names

    def read(self, name: str) -> bytes:
        """Bytes of a part. Raises Refused when it is damaged or larger than it said."""
        try:
            with self._zip.open(name) as part:
                data = part.read(self._room + 1)
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError,
                NotImplementedError, ValueError) as e:  # fmt: skip
            raise Refused(
                f"문서의 일부가 손상되었습니다: {name}: {e}", f"a part is damaged: {name}: {e}"
            ) from None
        self._room -= len(data)
        if self._room < 0:
            raise too_much()
        return data

    def xml(self, name: str) -> Element:
        """Root of an XML part. Raises Refused when it is no XML or holds a DTD."""
        return parse_xml(self.read(name), name)

    def without_entities(self) -> None:
        """Raises Refused when an XML part holds a DTD or entities, which no document needs."""
        for name in self.names:
            if name.lower().endswith(_XML) and _DTD.search(self.read(name)):
                raise _dtd(name)


def parse_xml(data: bytes, name: str = "") -> Element:
    """Root of an XML text. Raises Refused when it is no XML or holds a DTD or entities."""
    if _DTD.search(data):
        raise _dtd(name)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise _dtd(name) from None
    except (ParseError, ValueError, LookupError, UnicodeError) as e:
        where = f"{name}: " if name else ""
        raise Refused(
            f"XML이 손상되었습니다: {where}{e}", f"the XML is damaged: {where}{e}"
        ) from None
    return root


def _dtd(name: str) -> Refused:
    where = f": {name}" if name else ""
    return Refused(
        f"DTD나 개체(entity) 선언이 든 XML은 읽지 않습니다{where}",
        f"XML with a DTD or entities is not read{where}",
    )


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
