"""The last step before an answer leaves: every sentence is held against its sources (검증).

Citations must exist, quotations stand in a cited source exactly, numbers, days and articles stand
in a cited source, in what the record says of it, or in the question. What does not is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from kb.answer.draft import Draft
from kb.answer.record import Sentence, Source

QUOTED = re.compile(r"“([^”]+)”")
MARKER = re.compile(r"\[(\d{1,3})\]")
ARTICLE = re.compile(
    r"제\s*\d+\s*조(?:\s*의\s*\d+)*(?:\s*제?\s*\d+\s*항(?:의\d+)?)?(?:\s*제?\s*\d+\s*호(?:의\d+)?)?(?:\s*[가-하]목)?"
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def problems(sentence: Sentence, sources: Iterable[Source], known: str = "") -> list[str]:
    """What does not stand in a sentence; empty when all does. ``known`` may be relied on too."""
    by_number = {s.n: s for s in sources}
    found: list[str] = []
    marked = {int(n) for n in MARKER.findall(sentence.text)}
    cited = [by_number[n] for n in sorted(marked | set(sentence.citations)) if n in by_number]
    missing = sorted((marked | set(sentence.citations)) - set(by_number))
    if missing:
        found.append(f"no source {missing}")
    for words in QUOTED.findall(sentence.text):
        if not any(words in s.text for s in cited):
            found.append(f"not in a cited source: “{words}”")
    allowed = {x for s in cited for x in _numbers(_said_of(s))} | _numbers(known)
    bare = MARKER.sub(" ", QUOTED.sub(" ", sentence.text))
    stray = sorted(_numbers(bare) - allowed)
    if stray:
        found.append(f"numbers that stand nowhere: {', '.join(stray)}")
    return found


def _said_of(s: Source) -> str:
    return " ".join((s.text, s.title, s.pinpoint, s.standing, s.id, s.version, str(s.page or "")))


def _numbers(text: str) -> set[str]:
    return {x.lstrip("0").rstrip(".,") or "0" for x in re.findall(r"\d+", text)}


def mend(draft: Draft, question: str, today: date) -> list[str]:
    """Drop the sentences that do not stand; returns what was dropped and why."""
    dropped: list[str] = []
    kept: list[Sentence] = []
    known = " ".join((question, str(draft.day), str(today), draft.known))
    for sentence in draft.sentences:
        wrong = problems(sentence, draft.sources.items, known)
        if wrong:
            dropped.append(f"{'; '.join(wrong)} — {sentence.text}")
        else:
            kept.append(sentence)
    draft.sentences = kept
    return dropped
