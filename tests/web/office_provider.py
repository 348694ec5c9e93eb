"""An OpenID Connect provider on this machine, which can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "yugwon", "the secret of the client"


class Provider(ThreadingHTTPServer):
    """Signs in whoever comes, as the person named, by the code flow with PKCE."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
        self.claims: dict[str, Any] = {"preferred_username": "이관리"}
        """What it says of the person."""
        self.lies: dict[str, Any] = {}
        """Claims that are not as they must be; None leaves one out."""
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        self.signs_by: Any = None
        self.metadata: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens = 0

    def published(self) -> dict[str, Any]:
        """Its metadata."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.metadata

    def id_token(self, nonce: str) -> str:
        """A token for a sign-in, true but for the lies."""
        at = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "1", "aud": CLIENT, "iat": at, "exp": at + 300,
            "nonce": nonce, **self.claims, **self.lies,
        }  # fmt: skip
        claims = {k: v for k, v in claims.items() if v is not None}
        if self.header["alg"] in ("none", "HS256"):  # by hand: joserfc signs nothing so foolish
            text = ".".join(_plain(json.dumps(x).encode()) for x in (self.header, claims))
            if self.header["alg"] == "none":
                return text + "."
            return f"{text}.{_plain(hmac.digest(self.signs_by, text.encode(), 'sha256'))}"
        return jwt.encode(self.header, claims, self.signs_by or self.key)


def _plain(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, format: str, *given: Any) -> None:
        return None

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        given = {k: v[0] for k, v in parse_qs(at.query).items()}
        if at.path == "/.well-known/openid-configuration":
            self._json(self.server.published())
        elif at.path == "/keys":
            self._json({"keys": [self.server.key.as_dict(private=False)]})
        elif at.path == "/authorize":
            code = f"code{len(self.server.codes)}"
            self.server.codes[code] = given
            self.send_response(303)
            back = urlencode({"code": code, "state": given["state"]})
            self.send_header("Location", f"{given['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {k: v[0] for k, v in parse_qs(body).items()}
        begun = self.server.codes.pop(given.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = _plain(digest)
        self.server.tokens += 1
        if (
            begun is None
            or self.headers.get("Authorization") != f"Basic {basic}"
            or begun.get("code_challenge") != challenge
            or begun.get("redirect_uri") != given.get("redirect_uri")
        ):
            self._json({"error": "invalid_grant"}, 400)
            return
        made = {"access_token": "a", "token_type": "Bearer"}
        self._json(made | {"id_token": self.server.id_token(begun["nonce"])})

    def _json(self, value: Any, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that runs until the block ends."""
    made = Provider()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()
        thread.join(10)
