"""``sources`` and ``sync``: folders, repositories, URLs; what changed and what it touches."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli import made_up_law, office_server
from tests.cli.conftest import Command
from tests.cli.office_server import Office

REPLIES = """제목,관련법,답변일,질의내용,답변내용,번호
게시 기간,공직선거법 제2조제1항,2022-05-06,언제까지 붙이나요?,\
「공직선거법」 제2조제1항에 따라 선거일 전 30일까지 붙일 수 있을 것입니다.,제1호
게시판지기,공직선거법 제2조제2항제1호,2022-05-07,누가 받나요?,\
「공직선거법」 제2조제2항제1호에 따라 게시판지기가 받을 수 있을 것입니다.,제2호
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the older version of the law and two replies, as an office keeps them."""
    made = tmp_path / "office"
    made.mkdir()
    for file in made_up_law.write(made).glob("*.md"):
        file.write_text(file.read_text("utf-8").replace("마을게시판법", "공직선거법"), "utf-8")
    (made / "replies.csv").write_text(REPLIES, encoding="utf-8")
    (made / "2024.md").rename(tmp_path / "2024.md")
    return made


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    monkeypatch.setenv("YUGWON_PRIVATE_URLS", "true")
    return tmp_path / "home"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_server.serving(tmp_path / "www") as made:
        yield made


def synced(yugwon: Command, *arguments: str) -> Any:
    ran = yugwon("sync", *arguments, "--json")
    assert ran.code == 0, ran.err
    return ran.json


def test_sources_are_added_listed_and_removed(yugwon: Command, folder: Path, empty: Path) -> None:
    made = yugwon("sources", "add", str(folder), "--name", "우리과", "--json").json
    assert (made["id"], made["kind"], made["synced_at"]) == ("우리과", "folder", None)
    assert yugwon("sources", "add", str(folder)).code == 2, "registered already"
    [listed] = yugwon("sources", "--json").json
    assert listed["label"] == str(folder)
    assert yugwon("sources", "list", "--json").json == [listed]
    assert yugwon("sources", "remove", "없는것").code == 2
    assert yugwon("sources", "remove", "우리과").code == 0
    assert yugwon("sources", "--json").json == []
    assert yugwon("sync").code == 2, "no source is registered"


@pytest.mark.parametrize(
    "arguments",
    [
        ("/no/such/folder",),
        ("ftp://example.org/law",),
        ("law.go.kr", "--take", "조례=공직선거법"),
        ("law.go.kr", "--take", "판례"),
        ("law.go.kr", "--since", "어제"),
        (".", "--take", "판례=공직선거법"),
    ],
)
def test_what_is_no_source(yugwon: Command, empty: Path, arguments: tuple[str, ...]) -> None:
    ran = yugwon("sources", "add", *arguments)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1
    assert yugwon("sources", "--json").json == []


def test_a_folder_is_followed(yugwon: Command, folder: Path, empty: Path, tmp_path: Path) -> None:
    yugwon("sources", "add", str(folder))
    first = synced(yugwon)
    assert first["sources"][0]["added"] == 3
    assert len(first["new_instruments"]) == 1
    assert first["changes"] == []
    again = synced(yugwon)["sources"][0]
    assert (again["added"], again["known"]) == (0, 2)

    answer = yugwon(
        "ask", "게시물은 선거일 며칠 전까지 붙일 수 있나요?", "--as-of", "2024-05-01", "--json"
    ).json
    assert answer["sources"], "an answer that rests on the law"
    shutil.copy(tmp_path / "2024.md", folder)
    (folder / "2020.md").unlink()
    news = synced(yugwon)
    [change] = news["changes"]
    assert change["id"] == "kr/law/공직선거법@2024-03-04#2"
    assert (change["change"], change["effective"]) == ("amended", "2024-03-04")
    words = {s["kind"]: s["text"] for s in change["segments"] if s["kind"] != "equal"}
    assert words == {"removed": "30일까지 ", "added": "10일까지 "}
    [reply] = news["interpretations"]
    assert reply["title"] == "게시 기간"
    assert reply["provisions"] == ["kr/law/공직선거법#2.1"]
    assert not reply["lends"]
    assert [a["question"] for a in news["answers"]] == [
        "게시물은 선거일 며칠 전까지 붙일 수 있나요?"
    ]
    assert not news["answers"][0]["stands"], "given for a day after the change"
    assert news["sources"][0]["missing"] == ["2020.md"]
    assert "30일까지" in yugwon("show", "공직선거법 제2조", "--as-of", "2021-01-01").out


def test_what_is_said_to_people(yugwon: Command, folder: Path, empty: Path, tmp_path: Path) -> None:
    yugwon("sources", "add", str(folder))
    yugwon("sync")
    shutil.copy(tmp_path / "2024.md", folder)
    out = yugwon("sync").out
    assert "제2조(게시) 개정 / amended — 2024. 3. 4. 공포, 2024. 3. 4. 시행" in out
    assert "[-30일까지-]" in out
    assert "게시 기간" in out


def test_a_changed_file_takes_the_place_of_what_it_was(
    yugwon: Command, folder: Path, empty: Path
) -> None:
    """A row corrected, a row taken out, and both put back."""
    yugwon("sources", "add", str(folder))
    synced(yugwon)
    lines = REPLIES.splitlines(keepends=True)
    (folder / "replies.csv").write_text(
        "".join(lines[:2]).replace("30일까지 붙일", "한 달 전까지 붙일"), encoding="utf-8"
    )
    assert synced(yugwon)["sources"][0]["replaced"] == 2
    replies = yugwon("corpus", "list", "--kind", "reply", "--json").json
    assert [r["title"] for r in replies] == ["게시 기간"]
    assert "한 달 전까지" in yugwon("corpus", "show", "replies.csv#1").out
    (folder / "replies.csv").write_text(REPLIES, encoding="utf-8")
    synced(yugwon)
    replies = yugwon("corpus", "list", "--kind", "reply", "--json").json
    assert sorted(r["title"] for r in replies) == ["게시 기간", "게시판지기"]


def test_only_what_is_new_in_a_repository(
    yugwon: Command, office: Office, folder: Path, empty: Path, tmp_path: Path
) -> None:
    path = "kr/공직선거법/법률.md"
    bare = office.folder / "smart" / "law.git"
    old, new = (folder / "2020.md").read_text("utf-8"), (tmp_path / "2024.md").read_text("utf-8")
    office_server.repository(tmp_path / "work", [{path: old}], bare)
    added = yugwon("sources", "add", office("/smart/law.git"), "--json").json
    assert (added["id"], added["kind"]) == ("law", "git")
    assert synced(yugwon)["sources"][0]["added"] == 1
    unchanged = synced(yugwon)["sources"][0]
    assert (unchanged["added"], unchanged["known"]) == (0, 0), "nothing is read again"
    office_server.commit(tmp_path / "work", {path: new}, bare)
    news = synced(yugwon)
    assert (news["sources"][0]["added"], news["sources"][0]["known"]) == (1, 0)
    assert [c["id"] for c in news["changes"]] == ["kr/law/공직선거법@2024-03-04#2"]


def test_a_repository_on_the_disk(
    yugwon: Command, folder: Path, empty: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    text = (folder / "2020.md").read_text("utf-8")
    office_server.repository(work, [{"a.md": text}], tmp_path / "bare.git")
    assert yugwon("sources", "add", str(work), "--json").json["kind"] == "git"
    assert synced(yugwon)["sources"][0]["added"] == 1
    office_server.commit(work, {"b.md": (tmp_path / "2024.md").read_text("utf-8")})
    assert len(synced(yugwon)["changes"]) == 1


def test_a_url_is_followed(yugwon: Command, office: Office, empty: Path) -> None:
    office.files["/replies"] = REPLIES.encode()
    assert yugwon("sources", "add", office("/replies"), "--json").json["kind"] == "url"
    assert synced(yugwon)["sources"][0]["added"] == 2
    assert synced(yugwon)["sources"][0]["known"] == 1
    office.files["/replies"] = REPLIES.replace("누가 받나요", "누가 받습니까").encode()
    done = synced(yugwon)["sources"][0]
    assert (done["added"], done["replaced"]) == (1, 1)


def test_a_source_that_fails_stops_no_other(
    yugwon: Command, office: Office, folder: Path, empty: Path
) -> None:
    office.files["/replies"] = REPLIES.encode()
    yugwon("sources", "add", office("/replies"))
    yugwon("sources", "add", str(folder))
    office.files.clear()
    ran = yugwon("sync", "--json")
    assert ran.code == 1
    failed, done = ran.json["sources"]
    assert "404" in failed["error"]["en"]
    assert done["added"] == 3
    assert len(ran.err.strip().splitlines()) == 1
    ran = yugwon("sync", "replies")
    assert ran.code == 2
    assert "404" in yugwon("sources").out


def test_a_watched_folder(folder: Path, empty: Path, tmp_path: Path, yugwon: Command) -> None:
    """A file put into it is held a moment later."""
    yugwon("sources", "add", str(folder))
    run = [sys.executable, "-c", "from ui.cli import main; main()", "sync", "--watch", "--json"]
    log = tmp_path / "out"
    with log.open("wb") as out, subprocess.Popen(run, stdout=out, stderr=subprocess.PIPE) as child:
        try:
            assert child.stderr is not None
            assert "watching" in child.stderr.readline().decode()
            shutil.copy(tmp_path / "2024.md", folder)
            until = time.monotonic() + 60
            while log.read_bytes().count(b"\n") < 2 and time.monotonic() < until:
                time.sleep(0.2)
        finally:
            child.terminate()
    lines = log.read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert "공직선거법@2024-03-04#2" in lines[1]
