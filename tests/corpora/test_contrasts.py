"""Questions that are a case and such as nearly are: schema, each once, and none that measures."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpora.questions import cases, contrasts, samecase
from kb.errors import DataFault

LINE: dict[str, Any] = {
    "schema": 1, "id": "c00-00", "cases": ["0" * 16], "same": ["떡 돌려도 돼요?"],
    "changed": [{"fact": "object", "question": "상품권 돌려도 돼요?"}], "near": [],
}  # fmt: skip


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def test_they_stand_beside_the_wordings_and_are_others() -> None:
    found = list(contrasts.every())
    facts = Counter(d.fact for c in found for d in c.changed)
    assert sum(facts.values()) > 3_900
    assert min(facts.values()) > 10, "every dimension is taught"
    known = cases.load()
    assert sum(any(p in known for p in c.cases) for c in found) > 0.98 * len(found)
    said = {letters(w) for worded in known.values() for w in worded}
    assert not [q for c in found for q in c.questions if letters(q) in said]


def test_no_question_by_which_answers_are_measured_teaches() -> None:
    measured = {letters(p.question) for s in ("train", "dev", "test") for p in samecase.load(s)}
    assert not [q for c in contrasts.every() for q in c.questions if letters(q) in measured]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"same": ["밥 사도 돼요, 혹시?"]}, "id c00-00 is repeated"),
        ({"id": "c00-01"}, "stands before"),
        ({"id": "c00-01", "same": [], "changed": [{"fact": "mood", "question": "기분 좋게요?"}]},
         "line 2"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(
    second: dict[str, Any], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [LINE, {**LINE, "changed": [], **second}]
    (tmp_path / "contrasts-x.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    monkeypatch.setattr(contrasts, "FOLDER", tmp_path)
    with pytest.raises(DataFault, match=why):
        contrasts.check()
