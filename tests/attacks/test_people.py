"""Who someone is: passwords tried, sessions stolen or fixed, rights that are not one's own."""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Client
from sqlalchemy import select, update

from kb.curation import accounts, addresses, log, passwords, signing_in
from kb.curation.desk import now
from kb.curation.people import Role
from kb.curation.tokens import open_session
from kb.errors import BadInput, Forbidden
from kb.store import schema
from tests.web.serving import PASSWORD, made_up_home, served
from ui.home import Home

WRONG = "틀린 비밀번호입니다"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Any]:
    made = made_up_home(tmp_path / "h")
    accounts.add(made.store, "김담당", [Role.ADMIN], password=PASSWORD, by="test")
    yield made.store
    made.close()


class Counting:
    """The hasher, counting what it is asked and how many ask at once."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now = self.most = 0
        self._lock = threading.Lock()
        self._real = passwords._hasher()

    def verify(self, hash: str, password: str) -> bool:
        with self._lock:
            self.asked.append(hash)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            time.sleep(0.01)
            return self._real.verify(hash, password)
        finally:
            with self._lock:
                self.now -= 1

    def hash(self, password: str) -> str:
        return self._real.hash(password)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Counting:
    passwords._nobody()
    made = Counting()
    monkeypatch.setattr(passwords, "_hasher", lambda: made)
    return made


def tried(store: Any, name: str, password: str) -> bool:
    try:
        return bool(signing_in.sign_in(store, name, password, 1))
    except Forbidden:
        return False


def test_passwords_tried_at_once(store: Any, hasher: Counting) -> None:
    """A burst does not outrun the lock: five are held against the hash, the right one too late."""
    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(lambda i: tried(store, "김담당", f"{WRONG}{i}"), range(24)))
    assert not any(done)
    assert len([h for h in hasher.asked if h != passwords._nobody()]) == signing_in.TRIES
    assert not tried(store, "김담당", PASSWORD)
    assert accounts.account(store, "김담당").locked  # type: ignore[union-attr]


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """A site behind some proxies, where six wrong passwords shut an address out."""
    monkeypatch.setattr(addresses, "TRIES", 6)
    made: list[Home] = []

    @contextmanager
    def opened(proxies: str = "192.0.2.9") -> Iterator[Callable[..., bool]]:
        home = made_up_home(tmp_path / f"h{len(made)}", access="accounts", proxy_from=proxies)
        made.append(home)
        accounts.add(home.store, "김담당", [Role.ADMIN], password=PASSWORD, by="test")
        with served(home) as url, Client(base_url=url, timeout=60) as client:

            def comes_in(name: str, password: str, forwarded: str | None = None) -> bool:
                got = client.post(
                    "/login",
                    data={"name": name, "password": password},
                    headers={"X-Forwarded-For": forwarded} if forwarded else {},
                )
                assert got.status_code == 303
                client.cookies.clear()
                return "yugwon_session" in got.headers.get("set-cookie", "")

            yield comes_in

    yield opened
    for home in made:
        home.close()


def test_a_password_tried_on_every_account(door: Any) -> None:
    """Spraying: an account's lock never closes, the address is shut out; others come in."""
    with door("127.0.0.1") as comes_in:
        a, b = "198.51.100.7", "203.0.113.9"
        assert comes_in("김담당", PASSWORD, a)
        for n in range(5):
            assert not comes_in(f"직원{n}", WRONG, a)
        assert comes_in("김담당", PASSWORD, a), "a right one does not count"
        assert not comes_in("직원6", WRONG, a)
        assert not comes_in("김담당", PASSWORD, a), "and does not wipe out the wrong ones"
        assert comes_in("김담당", PASSWORD, b), "another office is not shut out"


def test_an_address_that_a_client_makes_up(door: Any) -> None:
    """Only a known proxy's header counts, and in it what that proxy wrote: the last name."""
    with door() as comes_in:  # no proxy: the connection's own address, whatever is said
        for n in range(6):
            assert not comes_in(f"직원{n}", WRONG, f"198.51.100.{n}")
        assert not comes_in("김담당", PASSWORD, "203.0.113.1")
    with door("127.0.0.1") as comes_in:  # a proxy that adds the address to what the client sent
        for n in range(6):
            assert not comes_in(f"직원{n}", WRONG, f"198.51.100.{n}, 203.0.113.7")
        assert not comes_in("김담당", PASSWORD, "198.51.100.99, 203.0.113.7")
        assert comes_in("김담당", PASSWORD, "203.0.113.7, 198.51.100.99")


def test_addresses_are_let_in_again_and_not_kept(store: Any) -> None:
    t = schema.addresses
    for _ in range(addresses.TRIES):
        assert addresses.counted(store, "2001:db8::1")
    assert not addresses.counted(store, "2001:db8::2"), "a network of IPv6 is had by one"
    assert addresses.counted(store, "2001:db8:0:1::1")
    assert addresses.counted(store, ""), "a call that comes from no address"
    lines = [line for line in log.lines(store) if line.act == "address.locked"]
    assert len(lines) == 1
    with store.reading() as c:
        kept = str(c.execute(select(t)).all()) + str(lines)
    assert "2001" not in kept, "an address is nobody's business"
    for days in (-addresses.SPAN, timedelta(days=400)):  # over, or a clock that was set back
        with store.writing() as c:
            c.execute(update(t).values(since=now() + days, tries=addresses.TRIES))
        assert addresses.counted(store, "2001:db8::1"), days
        with store.reading() as c:
            assert len(c.execute(select(t)).all()) == 1, "what does not count is not kept"


def test_a_burst_that_would_fill_memory(store: Any, hasher: Counting) -> None:
    """Each hash takes 64 MiB: not more than two are computed at a time."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda i: tried(store, f"아무개{i}", WRONG), range(16)))
    assert hasher.most <= 2


@pytest.mark.parametrize("name", ["김담당", "없는 사람", "끝난 사람", "없는암호"])
def test_the_clock_does_not_tell_who_is_there(store: Any, hasher: Counting, name: str) -> None:
    """Timing: one hash is computed whoever is named; the answer is the same."""
    accounts.add(store, "끝난 사람", [Role.READER], password=PASSWORD, by="test")
    accounts.change(store, "끝난 사람", active=False, by="test")
    accounts.add(store, "없는암호", [Role.READER], by="test")
    hasher.asked.clear()
    with pytest.raises(Forbidden) as told:
        signing_in.sign_in(store, name, WRONG, 1)
    assert len(hasher.asked) == 1
    assert told.value.en == "wrong name or password, or a locked account"


def test_the_page_does_not_tell_who_is_there(stranger: Client) -> None:
    said = [
        stranger.post("/login", data={"name": name, "password": WRONG})
        for name in ("reader", "nobody", "admin")
    ]
    assert len({(r.status_code, r.headers["location"], r.text) for r in said}) == 1


def test_an_account_without_password_has_none(stranger: Client) -> None:
    for password in ("", "None", " "):
        got = stranger.post("/login", data={"name": "admin", "password": password})
        assert "yugwon_session" not in got.headers.get("set-cookie", "")


def test_a_lock_ends(store: Any) -> None:
    """Locking someone out on purpose lasts a quarter of an hour, not longer."""
    for _ in range(5):
        tried(store, "김담당", WRONG)
    t = schema.accounts
    with store.writing() as c:
        c.execute(update(t).values(locked_until=now() - timedelta(seconds=1)))
    assert tried(store, "김담당", PASSWORD)


@pytest.mark.parametrize(
    "name",
    [
        "김담당\u200b",
        "김담당\u202e",
        "\x1b[2J김담당",
        "김담당\x00",
        "김\n담당",
        "",
        "  ",
        "가" * 81,
    ],
)
def test_names_that_look_like_anothers(store: Any, name: str) -> None:
    """Zero-width and turning signs, control characters, nothing."""
    if " ".join(name.split()) == "김 담당":
        assert accounts.add(store, name, [Role.READER], by="test").name == "김 담당"
        return
    with pytest.raises(BadInput):
        accounts.add(store, name, [Role.READER], by="test")


def test_one_name_in_two_spellings(store: Any) -> None:
    """Decomposed Hangul and full-width letters are the same name, not a second account."""
    for other in (unicodedata.normalize("NFD", "김담당"), " 김담당 "):
        with pytest.raises(BadInput, match="이미 있는"):
            accounts.add(store, other, [Role.READER], by="test")
        assert accounts.account(store, other).name == "김담당"  # type: ignore[union-attr]
    accounts.add(store, "admin", [Role.ADMIN], by="test")
    with pytest.raises(BadInput, match="이미 있는"):
        accounts.add(store, "ａｄｍｉｎ", [Role.READER], by="test")


def test_a_session_that_is_fixed(stranger: Client) -> None:
    stranger.cookies.set("yugwon_session", "chosen-by-another")
    got = stranger.post("/login", data={"name": "reader", "password": PASSWORD})
    assert "chosen-by-another" not in got.headers["set-cookie"]
    stranger.cookies.clear()
    stranger.cookies.set("yugwon_session", "chosen-by-another")
    assert stranger.get("/api/me").status_code == 401


def test_an_old_session_ends_with_a_new_one(stranger: Client) -> None:
    stranger.post("/login", data={"name": "reader", "password": PASSWORD})
    old = stranger.cookies["yugwon_session"]
    stranger.post("/login", data={"name": "reader", "password": PASSWORD})
    assert stranger.cookies["yugwon_session"] != old
    stranger.cookies.clear()
    stranger.cookies.set("yugwon_session", old)
    assert stranger.get("/api/me").status_code == 401


def test_a_session_out_of_date(home: Home, stranger: Client) -> None:
    token = open_session(home.store, "admin", 1e-9, by="password")
    time.sleep(0.05)
    stranger.cookies.set("yugwon_session", token)
    assert stranger.get("/api/me").status_code == 401


@pytest.mark.parametrize("place", ["query", "header", "bearer", "form"])
def test_a_session_in_another_place(stranger: Client, tokens: dict[str, str], place: str) -> None:
    """A session counts in its cookie alone: not in an address, which is shown and logged."""
    t = tokens["admin"]
    given: dict[str, Any] = {
        "query": {"url": f"/api/me?yugwon_session={t}"},
        "header": {"url": "/api/me", "headers": {"X-Session": t, "yugwon_session": t}},
        "bearer": {"url": "/api/me", "headers": {"Authorization": f"Bearer {t}"}},
        "form": {"url": "/api/me", "headers": {"Cookie": f"session={t}; access-token={t}"}},
    }[place]
    assert stranger.get(**given).status_code == 401


@pytest.mark.parametrize(
    "cookie", ["yugwon_session=", "yugwon_session=;", "=x; yugwon_session", "yugwon_session=" + "x" * 9000,
               "a=(b); yugwon_session=x", '"' * 500],
)  # fmt: skip
def test_cookies_that_are_none(stranger: Client, cookie: str) -> None:
    got = stranger.get("/api/me", headers={"Cookie": cookie})
    assert got.status_code in (400, 401, 431)


def test_the_cookie_behind_tls(stranger: Client) -> None:
    got = stranger.post(
        "/login", data={"name": "reader", "password": PASSWORD},
        headers={"X-Forwarded-Proto": "https"},
    )  # fmt: skip
    flags = {x.strip().lower() for x in got.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= flags


@pytest.mark.parametrize(
    "named",
    [
        [("X-Remote-User", "admin"), ("X-Remote-User", "reader")],
        [("X-Remote-User", "reader"), ("x-remote-user", "admin")],
        [("X-Remote-User", "")],
        [("X-Remote-User", "\xff\xfe")],
        [("X_Remote_User", "admin")],
    ],
)
def test_a_proxys_name_that_a_client_adds(tmp_path: Path, named: list[tuple[str, str]]) -> None:
    made = made_up_home(tmp_path / "h", access="proxy", proxy_from="127.0.0.1")
    for name in ("admin", "reader"):
        accounts.add(made.store, name, [Role(name)], by="test")
    with served(made) as url, Client(base_url=url) as client:
        raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in named]
        assert client.get("/api/me", headers=raw).status_code in (400, 401)
    made.close()


@pytest.mark.parametrize(
    "path",
    ["/headquarters", "/headquarters/", "//headquarters", "/en//headquarters", "/%68eadquarters",
     "/./headquarters", "/law/../headquarters", "/headquarters?x=/law", "/headquarters%2f",
     "/headquarters#law", "/en/headquarters/"],
)  # fmt: skip
def test_another_way_to_the_same_page(site: str, people: dict[str, Client], path: str) -> None:
    for who in ("seoul", "reader"):
        got = people[who].get(site + path, headers={"Accept": "text/html"}, follow_redirects=True)
        assert got.status_code in (403, 404), (who, path)


@pytest.mark.parametrize("name", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri"])
def test_a_path_in_a_header(people: dict[str, Client], name: str) -> None:
    got = people["seoul"].get("/api/me", headers={name: "/api/queue"})
    assert got.json()["name"] == "seoul"
    assert people["seoul"].get("/api/queue", headers={name: "/api/me"}).status_code == 403


def test_roles_that_are_handed_in(people: dict[str, Client]) -> None:
    """Mass assignment: what a body may say is listed, and rights are not on the list."""
    for key in ("roles", "role", "person", "is_admin", "by_role"):
        got = people["seoul"].post("/api/ask", json={"question": "명함?", key: "admin"})
        assert got.status_code == 422, key
    assert people["seoul"].get("/api/me").json()["roles"] == ["staff"]


def test_the_answer_of_another_region(people: dict[str, Client]) -> None:
    """Object by number: each route that takes an answer's id asks whose it is."""
    id = people["seoul"].post("/api/ask", json={"question": "서울의 질문입니다?"}).json()["id"]
    for path in (f"/answers/{id}", f"/answers/{id}.json", f"/answers/{id}.docx",
                 f"/answers/{id}.pdf?reply=1", f"/api/answers/{id}/today"):  # fmt: skip
        assert people["reader"].get(path).status_code in (403, 404), path
    for path, body in (
        (f"/api/answers/{id}/thumbs", {"good": True}),
        ("/api/queue", {"answer": id}),
    ):
        assert people["reader"].post(path, json=body).status_code == 403, path


def test_the_news_of_another_region(home: Home, people: dict[str, Client]) -> None:
    """Marking another region's notices as read leaves them unread."""
    sent = people["seoul"].post("/api/queue", json={"question": "현수막을 어디에 답니까?"}).json()
    done = {"because": "이미 회답한 내용과 같음"}
    closed = people["curator"].post(f"/api/queue/{sent['matter']}/closing", json=done)
    assert closed.status_code == 200, closed.text
    (news,) = people["seoul"].get("/api/notices?unseen=true").json()
    people["busan"].post("/api/notices/seen", json={"notices": [news["id"]]})
    assert people["seoul"].get("/api/notices?unseen=true").json() == [news]
    assert people["busan"].get("/api/notices?region=서울특별시").status_code == 403


def test_a_reply_by_ones_own_hand_alone(people: dict[str, Client]) -> None:
    """Neither another name in the body nor a second draft lets one person draft and publish."""
    sent = people["seoul"].post("/api/queue", json={"question": "혼자 공표할 수 있나요?"}).json()
    url = f"/api/queue/{sent['matter']}"
    body = {"answer": "할 수 있을 것입니다.", "by": "curator"}
    assert people["publisher"].post(f"{url}/drafts", json=body).json()["by"] == "publisher"
    for by in ("", "curator", "admin"):
        got = people["publisher"].post(f"{url}/publication", json={"by": by, "override": "급함"})
        assert got.status_code == 400, got.text
    assert people["curator"].post(f"{url}/publication", json={"by": "publisher"}).status_code == 403
