"""Held replies compared with each other: kept, read again, and sent up to headquarters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import BadInput
from ui.days import today
from ui.evaluations import FOLDER, Progress, new_folder

if TYPE_CHECKING:
    from evals.replies import Found
    from ui.home import Home

PAIRS = "pairs.jsonl"
"""What is kept of a comparison of replies."""


def replies(
    home: Home, progress: Progress | None = None, folder: Path | None = None
) -> tuple[Found, Path]:
    """Compare the replies and cases held with each other; keeps pairs.jsonl and report.html."""
    from evals import replies as comparing
    from evals import replies_report

    found = comparing.find(
        comparing.given(home.store.interpretations()), home.searcher, today(), progress
    )
    folder = folder or new_folder(home, "replies")
    corpus = f"{home.store.revision()}/{home.store.digest()}"
    replies_report.write_html(found, folder / "report.html", corpus)
    lines = (json.dumps(comparing.plain(p), ensure_ascii=False) + "\n" for p in found.pairs)
    (folder / PAIRS).write_text("".join(lines), encoding="utf-8")
    return found, folder


def compared(home: Home) -> list[Path]:
    """The folders of the comparisons kept, newest first."""
    found = (home.folder / FOLDER).glob(f"*-replies/{PAIRS}")
    return sorted((f.parent for f in found), reverse=True)


def pairs(folder: Path) -> list[dict[str, Any]]:
    """The pairs of a kept comparison, as they are ranked."""
    lines = (folder / PAIRS).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def pair(home: Home, named: str) -> dict[str, Any]:
    """A pair by the name of its comparison and its place, ``NAME/0``. Raises BadInput."""
    name, _, place = named.rpartition("/")
    folder = next((f for f in compared(home) if f.name == name), None)
    found = pairs(folder) if folder is not None and place.isdigit() else []
    if not place.isdigit() or int(place) >= len(found):
        raise BadInput(f"그런 쌍이 없습니다: {named}", f"no such pair: {named}")
    return found[int(place)]


def send_up(home: Home, pair: Mapping[str, Any], region: str = "") -> int:
    """Send a kept pair with different conclusions to headquarters; returns the matter's id.

    What goes up is the question of the later answer, with a note that names both.
    """
    from kb.curation import Why, sending
    from ui.asked import answer

    sides = sorted((pair["one"], pair["other"]), key=lambda a: (a["day"] or "", a["id"]))
    question = str(sides[1]["question"])[: home.settings.max_question]
    asked = answer(home, question, today=today(), region=region)
    note = "결론이 다른 회답·사례: " + " / ".join(
        f"{a['id']} ({a['where']}, {a['conclusion']})" for a in sides
    )
    sent = sending.send(home.desk, asked.id, region=region, why=Why.CONFLICT, note=note[:1000])
    return sent.matter
