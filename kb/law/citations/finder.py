"""The citation finder: one walk over a text, from left to right, in linear time.

Every reference gets its exact span and either the identifier to which it resolves or the
reason why it does not. What is ambiguous resolves to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from kb.law.citations import antecedents as ante
from kb.law.citations.antecedents import UNKNOWN, Antecedents, kind_of, preceding
from kb.law.citations.folding import fold
from kb.law.citations.names import Found, Meaning, Names, begins_word
from kb.law.citations.places import Place, read_article, read_below, read_list
from kb.law.citations.rulings import NUMBER, court_of, read_case, ruling_id
from kb.law.citations.versions import version_of
from kb.law.identifiers import Number, Pinpoint, ProvisionId, WorkId
from kb.law.values import Citation

_ANCHOR = re.compile(
    rf"""
      (?P<skip>
          (?:법률|대통령령|총리령|부령|규칙|조례|훈령|예규|고시|공고|긴급명령)\s?제\s?[\d-]{{1,12}}\s?호
        | 별지\s?제?\s?\d{{1,3}}(?:의\d)?\s?호 | (?<![가-힣])[갑을병]\s?제?\s?\d{{1,3}}\s?호증
      )
    | (?P<case>(?<![\d-])(?:{NUMBER})(?!\d))
    | (?P<supplement>부칙)
    | (?P<annex>\[?별표\s?제?\s?\d{{1,2}}(?:의\s?\d)?)
    | (?P<same>(?<![가-힣])(?:같은|동|이|위|본|당해|해당|구|신|현행|개정|종전의?|개정\s?전|개정된|이\s사건|그)
        \s{{0,2}}(?P<kind>법률|법|규칙|시행령|시행규칙|영|조례|규정)(?=\s{{0,2}}(?:제\s{{0,2}}\d|§|시행|부칙|\())
        (?:\s{{0,2}}(?P<derived>시행령|시행규칙|규칙))?)
    | (?P<back>(?<![가-힣])(?:같은|동|위|전|이)\s{{0,2}}(?P<level>조|항|호)
        (?=\s|[,.·)의에각본단]|제\s{{0,2}}\d|및|또는|은|는|을|와|과|이|에서))
    | (?P<title>「(?P<titled>[^「」\n]{{2,60}})」)
    | (?P<article>제\s{{0,2}}\d{{1,4}}(?:\s?[,·]\s?\d{{1,3}}){{0,8}}\s{{0,2}}조(?![가-힣]?원)|§{{1,2}}\s{{0,2}}(?:제\s?)?\d{{1,4}})
    | (?P<name>시행령|시행규칙|규칙|법률|[법령례정칙준관헌규침약]|직제)
    | (?P<below>(?<![가-힣])제\s{{0,2}}\d{{1,3}}(?:\s?[,·]\s?\d{{1,3}}){{0,8}}\s{{0,2}}[항호])
    """,
    re.VERBOSE,
)
_PAREN = re.compile(r"\((?:[^()]|\([^()]{0,80}\)){0,300}\)")
_DEFINES = re.compile(
    r"""이하(?:에서)?\s*(?:,|는|에서는)?\s*(?:간단히|각)?\s*
    (?:['"「]\s*(?P<quoted>[^'"「」()\n]{1,40}?)\s*['"」]|(?P<plain>[가-힣·]{1,20}))
    \s*(?:이라고만|이라고|라고만|라고|이라|라|으로|로)?\s*(?:만\s*)?(?:한다|하고|함|약칭|칭|부른다|줄여|표시|쓴다|하며|합니다|$)?""",
    re.VERBOSE,
)
_DECREE = re.compile(r"\s{0,2}(?P<kind>시행령|시행규칙)")
_GENERIC = frozenset("법 법률 규칙 시행령 시행규칙 령".split())
_ENDS = ("법", "법률", "규칙", "령", "조례", "규정", "헌법", "직제", "강령", "기준", "세칙", "정관", "당헌", "당규", "지침", "규약", "협약", "조약", "시행령")
_PAIRS = ("<>", "[]", "【】", "''", '""')
_NO_NAMES = frozenset(
    "방법 불법 위법 적법 합법 입법 사법 편법 탈법 문법 용법 수법 대통령 명령 법령 요령 수령 훈령 점령 횡령 일정 결정 인정 개정 제정 "
    "확정 선정 지정 한정 추정 특정 예정 판정 전제 문제 기준 수준 단체 선례 판례 사례 비례 차례 기관 직제 규제 공직 신규 법규 하위법령 원칙 변칙 반칙 벌칙 총칙 준칙 부칙 관련법".split()
)
_FOREIGN = re.compile(r"(?:미국|일본|독일|프랑스|영국|북한|중국|이탈리아|스위스|오스트리아|캐나다|연방|바이마르|동독|서독)(?:의)?\s{0,2}$")
_PARTICLES = "상의은는을를에이과와으로도만위및시중등또내부인,."


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


class _Walk:
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

    def citations(self) -> list[Citation]:
        handlers: dict[str, Callable[[re.Match[str]], int]] = {
            "case": self._case,
            "supplement": self._supplement,
            "annex": self._annex,
            "same": self._same,
            "back": self._back,
            "title": self._title,
            "name": self._name,
            "article": self._article,
            "below": self._below,
        }
        at = 0
        while match := _ANCHOR.search(self.folded, at):
            kind = match.lastgroup or ""
            kind = next((k for k in handlers if match[k] is not None), kind)
            handler = handlers.get(kind)
            end = handler(match) if handler else match.end()
            at = max(end, match.start() + 1)
            self.done = max(self.done, at if handler is None or end > match.end() else self.done)
        return self.found

    # -- emitting ---------------------------------------------------------------------------

    def _emit(
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

    def _emit_places(
        self, start: int, places: list[Place], meaning: Meaning | None, missing: str
    ) -> int:
        """Cite each place of a list in a work; the first begins at ``start``."""
        work = meaning.work if meaning else None
        reason = _reason(meaning, missing)
        for place in places:
            start = place.start if start < 0 else start
            target = work.provision(place.pinpoint) if work else None
            until = work.provision(place.until) if work and place.until else None
            self._emit(start, place.end, target, reason, meaning, until)
            start = -1
        last = places[-1]
        first = places[0]
        if len(places) == 1 and (
            self.folded[first.end - 1] == "①"
            and ")" in self.folded[first.end - 4 : first.end]
        ):
            self.state.quote(meaning, first.end)
        self.state.cite(meaning, last.until or last.pinpoint, last.end)
        return last.end

    # -- names ------------------------------------------------------------------------------

    def _title(self, match: re.Match[str]) -> int:
        inside, end = match["titled"], match.end()
        start = match.start()
        found = self._ending(match.end("titled"))
        decree = _DECREE.match(self.folded, end)
        if found is None or found.start > match.start("titled") + 3:
            known = self.names.get(inside)
            found = (
                Found(match.start("titled"), match.end("titled"), inside, known) if known else None
            )
        if found is None and not _is_law(inside):
            return match.start() + 1
        meaning = found.meaning if found else UNKNOWN
        kind = kind_of(inside)
        if decree:
            self.state.name(meaning, end, kind)
            meaning, kind = self.state.derived(meaning, decree["kind"]) or UNKNOWN, decree["kind"]
            end = decree.end()
        return self._after_name(_with_old(self.folded, start), end, meaning, True, kind)

    def _name(self, match: re.Match[str]) -> int:
        end = match.end()
        if not self._name_may_end(end):
            return end
        found = self._ending(end)
        if found is not None and found.start < self._floor():
            found = None
        if found is None:
            return self._general(match) or self._unknown(match) or end
        start = _with_old(self.folded, found.start)
        if start and self.folded[start - 1 : start] + self.folded[end : end + 1] in _PAIRS:
            start, end = start - 1, end + 1
        if _FOREIGN.search(self.folded, max(0, start - 8), start):
            return self._after_name(start, end, UNKNOWN, False, kind_of(found.key))
        meaning, kind = found.meaning, kind_of(found.key)
        if decree := _DECREE.match(self.folded, end):
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

    def _floor(self) -> int:
        return self.found[-1].end if self.found else 0

    def _name_may_end(self, end: int) -> bool:
        following = self.folded[end : end + 2]
        if not following or not "가" <= following[0] <= "힣":
            return True
        if following[0] == "제":
            return following[1:].isdigit() or following[1:] == " "
        return following[0] in _PARTICLES

    def _general(self, match: re.Match[str]) -> int:
        """법 제N조, 규칙 §N, 시행령 제N조 without more."""
        word, start, end = match["name"], match.start(), match.end()
        if word not in _GENERIC or not begins_word(self.folded, start):
            return 0
        decree = _DECREE.match(self.folded, end) if word in ("법", "법률") else None
        end = decree.end() if decree else end
        at = self._place_after(end)
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
        if decree := _DECREE.match(self.folded, end):
            end = decree.end()
        if self._place_after(end) is None:
            return 0
        start = match.end()
        while start > 0 and (self.folded[start - 1].isalnum() or self.folded[start - 1] == "·"):
            start -= 1
        word = self.folded[start : match.end()]
        if self.folded.endswith("관한 ", 0, start):
            start = _long_name(self.folded, start)
        if not word.endswith(_ENDS) or word in _NO_NAMES or start < self._floor():
            return 0
        kind = decree["kind"] if decree else kind_of(word)
        if decree:
            self.state.name(UNKNOWN, end, "법")
        return self._after_name(start, end, UNKNOWN, False, kind)

    def _place_after(self, end: int) -> int | None:
        """Where a place begins after a name, over brackets and spaces."""
        at = end
        for _ in range(3):
            at = _AFTER.match(self.folded, at).end()  # type: ignore[union-attr]
            paren = _PAREN.match(self.folded, at)
            if paren is None:
                break
            at = paren.end()
        if _BEGINS_PLACE.match(self.folded, at):
            return at
        return None

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
        at = self._place_after(end)
        if at is None:
            plain_constitution = (
                not titled and meaning is not None and meaning.works
                and kind_of(meaning.works[0].name) == "법"
                and meaning.works[0].name.endswith("헌법")
            )
            if meaning is not None and not plain_constitution:
                self.state.name(meaning, end, kind)
            if titled:
                work = meaning.work if meaning else None
                self._emit(start, end, work, _reason(meaning, ante.UNKNOWN_WORK), meaning)
            return end
        if meaning is not None:
            self.state.name(meaning, end, kind)
        if supplement := re.compile("부칙").match(self.folded, at):
            return self._read_supplement(start, supplement.end(), meaning)
        if annex := _ANNEX.match(self.folded, at):
            return self._emit_annex(start, annex, meaning)
        place = read_article(self.folded, at)
        if place is None:
            return end
        return self._emit_places(
            start, read_list(self.folded, place), meaning, ante.NO_ANTECEDENT
        )

    def _read_paren(self, end: int, meaning: Meaning | None) -> Meaning | None:
        """Definitions and versions in the brackets after a name."""
        at = end
        while at < len(self.folded) and self.folded[at] in " 」":
            at += 1
        paren = _PAREN.match(self.folded, at)
        if paren is None or meaning is None:
            return meaning
        since, until = version_of(paren.group())
        if since or until:
            meaning = replace(meaning, version_from=since, version_until=until)
        for definition in _DEFINES.finditer(paren.group()):
            alias = (definition["quoted"] or definition["plain"] or "").strip()
            alias = re.sub(r"(?:이라|라)$", "", alias) if not definition["quoted"] else alias
            if alias.endswith(_ENDS) and len(alias) <= 30:
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
        if self._place_after(end) is None:
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
            self._emit(start, place.end if place else end, None, ante.NO_ANTECEDENT, None)
            return place.end if place else end
        meaning, pinpoint = base
        target = _lifted(pinpoint, level, previous)
        if target is None:
            self._emit(start, end, None, ante.AMBIGUOUS if level == "조" else ante.NO_ANTECEDENT, meaning)
            return end
        place = read_below(self.folded, at, target) if level != "호" or True else None
        if place is None:
            places = read_list(self.folded, Place(start, end, target))
            return self._emit_places(start, places, meaning, ante.NO_ANTECEDENT)
        return self._emit_places(
            start, read_list(self.folded, place), meaning, ante.NO_ANTECEDENT
        )

    def _article(self, match: re.Match[str]) -> int:
        place = read_article(self.folded, match.start())
        if place is None:
            return match.end()
        meaning = self.state.bare_article(self.folded, match.start())
        if match["article"].startswith("§") and meaning is None:
            meaning = self.state.general("법")
        return self._emit_places(
            place.start, read_list(self.folded, place), meaning, ante.NO_ANTECEDENT
        )

    def _below(self, match: re.Match[str]) -> int:
        """제N항 or 제N호 without an article before it."""
        base = self.state.bare_below(self.folded, match.start())
        item = match["below"].endswith("호")
        if base is None:
            if not item and (place := read_below(self.folded, match.start(), Pinpoint(Number(1)))):
                self._emit(place.start, place.end, None, ante.NO_ANTECEDENT, None)
                return place.end
            return match.end()
        meaning, upper = base
        place = read_below(self.folded, match.start(), upper)
        if place is None:
            return match.end()
        return self._emit_places(
            place.start, read_list(self.folded, place), meaning, ante.NO_ANTECEDENT
        )

    # -- 부칙, 별표, rulings -------------------------------------------------------------------

    def _supplement(self, match: re.Match[str]) -> int:
        meaning = self.state.bare_article(self.folded, match.start())
        return self._read_supplement(match.start(), match.end(), meaning)

    def _read_supplement(self, start: int, end: int, meaning: Meaning | None) -> int:
        day: date | None = None
        if paren := re.compile(r"\s?(?:\([^()\n]{1,60}\)|<[^<>\n]{1,40}>)").match(self.folded, end):
            day = version_of(paren.group())[0]
            end = paren.end() if day else end
        if day is None and meaning is not None:
            day = meaning.version_from
        at = end + len(self.folded[end : end + 2]) - len(self.folded[end : end + 2].lstrip())
        place = read_article(self.folded, at) or (
            read_below(self.folded, at, Pinpoint()) if self.folded[at : at + 1] == "제" else None
        )
        if place is None and day is None:
            return end
        pinpoint = replace(place.pinpoint if place else Pinpoint(), supplement=day)
        work = meaning.work if meaning else None
        target = work.provision(pinpoint) if work and day else None
        reason = _reason(meaning, ante.NO_ANTECEDENT) if not work else ante.UNDATED_SUPPLEMENT
        self._emit(start, place.end if place else end, target, reason, meaning)
        return place.end if place else end

    def _annex(self, match: re.Match[str]) -> int:
        annex = _ANNEX.match(self.folded, match.start())
        if annex is None:
            return match.end()
        return self._emit_annex(
            match.start(), annex, self.state.bare_article(self.folded, match.start())
        )

    def _emit_annex(self, start: int, annex: re.Match[str], meaning: Meaning | None) -> int:
        number = Number(int(annex["n"]), (int(annex["b"]),) if annex["b"] else ())
        work = meaning.work if meaning else None
        target = work.provision(Pinpoint(annex=number)) if work else None
        self._emit(start, annex.end(), target, _reason(meaning, ante.NO_ANTECEDENT), meaning)
        return annex.end()

    def _case(self, match: re.Match[str]) -> int:
        case = read_case(self.folded, match.start())
        if case is None:
            return match.end()
        court = case.court
        if court is None and self.court and match.start() - self.court_at < 120:
            between = self.folded[self.court_at : match.start()]
            court = self.court if re.fullmatch(r"[\s,·.\d년월일선고결정및과와,또는자()]*", between) else None
        only = court_of(case.number)
        court = only if only == "헌법재판소" else court or only
        start = max(case.start, self._floor())
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


_ANNEX = re.compile(r"\[?별표\s?제?\s?(?P<n>\d{1,2})(?:의\s?(?P<b>\d))?\]?")
_AFTER = re.compile(r"[ 」]*(?:\n[ ]*(?!\n))?")
_BEGINS_PLACE = re.compile(
    r"제\s{0,2}\d{1,4}(?:\s?[,·]\s?\d{1,3}){0,8}\s{0,2}조|§{1,2}\s{0,2}(?:제\s?)?\d|\d{1,3}\s{0,2}조(?!\s?[\d,]*원|\s?\d*억)|부칙|\[?별표\s?제?\s?\d"
)


def _reason(meaning: Meaning | None, missing: str) -> str:
    if meaning is None:
        return missing
    return ante.UNKNOWN_WORK if not meaning.works else ante.AMBIGUOUS


def _lifted(pinpoint: Pinpoint, level: str, previous: bool) -> Pinpoint | None:
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


def _is_law(name: str) -> bool:
    last = name.rstrip(" )").split(" ")[-1]
    return name.rstrip().endswith(_ENDS) and last not in _NO_NAMES


_WORDS_OF_NAME = re.compile(r"(?:[가-힣·]+[ ]){1,9}$")
_ENDS_PHRASE = ("은", "는", "이", "가", "을", "를", "로", "고", "며", "서", "면", "나", "라", "다", "여")


def _long_name(text: str, end: int) -> int:
    """Where an unknown name of several words (… 에 관한 조례) begins."""
    match = _WORDS_OF_NAME.search(text, max(0, end - 60), end)
    if match is None:
        return end
    start = end
    for word in reversed(match.group().split()):
        if word.endswith(_ENDS_PHRASE):
            break
        start = text.rindex(word, match.start(), start)
    return start


_OLD = re.compile(r"(?:구|舊)\s{0,2}$")


def _with_old(text: str, start: int) -> int:
    """Where a name begins with the 구 of an old law before it."""
    match = _OLD.search(text, max(0, start - 3), start)
    if match and (match.start() == 0 or not text[match.start() - 1].isalnum()):
        return match.start()
    return start
