"""The retrieval evaluation: figures worked out by hand, strata, TREC files, a small corpus asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from math import log2
from pathlib import Path

import ir_measures
import pytest
from ir_measures import RR, R, Success, nDCG

from evals import leftout, ranked, retrieval, strata, systems
from kb.errors import BadInput
from kb.search import Searcher, open_search
from kb.search.fast import open_fast
from kb.search.llama import FastEmbedding
from kb.search.units import CaseUnit
from kb.settings import Settings
from kb.store import Store
from tests.evals import made
from tests.evals.made import A, B, C, D, asked, measured
from tests.search.conftest import NEW, reply, statute

BY_HAND = {
    "hit@1": 1 / 4,
    "hit@5": 2 / 4,
    "hit@10": 3 / 4,
    "recall@5": (1 + 1 / 2 + 0 + 0) / 4,
    "recall@10": (1 + 1 / 2 + 1 + 0) / 4,
    "MRR": (1 + 1 / 2 + 1 / 7 + 0) / 4,
    "nDCG@10": (1 + (1 / log2(3)) / (1 + 1 / log2(3)) + 1 / log2(8) + 0) / 4,
}


def test_figures_are_those_worked_out_by_hand() -> None:
    line = measured().lines[0]
    assert {m: line.figures[m].value for m in ranked.MEASURES} == pytest.approx(BY_HAND)
    assert [line.figures[k].value for k in ranked.CURVE] == [0.25] + [0.5] * 5 + [0.75] * 4
    assert line.values["hit@1"] == (1.0, 0.0, 0.0, 0.0), "in the order asked"
    five = line.figures["hit@5"]
    assert (five.n, five.low, five.high) == (4, 0.0, 1.0), "the bootstrap of 1, 1, 0, 0"


def test_nothing_found_at_all_is_nothing() -> None:
    line = ranked.measure("mute", lambda q: (), made.ASKED)
    assert {m: line.figures[m].value for m in ranked.MEASURES} == dict.fromkeys(ranked.MEASURES, 0)


def test_a_system_is_set_against_another_question_by_question() -> None:
    one, other = measured().lines
    assert one.above(other, "hit@5").value == pytest.approx(1 / 4)
    assert one.above(one, "hit@5").value == 0


def test_questions_apart() -> None:
    cases = [
        CaseUnit(f"kr/reply/x/{n}", kind, f"doc/{n}", 0, (f"{A}.1", A), "", live, bare=bare)
        for n, (kind, live, bare) in enumerate(
            [("reply", True, False)] * 9
            + [("summary", True, False), ("case", False, False), ("ruling", True, True)]
        )
    ]
    more = CaseUnit("kr/ruling/x/1", "ruling", "doc/r", 0, (A,), "")
    long = "긴 사정 " * strata.INQUIRY
    questions = [
        asked("short", A),
        asked("long", B, text=long),
        asked("either", B, A),
        asked("own", A, exclude=frozenset(("doc/0",))),
    ]
    few = strata.divide(questions, cases)
    assert few["register"] == {"short question": (0, 2, 3), "written inquiry": (1,)}
    assert few["law"] == {"kr/law/공직선거법": (0, 3), "kr/law/정당법": (1, 2)}, "named first"
    assert few["frequency"] == {"never cited": (1,), "seldom cited": (0, 2, 3)}
    assert strata.divide(questions, [*cases, more])["frequency"] == {
        "never cited": (1,),
        "seldom cited": (3,),
        "often cited": (0, 2),
    }, "ten make it often, the question's own reply left out"


def test_figures_of_a_stratum() -> None:
    line = measured().lines[0]
    assert line.figure("hit@5", (0, 2)).value == 0.5
    assert line.figure("MRR", (1,)).value == 0.5
    rows = measured().as_rows()[0]["strata"]["law"]
    assert rows["kr/law/정당법"]["n"] == 2
    assert rows["kr/law/정당법"]["hit@10"] == 0.5


def test_trec_files_give_the_same_figures_elsewhere(tmp_path: Path) -> None:
    written = retrieval.keep(measured(), tmp_path / "new" / "qrels", tmp_path / "run.txt")
    assert [f.name for f in written] == ["qrels", "run.txt", "run-kiwi-bm25.txt"]
    assert written[0].read_text(encoding="utf-8").splitlines()[:3] == [
        f"a 0 {A} 1",
        f"b%20b 0 {A} 1",
        f"b%20b 0 {C} 1",
    ]
    lines = written[1].read_text(encoding="utf-8").splitlines()
    assert lines[:2] == [f"a Q0 {A} 1 1.000000 yugwon", f"a Q0 {B} 2 0.500000 yugwon"]
    assert not any(line.startswith("d ") for line in lines), "nothing found is no line"
    measures = [Success @ 1, Success @ 5, Success @ 10, R @ 5, R @ 10, RR @ 10, nDCG @ 10]
    found = ir_measures.calc_aggregate(
        measures,
        list(ir_measures.read_trec_qrels(str(written[0]))),
        list(ir_measures.read_trec_run(str(written[1]))),
    )
    assert [found[m] for m in measures] == pytest.approx(list(BY_HAND.values()))


@pytest.mark.parametrize(
    ("rankings", "first", "why"),
    [
        ([(A, B), (A, C)], A, "first in both"),
        ([(A, B, C), (D, B, A)], A, "1/61 + 1/63 is more than 2/62"),
        ([(A,), (B,)], A, "level: by name"),
    ],
)
def test_fused_rankings(rankings: list[tuple[str, ...]], first: str, why: str) -> None:
    fused = systems.fused(*(lambda q, r=r: r for r in rankings))
    assert fused(asked("x", A))[0] == first, why


DAY = date(2024, 6, 1)
HELD = (
    reply("1", "동창회에 과자를 보내도 되나요?", "제113조에 따라 제한됩니다.", "113.1"),
    reply("2", "가게 앞에 현수막을 걸어도 됩니까?", "제90조에 따라 설치할 수 없습니다.", "90.1"),
    reply("3", "역 앞에서 명함을 나눠 줘도 됩니까?", "제60조의3에 따라 할 수 있습니다.", "60-3.1.1"),
)  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[Store, Searcher]]:
    """A made-up statute and three replies to it, indexed."""
    settings = Settings(home=tmp_path, workers=1)
    store = Store.open(settings.url)
    store.add([statute(date(2023, 9, 1), "1", NEW), *HELD])
    yield store, open_search(store, settings)
    store.close()


def test_a_small_corpus_is_asked_with_each_reply_left_out(small: tuple[Store, Searcher]) -> None:
    store, searcher = small
    told: list[tuple[str, int, int]] = []
    result = retrieval.run(
        store,
        searcher,
        "all",
        DAY,
        models={"another": FastEmbedding(open_fast())},
        progress=lambda name, done, of: told.append((name, done, of)),
    )
    gold = {q.text.splitlines()[-1]: q.gold for q in result.asked}
    assert gold["가게 앞에 현수막을 걸어도 됩니까?"] == ("kr/law/공직선거법#90",)
    assert [x.system for x in result.lines] == [
        "yugwon",
        "whitespace BM25",
        "Kiwi BM25",
        "LlamaIndex, fast embedder",
        "whitespace BM25 + vectors, RRF",
        "LlamaIndex, another",
    ]
    assert result.lines[-1].rankings == result.lines[3].rankings
    assert told[:3] == [("yugwon", 1, 3), ("yugwon", 2, 3), ("yugwon", 3, 3)]
    assert all(0 <= f.value <= 1 and f.n == 3 for x in result.lines for f in x.figures.values())
    assert result.strata["frequency"] == {"never cited": (0, 1, 2)}, "but by the reply left out"
    assert result.titles["kr/law/공직선거법#90"] == "시설물설치 등의 금지"
    table = retrieval.table(result)
    assert "| yugwon (all, n=3) |" in table
    assert "| never cited (n=3) |" in table


@pytest.mark.parametrize(
    ("kind", "split", "said"),
    [
        ("reply", "all", "no such set: reply (replies, everyday, casebook)"),
        ("replies", "tset", "no such split: tset (train, dev, test, all)"),
        ("everyday", "train", "no such split: train (dev, test)"),
        ("casebook", "all", "nothing held here can be asked"),
    ],
)
def test_what_cannot_be_asked(
    kind: str, split: str, said: str, small: tuple[Store, Searcher]
) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        leftout.asked(*small, kind, split, DAY)
