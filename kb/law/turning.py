"""The words on which a case turns: those that a reply or ruling shares with its provision."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.law import marks
from kb.law.wording import Segment, squeezed

_DRAFTING_LINES = (
    "선거 선거운동 후보자 사람 경우 규정 방법 다음 해당 행위 이하 같다",
    "포함 각호 호의 하나 의한 의하여 의하 따른 따라 관한 관하여 대한",
    "대하여 이를 기타 내지 제외 본문 단서 이상 위하여 위한 있는 없는",
    "하는 아니 아니한 아니하 그러하 그러 한다 있다 없다 대통령 대통령선거",
    "국회의원 지방자치단체 누구든지 당해 그밖의 조항 이조 이항 말한다 또는",
    "그밖 밖의 어느 때에 때는 중에 하여 하고 되는 되어 에서 조에 등을",
    "등에 포함한 영향 경우에 이라 개정 공직선거법 정치자금법 질의 회답",
    "가능 위반 여부 같은 아닌 아니라 자신 자기 이용 이용한 이용하 이용하여 통하여 때에는 이에 그에",
    "모든 각각 이러한 그러한 것으로 것을 것은 하며 하되 또한 이미",
)
_DRAFTING = frozenset(word for line in _DRAFTING_LINES for word in line.split(" "))
"""Words of the drafter's style, and those that every provision has: no case turns on them."""
_TOKEN = re.compile(
    r"\d+(?:분의\s?\d+)?\s?(?:일|명|개월|년|시|원|만원|미터|센티미터|회|매|세|퍼센트|%)|[가-힣]{2,}"
)

_SPOKEN = re.compile(r"(?<![가-힣])말(?=\(|로|을\s|\s*\(言\))")
"""Speech, a word of one letter on which a way of campaigning turns (제59조제4호)."""


def content(text: str) -> list[str]:
    """The words of a text that can matter, each once, in order; figures with their unit."""
    found: dict[str, None] = {}
    for token in _TOKEN.findall(text):
        token = token.replace(" ", "")
        if token in _DRAFTING or token[:-1] in _DRAFTING:
            continue
        found.setdefault(token)
    return list(found)


def stem_in(word: str, bare: str) -> str:
    """The longest beginning of a word, at least two letters and all but two, that a text has."""
    if word[:1].isdigit():
        return word if re.search(rf"(?<!\d){re.escape(word)}", bare) else ""
    for cut in range(3):
        stem = word[: len(word) - cut]
        if len(stem) < 2 or stem in _DRAFTING:
            return ""
        if stem in bare:
            return stem
    return ""


def turning(source: str, provision: str) -> list[str]:
    """The words that a source shares with a provision, as the provision has them."""
    bare = squeezed(marks.without(provision))
    found: dict[str, None] = {}
    for word in content(source):
        stem = stem_in(word, bare)
        if stem:
            found.setdefault(stem)
    return list(found)


def touched(segments: Sequence[Segment], source: str) -> list[str]:
    """The words of a change on which the source turns.

    A word that stands in what has not changed as well (제공하는, 범위, 정당) is met there: that it
    stands in a new item too does not touch the source. A figure counts wherever it stands.
    """
    bare = squeezed(source)
    kept = squeezed("".join(s.text for s in segments if s.kind == "equal"))
    removed = {w for s in segments if s.kind == "removed" for w in content(s.text)}
    added = {w for s in segments if s.kind == "added" for w in content(s.text)}
    changed = [w for s in segments if s.kind != "equal" for w in content(s.text)]
    found: dict[str, None] = {}
    for word in changed:
        if word in removed and word in added:
            continue
        stem = stem_in(word, bare)
        if stem and (stem[:1].isdigit() or stem not in kept):
            found.setdefault(stem)
    spoken = " ".join(s.text for s in segments if s.kind != "equal")
    if _SPOKEN.search(spoken) and _SPOKEN.search(source):
        found.setdefault("말")
    return list(found)
