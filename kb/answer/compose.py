"""The answer's sentences in their sections, each with its numbered sources (답변의 구성).

Sections: 결론, 근거 조문, 관련 해석·판례, 적용시점, 다른 점, 주의. A sentence is a quotation, or a
statement of fact about sources. A digest (요지) is never set in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from kb.answer import quote
from kb.answer.conclusion import Evidence, Verdict
from kb.answer.phrases import (
    CONCLUSION,
    CONCLUSION_NAME,
    FACT,
    KIND,
    LIKENESS,
    STATE,
    Language,
    day_said,
    josa,
    pick,
)
from kb.answer.record import Case, Sentence, Source
from kb.answer.sources import Sources
from kb.law.identifiers import ProvisionId
from kb.law.values import Interpretation, Ruling, TextState, Version

Section = Literal["conclusion", "basis", "interpretations", "day", "differences", "notes"]
SHORT = 150
"""Longest quotation in the first line, which is read out on the telephone."""

TOLD = 260
"""The same where the first line is the rule itself."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A provision as of the day, with the span quoted."""

    id: ProvisionId
    title: str
    law: Any
    """``ProvisionOnDay`` of the whole article."""
    text: str
    """The article's words shown: those of the day, or the nearest held where they are not."""
    version: Version | None
    span: quote.Span

    @property
    def place(self) -> ProvisionId:
        """The place quoted."""
        return ProvisionId(self.id.work, self.span.pinpoint or self.id.pinpoint)

    @property
    def words(self) -> str:
        """The words quoted."""
        return self.span.of(self.text)


@dataclass(slots=True)
class Draft:
    """An answer in the making."""

    language: Language
    day: date
    names: Mapping[str, str]
    """Printed names of instruments by their identifier's name."""
    sources: Sources = field(default_factory=Sources)
    sentences: list[Sentence] = field(default_factory=list)
    known: str = ""
    """Numbers and days that the composition itself vouches for: elections, periods, counts."""

    def say(self, section: Section, ko: str, en: str, *citations: int) -> None:
        """Add a sentence in the answer's language."""
        text = en if self.language == "en" else ko
        self.sentences.append(
            Sentence(section=section, text=text, citations=sorted(set(citations)))
        )

    def name(self, id: ProvisionId) -> str:
        """Printed name and place of a provision."""
        return f"{self.names.get(id.work.name, id.work.name)} {id.pinpoint.label}"

    # -- sources ----------------------------------------------------------------------------

    def provision(self, shown: Shown) -> int:
        """Number a provision as a source."""
        law, version, place = shown.law, shown.version, shown.place.pinpoint
        id = ProvisionId(shown.id.work, place, version.effective if version else None)
        state = TextState(law.state)
        return self.sources.add(
            Source(
                n=0,
                id=str(id),
                kind="provision",
                title=self.names.get(id.work.name, id.work.name)
                + (f" ({shown.title})" if shown.title else ""),
                pinpoint=place.label,
                page=None,
                quote=shown.words,
                start=shown.span.start,
                end=shown.span.end,
                text=shown.text,
                document=version.document if version else "",
                in_force=state
                in (TextState.HELD, TextState.NO_LATER_CHANGE_KNOWN, TextState.DIGEST),
                state=str(state),
                standing=pick(STATE[state], self.language),
                digest=bool(law.digest),
                url=law.url or (version.url if version else ""),
                version=version.key if version else "",
            )
        )

    def evidence(self, e: Evidence, question: str) -> int:
        """Number a reply, case or ruling as a source, quoting the sentence that judges."""
        known = self.sources.number(e.id)
        if known is not None:
            return known
        text = e.text
        span = quote.deciding(e.answer, e.conclusion, question)
        offset = text.find(e.answer)
        start, end = (span.start + offset, span.end + offset) if offset >= 0 else (0, 0)
        s = e.source
        ruling = isinstance(s, Ruling)
        self.known += f" {whose(e, self.language)} {source_title(e, self.language)}"
        return self.sources.add(
            Source(
                n=0,
                id=e.id,
                kind=e.kind,
                title=source_title(e, self.language),
                pinpoint=_pinpoint(e, self.language),
                page=None if ruling else s.page,  # type: ignore[union-attr]
                quote=text[start:end],
                start=start,
                end=end,
                text=text,
                document=s.document,
                in_force=None,
                standing=reason(e, self.language),
                digest=e.digest,
                url=s.url,
            )
        )


def source_title(e: Evidence, language: Language) -> str:
    """What a person calls a source: 대법원 2020. 7. 16. 선고 2019도13328, or its heading."""
    s = e.source
    if isinstance(s, Ruling):
        day = f"{day_said(s.day, language)} " if s.day else ""
        return f"{s.court} {day}{'' if language == 'en' else '선고 '}{s.number}".strip()
    if language == "en" and s.title_en:
        return s.title_en
    return s.title or s.document_label


def _pinpoint(e: Evidence, language: Language) -> str:
    s = e.source
    if isinstance(s, Ruling):
        return ""
    if s.page:
        page = f"p. {s.page}" if language == "en" else f"{s.page}쪽"
        return f"{e.collection or s.document_label}, {page}"
    where = " > ".join(s.section[-2:])
    day = day_said(s.day, language) if s.day else ""
    return ", ".join(x for x in (e.collection or s.document_label, where or day) if x)


def whose(e: Evidence, language: Language) -> str:
    """Whose words a source is and where: 중앙선거관리위원회 회답(2022. 7. 15.)."""
    s = e.source
    if isinstance(s, Ruling):
        return source_title(e, language)
    kind = pick(KIND.get(e.kind, KIND["case"]), language)
    if e.kind == "digest" and s.number:
        when = f"{day_said(s.day, language)} " if s.day else ""
        where = f"{s.office} {when}{s.number}"
    elif e.kind == "reply":
        kind = f"{s.office or '중앙선거관리위원회'} {kind}"
        unknown = "day unknown" if language == "en" else "답변일 미상"
        where = day_said(s.day, language) if s.day else unknown
    else:
        where = e.collection or s.document_label
        if s.page:
            where += f", p. {s.page}" if language == "en" else f" {s.page}쪽"
    return f"{kind} ({where})" if language == "en" else f"{kind}({where})"


def where(e: Evidence, language: Language) -> str:
    """Where a source stands, without its kind: 정치관계법 사례예시집 44쪽."""
    told = whose(e, language)
    kind = pick(KIND.get(e.kind, KIND["case"]), language)
    return told.removeprefix(kind).strip(" ()") if told.startswith(kind) else told


def reason(e: Evidence, language: Language) -> str:
    """The standing of a source as a sentence."""
    return str(e.law.reason_en if language == "en" else e.law.reason_ko)


def short(text: str, question: str, longest: int = SHORT) -> str:
    """A stretch of quoted words that can be read out; contiguous in the source."""
    start, end = quote.clause(text, 0, len(text), question, longest)
    return text[start:end].rstrip(",; ")


def headline(draft: Draft, verdict: Verdict, shown: Sequence[Shown], question: str) -> str:
    """The first line of an answer with a conclusion, said and added as its first sentence."""
    assert verdict.conclusion is not None
    ko, en = CONCLUSION[str(verdict.conclusion)]
    if verdict.by:
        lead = verdict.by[0]
        draft.known += f" {len(verdict.by) - 1}"
        n = draft.evidence(lead, question)
        words = short(draft.sources[n].quote, question)
        ko_line = _from_case_ko(ko, lead, words, n, len(verdict.by))
        en_line = _from_case_en(en, lead, words, n, len(verdict.by))
        draft.say("conclusion", ko_line, en_line, n)
    else:
        s = shown[0]
        n = draft.provision(s)
        place = draft.name(s.place)
        words = short(s.words, question)
        if s.law.digest:
            draft.say(
                "conclusion",
                f"요지에 따르면 {ko}. {place}의 요지(원문 아님): {words} [{n}]",
                f"According to the digest: {en}. Digest of {place} (not the original words): "
                f"{words} [{n}]",
                n,
            )
        else:
            above = opening(s)
            draft.say(
                "conclusion",
                f"{ko}. 법문에 정해져 있습니다: {place} {above}“{words}” [{n}]",
                f"{en}. The statute says so: {place} {above}“{words}” [{n}]",
                n,
            )
    return draft.sentences[-1].text


def opening(s: Shown) -> str:
    """The opening words above a quoted 호 that is no sentence by itself, quoted too."""
    if re.search(r"다\.?$", s.words):
        return ""
    span = quote.opening(s.text, s.place.pinpoint, longest=90)
    return f"“{span.of(s.text)}” — " if span else ""


def _from_case_ko(said: str, e: Evidence, words: str, n: int, many: int) -> str:
    more = f" 외 {many - 1}건" if many > 1 else ""
    kind = "판례" if e.kind in ("ruling", "digest") else pick(KIND.get(e.kind, KIND["case"]), "ko")
    if e.digest:
        return f"요지에 따르면 {said}. 같은 내용의 {kind} 요지가 있습니다: {words} [{n}]{more}"
    return f"{said}. 같은 {josa(kind, '이/가')} 있습니다: {where(e, 'ko')}{more} “{words}” [{n}]"


def _from_case_en(said: str, e: Evidence, words: str, n: int, many: int) -> str:
    more = f" and {many - 1} more" if many > 1 else ""
    kind = pick(KIND.get(e.kind, KIND["case"]), "en")
    s = e.source
    if e.digest:
        english = s.answer_en if isinstance(s, Interpretation) else s.en
        return f"According to a digest: {said}. A digest of the same case says: {english or words} [{n}]{more}"
    return f"{said}. There is a {kind} of the same case: {where(e, 'en')}{more} “{words}” [{n}]"


def basis(draft: Draft, shown: Sequence[Shown], most: int = 3) -> None:
    """근거 조문: the governing provisions, each quoted, with the state of its text on the day."""
    for s in shown[:most]:
        n = draft.provision(s)
        source = draft.sources[n]
        place = draft.name(s.place)
        title = f"({s.title})" if s.title else ""
        when_ko, when_en = _on_day(s, draft.day)
        if s.law.digest:
            draft.say(
                "basis",
                f"{place}{title}의 요지(원문 아님): {source.quote} [{n}] — {when_ko}",
                f"{place} {title}, digest (not the original words): {source.quote} [{n}] — {when_en}",
                n,
            )
        else:
            above = opening(s)
            draft.say(
                "basis",
                f"{place}{title}: {above}“{source.quote}” [{n}] — {when_ko}",
                f"{place} {title}: {above}“{source.quote}” [{n}] — {when_en}",
                n,
            )


def _on_day(s: Shown, day: date) -> tuple[str, str]:
    state = TextState(s.law.state)
    v = s.version
    ko, en = STATE[state]
    if v is None:
        return f"{day_said(day, 'ko')} 기준 {ko}", f"{en} on {day}"
    dates = ", ".join(day_said(d, "ko") for d in s.law.amended_on)
    dates_en = ", ".join(str(d) for d in s.law.amended_on)
    text_ko = f"{day_said(day, 'ko')} {ko}"
    text_en = f"{en} on {day}"
    if state is TextState.NOT_HELD and dates:
        return f"{text_ko}, {dates} 개정", f"{text_en}, amended on {dates_en}"
    return (
        f"{text_ko} ({day_said(v.promulgated, 'ko')} 공포 본)",
        f"{text_en} (as promulgated on {v.promulgated})",
    )


def related(draft: Draft, evidence: Sequence[Evidence], question: str, most: int = 4) -> None:
    """관련 해석·판례: like cases with their conclusion, likeness and standing."""
    for e in evidence[:most]:
        n = draft.evidence(e, question)
        source = draft.sources[n]
        conclusion = CONCLUSION_NAME[str(e.conclusion) if e.conclusion else None]
        like = LIKENESS[e.compared.likeness]
        standing = reason(e, draft.language)
        if e.digest:
            english = (
                e.source.answer_en if isinstance(e.source, Interpretation) else e.source.en
            ) or source.quote
            draft.say(
                "interpretations",
                f"{like[0]} — {whose(e, 'ko')} ‘{source.title}’, 요지(원문 아님): {source.quote} "
                f"[{n}] (결론: {conclusion[0]}; {standing})",
                f"{like[1]} — {whose(e, 'en')}, digest (not the original words): {english} "
                f"[{n}] (conclusion: {conclusion[1]}; {standing})",
                n,
            )
        else:
            draft.say(
                "interpretations",
                f"{like[0]} — {whose(e, 'ko')}: “{source.quote}” [{n}] "
                f"(결론: {conclusion[0]}; {standing})",
                f"{like[1]} — {whose(e, 'en')}: “{source.quote}” [{n}] "
                f"(conclusion: {conclusion[1]}; {standing})",
                n,
            )


def differences(draft: Draft, evidence: Sequence[Evidence], question: str, most: int = 2) -> None:
    """다른 점: what keeps the most similar cases from lending their conclusion."""
    for e in [x for x in evidence if x.compared.likeness == "similar"][:most]:
        lines = [x for x in e.compared.lines if x.agrees == "differs"]
        if not lines and not e.compared.differs:
            continue
        n = draft.evidence(e, question)
        kinds = ", ".join(dict.fromkeys(FACT.get(x.kind, (x.kind,) * 2)[0] for x in lines))
        kinds_en = ", ".join(dict.fromkeys(FACT.get(x.kind, (x.kind,) * 2)[1] for x in lines))
        told = "; ".join(
            f"{FACT.get(x.kind, (x.kind,) * 2)[0]} — 질문: {x.question or '밝히지 않음'}, "
            f"사례: {x.case or '밝히지 않음'}"
            for x in lines
        ) or "; ".join(e.compared.differs)
        told_en = "; ".join(
            f"{FACT.get(x.kind, (x.kind,) * 2)[1]} — question: {x.question or 'not said'}, "
            f"case: {x.case or 'not said'}"
            for x in lines
        ) or "; ".join(e.compared.differs)
        head = josa(kinds, "이/가") + " 다릅니다" if kinds else "사실이 다릅니다"
        draft.say(
            "differences",
            f"비슷한 사례 [{n}]과는 {head} ({told}). 그래서 그 결론을 빌리지 않았습니다.",
            f"The similar case [{n}] differs in {kinds_en or 'its facts'} ({told_en}), so its "
            "conclusion is not borrowed.",
            n,
        )


def case_of(e: Evidence, draft: Draft, n: int | None) -> Case:
    """A compared source as the record keeps it."""
    s = e.source
    if isinstance(s, Ruling):
        label, title, page = s.document, source_title(e, draft.language), None
    else:
        label, title, page = s.document_label, s.title, s.page
    return Case(
        id=e.id,
        kind=e.kind,
        document=label,
        title=title,
        page=page,
        likeness=e.compared.likeness,
        probability=round(float(e.compared.probability), 4),
        conclusion=str(e.conclusion) if e.conclusion else None,  # type: ignore[arg-type]
        differs=list(e.compared.differs),
        standing=str(e.law.kind),
        standing_said=reason(e, draft.language),
        day=s.day,
        comparison=list(e.compared.lines),
        digest=e.digest,
        text=e.text,
        n=n,
    )


def conditions(draft: Draft, verdict: Verdict, question: str, most: int = 3) -> None:
    """The sentences on which the conclusion depends, as they stand in the deciding source."""
    for e in verdict.by[:1]:
        n = draft.evidence(e, question)
        first = draft.sources[n].quote
        for words in e.conditions[:most]:
            if words in first or words not in e.text:
                continue
            told = words if e.digest else f"“{words}”"
            draft.say("conclusion", f"조건: {told} [{n}]", f"Condition: {told} [{n}]", n)
    if verdict.changes:
        n = draft.evidence(verdict.by[0], question)
        draft.say(
            "conclusion",
            f"뒤의 것이 앞의 것을 바꾼다고 스스로 말합니다: “{verdict.changes}” [{n}]",
            f"The later source says itself that it changes the earlier: “{verdict.changes}” [{n}]",
            n,
        )
    if verdict.rule is not None and not verdict.by:
        n = draft.sources.items[0].n
        for words in verdict.rule.conditions:
            draft.say("conclusion", f"살필 조건: {words} [{n}]", f"Condition: {words} [{n}]", n)
    if verdict.rule is not None and verdict.by and verdict.rule.conclusion != verdict.conclusion:
        place = draft.name(verdict.rule.provision)
        draft.known += place
        draft.say(
            "differences",
            f"{place}의 문언만으로는 결론이 다를 수 있어 함께 살펴야 합니다.",
            f"The words of {place} alone may lead elsewhere; read them too.",
        )


def explains(draft: Draft, s: Shown, question: str) -> None:
    """First line where the question asks what the rule says: the provision's own words."""
    n = draft.provision(s)
    place = draft.name(s.place)
    title = f"({s.title})" if s.title else ""
    words = short(s.words, question, TOLD)
    if s.law.digest:
        draft.say(
            "conclusion",
            f"요지에 따르면 {place}{title}에 정해져 있습니다: {words} [{n}]",
            f"According to the digest, {place} provides: {words} [{n}]",
            n,
        )
    else:
        draft.say(
            "conclusion",
            f"{place}{title}에 정해져 있습니다: “{words}” [{n}]",
            f"{place} {title} provides: “{words}” [{n}]",
            n,
        )


def undecided(
    draft: Draft, shown: Sequence[Shown], evidence: Sequence[Evidence], question: str
) -> None:
    """First line where an act is to be judged and no same case or plain rule decides it."""
    s = shown[0]
    n = draft.provision(s)
    place = draft.name(s.place)
    title = f"({s.title})" if s.title else ""
    near = [e for e in evidence if e.compared.likeness == "similar"]
    also_ko = f" 비슷한 사례 {len(near)}건을 함께 보입니다." if near else ""
    also_en = f" {len(near)} similar cases are shown." if near else ""
    draft.known += f" {len(near)}"
    draft.say(
        "conclusion",
        f"같은 사례는 없어 결론을 내지 않습니다. 가장 가까운 조항은 {place}{title}입니다 [{n}].{also_ko}",
        f"There is no same case, so no conclusion is given. The nearest provision is {place} [{n}].{also_en}",
        n,
    )


def then_and_now(
    draft: Draft,
    then: str | None,
    now: Verdict,
    lead: Shown,
    lead_now: Shown,
    question: str,
    today: date,
) -> None:
    """The day asked about is past and its text is another than today's."""
    span = quote.provision(lead_now.text, lead.place.pinpoint, question)
    n = draft.provision(replace(lead_now, span=span))
    place = draft.name(lead.id.article)
    told = span.of(lead_now.text)
    quoted = told if lead_now.law.digest else f"“{told}”"
    draft.say(
        "day",
        f"{place}의 본문은 {day_said(draft.day, 'ko')}과 지금({day_said(today, 'ko')})이 다릅니다. 지금: {quoted} [{n}]",
        f"The text of {place} on {draft.day} differs from that of today ({today}). Now: {quoted} [{n}]",
        n,
    )
    later = str(now.conclusion) if now.conclusion else None
    if later is None or then is None or later == then or not draft.sentences:
        return
    first = draft.sentences[0]
    ko, en = CONCLUSION_NAME[later]
    head = (
        f"[As of {draft.day}; today: {en}] "
        if draft.language == "en"
        else f"(그때는 {CONCLUSION_NAME[then][0]}, 지금은 {ko}) "
    )
    draft.sentences[0] = first.model_copy(update={"text": head + first.text})


def notes(draft: Draft, shown: Sequence[Shown], evidence: Sequence[Evidence]) -> None:
    """주의: what a reader must know of the texts shown."""
    digests = [s.n for s in draft.sources.items if s.digest]
    if digests:
        marks = "".join(f"[{n}]" for n in digests)
        draft.say(
            "notes",
            f"{marks}은 요지(원문 아님)입니다. 원문은 곁의 링크에서 확인하십시오.",
            f"{marks}: digests, not the original words; see the links beside them.",
            *digests,
        )
