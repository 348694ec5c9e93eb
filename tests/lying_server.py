"""A server that speaks the OpenAI streaming protocol and says what a test lets it say."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Liar(BaseHTTPRequestHandler):
    """Streams ``server.reply``; breaks the connection after ``server.breaks_at`` pieces."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        reply = self.server.reply  # type: ignore[attr-defined]
        text: str = reply() if callable(reply) else reply
        pieces = [text[i : i + 7] for i in range(0, len(text), 7)]
        for i, piece in enumerate(pieces):
            if i == self.server.breaks_at:  # type: ignore[attr-defined]
                self.wfile.write(b'data: {"id": "x", "choi')
                self.wfile.flush()
                self.connection.close()
                return
            self._send(piece)
        self._send("", "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, piece: str, reason: str | None = None) -> None:
        chunk = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "liar",
            "choices": [
                {
                    "index": 0,
                    "delta": {"role": "assistant", "content": piece},
                    "finish_reason": reason,
                }
            ],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def lying() -> Iterator[ThreadingHTTPServer]:
    """The server, until the block ends; set ``reply`` (or what makes one) and ``breaks_at`` on it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    server.asked, server.reply, server.breaks_at = [], "", None  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
