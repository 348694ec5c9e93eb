"""Prints what a sync brought: sources, changes of the law, and what they touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.store.saying import said
from ui.cli import output
from ui.wording import word

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.following import Followed
    from ingest.sync import Synced
    from kb.store.lawnews import Changed, News

LISTED = 20
_KINDS = {
    "inserted": "신설 / inserted",
    "amended": "개정 / amended",
    "deleted": "삭제 / deleted",
    "corrected": "고침 / corrected",
}
_SIGNS = {"removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green"), "equal": ("", "", "")}
_NEAR = 24
"""Letters of unchanged text shown beside a change."""


def show(done: Synced) -> None:
    """Print a sync for people."""
    out = output.console()
    for f in done.followed:
        _source(out, f)
    news = done.news
    for v in news.first:
        out.print(f"새 법령 / new instrument: {v.work.name} ({v.effective} 시행)", markup=False)
    if news.filled:
        n = len(news.filled)
        out.print(f"연혁 보충 / older versions now held: {n}", markup=False)
    if news.changed:
        out.print(f"법이 바뀌었습니다 / the law changed: {len(news.changed)}", style="bold")
    for change in news.changed[:LISTED]:
        _change(out, change)
    _more(out, len(news.changed))
    _touched(out, news)


def _source(out: Console, f: Followed) -> None:
    r = f.report
    line = (
        f"{f.source.id}: 새 문서 {r.added} · 그대로 {r.known} · 대신함 {len(r.gone.documents)} · "
        f"거절 {len(r.refused)} / new {r.added}, known {r.known}, refused {len(r.refused)}"
    )
    out.print(line, markup=False)
    for refusal in r.refused[:LISTED]:
        said_ = f"    거절 / refused: {refusal.label}: {refusal.ko} / {refusal.en}"
        out.print(said_, markup=False, style="yellow")
    for query in f.nothing:
        out.print(f"    찾은 것이 없습니다 / nothing found: {query}", markup=False)
    for label in f.missing[:LISTED]:
        out.print(f"    이제 없습니다(넣은 것은 남음) / gone from there: {label}", markup=False)


def _change(out: Console, change: Changed) -> None:
    from rich.text import Text

    head = f"{change.id.label}({change.title}) {_KINDS[change.kind]}"
    when = f"{said(change.promulgated)} 공포, {said(change.effective)} 시행"
    out.print(Text(f"  {head} — {when}", style="bold"))
    line = Text("    ")
    for segment in change.segments:
        text = " ".join(segment.text.split())
        before, after, style = _SIGNS[segment.kind]
        if segment.kind == "equal" and len(text) > 2 * _NEAR:
            text = f"{text[:_NEAR]} … {text[-_NEAR:]}"
        elif len(text) > 400:
            text = text[:400] + " …"
        line.append(f"{before}{text}{after} ", style=style)
    out.print(line)


def _touched(out: Console, news: News) -> None:
    from rich.text import Text

    if news.sources:
        n = len(news.sources)
        out.print(f"닿는 회답·사례·판례 / replies and rulings that it touches: {n}", style="bold")
    for s in news.sources[:LISTED]:
        places = ", ".join(p.pinpoint.label for p in s.provisions[:3])
        lends = "결론 유지 / still lends" if s.lends else "결론을 빌려줄 수 없음 / lends no more"
        worth = word("standing", s.good_law)
        out.print(Text(f"  {s.day or '날짜 미상'}  {s.title}  ({places}) — {worth}, {lends}"))
    _more(out, len(news.sources))
    if news.answers:
        n = len(news.answers)
        out.print(f"닿는 지난 답변 / past answers that it touches: {n}", style="bold")
    for a in news.answers[:LISTED]:
        places = ", ".join(p.pinpoint.label for p in a.provisions[:3])
        stands = (
            "그날의 답으로 유효 / stands for its day" if a.stands else "다시 볼 것 / look again"
        )
        out.print(Text(f"  {a.id}  {a.as_of}  {a.region}  {a.question}  ({places}) — {stands}"))
    _more(out, len(news.answers))


def _more(out: Console, count: int) -> None:
    if count > LISTED:
        out.print(f"  … {count - LISTED} more (--json)", markup=False)
