"""The forms of documents that can be read, each recognised by content, and their parsers.

Adding a form is one entry in :data:`FORMS`. The version of a form is part of what "unchanged
input" means: raise it when its parser reads the same bytes differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.parsers import (
    article_lines,
    casebook_marked,
    casebook_paged,
    casebook_pdf,
    law_xml,
    replies,
    ruling,
    statute,
    version_list,
)
from ingest.readers.text import decode
from kb.errors import Refused
from kb.law.values import Intake

EDITION = 2
"""Raised when the citation finder or the reader of conclusions changes what every parser gives."""

_HEAD_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Form:
    """One form of document."""

    name: str
    version: int
    recognises: Callable[[bytes, str], bool]
    """Of the file's first bytes and their text."""
    parse: Callable[[bytes, str, str], list[Intake]]
    """Of bytes, label and hash. Raises Refused."""

    @property
    def reader(self) -> str:
        """Name and version, as recorded with every file taken in."""
        return f"{self.name}/{self.version}.{EDITION}"


def _text(
    parse: Callable[[str, str, str], list[Intake]],
) -> Callable[[bytes, str, str], list[Intake]]:
    return lambda data, label, sha: parse(decode(data), label, sha)


def _has_key(*keys: str) -> Callable[[bytes, str], bool]:
    pattern = re.compile(rf"^(?:{'|'.join(keys)}):", re.MULTILINE)

    def recognises(_: bytes, text: str) -> bool:
        head = text.lstrip("\ufeff")
        if not head.startswith("---"):
            return False
        end = head.find("\n---", 3)
        return bool(pattern.search(head[: end if end > 0 else None]))

    return recognises


def _is_table(_: bytes, text: str) -> bool:
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    return (
        max(first.count(d) for d in ",;\t|") >= 1 and len(first) < 2_000 and first[:1] not in "#<{["
    )


FORMS: tuple[Form, ...] = (
    Form("casebook-pdf", 1, lambda head, _: head.startswith(b"%PDF"), casebook_pdf.parse),
    Form("law-xml", 3, law_xml.recognises, law_xml.parse),
    Form("version-list", 1, version_list.recognises, _text(version_list.parse)),
    Form("statute", 1, _has_key("시행일자", "공포일자"), _text(statute.parse)),
    Form("ruling", 1, _has_key("사건번호"), _text(ruling.parse)),
    Form("articles", 2, article_lines.recognises, _text(article_lines.parse)),
    Form("casebook-marked", 1, lambda _, t: "✅" in t or "📋" in t, _text(casebook_marked.parse)),
    Form("casebook-paged", 1, casebook_paged.recognises, _text(casebook_paged.parse)),
    Form("table", 1, _is_table, _text(replies.parse)),
)

_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "HWP(한글 5) 파일은 아직 읽지 못합니다",
        "HWP 5 files cannot be read yet",
    ),
    (
        b"PK\x03\x04",
        "HWPX·DOCX·ZIP 파일은 아직 읽지 못합니다",
        "HWPX, DOCX and ZIP cannot be read yet",
    ),
    (
        b"# v2 git bundle",
        "git 묶음 파일입니다: git clone으로 푼 폴더를 주십시오",
        "a git bundle: clone it and give the folder",
    ),
)


def recognise(data: bytes) -> Form:
    """The form of a file by its content. Raises Refused when it is none that can be read."""
    if not data.strip():
        raise Refused("빈 파일입니다", "the file is empty")
    for magic, ko, en in _FOREIGN:
        if data.startswith(magic):
            raise Refused(ko, en)
    head = data[:_HEAD_BYTES]
    text = "" if head.startswith(b"%PDF") else _head_text(head)
    for form in FORMS:
        if form.recognises(head, text):
            return form
    raise Refused(
        "법령·판례·사례집·회답표 어느 것으로도 알아볼 수 없습니다",
        "not recognised as a statute, ruling, casebook or table of replies",
    )


def _head_text(head: bytes) -> str:
    head = head.removeprefix(b"\xef\xbb\xbf")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as e:
        if e.start > len(head) - 4:  # the last character was cut in two
            return head[: e.start].decode("utf-8")
    return decode(head[: len(head) // 2 * 2])
