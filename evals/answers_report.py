"""The evaluation of answers as text for the terminal and as one HTML file that stands alone."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from evals import plots
from evals.answers import Measured
from evals.naming import CONCLUSIONS
from evals.report import environment

NAMES = {
    "case itself first": "그 사례가 첫째",
    "case itself called same": "그 사례를 같다고 봄",
    "conclusion stated": "결론을 냄",
    "right of those stated": "낸 결론이 옳음",
    "phrasings agree": "표현이 달라도 같은 답",
    "… stated and right": "… 같고 옳은 결론을 냄",
    "changed: inherits nothing": "사실 하나 다르면 빌리지 않음",
    "answerable declined": "답할 수 있는데 사양",
    "unanswerable declined": "답할 수 없으면 결론 없음",
    "… with its reason": "… 옳은 이유로",
    "false premise corrected": "틀린 전제를 바로잡음",
    "calibration error": "확률의 어긋남 (ECE)",
    "milliseconds, median": "걸린 시간, 중앙값 (ms)",
    "milliseconds, p95": "걸린 시간, 95백분위 (ms)",
}


def text(measured: Measured) -> str:
    """Figures with their intervals, confusion and reliability, as lines."""
    out = [
        f"{measured.split}: 묶음 {measured.groups}개, 물음 {len(measured.answers)}개"
        f" / {measured.groups} groups, {len(measured.answers)} questions",
        f"보유하지 않은 사례의 묶음 {measured.left_out}개는 묻지 않음"
        f" / {measured.left_out} groups are about cases not held",
        "",
    ]
    for name, f in measured.figures.items():
        hits, of = measured.counts[name]
        out.append(f"{name:28} {f.value:.3f}  [{f.low:.3f}, {f.high:.3f}]  {hits}/{of}")
    out += [f"{name:28} {value:.3g}" for name, value in measured.numbers.items()]
    columns = list(CONCLUSIONS)
    out += ["", "expected \\ answered".ljust(20) + "".join(c.rjust(13) for c in columns)]
    for e in columns:
        row = [measured.confusion.get((e, a), 0) for a in columns]
        if any(row):
            out.append(e.ljust(20) + "".join(str(n).rjust(13) for n in row))
    out += ["", "said  right  n"]
    out += [f"{p:.2f}  {r:.2f}   {n}" for p, r, n in measured.reliability]
    return "\n".join(out)


def write_html(measured: Measured, file: Path) -> None:
    """Write the report; nothing in it is loaded from elsewhere."""
    wrong = [a for a in measured.answers if not a.good]
    page = (
        environment()
        .get_template("answers.html.j2")
        .render(
            run=measured,
            names=NAMES,
            wrong=wrong,
            plot=Markup(plots.reliability(list(measured.reliability)))
            if measured.reliability
            else "",
        )
    )
    file.write_text(page, encoding="utf-8")
