"""Words: particles, compounds, spacing, width; the glossary and the bundled embedder."""

from __future__ import annotations

import numpy as np
import pytest

import corpora.glossary
from kb.search.fast import open_fast
from kb.search.morphemes import bigrams, shared
from kb.search.normal import normal
from kb.search.question import read

SAME = [
    ("현수막", "현수막을", "object particle"),
    ("현수막", "현수막에서는", "stacked particles"),
    ("현수막", "현수막이라도", "particle of concession"),
    ("선거운동", "선거 운동", "compound with a space"),
    ("예비후보자", "예비후보자에게", "compound with a particle"),
    ("확성장치", "확성장치로", "compound that the analyser splits oddly"),
    ("문자메시지", "문자 메시지를", "compound with space and particle"),
]


@pytest.mark.parametrize(("bare", "written", "why"), SAME, ids=[s[2] for s in SAME])
def test_a_noun_is_found_however_it_is_written(bare: str, written: str, why: str) -> None:
    m = shared()
    assert set(m.tokens(bare)) <= set(m.tokens(written)), why


NORMAL = [
    ("ＳＮＳ　광고", "SNS 광고", "full width"),
    ("연설ㆍ대담", "연설 대담", "middle dot of statutes"),
    ("연설‧대담", "연설 대담", "hyphenation point"),
    ("있다. <개정 2020.12.29>", "있다.", "amendment mark"),
    ("\u1112\u1161\u11ab", "한", "decomposed Hangul"),
]


@pytest.mark.parametrize(("text", "plain", "why"), NORMAL, ids=[n[2] for n in NORMAL])
def test_normal(text: str, plain: str, why: str) -> None:
    assert normal(text) == plain, why


def test_bigrams() -> None:
    assert bigrams("갹출 금지") == ["=갹출", "=금지"]


def test_glossary_words_take_part_and_are_told() -> None:
    found = read("플래카드 걸어도 되나요?")
    assert ("플래카드", "현수막") in found.glossary
    tokens = dict(zip(found.requests[0].tokens, found.requests[0].weights, strict=True))
    assert tokens["현수막/N"] < tokens["플래카드/N"]


def test_english_questions_become_statutory_words() -> None:
    found = read("Can a preliminary candidate use a loudspeaker on election day?")
    assert {"예비후보자/N", "확성장치/N", "선거일/N"} & set(found.requests[0].tokens)
    assert ("preliminary candidate", "예비후보자") in found.glossary


def test_glossary_entries_fit_their_schema() -> None:
    entries = corpora.glossary.load()
    assert len(entries) >= 150
    assert all(e.kind in corpora.glossary.kinds() for e in entries)


def test_the_embedder_is_the_same_in_sentence_transformers() -> None:
    fast = open_fast()
    tokens = shared().tokens("후보자가 시장에서 명함을 나누어 준다")
    model = fast.sentence_transformer()
    theirs = np.asarray(model.encode([" ".join(tokens)]))[0]
    assert float(theirs @ fast.of_tokens(tokens)) == pytest.approx(1.0, abs=1e-3)
