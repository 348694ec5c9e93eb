"""The real data: how many documents, articles and cases are read from them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from corpora.questions import cases
from ingest.forms import recognise
from ingest.identity import sha256
from kb.errors import Refused
from kb.law.values import Intake

pytestmark = pytest.mark.shared


def read(file: Path) -> list[Intake]:
    data = file.read_bytes()
    return recognise(data).parse(data, file.name, sha256(data))


@pytest.mark.parametrize(
    ("name", "least", "stated"),
    [
        ("casebook-2018.md", 830, 0.98),
        ("casebook-2025.pdf", 850, 0.99),
        ("casebook-2026.md", 1000, 0.70),
        ("overseas-voting-2025.pdf", 60, 0.95),
        ("students-2024.pdf", 55, 0.95),
    ],
)
def test_cases_of_the_casebooks(shared: Path, name: str, least: int, stated: float) -> None:
    [intake] = read(shared / "casebooks" / name)
    cases = [i for i in intake.interpretations if i.kind == "case"]
    assert len(cases) >= least
    assert sum(i.conclusion is not None for i in cases) >= stated * len(cases)
    for i in intake.interpretations:
        assert i.answer in intake.document.text[i.start : i.end]


@pytest.mark.parametrize("name", ["casebook-2018.md", "casebook-2025.pdf", "students-2024.pdf"])
def test_the_wordings_of_cases_find_the_cases_that_they_mean(shared: Path, name: str) -> None:
    [intake] = read(shared / "casebooks" / name)
    held = {cases.case_print(i.known_by) for i in intake.interpretations if i.kind == "case"}
    meant = {
        print_
        for file in sorted(cases.FOLDER.glob("*.jsonl"))
        for line in map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if line["files"] == [name]
        for print_ in line["cases"]
    }
    assert meant
    assert len(meant & held) >= 0.99 * len(meant), sorted(meant - held)[:5]


def test_casebook_of_lost_order_agrees_with_the_one_in_order(shared: Path) -> None:
    """Cases that both books have: the stated conclusions are the same in 99 of 100."""

    def grams(text: str) -> set[str]:
        bare = "".join(c for c in text.split("\n")[0] if c.isalnum())
        return {bare[i : i + 4] for i in range(len(bare) - 3)}

    [doubtful] = read(shared / "casebooks" / "casebook-2026.md")
    [sure] = read(shared / "casebooks" / "casebook-2025.pdf")
    known = [(grams(i.answer), i.conclusion) for i in sure.interpretations if i.kind == "case"]
    agree: Counter[bool] = Counter()
    for i in doubtful.interpretations:
        here = grams(i.answer)
        if i.kind != "case" or i.conclusion is None or len(here) < 12:
            continue
        same = [c for there, c in known if len(here & there) > 0.75 * len(here | there)]
        if same:
            agree[i.conclusion in same] += 1
    assert agree[True] > 500
    assert agree[False] <= 0.01 * agree[True]


def test_replies(shared: Path) -> None:
    counts = {f.name: len(read(f)) for f in sorted((shared / "replies").glob("*.csv"))}
    assert counts == {"court-digests.csv": 252, "internet.csv": 513, "written.csv": 276}


def test_statutes(shared: Path) -> None:
    intakes = [i for f in sorted((shared / "statutes").rglob("*.md")) for i in read(f)]
    assert len({i.articles[0].version.work for i in intakes}) == 64
    main = [a for i in intakes for a in i.articles if a.pinpoint.supplement is None]
    assert len(main) > 2_900
    assert not any("**" in a.text or "\\" in a.text or "<img" in a.text for a in main)


_RIGHTLY = ("holds no text", "locked by a password", "for distribution", "a HWP 3 file", "a scan",
            "fonts are garbled")  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "files", "read_at_least"), [("hwp", 80, 38), ("hwpx", 119, 74), ("pdf", 30, 20), ("docx", 45, 28)]
)  # fmt: skip
def test_office_files(shared: Path, folder: str, files: int, read_at_least: int) -> None:
    """Every sample is read, or refused with a reason that is true of it."""
    seen: Counter[str] = Counter()
    for file in sorted((shared / "parser-samples" / folder).iterdir()):
        data = file.read_bytes()
        try:
            [intake] = recognise(data).parse(data, file.name, sha256(data))
            seen["read"] += bool(intake.document.text.strip())
        except Refused as e:
            seen["refused" if any(reason in e.en for reason in _RIGHTLY) else e.en] += 1
    assert seen["read"] + seen["refused"] == files, seen
    assert seen["read"] >= read_at_least
