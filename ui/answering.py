"""Runs the evaluation of answers over a home and keeps its report."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ui.evaluations import new_folder

if TYPE_CHECKING:
    from evals.answers import Measured, Split
    from ui.home import Home


def measure(
    home: Home,
    split: Split,
    *,
    day: date,
    groups: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Measured, Path]:
    """Ask the questions of a split (``groups``: the first so many groups) and keep the run.

    Raises DataFault when a question set breaks its schema, BadInput when nothing applies here.
    """
    from evals import answers, answers_report
    from evals.held import Held
    from kb.errors import BadInput

    items, left_out = answers.load(split, Held(home.store.interpretations()))
    if not items:
        raise BadInput(
            f"{split} 구분에서 이 자료에 물을 문항이 없습니다 (보유하지 않은 사례의 묶음 {left_out}개)",
            f"no question of split {split} applies here ({left_out} groups are about cases not held)",
        )
    if groups:
        chosen = set(list(dict.fromkeys(i.group for i in items))[:groups])
        items = [i for i in items if i.group in chosen]
    measured = answers.run(
        home.answerer,
        items,
        split=split,
        today=day,
        corpus=f"{home.store.revision()}/{home.store.digest()}",
        left_out=left_out,
        progress=progress,
    )
    folder = new_folder(home, "answers")
    (folder / "result.json").write_text(
        json.dumps(measured.as_json(), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    with (folder / "answers.jsonl").open("w", encoding="utf-8") as lines:
        for answered in measured.answers:
            lines.write(json.dumps(answered.as_json(), ensure_ascii=False) + "\n")
    answers_report.write_html(measured, folder / "report.html")
    return measured, folder
