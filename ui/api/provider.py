"""Signing in at an OpenID Connect provider (OpenID Connect Core 1.0, authorization code with PKCE).

The provider says who someone is; what they may do stands in the account of that name. State,
nonce and PKCE verifier are made for each sign-in and kept in a cookie of the browser that began it.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

from kb.errors import Forbidden
from kb.settings import Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
              "EdDSA", "Ed25519")  # fmt: skip
"""Signatures by a key of the provider; never ``none``, never a shared secret (RFC 8725, 3.1)."""
SECONDS = 10.0
LEEWAY = 60
"""Seconds by which the clocks may differ."""
CALLBACK = "/oidc/callback"


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that has begun."""

    state: str
    nonce: str
    verifier: str
    next: str

    def sealed(self) -> str:
        """As the cookie holds it."""
        return urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def opened(cls, cookie: str) -> Pending | None:
        """What a cookie holds; None when it holds none."""
        try:
            given = json.loads(urlsafe_b64decode(cookie.encode()))
            return cls(**{k: str(given[k]) for k in ("state", "nonce", "verifier", "next")})
        except (ValueError, KeyError, TypeError, RecursionError):
            return None


class Provider:
    """The provider of the settings; its metadata and keys are fetched when first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._known: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}

    def begin(self, next: str) -> tuple[str, Pending]:
        """The provider's address to go to, and what must come back with it. Raises Forbidden."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        pending = Pending(state, nonce, verifier, next)
        try:
            with self._client() as client:
                url, _ = client.create_authorization_url(
                    self._endpoint("authorization_endpoint"),
                    state=pending.state,
                    nonce=pending.nonce,
                    code_verifier=pending.verifier,
                )
        except Exception as e:
            raise _refused(e) from e
        return str(url), pending

    def finish(self, given: dict[str, str], pending: Pending | None) -> str:
        """The name of the person who comes back from the provider.

        Raises Forbidden when state, code, token or claims are not what they must be.
        """
        if pending is None or not secrets.compare_digest(
            pending.state.encode(), given.get("state", "").encode()
        ):
            raise _refused("another state")
        # RFC 9207: an answer of another provider is not taken for one of this.
        if given.get("iss", self._settings.oidc_issuer) != self._settings.oidc_issuer:
            raise _refused("another issuer")
        if not given.get("code"):
            raise _refused(f"no code: {given.get('error', '')[:80]}")
        try:
            with self._client() as client:
                token = client.fetch_token(
                    self._endpoint("token_endpoint"),
                    code=given["code"],
                    code_verifier=pending.verifier,
                    grant_type="authorization_code",
                )
            claims = self._checked(token, pending.nonce)
        except Exception as e:
            raise _refused(e) from e
        if self._settings.oidc_claim == "email" and claims.get("email_verified") is not True:
            raise _refused("the address is not verified")
        name = claims.get(self._settings.oidc_claim)
        if not isinstance(name, str) or not name:
            raise _refused(f"no claim {self._settings.oidc_claim}")
        return name

    def _checked(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The claims of an ID token that the provider signed for this site and this sign-in."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)

        def decoded(fresh: bool) -> jwt.Token:
            keys = KeySet.import_key_set(self._key_set(fresh))  # type: ignore[arg-type]
            return jwt.decode(token["id_token"], keys, registry=registry)

        try:
            read = decoded(fresh=False)
        except InvalidKeyIdError:  # the provider has changed its keys
            read = decoded(fresh=True)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self._settings.oidc_issuer},
                "aud": {"essential": True, "value": self._settings.oidc_client},
                "nonce": {"essential": True, "value": nonce},
            },
            {
                "nonce": nonce,
                "client_id": self._settings.oidc_client,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    def _client(self) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            self._settings.oidc_client,
            self._settings.oidc_secret.get_secret_value() or None,
            scope=self._settings.oidc_scope,
            redirect_uri=self._settings.public_url.rstrip("/") + CALLBACK,
            code_challenge_method="S256",
            timeout=SECONDS,
        )

    def _endpoint(self, name: str) -> str:
        return str(self._metadata()[name])

    def _metadata(self) -> dict[str, Any]:
        """What the provider publishes of itself; it must name itself as the settings do."""
        with self._lock:
            if not self._known:
                base = self._settings.oidc_issuer.rstrip("/")
                found = _fetched(f"{base}/.well-known/openid-configuration")
                if found.get("issuer") != self._settings.oidc_issuer:
                    raise ValueError("the provider names another issuer")
                self._known = found
            return self._known

    def _key_set(self, fresh: bool) -> dict[str, Any]:
        url = self._endpoint("jwks_uri")
        with self._lock:
            if fresh or not self._keys:
                self._keys = _fetched(url)
            return self._keys


def _fetched(url: str) -> dict[str, Any]:
    import httpx

    got = httpx.get(url, timeout=SECONDS, follow_redirects=False)
    got.raise_for_status()
    found = got.json()
    if not isinstance(found, dict):
        raise ValueError(f"no JSON object at {url}")
    return found


def _refused(why: object) -> Forbidden:
    """One message for the person; the reason goes to the log of the server."""
    import logging

    said = " ".join(f"{type(why).__name__} {why}".split())[:200]
    logging.getLogger(__name__).warning("signing in at the provider failed: %s", said)
    return Forbidden(
        "인증 서버를 거쳐 로그인하지 못했습니다", "signing in at the provider did not succeed"
    )
