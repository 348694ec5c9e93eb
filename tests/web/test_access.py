"""Who may do what, asked as people and programs ask, Gradio's own routes included."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from kb.curation import accounts, tokens
from kb.curation.people import Role
from kb.settings import Settings
from tests.web.serving import PASSWORD, PEOPLE, MadeUp, served
from ui.home import Home

# Gradio leaves the event loops of page objects that are dropped to the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    made = Home(Settings(home=tmp_path_factory.mktemp("home"), access="accounts"))
    made.__dict__["answerer"] = MadeUp()
    for name, (role, region) in PEOPLE.items():
        accounts.add(made.store, name, [role], region=region, password=PASSWORD, by="test")
    yield made
    made.close()


@pytest.fixture(scope="module", autouse=True)
def swept() -> Iterator[None]:
    """What was left is collected here, where it is known for what it is."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def site(home: Home) -> Iterator[str]:
    with served(home) as url:
        yield url


@pytest.fixture
def client(site: str) -> Iterator[Client]:
    with Client(base_url=site, timeout=60) as made:
        yield made


@pytest.fixture(scope="module")
def people(site: str) -> Iterator[dict[str, Client]]:
    """A client for each, signed in."""
    made = {name: Client(base_url=site, timeout=60) for name in PEOPLE}
    for name, client in made.items():
        got = client.post("/login", data={"name": name, "password": PASSWORD})
        assert got.status_code == 303, name
    yield made
    for client in made.values():
        client.close()


def ask(client: Client, question: str = "명함 돌려도 되나요?") -> Any:
    return client.post("/api/ask", json={"question": question})


class TestNobody:
    @pytest.mark.parametrize(
        "path",
        ["/", "/law", "/headquarters", "/en/", "/en/records", "/answers/0123456789abcdef",
         "/evaluations/x"],
    )  # fmt: skip
    def test_is_sent_to_sign_in(self, client: Client, path: str) -> None:
        got = client.get(path, headers={"Accept": "text/html"})
        assert got.status_code == 303
        assert (
            got.headers["location"].startswith("/login?next=%2F")
            or "next=/" in (got.headers["location"])
        )

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("post", "/api/ask"),
            ("get", "/api/search?q=x"),
            ("post", "/api/search"),
            ("post", "/api/answers/find"),
            ("get", "/api/queue"),
            ("get", "/api/openapi.json"),
            ("get", "/config"),
            ("get", "/gradio_api/info"),
            ("post", "/gradio_api/queue/join"),
            ("get", "/gradio_api/queue/data?session_hash=x"),
            ("post", "/gradio_api/upload"),
            ("get", "/gradio_api/file=/etc/passwd"),
            ("get", "/gradio_api/runs"),
            ("post", "/gradio_api/run/predict"),
            ("post", "/en/gradio_api/queue/join"),
            ("get", "/answers/0123456789abcdef.json"),
        ],
    )
    def test_gets_nothing(self, client: Client, method: str, path: str) -> None:
        got = getattr(client, method)(path)
        assert got.status_code == 401, (path, got.status_code)

    def test_sees_health_and_styles(self, client: Client) -> None:
        assert client.get("/healthz").status_code == 200
        assert client.get("/yugwon/yugwon.css").status_code == 200
        assert client.get("/yugwon/../yugwon.db").status_code in (401, 404)

    @pytest.mark.parametrize("key", ["none", "yg_wrong", "x" * 5000])
    def test_with_a_wrong_key(self, client: Client, key: str) -> None:
        got = client.get("/api/me", headers={"Authorization": f"Bearer {key}"})
        assert got.status_code == 401


ALLOWED = {
    ("get", "/api/me"): set(PEOPLE),
    ("get", "/law"): set(PEOPLE),
    ("get", "/api/queue"): {"curator", "publisher", "admin"},
    ("get", "/api/queue/1"): {"curator", "publisher", "admin"},
    ("post", "/api/queue/1/drafts"): {"curator", "publisher", "admin"},
    ("post", "/api/queue/1/publication"): {"publisher", "admin"},
    ("post", "/api/queue/1/withdrawal"): {"publisher", "admin"},
    ("post", "/api/queue/1/closing"): {"curator", "publisher", "admin"},
    ("post", "/api/queue/questions/1/move"): {"curator", "publisher", "admin"},
    ("get", "/api/queue/replies/differing?interpretation=kr/reply/x/1"): {
        "curator", "publisher", "admin",
    },
    ("get", "/api/queue/own"): {"seoul", "busan", "curator", "publisher", "admin"},
    ("get", "/api/notices"): {"seoul", "busan", "curator", "publisher", "admin"},
    ("get", "/headquarters"): {"curator", "publisher", "admin"},
    ("get", "/en/headquarters"): {"curator", "publisher", "admin"},
    ("get", "/evaluation"): {"evaluator", "admin"},
    ("get", "/records"): set(PEOPLE) - {"reader"},
    ("post", "/gradio_api/upload"): {"curator", "publisher", "evaluator", "admin"},
    ("post", "/en/gradio_api/upload"): {"curator", "publisher", "evaluator", "admin"},
}  # fmt: skip
BODIES = {"drafts": {"answer": "가능할 것입니다."}, "withdrawal": {"because": "x"},
          "closing": {"because": " "}}  # fmt: skip


@pytest.mark.parametrize(("method", "path"), list(ALLOWED))
def test_roles(people: dict[str, Client], method: str, path: str) -> None:
    for name, client in people.items():
        body = BODIES.get(path.rsplit("/", 1)[-1], {})
        got = client.get(path) if method == "get" else client.post(path, json=body)
        refused = got.status_code in (401, 403)
        assert refused == (name not in ALLOWED[method, path]), (name, got.status_code, got.text)


def test_regions_see_their_own(people: dict[str, Client]) -> None:
    id = ask(people["seoul"]).json()["id"]
    assert people["seoul"].get(f"/answers/{id}").status_code == 200
    assert people["curator"].get(f"/answers/{id}").status_code == 200
    letter = people["seoul"].get(f"/answers/{id}.md?reply=1").text
    assert letter.startswith("# 서울특별시선거관리위원회"), "a region replies in its own name"
    for other in ("busan", "reader"):
        for path in (f"/answers/{id}", f"/answers/{id}.json", f"/api/answers/{id}/today"):
            assert people[other].get(path).status_code == 403, (other, path)
        thumb = people[other].post(f"/api/answers/{id}/thumbs", json={"good": True})
        assert thumb.status_code == 403
    sent = people["seoul"].post("/api/queue", json={"answer": id, "region": "부산광역시"}).json()
    assert sent["region"] == "서울특별시", "a region named by the sender counts for nothing"
    assert people["busan"].post("/api/queue", json={"answer": id}).status_code == 403
    assert people["busan"].get("/api/queue/own").json() == []
    assert people["busan"].get("/api/queue/own?region=서울특별시").status_code == 403
    assert people["busan"].get("/api/answers").json() == []
    assert people["reader"].get("/api/answers").json() == []
    assert [x["id"] for x in people["seoul"].get("/api/answers").json()] == [id]
    assert people["evaluator"].get("/api/answers?region=서울특별시").json()


def test_the_name_is_the_accounts(people: dict[str, Client]) -> None:
    sent = people["seoul"].post("/api/queue", json={"question": "현수막?", "by": "admin"}).json()
    assert sent["person"] == "seoul"
    url = f"/api/queue/{sent['matter']}"
    draft = people["publisher"].post(
        f"{url}/drafts", json={"answer": "붙일 수 있을 것입니다.", "by": "curator"}
    )
    assert draft.json()["by"] == "publisher"
    got = people["publisher"].post(f"{url}/publication", json={"by": "someone else"})
    assert (got.status_code, "초안을 쓴 사람" in got.text) == (400, True)


@pytest.fixture(scope="module")
def blocks(home: Home) -> Any:
    """The page, to know the numbers of its events."""
    from ui.web.blocks import build

    return build(home, "ko")


class TestGradio:
    """The page's events, called as a program would call them."""

    @pytest.mark.parametrize(
        ("page", "stranger", "member"),
        [("headquarters", "seoul", "curator"), ("evaluation", "curator", "evaluator")],
    )  # fmt: skip
    def test_an_event_asks_who_it_is(
        self, people: dict[str, Client], blocks: Any, page: str, stranger: str, member: str
    ) -> None:
        fn = next(i for i, f in blocks.fns.items() if f.page == page and not f.inputs)
        for name, allowed in ((stranger, False), (member, True)):
            client = people[name]
            body = {"data": [], "fn_index": fn, "session_hash": f"h{name}{page}"}
            joined = client.post("/gradio_api/queue/join", json=body)
            assert joined.status_code == 200, joined.text
            with client.stream(
                "GET", "/gradio_api/queue/data", params={"session_hash": f"h{name}{page}"}
            ) as stream:
                text = ""
                for line in stream.iter_lines():
                    text += line
                    if "process_completed" in line:
                        break
            assert ('"success":true' in text.replace(" ", "")) == allowed, (name, text[-500:])

    def test_files_stay_shut(self, people: dict[str, Client], home: Home) -> None:
        for path in ("/etc/passwd", str(home.folder / "yugwon.db"), "../../yugwon.db"):
            got = people["admin"].get(f"/gradio_api/file={path}")
            assert got.status_code in (403, 404), path


class TestSessions:
    def test_a_session_begins_anew(self, client: Client, home: Home) -> None:
        client.cookies.set("yugwon_session", "chosen-by-another")
        got = client.post("/login", data={"name": "reader", "password": PASSWORD})
        cookie = got.headers["set-cookie"]
        assert "chosen-by-another" not in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie

    def test_signed_out_is_out(self, client: Client) -> None:
        client.post("/login", data={"name": "reader", "password": PASSWORD})
        token = client.cookies["yugwon_session"]
        assert client.get("/api/me").status_code == 200
        client.post("/logout")
        client.cookies.set("yugwon_session", token)
        assert client.get("/api/me").status_code == 401

    def test_a_new_password_ends_them(self, client: Client, home: Home) -> None:
        accounts.add(home.store, "leaver", [Role.READER], password=PASSWORD, by="test")
        client.post("/login", data={"name": "leaver", "password": PASSWORD})
        assert client.get("/api/me").json()["name"] == "leaver"
        accounts.change(home.store, "leaver", password=PASSWORD + "2", by="test")
        assert client.get("/api/me").status_code == 401

    def test_an_ended_account_is_out_at_once(self, client: Client, home: Home) -> None:
        accounts.add(home.store, "gone", [Role.ADMIN], password=PASSWORD, by="test")
        key = tokens.make_key(home.store, "gone", "k", by="test")
        client.post("/login", data={"name": "gone", "password": PASSWORD})
        accounts.change(home.store, "gone", active=False, by="test")
        assert client.get("/api/me").status_code == 401
        headers = {"Authorization": f"Bearer {key}"}
        assert client.get("/api/me", headers=headers).status_code == 401

    def test_locked_after_five(self, client: Client, home: Home) -> None:
        accounts.add(home.store, "target", [Role.READER], password=PASSWORD, by="test")
        for _ in range(5):
            got = client.post("/login", data={"name": "target", "password": "wrong"})
            assert "failed=1" in got.headers["location"]
        got = client.post("/login", data={"name": "target", "password": PASSWORD})
        assert "failed=1" in got.headers["location"]
        assert accounts.account(home.store, "target").locked  # type: ignore[union-attr]

    @pytest.mark.parametrize("next", ["//evil.example", "https://evil.example", "/\\evil.example"])
    def test_leads_nowhere_else(self, client: Client, next: str) -> None:
        got = client.post("/login", data={"name": "reader", "password": PASSWORD, "next": next})
        assert got.headers["location"] == "/"

    @pytest.mark.parametrize(
        "headers",
        [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    )
    def test_other_sites_cannot_act(
        self, people: dict[str, Client], headers: dict[str, str]
    ) -> None:
        for path in ("/api/queue", "/login", "/logout", "/gradio_api/queue/join"):
            assert people["admin"].post(path, json={}, headers=headers).status_code == 403, path


def test_keys_act_as_their_account(client: Client, home: Home) -> None:
    key = tokens.make_key(home.store, "seoul", "helper", by="test")
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/me", headers=headers).json()["region"] == "서울특별시"
    assert client.get("/api/queue", headers=headers).status_code == 403
    tokens.end_key(home.store, "seoul", "helper", by="test")
    assert client.get("/api/me", headers=headers).status_code == 401
    raw = (home.folder / "yugwon.db").read_bytes()
    assert key.encode() not in raw
    assert PASSWORD.encode() not in raw


@pytest.mark.parametrize(
    ("proxies", "status", "why"),
    [("127.0.0.1", 200, "the proxy itself"), ("192.0.2.7", 401, "someone who is not the proxy")],
)
def test_a_proxy_names_the_person(tmp_path: Path, proxies: str, status: int, why: str) -> None:
    home = Home(Settings(home=tmp_path / "p", access="proxy", proxy_from=proxies))
    home.__dict__["answerer"] = MadeUp()
    accounts.add(home.store, "홍길순", [Role.STAFF], region="서울특별시", by="test")
    with served(home) as url, Client(base_url=url, timeout=60) as client:
        named = {"X-Remote-User": "홍길순".encode()}
        assert client.get("/api/me", headers=named).status_code == status, why
        assert client.get("/api/me", headers={"X-Remote-User": b"unknown"}).status_code == 401
        assert client.get("/api/me").status_code == 401
    home.close()


def test_serving_others_needs_an_admin(tmp_path: Path) -> None:
    from kb.errors import BadInput
    from ui.api.serving import listen

    made = Home(Settings(home=tmp_path / "h"))
    with pytest.raises(BadInput, match="account add"):
        listen(made, "0.0.0.0", 0, lambda url: None)
    made.close()
