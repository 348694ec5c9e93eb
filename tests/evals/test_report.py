"""The report stands alone: one file, nothing loaded, hostile words harmless."""

from __future__ import annotations

import re
from pathlib import Path

from evals import compare, report
from tests.evals.made import answer, group, run


def test_a_report_stands_alone(tmp_path: Path) -> None:
    groups = [group("a"), group("b"), group("c", ("<script>alert(1)</script>", "나"))]
    one = run(
        groups,
        {
            "a": [answer(probability=0.9, headline="할 수 없습니다.")] * 2,
            "b": [
                answer(headline="할 수 없습니다."),
                answer("permitted", headline="할 수 있습니다."),
            ],
            "c": [answer(None, question="<script>alert(1)</script>", reason="open_fact")] * 2,
        },
    )
    file = tmp_path / "report.html"
    report.write_html(one, file, compare.compare(one, one))
    page = file.read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)
    assert "@import" not in page
    assert "url(http" not in page
    assert page.count("<svg") == 2
    assert "갈리는 사실" in page
    assert "<mark>있습니다.</mark>" in page, "what another answer says differently is marked"
    assert 'class="c-right"' in page
    assert 'class="c-mixed"' in page
    assert 'class="c-none"' in page


def test_the_same_run_makes_the_same_report(tmp_path: Path) -> None:
    made = run([group("a")], {"a": [answer(probability=0.9)] * 2})
    for name in ("one", "other"):
        report.write_html(made, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
