"""What past answers are about (주제): the subject that a person names, and those that there are."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from kb.errors import BadInput, UnknownProvision
from kb.law.identifiers import WorkId
from ui import places

if TYPE_CHECKING:
    from kb.store import Store
    from ui.wording import Language

_NEAR = 3
OFFERED = "act"
"""The dimension of facts whose values are offered as subjects; any may be asked for."""


def named(text: str) -> tuple[str, ...]:
    """The facts that a subject names, as answers keep them: all of them must hold.

    A key of the lexicon (``act.business_card``), its label, or words in which facts are read.

    >>> named("명함"), named("act.banner"), named("")
    (('act.business_card',), ('act.banner',), ())

    Raises BadInput when no fact is read in the words, with near labels.
    """
    from corpora.facts import load
    from kb.answer import facts

    text = " ".join(text.split())
    if not text:
        return ()
    lexicon = load()
    keys = [v for v in lexicon.values if text in (f"{v.kind}.{v.key}", v.ko, v.en)]
    if keys:
        return (f"{keys[0].kind}.{keys[0].key}",)
    found = dict.fromkeys(f"{f.kind}.{f.value}" for f in facts.read(text) if not f.negated)
    known = tuple(k for k in found if tuple(k.split(".", 1)) in lexicon.by_name)
    if known:
        return known
    labels = [v.ko for v in lexicon.values if v.kind == OFFERED]
    near = difflib.get_close_matches(text, labels, n=_NEAR, cutoff=0.4) or labels[:_NEAR]
    some = ", ".join(near)
    raise BadInput(
        f"모르는 주제입니다: {text[:60]} (예: {some})", f"no such subject: {text[:60]} (as {some})"
    )


def offered(store: Store, region: str, language: Language) -> list[tuple[str, str]]:
    """Label and key of the acts that past answers are about, the most frequent first."""
    from corpora.facts import load
    from kb.store import answers

    lexicon = load()
    counted = answers.subjects(store, region)
    return [
        (f"{lexicon.label(OFFERED, key.partition('.')[2], language)} ({n})", key)
        for key, n in counted.most_common()
        if key.startswith(f"{OFFERED}.")
    ]


def resting_on(store: Store, law: str) -> str:
    """The id of the provision, instrument, reply or ruling named; empty for no name.

    An id is taken as it is. Raises UnknownProvision for a name that nothing held has.
    """
    law = law.strip()
    if not law or law.startswith("kr/"):
        return law
    works = store.works()
    found = places.named(law, works)
    if isinstance(found, WorkId) and any(w.id == found for w in works):
        return str(found)
    try:
        return str(places.provision(store, law).at(None))
    except UnknownProvision:
        # A part of an instrument's name, without a number, finds the nearest that has it.
        near = [] if any(c.isdigit() for c in law) else places.near(law, works)
        if not near:
            raise
    return next(str(w.id) for w in works if w.name == near[0])
