"""``yugwon ingest URL``: what is taken in, and one clear line for everything that goes wrong."""

from __future__ import annotations

import gzip
import io
import socket
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.sources import network
from tests.cli import office_server
from tests.cli.conftest import Command
from tests.cli.office_server import Office

KEPT = {"yugwon.db", "yugwon.db-shm", "yugwon.db-wal", "yugwon.lock", "yugwon.lock.owner"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_server.serving(tmp_path / "www") as made:
        yield made


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own that may fetch from the loopback address."""
    monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    monkeypatch.setenv("YUGWON_PRIVATE_URLS", "true")
    return tmp_path / "home"


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def law(papers: Path) -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in sorted(papers.iterdir())}


def test_a_document_by_its_content(
    yugwon: Command, office: Office, papers: Path, empty: Path
) -> None:
    office.files["/files/../get.php"] = office.files["/get.php"] = law(papers)["2020.md"]
    office.moved["/old"] = "/get.php?file=..%2F..%2Fetc%2Fpasswd"
    ran = yugwon("ingest", office("/old"), "--json")
    assert (ran.code, ran.json["added"]) == (0, 1)
    [fetched] = ran.json["fetched"]
    assert fetched["url"] == office("/old")
    assert fetched["final"].startswith(office("/get.php"))
    assert len(fetched["sha256"]) == 64
    [document] = yugwon("corpus", "list", "--json").json
    assert document["label"] == "get.php"
    shown = yugwon("corpus", "show", "get.php", "--json").json
    assert shown["fetched"] == [fetched]
    again = yugwon("ingest", office("/old"), "--json").json
    assert (again["added"], again["known"]) == (0, 1)
    [newest] = yugwon("corpus", "show", "get.php", "--json").json["fetched"]
    assert newest["at"] >= fetched["at"]


@pytest.mark.parametrize("name", ["law.zip", "law.tar", "law.tar.gz", "law"])
def test_archives(yugwon: Command, office: Office, papers: Path, empty: Path, name: str) -> None:
    files = {f"../../{n}": data for n, data in law(papers).items()}
    made = {"zip": zipped, "tar": tarred}.get(name.rsplit(".", 1)[-1])
    office.files[f"/{name}"] = made(files) if made else gzip.compress(tarred(files))
    ran = yugwon("ingest", office(f"/{name}"), "--json")
    assert (ran.code, ran.json["added"], ran.json["refused"]) == (0, 4, [])
    labels = [d["label"] for d in yugwon("corpus", "list", "--json").json]
    assert f"{name}#../../2020.md" in labels
    assert yugwon("show", "마을게시판법 제2조", "--as-of", "2021-01-01", "--json").json["text"]


@pytest.mark.parametrize("road", ["/plain/law.git", "/smart/law.git", "/smart/law"])
def test_a_repository_with_its_history(
    yugwon: Command, office: Office, papers: Path, empty: Path, tmp_path: Path, road: str
) -> None:
    files = law(papers)
    history = [{"kr/마을게시판법/법률.md": files[n].decode()} for n in ("2020.md", "2024.md")]
    office_server.repository(tmp_path / "work", history, office.folder / road[1:])
    if not road.endswith(".git"):
        office.files[road] = b"<!DOCTYPE html><title>law</title>"  # as such sites show it
    ran = yugwon("ingest", office(road), "--json")
    assert (ran.code, ran.json["added"]) == (0, 2)
    for day, words in (("2023-01-01", "30일까지"), ("2025-01-01", "10일까지")):
        shown = yugwon("show", "마을게시판법 제2조제1항", "--as-of", day, "--json").json
        assert words in shown["text"]
    assert not list(empty.glob("fetch-*"))


def test_a_history_as_deep_as_allowed(
    yugwon: Command,
    office: Office,
    papers: Path,
    empty: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = law(papers)
    history = [{"kr/마을게시판법/법률.md": files[n].decode()} for n in ("2020.md", "2024.md")]
    office_server.repository(tmp_path / "work", history, office.folder / "smart" / "law.git")
    monkeypatch.setenv("YUGWON_GIT_DEPTH", "1")
    assert yugwon("ingest", office("/smart/law.git"), "--json").json["added"] == 1


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/a.md", "only http and https"),
        ("gopher://127.0.0.1:6379/_x", "only http and https"),
        ("http://", "names no host"),
        ("http://user:secret@example.org/a.md", "name or password"),
        ("http://[::1", "not an address"),
        ("http://no-such-host.invalid/a.md", "no server of that name"),
        ("http://127.0.0.1:1/a.md", "cannot reach"),
        ("/nothing.md", "no document"),
        ("/nothing.git", "no git repository"),
        ("/forbidden", "refuses"),
        ("/fault", "has a fault"),
        ("/large", "too large"),
        ("/endless", "too large"),
        ("/slow", "time allowed"),
        ("/broken", "broke off"),
        ("/round", "too many redirects"),
        ("/to-file", "only http and https"),
    ],
)
def test_one_clear_line_for_every_fault(
    yugwon: Command,
    office: Office,
    papers: Path,
    empty: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    said: str,
) -> None:
    monkeypatch.setenv("YUGWON_MAX_BYTES", "100000")
    monkeypatch.setenv("YUGWON_FETCH_SECONDS", "2")
    office.files["/large"] = b"x" * 200_000
    office.moved |= {"/round": "/round", "/to-file": "file:///etc/passwd"}
    office.status |= {"/forbidden": 403, "/fault": 500}
    url = place if "://" in place else office(place)
    ran = yugwon("ingest", str(papers), url)  # what stands before it is not taken in either
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert "secret" not in ran.err
    assert yugwon("corpus", "list", "--json").json == []
    assert {f.name for f in empty.iterdir()} <= KEPT


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:10.0.0.1]", "10.1.2.3", "172.16.0.1",
     "192.168.0.1", "169.254.169.254", "0.0.0.0", "2130706433", "100.64.0.1", "[fe80::1]"],
)  # fmt: skip
def test_the_own_network_is_not_fetched(
    yugwon: Command, empty: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("YUGWON_PRIVATE_URLS", "false")
    for path in ("a.md", "a.git"):
        ran = yugwon("ingest", f"http://{host}/{path}")
        assert ran.code == 2
        assert "own network" in ran.err


def resolving(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """Names with made-up addresses, given one after another; returns what was asked for."""
    real, asked = socket.getaddrinfo, []

    def resolve(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        if host not in names:
            return real(host, port, *rest, **named)
        asked.append(str(host))
        address = names[host].pop(0) if len(names[host]) > 1 else names[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(network, "is_public", lambda address: address.startswith("127."))
    monkeypatch.setenv("YUGWON_PRIVATE_URLS", "false")
    return asked


def test_a_redirect_into_the_own_network_is_refused(
    yugwon: Command, office: Office, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, {"office.test": ["127.0.0.1"], "inside.test": ["10.0.0.1"]})
    port = office.base.rsplit(":", 1)[-1]
    office.moved["/a"] = f"http://inside.test:{port}/secret"
    ran = yugwon("ingest", f"http://office.test:{port}/a")
    assert ran.code == 2
    assert "inside.test" in ran.err


def test_the_checked_address_is_the_one_connected_to(
    yugwon: Command,
    office: Office,
    papers: Path,
    empty: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = resolving(monkeypatch, {"office.test": ["127.0.0.1", "10.0.0.1"]})
    office.files["/a"] = law(papers)["2020.md"]
    port = office.base.rsplit(":", 1)[-1]
    assert yugwon("ingest", f"http://office.test:{port}/a").code == 0
    assert asked == ["office.test"]
    ran = yugwon("ingest", f"http://office.test:{port}/a")
    assert ran.code == 2
    assert "10.0.0.1" in ran.err


def test_an_archive_that_lies(
    yugwon: Command, office: Office, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sizes, passwords and damage inside a zip: the member is refused, with its reason."""
    good = zipped({"a.md": b"\0" * 2_000_000})
    damaged = bytearray(zipped({"b.md": bytes(range(256)) * 8}))
    damaged[60] ^= 0xFF
    office.files |= {"/bomb": good, "/damaged": bytes(damaged), "/cut": good[: len(good) // 2]}
    monkeypatch.setenv("YUGWON_MAX_RATIO", "2")
    for name, said in (("/bomb", "unpacks"), ("/damaged", "damaged"), ("/cut", "damaged")):
        ran = yugwon("ingest", office(name), "--json")
        assert ran.code == 1
        assert any(said in r["en"] for r in ran.json["refused"]), (name, ran.out)
