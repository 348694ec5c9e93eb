"""The report stands alone: one file, nothing loaded, hostile words harmless."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals import compare, heat, report
from evals.plan import Options
from evals.runs import Planned
from tests.evals.made import NOW, TODAY, answer, group, run


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
    assert "<mark>" in page


def test_a_report_speaks_both_languages(tmp_path: Path) -> None:
    made = run([group("a")], {"a": [answer(), answer(None)]})
    file = tmp_path / "report.html"
    report.write_html(made, file, compare.compare(made, made))
    page = re.sub(r"<button.*?</button>", "", file.read_text(encoding="utf-8"))
    korean = re.findall(r'<span lang="ko">(.*?)</span><span lang="en">(.*?)</span>', page)
    assert len(korean) > 60
    hangul = re.compile(r"[가-힣]")
    assert [k for k, _ in korean if not hangul.search(k)] == []
    assert [e for _, e in korean if hangul.search(e)] == []
    # What stands outside the pairs is no sentence of the report's own.
    rest = re.sub(r'<(?:t?span) lang="(?:ko|en)">.*?</(?:t?span)>|<title>.*?</title>', "", page)
    rest = re.sub(r"<style>.*?</style>|<svg.*?</svg>|<!--.*?-->", "", rest, flags=re.DOTALL)
    left = set(re.findall(r"[가-힣]+", re.sub(r'"[^"]*"', "", rest)))
    assert left <= {"가", "나", "질문", "머리"}, "questions and answers alone"


def test_heat_map_of_a_run() -> None:
    groups = (group("a"), group("b"), group("c", kind="dated", as_of="2020-01-01"))
    options = Options(regions=("서울특별시", "부산광역시"), variations=True, repetitions=2)
    planned = Planned("t", "set", "", TODAY, options, NOW, groups)
    said = {"a": answer(), "b": answer(None), "c": answer("permitted")}
    done = {k.key: said[k.group] for k in planned.plan}
    odd = next(k for k in planned.plan if k.group == "a" and k.region == "부산광역시")
    done[odd.key] = answer(digest="another")
    made = heat.of(planned.finished(done).result.groups, options)
    assert [r.group.id for r in made.groups] == ["c", "b", "a"], "by kind, then the worst first"
    assert made.kinds == (("dated", 1), ("same_case", 2))
    assert {row.en: [c.state for c in row.cells] for row in made.rows} == {
        "as written": ["wrong", "none", "right"],
        "variations": ["wrong", "none", "right"],
        "서울특별시": ["wrong", "none", "right"],
        "부산광역시": ["wrong", "none", "differs"],
        "repeated": ["wrong", "none", "right"],
    }


def test_a_report_of_many_groups_shows_the_worst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "WORST", 2)
    groups = [group(f"g{i}") for i in range(5)]
    wrong, right = [answer("permitted")] * 2, [answer()] * 2
    made = run(groups, {g.id: right if i == 4 else wrong for i, g in enumerate(groups)})
    report.write_html(made, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.findall(r'<details id="(g\d)"', page) == ["g0", "g1", "g4"]
    assert "answers.csv에 있습니다" in page


def test_the_same_run_makes_the_same_report(tmp_path: Path) -> None:
    made = run([group("a")], {"a": [answer(probability=0.9)] * 2})
    for name in ("one", "other"):
        report.write_html(made, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()
