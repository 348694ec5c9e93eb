"""Statutes in the Markdown of the legalize-kr project (법령), whole or as an excerpt (발췌).

Dates come from the front matter alone. ``Document.text`` is the canonical text, heading by
heading, so that a quotation of an article is found in it letter by letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.identity import document_id
from ingest.parsers import branches, supplements
from ingest.parsers.markdown_law import canonical
from ingest.readers import front_matter
from ingest.readers.conflicts import sides
from kb.errors import Refused
from kb.law.identifiers import Number, Pinpoint, WorkId
from kb.law.values import Article, Document, Intake, Version, Work

_CONFLICT = "병합 표시(<<<<<<<)가 남은 파일: 양쪽을 각각의 연혁으로 읽음"
_ARTICLE = re.compile(
    r"""^\#{3,6}\s+ 제\s*(?P<main>\d+)\s*조 (?P<branches>(?:\s*의\s*\d+)*) \s*
        (?:\((?P<title>.*)\))? (?P<rest>.*)$
    """,
    re.VERBOSE,
)
_HEADING = re.compile(r"^(?P<marks>#{1,6})\s+(?P<name>.+?)\s*$")
_ANNEX = re.compile(r"^#{1,6}\s+\[?별표\s*(?P<main>\d*)(?:의(?P<branch>\d+))?\]?\s*(?P<title>.*)$")


@dataclass(slots=True)
class _Block:
    number: Number
    title: str
    headings: tuple[str, ...]
    lines: list[str]
    annex: bool = False


def recognises(head: dict[str, Any], body: str) -> bool:
    """Whether a Markdown file is a statute: its front matter dates it, or it has articles."""
    return "시행일자" in head or "공포일자" in head


def parse(text: str, label: str, sha: str) -> list[Intake]:
    """One intake a version; two where the file holds unresolved merge marks.

    Raises Refused when the day of effect, the title or every article is missing.
    """
    texts = sides(text)
    intakes = []
    for i, side in enumerate(texts):
        notes = [_CONFLICT] if len(texts) > 1 else []
        intakes.append(_parse(side, label, sha, f"{i}" if i else "", notes))
    return intakes


def _parse(text: str, label: str, sha: str, place: str, notes: list[str]) -> Intake:
    head, body = front_matter.split(text)
    name = front_matter.word(head, "제목")
    effective = front_matter.day(head, "시행일자")
    promulgated = front_matter.day(head, "공포일자")
    for key, value in (("제목", name), ("시행일자", effective), ("공포일자", promulgated)):
        if not value:
            raise Refused(
                f"법령 머리말에 {key}이(가) 없거나 읽을 수 없습니다",
                f"the statute's front matter has no usable {key}",
            )
    assert effective is not None
    assert promulgated is not None
    version = Version(
        WorkId.of(name),
        promulgated,
        effective,
        front_matter.word(head, "공포번호").lstrip("0") or "0",
        excerpt=front_matter.word(head, "발췌").lower() in ("true", "예", "yes"),
        document=document_id("statute", sha, place),
        url=front_matter.word(head, "출처"),
    )
    work = Work(version.work, name, front_matter.word(head, "법령구분"))
    return assemble(work, version, body, label, sha, notes)


def assemble(
    work: Work,
    version: Version,
    body: str,
    label: str,
    sha: str,
    notes: list[str],
    days: dict[Number, date] | None = None,
) -> Intake:
    """Intake of a version from its Markdown body. Raises Refused when it has no article."""
    blocks, tail = _blocks(body)
    if not blocks:
        raise Refused("조문이 하나도 없습니다", "there is no article in it")
    articles: list[Article] = []
    pictures = mended_items = 0
    ordinary = [b for b in blocks if not b.annex]
    restored = iter(branches.restore([(b.number, b.title) for b in ordinary], body))
    for block in blocks:
        lines, p = canonical(block.lines)
        lines, m = branches.restore_items(lines)
        pictures, mended_items = pictures + p, mended_items + m
        if block.annex:
            pinpoint, repaired = Pinpoint(annex=block.number), False
        else:
            r = next(restored)
            pinpoint, repaired = Pinpoint(article=r.number), r.repaired
            if repaired:
                doubt = "" if r.sure else " (순서로만 추정)"
                notes.append(
                    f"가지번호 복원: {block.number.label('조')} → {r.number.label('조')}"
                    f"({block.title}){doubt}"
                )
        articles.append(
            Article(
                version,
                pinpoint,
                block.title,
                "\n".join(lines),
                len(articles),
                block.headings,
                (days or {}).get(pinpoint.article) if pinpoint.article else None,
                repaired,
            )
        )
    found, more = supplements.parse(tail)
    notes += more
    for s in found:
        articles.append(
            Article(version, s.pinpoint, s.title, s.text, len(articles), (s.head,), None)
        )
    if pictures:
        notes.append(f"글로 옮기지 못한 그림 {pictures}개")
    if mended_items:
        notes.append(f"호의 가지번호 복원 {mended_items}개")
    unique = _merged(articles, notes)
    document = Document(
        version.document,
        "statute",
        label,
        work.name,
        rendered(work.name, unique),
        sha,
        version.effective,
        url=version.url,
        notes=tuple(notes),
    )
    return Intake(document, works=(work,), articles=tuple(unique))


def rendered(name: str, articles: list[Article]) -> str:
    """The whole version as text: headings, then each article's label, title and text."""
    parts = [name]
    above: tuple[str, ...] = ()
    for a in articles:
        parts += [h for i, h in enumerate(a.headings) if a.headings[: i + 1] != above[: i + 1]]
        above = a.headings
        label = a.pinpoint.label if a.pinpoint.supplement is None or a.pinpoint.article else ""
        if a.pinpoint.supplement is not None and a.pinpoint.article is not None:
            label = a.pinpoint.article.label("조")
        title = f"({a.title})" if a.title else ""
        parts.append(f"{label}{title}\n{a.text}" if label or title else a.text)
    return "\n\n".join(parts) + "\n"


def _blocks(body: str) -> tuple[list[_Block], list[str]]:
    """Articles and annexes with their lines, and the lines below the heading 부칙."""
    blocks: list[_Block] = []
    headings: list[tuple[int, str]] = []
    tail: list[str] = []
    in_tail = False
    preamble: _Block | None = None
    for line in body.splitlines():
        article = _ARTICLE.match(line)
        heading = _HEADING.match(line)
        annex = _ANNEX.match(line)
        if article and not in_tail:
            number = Number(
                int(article["main"]), tuple(map(int, re.findall(r"\d+", article["branches"])))
            )
            if number.main == 0:
                # 제0조 is how the source writes the preamble (전문) of the constitution.
                if preamble is None:
                    preamble = _Block(Number(0, (1,)), "전문", (), [])
                    blocks.append(preamble)
                continue
            title = (article["title"] or "").strip()
            blocks.append(_Block(number, title, tuple(n for _, n in headings), []))
            if article["rest"].strip():
                blocks[-1].lines.append(article["rest"])
        elif annex:
            in_tail = False
            branch = (int(annex["branch"]),) if annex["branch"] else ()
            blocks.append(
                _Block(Number(int(annex["main"] or 1), branch), annex["title"], (), [], annex=True)
            )
        elif heading and re.fullmatch(r"부\s*칙", heading["name"]):
            in_tail = True
        elif in_tail:
            tail.append(line)
        elif heading:
            level = len(heading["marks"])
            if level > 1:
                headings = [h for h in headings if h[0] < level]
                headings.append((level, " ".join(heading["name"].split())))
        elif blocks:
            blocks[-1].lines.append(line)
    if preamble is not None and preamble.lines[:3] == ["", "전문", ""]:
        preamble.lines = preamble.lines[3:]
    return blocks, tail


def _merged(articles: list[Article], notes: list[str]) -> list[Article]:
    """Articles without a second text for one place (the first stands)."""
    seen: set[Pinpoint] = set()
    unique = []
    for a in articles:
        if a.pinpoint in seen:
            notes.append(f"같은 조가 두 번 나와 앞의 것만 둠: {a.pinpoint.label}")
            continue
        seen.add(a.pinpoint)
        unique.append(a)
    return unique
