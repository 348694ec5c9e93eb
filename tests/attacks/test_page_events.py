"""Gradio's routes, called as a program calls them: whose event, whose session, which file."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from ui.home import Home


@pytest.fixture(scope="module")
def page(home: Home) -> Any:
    """The page, to know the numbers of its events."""
    from ui.web.blocks import build

    return build(home, "ko")


def run(client: Client, fn: int, data: list[Any], session: str, base: str = "") -> str:
    """What comes of an event through the queue."""
    body = {"data": data, "fn_index": fn, "session_hash": session}
    joined = client.post(f"{base}/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return f"{joined.status_code} {joined.text}"
    got = ""
    with client.stream(
        "GET", f"{base}/gradio_api/queue/data", params={"session_hash": session}, timeout=15
    ) as stream:
        for line in stream.iter_lines():
            got += line + "\n"
            if "process_completed" in line or "close_stream" in line:
                break
    return got


def succeeded(said: str) -> bool:
    return '"success":true' in said.replace(" ", "")


def of_page(page: Any, name: str) -> list[int]:
    return [i for i, f in page.fns.items() if f.page == name and f.fn is not None]


@pytest.mark.parametrize(
    ("name", "who"),
    [("headquarters", "seoul"), ("headquarters", "reader"), ("headquarters", "evaluator"),
     ("evaluation", "curator"), ("evaluation", "seoul"), ("records", "reader")],
)  # fmt: skip
def test_every_event_of_a_page_that_is_not_theirs(
    people: dict[str, Client], page: Any, name: str, who: str
) -> None:
    """Role escalation through the queue: each event asks who it is, whatever calls it."""
    events = of_page(page, name)
    assert len(events) > 3
    for fn in events:
        data = [None] * len(page.fns[fn].inputs)
        assert not succeeded(run(people[who], fn, data, f"{who}{fn}{name}"[:60])), fn


@pytest.mark.parametrize(
    "route", ["run/{0}", "api/{0}", "run/predict", "api/predict", "call/{0}", "call/v2/{0}"]
)
def test_the_routes_beside_the_queue(people: dict[str, Client], page: Any, route: str) -> None:
    fn = of_page(page, "headquarters")[0]
    for base in ("", "/en"):
        for who in ("seoul", "reader"):
            got = people[who].post(
                f"{base}/gradio_api/{route.format(fn)}",
                json={"data": [], "fn_index": fn, "session_hash": f"s{who}"},
            )
            assert got.status_code >= 400 or not succeeded(got.text), (base, who, got.text)
            assert "yg-" not in got.text


def test_a_session_that_is_another_persons(people: dict[str, Client], page: Any) -> None:
    """Listening to what a colleague's page is told, by the word that names their session."""
    fn = of_page(page, "headquarters")[0]
    session = "thecurators"
    body = {"data": [None] * len(page.fns[fn].inputs), "fn_index": fn, "session_hash": session}
    with people["curator"].stream("GET", "/gradio_api/heartbeat/" + session) as opened:
        assert opened.status_code == 200
    for path in (f"/gradio_api/queue/data?session_hash={session}",
                 f"/gradio_api/queue/data?session_hash=x&session_hash={session}",
                 f"/gradio_api/heartbeat/{session}", f"/en/gradio_api/heartbeat/{session}"):  # fmt: skip
        assert people["seoul"].get(path).status_code == 403, path
    people["seoul"].post("/gradio_api/queue/join", json=body)
    said = run(people["curator"], fn, body["data"], session)
    assert not said.startswith("403"), "the session is still its own"


@pytest.mark.parametrize("session", ["", "x" * 65])
def test_sessions_without_a_name_or_end(people: dict[str, Client], session: str) -> None:
    got = people["seoul"].get("/gradio_api/queue/data", params={"session_hash": session})
    assert got.status_code == 403


def uploads(page: Any) -> tuple[int, int]:
    """The event of the upload's preview and which of its inputs are the files."""
    for i, f in page.fns.items():
        kinds = [getattr(b, "elem_id", "") for b in f.inputs]
        if "yg-files" in kinds and f.fn is not None:
            return i, kinds.index("yg-files")
    raise AssertionError("no upload on the page")


@contextmanager
def inside() -> Iterator[tuple[str, list[str]]]:
    """A server of the own network, and what was asked of it."""
    asked: list[str] = []

    class Secret(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write("# 비밀".encode())

        do_HEAD = do_GET

        def log_message(self, format: str, *given: Any) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Secret)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_a_file_that_is_an_address(people: dict[str, Client], page: Any) -> None:
    """SSRF: a file given by address is not fetched from the own network."""
    fn, at = uploads(page)
    with inside() as (url, asked):
        for field in ("path", "url"):
            given = {"path": "x.md", "meta": {"_type": "gradio.FileData"}, "orig_name": "x.md"}
            given |= {field: f"{url}/secret"}
            data: list[Any] = [None] * len(page.fns[fn].inputs)
            data[at] = [given]
            assert "비밀" not in run(people["curator"], fn, data, f"ssrf{field}")
        for who in ("curator", "seoul"):
            for path in (
                f"file={url}/secret",
                f"proxy={url}/secret",
                f"proxy=http:/{url[7:]}/secret",
            ):
                assert people[who].get(f"/gradio_api/{path}").status_code >= 400
        assert asked == []


def test_a_file_of_the_machine(people: dict[str, Client], page: Any, home: Home) -> None:
    """Reading a file by handing its path to the upload."""
    fn, at = uploads(page)
    for place in ("/etc/passwd", str(home.folder / "yugwon.db"), "../../../etc/passwd"):
        data: list[Any] = [None] * len(page.fns[fn].inputs)
        data[at] = [{"path": place, "meta": {"_type": "gradio.FileData"}, "orig_name": "a.md"}]
        said = run(people["curator"], fn, data, "machine" + str(len(place)))
        assert not succeeded(said), place
        assert "root:" not in said


@pytest.mark.parametrize(
    "name", ["../../../../tmp/evil.md", "/tmp/evil.md", "..\\..\\evil.md", "\x00.md"]
)
def test_an_upload_that_climbs(people: dict[str, Client], name: str) -> None:
    import tempfile

    got = people["curator"].post("/gradio_api/upload", files={"files": (name, b"# x")})
    if got.status_code == 200:
        (kept,) = got.json()
        assert Path(kept).resolve().is_relative_to(Path(tempfile.gettempdir()).resolve() / "gradio")
    assert not Path("/tmp/evil.md").exists()


def test_an_upload_of_a_colleague(people: dict[str, Client]) -> None:
    """A file brought by a curator is not an office's to fetch, even with its path."""
    (kept,) = people["curator"].post(
        "/gradio_api/upload", files={"files": ("초안.md", "# 비밀 초안".encode())}
    ).json()  # fmt: skip
    for who in ("seoul", "reader"):
        for base in ("", "/en"):
            for path in (f"file={kept}", f"file/{kept}"):
                assert people[who].get(f"{base}/gradio_api/{path}").status_code == 403


def test_an_upload_by_an_office(people: dict[str, Client]) -> None:
    for path in ("/gradio_api/upload", "/en/gradio_api/upload", "/gradio_api/upload/",
                 "//gradio_api/upload", "/gradio_api//upload"):  # fmt: skip
        got = people["seoul"].post(path, files={"files": ("a.md", b"# x")})
        assert got.status_code in (403, 404, 405), path


@pytest.mark.parametrize(
    "path",
    ["runs", "run-history/buckets", "run-history/records", "run-history/connect", "deep_link",
     "vibe-code", "vibe-edit", "dev/reload", "profiling/traces", "profiling/summary"],
)  # fmt: skip
def test_run_history_and_workshop_are_shut(people: dict[str, Client], path: str) -> None:
    """Questions of others, or code of the page, by routes that Gradio has for its makers."""
    for method in ("GET", "POST"):
        got = people["admin"].request(method, f"/gradio_api/{path}", json={})
        assert got.status_code >= 400, (method, path, got.status_code)
        assert "명함" not in got.text


@pytest.mark.parametrize("path", ["/monitoring", "/monitoring/summary", "/monitoring/x"])
def test_monitoring_is_shut(people: dict[str, Client], path: str) -> None:
    assert people["admin"].get(path).status_code >= 400


def test_a_function_of_a_component(people: dict[str, Client]) -> None:
    body = {"session_hash": "x", "component_id": 1, "fn_name": "ls", "data": ["/"]}
    got = people["curator"].post("/gradio_api/component_server", json=body)
    assert got.status_code >= 400
    assert "etc" not in got.text


def test_a_state_that_is_handed_in(people: dict[str, Client], page: Any) -> None:
    """What the server keeps for a session (cards shown as HTML) cannot be put there by a client."""
    import gradio as gr

    evil = {"question": "x", "html": "<script>alert(1)</script>", "standalone": "x"}
    for fn in of_page(page, ""):
        inputs = page.fns[fn].inputs
        places = [i for i, b in enumerate(inputs) if isinstance(b, gr.State)]
        if not places:
            continue
        data: list[Any] = [None] * len(inputs)
        for i in places:
            data[i] = [evil]
        said = run(people["seoul"], fn, data, f"state{fn}")
        assert "<script>alert(1)" not in json.loads(f'"{said[:0]}"') + said


def test_the_configuration_tells_nothing(people: dict[str, Client], home: Home) -> None:
    """The description of the page, which everyone gets, holds no question and no path."""
    people["seoul"].post("/api/queue", json={"question": "명함 돌려도 되나요?", "note": "비밀쪽지"})
    for path in ("/config", "/gradio_api/info", "/en/config"):
        text = people["reader"].get(path).text
        assert "비밀쪽지" not in text
        assert str(home.folder) not in text
