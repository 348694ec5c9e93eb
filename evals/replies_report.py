"""Pairs of replies with different conclusions, side by side, as one HTML file that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup, escape

from evals.replies import Found, Given, Pair
from evals.report import environment

SHOWN = 100
"""Pairs in the file."""
CLUSTERS = 20


def write_html(found: Found, file: Path, corpus: str) -> None:
    """Write the ranked pairs and the largest clusters."""
    page = (
        environment()
        .get_template("replies.html.j2")
        .render(
            words=words_marked,
            found=found,
            pairs=found.pairs[:SHOWN],
            clusters=[c for c in found.clusters if _split(c)][:CLUSTERS],
            corpus=corpus,
        )
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")


def words_marked(answer: Given, pair: Pair) -> Markup:
    """The question of one side with the words that the other side does not have marked."""
    other = pair.other if answer is pair.one else pair.one
    own = {t.split("/")[0] for t in answer.view.words.known - other.view.words.known}
    out: list[Markup] = []
    for word in answer.question.split(" "):
        apart = any(len(t) > 1 and t in word for t in own)
        out.append(Markup("<mark>{}</mark>").format(word) if apart else escape(word))
    return Markup(" ").join(out)


def _split(cluster: Sequence[Given]) -> bool:
    return len({a.conclusion for a in cluster}) > 1
