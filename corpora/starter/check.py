"""Checks the starter corpus: its shape, and every figure against the official texts.

``python -m corpora.starter.check [--data FOLDER]``; FOLDER holds the official texts (statutes,
replies, casebooks, rulings). Without it only the shape is checked. Exits 1 on findings.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path

from corpora.starter.entries import (
    DataFile,
    InterpretationEntry,
    ProvisionEntry,
    RulingEntry,
    files,
)
from kb.errors import DataFault
from kb.law.identifiers import ProvisionId
from kb.law.structure import parse

Entry = ProvisionEntry | InterpretationEntry | RulingEntry

DATA = Path(__file__).parents[3] / "shared" / "data"
_SHEETS = {"서면질의회답": "written.csv", "인터넷질의답변": "internet.csv"}
_BOOKS = {
    "정치관계법 사례예시집 2018": "casebook-2018.md",
    "정치관계법 사례예시집 2025": "casebook-2025.pdf",
    "정치관계법 사례예시집 2026": "casebook-2026.md",
}
_MARK = re.compile(r"<[^<>]*>")
_DAY = re.compile(r"(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})")
_WRITTEN_DAY = re.compile(r"(\d{4})(?:[.-]|년)\s*(\d{1,2})(?:[.-]|월)\s*(\d{1,2})(?!\d)(?:일|\.)?")
_CASE = re.compile(r"(\d{4}\.\d+\.\d+) +(?:선고 )?(\d{2,4}[가-힣]{1,2}\d+)")
_EFFECTIVE = re.compile(r"^시행일자: *'?(\d{4}-\d\d-\d\d)", re.MULTILINE)
_HEAD = re.compile(r"^#+ 제(\d+)조((?:의\d+)*)(?: |$)", re.MULTILINE)
_ARTICLE = re.compile(r"제(\d+)조((?:의\d+)*)")
_FIGURE = re.compile(r"(?<![\d.,])(\d[\d,.]*(?:[십백천만억]+\d*)*)")
_UNIT = re.compile("개월|원|일|세|년|시(?!·)|점")
"""With these the unit must stand in the source, too; people and sheets are counted variously."""
_KOREAN = ("title", "question", "answer", "text", "holdings", "summary")
_SCALE = {"십": 10, "백": 100, "천": 1000}
_EARLIEST = date(1987, 1, 1)
"""No entry is older: the constitution in force, and its elections, begin then."""


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
            for mark in _MARK.findall(self.text)
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


def shape() -> Iterator[str]:
    """Findings about the entries themselves. Raises DataFault on a broken schema."""
    seen: set[tuple[str, ...]] = set()
    for file in files():
        for where, key, days in _entries(file):
            if key in seen:
                yield f"{where}: 두 번 나옵니다"
            seen.add(key)
            today = date.today()
            for day in days:
                if not _EARLIEST <= day <= today:
                    yield f"{where}: 날짜가 이상합니다: {day}"
        everything: list[Entry] = [*file.provisions, *file.interpretations, *file.rulings]
        for entry in everything:
            yield from _languages(file.name, entry)


def _entries(file: DataFile) -> Iterator[tuple[str, tuple[str, ...], list[date]]]:
    for p in file.provisions:
        yield f"{file.name} {p.id} {p.effective}", (p.id, str(p.effective)), [p.promulgated]
    for i in file.interpretations:
        days = [d for d in (i.day, i.day_from, i.day_until) if d]
        yield f"{file.name} {i.id}", (i.id,), days
    for r in file.rulings:
        yield f"{file.name} {r.id}", (r.id,), [r.day]


def _languages(name: str, entry: Entry) -> Iterator[str]:
    for field, value in entry:
        if not isinstance(value, str) or not value or field in ("id", "url", "number"):
            continue
        hangul = len(re.findall("[가-힣]", value))
        english = field == "en" or field.endswith("_en")
        if english and hangul > 10:
            yield f"{name} {entry.id}: {field}: 영어가 아닙니다"
        if field in _KOREAN and not hangul:
            yield f"{name} {entry.id}: {field}: 한국어가 아닙니다"


def citations(official: Official | None) -> Iterator[str]:
    """Cited provisions that neither the corpus nor the official texts have."""
    outlines: dict[str, list[str]] = {}
    for file in files():
        for p in file.provisions:
            outlines.setdefault(p.id, []).append(p.text)
    for file in files():
        citing: list[InterpretationEntry | RulingEntry] = [*file.interpretations, *file.rulings]
        for entry in citing:
            for cited in map(ProvisionId.parse, entry.provisions):
                own = any(
                    parse(text).find(cited.pinpoint)
                    for text in outlines.get(str(cited.article), [])
                )
                if own or (official and official.holds(cited)):
                    continue
                if official or str(cited.article) in outlines:
                    yield f"{file.name} {entry.id}: 없는 조문을 듭니다: {cited}"


def figures(official: Official) -> tuple[list[str], list[str]]:
    """Figures of the digests that stand in no official text, and entries without such a text."""
    wrong: list[str] = []
    unheld: list[str] = []
    for where, digest, source, known in _digests(official):
        if source is None:
            unheld.append(where)
            continue
        for missing in misses(digest, source, known):
            wrong.append(f"{where}: 원문에 없습니다: {missing}")
    return wrong, unheld


def _digests(official: Official) -> Iterator[tuple[str, str, str | None, Callable[[], str]]]:
    """Place, digest, official text and what else it may take figures from, of every entry."""
    for file in files():
        for p in file.provisions:
            id = ProvisionId.parse(p.id)
            source = official.article(id, p.effective)
            where = f"{file.name} {id.label} {p.effective}"
            yield where, f"{p.title}\n{p.text}", source, lambda: ""
        for i in file.interpretations:
            law = partial(_law, official, i.provisions, i.day or i.day_until)
            where = f"{file.name} {i.id}"
            yield where, f"{i.question}\n{i.answer}", official.reply(i), law
        for r in file.rulings:
            digest = f"{r.name}\n{r.holdings}\n{r.summary}\n{r.order}"
            law = partial(_law, official, r.provisions, r.day)
            yield f"{file.name} {r.id}", digest, official.ruling(r), law


def _law(official: Official, provisions: tuple[str, ...], day: date | None) -> str:
    """What else a digest may take figures from: the articles it cites, and its own year."""
    ids = [ProvisionId.parse(p) for p in provisions]
    texts = [a.text for id in ids for a in official.articles(id)]
    own = [
        f"{p.title} {p.text}"
        for f in files()
        for p in f.provisions
        if p.id in {str(id.article) for id in ids}
    ]
    year = f"{day:%Y}년" if day else ""
    return "\n".join([year, *(id.pinpoint.article_only.label for id in ids), *texts, *own])


def misses(digest: str, source: str, known: Callable[[], str] = str) -> list[str]:
    """Articles and figures of a digest that stand neither in its source nor in what it cites."""
    digest = _CASE.sub(_unless_ours, _clean(_MARK.sub(" ", digest)))
    source = _clean(source)
    articles, numbers = _articles(source), _numbers(source)
    found: list[str] = []
    for pattern, having in ((_articles, articles), (_numbers, numbers)):
        missing = [f for f in pattern(digest) if f not in having]
        if missing:
            more = pattern(_clean(known()))
            found += [str(m) for m in missing if m not in more]
    return found


def _unless_ours(case: re.Match[str]) -> str:
    """A ruling named with its day needs no other source when the corpus has it of that day."""
    ours = {(f"{r.day:%Y}.{r.day.month}.{r.day.day}", r.number) for f in files() for r in f.rulings}
    return "" if (case[1], case[2]) in ours else case[0]


def _clean(text: str) -> str:
    """Days in one form, figures and their units together."""
    text = _WRITTEN_DAY.sub(lambda m: f" {m[1]}.{int(m[2])}.{int(m[3])} ", text)
    return re.sub(r"(?<=\d)\s+(?=[천만억일세년월시분])", "", text)


def _articles(text: str) -> dict[str, None]:
    return dict.fromkeys(f"제{m[1]}조{m[2]}" for m in _ARTICLE.finditer(text))


def _numbers(text: str) -> dict[str, None]:
    """Every figure outside an article's number, as a value: 1천500만 and 15,000,000 are one."""
    bare = re.sub(r"제\d+(?:조|항|호|목|편|장)(?:의\d+)*|^\d+(?:의\d+)?\.\s", " ", text, flags=re.M)
    out: dict[str, None] = {}
    for m in _FIGURE.finditer(bare):
        value = amount(m[1])
        if value is None:
            continue
        out[value] = None
        unit = _UNIT.match(bare, m.end())
        if unit and not bare[: m.start()].rstrip().endswith("월"):
            out[value + unit[0]] = None
    return out


def amount(figure: str) -> str | None:
    """The value of a figure such as 1천500만, 3.5 or 10,000, in digits."""
    figure = figure.rstrip(".,").replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)*", figure):
        return figure.lstrip("0") or "0"
    total = part = 0
    digits = ""
    for sign in figure:
        if sign.isdigit():
            digits += sign
        elif sign in _SCALE:
            part += int(digits or 1) * _SCALE[sign]
            digits = ""
        elif sign in "만억":
            total += (part + int(digits or 0) or 1) * (10**4 if sign == "만" else 10**8)
            part, digits = 0, ""
        else:
            return None
    return str(total + part + int(digits or 0))


def main(arguments: list[str] | None = None) -> int:
    """Print the findings; 1 if there are any."""
    options = argparse.ArgumentParser(prog="python -m corpora.starter.check")
    options.add_argument("--data", type=Path, default=DATA)
    folder: Path = options.parse_args(arguments).data
    try:
        found = list(shape())
    except DataFault as e:
        print(e.ko)
        return 1
    official = Official(folder) if (folder / "statutes").is_dir() else None
    found += citations(official)
    unheld: list[str] = []
    if official:
        wrong, unheld = figures(official)
        found += wrong
    provisions = sum(len(f.provisions) for f in files())
    interpretations = sum(len(f.interpretations) for f in files())
    rulings = sum(len(f.rulings) for f in files())
    for line in found:
        print(line)
    for line in unheld:
        print(f"{line}: 그 날의 원문이 없어 숫자를 견주지 못했습니다")
    print(
        f"조문 {provisions}, 해석 {interpretations}, 판례 {rulings}; 잘못 {len(found)}"
        + ("" if official else " (원문 없이 형식만)")
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
