"""Keeps what a walk over a text has found: emits citations; reads 부칙, 별표 and case numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from kb.law.citations import antecedents as ante
from kb.law.citations.antecedents import Antecedents
from kb.law.citations.folding import fold
from kb.law.citations.grammar import AFTER, ANNEX, BEGINS_PLACE, DATED, PAREN
from kb.law.citations.names import Meaning, Names
from kb.law.citations.places import Place, read_article, read_below
from kb.law.citations.rulings import court_of, read_case, ruling_id
from kb.law.citations.versions import version_of
from kb.law.identifiers import Number, Pinpoint, ProvisionId, WorkId
from kb.law.values import Citation


class Reader:
    """A text being read: folded, with its antecedents and the citations found so far."""

    def __init__(
        self, text: str, names: Names, default: WorkId | None, within: ProvisionId | None
    ) -> None:
        self.text = text
        self.folded = fold(text)
        self.names = names
        self.state = Antecedents(names, default, within)
        self.found: list[Citation] = []
        self.done = 0
        self.court: str | None = None
        self.court_at = -1

    # -- emitting ---------------------------------------------------------------------------

    def emit(
        self,
        start: int,
        end: int,
        target: ProvisionId | WorkId | None,
        reason: str | None,
        meaning: Meaning | None,
        until: ProvisionId | None = None,
    ) -> None:
        if self.found and start < self.found[-1].end:
            start = self.found[-1].end
        self.found.append(
            Citation(
                start,
                end,
                self.text[start:end],
                str(target) if target else None,
                None if target else reason,
                str(until) if until else None,
                meaning.version_from if meaning else None,
                meaning.version_until if meaning else None,
            )
        )

    def emit_places(
        self, start: int, places: list[Place], meaning: Meaning | None, missing: str
    ) -> int:
        """Cite each place of a list in a work; the first begins at ``start``."""
        work = meaning.work if meaning else None
        reason = why_open(meaning, missing)
        for place in places:
            start = place.start if start < 0 else start
            target = work.provision(place.pinpoint) if work else None
            until = work.provision(place.until) if work and place.until else None
            self.emit(start, place.end, target, reason, meaning, until)
            start = -1
        last = places[-1]
        first = places[0]
        if len(places) == 1 and (
            self.folded[first.end - 1] == "①" and ")" in self.folded[first.end - 4 : first.end]
        ):
            self.state.quote(meaning, first.end)
        self.state.cite(meaning, last.until or last.pinpoint, last.end)
        return last.end

    def floor(self) -> int:
        return self.found[-1].end if self.found else 0

    def place_after(self, end: int) -> int | None:
        """Where a place begins after a name, over brackets and spaces."""
        at = end
        for _ in range(3):
            at = AFTER.match(self.folded, at).end()  # type: ignore[union-attr]
            paren = PAREN.match(self.folded, at)
            if paren is None:
                break
            at = paren.end()
        if BEGINS_PLACE.match(self.folded, at):
            return at
        return None

    # -- 부칙, 별표, rulings -------------------------------------------------------------------

    def supplement(self, match: re.Match[str]) -> int:
        meaning = self.state.bare_article(self.folded, match.start())
        return self.read_supplement(match.start(), match.end(), meaning)

    def read_supplement(self, start: int, end: int, meaning: Meaning | None) -> int:
        day: date | None = None
        paren = DATED.match(self.folded, end)
        if paren is not None:
            day = version_of(paren.group())[0]
            end = paren.end() if day else end
        if day is None and meaning is not None:
            day = meaning.version_from
        at = end + len(self.folded[end : end + 2]) - len(self.folded[end : end + 2].lstrip())
        dated = paren is not None and version_of(paren.group())[0] is not None
        # 부칙 (4조 1항), written as it is spoken
        at += 1 if day is None and self.folded[at : at + 1] == "(" else 0
        place = read_article(self.folded, at) or (
            read_below(self.folded, at, Pinpoint()) if self.folded[at : at + 1] == "제" else None
        )
        if place is None and not dated:
            return end
        pinpoint = replace(place.pinpoint if place else Pinpoint(), supplement=day)
        work = meaning.work if meaning else None
        target = work.provision(pinpoint) if work and day else None
        reason = why_open(meaning, ante.NO_ANTECEDENT) if not work else ante.UNDATED_SUPPLEMENT
        self.emit(start, place.end if place else end, target, reason, meaning)
        return place.end if place else end

    def annex(self, match: re.Match[str]) -> int:
        annex = ANNEX.match(self.folded, match.start())
        if annex is None:
            return match.end()
        return self.emit_annex(
            match.start(), annex, self.state.bare_article(self.folded, match.start())
        )

    def emit_annex(self, start: int, annex: re.Match[str], meaning: Meaning | None) -> int:
        number = Number(int(annex["n"]), (int(annex["b"]),) if annex["b"] else ())
        work = meaning.work if meaning else None
        target = work.provision(Pinpoint(annex=number)) if work else None
        self.emit(start, annex.end(), target, why_open(meaning, ante.NO_ANTECEDENT), meaning)
        return annex.end()

    def case(self, match: re.Match[str]) -> int:
        case = read_case(self.folded, match.start())
        if case is None:
            return match.end()
        court = case.court
        if court is None and self.court and match.start() - self.court_at < 120:
            between = self.folded[self.court_at : match.start()]
            court = (
                self.court
                if re.fullmatch(r"[\s,·.\d년월일선고결정및과와,또는자()]*", between)
                else None
            )
        only = court_of(case.number)
        court = only if only == "헌법재판소" else court or only
        start = max(case.start, self.floor())
        target = str(ruling_id(court, case.number)) if court else None
        self.found.append(
            Citation(
                start,
                case.end,
                self.text[start : case.end],
                target,
                None if target else ante.UNKNOWN_COURT,
            )
        )
        self.court, self.court_at = court, case.end
        return case.end


def why_open(meaning: Meaning | None, missing: str) -> str:
    if meaning is None:
        return missing
    return ante.UNKNOWN_WORK if not meaning.works else ante.AMBIGUOUS
