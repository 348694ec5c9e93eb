"""Articles, days, amounts and other figures of a digest, looked for in the text that it digests.

A figure is its value, however it is written: 1천500만 is 15,000,000. With some units the unit must
stand in the source, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from corpora.starter.entries import files
from corpora.starter.official import MARK

_WRITTEN_DAY = re.compile(r"(\d{4})(?:[.-]|년)\s*(\d{1,2})(?:[.-]|월)\s*(\d{1,2})(?!\d)(?:일|\.)?")
_CASE = re.compile(r"(\d{4}\.\d+\.\d+) +(?:선고 )?(\d{2,4}[가-힣]{1,2}\d+)")
_ARTICLE = re.compile(r"제(\d+)조((?:의\d+)*)")
_FIGURE = re.compile(r"(?<![\d.,])(\d[\d,.]*(?:[십백천만억]+\d*)*)")
_UNIT = re.compile("개월|원|일|세|년|시(?!·)|점")
"""With these the unit must stand in the source, too; people and sheets are counted variously."""
_SCALE = {"십": 10, "백": 100, "천": 1000}


def misses(digest: str, source: str, known: Callable[[], str] = str) -> list[str]:
    """Articles and figures of a digest that stand neither in its source nor in what it cites."""
    digest = _CASE.sub(_unless_ours, _clean(MARK.sub(" ", digest)))
    source = _clean(source)
    articles, numbers = _articles(source), _numbers(source)
    found: list[str] = []
    for pattern, having in ((_articles, articles), (_numbers, numbers)):
        missing = [f for f in pattern(digest) if f not in having]
        if missing:
            more = pattern(_clean(known()))
            found += [str(m) for m in missing if m not in more]
    return found


def _unless_ours(case: re.Match[str]) -> str:
    """A ruling named with its day needs no other source when the corpus has it of that day."""
    ours = {(f"{r.day:%Y}.{r.day.month}.{r.day.day}", r.number) for f in files() for r in f.rulings}
    return "" if (case[1], case[2]) in ours else case[0]


def _clean(text: str) -> str:
    """Days in one form, figures and their units together."""
    text = _WRITTEN_DAY.sub(lambda m: f" {m[1]}.{int(m[2])}.{int(m[3])} ", text)
    return re.sub(r"(?<=\d)\s+(?=[천만억일세년월시분])", "", text)


def _articles(text: str) -> dict[str, None]:
    return dict.fromkeys(f"제{m[1]}조{m[2]}" for m in _ARTICLE.finditer(text))


def _numbers(text: str) -> dict[str, None]:
    """Every figure outside an article's number, as a value: 1천500만 and 15,000,000 are one."""
    bare = re.sub(r"제\d+(?:조|항|호|목|편|장)(?:의\d+)*|^\d+(?:의\d+)?\.\s", " ", text, flags=re.M)
    out: dict[str, None] = {}
    for m in _FIGURE.finditer(bare):
        value = amount(m[1])
        if value is None:
            continue
        out[value] = None
        unit = _UNIT.match(bare, m.end())
        if unit and not bare[: m.start()].rstrip().endswith("월"):
            out[value + unit[0]] = None
    return out


def amount(figure: str) -> str | None:
    """The value of a figure such as 1천500만, 3.5 or 10,000, in digits."""
    figure = figure.rstrip(".,").replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)*", figure):
        return figure.lstrip("0") or "0"
    total = part = 0
    digits = ""
    for sign in figure:
        if sign.isdigit():
            digits += sign
        elif sign in _SCALE:
            part += int(digits or 1) * _SCALE[sign]
            digits = ""
        elif sign in "만억":
            total += (part + int(digits or 0) or 1) * (10**4 if sign == "만" else 10**8)
            part, digits = 0, ""
        else:
            return None
    return str(total + part + int(digits or 0))
