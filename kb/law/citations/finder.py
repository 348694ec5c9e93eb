"""The citation finder: one walk over a text, from left to right, in linear time.

Every reference gets its exact span and either the identifier to which it resolves or the
reason why it does not. What is ambiguous resolves to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kb.law.citations import antecedents as ante
from kb.law.citations.antecedents import UNKNOWN, kind_of, preceding
from kb.law.citations.grammar import ANCHOR, NO_LAW
from kb.law.citations.names import Meaning, Names
from kb.law.citations.naming import NameReader
from kb.law.citations.places import Place, read_article, read_below, read_list
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


class _Walk(NameReader):
    """The walk itself: at each sign, what it means here."""

    def citations(self) -> list[Citation]:
        handlers: dict[str, Callable[[re.Match[str]], int]] = {
            "case": self.case,
            "order": self._order,
            "supplement": self.supplement,
            "annex": self.annex,
            "same": self._same,
            "back": self._back,
            "title": self.title,
            "name": self.name,
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

    def _order(self, match: re.Match[str]) -> int:
        """훈령 제393호 제2조: an order known by its number, held nowhere."""
        return self.after_name(match.start(), match.end(), UNKNOWN, False, match.group()[:2])

    # -- references to what precedes ----------------------------------------------------------

    def _same(self, match: re.Match[str]) -> int:
        start, end = match.start(), match.end()
        named = self.ending(match.end("kind"))
        if named and named.start <= start:
            return self.after_name(named.start, match.end("kind"), named.meaning, False)
        meaning = self.state.same(match["kind"])
        if match["derived"]:
            meaning = self.state.derived(meaning, match["derived"])
        if self.place_after(end) is None:
            return end
        return self.after_name(
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
