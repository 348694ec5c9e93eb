"""Another embedder by the setting: made after the index, kept apart by model, never in the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest

from kb.errors import BadSettings, HomeUnusable
from kb.search import Query, embedders, index, open_search, rerank, tier
from kb.search.embedders import DeepEmbedder, SentenceEmbedder
from kb.settings import Settings
from kb.store import Store

DAY = date(2026, 1, 1)
ASKED = "역에서 명함을 나눠 줘도 되나요"
WORDS = ("명", "함", "현", "수", "막", "기", "부", "역", "에", "서", "되", "나", "요")


def tiny(folder: Path, seed: int) -> Path:
    """A random model of the sentence-transformers format, as another office might bring one."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(("?", *WORDS))}, "?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    torch.manual_seed(seed)
    weights = np.random.default_rng(seed).normal(size=(len(WORDS) + 1, 8)).astype(np.float32)
    SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu"
    ).save_pretrained(str(folder), create_model_card=False)
    return folder


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the project's own questions, which are many."""
    monkeypatch.setattr(tier, "_own", lambda: {"everyday": [], "summary": []})


def named(settings: Settings, name: object, **more: object) -> Settings:
    return settings.model_copy(update={"embedder": str(name), **more})


@pytest.mark.usefixtures("own")
def test_search_stands_before_the_vectors_and_takes_them_up(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    chosen = named(settings, tiny(tmp_path / "one", 1))
    searcher = open_search(store, chosen)
    before = searcher.tier_state()
    assert before is not None
    assert (before.done, before.wanted > 0, searcher.deep) == (0, True, False)
    assert searcher.search(Query(ASKED, DAY)).provisions
    told: list[tuple[str, int, int]] = []
    made = tier.build(store, chosen, lambda *p: told.append(p))
    assert made is not None
    assert made.done == made.wanted == told[-1][1] == told[-1][2]
    assert searcher.refresh()
    assert searcher.deep
    found = searcher.candidates(Query(ASKED, DAY))[1]
    assert "deep.text" in found
    assert "deep.vote.reply" in found


@pytest.mark.usefixtures("own")
def test_vectors_of_two_models_never_meet(store: Store, settings: Settings, tmp_path: Path) -> None:
    one, two = (named(settings, tiny(tmp_path / f"m{n}", n)) for n in (1, 2))
    index.build(store, one)
    tier.build(store, one)
    states = [tier.state(s) for s in (one, two)]
    assert [s.done > 0 for s in states if s] == [True, False]
    assert len({s.fingerprint for s in states if s}) == 2
    assert not open_search(store, two).deep
    assert open_search(store, one).deep
    assert open_search(store, settings).tier_state() is None


@pytest.mark.usefixtures("own")
def test_a_build_that_is_ended_goes_on(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = named(settings, tiny(tmp_path / "one", 1))
    index.build(store, chosen)
    monkeypatch.setattr(tier, "CHUNK", 2)
    turns = iter([False] * 3)
    half = tier.build(store, chosen, stop=lambda: next(turns, True))
    assert half is not None
    assert 0 < half.done < half.wanted
    whole = tier.build(store, chosen)
    assert whole is not None
    assert whole.done == whole.wanted


@pytest.mark.usefixtures("own")
def test_two_processes_do_not_make_the_same(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    from filelock import FileLock

    chosen = named(settings, tiny(tmp_path / "one", 1))
    index.build(store, chosen)
    path = tier.folder(chosen, embedders.fingerprint(chosen) or "")
    path.mkdir(parents=True)
    with FileLock(path / "build.lock"), pytest.raises(HomeUnusable):
        tier.build(store, chosen)


@pytest.mark.parametrize("wrong", ["/no/such/model", "nobody/no-such-model"])
def test_a_model_that_is_not_here_is_refused(settings: Settings, wrong: str) -> None:
    with pytest.raises(BadSettings, match="embedder"):
        embedders.open_embedder(named(settings, wrong))


class _Server(BaseHTTPRequestHandler):
    """Answers as OpenAI's embeddings endpoint does; the vector counts some letters."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = [
            {"index": n, "object": "embedding", "embedding": [text.count(w) + 0.1 for w in WORDS]}
            for n, text in enumerate(asked["input"])
        ]
        body = {"object": "list", "data": rows, "model": asked["model"],
                "usage": {"prompt_tokens": 1, "total_tokens": 1}}  # fmt: skip
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    found = HTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


@pytest.mark.usefixtures("own")
def test_a_server_of_the_openai_kind(store: Store, settings: Settings, server: HTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    chosen = named(settings, "openai:some-model", embedder_url=url)
    index.build(store, chosen)
    made = tier.build(store, chosen)
    assert made is not None
    assert made.done == made.wanted
    searcher = open_search(store, chosen)
    assert searcher.deep
    assert searcher.search(Query(ASKED, DAY)).provisions
    assert searcher.tier_fault is None
    # when the server goes away, search goes on without it and says why
    server.shutdown()
    server.server_close()
    assert searcher.search(Query(ASKED, DAY)).provisions
    assert searcher.tier_fault is not None
    assert not searcher.deep


def test_a_cross_encoder_reads_the_first_again(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    from sentence_transformers import CrossEncoder
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS)
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    plain = tmp_path / "plain"
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(plain)
    config = BertConfig(vocab_size=len(words), hidden_size=8, num_hidden_layers=1,
                        num_attention_heads=1, intermediate_size=8, num_labels=1)  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(plain)
    CrossEncoder(str(plain), device="cpu").save_pretrained(str(tmp_path / "cross"))
    chosen = settings.model_copy(update={"reranker": str(tmp_path / "cross")})
    searcher = open_search(store, chosen)
    found = searcher.search(Query("공직선거법 제90조 위반인가요", DAY)).provisions
    assert str(found[0].id) == "kr/law/공직선거법#90"
    plainly = open_search(store, settings).search(Query(ASKED, DAY, 3)).provisions
    assert {h.id for h in searcher.search(Query(ASKED, DAY, 3)).provisions} == {
        h.id for h in plainly
    }


def test_a_reranker_that_is_not_here_is_refused(store: Store, settings: Settings) -> None:
    with pytest.raises(BadSettings, match="reranker"):
        open_search(store, settings.model_copy(update={"reranker": "/no/such"}))


@pytest.mark.parametrize(
    ("scores", "fixed", "order"),
    [
        ([0.9, 0.5, 0.1], [False] * 3, [0, 1, 2]),  # both agree
        ([0.1, 0.2, 0.3], [True, False, False], [0, 2, 1]),  # what is cited stays first
        ([0.5, 0.5], [False] * 2, [0, 1]),  # a tie keeps the ranker's order
    ],
)
def test_orders_are_fused(scores: list[float], fixed: list[bool], order: list[int]) -> None:
    assert rerank.fused(np.asarray(scores, np.float32), fixed) == order


def test_the_deep_base_is_multilingual(tmp_path: Path) -> None:
    model = embedders.open_embedder(
        Settings(home=tmp_path, models=tmp_path / "models", embedder="deep-base")
    )
    assert isinstance(model, DeepEmbedder)
    texts = ["현수막을 걸어도 되나요?", "May I hang up a banner?", "개표 참관인은 몇 명인가요?"]
    asked = np.concatenate([model.ask([t]) for t in texts])
    assert np.allclose(np.linalg.norm(asked, axis=1), 1, atol=1e-3)
    # the English question is nearer to the Korean one of its meaning than to another
    assert asked[1] @ asked[0] > asked[1] @ asked[2]
    # numpy and sentence-transformers read the same, 8-bit weights nearly
    (folder,) = (p.parent for p in (tmp_path / "models").glob("e5-*/modules.json"))
    whole = SentenceEmbedder(str(folder), "whole")
    assert ((whole.ask(texts) * asked).sum(1) > 0.9999).all()
    assert ((model.read(texts, True) * asked).sum(1) > 0.97).all()
