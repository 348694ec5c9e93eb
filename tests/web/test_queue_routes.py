"""The queue over HTTP, and what must not be possible there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.serving import made_up_home
from ui.api import routes
from ui.home import Home

QUESTION = "명함 돌려도 되나요?"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = made_up_home(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def client(home: Home) -> Iterator[TestClient]:
    app = FastAPI()
    routes.add(app, home)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as made:
        yield made


def test_sent_drafted_and_listed(client: TestClient) -> None:
    sent = client.post("/api/queue", json={"question": QUESTION, "region": "서울특별시"}).json()
    assert (sent["matter"], sent["state"], sent["questions"]) == (1, "open", 1)
    again = client.post("/api/queue", json={"answer": sent["answer"], "region": "서울특별시"})
    assert again.json()["id"] == sent["id"]
    body = {"answer": "「없는법」 제3조에 위반될 것입니다.", "by": "김담당"}
    draft = client.post("/api/queue/1/drafts", json=body).json()
    assert draft["conclusion"] == "prohibited"
    assert [c["check"] for c in draft["examined"]["citations"]] != ["ok"]
    (matter,) = client.get("/api/queue", params={"state": "drafted"}).json()
    assert matter["drafts"][0]["by"] == "김담당"
    own = client.get("/api/queue/own", params={"region": "서울특별시"}).json()
    assert [x["state"] for x in own] == ["drafted"]
    assert client.get("/api/queue/own", params={"region": "부산광역시"}).json() == []


def test_thumbs(client: TestClient) -> None:
    id = client.post("/api/ask", json={"question": QUESTION}).json()["id"]
    url = f"/api/answers/{id}/thumbs"
    assert client.post(url, json={"good": True}).json() == {"sent": None}
    assert client.post(url, json={"good": False, "reason": " "}).status_code == 400
    sent = client.post(url, json={"good": False, "reason": "낡은 사례 010-1234-5678"}).json()[
        "sent"
    ]
    assert (sent["why"], sent["note"]) == ("feedback", "낡은 사례 ○○○")
    assert client.post("/api/answers/nothing/thumbs", json={"good": True}).status_code == 404


def test_past_answers(client: TestClient) -> None:
    client.post("/api/ask", json={"question": QUESTION, "region": "서울특별시"})
    client.post("/api/ask", json={"question": QUESTION, "region": "부산광역시"})
    found = client.get("/api/answers", params={"words": "명함"}).json()
    assert {x["region"] for x in found} == {"서울특별시", "부산광역시"}, "one record, given to two"
    assert len({x["id"] for x in found}) == 1
    for given, count in (
        ({"region": "서울특별시"}, 1),
        ({"words": "현수막"}, 0),
        ({"since": "2000-01-01", "until": "2000-12-31"}, 0),
        ({"provision": "kr/law/공직선거법#60-3"}, 2),
        ({"provision": "kr/law/정치자금법"}, 0),
        ({"subject": "place.turnstile"}, 2),
        ({"subject": "예비후보자", "region": "부산광역시"}, 1),
        ({"subject": "현수막"}, 0),
    ):
        got = client.get("/api/answers", params=given).json()
        assert len(got) == count, given
        assert client.post("/api/answers/find", json=given).json() == got, "the same by a body"
    again = client.get(f"/api/answers/{found[0]['id']}/today").json()
    # The made-up answer rests on a case that this store does not hold.
    assert [c["kind"] for c in again["changes"]] == ["ended"]
    assert client.get("/api/answers/nothing/today").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "why"),
    [
        ("post", "/api/queue", {}, 400, "nothing to send"),
        ("post", "/api/queue", {"answer": "x"}, 404, "no such answer"),
        ("post", "/api/queue", {"answer": "x", "role": "admin"}, 422, "an unknown key"),
        ("post", "/api/queue", {"question": QUESTION, "note": "가" * 1001}, 422, "a long note"),
        ("get", "/api/queue/99", None, 404, "no such matter"),
        ("get", "/api/queue/x", None, 422, "no number"),
        ("post", "/api/queue/99/drafts", {"answer": "x", "by": "y"}, 404, "no such matter"),
        ("post", "/api/queue/99/publication", {"by": "y"}, 404, "no such matter"),
        ("post", "/api/queue/99/withdrawal", {"because": "x", "by": "y"}, 404, "no such matter"),
        ("get", "/api/answers?top=0", None, 400, "out of range"),
        ("get", "/api/answers?since=yesterday", None, 400, "no day"),
        ("get", "/api/answers?subject=아무것도아닌말", None, 400, "no subject"),
        ("get", "/api/answers?provision=없는법 제3조", None, 404, "no such law"),
        ("post", "/api/answers/find", {"top": 0}, 400, "out of range"),
        ("post", "/api/answers/find", {"person": "x"}, 422, "an unknown key"),
        ("post", "/api/cite", {"text": "x", "as_of": "y"}, 400, "no day"),
    ],
)
def test_bad_requests(
    client: TestClient, method: str, path: str, body: object, status: int, why: str
) -> None:
    got = getattr(client, method)(path, **({"json": body} if body is not None else {}))
    assert got.status_code == status, (why, got.text)


def test_a_name_is_needed_to_draft(client: TestClient) -> None:
    client.post("/api/queue", json={"question": QUESTION})
    got = client.post("/api/queue/1/drafts", json={"answer": "가능합니다."})
    assert got.status_code == 400
    assert "이름" in got.json()["error"]["ko"]


def test_threads_of_the_server_write_while_it_owns_the_home(home: Home) -> None:
    done = threading.Event()

    def write() -> None:
        with home.writing("upload"):
            done.set()

    with home.owning("serve"):
        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        assert done.wait(10)


def test_measures_carry_no_words(client: TestClient) -> None:
    client.post("/api/queue", json={"question": QUESTION, "region": "서울특별시"})
    client.get("/api/queue/99")
    text = client.get("/metrics").text
    assert 'yugwon_matters{state="open"} 1.0' in text
    assert 'yugwon_requests_total{part="api",status="404"} 1.0' in text
    assert "명함" not in text
    assert "서울" not in text
