"""The pipeline from the outside: what is taken in, known again, refused, and survives a kill."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import office_files as office
import pytest
import zstandard
from ingest_samples import CASEBOOK, RULING, STATUTE

from ingest import starter
from ingest.pipeline import ingest, ingest_bytes
from kb.errors import BadInput
from kb.law.identifiers import Pinpoint, WorkId
from kb.settings import Settings, load
from kb.store import Store

ROOT = Path(__file__).resolve().parents[2]
LAW = WorkId("마을대표선출조례법")
TABLE = "제목,질의내용,답변내용\n가,되나요?,가능할 것입니다.\n나,되나요?,위반될 것입니다.\n"


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        stem, _, ext = name.rpartition("_")
        (folder / f"{stem}.{ext}").write_text(text, encoding="utf-8")
    return folder


def test_everything_once_and_known_again(store: Store, settings: Settings, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "in", law_md=STATUTE, ruling_md=RULING, cases_md=CASEBOOK, qa_csv=TABLE
    )
    first = ingest(store, settings, [folder])
    assert (first.added, first.known, first.refused) == (5, 0, [])
    assert first.columns["qa.csv"][0] == "제목 → title"
    revision = store.revision()
    again = ingest(store, settings, [folder])
    assert (again.added, again.known) == (0, 4)
    assert store.revision() == revision
    originals = [p for p in (settings.home / "originals").rglob("*") if p.is_file()]
    assert len(originals) == 4


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.md", b"", "empty"),
        ("a.md", b"# nothing known\n\ntext", "no form that is known"),
        ("a.pdf", b"%PDF-1.4\ngarbage", "damaged"),
        ("a.hwp", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a form not read yet"),
        ("a.csv", "이름,금액\n가,1\n".encode(), "columns of something else"),
        ("a.md", b"---\n: [\n---\n", "unreadable front matter"),
        ("a.bin", bytes(range(256)) * 10, "no text"),
    ],
)
def test_refused_with_its_reason(
    store: Store, settings: Settings, name: str, data: bytes, why: str
) -> None:
    report = ingest_bytes(store, settings, name, data)
    assert report.added == 0
    [refusal] = report.refused
    assert refusal.label == name
    assert refusal.ko, why
    assert refusal.en


def test_the_rest_goes_on(store: Store, settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_md="# no form\n", b_md=STATUTE)
    (folder / "link.md").symlink_to("/etc/hostname")
    report = ingest(store, settings, [folder])
    assert report.added == 1
    assert sorted(r.label for r in report.refused) == ["a.md", "link.md"]


def test_a_folder_without_documents_is_an_error(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="no document"):
        ingest(store, settings, [write(tmp_path / "empty")])
    with pytest.raises(BadInput, match="no document"):
        ingest(store, settings, [write(tmp_path / "other", a_md="# no form\n")])
    with pytest.raises(BadInput):
        ingest(store, settings, [tmp_path / "absent"])


def test_too_large_and_too_slow(tmp_path: Path) -> None:
    largest = len(STATUTE.encode()) - 1
    settings = load(home=tmp_path / "home", max_bytes=largest, workers=1)
    store = Store.open(settings.url)
    report = ingest(store, settings, [write(tmp_path / "in", a_md=STATUTE, b_csv=TABLE)])
    assert [r.label for r in report.refused] == ["a.md"]
    slow = load(home=tmp_path / "home", parse_seconds=0.001, workers=1)
    report = ingest_bytes(store, slow, "a.md", STATUTE.encode())
    assert "0.001" in report.refused[0].en
    store.close()


def test_dry_run_writes_nothing(store: Store, settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a_md="# no form\n", cases_md=CASEBOOK, qa_csv=TABLE)
    report = ingest(store, settings, [folder], dry_run=True)
    assert store.revision() == 0
    assert not (settings.home / "originals").exists()
    by_label = {line["document"]: line for line in report.lines}
    assert by_label["a.md"]["refused"]
    assert by_label["qa.csv#1"]["conclusion"] == "permitted"
    assert by_label["qa.csv#2"]["conclusion"] == "prohibited"
    assert [c["conclusion"] for c in by_label["cases.md"]["cases"]].count("prohibited") == 1
    json.dumps(report.lines)


def repository(folder: Path) -> Path:
    """Two versions of one law in a history; the days of its commits mean nothing."""

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
            check=True,
            capture_output=True,
        )

    folder.mkdir()
    git("init", "-q")
    later = STATUTE.replace("2021-04-01", "2023-01-01").replace("'00123'", "'00456'")
    later = later.replace("2021-03-02", "2022-12-01").replace(
        "마을대표를 뽑는", "마을대표를 고르는"
    )
    for text in (STATUTE, later):
        place = folder / "kr" / "마을대표선출조례법" / "법률.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-q", "-m", "x", "--date", "2001-01-01T00:00:00")
    return folder


def test_the_history_of_a_repository_is_the_versions(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    folder = repository(tmp_path / "repo")
    ingest(store, settings, [folder])
    assert [str(v.effective) for v in store.versions(LAW)] == ["2021-04-01", "2023-01-01"]
    texts = [a.text for a in store.history(LAW, Pinpoint.parse("1"))]
    assert ["고르는" in t for t in texts] == [False, True]


def test_only_one_instrument(store: Store, settings: Settings, tmp_path: Path) -> None:
    folder = repository(tmp_path / "repo")
    assert ingest(store, settings, [folder], only="마을대표 선출 조례법").added == 2
    with pytest.raises(BadInput):
        ingest(store, settings, [folder], only="없는법")


def test_archives(store: Store, settings: Settings, tmp_path: Path) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, text in (("x/a.md", STATUTE), ("x/b.md", RULING)):
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    (tmp_path / "a.tar.zst").write_bytes(zstandard.compress(raw.getvalue()))
    record = {
        "law": "나눔법",
        "kind": "법률",
        "mst": "1",
        "promulgated": "2020-01-02",
        "effective": "2020-01-02",
        "number": "7",
        "article": "제3조의2",
        "title": "나눔",
        "text": "**①** 나눈다.",
    }
    (tmp_path / "b.jsonl.zst").write_bytes(zstandard.compress(json.dumps(record).encode()))
    report = ingest(store, settings, [tmp_path / "a.tar.zst", tmp_path / "b.jsonl.zst"])
    assert (report.added, report.refused) == (3, [])
    assert store.history(WorkId("나눔법"), Pinpoint.parse("3-2"))[0].text == "① 나눈다."
    bomb = zstandard.compress(b"\0" * 50_000_000)
    (tmp_path / "c.tar.zst").write_bytes(bomb)
    assert ingest(store, settings, [tmp_path / "c.tar.zst"]).refused


def test_an_archive_of_hostile_names(store: Store, settings: Settings, tmp_path: Path) -> None:
    """Names lead nowhere, links are not followed, an archive inside is refused; the rest goes on."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, data in (
            ("../../out.md", STATUTE.encode()),
            ("/abs.hwpx", office.hwpx(["회의", "공직선거법 제58조"])),
            ("inner.zip", office.zipped({"a.md": RULING})),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    before = sorted(tmp_path.rglob("*"))
    report = ingest_bytes(store, settings, "../x/마을.tar", raw.getvalue())
    assert report.added == 2
    assert sorted(r.label.rpartition("#")[2] for r in report.refused) == ["inner.zip", "link.md"]
    assert {name: (t.files, t.read) for name, t in report.formats.items()} == {
        "statute": (1, 1), "hwpx": (1, 1), "unknown": (1, 0),
    }  # fmt: skip
    outside = [p for p in sorted(tmp_path.rglob("*")) if not p.is_relative_to(settings.home)]
    assert outside == [p for p in before if not p.is_relative_to(settings.home)]
    assert not (tmp_path.parent / "out.md").exists()


def test_documents_in_a_zip(store: Store, settings: Settings) -> None:
    packed = office.zipped({
        "가/a.dat": office.hwp(["회의", "공직선거법 제58조에 관한 글"]),
        "나.bin": office.docx(["회의", "공직선거법 제59조에 관한 글"]),
        ".hidden": "x",
    })  # fmt: skip
    report = ingest_bytes(store, settings, "a.zip", packed)
    assert [d["label"] for d in store.documents()] == ["a.zip#가/a.dat", "a.zip#나.bin"]
    assert report.refused == []
    assert ingest_bytes(store, settings, "b.zip", packed).known == 2


def test_killed_at_any_moment_nothing_reported_is_lost(settings: Settings, tmp_path: Path) -> None:
    """Killed again and again; every file counted as finished has its document."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(120):
        text = STATUTE.replace("마을대표 선출 조례법", f"마을법{n}")
        (folder / f"{n:03}.md").write_text(text, encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from kb.settings import load; "
        "from kb.store import Store; from ingest.pipeline import ingest; "
        "s = load(home=Path(sys.argv[1]), workers=1); "
        "ingest(Store.open(s.url), s, [Path(sys.argv[2])])"
    )
    for delay in (1.2, 1.6, 2.0):
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(settings.home), str(folder)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )
        time.sleep(delay)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        store = Store.open(settings.url)
        held = {d["original"] for d in store.documents()}
        assert {sha for sha, _ in store.finished()} <= held
        store.close()
    store = Store.open(settings.url)
    report = ingest(store, settings, [folder])
    assert report.added + report.known == 120
    assert len(store.documents()) == 120
    assert len(store.versions()) == 120
    store.close()


def test_a_newer_reader_replaces_what_the_older_one_read(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest_bytes(store, settings, "a.md", STATUTE.encode())
    monkeypatch.setattr("ingest.forms.EDITION", 999)
    report = ingest_bytes(store, settings, "a.md", STATUTE.encode())
    assert report.added == 1
    assert len(store.documents()) == 1


def test_starter_corpus_once(store: Store) -> None:
    assert starter.ensure(store) > 0
    assert starter.ensure(store) == 0
