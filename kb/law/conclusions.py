"""Reads the conclusion of a reply from its own words (회답의 결론).

An answer is taken apart into its parts (문 1, 문 2), these into sentences and clauses, and each
clause is read for one judgement: permitted, prohibited, or none. A part whose clauses agree
has that conclusion; one whose clauses differ, or whose permission hangs on a stated condition,
is conditional. A general caution to keep other rules (허위사실, 비방, 그 밖의 제한규정) is no
condition. What states a rule without judging explains; what answers nothing has no conclusion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.law import conclusion_patterns as words
from kb.law.conclusion_layout import Piece, parts_of, sentences_of
from kb.law.conclusion_questions import asks_whether
from kb.law.conclusion_speech import (
    answers_suggestion,
    cannot_judge,
    says_something,
    too_little_told,
)
from kb.law.values import Conclusion, Part

_CLAUSE = re.compile(
    r"(?<=것이나)[,\s]|(?<=것이며)[,\s]"
    r"|(?<=것이고)[,\s]|(?<=것이지만)[,\s]|(?<=니하나)[,\s]|(?<=않으나)[,\s]"
    r"|(?<=가능하나)[,\s]|(?<=무방하나)[,\s]|(?<=가능하되)[,\s]|(?<=무방하되)[,\s]|(?<=있으되)[,\s]|(?<=없으나)[,\s]|(?<=있으나)[,\s]|(?<=있으며)[,\s]|(?<=되며)[,\s]"
    r"|(?=\(다만)|(?<=되나)[,\s]|(?<=되고)[,]|(?<=없으며)[,\s]|(?<=없고),"
)


@dataclass(frozen=True, slots=True)
class ConclusionReading:
    """What a reply concludes, the sentences on which it depends, and its parts."""

    conclusion: Conclusion | None
    conditions: tuple[str, ...] = ()
    """Sentences of the answer, exactly as they stand in it."""
    parts: tuple[Part, ...] = ()
    """One for each question answered, where there are several."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    sentence: str
    permits: bool
    hangs: bool
    """The judgement depends on a condition that the clause states."""
    as_asked: bool
    weak: bool
    """It says only what may or may not be done, as a rule also would."""


def read(answer: str, question: str = "") -> ConclusionReading:
    """The conclusion of an answer, of each of its parts, and the sentences that are conditions.

    Args:
        answer: the reply (답변내용).
        question: what was asked (질의내용); it decides when the reply only agrees with a view
            stated there (귀견과 같습니다).
    """
    pieces = parts_of(answer)
    read_parts = tuple(_read_part(piece, question) for piece in pieces)
    if len(read_parts) == 1:
        only = read_parts[0]
        return ConclusionReading(only.conclusion, only.conditions)
    found = [p.conclusion for p in read_parts if p.conclusion is not None]
    judged = [c for c in found if c is not Conclusion.EXPLAINS]
    if not found:
        whole: Conclusion | None = None
    elif not judged:
        whole = Conclusion.EXPLAINS
    elif len(set(judged)) == 1:
        whole = judged[0]
    else:
        whole = Conclusion.CONDITIONAL
    conditions = tuple(dict.fromkeys(c for p in read_parts for c in p.conditions))
    return ConclusionReading(whole, conditions, read_parts)


def _read_part(piece: Piece, question: str) -> Part:
    conclusion, conditions = _conclude(piece.text, question)
    return Part(piece.number, piece.title, piece.text, conclusion, conditions)


_AGREES = re.compile(r"귀견(?:과|은|\s){0,3}(?P<which>[갑을병]\s?설)?[^.]{0,6}같(?:습|음|을|으나)")


def _conclude(text: str, question: str) -> tuple[Conclusion | None, tuple[str, ...]]:
    agrees = _AGREES.search(text)
    if agrees and len(text) < 160 and (view := _view(question, agrees["which"])):
        own = sentences_of(text)
        agreed = _conclude(view, "")[0]
        if agreed is Conclusion.PERMITTED and any(words.DUTY.search(s) for s in own):
            return Conclusion.CONDITIONAL, tuple(s for s in own if words.DUTY.search(s))
        return agreed, ()
    sentences = sentences_of(text)
    judgements = [j for s in sentences for j in _judge(s)]
    if too_little_told(text) or (
        all(j.weak for j in judgements)
        and (not asks_whether(question) or cannot_judge(sentences) or answers_suggestion(text))
    ):
        judgements = []
    asked = [j for j in judgements if j.as_asked]
    if asked and len(asked) < len(judgements) and len({j.permits for j in asked}) == 1:
        first = judgements.index(asked[0])
        # "A may, but B as you ask may not": the first act is not the one asked about
        if first > 0 and judgements[first].sentence == judgements[0].sentence:
            judgements = judgements[first:]
    conditions = tuple(dict.fromkeys(s for s in sentences if _is_condition(s, judgements)))
    kinds = {j.permits for j in judgements}
    if len(kinds) == 2:
        return Conclusion.CONDITIONAL, conditions
    if kinds == {True}:
        if any(j.hangs for j in judgements) or any(_limits(s) for s in sentences):
            return Conclusion.CONDITIONAL, conditions or tuple(
                dict.fromkeys(j.sentence for j in judgements if j.hangs)
            )
        return Conclusion.PERMITTED, ()
    if kinds == {False}:
        if all(j.hangs for j in judgements) or _is_only_proviso(sentences, judgements):
            return Conclusion.CONDITIONAL, tuple(dict.fromkeys(j.sentence for j in judgements))
        return Conclusion.PROHIBITED, ()
    return (Conclusion.EXPLAINS if says_something(sentences) else None), ()


def _is_only_proviso(sentences: list[str], judgements: list[_Judgement]) -> bool:
    """Whether what is forbidden is only the exception (다만) to what was said before."""
    return sentences[0] is not judgements[0].sentence and all(
        words.EXCEPT.search(j.sentence) for j in judgements
    )


def _judge(sentence: str) -> list[_Judgement]:
    """The judgements of a sentence, clause by clause."""
    found: list[_Judgement] = []
    if words.TO_BE_WEIGHED.search(sentence) and not words.FORBIDS.search(sentence):
        return found
    for clause in _CLAUSE.split(sentence):
        if not clause:
            continue
        verdict = _verdict(clause)
        if verdict is None:
            continue
        permits, hangs, weak = verdict
        hangs = hangs or (permits and _narrows(sentence))
        as_asked = bool(words.AS_ASKED.search(clause))
        found.append(_Judgement(sentence, permits, hangs, as_asked, weak))
    return found


def _verdict(clause: str) -> tuple[bool, bool, bool] | None:
    """Whether a clause permits, whether on a condition, whether weakly; None: no judgement."""
    plain = words.SOFT.sub("", clause)
    if words.NO_ANSWER.search(plain):
        return None
    caution = words.CAUTION.search(plain)
    yes = _last(words.PERMITS, plain)
    strong = yes >= 0
    can = [m for m in words.CAN.finditer(plain) if not _no_judgement(plain, m)]
    if can:
        yes = max(yes, can[-1].end())
    no = _last(words.FORBIDS, plain)
    strong = strong or no >= 0
    cannot = [
        m
        for m in words.CANNOT.finditer(plain)
        if not words.CANNOT_NOT_JUDGE.search(plain[max(0, m.start() - 8) : m.end("verb")])
    ]
    if cannot:
        no = max(no, cannot[-1].end())
    no = max(no, _last(words.IMPOSSIBLE, plain), _last(words.BARRED, plain))
    if yes < 0 and words.REGULATED.search(plain) and words.ARE_NOT.search(plain):
        yes = _last(words.ARE_NOT, plain)
        strong = True
    denied = [
        m for m in words.DENIES.finditer(plain) if words.FAVOURABLE.search(plain[: m.start()])
    ]
    if denied and yes <= denied[-1].end():
        return False, False, False
    if yes < 0 and no < 0 and words.ONLY_IF.search(plain):
        return True, True, False
    if (
        no < 0
        and words.MUST_NOT.search(plain)
        and not caution
        and not (words.PROVISO.search(plain) and words.BY_ARTICLE.search(plain))
    ):
        no = len(plain)
    if no < 0 and yes < 0 and words.REGULATED.search(plain) and words.ARE.search(plain):
        no = len(plain)
        strong = True
    if (
        caution
        and yes < 0
        and no >= 0
        and (no < caution.end() or "비방" in caution.group() or "허위" in caution.group())
    ):
        return None
    if no < 0 and yes < 0:
        return None
    if yes > no:
        return True, bool(words.IF_SO.search(plain)), not strong
    by_manner = words.MAY_OFFEND.search(plain) and words.BY_MANNER.search(plain)
    seen = words.IF_SEEN.search(plain) and words.BY_MANNER.search(plain)
    return False, bool(by_manner or seen), not strong


def _narrows(sentence: str) -> bool:
    """Whether a proviso permits only within a time or a kind (다만, … 중에 할 수 있을 것)."""
    return bool(words.EXCEPT.search(sentence) and words.NARROWS.search(sentence))


def _no_judgement(clause: str, match: re.Match[str]) -> bool:
    if re.search(r"(?:벌금|징역|과태료)[^,.]{0,30}$", clause[: match.start()]):
        return True
    if words.ASKED_OF_OTHERS.search(clause, max(0, match.start() - 6), match.start()):
        return True
    return words.CAN_NOT_JUDGE.search(match["verb"]) is not None


def _last(pattern: re.Pattern[str], text: str) -> int:
    end = -1
    for match in pattern.finditer(text):
        end = match.end()
    return end


def _limits(sentence: str) -> bool:
    """Whether a sentence sets a limit or, in a proviso, a duty on which the permission hangs."""
    duty = words.PROVISO.search(sentence) and words.DUTY.search(sentence)
    return bool(duty or words.LIMIT.search(sentence)) and not words.CAUTION.search(sentence)


def _is_condition(sentence: str, judgements: list[_Judgement]) -> bool:
    mine = [j for j in judgements if j.sentence == sentence]
    if not mine:
        return _limits(sentence)
    first = judgements[0].permits
    return any(j.permits != first or j.hangs for j in mine) or len({j.permits for j in mine}) > 1


def _view(question: str, which: str | None) -> str:
    """The view in the question with which the reply agrees."""
    if which:
        name = which[0]
        match = re.search(
            rf"{name}\s?설\s?[>》〉\]】]?\s?:?(?P<view>[^<《〈\[【]*)",
            question,
            re.DOTALL,
        )
        return match["view"] if match else ""
    match = re.search(r"의견\s{0,2}[】>\]》〉:]{0,2}(?P<view>.*)$", question, re.DOTALL)
    return match["view"] if match else question[-600:]
