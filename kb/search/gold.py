"""Real questions with the provisions that their official answer rests on, for training and tests.

The yardstick is mended first: the caution at the end of a reply (…에 위반되지 않도록) is no
ground, ranges are written out, articles deleted since or not held are dropped, the article that
an editor added to a title after answering is stripped from the question, an article without its
조 is read, and where the answer only agrees with the asker's reading its articles govern. Replies whose questions
nearly repeat each other form a group, and a group is wholly in one split.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import corpora.instruments
from kb.law import citations
from kb.law.identifiers import ProvisionId
from kb.law.values import Interpretation
from kb.search import cited, morphemes
from kb.search.collecting import bare_title
from kb.search.normal import normal

SHORT = 250
"""Letters of an answer that does no more than agree."""
ALIKE = 0.6
"""Share of common tokens (Jaccard) above which two questions are near-duplicates."""
_CUT = re.compile(r"(제\s?\d{1,3})(?=에\s?(?:따|위반|의하|의거))")
"""An article without its 조 (제67에 따라): a slip of the pen that the finder rightly leaves."""
_AGREED = re.compile(r"귀견(?:\s?[갑을병정]설)?[과와]\s?같")
"""The answer adopts the asker's own reading: the articles read there govern too."""
_FRAME = re.compile(r"【?\s*(?:문|질의)\s*】|\(\s*\d{4}\.[^()]{0,40}(?:질의|질문)\s*\)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A real question: its text, the governing articles, and what must be left out to ask it."""

    id: str
    text: str
    gold: tuple[str, ...]
    exclude: frozenset[str]
    split: str
    """train, dev or test"""
    day: date
    document: str


def question_of(x: Interpretation) -> str:
    """The question as a person would send it: bare title and body, without the frame."""
    body = _FRAME.sub(" ", x.question)
    title = bare_title(x.title)
    title = "" if normal(title)[:12] in normal(body) else title
    return f"{title}\n{body}".strip()


def gold_of(x: Interpretation, held: Sequence[str]) -> tuple[str, ...]:
    """The articles that the answer rests on, first named first; ``held`` are those that stand."""
    names = corpora.instruments.load()
    answer = _CUT.sub(r"\1조", x.answer)
    warned = citations.cautioned(x.answer, names, default=cited.DEFAULT)
    firm = [p for p in x.provisions if p not in warned]
    more = answer if answer != x.answer else ""
    if _AGREED.search(answer) and len(answer) < SHORT:
        more = f"{more}\n{x.question}"
    order = {a: i for i, a in enumerate(held)}
    firm += [p for p in cited.provisions(tuple(citations.find(more, names, default=cited.DEFAULT)))
             if p not in warned]  # fmt: skip
    found: dict[str, None] = {str(p.article): None for p in firm}
    for c in citations.find(x.answer, names, default=cited.DEFAULT):
        if c.target and c.until and "#" in c.target and ProvisionId.parse(c.target) in firm:
            first, last = (str(ProvisionId.parse(t).article.at(None)) for t in (c.target, c.until))
            if first in order and last in order and 0 < order[last] - order[first] < 40:
                found.update(dict.fromkeys(held[order[first] : order[last] + 1]))
    return tuple(a for a in found if a in order and "#부칙" not in a)


def collect(
    interpretations: Sequence[Interpretation], held: Sequence[str], day: date
) -> list[Asked]:
    """Every reply with a question and a governing article, grouped and split by hash."""
    replies = [
        x for x in interpretations if x.kind == "reply" and x.question.strip() and not x.digest
    ]
    texts = [question_of(x) for x in replies]
    groups = _groups(texts)
    members: dict[int, list[int]] = {}
    for i, g in enumerate(groups):
        members.setdefault(g, []).append(i)
    out = []
    for i, x in enumerate(replies):
        gold = gold_of(x, held)
        if not gold:
            continue
        group = members[groups[i]]
        exclude = frozenset(str(replies[j].id) for j in group)
        key = min(str(replies[j].id) for j in group)
        n = int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10
        split = "test" if n < 2 else "dev" if n < 4 else "train"
        out.append(Asked(str(x.id), texts[i], gold, exclude, split, day, x.document))
    return out


def _groups(texts: Sequence[str]) -> list[int]:
    """The number of the group of near-duplicates of each text."""
    m = morphemes.shared()
    sets = [frozenset(m.tokens(t)) for t in texts]
    parent = list(range(len(texts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, a in enumerate(sets):
        for j in range(i):
            b = sets[j]
            small, large = sorted((len(a), len(b)))
            if small and small / large >= ALIKE and len(a & b) / len(a | b) >= ALIKE:
                parent[root(i)] = root(j)
    return [root(i) for i in range(len(texts))]
