"""Checks the starter corpus: its shape, and every figure against the official texts.

``python -m corpora.starter.check [--data FOLDER]``; FOLDER holds the official texts (statutes,
replies, casebooks, rulings). Without it only the shape is checked. Exits 1 on findings.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from corpora.starter.entries import (
    DataFile,
    InterpretationEntry,
    ProvisionEntry,
    RulingEntry,
    files,
)
from corpora.starter.figures import misses
from corpora.starter.official import Official
from kb.errors import DataFault
from kb.law.identifiers import ProvisionId
from kb.law.structure import parse

Entry = ProvisionEntry | InterpretationEntry | RulingEntry

DATA = Path(__file__).parents[3] / "shared" / "data"
_KOREAN = ("title", "question", "answer", "text", "holdings", "summary")
_EARLIEST = date(1987, 1, 1)
"""No entry is older: the constitution in force, and its elections, begin then."""


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
