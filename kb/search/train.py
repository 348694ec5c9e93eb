"""``yugwon train``: makes the bundled models again from what is held and from open pairs.

The fast embedder starts from Kiwi's morpheme vectors (``kb.search.kiwitable``), is centred,
loses its common components, gets SIF weights, and is then taught with in-batch negatives on
pairs that mean the same: question and reply, case and provision, 판시사항 and 요지, title and text
of a law, paraphrases. Questions of the dev and test parts of :mod:`kb.search.gold` take no part.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zstandard

import corpora.embedder
from kb.search import analysis, gold, kiwitable, morphemes
from kb.search.analysis import Progress
from kb.settings import Settings
from kb.store import Store

Floats = npt.NDArray[np.float32]
Pair = tuple[str, str]
COMMON = 3
"""Principal components removed: they tell frequent from rare, not one meaning from another."""
SIF = 1e-3
_OURS = re.compile("선거|투표|정당|정치|후보")
MOST = 600
"""Characters of a text that training reads."""


def embedder(
    store: Store, settings: Settings, out: Path = corpora.embedder.FOLDER,
    data: Path | None = None, epochs: int = 6, progress: Progress | None = None,
    replies: bool = True,
) -> dict[str, float]:  # fmt: skip
    """Train the fast embedder and write it to ``out``; returns what was counted and measured.

    ``data`` is a folder of open pairs (``language/*``, ``articles-current-all.jsonl.zst``), used
    where it is there. Without ``replies`` no real question is seen, so that the ranker can learn
    from all of them.
    """
    pairs = list(held_pairs(store, replies))
    if data is not None:
        pairs += list(open_pairs(data))
    texts = list(dict.fromkeys(t[:MOST] for p in pairs for t in p if t.strip()))
    numbers: dict[str, int] = {}
    found = analysis.analyse(((False, t) for t in texts), numbers, settings.workers or 2, progress)
    names = list(numbers)
    tokens = {t: [names[i] for i in row] for t, row in zip(texts, found.rows(), strict=True)}
    counts = Counter(t for row in tokens.values() for t in row)
    words, vectors = untrained(counts)
    ids = {w: i for i, w in enumerate(words)}
    rows = [
        (a, b) for x, y in pairs
        if (a := [ids[t] for t in tokens.get(x[:MOST], ()) if t in ids])
        and (b := [ids[t] for t in tokens.get(y[:MOST], ()) if t in ids])
    ]  # fmt: skip
    vectors = taught(vectors, rows, epochs, progress)
    corpora.embedder.save(out, words, vectors)
    return {"pairs": len(rows), "texts": len(texts), "words": len(words)}


def untrained(counts: Counter[str]) -> tuple[list[str], Floats]:
    """Kiwi's vectors by token, centred, without common components, weighted by rarity (SIF)."""
    table = kiwitable.read()
    kiwi = morphemes.shared().kiwi
    rows: dict[str, list[int]] = {}
    for i in range(len(table)):
        name = morphemes.content(kiwi.morpheme(i))
        if name and not name.startswith("/"):
            rows.setdefault(name, []).append(i)
    words = sorted(rows)
    vectors = np.stack([table[rows[w]].mean(0) for w in words])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    total = sum(counts.values()) + len(words)
    share = np.asarray([(counts[w] + 1) / total for w in words], np.float32)
    vectors -= np.average(vectors, axis=0, weights=share)
    seen = np.asarray([counts[w] > 0 for w in words])
    _, _, axes = np.linalg.svd((vectors * np.sqrt(share)[:, None])[seen], full_matrices=False)
    vectors -= (vectors @ axes[:COMMON].T) @ axes[:COMMON]
    result: Floats = (vectors * (SIF / (SIF + share))[:, None]).astype(np.float32)
    return words, result


def taught(
    vectors: Floats, pairs: Sequence[tuple[list[int], list[int]]], epochs: int,
    progress: Progress | None = None, batch: int = 256, rate: float = 2e-3,
) -> Floats:  # fmt: skip
    """The vectors after training with in-batch negatives, both directions."""
    import torch

    torch.manual_seed(7)
    torch.set_num_threads(2)
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.tensor(vectors), freeze=False, mode="mean", sparse=True
    )
    step = torch.optim.SparseAdam(list(bag.parameters()), lr=rate)
    order = np.random.default_rng(7)

    def encode(rows: Sequence[list[int]]) -> torch.Tensor:
        flat = torch.tensor([i for r in rows for i in r])
        starts = torch.tensor(np.cumsum([0, *(len(r) for r in rows[:-1])]))
        return torch.nn.functional.normalize(bag(flat, starts), dim=1)

    for epoch in range(epochs):
        turn = order.permutation(len(pairs))
        for start in range(0, len(turn) - batch // 2, batch):
            part = [pairs[i] for i in turn[start : start + batch]]
            a, b = encode([p[0] for p in part]), encode([p[1] for p in part])
            logits = a @ b.T * 20.0
            # an equal text on the other side is no negative
            keys = [tuple(p[1]) for p in part]
            same = torch.tensor([[i != j and x == y for j, y in enumerate(keys)]
                                 for i, x in enumerate(keys)])  # fmt: skip
            logits = logits.masked_fill(same, -1e4)
            labels = torch.arange(len(part))
            loss = (torch.nn.functional.cross_entropy(logits, labels)
                    + torch.nn.functional.cross_entropy(logits.T, labels)) / 2  # fmt: skip
            step.zero_grad()
            loss.backward()
            step.step()
        if progress:
            progress("train", epoch + 1, epochs)
    result: Floats = bag.weight.detach().numpy()
    return result


def held_pairs(store: Store, replies: bool = True) -> Iterator[Pair]:
    """Pairs from what is held: replies of the train part, cases, rulings, articles."""
    texts: dict[str, str] = {}
    for a in store.all_articles():
        if a.pinpoint.supplement is None and not a.text.startswith("삭제"):
            texts[f"{a.version.work}#{a.pinpoint}"] = f"{a.title} {a.text}"
            if a.title:
                yield a.title, a.text
    interpretations = list(store.interpretations())
    held = list(texts)
    asked = gold.collect(interpretations, held, date.max)
    barred = {i for q in asked if q.split != "train" for i in q.exclude}
    answers = {str(x.id): x for x in interpretations}
    for q in asked:
        if replies and q.id not in barred:
            yield q.text, answers[q.id].answer
            for article in q.gold[:3]:
                yield q.text, texts[article]
                yield answers[q.id].answer, texts[article]
    for x in interpretations:
        if x.kind == "reply":
            continue
        if x.kind == "digest":
            yield x.title, x.answer
        for p in x.provisions[:2]:
            if str(p.article.at(None)) in texts:
                yield x.answer, texts[str(p.article.at(None))]
    for r in store.rulings():
        if r.holdings and r.summary:
            yield r.holdings, r.summary
        for p in r.provisions[:2]:
            if r.holdings and str(p.article.at(None)) in texts:
                yield r.holdings, texts[str(p.article.at(None))]


def open_pairs(data: Path) -> Iterator[Pair]:
    """Pairs from a folder of open data: paraphrases, everyday legal questions, all law in force."""
    language = data / "language"
    file = language / "question-pair-train.csv"
    if file.is_file():
        for row in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()):
            if row["is_duplicate"] == "1":
                yield row["question1"], row["question2"]
    file = language / "easylaw-qa.jsonl"
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["q"], row["a"]
            yield row["q"], f"{row['topic']} {row['section']}"
    file = language / "korsts-train.tsv"
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            cells = line.split("\t")
            if len(cells) >= 3 and _number(cells[-3]) >= 4:
                yield cells[-2], cells[-1]
    file = data / "articles-current-all.jsonl.zst"
    if file.is_file():
        yield from _all_law(file)


def foreign(data: Path, every: int = 12) -> list[str]:
    """Everyday legal questions of other fields, from a folder of open data."""
    file = data / "language" / "easylaw-qa.jsonl"
    if not file.is_file():
        return []
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    asked = [r["q"] for r in rows if not _OURS.search(f"{r['q']} {r['topic']} {r['a']}")]
    return asked[::every]


def _all_law(file: Path, every: int = 40) -> Iterable[Pair]:
    with zstandard.open(file, "rt", encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            if n % every == 0:
                row = json.loads(line)
                if row.get("title") and len(row.get("text", "")) > 40:
                    yield f"{row['law']} {row['title']}", row["text"][:400]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
