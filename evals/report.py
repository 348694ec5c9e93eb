"""A run as one HTML file that stands alone: figures, plots, heat map, and the groups that went wrong.

Nothing in it is loaded from elsewhere. The page shows the same file.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from evals import agreement, plots
from evals.answered import Answered
from evals.compare import Comparison
from evals.consistency import HEADLINE, GroupResult
from evals.naming import korean
from evals.plan import Ask
from evals.runs import Run
from evals.stages import STAGES
from kb.errors import BadIdentifier
from kb.law.identifiers import ProvisionId

CONCLUSIONS = {
    "permitted": "허용",
    "prohibited": "금지",
    "conditional": "조건부",
    "explains": "설명",
    "none": "결론 없음",
}
REASONS = {
    "out_of_subject": "소관 밖",
    "no_basis": "근거 없음",
    "false_premise": "틀린 전제",
    "opinion": "의견",
    "personal_data": "개인정보",
    "open_fact": "갈리는 사실",
    "conflict": "상충",
    "error": "오류",
}
CARDS = (
    HEADLINE,
    "coverage: conclusion stated, where there is one",
    "right among stated, where there is one",
    "unanimous groups",
    "no conclusion, where there is none",
    "citation precision",
)
"""Figures that stand first, agreement beside coverage and accuracy."""
_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the heat map: how a group fared from a region."""

    state: str
    """right, wrong, mixed, none (no conclusion) or differs (from the first asking)."""
    title: str


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
    columns, heat = heat_map(result.groups, run.options.regions)
    page = _environment().get_template("report.html.j2").render(
        run=run,
        result=result,
        cards=[(n, result.figures[n]) for n in CARDS if n in result.figures],
        worst=worst,
        fine=[r for r in result.groups if r.agreed_stated_right],
        confusion=confusion,
        conclusions=CONCLUSIONS,
        plots=[(caption, Markup(svg)) for caption, svg in plots.of(result)],
        columns=columns,
        heat=heat,
        stages=[(s, result.parted.get(s, 0)) for s in STAGES],
        comparison=comparison,
    )  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")


def heat_map(
    groups: Sequence[GroupResult], regions: Sequence[str]
) -> tuple[list[str], list[tuple[GroupResult, list[Cell]]]]:
    """Column names and rows: the asking as written, then each region."""
    columns = ["그대로", *regions]
    rows = []
    for r in groups:
        firsts = r.firsts
        cells = [_cell(r, list(firsts.values()), equal=True)]
        for region in regions:
            own = [
                (firsts[k.phrasing], a)
                for k, a in r.asked
                if k.check == "region" and k.value == region
            ]
            equal = all(first.digest == a.digest for first, a in own)
            cells.append(_cell(r, [a for _, a in own], equal=equal))
        rows.append((r, cells))
    return columns, rows


def _cell(r: GroupResult, answers: Sequence[Answered], *, equal: bool) -> Cell:
    right = sum(r.right(a) for a in answers)
    said = " · ".join(stated(a) for a in answers)
    if not equal:
        return Cell("differs", said)
    if right == len(answers):
        return Cell("right", said)
    if not agreement.unanimous([a.stated for a in answers]):
        return Cell("mixed", said)
    return Cell("none" if answers[0].conclusion is None else "wrong", said)


def stated(answer: Answered) -> str:
    """The answer in a word or two of Korean."""
    if answer.conclusion:
        return CONCLUSIONS[answer.conclusion]
    reason = REASONS.get(answer.reason or "", "")
    return f"결론 없음 ({reason})" if reason else "결론 없음"


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


def _environment() -> Environment:
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
        "headline": HEADLINE,
        "reasons": REASONS,
    }
    made.globals.update(helpers)
    return made
