"""Questions asked with what they come from left out of the corpus (하나씩 빼고 묻기).

A reply's question is asked without the reply and its near-duplicates; gold are the articles that
the official answer rests on (``kb.search.gold``). A question of the everyday index is asked without
all of its part, and a casebook case without its like in all editions; gold are the provision of
the question and those in the header of the case.
"""

from __future__ import annotations

from datetime import date

from corpora.questions import index as everyday
from kb.errors import BadInput
from kb.search import Searcher
from kb.search.gold import ALIKE, Asked, collect, question_of
from kb.search.morphemes import shared
from kb.store import Store

SETS = ("replies", "everyday", "casebook")
SPLITS = ("train", "dev", "test", "all")
EVERY = 20
"""One in so many casebook cases is asked."""


def asked(store: Store, searcher: Searcher, kind: str, split: str, day: date) -> list[Asked]:
    """The questions of a set with gold among the articles that stand on the day.

    Casebook cases have no split. Raises BadInput for a set or split that there is not, and where
    nothing held can be asked.
    """
    if kind not in SETS:
        raise BadInput(f"없는 질문 묶음입니다: {kind}", f"no such set: {kind} ({', '.join(SETS)})")
    allowed = ("dev", "test") if kind == "everyday" else SPLITS
    if split not in allowed:
        raise BadInput(
            f"없는 구분입니다: {split} ({', '.join(allowed)})",
            f"no such split: {split} ({', '.join(allowed)})",
        )
    if kind == "casebook":
        found = casebook_questions(store, searcher, day)
    elif kind == "everyday":
        found = everyday_questions(searcher, "test" if split == "test" else "dev", day)
    else:
        found = [q for q in replies(store, searcher, day) if split in ("all", q.split)]
    if not found:
        raise BadInput(
            f"이 자료에는 지배 조문을 아는 질문이 없습니다: {kind}, {split}",
            f"nothing held here can be asked: no question with gold in {kind}, {split}",
        )
    return found


def replies(store: Store, searcher: Searcher, day: date) -> list[Asked]:
    """The real questions that were answered in writing."""
    return collect(list(store.interpretations()), searcher.standing(day), day)


def everyday_questions(searcher: Searcher, split: everyday.Split, day: date) -> list[Asked]:
    """Questions of the everyday index whose part takes no part in the search."""
    held = set(searcher.standing(day))
    part = everyday.load(split)
    left_out = frozenset(q.id for q in part)
    return [
        Asked(q.id, q.question, (article,), left_out, q.split, day, "")
        for q in part
        if (article := str(q.pin.article)) in held
    ]


def casebook_questions(store: Store, searcher: Searcher, day: date) -> list[Asked]:
    """Casebook cases as questions; what repeats a case in any edition or reply is left out."""
    held = set(searcher.standing(day))
    known = [(str(x.id), frozenset(shared().tokens(question_of(x) or x.answer)), x)
             for x in store.interpretations()]  # fmt: skip
    cases = [row for row in known if row[2].kind == "case" and row[2].provisions]
    out = []
    for id, tokens, x in cases[::EVERY]:
        gold = tuple(dict.fromkeys(str(p.article.at(None)) for p in x.provisions))
        alike = (i for i, t, _ in known if len(t & tokens) >= ALIKE * len(t | tokens))
        text = f"{x.title}\n{x.question or x.answer}"
        if held.intersection(gold):
            out.append(Asked(id, text, gold, frozenset((id, *alike)), "", day, x.document))
    return out
