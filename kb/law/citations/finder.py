"""The citation finder: one walk over a text, from left to right, in linear time.

Every reference gets its exact span and either the identifier to which it resolves or the
reason why it does not. What is ambiguous resolves to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from kb.law.citations import antecedents as ante
from kb.law.citations.antecedents import UNKNOWN, kind_of, preceding
from kb.law.citations.grammar import (
    ANCHOR,
    ANNEX,
    COMMON_TAILS,
    DECREE,
    DEFINES,
    ENDS,
    FOREIGN,
    GENERIC,
    NO_LAW,
    NO_NAMES,
    PAIRS,
    PAREN,
    PARTICLES,
    STUCK,
    is_law,
    long_name,
    with_old,
)
from kb.law.citations.names import Found, Meaning, Names, begins_word
from kb.law.citations.places import Place, read_article, read_below, read_list
from kb.law.citations.reader import Reader, why_open
from kb.law.citations.versions import version_of
from kb.law.identifiers import Number, Pinpoint, ProvisionId, WorkId
from kb.law.values import Citation


def find(
    text: str,
    names: Names,
    *,
    default: WorkId | None = None,
    within: ProvisionId | None = None,
) -> list[Citation]:
    """All citations of a text, in order, none overlapping another.

    Args:
        text: any text in NFC; spans count its characters.
        names: the instruments known (``corpora.instruments.load()``).
        default: what 법 and a bare 제N조 mean where the text does not say.
        within: the provision whose own text this is (조문 자신): then 이 법, 제N조, 제N항, 전항
            are read against it.
    """
    return _Walk(text, names, default, within).citations()


class _Walk(Reader):
    """The walk itself: at each sign, what it means here."""

    def citations(self) -> list[Citation]:
        handlers: dict[str, Callable[[re.Match[str]], int]] = {
            "case": self.case,
            "supplement": self.supplement,
            "annex": self.annex,
            "same": self._same,
            "back": self._back,
            "title": self._title,
            "name": self._name,
            "article": self._article,
            "below": self._below,
        }
        at = 0
        while match := ANCHOR.search(self.folded, at):
            kind = match.lastgroup or ""
            kind = next((k for k in handlers if match[k] is not None), kind)
            handler = handlers.get(kind)
            end = handler(match) if handler else match.end()
            at = max(end, match.start() + 1)
            self.done = max(self.done, at if handler is None or end > match.end() else self.done)
        return self.found

    # -- names ------------------------------------------------------------------------------

    def _title(self, match: re.Match[str]) -> int:
        inside, end = match["titled"], match.end()
        start = match.start()
        found = self._ending(match.end("titled"))
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
        return self._after_name(with_old(self.folded, start), end, meaning, True, kind)

    def _name(self, match: re.Match[str]) -> int:
        end = match.end()
        if not self._name_may_end(end):
            return end
        found = self._ending(end)
        if found is not None and found.start < self.floor():
            found = None
        if found is None:
            return self._general(match) or self._unknown(match) or end
        start = with_old(self.folded, found.start)
        if start and self.folded[start - 1 : start] + self.folded[end : end + 1] in PAIRS:
            start, end = start - 1, end + 1
        if FOREIGN.search(self.folded, max(0, start - 8), start):
            return self._after_name(start, end, UNKNOWN, False, kind_of(found.key))
        meaning, kind = found.meaning, kind_of(found.key)
        if decree := DECREE.match(self.folded, end):
            self.state.name(meaning, end, kind)
            meaning, kind = self.state.derived(meaning, decree["kind"]) or UNKNOWN, decree["kind"]
            end = decree.end()
        return self._after_name(start, end, meaning, False, kind)

    def _ending(self, end: int) -> Found | None:
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
        return self._after_name(start, end, meaning, False)

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
        return self._after_name(start, end, UNKNOWN, False, kind)

    def _after_name(
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

    # -- references to what precedes ----------------------------------------------------------

    def _same(self, match: re.Match[str]) -> int:
        start, end = match.start(), match.end()
        named = self._ending(match.end("kind"))
        if named and named.start <= start:
            return self._after_name(named.start, match.end("kind"), named.meaning, False)
        meaning = self.state.same(match["kind"])
        if match["derived"]:
            meaning = self.state.derived(meaning, match["derived"])
        if self.place_after(end) is None:
            return end
        return self._after_name(
            start, end, meaning, False, match["derived"] or kind_of(match["kind"])
        )

    def _back(self, match: re.Match[str]) -> int:
        """같은 조 제2항, 같은 항, 전항, 전조."""
        level, start, end = match["level"], match.start(), match.end()
        previous = match["back"].startswith("전")
        own = match["back"].startswith("이")
        if own and self.state.within is None:
            return end
        if own and self.state.within is not None:
            base: tuple[Meaning | None, Pinpoint] | None = (
                Meaning((self.state.within.work,)),
                self.state.within.pinpoint,
            )
        elif previous and self.state.within is not None:
            base = (Meaning((self.state.within.work,)), self.state.within.pinpoint)
        else:
            base = self.state.bare_below(self.folded, start)
        following = re.compile(r"\s{0,2}").match(self.folded, end)
        at = following.end() if following else end
        if base is None:
            upper = Pinpoint(article=Number(1))
            place = read_below(self.folded, at, upper) if level != "호" else None
            if place is None and not previous:
                return end
            self.emit(start, place.end if place else end, None, ante.NO_ANTECEDENT, None)
            return place.end if place else end
        meaning, pinpoint = base
        target = lifted(pinpoint, level, previous)
        if target is None:
            self.emit(
                start, end, None, ante.AMBIGUOUS if level == "조" else ante.NO_ANTECEDENT, meaning
            )
            return end
        place = read_below(self.folded, at, target)
        if place is None:
            places = read_list(self.folded, Place(start, end, target))
            return self.emit_places(start, places, meaning, ante.NO_ANTECEDENT)
        return self.emit_places(start, read_list(self.folded, place), meaning, ante.NO_ANTECEDENT)

    def _article(self, match: re.Match[str]) -> int:
        place = read_article(self.folded, match.start())
        if place is None:
            return match.end()
        meaning = self.state.bare_article(self.folded, match.start())
        if match["article"].startswith("§") and meaning is None:
            meaning = self.state.general("법")
        return self.emit_places(
            place.start, read_list(self.folded, place), meaning, ante.NO_ANTECEDENT
        )

    def _below(self, match: re.Match[str]) -> int:
        """제N항 or 제N호 without an article before it."""
        if NO_LAW.search(self.folded, max(0, match.start() - 8), match.start()):
            return match.end()
        base = self.state.bare_below(self.folded, match.start())
        item = match["below"].endswith("호")
        if base is None:
            if not item and (place := read_below(self.folded, match.start(), Pinpoint(Number(1)))):
                self.emit(place.start, place.end, None, ante.NO_ANTECEDENT, None)
                return place.end
            return match.end()
        meaning, upper = base
        place = read_below(self.folded, match.start(), upper)
        if place is None:
            return match.end()
        return self.emit_places(
            place.start, read_list(self.folded, place), meaning, ante.NO_ANTECEDENT
        )


def lifted(pinpoint: Pinpoint, level: str, previous: bool) -> Pinpoint | None:
    """The article, paragraph or item of a place, or the one before it."""
    if pinpoint.article is None:
        return None
    if level == "조":
        article = preceding(pinpoint.article) if previous else pinpoint.article
        if previous and not pinpoint.article.branches:
            return None
        return Pinpoint(article=article) if article else None
    if level == "항":
        paragraph = pinpoint.paragraph
        if previous:
            paragraph = preceding(paragraph) if paragraph else None
        return Pinpoint(pinpoint.article, paragraph) if paragraph else None
    if pinpoint.item is None or previous:
        return None
    return Pinpoint(pinpoint.article, pinpoint.paragraph, pinpoint.item)
