"""What one gets from LlamaIndex alone: SentenceSplitter, Chroma, one embedder, nothing of law.

It is the yardstick beside which `make bench` measures, in a process of its own:

    python -m evals.plain_pipeline FOLDER QUESTIONS.jsonl --texts TEXTS.jsonl [--embedder fast]

It reads ``TEXTS.jsonl`` (``{"id", "text"}`` a line), takes them in, asks every question and prints
one JSON object: seconds to take in, milliseconds a question (median, p95), peak MiB, and for each
question the ids of the first ten texts.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

TOP = 10
BATCH = 4_000
"""Chroma refuses more than 5,461 records at once."""


def embedding(name: str) -> Any:
    """A LlamaIndex embedder: ``fast`` is the bundled one, else the path of a model."""
    if name != "fast":
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        return HuggingFaceEmbedding(model_name=name, device="cpu")

    from kb.search.fast import open_fast
    from kb.search.llama import FastEmbedding

    return FastEmbedding(open_fast())


def run(
    folder: Path, texts: list[dict[str, str]], questions: list[str], embedder: str
) -> dict[str, Any]:
    """Take in ``texts`` and ask ``questions``; returns the object that is printed."""
    import chromadb
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    model = embedding(embedder)
    began = time.perf_counter()
    nodes = SentenceSplitter().get_nodes_from_documents(
        [Document(text=t["text"], id_=t["id"]) for t in texts]
    )
    client = chromadb.PersistentClient(str(folder))
    collection = client.get_or_create_collection(
        "plain", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    store = ChromaVectorStore(chroma_collection=collection)
    index = VectorStoreIndex(
        [],
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=model,
    )
    for i in range(0, len(nodes), BATCH):
        index.insert_nodes(nodes[i : i + BATCH])
    taken_in = time.perf_counter() - began
    retriever = index.as_retriever(similarity_top_k=TOP)
    found, times = [], []
    for question in questions:
        began = time.perf_counter()
        hits = retriever.retrieve(question)
        times.append((time.perf_counter() - began) * 1000)
        found.append(list(dict.fromkeys(h.node.ref_doc_id for h in hits)))
    times.sort()
    return {
        "seconds": round(taken_in, 1),
        "chunks": len(nodes),
        "median_ms": round(times[len(times) // 2], 1) if times else None,
        "p95_ms": round(times[int(len(times) * 0.95)], 1) if times else None,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "found": found,
    }


def main() -> None:
    """The command described above."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--embedder", default="fast")
    given = parser.parse_args()
    texts = [json.loads(x) for x in given.texts.read_text(encoding="utf-8").splitlines()]
    questions = [
        json.loads(x)["question"] for x in given.questions.read_text(encoding="utf-8").splitlines()
    ]
    print(json.dumps(run(given.folder, texts, questions, given.embedder), ensure_ascii=False))


if __name__ == "__main__":
    main()
