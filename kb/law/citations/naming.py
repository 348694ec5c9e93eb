"""Reads the name of an instrument where it stands, its bracket, and the places after it."""

from __future__ import annotations

import re
from dataclasses import replace

from kb.law.citations import antecedents as ante
from kb.law.citations.antecedents import UNKNOWN, kind_of
from kb.law.citations.grammar import (
    ANNEX,
    COMMON_TAILS,
    DECREE,
    DEFINES,
    ENDS,
    FOREIGN,
    GENERIC,
    NO_NAMES,
    PAIRS,
    PAREN,
    PARTICLES,
    STUCK,
    is_law,
    long_name,
    with_old,
)
from kb.law.citations.names import Found, Meaning, begins_word
from kb.law.citations.places import read_article, read_list
from kb.law.citations.reader import Reader, why_open
from kb.law.citations.versions import version_of


class NameReader(Reader):
    """Reads names in 「」 and bare, known and unknown, and 법 or 규칙 by themselves."""

    def title(self, match: re.Match[str]) -> int:
        """「…」: the end of what is read from there, names and places."""
        inside, end = match["titled"], match.end()
        start = match.start()
        found = self.ending(match.end("titled"))
        decree = DECREE.match(self.folded, end)
        if found is None or found.start > match.start("titled") + 3:
            known = self.names.get(inside)
            found = (
                Found(match.start("titled"), match.end("titled"), inside, known) if known else None
            )
        if found is None and not is_law(inside):
            return match.start() + 1
        meaning = found.meaning if found else UNKNOWN
        kind = kind_of(inside)
        if decree:
            self.state.name(meaning, end, kind)
            meaning, kind = self.state.derived(meaning, decree["kind"]) or UNKNOWN, decree["kind"]
            end = decree.end()
        return self.after_name(with_old(self.folded, start), end, meaning, True, kind)

    def name(self, match: re.Match[str]) -> int:
        """A word that may end the name of an instrument."""
        end = match.end()
        if not self._name_may_end(end):
            return end
        found = self.ending(end)
        if found is not None and found.start < self.floor():
            found = None
        if found is None:
            return self._general(match) or self._unknown(match) or end
        start = with_old(self.folded, found.start)
        if start and self.folded[start - 1 : start] + self.folded[end : end + 1] in PAIRS:
            start, end = start - 1, end + 1
        if FOREIGN.search(self.folded, max(0, start - 8), start):
            return self.after_name(start, end, UNKNOWN, False, kind_of(found.key))
        meaning, kind = found.meaning, kind_of(found.key)
        if decree := DECREE.match(self.folded, end):
            self.state.name(meaning, end, kind)
            meaning, kind = self.state.derived(meaning, decree["kind"]) or UNKNOWN, decree["kind"]
            end = decree.end()
        return self.after_name(start, end, meaning, False, kind)

    def ending(self, end: int) -> Found | None:
        """The longest name known, or defined in this text, that ends at ``end``."""
        mine = self.state.defined.ending_at(self.folded, end)
        known = self.names.ending_at(self.folded, end)
        if mine and known:
            return mine if len(mine.key) >= len(known.key) else known
        return mine or known

    def _name_may_end(self, end: int) -> bool:
        following = self.folded[end : end + 2]
        if not following or not "가" <= following[0] <= "힣":
            return True
        if following[0] == "제":
            return following[1:].isdigit() or following[1:] == " "
        return following[0] in PARTICLES

    def _general(self, match: re.Match[str]) -> int:
        """법 제N조, 규칙 §N, 시행령 제N조 without more."""
        word, start, end = match["name"], match.start(), match.end()
        if word not in GENERIC:
            return 0
        if not begins_word(self.folded, start) and not self.folded.endswith(STUCK, 0, start):
            return 0
        decree = DECREE.match(self.folded, end) if word == "법" else None
        end = decree.end() if decree else end
        at = self.place_after(end)
        if at is None:
            return 0
        if word in ("시행령", "시행규칙", "령"):
            meaning = self.state.same(word)
        else:
            meaning = self.state.general(word)
        if decree:
            meaning = self.state.derived(meaning, decree["kind"])
        return self.after_name(start, end, meaning, False)

    def _unknown(self, match: re.Match[str]) -> int:
        """A name that is not known, directly before a place."""
        end = match.end()
        if decree := DECREE.match(self.folded, end):
            end = decree.end()
        if self.place_after(end) is None:
            return 0
        start = match.end()
        while start > 0 and ((self.folded[start - 1].isalpha()) or self.folded[start - 1] == "·"):
            start -= 1
        word = self.folded[start : match.end()]
        if self.folded.endswith("관한 ", 0, start) or word in COMMON_TAILS:
            start = long_name(self.folded, start)
        if not word.endswith(ENDS) or word in NO_NAMES or start < self.floor():
            return 0
        kind = decree["kind"] if decree else kind_of(word)
        if decree:
            self.state.name(UNKNOWN, end, "법")
        return self.after_name(start, end, UNKNOWN, False, kind)

    def after_name(
        self,
        start: int,
        end: int,
        meaning: Meaning | None,
        titled: bool,
        kind: str | None = None,
    ) -> int:
        """A name has been read: take its bracket, then the places that follow."""
        meaning = self._read_paren(end, meaning)
        at = self.place_after(end)
        if at is None:
            plain_constitution = (
                not titled
                and meaning is not None
                and meaning.works
                and kind_of(meaning.works[0].name) == "법"
                and meaning.works[0].name.endswith("헌법")
            )
            if meaning is not None and not plain_constitution:
                self.state.name(meaning, end, kind)
            if titled:
                work = meaning.work if meaning else None
                self.emit(start, end, work, why_open(meaning, ante.UNKNOWN_WORK), meaning)
            return end
        if meaning is not None:
            self.state.name(meaning, end, kind)
        if supplement := re.compile("부칙").match(self.folded, at):
            return self.read_supplement(start, supplement.end(), meaning)
        if annex := ANNEX.match(self.folded, at):
            return self.emit_annex(start, annex, meaning)
        place = read_article(self.folded, at)
        if place is None:
            return end
        return self.emit_places(start, read_list(self.folded, place), meaning, ante.NO_ANTECEDENT)

    def _read_paren(self, end: int, meaning: Meaning | None) -> Meaning | None:
        """Definitions and versions in the brackets after a name."""
        at = end
        while at < len(self.folded) and self.folded[at] in " 」":
            at += 1
        paren = PAREN.match(self.folded, at)
        if paren is None or meaning is None:
            return meaning
        since, until = version_of(paren.group())
        if since or until:
            meaning = replace(meaning, version_from=since, version_until=until)
        for definition in DEFINES.finditer(paren.group()):
            alias = (definition["quoted"] or definition["plain"] or "").strip()
            alias = re.sub(r"(?:이라|라)$", "", alias) if not definition["quoted"] else alias
            if alias.endswith(ENDS) and len(alias) <= 30:
                self.state.defined.add(alias, meaning)
        return meaning
