"""The forms of documents that can be read, each recognised by content, and their parsers.

Adding a form is one entry in :data:`READERS` (a document whose kind its text must tell) or in
:data:`FORMS` (a text that says itself what it is). The version of a form is part of what
"unchanged input" means: raise it when the same bytes are read differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ingest import documents
from ingest.given import Given
from ingest.parsed import Parsed
from ingest.parsers import (
    article_lines,
    casebook_marked,
    casebook_paged,
    law_service,
    replies,
    ruling,
    statute,
    version_list,
)
from ingest.readers import docx, html, hwp, hwpx, pdf, text, xlsx
from ingest.readers.blocks import Content
from ingest.readers.container import container
from ingest.readers.limits import Limits
from ingest.readers.text import decode
from kb.errors import Refused
from kb.law.values import Intake

EDITION = 2
"""Raised when the citation finder or the reader of conclusions changes what every parser gives."""

_HEAD_BYTES = 16_384

Take = Callable[[bytes, str, str, Given, Limits], Parsed]
"""Of bytes, label, hash, what a person said and limits. Raises Refused."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of document."""

    name: str
    version: int
    take: Take

    @property
    def reader(self) -> str:
        """Name and version, as recorded with every file taken in."""
        return f"{self.name}/{self.version}.{EDITION}"

    def parse(self, data: bytes, label: str, sha: str) -> list[Intake]:
        """The documents of a file, with nothing given. Raises Refused."""
        return self.take(data, label, sha, Given(), Limits()).intakes


def _by_content(read: Callable[[bytes, Limits], Content], sure: bool = True) -> Take:
    """A document whose kind its text tells; ``sure`` when any text of it is a document."""
    return lambda data, label, sha, given, limits: documents.parse(
        read(data, limits), label, sha, given, sure
    )


def _text(parse: Callable[[str, str, str], list[Intake]]) -> Take:
    """A text that says itself what it is, unless a person says that it is something else."""

    def take(data: bytes, label: str, sha: str, given: Given, limits: Limits) -> Parsed:
        return _unless_given(
            lambda: Parsed(parse(decode(data), label, sha)), data, label, sha, given, limits
        )

    return take


def _table(data: bytes, label: str, sha: str, given: Given, limits: Limits) -> Parsed:
    return _unless_given(
        lambda: replies.parse(decode(data), label, sha, given.columns),
        data, label, sha, given, limits,
    )  # fmt: skip


def _unless_given(
    read: Callable[[], Parsed], data: bytes, label: str, sha: str, given: Given, limits: Limits
) -> Parsed:
    """What a form makes of a text; as plain text where a person gave it another kind."""
    try:
        found = read()
    except Refused:
        if not given.kind:
            raise
    else:
        if not given.kind or all(x.document.kind == given.kind for x in found.intakes):
            return replace(found, intakes=given.corrected(found.intakes))
    return documents.parse(text.read(data, limits), label, sha, given)


def _workbook(data: bytes, label: str, sha: str, given: Given, limits: Limits) -> Parsed:
    if given.kind and given.kind != "reply":
        return documents.parse(xlsx.read(data, limits), label, sha, given)
    found = replies.parse_sheets(xlsx.sheets(data, limits), label, sha, given.columns)
    return Parsed(given.corrected(found.intakes), columns=found.columns)


def _service(data: bytes, label: str, sha: str, given: Given, _: Limits) -> Parsed:
    return Parsed(given.corrected(law_service.parse(data, label, sha)))


READERS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("pdf", 3, _by_content(pdf.read)),
        Form("hwp", 2, _by_content(hwp.read)),
        Form("hwpx", 2, _by_content(hwpx.read)),
        Form("hwpml", 2, _by_content(hwpx.read_hwpml)),
        Form("docx", 2, _by_content(docx.read)),
        Form("html", 2, _by_content(html.read)),
        Form("xlsx", 1, _workbook),
        Form("text", 2, _by_content(text.read, sure=False)),
    )
}
"""By the name that :func:`container` or the beginning of a text gives."""


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
    lines = text.lstrip("\ufeff").split("\n")[:2]
    first = lines[0]
    if len(first) >= 2_000 or first[:1] in "#<{[|":
        return False
    return max(first.count(d) for d in ",;\t") >= 1 and _columns(first) > 1


def _columns(first: str) -> int:
    """Cells of a header: short words, no sentence."""
    delimiter = max(",;\t|", key=first.count)
    cells = first.split(delimiter)
    short = sum(len(c.strip()) <= 20 for c in cells)
    return len(cells) if short >= 0.8 * len(cells) and not first.rstrip().endswith(".") else 0


def _starts(*words: str) -> Callable[[bytes, str], bool]:
    pattern = re.compile(
        rf"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:{'|'.join(words)})[\s>]",
        re.IGNORECASE | re.DOTALL,
    )
    return lambda _, text: bool(pattern.match(text.lstrip("\ufeff")))


FORMS: tuple[tuple[Callable[[bytes, str], bool], Form], ...] = (
    (_has_key("시행일자", "공포일자"), Form("statute", 1, _text(statute.parse))),
    (_has_key("사건번호"), Form("ruling", 2, _text(ruling.parse))),
    (article_lines.recognises, Form("articles", 2, _text(article_lines.parse))),
    (version_list.recognises, Form("version-list", 1, _text(version_list.parse))),
    (law_service.recognises, Form("law-xml", 5, _service)),
    (_starts("HWPML"), READERS["hwpml"]),
    (_starts("!doctype html", "html", "head", "body", "div", "table"), READERS["html"]),
    (
        lambda _, t: "✅" in t or "📋" in t,
        Form("casebook-marked", 1, _text(casebook_marked.parse)),
    ),
    (casebook_paged.recognises, Form("casebook-paged", 1, _text(casebook_paged.parse))),
    (_is_table, Form("table", 1, _table)),
    (lambda _, t: t.lstrip()[:1] not in ("{", "[", "<"), READERS["text"]),
)
"""Of a text's first bytes and letters; the first that recognises it reads it."""


def every_form() -> list[Form]:
    """All forms, each once."""
    return list({f.name: f for f in (*READERS.values(), *(form for _, form in FORMS))}.values())


def recognise(data: bytes) -> Form:
    """The form of a file by its content. Raises Refused when it is none that can be read."""
    if not data.strip():
        raise Refused("빈 파일입니다", "the file is empty")
    name = container(data)
    if name == "zip":
        raise Refused(
            "묶음(ZIP) 안의 묶음은 읽지 않습니다: 풀어서 넣으십시오",
            "an archive inside an archive is not read: unpack it",
        )
    if name is not None:
        return READERS[name]
    head = data[:_HEAD_BYTES]
    text = _head_text(head)
    for recognises, form in FORMS:
        if recognises(head, text):
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
