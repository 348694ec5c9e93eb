"""The official texts beside the project, against which the digests of the starter corpus are held.

Statutes in every version that is held, replies, casebooks and rulings, each found by what an entry
names: an article and its day, a link, a page, a case number.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from corpora.starter.entries import InterpretationEntry, RulingEntry
from kb.law.identifiers import ProvisionId
from kb.law.structure import parse

MARK = re.compile(r"<[^<>]*>")
"""An amendment or another mark in a text of law."""
_SHEETS = {"서면질의회답": "written.csv", "인터넷질의답변": "internet.csv"}
_BOOKS = {
    "정치관계법 사례예시집 2018": "casebook-2018.md",
    "정치관계법 사례예시집 2025": "casebook-2025.pdf",
    "정치관계법 사례예시집 2026": "casebook-2026.md",
}
_DAY = re.compile(r"(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})")
_EFFECTIVE = re.compile(r"^시행일자: *'?(\d{4}-\d\d-\d\d)", re.MULTILINE)
_HEAD = re.compile(r"^#+ 제(\d+)조((?:의\d+)*)(?: |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OfficialArticle:
    """The text of an article in one held version of its instrument."""

    day: date
    """Day of the version; the current text counts as of the last day of the calendar."""
    text: str

    @property
    def since(self) -> date:
        """The latest amendment marked in it."""
        days = [
            date(*map(int, found))
            for mark in MARK.findall(self.text)
            for found in _DAY.findall(mark)
        ]
        return max(days, default=date.min)


class Official:
    """The official texts beside the project."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._articles: dict[str, list[OfficialArticle]] = {}
        for path in sorted((data / "statutes").glob("*/*.md")):
            self._add(path.parent.name, _text(path), date.max)
        for path in sorted((data / "statutes-excerpts").glob("*.md")):
            work, _, day = path.stem.partition("-")
            self._add(work, _text(path), date.fromisoformat(day))
        for work, text in _versions(data / "legalize-kr.bundle"):
            effective = _EFFECTIVE.search(text)
            if effective:
                self._add(work, text, date.fromisoformat(effective[1]))
        self._rulings = {
            path.stem.split("__")[-1].split("_")[0]: path
            for folder in ("precedents", "constitution-election")
            for path in sorted((data / folder).glob("*.md"), reverse=True)
        }

    def _add(self, work: str, text: str, day: date) -> None:
        heads = list(_HEAD.finditer(text))
        for here, after in zip(heads, [*heads[1:], None], strict=True):
            body = text[here.end() : after.start() if after else len(text)]
            body = re.split(r"^(?:#+ *)?부칙", body, maxsplit=1, flags=re.MULTILINE)[0]
            body = re.sub(r"\*\*(.)\*\*", r"\1", body.replace("\\", ""))
            body = re.sub(r"^ +", "", body, flags=re.MULTILINE)
            id = f"{work}#{here[1]}{here[2].replace('의', '-')}"
            self._articles.setdefault(id, []).append(OfficialArticle(day, body.strip()))

    def articles(self, provision: ProvisionId) -> list[OfficialArticle]:
        """Every held text of an article."""
        return self._articles.get(str(provision.article).removeprefix("kr/law/"), [])

    def article(self, provision: ProvisionId, effective: date) -> str | None:
        """The text of an article that took effect on a day, if a version holds it.

        That is one not amended after that day, of a version of that day or later.
        """
        fit = [
            a.text for a in self.articles(provision) if a.day >= effective and a.since <= effective
        ]
        return fit[0] if fit else None

    def holds(self, provision: ProvisionId) -> bool:
        """Whether a held text has this very place (항, 호, 목)."""
        return any(parse(a.text).find(provision.pinpoint) for a in self.articles(provision))

    def reply(self, entry: InterpretationEntry) -> str | None:
        """The text that an interpretation digests, if it can be found."""
        document = entry.source.document
        if document in _SHEETS:
            return self._sheet(_SHEETS[document]).get(entry.url)
        name = _BOOKS[document]
        if entry.source.page is None or not name.endswith(".pdf"):
            return "\n".join(self._book(name))
        pages = self._book(name)
        return "\n".join(pages[max(0, entry.source.page - 2) : entry.source.page + 1])

    @cache  # noqa: B019
    def _sheet(self, name: str) -> dict[str, str]:
        with (self._data / "replies" / name).open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        return {r["출처"]: unicodedata.normalize("NFC", "\n".join(r.values())) for r in rows}

    @cache  # noqa: B019
    def _book(self, name: str) -> list[str]:
        path = self._data / "casebooks" / name
        if path.suffix == ".md":
            return [_text(path)]
        from pypdf import PdfReader

        return [unicodedata.normalize("NFC", p.extract_text() or "") for p in PdfReader(path).pages]

    def ruling(self, entry: RulingEntry) -> str | None:
        """The text of a ruling, if it is held."""
        path = self._rulings.get(entry.number.split(",")[0].strip())
        return _text(path) if path else None


def _versions(bundle: Path) -> Iterator[tuple[str, str]]:
    """Instrument and text of every version in a git bundle of statutes; none without git or it."""
    if not bundle.is_file() or shutil.which("git") is None:
        return

    def git(*words: str, given: bytes = b"") -> bytes:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=off", *words],
            input=given,
            capture_output=True,
            check=True,
        )
        return done.stdout

    with tempfile.TemporaryDirectory() as folder:
        git("clone", "--quiet", "--bare", str(bundle), folder)
        told = git("-C", folder, "log", "--raw", "--no-abbrev", "--format=").decode()
        blobs: dict[str, str] = {}
        for line in told.splitlines():
            if line.startswith(":") and line.endswith(".md") and "\t" in line:
                blobs.setdefault(line.split()[3], line.split("\t")[-1])
        for blob, path in blobs.items():
            text = git("-C", folder, "cat-file", "blob", blob).decode("utf-8")
            yield Path(path).parent.name, unicodedata.normalize("NFC", text)


def _text(path: Path) -> str:
    return unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
