"""The statute's own answer (법문): a provision whose rule plainly covers the facts of a question.

It speaks only when every fact that the rule needs is there, none that takes the case out of it is,
and the words on which it turns stand in the provision's text on the day. It is then said to be the
statute's, not a reply's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from corpora.facts import Lexicon, load
from corpora.facts.rules import ABOUT, Need, StatuteRule, load_guards, load_harmless, load_rules
from kb.answer.around import fold
from kb.answer.asking import Asks, asks, judges
from kb.answer.facts import Found, find_cached
from kb.answer.ports import Law
from kb.answer.record import Fact
from kb.errors import BadInput
from kb.law.identifiers import MIDDLE_DOTS, ProvisionId
from kb.law.values import Conclusion, TextState

Stands = Callable[[StatuteRule, date], bool]
"""Whether the words on which a rule turns stand in the law of a day."""

_PENALTY = re.compile(
    r"""
    처벌\ *(?:수위|은|이\ *(?:어|얼)|어떻게|정도|규정)|의\ *처벌|벌금|형량|법정형|과태료|형벌|어떤\ *벌|무슨\ *벌
    | 어떻게\ *(?:됨|되나|돼|되죠)|penalt|punish|what\ happens
    """,
    re.VERBOSE,
)
"""Questions about the consequence, to which what is allowed or not is no answer."""
_CONSEQUENCE = re.compile("벌금|과태료|무효|시효|처벌|매수죄")
_WHETHER = re.compile(
    r"""
    (?:호별 ?방문|허위 ?사실|비방|기부 ?행위|(?:사전 ?|불법 ?)?선거 ?운동|투표 ?참여 ?권유|여론 ?조사|방해)
    [가-힣· ]{0,8}?(?:공표|금지|제한|위반|죄)?[가-힣]{0,3}\ *
    (?:해당|저촉|위반|간주|인정|보(?:나|는|아|여|이)|볼\ *수|되는\ *(?:건|것|지)|인지|인가|아닌가|아니냐)
    """,
    re.VERBOSE,
)
"""What an act is asked to be (호별방문에 해당하는지): that it is so is not said."""
_CLASSED = frozenset(
    ("home_visit", "false_fact", "defamation", "valuable", "campaigning", "turnout")
)
_CLASSED |= {"poll", "violence"}
_SET = (Asks.WHEN, Asks.HOW_MUCH, Asks.WHO)
"""Questions after a day, a figure or a person, to which may or may not is no answer."""
_FIGURE = re.compile("얼마|몇|언제|며칠")
_TELLING = frozenset(("place", "target", "condition"))
"""Kinds of facts on which an answer may turn when the rule does not name them."""
_SOMEWHERE = re.compile(r"\b(?:inside|within|in front of|near|next to|outside)\b")
"""A place in an English question; where it was not read, a permission may not hold there."""
STORY = 120
"""Letters from which a question is a story that tells several things."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")
_ASKS = re.compile(
    r"\?\s*$|(?:궁금|여쭙|여쭈|묻습|묻고|문의|질의|알려\s*주|가르쳐|알고\s*싶)[^.?!]*[.?!]*\s*$"
)
_IGNORED = re.compile(rf"[\s{MIDDLE_DOTS}·“”\"'‘’]+")


@dataclass(frozen=True, slots=True)
class Covered:
    """A rule that covers the facts, as the answer uses it."""

    rule: StatuteRule
    met: tuple[str, ...]
    """The facts on which it turns, as labels."""

    @property
    def conclusion(self) -> Conclusion:
        return Conclusion(self.rule.conclusion)

    @property
    def provision(self) -> ProvisionId:
        return self.rule.provision

    @property
    def anchor(self) -> str:
        return self.rule.anchor

    @property
    def conditions(self) -> tuple[str, ...]:
        return self.rule.conditions

    @property
    def conditions_en(self) -> tuple[str, ...]:
        return self.rule.conditions_en

    @property
    def ko(self) -> str:
        return self.rule.ko

    @property
    def en(self) -> str:
        return self.rule.en


class RuleBook:
    """The rules over a law book: ``rule`` as the answerer asks for it."""

    def __init__(self, law: Law) -> None:
        self._law = law

    def rule(self, facts: tuple[Fact, ...], question: str, day: date) -> Covered | None:
        """The rule that covers the facts and whose words stand in the text of the day."""
        return rule(facts, question, day, self._stands)

    def _stands(self, rule: StatuteRule, day: date) -> bool:
        """Whether the rule's words stand in the text of the day.

        A digest (요지) has other words than the law's; it carries the rule where it is that of the
        day, and the answer then says that it is a digest.
        """
        try:
            shown = self._law.show(rule.provision, day)
        except BadInput:
            return False
        if shown.state is TextState.DIGEST:
            return bool(shown.text)
        known = (TextState.HELD, TextState.NO_LATER_CHANGE_KNOWN)
        return shown.state in known and squeezed(rule.anchor) in squeezed(shown.text)


def rule(
    facts: Sequence[Fact], question: str, day: date, stands: Stands | None = None
) -> Covered | None:
    """The rule that covers the facts on the day, one that fits what is asked first, then the one that
    needs most; None if none does.

    Two rules that cover the facts with opposite conclusions cancel each other: then the facts are
    not plain.
    """
    lexicon = load()
    found = _all_facts(facts, question)
    asked = fold(question)
    together, put = _told_together(asked)
    penalty = _PENALTY.search(asked) is not None
    covered = [
        r
        for r in load_rules()
        if r.stands_on(day)
        and (r.words is None or any(map(r.words.search, put if _describes(r) else together)))
        and (r.unless is None or not r.unless.search(asked))
        and (not penalty or r.words is not None or _CONSEQUENCE.search(r.ko))
        and covers(r, found, lexicon)
        and not _guarded(r, found, asked, lexicon)
    ]
    covered = [r for r in covered if stands is None or stands(r, day)]
    if not covered:
        return None
    kind = asks(question)
    if kind is Asks.PENALTY and judges(question) and not _FIGURE.search(asked):
        kind = Asks.JUDGE
    covered.sort(key=lambda r: (_misses(r, kind), *_places(r)))
    best = covered[0]
    if any(_opposed(best, other) for other in covered[1:]):
        return None
    if best.conclusion == "permitted" and _SOMEWHERE.search(asked) and not _placed(found):
        return None
    met = tuple(
        dict.fromkeys(
            lexicon.label(f.kind, f.key)
            for group in best.needs
            for f in found
            if any(_meets(f, need, lexicon) for need in sorted(group))
        )
    )
    return Covered(best, met)


def _told_together(asked: str) -> tuple[list[str], list[str]]:
    """What is told in one breath, and what of it is asked.

    Words that stand far apart in a story belong to different things that it tells: there every two
    sentences that follow each other are read together, and of these those that end in a question.
    """
    sentences = [s for s in _SENTENCE.split(asked) if s.strip()]
    if len(asked) <= STORY or len(sentences) < 3:
        return [asked], [asked]
    pairs = [f"{a} {b}" for a, b in pairwise(sentences)]
    return pairs, [p for p in pairs if _ASKS.search(p)] or pairs[-1:]


def _describes(rule: StatuteRule) -> bool:
    """Whether a rule tells what is set rather than judges an act: then it must be what is asked."""
    return rule.conclusion in ("explains", "conditional")


def _misses(rule: StatuteRule, kind: Asks) -> bool:
    """Whether a rule tells where the question asks for a judgement, or judges where it asks what is set."""
    tells = rule.conclusion == "explains"
    return tells if kind is Asks.JUDGE else not tells and kind in _SET


def _places(rule: StatuteRule) -> tuple[int, int, str]:
    """The rule that needs most comes first, then that of the narrower provision."""
    needed = len(rule.needs) + 2 * (rule.words is not None)
    return (-needed, -str(rule.provision).count("."), rule.id)


def _placed(found: Sequence[Found]) -> bool:
    """Whether a place was read from the question."""
    return any(f.kind == "place" and not f.weak for f in found)


def covers(rule: StatuteRule, found: Sequence[Found], lexicon: Lexicon) -> bool:
    """Whether the facts meet all that the rule needs and nothing bars it."""
    deciding = rule.conclusion in ("permitted", "prohibited")
    acting = deciding and any(
        f.kind == "actor" and f.role == "subject" and not f.negated for f in found
    )
    for group in rule.needs:
        if not any(
            _meets(f, need, lexicon) and not (acting and need[0] == "actor" and f.role != "subject")
            for f in found
            for need in group
        ):
            return False
    if any(_meets(f, bar, lexicon) for f in found for bar in rule.bars):
        return False
    settles = deciding or (rule.conclusion == "conditional" and rule.needs)
    return not settles or _undisturbed(rule, found, lexicon)


def _guarded(rule: StatuteRule, found: Sequence[Found], asked: str, lexicon: Lexicon) -> bool:
    """Whether something takes the case out of every rule of this conclusion."""
    named = {need for group in rule.needs for need in group}
    for guard in load_guards():
        if guard.conclusion != rule.conclusion or rule.id in guard.spared:
            continue
        if guard.needing and not guard.needing & named:
            continue
        if guard.words is not None and guard.words.search(asked):
            return True
        barring = [n for n in guard.facts if n not in named]
        if any(_meets(f, bar, lexicon) for f in found for bar in barring):
            return True
    return False


def _undisturbed(rule: StatuteRule, found: Sequence[Found], lexicon: Lexicon) -> bool:
    """Whether the facts hold nothing, besides what the rule names, on which the answer may turn."""
    named = {need for group in rule.needs for need in group}
    permits = rule.conclusion == "permitted"
    if permits and not _acts_named(named, found, lexicon):
        return False
    harmless = load_harmless()["permitted" if rule.conclusion == "permitted" else "prohibited"]
    known = {*named, *rule.accepted, *harmless}
    for fact in found:
        if fact.negated or fact.weak or fact.inferred:
            continue
        if fact.kind == "act":
            telling = permits or lexicon.value("act", fact.key).facet == "subject"
        else:
            telling = fact.kind in _TELLING or (fact.kind == "time" and not permits)
        if telling and not any(
            kind == fact.kind and lexicon.related(kind, fact.key, key) for kind, key in known
        ):
            return False
    return True


def _acts_named(named: set[Need], found: Sequence[Found], lexicon: Lexicon) -> bool:
    """Whether everybody who acts is somebody whom a permission names."""
    actors = {key for kind, key in named if kind == "actor"}
    acting = [f for f in found if f.kind == "actor" and f.role == "subject" and not f.negated]
    return not actors or all(
        any(lexicon.related("actor", f.key, key) for key in actors) for f in acting
    )


def _meets(fact: Found, need: Need, lexicon: Lexicon) -> bool:
    kind, key = need
    if fact.negated or fact.weak:
        return False
    if kind == ABOUT:
        return fact.kind == "actor" and _is(fact.key, key, "actor", lexicon)
    if fact.kind != kind or not _is(fact.key, key, kind, lexicon):
        return False
    return kind != "actor" or fact.role in ("subject", "")


def _within(fact: Found, spans: Sequence[tuple[int, int]]) -> bool:
    start = fact.start
    return start is not None and any(s <= start < e for s, e in spans)


def _is(key: str, wanted: str, kind: str, lexicon: Lexicon) -> bool:
    value = lexicon.by_name.get((kind, key))
    return key == wanted or (value is not None and wanted in value.wider)


def squeezed(text: str) -> str:
    """A text without spaces, middle dots and quotation marks, in which an anchor is sought."""
    return _IGNORED.sub("", text)


def _opposed(one: StatuteRule, other: StatuteRule) -> bool:
    return {one.conclusion, other.conclusion} == {"permitted", "prohibited"}


def _all_facts(facts: Iterable[Fact], question: str) -> tuple[Found, ...]:
    found = find_cached(question)
    asked = [m.span() for m in _WHETHER.finditer(fold(question))]
    if asked:
        classed = {
            (f.kind, f.key)
            for f in found
            if f.kind == "act" and f.key in _CLASSED and _within(f, asked)
        }
        found = tuple(f for f in found if (f.kind, f.key) not in classed or not _within(f, asked))
        still = {(f.kind, f.key) for f in found}
        facts = [f for f in facts if (f.kind, f.value) not in classed - still]
    present = {(f.kind, f.key) for f in found}
    more = tuple(
        Found(f.kind, f.value, None, None, f.negated, "subject" if f.kind == "actor" else "")
        for f in facts
        if (f.kind, f.value) not in present
    )
    return found + more
