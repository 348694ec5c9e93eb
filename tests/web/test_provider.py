"""Signing in at an OpenID Connect provider, and what must not sign anyone in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

from kb.curation import accounts
from kb.curation.people import Role
from kb.errors import BadSettings
from kb.settings import load
from tests.web import office_provider
from tests.web.office_provider import CLIENT, SECRET, Provider
from tests.web.serving import made_up_home
from ui.api import routes
from ui.home import Home

SITE = "https://yugwon.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with office_provider.provider() as made:
        yield made


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.claims = {"preferred_username": "이관리"}
    running.lies, running.metadata, running.signs_by = {}, {}, None
    running.header = {"alg": "RS256", "kid": "k1"}
    return running


@pytest.fixture
def home(tmp_path: Path, provider: Provider) -> Iterator[Home]:
    made = made_up_home(
        tmp_path / "home", access="accounts", public_url=SITE, oidc_issuer=provider.issuer,
        oidc_client=CLIENT, oidc_secret=SECRET,
    )  # fmt: skip
    accounts.add(made.store, "이관리", [Role.ADMIN], by="test")
    yield made
    made.close()


@pytest.fixture
def client(home: Home) -> Iterator[TestClient]:
    app = FastAPI()
    routes.add(app, home)
    with TestClient(app, base_url=SITE, follow_redirects=False) as made:
        yield made


def through(client: TestClient, next: str = "/") -> dict[str, str]:
    """To the provider and back: what the provider gives to the site."""
    import httpx

    gone = client.get("/oidc/login", params={"next": next})
    assert gone.status_code == 303
    back = httpx.get(gone.headers["location"]).headers["location"]
    assert back.startswith(f"{SITE}/oidc/callback?")
    return {k: v[0] for k, v in parse_qs(urlsplit(back).query).items()}


def back(client: TestClient, given: dict[str, str]) -> Any:
    return client.get("/oidc/callback", params=given)


def refused(client: TestClient, given: dict[str, str], how: str = "provider") -> bool:
    got = back(client, given)
    return (
        got.headers["location"].startswith(f"/login?failed={how}")
        and "yugwon_session" not in got.headers.get("set-cookie", "")
        and client.get("/api/me").status_code == 401
    )


def test_signs_in_as_the_account_of_the_name(client: TestClient, home: Home) -> None:
    assert "/oidc/login" in client.get("/login").text
    got = back(client, through(client, "/law"))
    assert (got.status_code, got.headers["location"]) == (303, "/law")
    cookies = got.headers["set-cookie"].lower()
    assert "secure" in cookies
    assert "httponly" in cookies
    me = client.get("/api/me").json()
    assert (me["name"], me["roles"]) == ("이관리", ["admin"])
    from kb.curation import log

    lines = list(log.lines(home.store))
    assert (lines[-1].who, lines[-1].act) == ("이관리", "account.sign_in")


def test_a_new_key_of_the_provider_is_fetched(client: TestClient, provider: Provider) -> None:
    back(client, through(client))
    before = provider.key
    provider.key = RSAKey.generate_key(2048, {"kid": "k2"}, private=True)
    provider.header = {"alg": "RS256", "kid": "k2"}
    try:
        assert back(client, through(client)).headers["location"] == "/"
    finally:
        provider.key = before


def test_a_state_of_another_browser_is_refused(client: TestClient) -> None:
    given = through(client)
    assert refused(client, given | {"state": "chosen by another"})


def test_without_having_begun_here_it_is_refused(client: TestClient) -> None:
    given = through(client)
    client.cookies.clear()
    assert refused(client, given)


def test_a_code_is_good_once(client: TestClient) -> None:
    given = through(client)
    cookie = client.cookies["yugwon_oidc"]
    assert back(client, given).headers["location"] == "/"
    client.cookies.clear()
    client.cookies.set("yugwon_oidc", cookie, path="/oidc")
    assert refused(client, given)


def test_a_code_of_another_sign_in_is_refused(client: TestClient) -> None:
    """Injection of a code that was given to someone else: PKCE and the nonce stop it."""
    other = through(client)["code"]
    client.cookies.clear()
    assert refused(client, through(client) | {"code": other})


def test_an_answer_of_another_provider_is_refused(client: TestClient) -> None:
    assert refused(client, through(client) | {"iss": "https://another.example"})


@pytest.mark.parametrize(
    ("lies", "why"),
    [
        ({"nonce": "of another sign-in"}, "replayed"),
        ({"nonce": None}, "without a nonce"),
        ({"iss": "https://another.example"}, "of another issuer"),
        ({"aud": "another site"}, "for another site"),
        ({"aud": [CLIENT, "another site"], "azp": "another site"}, "given to another site"),
        ({"exp": 1_500_000_000}, "out of date"),
        ({"exp": None}, "without an end"),
        ({"preferred_username": None}, "without a name"),
        ({"preferred_username": ["이관리"]}, "a name that is none"),
    ],
)
def test_tokens_that_lie(
    client: TestClient, provider: Provider, lies: dict[str, Any], why: str
) -> None:
    provider.lies = lies
    assert refused(client, through(client)), why


def test_an_unsigned_token_is_refused(client: TestClient, provider: Provider) -> None:
    """``alg: none``, although the provider lists it."""
    provider.header = {"alg": "none"}
    assert refused(client, through(client))


def test_a_token_signed_with_the_public_key_is_refused(
    client: TestClient, provider: Provider
) -> None:
    """The confusion of RS256 and HS256."""
    provider.signs_by = provider.key.as_pem(private=False)
    provider.header = {"alg": "HS256", "kid": "k1"}
    assert refused(client, through(client))


def test_a_token_signed_with_the_client_secret_is_refused(
    client: TestClient, provider: Provider
) -> None:
    provider.signs_by = SECRET.encode()
    provider.header = {"alg": "HS256", "kid": "k1"}
    assert refused(client, through(client))


def test_a_token_of_another_key_is_refused(client: TestClient, provider: Provider) -> None:
    provider.signs_by = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
    assert refused(client, through(client))


def test_a_person_without_account_stays_out(client: TestClient, provider: Provider) -> None:
    provider.claims = {"preferred_username": "아무개"}
    assert refused(client, through(client), "unknown")


def test_an_ended_account_stays_out(client: TestClient, home: Home) -> None:
    accounts.change(home.store, "이관리", active=False, by="test")
    assert refused(client, through(client), "unknown")


def test_an_unverified_address_is_no_name(tmp_path: Path, provider: Provider) -> None:
    provider.claims = {"email": "admin@office.example", "email_verified": False}
    made = made_up_home(
        tmp_path / "h", access="accounts", public_url=SITE, oidc_issuer=provider.issuer,
        oidc_client=CLIENT, oidc_secret=SECRET, oidc_claim="email",
    )  # fmt: skip
    accounts.add(made.store, "admin@office.example", [Role.ADMIN], by="test")
    app = FastAPI()
    routes.add(app, made)
    with TestClient(app, base_url=SITE, follow_redirects=False) as client:
        assert refused(client, through(client))
        provider.claims["email_verified"] = True
        assert back(client, through(client)).headers["location"] == "/"
    made.close()


def test_a_provider_that_names_another_issuer_is_refused(
    client: TestClient, provider: Provider
) -> None:
    provider.metadata = {"issuer": "https://another.example"}
    got = client.get("/oidc/login")
    assert got.headers["location"].startswith("/login?failed=provider")


@pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(client: TestClient, next: str) -> None:
    assert back(client, through(client, next)).headers["location"] == "/"


@pytest.mark.parametrize("cookie", ["x", "e30=", "W10=", "bnVsbA==", "가".encode().hex()])
def test_a_made_up_cookie_is_no_sign_in(client: TestClient, cookie: str) -> None:
    given = through(client)
    client.cookies.clear()
    client.cookies.set("yugwon_oidc", cookie, path="/oidc")
    assert refused(client, given)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"oidc_issuer": "http://login.example"}, "no TLS"),
        ({"oidc_issuer": "ftp://login.example"}, "no web"),
        ({"oidc_issuer": "https://login.example"}, "no address of its own"),
        ({"public_url": "yugwon.example"}, "no address"),
    ],
)
def test_settings_that_will_not_do(tmp_path: Path, given: dict[str, Any], why: str) -> None:
    with pytest.raises(BadSettings):
        load(home=tmp_path, **given)
