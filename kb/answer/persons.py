"""Words of law that name a class of persons, and who falls under each (누구든지, 후보자 아닌 사람).

The lexicon says what contains what (a 후보자가 되려는 사람 contains a 예비후보자). These words hold
nobody by themselves: 선거운동을 할 수 있는 사람 is whoever 제60조 does not bar.
"""

from __future__ import annotations

CAMPAIGNERS = frozenset(
    [
        "candidate",
        "precandidate",
        "aspirant",
        "spouse",
        "lineal",
        "sibling",
        "family",
        "manager",
        "worker",
        "assistant",
        "staff",
        "volunteer",
        "companion",
        "party_member",
        "party_officer",
        "party_committee",
        "party_leader",
        "assembly_member",
        "local_member",
        "adult_student",
        "campaigner",
        "anyone",
        "union",
        "fanclub",
        "organisation",
    ]
)
"""Actors whom 선거운동을 할 수 있는 사람 or 누구든지 covers without more."""
CANDIDATES = frozenset(("candidate", "precandidate", "aspirant"))
"""후보자 아닌 사람 covers everybody but these."""
NONCAMPAIGNERS = frozenset(
    [
        "official",
        "minor",
        "foreigner",
        "teacher",
        "village_head",
        "residents_committee",
        "nec_member",
        "soldier",
        "public_corp",
        "saemaul",
        "head",
        "noncampaigner",
        "union_official",
        "public_union",
    ]
)
"""제60조제1항: actors whom 선거운동을 할 수 없는 사람 covers."""


def covering(held: frozenset[str], asked: frozenset[str]) -> frozenset[str]:
    """The class words of a case that cover the actors of a question.

    Args:
        held: keys of the actors that the case names.
        asked: those of the question; one that names none is covered by no class.
    """
    found = set()
    if "campaigner" in held and asked and asked <= CAMPAIGNERS:
        found.add("campaigner")
    if "anyone" in held and asked:
        found.add("anyone")
    if "outsider" in held and asked and not asked & CANDIDATES:
        found.add("outsider")
    if "noncampaigner" in held and asked & NONCAMPAIGNERS:
        found.add("noncampaigner")
    if asked and asked <= {"anyone", "outsider"} and "campaigner" in held:
        found.add("campaigner")
    return frozenset(found)
