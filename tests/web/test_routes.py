"""Routes beside the page, asked as another program asks them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.serving import made_up_home
from ui.api import routes


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = made_up_home(tmp_path_factory.mktemp("home"))
    app = FastAPI()
    routes.add(app, home)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as made:
        yield made
    home.close()


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


def test_an_answer_is_kept_under_its_link(client: TestClient) -> None:
    line = client.post("/api/ask", json={"question": "명함 돌려도 되나요?", "id": "q1"}).json()
    assert line["id"] == "q1"
    page = client.get("/answers/0123456789abcdef")
    assert page.status_code == 200
    assert "금지" in page.text
    kept = client.get("/answers/0123456789abcdef.json").json()
    assert kept["headline"] == line["headline"]
    for form, start in (("md", b"# "), ("docx", b"PK"), ("pdf", b"%PDF")):
        got = client.get(f"/answers/0123456789abcdef.{form}")
        assert got.content.startswith(start)
        assert "attachment" in got.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/answers/nothing", 404, "no such record"),
        ("/answers/0123456789abcdef.exe", 404, "no such form"),
        ("/answers/..%2F..%2Fyugwon.db", 404, "a path is no id"),
        ("/evaluations/..%2F..", 404, "nor a report"),
        ("/api/show?provision=%EC%97%86%EB%8A%94%EB%B2%95%20%EC%A0%9C1%EC%A1%B0", 404, "unknown"),
        ("/api/show?provision=x&as_of=yesterday", 400, "no date"),
        ("/api/calendar?election=none", 400, "no such election"),
        ("/api/search?q=", 400, "nothing to search for"),
        ("/api/search?q=x&top=0", 400, "out of range"),
    ],
)
def test_what_is_not_there(client: TestClient, path: str, status: int, why: str) -> None:
    got = client.get(path)
    assert got.status_code == status, (why, got.text)


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        ({"question": ""}, 400, "nothing"),
        ({"question": "가" * 10_000}, 400, "too long"),
        ({"question": "x", "as_of": "2020-02-30"}, 400, "no date"),
        ({"question": "x", "colour": "red"}, 422, "an unknown key"),
        ({}, 422, "no question"),
    ],
)
def test_bad_questions(
    client: TestClient, body: dict[str, str], status: int, why: str, tmp_path: Path
) -> None:
    got = client.post("/api/ask", json=body)
    assert got.status_code == status, why
    if status == 400:
        assert set(got.json()["error"]) == {"ko", "en"}


def test_an_official_reply_names_its_office(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "명함 돌려도 되나요?"})
    path = "/answers/0123456789abcdef"
    got = client.get(f"{path}.md", params={"reply": True, "to": "홍길순 귀하"})
    assert got.status_code == 200
    assert got.text.startswith("# 중앙선거관리위원회")
    assert "수신  홍길순 귀하" in got.text
    assert "-reply.md" in got.headers["content-disposition"]
    assert "홍길순" not in client.get(f"{path}.json").text, "the recipient is kept nowhere"
    assert client.get(f"{path}.json", params={"reply": True}).status_code == 400
    assert client.get(f"{path}.md", params={"reply": True, "to": "가" * 81}).status_code == 400


def test_words_that_stand_in_no_address(tmp_path: Path) -> None:
    """By POST a search gives what it gives by GET; its words are in a body, which no proxy logs."""
    from tests.web.serving import made_up_home
    from ui import searched

    home = made_up_home(tmp_path / "home")
    asked: list[tuple[str, str, int]] = []

    def line(_: object, text: str, day: object, top: int) -> dict[str, object]:
        asked.append((text, str(day), top))
        return {"provisions": ["kr/law/공직선거법#93"], "channels": []}

    app = FastAPI()
    routes.add(app, home)
    with pytest.MonkeyPatch.context() as patch, TestClient(app, base_url="http://127.0.0.1") as c:
        patch.setattr(searched, "line", line)
        given = {"q": "명함?", "as_of": "2026-05-01", "top": "3"}
        by_get = c.get("/api/search", params=given)
        body = {"question": "명함?", "as_of": "2026-05-01", "top": 3}
        by_post = c.post("/api/search", json=body)
        assert by_get.json() == by_post.json() == {"provisions": ["kr/law/공직선거법#93"]}
        assert asked == [("명함?", "2026-05-01", 3)] * 2
        assert by_post.request.url.query == b""
        assert c.post("/api/search", json={**body, "id": "q1"}).json()["id"] == "q1"
        assert c.post("/api/search", json={"q": "명함?"}).status_code == 422
        assert c.post("/api/search", json={**body, "top": 0}).status_code == 400
    home.close()
