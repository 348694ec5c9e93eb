"""A web server of an office, with documents, archives, repositories and everything that goes wrong."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Office:
    """What the server gives, by path."""

    folder: Path
    """Files served as they are; repositories under ``smart/`` through git's own program."""
    files: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    base: str = ""
    answer: Callable[[str], tuple[int, str, bytes] | None] | None = None
    """Asked first, with path and query: status, content type and body."""

    def __call__(self, path: str) -> str:
        return self.base + path


@contextmanager
def serving(folder: Path) -> Iterator[Office]:
    """The server, on a port of the loopback address."""
    office = Office(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            return None

        def do_POST(self) -> None:
            self._git()

        def do_GET(self) -> None:
            office.asked.append(self.path)
            path = self.path.split("?")[0]
            made = office.answer(self.path) if office.answer else None
            if made is not None:
                self._send(*made)
            elif path in office.moved:
                self._send(302, "text/plain", b"", {"Location": office.moved[path]})
            elif path in office.status:
                self._send(office.status[path], "text/html", b"<html><p>no</p></html>")
            elif path in office.files:
                self._send(200, "text/html; charset=x-wrong", office.files[path])
            elif path.startswith("/smart/"):
                self._git()
            elif path == "/slow":
                self._slow()
            elif path == "/broken":
                self._send(200, "text/plain", b"half", {"Content-Length": "1000"})
                self.close_connection = True
            elif path == "/endless":
                self._endless()
            elif (folder / path[1:]).is_file():
                self._send(200, "text/plain", (folder / path[1:]).read_bytes())
            else:
                self._send(404, "text/html", b"<html>not here</html>")

        def _send(
            self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None
        ) -> None:
            self.send_response(status)
            for key, value in (
                {"Content-Type": kind, "Content-Length": str(len(body))} | (more or {})
            ).items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

        def _slow(self) -> None:
            """A byte of the head now and then: each wait is short, all of them are long."""
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Wait: ")
                for _ in range(100):
                    time.sleep(0.1)
                    self.wfile.write(b"x")
            except OSError:
                pass

        def _endless(self) -> None:
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                self.close_connection = True

        def _git(self) -> None:
            path, _, query = self.path.partition("?")
            length = int(self.headers.get("Content-Length") or 0)
            done = subprocess.run(
                ["git", "http-backend"],
                input=self.rfile.read(length),
                capture_output=True,
                env=os.environ
                | {
                    "GIT_PROJECT_ROOT": str(folder),
                    "GIT_HTTP_EXPORT_ALL": "1",
                    "PATH_INFO": path,
                    "QUERY_STRING": query,
                    "REQUEST_METHOD": self.command,
                    "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                    "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                    "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                },
                check=False,
            )
            head, _, body = done.stdout.partition(b"\r\n\r\n")
            fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
            status = int(fields.pop("Status", "200").split()[0])
            self._send(status, fields.pop("Content-Type", "text/plain"), body, fields)

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """Clients that hang up are part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    office.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def repository(folder: Path, commits: list[dict[str, str]], bare: Path) -> Path:
    """A bare repository with one commit for each table of path and text."""
    folder.mkdir(parents=True, exist_ok=True)
    _git(folder, "init", "-q", "-b", "main")
    for files in commits:
        commit(folder, files)
    bare.parent.mkdir(parents=True, exist_ok=True)
    _git(folder, "clone", "-q", "--bare", str(folder), str(bare))
    _git(bare, "update-server-info")
    return bare


def commit(folder: Path, files: dict[str, str], bare: Path | None = None) -> None:
    """One more commit, brought to the bare repository."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    _git(folder, "add", "-A")
    _git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x")
    if bare is not None:
        _git(folder, "push", "-q", str(bare), "main")
        _git(bare, "update-server-info")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)
