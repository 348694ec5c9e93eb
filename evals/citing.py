"""Whether a record's citations bear its sentences, letter by letter (after ALCE).

Gao et al. (EMNLP 2023) call a sentence supported when its cited sources together entail it
(citation recall) and a citation precise when its source takes part in that. Here every sentence is
a quotation or a statement of fact about sources, so no model of entailment is needed: a source
bears a sentence that quotes its words, or that names it by its title or pinpoint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.answer.record import AnswerRecord, Sentence, Source
from kb.errors import BadIdentifier
from kb.law import marks
from kb.law.identifiers import ProvisionId, squeeze

BEARING = frozenset(("conclusion", "basis", "interpretations", "explanation"))
"""Sections whose sentences stand on sources."""
OWN = frozenset(("basis", "interpretations"))
"""Of these, those in which a sentence without any citation is at fault."""
GOVERNING = frozenset(("conclusion", "basis"))
"""Sections that speak of the law of the day; others may set the law of today beside it."""
WINDOW = 12
"""Letters in a row that a sentence must share with a source to quote it."""
APART = 20
"""Letters in a row that it must share with the text around the quotation (a condition told)."""
_MARK = re.compile(r"\[\d+\]")
_PARAGRAPH = re.compile(r"(?m)^\s*\**[\u2460-\u2473]")


@dataclass(frozen=True, slots=True)
class Citing:
    """Counts of one record, each (good, of)."""

    quotations: tuple[int, int]
    supported: tuple[int, int]
    bearing: tuple[int, int]
    of_the_day: tuple[int, int]


def measure(record: AnswerRecord) -> Citing:
    """Count what holds in one record."""
    by_number = {s.n: s for s in record.sources}
    bearing = [0, 0]
    supported = [0, 0]
    for sentence in record.sentences:
        if sentence.section not in BEARING:
            continue
        if not sentence.citations and sentence.section not in OWN:
            continue
        bears = [
            number in by_number and bears_out(sentence, by_number[number], record.language)
            for number in sentence.citations
        ]
        bearing[0] += sum(bears)
        bearing[1] += len(bears)
        supported[0] += any(bears)
        supported[1] += 1
    exact = [s.text[s.start : s.end] == s.quote and bool(s.quote) for s in record.sources]
    told = {n for s in record.sentences if s.section in GOVERNING for n in s.citations}
    provisions = [s for s in record.sources if s.kind == "provision" and s.n in told]
    in_time = [_in_effect(s, record) for s in provisions]
    return Citing(
        (sum(exact), len(exact)),
        (supported[0], supported[1]),
        (bearing[0], bearing[1]),
        (sum(in_time), len(in_time)),
    )


def bears_out(sentence: Sentence, source: Source, language: str = "ko") -> bool:
    """Whether a sentence quotes a source's words or names it.

    An English sentence renders words that are held in Korean, so there its place names a case too.

    >>> from kb.answer.record import Sentence, Source
    >>> said = Sentence(section="basis", text="제90조: 누구든지 시설물을 설치할 수 없다 [1]", citations=[1])
    >>> law = Source(n=1, id="x", kind="provision", title="", pinpoint="제90조", page=None, quote="",
    ...              start=0, end=0, text="", in_force=True, standing="")
    >>> bears_out(said, law)
    True
    """
    said = squeeze(_MARK.sub("", sentence.text))
    pinpoint = squeeze(source.pinpoint)
    if source.kind == "provision":
        place = rf"{re.escape(pinpoint)}(?!제?\d|[항호목]|의\d)"
        named = bool(pinpoint) and re.search(place, said) is not None
    else:
        names = (source.title, source.pinpoint if language == "en" else "")
        named = any(name and squeeze(name) in said for name in names)
    quotes = _shares(squeeze(source.quote), said, WINDOW)
    return named or quotes or _shares(said, squeeze(source.text), APART)


def _shares(one: str, other: str, letters: int) -> bool:
    """Whether so many letters in a row of one stand in the other, or all of one if it is short."""
    if len(one) < letters:
        return bool(one) and one in other
    return any(one[i : i + letters] in other for i in range(len(one) - letters + 1))


def _in_effect(source: Source, record: AnswerRecord) -> bool:
    """Whether the words shown as in force were so on the day.

    They are if their version was in effect by then; or if it is a later one in whose paragraph no
    amendment is marked after the day, for then the words of the day are the same.
    """
    if source.in_force is not True:
        return True
    try:
        version = ProvisionId.parse(source.id).version
    except BadIdentifier:
        return False
    if version is None or version <= record.as_of:
        return True
    amended = [day for mark in marks.find(_paragraph(source)) for day in mark.days]
    return max(amended, default=record.as_of) <= record.as_of


def _paragraph(source: Source) -> str:
    """The paragraph (항) of the words quoted; the article where it has none."""
    starts = [m.start() for m in _PARAGRAPH.finditer(source.text)]
    before = [at for at in starts if at <= source.start]
    after = [at for at in starts if at > source.start]
    return source.text[before[-1] if before else 0 : after[0] if after else None]
