"""The glossary: enough of it, every entry says something, no word that hides inside the law's own."""

from __future__ import annotations

import corpora.glossary
from kb.law.identifiers import squeeze

TRAPS = [
    ("동기회", "선거운동 기회를 이용하여", "운동 + 기회"),
    ("운동회", "선거운동 회계책임자", "운동 + 회계"),
    ("단체방", "지방자치단체 방역물품", "단체 + 방역"),
    ("선거후보", "교육감선거후보자", "선거 + 후보자"),
    ("사무관", "선거사무관계자", "사무 + 관계자"),
]


def test_there_are_eight_hundred_entries() -> None:
    entries = corpora.glossary.load()
    assert len(entries) >= 800
    assert all(e.everyday or e.en or e.hanja for e in entries if e.kind != "abbreviation")


def test_an_everyday_word_is_not_the_statutory_one() -> None:
    for e in corpora.glossary.load():
        if e.file.endswith(("-02.yaml", "-03.yaml", "-04.yaml", "-05.yaml", "-06.yaml")):
            words = [squeeze(w) for w in e.everyday]
            assert squeeze(e.statutory) not in words, e.statutory
            assert len(words) == len(set(words)), e.statutory


def test_words_that_hide_inside_others_are_left_out() -> None:
    table = corpora.glossary.everyday()
    for word, text, why in TRAPS:
        assert word in squeeze(text), why
        assert word not in table, why
