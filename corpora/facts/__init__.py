"""The lexicon of material facts (중요사실) as data: seven dimensions, one YAML file each.

A value has a ``key``, a Korean and an English label and ``forms``, small regular expressions in
which a space stands for an optional space and a leading ``<`` for "not inside a word";
``en_forms`` are English words, singular or plural. ``in``
names the wider values that contain it, ``excludes`` those that cannot hold at the same time,
``implies`` what follows from it, with the provision that says so.

>>> load().value("actor", "spouse").ko
'배우자'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from kb.errors import DataFault

KINDS = ("election", "actor", "time", "place", "act", "target", "amount", "condition")
"""The dimensions (사실의 갈래), in the order in which they are shown."""

LABELS: Mapping[str, tuple[str, str]] = {
    "election": ("선거", "election"),
    "actor": ("주체", "actor"),
    "time": ("시기", "time"),
    "place": ("장소", "place"),
    "act": ("행위", "act"),
    "target": ("대상", "target"),
    "amount": ("수량", "amount"),
    "condition": ("조건", "condition"),
}

_FIELDS = {
    "key",
    "ko",
    "en",
    "forms",
    "en_forms",
    "in",
    "excludes",
    "implies",
    "strict",
    "free",
    "facet",
}
_LOOKBEHIND = re.compile(r"(\(\?<[!=][^)]*\))")
_OPTIONAL_SPACE = re.compile(r"(?<=[^|(?])[ ](?=[^|)?*])")
_LITERAL = re.compile(r"[가-힣a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Form:
    """A surface form: ``anchor`` is a literal that every match contains, for a quick first look."""

    anchor: str
    strict: str
    free: str
    """The expression for text written without spaces, where words begin inside others."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """The strict expression, compiled when an anchor is first met: few are in one run."""
        return _compiled(self.strict)

    @property
    def loose(self) -> re.Pattern[str]:
        """The free expression, likewise."""
        return _compiled(self.free)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression)
    except re.error as e:
        raise DataFault(
            f"정규식이 아닙니다: {expression!r}: {e}", f"not a regex: {expression!r}: {e}"
        ) from None


@dataclass(frozen=True, slots=True)
class Implication:
    """What a value brings with it (함축), and the provision that says so."""

    kind: str
    key: str
    source: str
    ko: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a dimension, e.g. actor ``spouse`` (배우자)."""

    kind: str
    key: str
    ko: str
    en: str
    forms: tuple[Form, ...]
    wider: frozenset[str]
    """Keys of all values that contain it, transitively."""
    excludes: frozenset[str]
    implies: tuple[Implication, ...]
    strict: bool
    """Differing from another value of the dimension decides alone."""
    free: bool
    """Says nothing against any other value (무소속, 보궐선거)."""
    facet: str
    """For acts: ``means``, ``deed`` or ``subject``."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All values of all dimensions."""

    values: tuple[Value, ...]
    by_name: Mapping[tuple[str, str], Value]
    openings: Mapping[str, tuple[int, ...]]
    """By the first two letters of an anchor, the places of the values that have such a form."""

    def likely(self, text: str) -> list[Value]:
        """The values, in their order, of which a form may stand in a text; the others can not."""
        pairs = {"", *text, *(text[n : n + 2] for n in range(len(text)))}
        places = {n for pair in pairs for n in self.openings.get(pair, ())}
        return [self.values[n] for n in sorted(places)]

    def value(self, kind: str, key: str) -> Value:
        """The value of a dimension. Raises KeyError."""
        return self.by_name[kind, key]

    def label(self, kind: str, key: str, language: str = "ko") -> str:
        """What to call a value; a number read by rule is its own label."""
        value = self.by_name.get((kind, key))
        return key if value is None else (value.en if language == "en" else value.ko)

    def related(self, kind: str, one: str, other: str) -> bool:
        """Whether one is the other or contains it (상하위 관계)."""
        if one == other:
            return True
        first, second = self.by_name.get((kind, one)), self.by_name.get((kind, other))
        return (first is not None and other in first.wider) or (
            second is not None and one in second.wider
        )

    def exclusive(self, kind: str, one: str, other: str) -> bool:
        """Whether the two cannot hold together.

        Said values of ``excludes`` count with everything that they contain; unrelated elections,
        and unrelated strict places, exclude each other.
        """
        if self.related(kind, one, other):
            return False
        first, second = self.by_name.get((kind, one)), self.by_name.get((kind, other))
        if first is None or second is None or first.free or second.free:
            return False
        if first.excludes & ({second.key} | second.wider):
            return True
        if second.excludes & ({first.key} | first.wider):
            return True
        if kind == "election":
            return True
        return kind in ("actor", "place") and first.strict and second.strict


def compile_form(form: str) -> Form:
    """A form of the data as anchor and expressions. Raises DataFault if no literal stands in it."""
    text = form.removeprefix("<?")
    word_start = text.startswith("<")
    text = text.removeprefix("<")
    parts = _LOOKBEHIND.split(text)
    spaced = "".join(
        part if index % 2 else _OPTIONAL_SPACE.sub(" *", part).replace(" ?", " *")
        for index, part in enumerate(parts)
    )
    spaced = re.sub(r"(?<=[가-힣])·(?=[가-힣])", "·?", spaced)
    literals = _LITERAL.findall(_bare(text))
    if not literals:
        raise DataFault(f"글자가 없는 표현입니다: {form!r}", f"form without a literal: {form!r}")
    strict = "(?<![가-힣a-z0-9])" + spaced if word_start else spaced
    return Form(max(literals, key=len), strict, spaced)


def english_form(form: str) -> Form:
    """An English form: whole words, singular or plural."""
    text = form.lower()
    parts = _LOOKBEHIND.split(text)
    spaced = "".join(
        part if index % 2 else part.replace(" ", r"\ +") for index, part in enumerate(parts)
    )
    expression = rf"(?<![a-z])(?:{spaced})(?:s|es|'s)?(?![a-z])"
    anchor = max(_LITERAL.findall(_bare(text)), key=len, default="")
    return Form(anchor, expression, expression)


def check() -> int:
    """Compile every form, which asking does only for those it meets; their number.

    Raises DataFault that names the first that is no regular expression.
    """
    forms = [f for value in load().values for f in value.forms]
    return len([(f.pattern, f.loose) for f in forms])


def _bare(form: str) -> str:
    """The form with a space for everything that need not stand, letter for letter, in a match."""
    depth, out = 0, []
    for index, char in enumerate(form):
        escaped = index > 0 and form[index - 1] == "\\"
        if not escaped and char in "([{":
            depth += 1
        elif not escaped and char in ")]}":
            depth -= 1
        optional = form[index + 1 : index + 2] in ("?", "*", "{")
        kept = depth == 0 and not escaped and not optional and char not in ")]}\\"
        out.append(char if kept else " ")
    return "".join(out)


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read the lexicon; once a process. Raises DataFault that names file and value."""
    values: list[Value] = []
    for kind in KINDS:
        values.extend(_dimension(kind))
    openings: dict[str, list[int]] = {}
    for n, value in enumerate(values):
        for opening in sorted({form.anchor[:2] for form in value.forms}):
            openings.setdefault(opening, []).append(n)
    return Lexicon(
        tuple(values),
        {(v.kind, v.key): v for v in values},
        {opening: tuple(places) for opening, places in openings.items()},
    )


def _dimension(kind: str) -> list[Value]:
    source = resources.files(__package__).joinpath(f"{kind}.yaml")
    data = yaml.load(
        source.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    rows: list[dict[str, Any]] = data["values"]
    parents = {row["key"]: tuple(row.get("in", ())) for row in rows}
    out = []
    for row in rows:
        unknown = sorted(set(row) - _FIELDS)
        if unknown:
            raise DataFault(
                f"corpora/facts/{kind}.yaml: {row.get('key')}: 모르는 항목 {unknown}",
                f"corpora/facts/{kind}.yaml: {row.get('key')}: unknown fields {unknown}",
            )
        out.append(
            Value(
                kind=kind,
                key=row["key"],
                ko=row["ko"],
                en=row["en"],
                forms=tuple(f for form in row["forms"] for f in _forms(str(form)))
                + tuple(english_form(str(form)) for form in row.get("en_forms", ())),
                wider=_wider(kind, row["key"], parents),
                excludes=frozenset(row.get("excludes", ())),
                implies=tuple(
                    Implication(*_pair(i["fact"]), i["source"], i["ko"])
                    for i in row.get("implies", ())
                ),
                strict=bool(row.get("strict", False)),
                free=bool(row.get("free", False)),
                facet=row.get("facet", ""),
            )
        )
    return out


def _pair(fact: str) -> tuple[str, str]:
    kind, _, key = fact.partition(".")
    return kind, key


def _forms(form: str) -> list[Form]:
    """One form, or one for each alternative of a leading group, so that each has an anchor."""
    text = form.lower()
    start = "<" if text.startswith("<") and not text.startswith("<?") else ""
    body = text.removeprefix("<?").removeprefix("<")
    if body.startswith("(") and not body.startswith("(?") and not _LITERAL.search(_bare(body)):
        end = body.index(")")
        inner, rest = body[1:end], body[end + 1 :]
        if "(" not in inner and not rest.startswith(("?", "*", "{")):
            return [compile_form(start + option + rest) for option in inner.split("|")]
    return [compile_form(text)]


def _wider(kind: str, key: str, parents: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = list(parents[key])
    while waiting:
        parent = waiting.pop()
        if parent not in parents:
            raise DataFault(
                f"corpora/facts/{kind}.yaml: {key}: 없는 상위값 {parent}",
                f"corpora/facts/{kind}.yaml: {key}: unknown parent {parent}",
            )
        if parent not in seen:
            seen.add(parent)
            waiting.extend(parents[parent])
    return frozenset(seen)
