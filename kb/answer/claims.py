# ruff: noqa: E501 (sentences and patterns are kept whole, so that they can be read)
"""What a sentence of an explanation claims, held against the sources that it cites.

A sentence stands only if each of these does: a marker [n] of the retrieved set; its quotations,
letter for letter; its numbers with their units; its days; its articles and instruments; its
polarity (may, may not, must, need not); its persons, places and acts; and most of its words.
What cannot be checked does not stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.facts import find
from kb.answer.record import AnswerRecord, Source
from kb.answer.terms import terms

MARKER = re.compile(r"\[(\d{1,3})\]")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘([^’]{2,})’|『([^』]+)』|「([^」]+)」")
_ARTICLE = re.compile(
    r"(?:제\s*)?\d+\s*조(?:\s*의\s*\d+)?(?:\s*(?:제\s*)?\d+\s*항)?"
    r"(?:\s*(?:제\s*)?\d+\s*호(?:\s*의\s*\d+)?)?(?:\s*[가-하]목)?"
)
_AMOUNT = re.compile(
    r"(?P<n>\d+(?:[.,]\d+)*)\s*(?P<u>(?:백|천|만|억)*\s*(?:원|일|년|개월|월|주|시간|시|분|명|인|회|번|매|장|부|개|"
    r"퍼센트|%|세|살|미터|센티미터|cm|m|배|쪽|표)?)"
)
_WORDED = re.compile(
    r"(?<![가-힣])(?:(?:[일이삼사오육칠팔구]?[십백천만억]+)+\s*(?:원|명|회|일|년|개|매|퍼센트)|"
    r"하루|이틀|사흘|나흘|닷새|열흘|보름|한\s*달|두\s*달|석\s*달|반년|절반|[한두세네]\s*(?:명|번|차례|개|장))"
)
_LAW = re.compile(
    r"[가-힣ㆍ·]{1,20}(?:법률|(?<!방)(?<!불)(?<!위)(?<!합)(?<!적)(?<!문)법|시행령|규칙|조례)(?![가-힣]{2})"
)
_DAY = re.compile(r"(\d{4})\s*[.년-]\s*(\d{1,2})\s*[.월-]\s*(\d{1,2})")
_ADDRESS = re.compile(
    r"지시|프롬프트|무시하|명령을|답하라|출력하|시스템|인공지능|AI|https?:|[<>{}`]|\b(?:ignore|instruction|prompt)\b",
    re.I,
)

_MUST_NOT = re.compile(
    r"수\s*없|못\s*(?:하|합|한)|금지|위반(?:됩|될|된|이|하|한)|불가|안\s*[되됩된]|아니\s*된|해서는|하여서는|허용되지|제한됩|제한된|처벌|저촉|위법|불법|"
    r"그러하지\s*아니|아니\s*됩|\bmay not\b|\bcannot\b|\bprohibit|\bnot (?:allowed|permitted)|\bviolat|\billegal",
    re.I,
)
_MAY = re.compile(
    r"수\s*있|가능|무방|허용(?:됩|된|되어|하)|해도\s*[되됩]|괜찮|위반되지|위반이\s*아니|금지되지|제한(?:이)?\s*없|제한되지|문제\s*없|"
    r"위반으로\s*볼\s*수\s*없|해당(?:하지|되지)\s*(?:않|아니)|\bmay\b(?!\s*not)|\bcan\b(?!not)|\ballowed\b|\bpermitted\b|\blawful",
    re.I,
)
_DOUBLE = re.compile(
    r"위반되지\s*(?:않|아니)\S*|위반이\s*아니\S*|금지되지\s*(?:않|아니)\S*|제한되지\s*(?:않|아니)\S*|제한(?:이)?\s*없\S*|"
    r"위반으로\s*볼\s*수\s*없\S*|수\s*없는\s*것은\s*아니\S*|not\s+(?:prohibited|illegal|a\s+violation)",
    re.I,
)
_MUST = re.compile(
    r"(?:하여|해|되어|돼|아|어|여)야\s*(?:하|합|한|할|됩|된)|의무가\s*있|필요(?:합|하|가\s*있)|\bmust\b(?!\s*not)",
    re.I,
)
_NEED_NOT = re.compile(
    r"(?:않|아니하여)[아도여]*\s*(?:되|됩|된|무방|괜찮)|필요(?:가|는)?\s*없|의무(?:가|는)?\s*없|없이(?:도)?\s*(?:할|가능)|면제|\bneed not\b",
    re.I,
)
SHARE = 0.6
"""Share of a sentence's syllable pairs that must stand in its sources or the question."""


def failures(sentence: str, record: AnswerRecord) -> list[str]:
    """What does not stand in a sentence of an explanation; empty when all does."""
    numbers = [int(n) for n in MARKER.findall(sentence)]
    by_number = {s.n: s for s in record.sources}
    if not numbers:
        return ["no citation"]
    missing = sorted({n for n in numbers if n not in by_number})
    if missing:
        return [f"no such source: {missing}"]
    cited = [by_number[n] for n in dict.fromkeys(numbers)]
    bare = MARKER.sub(" ", sentence)
    if _ADDRESS.search(bare):
        return ["speaks to the reader or the machine, not of the sources"]
    said = [_said_of(s) for s in cited]
    return [
        *_quotations(bare, cited),
        *_articles(bare, said, cited),
        *_days(bare, said),
        *_amounts(bare, said),
        *_instruments(bare, said),
        *_polarity(bare, cited, record),
        *_facts(bare, cited, record),
        *_words(bare, said, record),
    ]


def _said_of(s: Source) -> str:
    return f"{s.title} {s.pinpoint} {s.text}"


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _quotations(bare: str, cited: Sequence[Source]) -> list[str]:
    found = []
    for groups in _QUOTED.findall(bare):
        words = next(g for g in groups if g)
        if not any(words in s.text or words in s.title for s in cited):
            found.append(f"quotation not in the source: {words}")
    return found


def _articles(bare: str, said: Sequence[str], cited: Sequence[Source]) -> list[str]:
    found = []
    for m in _ARTICLE.findall(bare):
        ref = _squeezed(m)
        ref = ref if ref.startswith("제") else f"제{ref}"
        ref = re.sub(r"(?<=[조항\d])(?=\d+[항호])", "제", ref)
        stands = any(re.search(re.escape(ref) + r"(?!의?\d)", _squeezed(t)) for t in said) or any(
            s.kind == "provision" and _same_place(ref, s.pinpoint) for s in cited
        )
        if not stands:
            found.append(f"article not in the source: {m.strip()}")
    return found


def _same_place(ref: str, pinpoint: str) -> bool:
    place = _squeezed(pinpoint)
    if not place.startswith(ref):
        return False
    rest = place[len(ref) :]
    return rest == "" or rest[0] == "제"


def _days(bare: str, said: Sequence[str]) -> list[str]:
    held = {tuple(int(x) for x in d) for t in said for d in _DAY.findall(t)}
    return [
        f"day not in the source: {'-'.join(d)}"
        for d in _DAY.findall(bare)
        if tuple(int(x) for x in d) not in held
    ]


def _amounts(bare: str, said: Sequence[str]) -> list[str]:
    text = _QUOTED.sub(" ", _ARTICLE.sub(" ", _DAY.sub(" ", bare)))
    held = [_squeezed(t).replace(",", "") for t in said]
    found = []
    for m in _AMOUNT.finditer(text):
        words = _squeezed(m[0]).replace(",", "")
        if not any(re.search(rf"(?<!\d){re.escape(words)}", t) for t in held):
            found.append(f"number not in the source: {m[0].strip()}")
    for m in _WORDED.finditer(text):
        if not any(_squeezed(m[0]) in t for t in held):
            found.append(f"number not in the source: {m[0].strip()}")
    return found


def _instruments(bare: str, said: Sequence[str]) -> list[str]:
    held = [_squeezed(t) for t in said]
    return [
        f"instrument not in the source: {name}"
        for name in dict.fromkeys(_LAW.findall(_QUOTED.sub(" ", bare)))
        if not any(_squeezed(name) in t for t in held)
    ]


def polarity(text: str) -> frozenset[str]:
    """What a text says may, may not, must or need not be done.

    >>> sorted(polarity("위반되지 않습니다")), sorted(polarity("할 수 없습니다"))
    (['may'], ['may not'])
    """
    found = set()
    if _DOUBLE.search(text):
        found.add("may")
    text = _DOUBLE.sub(" ", text)
    if _MUST_NOT.search(text):
        found.add("may not")
    if _MAY.search(text):
        found.add("may")
    if _NEED_NOT.search(text):
        found.add("need not")
    elif _MUST.search(text):
        found.add("must")
    return frozenset(found)


_OF_CONCLUSION = {
    "permitted": frozenset({"may"}),
    "prohibited": frozenset({"may not"}),
    "conditional": frozenset({"may", "may not"}),
    "explains": frozenset[str](),
    None: frozenset[str](),
}


def _polarity(bare: str, cited: Sequence[Source], record: AnswerRecord) -> list[str]:
    claimed = polarity(_QUOTED.sub(" ", bare))
    if not claimed:
        return []
    conclusions = {c.n: c.conclusion for c in record.cases if c.n is not None}
    allowed: set[str] = set()
    for s in cited:
        own = polarity(s.quote)
        judged = _OF_CONCLUSION[conclusions.get(s.n)]
        allowed |= (judged or own & {"may", "may not"}) | (own - {"may", "may not"})
    if record.conclusion in ("permitted", "prohibited"):
        opposite = {"permitted": "may not", "prohibited": "may"}[record.conclusion]
        allowed.discard(opposite)
    flipped = sorted(claimed - allowed)
    return [f"the sources do not say so: {', '.join(flipped)}"] if flipped else []


def _facts(bare: str, cited: Sequence[Source], record: AnswerRecord) -> list[str]:
    kinds = ("actor", "place", "act", "time", "election")
    held = {
        (f.kind, f.key)
        for text in (record.reading.standalone, *(s.text for s in cited))
        for f in find(text)
    }
    stray = [f for f in find(bare) if f.kind in kinds and (f.kind, f.key) not in held]
    return (
        [f"facts not in the source: {', '.join(f'{f.kind} {f.key}' for f in stray)}"]
        if stray
        else []
    )


def _words(bare: str, said: Sequence[str], record: AnswerRecord) -> list[str]:
    own = set(terms(bare))
    if record.language == "en" or not own:
        return []
    held = set(terms(" ".join((record.reading.standalone, *said))))
    share = len(own & held) / len(own)
    return [] if share >= SHARE else [f"says more than its sources ({share:.2f})"]
