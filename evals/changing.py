"""Questions with one material fact changed by rule, so that the answer must not be inherited (사실 변경)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpora import facts
from corpora.questions import varying
from evals.variation import Variation, replaced
from kb.answer.facts import find


def changed(text: str, register: str) -> list[Variation]:
    """The question with one material fact replaced: at most one a kind, the longest words first.

    Where no pair of words of the table stands in it, what the lexicon of facts reads is replaced by
    another fact of its kind, and a denial is taken back.
    """
    words = varying.load()
    table = words.changes_en if register == "english" else words.changes
    made: dict[str, Variation] = {}
    for c in sorted(table, key=lambda c: (-len(c.from_), c.from_)):
        fits = c.from_ in text and not (c.unless and c.unless in text)
        if fits and c.kind not in made:
            rule = f"{c.kind}: {c.from_} → {c.to}"
            made[c.kind] = Variation(rule, text.replace(c.from_, c.to, 1), c.kind)
    for variation in (*_other_facts(text, register), *_affirmed(text)):
        made.setdefault(variation.changes, variation)
    return [made[kind] for kind in sorted(made)]


def _other_facts(text: str, register: str) -> Iterator[Variation]:
    """Actor, place and time, each the first that is said, replaced by what cannot be the same."""
    for kind, changes in (("actor", "actor"), ("place", "place"), ("time", "period")):
        said = [f for f in find(text) if f.kind == kind and not f.negated and f.end is not None]
        if kind == "actor" and register != "english":
            said = [f for f in said if f.role == "subject"]
        first = min(said, key=lambda f: f.start or 0, default=None)
        if first is None:
            continue
        start, end = first.start or 0, first.end or 0
        if kind == "place":
            where = _WHERE.match(text, end)
            if where is None and register != "english":
                continue  # a place that is spoken of, not where it is done (선거사무소 개소식)
            end = where.end() if where else end
        apart = (
            o
            for o in varying.load().others
            if o.kind == kind and not any(facts.load().related(kind, f.key, o.key) for f in said)
        )
        if (other := next(apart, None)) is None:
            continue
        if register == "english":
            made = f"{_BEFORE.sub('', text[:start])}{other.en}{text[end:]}"
        else:
            made = text[:start] + replaced(text[start:], text[start:end], other.ko)
        yield Variation(f"{changes}: {text[start:end]} → {other.ko}", made, changes)


_WHERE = re.compile(r"(?: ?(?:안|밖|앞|로비|건물|내부|대기실|복도|마당|입구|근처))*(?=에서? )")
_BEFORE = re.compile(r"\b(?:(?:in|at|on|inside|near) )?(?:(?:a|an|the|my) )?$", re.IGNORECASE)
_DENIALS = (
    (re.compile(r"(?P<said>[가-힣]{2,}?)(?:이|가) 아닌 "), "{said}인 "),
    (re.compile(r"(?P<said>[가-힣]{2,}?)하지 (?:않은|아니한) "), "{said}한 "),
    (re.compile(r"(?P<said>[가-힣]{2,}?)하지 (?:않는|아니하는) "), "{said}하는 "),
    (re.compile(r"(?P<said>[가-힣]{2,}?)하지 않고 "), "{said}하고 "),
    (re.compile(r"(?P<said>[가-힣]{2,}?)되지 (?:않은|아니한) "), "{said}된 "),
)


def _affirmed(text: str) -> Iterator[Variation]:
    """What the question denies, affirmed (등록하지 않은 사람 → 등록한 사람)."""
    for pattern, affirmed in _DENIALS:
        found = pattern.search(text)
        if found and found["said"] != "본인":
            new = affirmed.format(said=found["said"])
            rule = f"negation: {found[0].strip()} → {new.strip()}"
            yield Variation(rule, text[: found.start()] + new + text[found.end() :], "negation")
            return
