"""The retrieval evaluation as one HTML file that stands alone: figures, plots, and what was missed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from evals import plots
from evals.ranked import CURVE, MEASURES, MISSED, Measured
from evals.report import environment, place
from evals.strata import INQUIRY, MANY
from kb.search.gold import Asked

SHOWN = 200
"""Questions of a list that are shown, so that a browser still opens the report of a thousand."""
CARDS = ("hit@1", "hit@5", "hit@10", "MRR", "nDCG@10")


@dataclass(frozen=True, slots=True)
class Miss:
    """A question whose governing article is not first."""

    asked: Asked
    rank: int | None
    """Of the first governing article; None where it is not found at all."""
    found: tuple[str, ...]
    """What stands first instead."""
    strata: tuple[str, ...]
    others: tuple[tuple[str, int | None], ...]
    """Where the other systems have it."""


def write_html(measured: Measured, file: Path, language: str = "ko") -> None:
    """Write the report; it opens in the language given and has both."""
    own = measured.lines[0]
    below = misses(measured)

    def titled(id: str) -> str:
        title = measured.titles.get(id, "")
        return f"{place(id)} ({title})" if title else place(id)

    page = (
        environment()
        .get_template("retrieval.html.j2")
        .render(
            run=measured,
            own=own,
            language=language,
            measures=MEASURES,
            cards=[(name, own.figures[name]) for name in CARDS],
            curve=Markup(
                plots.hits({x.system: [x.figures[k] for k in CURVE] for x in measured.lines})
            ),
            missed=[m for m in below if m.rank is None or m.rank > MISSED],
            late=[m for m in below if m.rank is not None and m.rank <= MISSED],
            titled=titled,
            law=law,
            shown=SHOWN,
            many=MANY,
            inquiry=INQUIRY,
            near=MISSED,
            words=first_words,
        )
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")


def misses(measured: Measured) -> list[Miss]:
    """The questions whose governing article is not first, the worst first."""
    own, *others = measured.lines
    of: dict[int, list[str]] = {}
    for parts in measured.strata.values():
        for name, among in parts.items():
            for number in among:
                of.setdefault(number, []).append(name)
    out = []
    for number, q in enumerate(measured.asked):
        rank = measured.rank(own, q)
        if rank != 1:
            found = own.rankings[q.id][:MISSED]
            placed = tuple((x.system, measured.rank(x, q)) for x in others)
            out.append(Miss(q, rank, found, tuple(of.get(number, ())), placed))
    return sorted(out, key=lambda m: -(m.rank or len(CURVE) + 1))


def law(id: str) -> str:
    """The name of a law out of its id; another text as it is."""
    return id.removeprefix("kr/law/")


def first_words(text: str, letters: int = 90) -> str:
    """The beginning of a question, for the line that opens it."""
    words = " ".join(text.split())
    return words if len(words) <= letters else f"{words[:letters]}…"
