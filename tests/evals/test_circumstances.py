"""Under what a run was made: all that can change an answer, and nothing that is a secret."""

from __future__ import annotations

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr

from evals import circumstances, models, runs
from evals.plan import Options
from evals.runs import Planned
from kb.settings import Settings
from tests.evals.conftest import Starter
from tests.evals.made import TODAY, group

WORDS = "hidden-word"
"""What must never be kept."""


def recorded(**given: Any) -> dict[str, str]:
    return circumstances.recorded(Settings(**given))


@pytest.mark.parametrize(
    "given",
    [
        {"embedder": "deep"}, {"reranker": "/models/r"}, {"llm": "gemma3"},
        {"llm_kind": "ollama"}, {"llm_url": "http://llm:1/v1"}, {"llm_timeout": 5.0},
        {"embedder_url": "http://e:1/v1"}, {"language": "en"}, {"region": "서울특별시"},
        {"max_question": 9}, {"vector_search": "exact"}, {"vector_store": "a.b:C"},
        {"vector_store_options": {"uri": "x"}}, {"chroma_url": "http://c:1"},
    ],
    ids=lambda given: next(iter(given)),
)  # fmt: skip
def test_what_can_change_an_answer_is_recorded(given: dict[str, Any]) -> None:
    plain, changed = recorded(), recorded(**given)
    assert {k for k in plain if plain[k] != changed[k]} == set(given)


def test_every_setting_is_recorded_or_known_to_change_no_answer() -> None:
    """A new setting must be thought of."""
    no_answer = {
        "models", "home", "database_url", "office", "host", "port", "serve_workers", "access",
        "proxy_header", "proxy_from", "address_header", "public_url", "session_hours",
        "private_urls", "law_oc", "law_url", "law_pause", "workers", "embedder_key", "llm_key",
    }  # fmt: skip
    by_kind = ("oidc_", "max_bytes", "max_pages", "max_ratio", "parse_", "fetch_", "git_")
    left = {
        name
        for name in Settings.model_fields
        if name not in {*circumstances.SETTINGS, *no_answer} and not name.startswith(by_kind)
    }
    assert left == set()


SECRETS: list[dict[str, Any]] = [
    {"llm_key": SecretStr(WORDS)},
    {"embedder_key": SecretStr(WORDS)},
    {"llm_url": f"https://kim:{WORDS}@llm.example/v1"},
    {"llm_url": f"https://kim:a/{WORDS}@llm.example/v1"},
    {"llm_url": f"kim:{WORDS}@llm.example/v1"},
    {"llm_url": f"https://llm.example/v1?key={WORDS}"},
    {"embedder_url": f"https://{WORDS}@e.example/v1"},
    {"chroma_url": f"http://kim:{WORDS}@chroma:8000"},
    {"database_url": f"postgresql://kim:{WORDS}@db/yugwon"},
    {"vector_store_options": {"connection_string": f"postgresql://kim:{WORDS}@db/x"}},
]


@pytest.mark.parametrize("given", SECRETS, ids=lambda given: str(next(iter(given))))
def test_no_secret_is_recorded(given: dict[str, Any]) -> None:
    assert WORDS not in json.dumps(recorded(**given))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"uri": "http://a:x@h/1"}, {"uri": "http://a:y@h/1"}, True),
        ({"api_key": "x"}, {"api_key": "y"}, True),
        ({"dsn": "host=h password=x"}, {"dsn": "host=h password=y"}, True),
        ({"deep": [{"token": "x"}]}, {"deep": [{"token": "y"}]}, True),
        ({"dim": 256}, {"dim": 128}, False),
        ({"uri": "http://a:x@h/1"}, {"uri": "http://a:x@h/2"}, False),
    ],
)
def test_options_of_a_store_by_a_digest_without_secrets(
    one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    digests = [recorded(vector_store_options=o)["vector_store_options"] for o in (one, other)]
    assert (digests[0] == digests[1]) is same
    assert all(len(d) == 12 for d in digests)


def test_the_address_stays_without_who_signs_in() -> None:
    url = "https://kim:word@llm.example:8443/v1?key=1#x"
    assert recorded(llm_url=url)["llm_url"] == "https://llm.example:8443/v1"


def test_another_model_under_the_same_name_has_another_fingerprint(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "weights.bin").write_bytes(b"one")
    settings = Settings(embedder=str(folder), reranker=str(folder))
    before = models.fingerprints(settings)
    assert set(before) == {"embedder", "reranker"}
    assert models.fingerprints(settings) == before
    (folder / "sub" / "weights.bin").write_bytes(b"two")
    os.utime(folder / "sub" / "weights.bin", (1, 1))
    after = models.fingerprints(settings)
    assert all(after[name] != before[name] for name in before)


def test_the_bundled_embedder_and_models_that_are_not_there() -> None:
    found = models.fingerprints(Settings(reranker="no/such-model"))
    assert list(found) == ["embedder"]
    assert found["embedder"].startswith("fast-")


class Pulled(BaseHTTPRequestHandler):
    """An Ollama server whose tag can be pulled again."""

    digest = "a" * 64

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        rows = [{"name": "gemma3:latest", "digest": type(self).digest}]
        self.wfile.write(json.dumps({"models": rows}).encode())

    def log_message(self, format: str, *args: object) -> None:
        return


def test_a_tag_pulled_again_is_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pulled)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    settings = Settings(llm="gemma3", llm_kind="ollama", llm_url=url)
    try:
        assert models.fingerprints(settings)["llm"] == "a" * 12
        monkeypatch.setattr(Pulled, "digest", "sha256:" + "b" * 64)
        assert models.fingerprints(settings)["llm"] == "b" * 12
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert "llm" not in models.fingerprints(settings), "a server that is away tells nothing"


def test_of_a_run_and_of_its_other_settings(starter_home: Starter, tmp_path: Path) -> None:
    model = tmp_path / "r"
    model.mkdir()
    (model / "w").write_bytes(b"1")
    arms = {"reranker=r": {"reranker": str(model)}, "language=en": {"language": "en"}}
    now = circumstances.of(starter_home.store, starter_home.settings, arms)
    assert set(now.models) == {"embedder", "reranker=r: reranker"}
    assert set(now.settings) == set(circumstances.SETTINGS)
    assert now.corpus == starter_home.store.digest()
    assert now.code
    assert now.release
    folder = tmp_path / "run"
    planned = Planned("t", "set", "", TODAY, Options(settings=arms), now, (group("a"),))
    runs.begin(planned, folder)
    assert runs.begun(folder).circumstances == now
