"""A fact that the question adds and that keeps a case from lending its conclusion (유보).

A permission covers the act that was asked about and no more: a question that adds a place, a means
or a person for which the law has rules of its own is another case. A prohibition rests on what made
the act unlawful: a question that says that just this is absent is another case.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpora.facts import Lexicon, load
from corpora.facts.reserving import load_reservations
from kb.answer.facts import Found, shown
from kb.law.values import Conclusion


def added(
    question: Sequence[Found], case: Sequence[Found], conclusion: Conclusion | None
) -> tuple[str, str] | None:
    """The fact added (dimension and key), or None where nothing reserves the conclusion."""
    lexicon = load()
    if conclusion is Conclusion.PERMITTED:
        entries = load_reservations()["permitted"]
    elif conclusion is Conclusion.PROHIBITED:
        entries = load_reservations()["prohibited"]
    else:
        return None
    said = [
        f
        for f in shown(question, lexicon)
        if not f.negated and f.inferred is None and f.role not in ("possessor", "object", "absent")
    ]
    for entry in entries:
        for kind, key in entry.names:
            for fact in said:
                if fact.kind != kind or not _is(lexicon, fact, key):
                    continue
                if entry.named and not _names(lexicon, case, kind):
                    continue
                if not _told(lexicon, case, fact):
                    return kind, fact.key
    return None


def ground(
    question: Sequence[Found], case: Sequence[Found], conclusion: Conclusion | None
) -> tuple[str, str] | None:
    """What a prohibited case rests on and the question does not say, or None."""
    if conclusion is not Conclusion.PROHIBITED:
        return None
    lexicon = load()
    for entry in load_reservations()["grounds"]:
        for kind, key in entry.names:
            for fact in case:
                own = fact.kind == kind and not (fact.negated or fact.weak or fact.inferred)
                if own and _is(lexicon, fact, key) and not _told(lexicon, question, fact):
                    return kind, fact.key
    return None


def _is(lexicon: Lexicon, fact: Found, key: str) -> bool:
    return fact.key == key or key in lexicon.value(fact.kind, fact.key).wider


def _names(lexicon: Lexicon, case: Sequence[Found], kind: str) -> bool:
    return any(f.kind == kind and not f.weak and not lexicon.value(kind, f.key).free for f in case)


def _told(lexicon: Lexicon, case: Sequence[Found], fact: Found) -> bool:
    """Whether the other side says it too; of acts a wider one (음식물) does not (주류)."""
    for f in case:
        if f.kind != fact.kind or f.negated:
            continue
        if f.key == fact.key or fact.key in lexicon.value(f.kind, f.key).wider:
            return True
        if fact.kind != "act" and lexicon.related(fact.kind, f.key, fact.key):
            return True
    return False
