"""A long inquiry (민원) taken apart: greeting and grievance go, each request is kept.

A short question is one request as it is. In a long one the sentences that ask (…까요, …는지,
…바랍니다) are found, each takes along the sentences right before it, and the whole inquiry is
searched as well: the story may hold the fact that the request only points at.
"""

from __future__ import annotations

import re

SHORT = 160
MOST = 5
_SENTENCE = re.compile(
    r"(?<=[?？!])\s*|(?<=[다요죠까음함됨])\.\s*|(?<=[가-힣])\.\s+|\n+"
    r"|\s(?=(?:[①-⑩]|[1-9]\d?\s?[.)]|[가나다라마]\.|[-○◦▶]|문\s?\d|질의\s?\d|질문\s?\d)\s?[가-힣])"
)
_POLITE = re.compile(
    r"""^(?:
        안녕하(?:세요|십니까) .{0,40}
      | .{0,30}(?:수고|노고|고생).{0,20}(?:많으십니다|많으세요|하십니다|감사(?:드립|합)니다|십니다)
      | (?:미리\s?)?감사(?:합니다|드립니다) .{0,10}
      | .{0,40}(?:빠른|조속한|신속한)?\s?(?:답변|회신|회답)\s?(?:을|를)?\s?
        (?:부탁|기다리|바라|주시|바랍).{0,20}
      | (?:다름이?\s?아니(?:라|고|오라)) .{0,4}
      | .{0,20}(?:문의|질의|질문)(?:를|을)?\s?(?:드립|드리|합)니다
      | 따뜻한.{0,20}(?:되세요|되십시오|보내세요|바랍니다)
      | 【?(?:문|답)】?
      | \(?\d{4}[.]\s?\d{1,2}[.]\s?\d{1,2}[.]?.{0,12}질의\)?
    )[\s.!~^,]*$""",
    re.VERBOSE,
)
_ASKS = re.compile(
    r"\?|까요?[\s.)]*$|나요|는지|은지|인지|을지|ㄹ지|할지|될지|가요[\s.)]*$|가능\s?여부|위반\s?여부"
    r"|여부(?:를|에|가|와)?|되죠|되지요|되요[\s.)]*$|건지|궁금|알려\s?주|해\s?당\s?(?:되|하)는"
)


def sentences(text: str) -> list[str]:
    """The sentences and list items of an inquiry, without greetings.

    >>> sentences("안녕하세요. 수고 많으십니다. 통장이 명함을 돌려도 되나요? 감사합니다.")
    ['통장이 명함을 돌려도 되나요?']
    """
    parts = [p.strip() for p in _SENTENCE.split(text) if p and p.strip()]
    kept = [p for p in parts if not _POLITE.match(p)]
    return kept or parts


def requests(text: str) -> list[str]:
    """The separate requests of an inquiry, the whole of it first.

    >>> requests("통장이 명함을 돌려도 되나요?")
    ['통장이 명함을 돌려도 되나요?']
    """
    return [" ".join(p) for p in pieces(text)]


def pieces(text: str) -> list[tuple[str, ...]]:
    """The requests as the sentences that make them up: a sentence read once serves them all."""
    kept = tuple(sentences(text)) or (text,)
    if len(text) <= SHORT:
        return [kept]
    found = []
    for i, sentence in enumerate(kept):
        if _ASKS.search(sentence):
            before = kept[i - 1][-160:] if i and len(sentence) < 60 else ""
            found.append(tuple(p for p in (before.strip(), sentence[-400:].strip()) if p))
    unique = list(dict.fromkeys(found or [kept[-1:]]))[:MOST]
    return [kept] if unique == [kept] else [kept, *unique]
