"""Statutes as plain text: 제○장, 제○조(제목), ①, 1., 가., 부칙, as printed by law.go.kr.

The text is turned into the Markdown that :mod:`.statute` reads, so that one assembler makes
articles of both. A line opens an article only where its number follows the one before; the rest
are references that a line happens to begin with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.identity import document_id
from ingest.parsers import said_day
from ingest.parsers.statute import assemble
from ingest.readers.blocks import Content
from kb.errors import Refused
from kb.law.identifiers import WorkId
from kb.law.values import Intake, Version, Work

_KIND = re.compile(
    r"(?:법|법률|헌법|규칙|규정|조례|시행령|시행규칙|지침|훈령|예규|기준|세칙|고시|강령|정관)$"
)
_EFFECTIVE = re.compile(r"\[\s*시행\s*" + said_day.DAY, re.VERBOSE)
_ACT = re.compile(
    r"\[\s*(?P<kind>[가-힣ㆍ·]{1,30}?)\s*제\s*(?P<number>[\d-]+)\s*호\s*,\s*" + said_day.DAY,
    re.VERBOSE,
)
_DIVISION = re.compile(r"^제\s?\d+\s?(?P<kind>[편장절관])(?:의\s?\d+)?\s+(?P<name>\S.{0,60})$")
_ARTICLE = re.compile(
    r"""^제\s?(?P<main>\d+)\s?조(?:\s?의\s?(?P<branch>\d+))? \s*
        (?: \((?P<title>[^()]*(?:\([^()]*\)[^()]*)*)\) | (?=\s*(?:①|삭\s*제)) | (?=\s) ) \s*
        (?P<rest>.*)$
    """,
    re.VERBOSE,
)
_SUPPLEMENT = re.compile(r"^부\s*칙\s*(?P<rest>[<〈(\[].*)?$")
_ANNEX = re.compile(r"^\[?\s*별표\s*(?P<n>\d*)\s*(?:의\s?(?P<b>\d+))?\s*\]?\s*(?P<rest>.*)$")
_REFERENCE = re.compile(r"^(?:제\s?\d+\s?[항호목]|[,ㆍ·및]|부터|내지|에|를|을|의\s|와|과)")


@dataclass(frozen=True, slots=True)
class _Head:
    name: str
    kind: str
    number: str
    promulgated: date | None
    effective: date | None


def signs(content: Content) -> tuple[float, str]:
    """How sure it is that the text is a statute, and by what."""
    articles = _rising(content.lines, titled=True)
    if articles < 2:
        head = _head(content)
        bare = _rising(content.lines, titled=False)
        if head.promulgated and head.effective and bare > 2:  # as the constitution, without titles
            return 0.9, f"[시행 …][…호, …]와 제목 없는 조문 {bare}개"
        return 0.0, ""
    head = _head(content)
    if head.promulgated and head.effective:
        return 0.97, f"[시행 …][…호, …]와 조문 {articles}개"
    if head.name and articles >= 3:
        return 0.75, f"법령 이름과 조문 {articles}개"
    return 0.4, f"조문 {articles}개"


def parse(
    content: Content, label: str, sha: str, day: date | None = None, number: str = ""
) -> list[Intake]:
    """The version in a document; ``day`` of effect and ``number`` of the act as a person gave them.

    Raises Refused when name, day of effect or every article is missing.
    """
    head = _head(content)
    if not head.name:
        raise Refused("법령의 이름을 찾지 못했습니다", "the name of the instrument was not found")
    effective = day or head.effective
    if effective is None:
        raise Refused(
            "시행일을 알 수 없습니다(--date로 줄 수 있음)",
            "the day of effect is unknown (--date gives it)",
        )
    name = head.name
    version = Version(
        WorkId.of(name),
        head.promulgated or effective,
        effective,
        re.sub(r"\D", "", number) or head.number or "0",
        document=document_id("statute", sha),
        url=f"https://www.law.go.kr/법령/{name.replace(' ', '')}",
    )
    notes = list(content.notes)
    if head.promulgated is None:
        notes.append("공포일을 알 수 없어 시행일과 같게 둠")
    body = "\n".join(markdown(content.lines, name))
    return [assemble(Work(version.work, name, head.kind), version, body, label, sha, notes)]


def _head(content: Content) -> _Head:
    top = content.lines[:15]
    text = "\n".join(top)
    effective, act = _EFFECTIVE.search(text), _ACT.search(text)
    name = ""
    for line in top:
        bare = re.sub(r"\s*[(（]\s*약칭.*$|\s*[(（][^()]{0,60}[)）]\s*$", "", line).strip(
            "「」『』| "
        )
        if 2 <= len(bare) <= 60 and _KIND.search(bare) and not _ARTICLE.match(bare):
            name = " ".join(bare.split())
            break
    return _Head(
        name,
        act["kind"] if act else "",
        act["number"].lstrip("0") if act else "",
        said_day.of(act) if act else None,
        said_day.of(effective) if effective else None,
    )


def _rising(lines: Sequence[str], titled: bool) -> int:
    """Lines that open an article, in rising order from the beginning."""
    last, found = (0, 0), 0
    for line in lines:
        m = _opens(line, last)
        if m and (m["title"] or not titled) and int(m["main"]) <= last[0] + 3:
            last = (int(m["main"]), int(m["branch"] or 1))
            found += 1
    return found


def markdown(given: Sequence[str], name: str) -> list[str]:
    """Lines of a statute in the form of the legalize-kr project, without repeats of its name."""
    lines: list[str] = []
    last = (0, 0)
    in_tail = False
    for line in given:
        supplement = _SUPPLEMENT.match(line)
        annex = _ANNEX.match(line)
        division = _DIVISION.match(line)
        article = None if in_tail else _opens(line, last)
        if supplement:
            lines += [] if in_tail else ["", "## 부칙", ""]
            lines.append(line)
            in_tail = True
        elif annex and line.startswith("["):
            lines += ["", f"## [별표 {annex['n'] or 1}] {annex['rest']}", ""]
            in_tail = False
            last = (10_000, 0)
        elif article:
            last = (int(article["main"]), int(article["branch"] or 1))
            branch = f"의{article['branch']}" if article["branch"] else ""
            title = f" ({article['title'].strip()})" if article["title"] else ""
            lines += ["", f"##### 제{article['main']}조{branch}{title}", "", article["rest"]]
        elif division and not in_tail:
            depth = "편장절관".find(division["kind"])
            lines.append(f"{'#' * min(2 + max(depth - 1, 0), 4)} {line}")
        elif line != name or not lines:
            lines.append(line)
    return lines


def _opens(line: str, last: tuple[int, int]) -> re.Match[str] | None:
    m = _ARTICLE.match(line)
    if not m or (m["title"] is None and _REFERENCE.match(m["rest"])):
        return None
    here = (int(m["main"]), int(m["branch"] or 1))
    if here <= last or here[0] > last[0] + (30 if m["title"] else 3):
        return None
    return m
