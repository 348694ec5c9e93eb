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
from kb.answer.record import Fact
from kb.law.identifiers import MIDDLE_DOTS

_FOLD = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_FOLD |= {ord(c): "·" for c in MIDDLE_DOTS}
_FOLD |= {ord(c): " " for c in "\n\r\t\u00a0\u3000"}

_MASKED = re.compile(
    r"""
    \([^()]*?(?:선고|판결|결정)[^()]*\)  # (대법원 2004. 8. 16. 선고 …)
    | 「[^」]*」  # name of a law
    | (?:☞|※|⚠️)[^\n]*
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"[“\"]([^”\"]{13,})[”\"]|[‘']([^’']{13,})[’']")
_EXCEPTED = re.compile(r"\([^()]*제외[^()]*\)")
_PARTICLE = r"(?:을|를|이|가|은|는|도|과|와|의|에|에게|으로|로)?\ *"
_LACKING = re.compile(
    _PARTICLE
    + r"""
    (?:
        (?:[가-힣]{1,4}(?:이|가|은|는|도|을|를)?\ *)?
        없(?:이|는(?!\ *때)|음|고|어|습니다|다|을|으)  # 신고 없이
      | (?:아닌(?!\ *때|가)|아니고|아니라|아니에요|아닙니다)  # 당원이 아닌
      | (?:외의|외에|이외|제외|말고|빼고|안\ +(?!되|돼|됩|될|된))  # 후보자 외의
    )
    """,
    re.VERBOSE,
)
_LACKING_PERSON = re.compile(
    _PARTICLE
    + r"""
    (?:
        없(?:이|는(?!\ *때)|음|고|어|습니다|다|을|으)  # 후보자 없이
      | (?:아닌(?!\ *때|가)|아니고|아니라|아니에요|아닙니다)  # 후보자가 아닌
      | (?:외의|외에|이외|제외|말고|빼고|안\ +(?!되|돼|됩|될|된))  # 후보자 외의
    )
    """,
    re.VERBOSE,
)
"""Of a person no word stands between (선거사무원이 후보자 없이 denies the second person, not the first)."""
_UNDONE = re.compile(
    _PARTICLE + r"(?:하|되|시키|사용하|이용하|착용하|설치하|게시하|배부하|쓰|입|받|들|걸|주)?"
    r"(?:지\ *(?:않|아니|못|말)|\ *못\ *하)"
)
_INSIDE = re.compile(r"^\s*안(?=\s|[에의으])")
"""Inside a place (개찰구 안 등), which is not the 안 of denial."""
_NOT_ENGLISH = re.compile(
    r"(?:\b(?:not|never|without|no)|n't)\ (?:being\ |(?:a|an|the|any|my|his|her)\ )?$"
)
"""An English denial right before the word; a condition denied is not said."""
_NOT_BEFORE = re.compile(r"(?:비|미|안\ )$")
_PAREN = re.compile(r" *\([^()]*\) *")
_ENDING = r"(?:자|들|님|측|분|장)*"
_SUBJECT = re.compile(
    _ENDING
    + r"(?:이나|이|가|은|는|께서|도|인데요?|입니다|이에요|예요|이고|으?로서|라면|이라면|인 제가|인)"
    r"(?![가-힣])" + r"|\ *(?:혼자|홀로)(?![가-힣])"
)
_POSSESSOR = re.compile(
    _ENDING
    + r"(?:의(?![가-힣])|\ *(?:명함|현수막|홍보|사진|이름|성명|얼굴|기호|명의|선거사무소|사무소|책"
    r"|저서|유세|어깨띠|공보|벽보|배우자|부인|아내|남편|아들|딸|선거운동|후원회|개소식"
    r"|출판기념회|친구|지인|측근|캠프|선거자금|자금|후원금|경비|비용|돈|예산|기관지|소식지|로고|당사"
    r"|상품|광고|등록|계좌))"
)
_OBJECT = re.compile(
    _ENDING
    + r"(?:에게|한테|께(?!서)|를|을|에(?![가-힣])|에 대|용|\ *(?:찍|지지|뽑|밀어|위해|위하여|반대|포함\)))"
)
_ABSENT = re.compile(
    _ENDING + r"(?:이|가|은|는|도)?\ *(?:직접\ *)?(?:참석|동행|출석|나오)[가-힣]{0,2}\ *"
    r"(?:지\ *(?:않|아니|못)|못\ *하|없)"
)
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
    found = list(_scan(text, lexicon))
    found.extend(_numbers(text))
    found.extend(_outsider(found))
    present = {(f.kind, f.key) for f in found}
    for heading in headings:
        for fact in _scan(heading, lexicon):
            if fact.kind in ("act", "actor", "time") and (fact.kind, fact.key) not in present:
                present.add((fact.kind, fact.key))
                found.append(replace(fact, start=None, end=None, weak=True))
    found.extend(_implied(found, lexicon))
    return tuple(found)


def fold(text: str) -> str:
    """The text as the forms read it; characters keep their places."""
    return text.translate(_FOLD)


@lru_cache(maxsize=1024)
def is_unspaced(text: str) -> bool:
    """Whether a text is typed without spaces (예비후보자명함돌려도되나요)."""
    written = text.strip()
    return len(written) >= 8 and written.count(" ") * 12 <= len(written)


def _scan(text: str, lexicon: Lexicon) -> Iterable[Found]:
    folded = _blank(_MASKED, fold(text))
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
            lacking = _NOT_ENGLISH.search(text[max(0, start - 24) : start]) is not None
            if lacking and value.kind == "condition":
                continue
            negated = lacking or _inside(start, excepted) or _is_negated(value, text, start, end)
            role = _role(text, end) if value.kind == "actor" else ""
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
            plain = _PAREN.sub("", between) or between
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


def _is_negated(value: Value, text: str, start: int, end: int) -> bool:
    if value.kind in ("condition", "time", "amount"):
        return False
    behind = _PAREN.sub("", text[end : end + 40])[:16]
    if value.kind == "place":
        behind = _INSIDE.sub("", behind)
    lacking = _LACKING_PERSON if value.kind == "actor" else _LACKING
    if lacking.match(behind) or _UNDONE.match(behind):
        return True
    if value.facet != "deed":
        return False
    return bool(_NOT_BEFORE.search(text[max(0, start - 2) : start]))


def _role(text: str, end: int) -> str:
    behind = _PAREN.sub("", text[end : end + 60])[:24]
    if _ABSENT.match(behind):
        return "absent"
    if _SUBJECT.match(behind):
        return "subject"
    if _POSSESSOR.match(behind):
        return "possessor"
    return "object" if _OBJECT.match(behind) else ""


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda m: " " * len(m.group()), text)


_NUMBER = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\ *(?P<scale>십|백|천|만|억)?\ *"
    r"(?P<unit>원|cm|센티|㎝|m|미터|명|회|번|매|장|개소|개|통|부|면|초|분|시간|퍼센트|%|배|종)",
    re.VERBOSE,
)
_DAYS = re.compile(
    r"(?:선거|투표)(?:일|날)?\ *(?:까지|이)?\ *(?:앞으로|약|한)?\ *"
    r"(?P<number>\d+|하루|이틀|사흘|나흘|일주일|보름|한|두|세|네|다섯|여섯)"
    r"\ *(?P<unit>일|주일?|달|개월)?\ *(?P<side>전|앞둔|앞두|남)"
)
_WORDS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6}
_DAY_WORDS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "일주일": 7, "보름": 15}
_WINDOWS = (30, 60, 90, 120, 180)
_SAME_UNIT = {
    "센티": "cm",
    "㎝": "cm",
    "미터": "m",
    "번": "회",
    "장": "매",
    "살": "세",
    "퍼센트": "%",
}


def _numbers(text: str) -> Iterable[Found]:
    """Amounts with their unit, and distances to the election as the window they lie in."""
    folded = _blank(_MASKED, fold(text))
    for match in _DAYS.finditer(folded):
        unit = match["unit"] or ""
        word = match["number"]
        if word in _DAY_WORDS:
            days = _DAY_WORDS[word]
        else:
            count = int(word) if word.isdigit() else _WORDS[word]
            if not unit:
                continue
            days = count * {"일": 1, "주": 7, "주일": 7}.get(unit, 30)
        if word.isdigit() and days in _WINDOWS:
            continue
        window = next((w for w in _WINDOWS if days <= w), None)
        if window is not None:
            yield Found("time", f"d{window}", match.start(), match.end())
        narrower = [w for w in _WINDOWS if w < days]
        if narrower:
            yield Found("time", f"d{narrower[-1]}_before", match.start(), match.end())
    for match in _NUMBER.finditer(folded):
        unit = _SAME_UNIT.get(match["unit"], match["unit"])
        number = match["number"].replace(",", "") + (match["scale"] or "")
        yield Found("amount", f"{number}{unit}", match.start(), match.end())


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


@lru_cache(maxsize=8192)
def find_cached(text: str, headings: tuple[str, ...] = ()) -> tuple[Found, ...]:
    """``find`` with its last results kept: the same cases are compared again and again."""
    return find(text, headings=headings)
