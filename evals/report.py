"""A run as one HTML file that stands alone: figures, heat map, plots, and the groups that went wrong.

Nothing in it is loaded from elsewhere; Korean and English are both in it, by a switch. The page
shows the same file.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from corpora import facts
from evals import heat, plots
from evals.answered import Answered, FactSaid
from evals.compare import Comparison
from evals.consistency import HEADLINE
from evals.groups import GroupResult
from evals.naming import CONCLUSIONS, REASONS, korean, stated
from evals.plan import Ask
from evals.runs import Run
from evals.stages import STAGES, parting
from kb.errors import BadIdentifier
from kb.law.identifiers import ProvisionId

CARDS = (
    HEADLINE,
    "coverage: conclusion stated, where there is one",
    "right among stated, where there is one",
    "unanimous groups",
    "no conclusion, where there is none",
    "citation precision",
)
"""Figures that stand first, agreement beside coverage and accuracy."""
WORST, FINE = 200, 100
"""Groups whose answers are shown, so that a browser still opens the report of a thousand."""
_WORD = re.compile(r"\s+|[^\s]+")


def write_html(run: Run, file: Path, comparison: Comparison | None = None) -> None:
    """Write the report of a run; with a comparison, what changed against the earlier run too."""
    result = run.result
    worst = sorted(
        (r for r in result.groups if not r.agreed_stated_right),
        key=lambda r: (sum(r.right(a) for a in r.answers) / len(r.answers), r.group.id),
    )
    confusion = Counter(
        (r.group.expected.conclusion or "none", a.conclusion or "none")
        for r in result.groups
        for a in r.answers
    )
    page = environment().get_template("report.html.j2").render(
        run=run,
        result=result,
        cards=[(n, result.figures[n]) for n in CARDS if n in result.figures],
        worst=worst,
        shown=(WORST, FINE),
        fine=[r for r in result.groups if r.agreed_stated_right],
        confusion=confusion,
        plots=[(ko, en, Markup(svg)) for ko, en, svg in plots.of(result)],
        heat=heat.of(result.groups, run.options),
        stages=STAGES,
        parted=[("phrasings", result.parted), *result.parted_by.items()],
        comparison=comparison,
    )  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")


def usual(r: GroupResult) -> Answered:
    """The answer to set the others against: of the most frequent ones the first, right before wrong."""
    counts = Counter(a.stated for a in r.answers)
    return max(r.answers, key=lambda a: (r.right(a), counts[a.stated]))


def differing(text: str, against: str) -> Markup:
    """A text with the words that the other does not have marked."""
    if text == against:
        return escape(text)
    own, other = _WORD.findall(text), _WORD.findall(against)
    out: list[Markup] = []
    for kind, a, b, _, _ in difflib.SequenceMatcher(None, own, other, autojunk=False).get_opcodes():
        words = "".join(own[a:b])
        if words:
            plain = kind == "equal" or not words.strip()
            out.append(escape(words) if plain else Markup("<mark>{}</mark>").format(words))
    return Markup("").join(out)


def drill(r: GroupResult) -> list[tuple[Ask, Answered]]:
    """The answers that are shown: as written, and variations that part from their original."""
    firsts = r.firsts
    return [
        (ask, answer)
        for ask, answer in r.asked
        if not ask.check
        and (
            not ask.variation or (answer.stated != firsts[ask.phrasing].stated) != bool(ask.changed)
        )
    ]


def place(id: str) -> str:
    """An id as people read it."""
    if "#" not in id:
        return id.removeprefix("kr/reply/").removeprefix("kr/ruling/")
    try:
        return ProvisionId.parse(id).label
    except BadIdentifier:
        return id


def fact_said(fact: FactSaid, language: str = "ko") -> str:
    """A fact with its dimension, as people read it."""
    kind, key, negated = fact
    korean_, english = facts.LABELS.get(kind, (kind, kind))
    label = facts.load().label(kind, key, language)
    if language == "en":
        return f"{english}: {'not ' if negated else ''}{label}"
    return f"{korean_}: {label}{' 아님' if negated else ''}"


def environment() -> Environment:
    """Where the templates of the reports are, with what they call."""
    made = Environment(
        loader=PackageLoader("evals"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    helpers: dict[str, Any] = {
        "ko": korean,
        "stated": stated,
        "usual": usual,
        "differing": differing,
        "drill": drill,
        "place": place,
        "parting": parting,
        "ids": lambda answer: {id for id, *_ in answer.cases},
        "fact_said": fact_said,
        "conclusions": CONCLUSIONS,
        "headline": HEADLINE,
        "reasons": REASONS,
    }
    made.globals.update(helpers)
    return made
