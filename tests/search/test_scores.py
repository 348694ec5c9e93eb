"""Scores: BM25 as bm25s has it, grown or whole; trees as their explanation adds up."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest

from kb.search import lexical, ranker

TEXTS = [[0, 1, 1, 2], [2, 3], [3, 3, 3, 4, 5], [0], [5, 1, 0, 2, 2, 2]]


def _postings(folder: Path, texts: list[list[int]]) -> lexical.Postings:
    keys = [f"{folder.name}{n}".encode() for n in range(len(texts))]
    found = lexical.counts(texts, 6)
    lexical.write(folder, keys, found, np.zeros((len(texts), 4), np.float16))
    return lexical.read(folder)


def _field(parts: list[lexical.Postings], texts: list[int]) -> lexical.FieldIndex:
    rows = np.asarray(texts, np.int32)
    return lexical.FieldIndex("f", parts, rows, np.arange(len(rows), dtype=np.int32))


def test_bm25_is_that_of_bm25s(tmp_path: Path) -> None:
    engine = bm25s.BM25(method="lucene", k1=lexical.K1, b=lexical.B)
    engine.index((TEXTS, {str(i): i for i in range(6)}), show_progress=False)
    field = _field([_postings(tmp_path / "a", TEXTS)], list(range(5)))
    for asked in ([0], [1, 2], [3, 5, 0]):
        theirs = engine.get_scores([str(t) for t in asked])
        assert field.bm25(asked, [1.0] * len(asked)) == pytest.approx(theirs, abs=1e-5)


GROWN = [
    ([TEXTS[:3], TEXTS[3:]], [0, 1, 2, 3, 4], "two segments"),
    ([[*TEXTS[:2], [4, 4]], TEXTS[2:]], [0, 1, 3, 4, 5], "a text that nobody owns any more"),
]


@pytest.mark.parametrize(("parts", "owned", "why"), GROWN, ids=[g[2] for g in GROWN])
def test_a_grown_field_scores_as_a_whole_one(
    tmp_path: Path, parts: list[list[list[int]]], owned: list[int], why: str
) -> None:
    whole = _field([_postings(tmp_path / "w", TEXTS)], list(range(5)))
    grown = _field([_postings(tmp_path / str(n), p) for n, p in enumerate(parts)], owned)
    for token in range(7):
        expected = whole.bm25([token], [0.7])[whole.texts]
        assert (grown.bm25([token], [0.7])[grown.texts] == expected).all(), why
    for asked in ([0], [1, 2], [3, 5, 0]):
        expected = whole.covered(asked, [1.0] * len(asked))[whole.texts]
        assert (grown.covered(asked, [1.0] * len(asked))[grown.texts] == expected).all(), why


def test_how_much_of_a_text_is_told(tmp_path: Path) -> None:
    """By hand: token 4 stands in one of five texts, 3 in two, 5 in two."""
    field = _field([_postings(tmp_path / "a", TEXTS)], list(range(5)))
    once, twice = np.log(1 + 4.5 / 1.5), np.log(1 + 3.5 / 2.5)
    of_all = once + 2 * twice + lexical.UNTOLD
    assert field.covered([4, 3], [1.0, 2.0])[2] == pytest.approx((once + twice) / of_all)
    assert field.covered([4], [0.5])[2] == pytest.approx(0.5 * once / of_all)
    assert field.covered([], []).tolist() == [0.0] * 5
    more = field.covered([4, 3, 0, 1], [1.0] * 4)
    assert more[2] == field.covered([4, 3], [1.0] * 2)[2], "other words take nothing away"


def test_what_the_features_add_is_the_score() -> None:
    trees = ranker.load()
    draw = np.random.default_rng(5)
    columns = {n: draw.random(40).astype(np.float32) for n in trees.names}
    columns["cited"] = (draw.random(40) > 0.9).astype(np.float32)
    scores = trees.score(columns)
    for score, parts in zip(scores, trees.explain(columns), strict=True):
        assert sum(parts.values()) == pytest.approx(float(score), abs=5e-3)


def test_a_candidate_scores_alone_as_among_others() -> None:
    trees = ranker.load()
    draw = np.random.default_rng(6)
    columns = {n: draw.random(9).astype(np.float32) for n in trees.names}
    columns["cited"] = np.zeros(9, np.float32)
    alone = [float(trees.score({k: v[i : i + 1] for k, v in columns.items()})[0]) for i in range(9)]
    assert alone == trees.score(columns).tolist()


def test_the_sum_of_two_rankers() -> None:
    """Trees that are added count, whatever the numbers of their features were."""
    plain = {"names": ["a", "cited"], "roots": [0], "feature": [0, 0, 0],
             "threshold": [0.5, 0, 0], "left": [1, -1, -1], "right": [2, -1, -1],
             "value": [0.0, -1.0, 1.0]}  # fmt: skip
    more = {**plain, "names": ["b", "a"], "value": [0.0, -0.5, 0.5]}
    both = ranker.of_data(ranker.joined(plain, more))
    features = {"a": np.asarray([0.0, 1.0, 0.0, 1.0], np.float32),
                "b": np.asarray([0.0, 0.0, 1.0, 1.0], np.float32),
                "cited": np.zeros(4, np.float32)}  # fmt: skip
    assert both.score(features).tolist() == [-1.5, 0.5, -0.5, 1.5]
    assert both.explain(features)[3] == {"a": 1.0, "b": 0.5}


@pytest.mark.parametrize("head", [b"{'descr': (", b"  {'a': 1}\n {", b"\x00" * 20, b"[" * 60])
def test_a_field_whose_array_has_a_garbled_head_is_broken(tmp_path: Path, head: bytes) -> None:
    _postings(tmp_path / "a", TEXTS)
    file = tmp_path / "a" / "rows.npy"
    whole = file.read_bytes()
    file.write_bytes(whole[:10] + head + whole[10 + len(head) :])
    with pytest.raises(ValueError, match=r"\w"):
        lexical.read(tmp_path / "a")
