"""Requests that no browser sends: too large, too slow, malformed, smuggled."""

from __future__ import annotations

import json
import socket
import time
from urllib.parse import urlsplit

import pytest
from httpx import Client

from ui.api import bounds

MEGABYTE = b"x" * 1_000_000


def raw(site: str, text: bytes, seconds: float = 20) -> bytes:
    """What a server says to bytes, until it closes the connection or falls silent."""
    at = urlsplit(site)
    with socket.create_connection((at.hostname, at.port), timeout=seconds) as s:
        s.sendall(text)
        got = b""
        try:
            while piece := s.recv(65536):
                got += piece
                if b"\r\n\r\n" in got and b"content-length" in got.lower():
                    head, _, body = got.partition(b"\r\n\r\n")
                    length = next(x for x in head.lower().split(b"\r\n") if b"content-length" in x)
                    if len(body) >= int(length.split(b":")[1]):
                        break
        except (TimeoutError, ConnectionResetError):
            pass
    return got


def head(token: str, path: str, *lines: str, method: str = "POST") -> bytes:
    given = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: yugwon_session={token}",
             "Content-Type: application/json", *lines]  # fmt: skip
    return ("\r\n".join(given) + "\r\n\r\n").encode()


def alive(site: str) -> bool:
    with Client(base_url=site, timeout=60) as client:
        return client.get("/healthz").status_code == 200


def test_a_body_said_to_be_huge(site: str, tokens: dict[str, str]) -> None:
    said = raw(site, head(tokens["seoul"], "/api/ask", "Content-Length: 10000000000"))
    assert b" 413 " in said.split(b"\r\n")[0]
    assert alive(site)


def test_a_body_that_does_not_say_how_huge_it_is(people: dict[str, Client]) -> None:
    def endless() -> object:
        yield b'{"question": "'
        for _ in range(5):
            yield MEGABYTE

    got = people["seoul"].post("/api/ask", content=endless())  # type: ignore[arg-type]
    assert got.status_code == 413


def test_a_huge_form_to_sign_in(stranger: Client) -> None:
    got = stranger.post("/login", data={"name": "x", "password": "y" * 3_000_000})
    assert got.status_code == 413


def test_an_upload_larger_than_allowed(people: dict[str, Client]) -> None:
    files = {"files": ("a.md", b"x" * 4_000_000)}
    assert people["curator"].post("/gradio_api/upload", files=files).status_code == 413


def test_a_body_that_trickles(
    site: str, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slow upload: the server ends it and does not wait for ever."""
    monkeypatch.setattr(bounds, "SILENT", 0.4)
    begun = time.monotonic()
    said = raw(site, head(tokens["curator"], "/api/ask", "Content-Length: 1000") + b'{"q')
    assert b" 408 " in said.split(b"\r\n")[0]
    assert time.monotonic() - begun < 15


def test_a_body_that_never_pauses_but_crawls(
    site: str, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "SILENT", 0.6)
    at = urlsplit(site)
    with socket.create_connection((at.hostname, at.port), timeout=30) as s:
        s.sendall(head(tokens["seoul"], "/api/ask", "Content-Length: 100000"))
        said = b""
        s.settimeout(0.1)
        for _ in range(300):
            try:
                s.sendall(b" ")
                said += s.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
            if said:
                break
    assert b" 408 " in said.split(b"\r\n")[0]


def test_a_head_that_never_ends(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slowloris: the connection is closed, not kept."""
    monkeypatch.setattr(bounds, "HEAD", 0.4)
    at = urlsplit(site)
    with socket.create_connection((at.hostname, at.port), timeout=15) as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b")
        assert s.recv(1000) == b""


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_json_nested_without_end(people: dict[str, Client], site: str, depth: int) -> None:
    body = b'{"question": ' + b"[" * depth + b"]" * depth + b"}"
    got = people["seoul"].post(
        "/api/ask", content=body, headers={"Content-Type": "application/json"}
    )
    assert got.status_code in (400, 422)
    assert alive(site)


@pytest.mark.parametrize("number", ["1" * 100_000, "1e400", "-1", "99999999999999999999", "NaN"])
def test_numbers_that_are_none(people: dict[str, Client], number: str) -> None:
    got = people["curator"].post(
        "/api/notices/seen",
        content=f'{{"notices": [{number}]}}',
        headers={"Content-Type": "application/json"},
    )
    assert got.status_code in (400, 422)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_letters_that_no_database_keeps(people: dict[str, Client], text: str) -> None:
    body = json.dumps({"question": "명함 돌려도 되나요?", "note": text})
    got = people["seoul"].post(
        "/api/queue", content=body, headers={"Content-Type": "application/json"}
    )
    assert got.status_code == 422


@pytest.mark.parametrize("path", ["/api/search?q=a%00b", "/answers/a%00b", "/law?p=%00"])
def test_nul_in_an_address(people: dict[str, Client], path: str) -> None:
    assert people["seoul"].get(path).status_code == 400


def test_a_type_that_is_another(people: dict[str, Client]) -> None:
    """Objects where text is expected, as against document databases."""
    for question in ({"$ne": ""}, ["a"], 1, True, None):
        assert people["seoul"].post("/api/ask", json={"question": question}).status_code == 422


def test_a_request_smuggled_behind_another(site: str, tokens: dict[str, str]) -> None:
    """Content-Length and Transfer-Encoding together: one of two readings would be a second request."""
    inner = b"GET /api/me HTTP/1.1\r\nHost: x\r\n\r\n"
    text = head(
        tokens["seoul"], "/api/ask", f"Content-Length: {5 + len(inner)}",
        "Transfer-Encoding: chunked",
    )  # fmt: skip
    said = raw(site, text + b"0\r\n\r\n" + inner, seconds=3)
    assert b'"name":"seoul"' not in said
    assert said == b"" or said.split(b" ")[1] in (b"400", b"422")


def test_two_lengths_of_one_body(site: str, tokens: dict[str, str]) -> None:
    text = head(tokens["seoul"], "/api/ask", "Content-Length: 2", "Content-Length: 50")
    said = raw(site, text + b"{}", seconds=3)
    assert said == b"" or said.split(b" ")[1] == b"400"


@pytest.mark.parametrize("value", ["/a\r\nSet-Cookie: yugwon_session=x", "/a\nX-Evil: 1", "/\t/e"])
def test_a_header_injected_by_where_to_go(stranger: Client, value: str) -> None:
    got = stranger.post("/login", data={"name": "nobody", "password": "x", "next": value})
    assert got.headers["location"] == "/login?failed=1&next=/"
    assert "x-evil" not in got.headers
    assert "set-cookie" not in got.headers


@pytest.mark.parametrize(
    "name", ["a%0d%0aX-Evil:%201", "%2e%2e%2f%2e%2e%2fyugwon.db", "..%5c..%5cyugwon.db", "%2fetc"]
)
def test_a_file_name_that_is_none(people: dict[str, Client], name: str) -> None:
    """Header injection and path traversal by the name of a report or record."""
    for path in (f"/evaluations/{name}", f"/evaluations/{name}/answers.csv", f"/answers/{name}.md"):
        got = people["admin"].get(path)
        assert got.status_code == 404, path
        assert "x-evil" not in got.headers


@pytest.mark.parametrize(
    "path",
    ["/yugwon/../yugwon.db", "/yugwon/..%2f..%2fyugwon.db", "/yugwon/%2e%2e/%2e%2e/yugwon.db",
     "/assets/..%2f..%2fetc%2fpasswd", "/static/../../etc/passwd", "/svelte/..%2f..%2fa"],
)  # fmt: skip
def test_static_files_of_elsewhere(site: str, tokens: dict[str, str], path: str) -> None:
    said = raw(site, head(tokens["admin"], path, "Connection: close", method="GET"))
    assert said.split(b" ")[1] in (b"403", b"404", b"307", b"400"), said[:200]
    assert b"SQLite format" not in said
    assert b"root:" not in said


def test_a_method_in_disguise(people: dict[str, Client], site: str) -> None:
    for name in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        got = people["admin"].get("/logout?_method=POST", headers={name: "POST"})
        assert got.status_code in (302, 404, 405)  # Gradio's own, which ends no session of ours
    assert people["admin"].get("/api/me").status_code == 200


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"words": "' OR '1'='1"}, 200),
        ({"words": '"; DROP TABLE answers; --'}, 200),
        ({"provision": "kr/%"}, 200),
        ({"provision": "%"}, 404),
        ({"subject": "%"}, 400),
        ({"subject": "' OR '1'='1"}, 400),
    ],
)
def test_sql_in_a_search(people: dict[str, Client], given: dict[str, str], status: int) -> None:
    people["seoul"].post("/api/ask", json={"question": "명함 돌려도 되나요?"})
    by_address = people["admin"].get("/api/answers", params=given)
    by_body = people["admin"].post("/api/answers/find", json=given)
    for found in (by_address, by_body):
        assert found.status_code == status
        assert status != 200 or found.json() == []
    assert people["admin"].get("/api/answers").json()
