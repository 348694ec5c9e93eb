"""Other settings of a run: what cannot be varied is refused, with the reason, before it asks."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from pydantic import SecretStr

from evals import arms
from kb.curation.people import ANYONE, Person, Role
from kb.errors import BadInput, BadSettings
from tests.evals.conftest import Starter
from tests.lying_server import lying
from ui import consistency, evaluations
from ui.home import Home
from ui.web import evaluation

REFUSED: list[tuple[str, str, str]] = [
    ("embeder=fast", "모르는 설정입니다: embeder=fast", "a key that is none names those that are"),
    ("embedder", "모르는 설정입니다", "a key alone"),
    ("release=0.1", "yugwon eval compare", "a release is another program, not a setting"),
    ("home=/tmp/x", "여기서 바꾸는 설정이 아닙니다", "where things are is for the operator"),
    ("database_url=sqlite://", "여기서 바꾸는 설정이 아닙니다", "so is the database"),
    ("llm_key=x", "여기서 바꾸는 설정이 아닙니다", "a key would be kept with the run"),
    ("llm_url=http://x", "여기서 바꾸는 설정이 아닙니다", "who may not say where questions go"),
    ("language=fr", "쓸 수 있는 값: ko, en", "a value of a choice names the others"),
    ("max_question=many", "쓸 수 없습니다: max_question", "a number that is none"),
    ("embedder=no/such-model", "embedder: 그런 모델이 이 컴퓨터에 없습니다", "not fetched here"),
    ("embedder=/nowhere at all", "embedder: 그런 모델이 이 컴퓨터에 없습니다", "no folder"),
    ("embedder=openai:e5", "yugwon reindex --vectors", "without vectors it would answer as fast"),
    ("reranker=no/such-model", "reranker: 그런 모델이 이 컴퓨터에 없습니다", "not fetched here"),
    ("vector_search=exact", "Chroma 서버", "without a server vectors are compared one by one"),
    ("llm_kind=ollama", "llm=이름을 함께", "the LLM is off: it would change nothing"),
]


@pytest.mark.parametrize(("said", "why"), [r[:2] for r in REFUSED], ids=[r[2] for r in REFUSED])
def test_what_cannot_be_varied_says_why(starter_home: Starter, said: str, why: str) -> None:
    with pytest.raises((BadInput, BadSettings)) as refused:
        arms.checked(starter_home.settings, arms.parse(said, arms.VARIED))
    assert why in refused.value.ko
    assert "\n" not in str(refused.value)
    assert refused.value.en


def test_a_key_is_not_varied_by_the_command_either() -> None:
    for said in ("llm_key=x", "database_url=sqlite://", "home=/tmp/x"):
        with pytest.raises(BadInput, match="여기서 바꾸는 설정이 아닙니다"):
            arms.parse(said)
    assert arms.parse("llm=m,llm_url=http://h/v1") == {"llm": "m", "llm_url": "http://h/v1"}


@pytest.mark.parametrize("url", ["http://kim:word@h/v1", "kim:word@h", "http://h/v1?key=word"])
def test_an_address_with_a_password_is_not_kept(starter_home: Starter, url: str) -> None:
    with pytest.raises(BadInput, match="비밀번호") as refused:
        arms.checked(starter_home.settings, {"llm": "m", "llm_url": url})
    assert "word" not in f"{refused.value.ko}{refused.value.en}".replace("password", "")


def test_what_is_offered_can_be_varied(starter_home: Starter) -> None:
    offered = arms.offered(starter_home.settings)
    assert "vector_search" not in offered, "there is no Chroma server"
    assert set(offered) == {*arms.VARIED} - {"vector_search"}
    assert offered["language"] == ("ko", "en")
    for key in ("language", "max_question", "reranker", "llm"):
        for value in offered[key]:
            arms.checked(starter_home.settings, arms.parse(f"{key}={value}", arms.VARIED))
    server = starter_home.settings.model_copy(update={"chroma_url": "http://c:1"})
    assert arms.offered(server)["vector_search"] == ("auto", "exact", "chroma")
    named = evaluation._offered(Home(starter_home.settings))
    assert "language (ko, en …)" in named
    assert "key" not in named


def test_another_fast_embedder_needs_a_home_of_its_own(
    starter_home: Starter, tmp_path: Path
) -> None:
    (tmp_path / "vectors.npz").touch()
    with pytest.raises(BadInput, match="색인을 따로"):
        arms.checked(starter_home.settings, {"embedder": str(tmp_path)})


def test_what_can_be_varied(starter_home: Starter) -> None:
    said = "language=en,max_question=100,reranker=off,embedder=fast,llm=off"
    now = arms.checked(starter_home.settings, arms.parse(said, arms.VARIED))
    assert (now.language, now.max_question, now.home) == ("en", 100, starter_home.settings.home)


class Listing(BaseHTTPRequestHandler):
    """Says which models it has, to whoever asks, and keeps the key that was sent."""

    keys: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        self.keys.append(self.headers["Authorization"])
        body = {
            "/v1/models": b'{"data": [{"id": "gemma3"}]}',
            "/api/tags": b'{"models": [{"name": "qwen3:latest"}]}',
        }[self.path]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def listing() -> Any:
    Listing.keys.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listing)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_model_that_the_server_lacks(starter_home: Starter, listing: str) -> None:
    at = {"llm_url": listing}
    arms.checked(starter_home.settings, {**at, "llm": "gemma3"})
    arms.checked(starter_home.settings, {**at, "llm": "qwen3", "llm_kind": "ollama"})
    with pytest.raises(BadInput, match=r"그런 모델이 없습니다: qwen3 \(있는 것: gemma3\)"):
        arms.checked(starter_home.settings, {**at, "llm": "qwen3"})
    with pytest.raises(BadInput, match="답하지 않습니다"):
        arms.checked(starter_home.settings, {"llm": "x", "llm_url": "http://127.0.0.1:9/v1"})


def test_a_server_that_does_not_list_its_models(starter_home: Starter) -> None:
    with lying() as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        arms.checked(starter_home.settings, {"llm": "liar", "llm_url": url})


def test_a_key_goes_to_no_other_server(starter_home: Starter, listing: str) -> None:
    keyed = starter_home.settings.model_copy(
        update={"llm_key": SecretStr("secret"), "embedder_key": SecretStr("secret")}
    )
    now = arms.checked(keyed, {"llm": "gemma3", "llm_url": listing})
    assert now.llm_key.get_secret_value() == ""
    assert Listing.keys == [None]
    assert arms.applied(keyed, {"embedder_url": listing}).embedder_key.get_secret_value() == ""
    assert arms.applied(keyed, {"llm": "gemma3"}).llm_key.get_secret_value() == "secret"


@pytest.mark.parametrize(
    ("who", "addresses"),
    [
        (Person("e", frozenset({Role.EVALUATOR})), False),
        (Person("a", frozenset({Role.ADMIN})), True),
        (ANYONE, True),
    ],
    ids=["evaluator", "administrator", "a machine of one's own"],
)
def test_who_may_say_where_questions_go(who: Person, addresses: bool) -> None:
    allowed = evaluation.varied(who)
    assert set(arms.VARIED) <= set(allowed)
    assert (set(arms.ADDRESSES) <= set(allowed)) is addresses
    assert not any(key.endswith("key") for key in allowed)


def test_nothing_is_begun_that_cannot_be_asked(starter_home: Starter) -> None:
    home = Home(starter_home.settings)
    wanted = consistency.Wanted(groups=1, settings={"x": {"reranker": "no/such-model"}})
    with pytest.raises(BadInput):
        consistency.plan(home, wanted)
    assert evaluations.kept(home, finished=None) == []
    home.close()
