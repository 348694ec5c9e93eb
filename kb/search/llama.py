"""Adapters for LlamaIndex: the knowledge base as a retriever, the fast embedder as a model."""

from __future__ import annotations

from datetime import date
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from kb.search.fast import FastEmbedder
from kb.search.morphemes import shared
from kb.search.searcher import Searcher
from kb.search.types import Query
from kb.search.units import as_int


class YugwonRetriever(BaseRetriever):  # type: ignore[misc]
    """Articles, cases and passages for any LlamaIndex program, as the law stood on a day.

    Each node has a deterministic id (provision id or passage id) and says in its metadata what
    it is (``kind``), where it stands (``document``, ``page``) and for which day it was found.
    """

    def __init__(self, searcher: Searcher, day: date, top: int = 10, **given: Any) -> None:
        self._searcher = searcher
        self._day = day
        self._top = top
        super().__init__(**given)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._searcher.search(Query(query_bundle.query_str, self._day, self._top))
        texts = self._searcher.wordings(self._day, [str(h.id.article) for h in hits.provisions])
        nodes = [
            NodeWithScore(
                node=TextNode(
                    id_=str(h.id),
                    text=texts.get(str(h.id.article), ""),
                    metadata={"kind": "provision", "label": h.id.label, "day": as_int(self._day)},
                ),
                score=h.score,
            )
            for h in hits.provisions
        ]
        nodes += [
            NodeWithScore(
                node=TextNode(
                    id_=p.id,
                    text=p.text,
                    metadata={
                        "kind": "passage", "label": p.label, "document": p.document,
                        "page": p.page or 0, "day": as_int(self._day),
                    },
                ),
                score=p.score,
            )
            for p in hits.passages
        ]  # fmt: skip
        return nodes


class FastEmbedding(BaseEmbedding):  # type: ignore[misc]
    """The fast embedder behind LlamaIndex's interface."""

    _embedder: FastEmbedder = PrivateAttr()

    def __init__(self, embedder: FastEmbedder, **given: Any) -> None:
        super().__init__(model_name=embedder.fingerprint, embed_batch_size=256, **given)
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        return "YugwonFastEmbedding"

    def _get_text_embedding(self, text: str) -> list[float]:
        vector: list[float] = self._embedder.of_tokens(shared().tokens(text)).tolist()
        return vector

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)
