"""Other sites that act through a person's browser: forgery, framing, reading across origins."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from httpx import Client

from tests.web.serving import made_up_home, served

ACTS = ("/api/queue", "/api/ask", "/login", "/logout", "/mcp", "/gradio_api/queue/join",
        "/gradio_api/upload", "/gradio_api/cancel", "/gradio_api/reset")  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://["},
     {"Sec-Fetch-Site": "cross-site"}],
)  # fmt: skip
def test_another_site_acts(people: dict[str, Client], headers: dict[str, str]) -> None:
    for path in ACTS:
        assert people["admin"].post(path, json={}, headers=headers).status_code == 403, path


def test_a_neighbour_under_the_same_domain_acts(people: dict[str, Client]) -> None:
    """The cookie goes with it (SameSite=Lax), the browser says so."""
    headers = {"Sec-Fetch-Site": "same-site", "Origin": "https://other.yugwon.example"}
    for path in ACTS:
        assert people["admin"].post(path, json={}, headers=headers).status_code == 403, path


@pytest.mark.parametrize("value", ["Basic eDp5", "x", "bearer x"])
def test_forgery_with_another_authorization(people: dict[str, Client], value: str) -> None:
    """What is not a key must not lift the guard from a request that a cookie signs."""
    headers = {"Origin": "https://evil.example", "Authorization": value}
    assert people["admin"].post("/api/queue", json={}, headers=headers).status_code == 403


def test_a_key_and_a_cookie_together(people: dict[str, Client]) -> None:
    """With a key the cookie counts for nothing, so that forging one gains nothing."""
    headers = {"Origin": "https://evil.example", "Authorization": "Bearer x"}
    assert people["admin"].post("/api/queue", json={}, headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/", "/api/queue", "/gradio_api/queue/join", "/en/config"])
def test_a_preflight_is_not_granted(people: dict[str, Client], path: str) -> None:
    """Gradio by itself would grant any origin where the site is not on localhost."""
    got = people["admin"].options(
        path,
        headers={
            "Origin": "https://evil.example",
            "Host": "yugwon.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    assert not [h for h in got.headers if h.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/api/me", "/answers/x"])
def test_no_other_origin_may_read(people: dict[str, Client], path: str) -> None:
    headers = {"Origin": "https://evil.example", "Host": "yugwon.example"}
    got = people["admin"].get(path, headers=headers)
    assert not [h for h in got.headers if h.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/", "/login", "/law", "/answers/x", "/api/me"])
def test_the_page_in_a_frame(people: dict[str, Client], path: str) -> None:
    """Clickjacking."""
    got = people["admin"].get(path, headers={"Accept": "text/html"})
    assert got.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in got.headers["content-security-policy"]


def test_script_of_another_site(people: dict[str, Client]) -> None:
    """Should a script get in, the browser neither loads more nor sends anything away."""
    policy = people["admin"].get("/").headers["content-security-policy"]
    rules = dict(r.strip().split(" ", 1) for r in policy.split(";"))
    assert rules["object-src"] == "'none'"
    assert rules["form-action"] == rules["base-uri"] == "'self'"
    for source in rules["default-src"].split():
        assert source in ("'self'", "data:", "blob:", "'unsafe-inline'", "'unsafe-eval'")


def test_a_text_taken_for_a_script(people: dict[str, Client]) -> None:
    for path in ("/api/me", "/healthz", "/yugwon/yugwon.css", "/answers/x"):
        assert people["admin"].get(path).headers["x-content-type-options"] == "nosniff", path


def test_an_address_that_leaks(people: dict[str, Client]) -> None:
    """Links of records do not go with a click on a source to another site."""
    got = people["admin"].get("/")
    assert got.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/login", "/config", "/api/answers", "/answers/x"])
def test_a_page_kept_on_a_shared_machine(people: dict[str, Client], path: str) -> None:
    got = people["admin"].get(path)
    assert got.headers["cache-control"] == "no-store"


def test_a_page_poisoned_by_a_forwarded_name(people: dict[str, Client]) -> None:
    """A name that a client forwards may stand in its own answer, which no cache keeps for others."""
    got = people["seoul"].get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert got.headers["cache-control"] == "no-store"
    got = people["seoul"].post(
        "/login", data={"name": "x", "password": "y"}, headers={"Host": "evil.example"}
    )
    assert got.headers["location"].startswith("/login?")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::1", ""]
)
def test_a_name_that_is_made_to_lead_here(tmp_path: Path, host: str) -> None:
    """DNS rebinding: on a machine where nobody signs in, a page of another site is turned away."""
    made = made_up_home(tmp_path / "h")
    with served(made) as url:
        for path in ("/", "/api/answers", "/healthz"):
            got = httpx.get(f"{url}{path}", headers={"Host": host})
            assert got.status_code in (400, 403), path
        got = httpx.post(
            f"{url}/api/ask", json={"question": "x"},
            headers={"Host": host, "Origin": f"http://{host}"},
        )  # fmt: skip
        assert got.status_code in (400, 403)
        assert httpx.get(f"{url}/api/answers").status_code == 200
    made.close()


def test_a_socket_of_another_site(site: str, tokens: dict[str, str]) -> None:
    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    headers = {"Cookie": f"yugwon_session={tokens['admin']}"}
    for path in ("/", "/gradio_api/queue/join"):
        with pytest.raises(InvalidStatus):
            connect(
                site.replace("http", "ws") + path,
                additional_headers=headers,
                origin="https://evil.example",  # type: ignore[arg-type]
            )
