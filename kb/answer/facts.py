"""Material facts (중요사실) read from a question or a case: rules over its text, no model.

Each value of ``corpora.facts`` has forms; a form that stands in the text is a fact, with its span.
What the form alone does not say is read around it: negation behind it (동행하지 않고, 신고 없이,
아닌), the particle that makes a person the one who acts (배우자가) or the one to whom something
belongs or happens (예비후보자의, 유권자에게), quotation, and citations of rulings, which are not
facts of the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from corpora.facts import KINDS, Lexicon, Value, load
from kb.answer import around
from kb.answer.around import unmasked
from kb.answer.figures import distances, figures
from kb.answer.record import Fact

_QUOTED = re.compile(r"[“\"]([^”\"]{13,})[”\"]|[‘']([^’']{13,})[’']")
_EXCEPTED = re.compile(r"\([^()]*제외[^()]*\)")
_AND = re.compile(
    r"(?:자|들|님|장)*(?:\ *(?:,|·|및|또는|혹은)\ *|(?:이나|나|과|와|하고|이랑|랑)\ )"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A fact found in a text, with what the record does not keep."""

    kind: str
    key: str
    start: int | None
    end: int | None
    negated: bool = False
    role: str = ""
    """For actors: ``subject``, ``possessor``, ``object`` or empty when no particle tells."""
    weak: bool = False
    """From a heading above the case or a title: supports, never contradicts."""
    inferred: str | None = None


def read(text: str, *, language: str = "ko") -> tuple[Fact, ...]:
    """The material facts of a question, in the order of ``corpora.facts.KINDS``, then of the text.

    >>> [(f.kind, f.value) for f in read("통장이 후보자 명함을 돌려도 되나요?")][:2]
    [('actor', 'village_head'), ('act', 'business_card')]
    """
    lexicon = load()
    return tuple(
        Fact(
            kind=f.kind,
            value=f.key,
            label=lexicon.label(f.kind, f.key, language),
            start=f.start,
            end=f.end,
            inferred=f.inferred,
            negated=f.negated,
        )
        for f in shown(find(text), lexicon)
    )


def shown(found: Iterable[Found], lexicon: Lexicon) -> list[Found]:
    """The facts worth telling: without persons who only own or receive, and without repeats."""
    kept: list[Found] = []
    seen: set[tuple[str, str, bool]] = set()
    facts = [f for f in found if not f.weak]
    acting = {f.key for f in facts if f.kind == "actor" and f.role == "subject"}
    for fact in facts:
        if fact.kind == "actor" and acting and fact.key not in acting:
            continue
        if fact.kind == "actor" and not acting and fact.role in ("object",):
            continue
        name = (fact.kind, fact.key, fact.negated)
        if name not in seen:
            seen.add(name)
            kept.append(fact)
    return sorted(kept, key=lambda f: (KINDS.index(f.kind), f.start if f.start is not None else -1))


def find(text: str, *, headings: Iterable[str] = ()) -> tuple[Found, ...]:
    """Every fact of a text; ``headings`` above a case add weak facts."""
    lexicon = load()
    before = distances(text)
    found = [
        f for f in _scan(text, lexicon)
        # three days before the election is not its day
        if f.key != "election_day" or f.start is None or not _inside(f.start, before)
    ]  # fmt: skip
    found.extend(Found(*f) for f in figures(text))
    found.extend(_outsider(found))
    present = {(f.kind, f.key) for f in found}
    for heading in headings:
        for fact in _scan(heading, lexicon):
            if fact.kind in ("act", "actor", "time") and (fact.kind, fact.key) not in present:
                present.add((fact.kind, fact.key))
                found.append(replace(fact, start=None, end=None, weak=True))
    found.extend(_implied(found, lexicon))
    return tuple(found)


@lru_cache(maxsize=1024)
def is_unspaced(text: str) -> bool:
    """Whether a text is typed without spaces (예비후보자명함돌려도되나요)."""
    written = text.strip()
    return len(written) >= 8 and written.count(" ") * 12 <= len(written)


def _scan(text: str, lexicon: Lexicon) -> Iterable[Found]:
    folded = unmasked(text)
    quoted = [m.span() for m in _QUOTED.finditer(folded)]
    excepted = [m.span() for m in _EXCEPTED.finditer(folded)]
    found: list[Found] = []
    unspaced = is_unspaced(folded)
    for value in lexicon.likely(folded):
        found.extend(_matches(value, folded, unspaced, quoted, excepted))
    return _joined(_longest(found, lexicon), folded)


def _longest(found: list[Found], lexicon: Lexicon) -> list[Found]:
    """Without a plain person inside the words for a particular one (학생 in 17세 학생)."""
    kept = []
    for f in found:
        if f.kind == "actor" and f.end is not None and not lexicon.value(f.kind, f.key).strict:
            about = [o for o in found if o.kind == "actor" and o.end is not None and o is not f]
            if any(
                o.start <= f.start and f.end <= o.end and (o.start, o.end) != (f.start, f.end)
                for o in about
                if o.start is not None and f.start is not None and o.end is not None
            ):
                continue
        kept.append(f)
    return kept


def _matches(
    value: Value, text: str, unspaced: bool,
    quoted: list[tuple[int, int]], excepted: list[tuple[int, int]],
) -> Iterable[Found]:  # fmt: skip
    spans: list[tuple[int, int]] = []
    for form in value.forms:
        if form.anchor not in text:
            continue
        for match in (form.loose if unspaced else form.pattern).finditer(text):
            start, end = match.span()
            if end == start or any(s < end and start < e for s, e in spans):
                continue
            if value.kind != "act" and _inside(start, quoted):
                continue
            spans.append((start, end))
            lacking = around.is_without(text, start)
            if lacking and value.kind == "condition":
                continue
            negated = (
                lacking or _inside(start, excepted) or around.is_denied(value, text, start, end)
            )
            role = around.role(text, end) if value.kind == "actor" else ""
            yield Found(value.kind, value.key, start, end, negated, role)


def _joined(found: list[Found], text: str) -> list[Found]:
    """Persons in a row (선거사무장, 선거사무원이) share the particle of the last of them."""
    out = list(found)
    actors = [i for i, f in enumerate(out) if f.kind == "actor" and f.end is not None]
    actors.sort(key=lambda i: (out[i].start, out[i].end))
    for place, before in list(enumerate(actors))[-2::-1]:
        first = out[before]
        for after in actors[place + 1 : place + 4]:
            second = out[after]
            if first.end is None or second.start is None:
                continue
            between = text[first.end : second.start]
            plain = around.without_brackets(between) or between
            near = len(between) <= 12 and _AND.fullmatch(plain)
            far = len(between) <= 30 and second.role == "subject" and _AND.match(plain)
            if near or far:
                out[before] = replace(
                    first,
                    role=second.role,
                    negated=first.negated or (bool(near) and second.negated),
                )
                break
    return out


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _implied(found: list[Found], lexicon: Lexicon) -> Iterable[Found]:
    """What the facts bring with them, unless the text says otherwise."""
    candidates = {f.key for f in found if f.kind == "actor" and f.key == "candidate"}
    for fact in shown(found, lexicon):
        if candidates and fact.kind == "actor" and fact.key == "precandidate":
            continue  # (예비)후보자: both, so nothing follows about the period
        value = lexicon.by_name.get((fact.kind, fact.key))
        if value is None or fact.negated or fact.role in ("possessor", "object"):
            continue
        for implied in value.implies:
            said = [f for f in found if f.kind == implied.kind and not f.weak]
            if any(lexicon.exclusive(implied.kind, f.key, implied.key) for f in said):
                continue
            if any(lexicon.related(implied.kind, f.key, implied.key) for f in said):
                continue
            yield Found(
                implied.kind,
                implied.key,
                None,
                None,
                inferred=f"{implied.ko} ({implied.source})",
            )


def _outsider(found: list[Found]) -> Iterable[Found]:
    """Somebody who is not a candidate (후보자 외의 자), when nobody else is said to act."""
    actors = [f for f in found if f.kind == "actor"]
    acting = [f for f in actors if not f.negated and f.role == "subject"]
    denied = [f for f in actors if f.negated and f.key in ("candidate", "precandidate")]
    if denied and not acting:
        yield Found("actor", "outsider", denied[0].start, denied[0].end, role="subject")


@lru_cache(maxsize=1024)
def find_cached(text: str, headings: tuple[str, ...] = ()) -> tuple[Found, ...]:
    """``find`` with its last results kept: the same cases are compared again and again."""
    return find(text, headings=headings)
