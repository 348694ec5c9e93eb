"""Provisions whose rule plainly covers facts (법문이 바로 정한 경우), as data in ``rules*.yaml``.

A rule names the facts that it needs, the facts that take a case out of it, the days on which it
stands, and an anchor: a few words that must stand in the provision's text on the day. ``words``
are what is asked (몇 살, 언제까지) where facts alone do not tell, ``unless`` words that take a case out.
``sets`` are words that several rules of a file name, as ``{name}``. A rule with ``both`` explains what
is set, and where a judgement is asked is conditional, by the name ``…-may``.
What takes a case out of every rule of a conclusion stands in ``rule-guards.yaml``. ``rule-examples*.jsonl`` keep for
a rule one question that it answers and one near it that it does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from corpora.facts import KINDS, load
from kb.errors import DataFault
from kb.law.identifiers import ProvisionId

ConclusionName = Literal["permitted", "prohibited", "conditional", "explains"]
Need = tuple[str, str]
ABOUT = "about"
"""``about.precandidate``: the person is named at all, also as the owner of a thing."""


@dataclass(frozen=True, slots=True)
class StatuteRule:
    """What a provision says of facts."""

    id: str
    provision: ProvisionId
    needs: tuple[frozenset[Need], ...]
    """Each group is met by any of its facts."""
    bars: frozenset[Need]
    """Any of these takes the case out of the rule."""
    accepted: frozenset[Need]
    """Further facts that do not disturb the conclusion."""
    conclusion: ConclusionName
    anchor: str
    conditions: tuple[str, ...]
    conditions_en: tuple[str, ...]
    """The same in English, one for each."""
    ko: str
    en: str
    valid_from: date | None = None
    valid_until: date | None = None
    """The first day on which the rule no longer stands so."""
    words: re.Pattern[str] | None = None
    """What the question must ask, where facts alone do not tell."""
    unless: re.Pattern[str] | None = None
    """Words that take the case out of the rule."""

    def stands_on(self, day: date) -> bool:
        """Whether the rule is written for the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Guard:
    """What takes a case out of every rule of a conclusion that does not itself turn on it."""

    why: str
    conclusion: ConclusionName
    facts: frozenset[Need]
    words: re.Pattern[str] | None
    needing: frozenset[Need]
    """Only of rules that need one of these; empty: of all."""
    spared: frozenset[str]
    """Rules, by id, that have looked at it themselves."""


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A question beside a rule."""

    rule: str
    question: str
    fires: bool
    day: date | None = None
    """A day on which the rule stands; None for any."""


def _texts(begins: str, ends: str) -> list[str]:
    """The data files of a kind, in the order of their names."""
    files = resources.files(__package__).iterdir()
    named = {
        f.name.removesuffix(ends): f
        for f in files
        if f.name.startswith(begins) and f.name.endswith(ends)
    }
    return [named[name].read_text(encoding="utf-8") for name in sorted(named)]


@lru_cache(maxsize=1)
def load_examples() -> tuple[RuleExample, ...]:
    """The questions that a rule answers, and those near it that it does not."""
    rows = (
        json.loads(line) for text in _texts("rule-examples", ".jsonl") for line in text.splitlines()
    )
    return tuple(
        RuleExample(
            row["rule"],
            row["question"],
            row["fires"],
            date.fromisoformat(row["day"]) if row.get("day") else None,
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def load_rules() -> tuple[StatuteRule, ...]:
    """The rules in their order. Raises DataFault that names the rule."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows: list[dict[str, Any]] = []
    for text in _texts("rules", ".yaml"):
        data = yaml.load(text, Loader=loader)
        for row in data["rules"]:
            rows.extend(_either(_named(row, data.get("sets", {}))))
    rules = tuple(_rule(row) for row in rows)
    ids = [rule.id for rule in rules]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise DataFault(
            f"corpora/facts/rules*.yaml: 같은 이름 {twice}",
            f"corpora/facts/rules*.yaml: twice {twice}",
        )
    for rule in rules:
        if len(rule.conditions) != len(rule.conditions_en):
            raise DataFault(
                f"corpora/facts/rules*.yaml: {rule.id}: 조건의 영문이 맞지 않습니다",
                f"corpora/facts/rules*.yaml: {rule.id}: conditions and conditions_en differ in number",
            )
    return rules


@lru_cache(maxsize=1)
def load_guards() -> tuple[Guard, ...]:
    """The guards in their order. Raises DataFault that names the guard or the rule that it spares."""
    text = resources.files(__package__).joinpath("rule-guards.yaml").read_text(encoding="utf-8")
    rows = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["guards"]
    guards = tuple(_guard(row) for row in rows)
    known = {rule.id for rule in load_rules()}
    for guard in guards:
        if lost := sorted(guard.spared - known):
            raise DataFault(
                f"corpora/facts/rule-guards.yaml: {guard.why}: 없는 규칙 {lost}",
                f"corpora/facts/rule-guards.yaml: {guard.why}: no rule {lost}",
            )
    return guards


@lru_cache(maxsize=1)
def load_harmless() -> Mapping[str, frozenset[Need]]:
    """By conclusion the facts that it does not turn on. Raises DataFault for one that is unknown."""
    text = resources.files(__package__).joinpath("rule-guards.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    name = "rule-guards: harmless"
    common = frozenset(n for fact in data["harmless"] for n in _facts(name, fact))
    worse = frozenset(n for fact in data["aggravating"] for n in _facts(name, fact))
    return {"permitted": common, "prohibited": common | worse}


def _named(row: dict[str, Any], sets: Mapping[str, str]) -> dict[str, Any]:
    """A row whose ``{name}`` in ``words`` and ``unless`` are the words that its file keeps by that name."""
    out = dict(row)
    for key in ("words", "unless"):
        for name, words in sets.items():
            if key in out:
                out[key] = out[key].replace("{" + name + "}", words)
    return out


def _either(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The rule, and with ``both`` also the one of the same words that judges under its conditions."""
    if not row.get("both"):
        return [row]
    told = {k: v for k, v in row.items() if k not in ("conditions", "conditions_en")}
    return [told, {**row, "id": f"{row.get('id', '?')}-may", "conclusion": "conditional"}]


def _guard(row: dict[str, Any]) -> Guard:
    name = f"rule-guards: {row.get('why', '?')}"
    try:
        return Guard(
            why=row["why"],
            conclusion=row["of"],
            facts=frozenset(n for fact in row.get("facts", ()) for n in _facts(name, fact)),
            words=_words(row.get("words")),
            needing=frozenset(n for fact in row.get("needing", ()) for n in _facts(name, fact)),
            spared=frozenset(row.get("spares", ())),
        )
    except KeyError as e:
        raise DataFault(
            f"corpora/facts/rule-guards.yaml: {name}: {e} 없음",
            f"corpora/facts/rule-guards.yaml: {name}: no {e}",
        ) from None


def _rule(row: dict[str, Any]) -> StatuteRule:
    name = row.get("id", "?")
    try:
        return StatuteRule(
            id=row["id"],
            provision=ProvisionId.parse(f"kr/law/{row['at']}"),
            needs=tuple(frozenset(_facts(name, group)) for group in row["needs"]),
            bars=frozenset(n for bar in row["bars"] for n in _facts(name, bar)),
            accepted=frozenset(n for fact in row.get("with", ()) for n in _facts(name, fact)),
            conclusion=row["conclusion"],
            anchor=row["anchor"],
            conditions=tuple(row.get("conditions", ())),
            conditions_en=tuple(row.get("conditions_en", ())),
            ko=row["ko"],
            en=row["en"],
            valid_from=row.get("from"),
            valid_until=row.get("until"),
            words=_words(row.get("words")),
            unless=_words(row.get("unless")),
        )
    except KeyError as e:
        raise DataFault(
            f"corpora/facts/rules*.yaml: {name}: {e} 없음",
            f"corpora/facts/rules*.yaml: {name}: no {e}",
        ) from None


def _words(expression: str | None) -> re.Pattern[str] | None:
    return re.compile(expression.replace(" ?", r"\ *")) if expression else None


def _facts(rule: str, group: str) -> list[Need]:
    lexicon = load()
    out = []
    for fact in group.split("|"):
        kind, _, key = fact.partition(".")
        place = "actor" if kind == ABOUT else kind
        if place not in KINDS or (place, key) not in lexicon.by_name:
            raise DataFault(
                f"corpora/facts/rules*.yaml: {rule}: 없는 사실 {fact}",
                f"corpora/facts/rules*.yaml: {rule}: unknown fact {fact}",
            )
        out.append((kind, key))
    return out
