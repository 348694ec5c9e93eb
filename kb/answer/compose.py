"""The answer's sentences in their sections, each with its numbered sources (답변의 구성).

Sections: 결론, 근거 조문, 관련 해석·판례, 적용시점, 다른 점, 주의. A sentence is a quotation, or a
statement of fact about sources. A digest (요지) is never set in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kb.answer import quote
from kb.answer.conclusion import Evidence, Verdict
from kb.answer.draft import Draft, Shown, reason, source_title, where, whose
from kb.answer.phrases import (
    CONCLUSION,
    CONCLUSION_NAME,
    FACT,
    KIND,
    LIKENESS,
    STATE,
    day_said,
    josa,
    pick,
)
from kb.answer.record import Case
from kb.answer.sentences import clause
from kb.law.values import Interpretation, Ruling, TextState

SHORT = 150
LIST = 420
"""Letters of a list of 호 that the first line reads out whole: which of them is asked is not known."""
_EXCEPTS = re.compile(r"다만,[^.]*\.?\s*(?:<[^>]*>)?\s*$")
"""Opening words whose proviso announces the list: the rule stands before it."""
_LIST = re.compile(r"(?<=\n)1\. ")
"""Longest quotation in the first line, which is read out on the telephone."""
TOLD = 260
"""The same where the first line is the rule itself."""


def short(text: str, question: str, longest: int = SHORT, anchor: str = "") -> str:
    """A stretch of quoted words that can be read out; contiguous in the source.

    ``anchor`` are words on which the answer turns and that must be in it.
    """
    first = _LIST.search(text) if len(text) > longest else None
    if first and len(text) - first.start() <= LIST and not _EXCEPTS.search(text, 0, first.start()):
        return text[first.start() :]
    start, end = clause(text, 0, len(text), question, longest)
    if anchor in text and anchor not in text[start:end]:
        at = text.index(anchor)
        head = max((text.rfind(c, 0, at) + 1 for c in ",;\n"), default=0)
        head = head if at + len(anchor) - head <= longest else at
        start, end = clause(text, head, len(text), "", longest)
    return text[start:end].strip(",; ")


def told(
    text: str, question: str, longest: int = SHORT, *, digest: bool = False, anchor: str = ""
) -> str:
    """Such a stretch as it is printed: in quotation marks unless a digest's, … where words are left out."""
    words = short(text, question, longest, anchor)
    before = "" if text.startswith(words) else "… "
    after = "" if text.rstrip(" .,;").endswith(words.rstrip(" .,;")) else " …"
    return f"{before}{words if digest else f'“{words}”'}{after}"


def headline(draft: Draft, verdict: Verdict, shown: Sequence[Shown], question: str) -> str:
    """The first line of an answer with a conclusion, said and added as its first sentence."""
    assert verdict.conclusion is not None
    ko, en = CONCLUSION[str(verdict.conclusion)]
    if verdict.by:
        lead = verdict.by[0]
        draft.known += f" {len(verdict.by) - 1}"
        n = draft.evidence(lead, question)
        words = told(draft.sources[n].quote, question, digest=lead.digest)
        ko_line = _from_case_ko(ko, lead, words, n, len(verdict.by))
        en_line = _from_case_en(en, lead, words, n, len(verdict.by))
        draft.say("conclusion", ko_line, en_line, n)
    else:
        s = shown[0]
        n = draft.provision(s)
        place = draft.name(s.place)
        anchor = verdict.rule.anchor if verdict.rule is not None else ""
        words = told(s.words, question, digest=s.digest, anchor=anchor)
        # the statute is Korean: who reads English is told in English what it says
        said = f"{en}. {verdict.rule.en}" if verdict.rule is not None else f"{en}."
        draft.known += f" {said}"
        if s.digest:
            draft.say(
                "conclusion",
                f"요지에 따르면 {ko}. {place}의 요지(원문 아님): {words} [{n}]",
                f"According to the digest: {said} Digest of {place} (not the original words): "
                f"{words} [{n}]",
                n,
            )
        else:
            above = opening(s)
            draft.say(
                "conclusion",
                f"{ko}. 법문에 정해져 있습니다: {place} {above}{words} [{n}]",
                f"{said} The statute says so: {place} {above}{words} [{n}]",
                n,
            )
    return draft.sentences[-1].text


def opening(s: Shown, longest: int = 90) -> str:
    """The opening words above a quoted 호 that is no sentence by itself, quoted too."""
    if re.search(r"다\.?$", s.words):
        return ""
    span = quote.opening(s.text, s.place.pinpoint, longest=longest)
    return f"“{span.of(s.text)}” — " if span else ""


def _from_case_ko(said: str, e: Evidence, words: str, n: int, many: int) -> str:
    more = f" 외 {many - 1}건" if many > 1 else ""
    kind = "판례" if e.kind in ("ruling", "digest") else pick(KIND.get(e.kind, KIND["case"]), "ko")
    if e.digest:
        return f"요지에 따르면 {said}. 같은 내용의 {kind} 요지가 있습니다: {words} [{n}]{more}"
    return f"{said}. 같은 {josa(kind, '이/가')} 있습니다: {where(e, 'ko')}{more} {words} [{n}]"


def _from_case_en(said: str, e: Evidence, words: str, n: int, many: int) -> str:
    more = f" and {many - 1} more" if many > 1 else ""
    kind = pick(KIND.get(e.kind, KIND["case"]), "en")
    s = e.source
    if e.digest:
        english = s.answer_en if isinstance(s, Interpretation) else s.en
        return f"According to a digest: {said}. A digest of the same case says: {english or words} [{n}]{more}"
    return f"{said}. There is a {kind} of the same case: {where(e, 'en')}{more} {words} [{n}]"


def basis(draft: Draft, shown: Sequence[Shown], most: int = 3) -> None:
    """근거 조문: the governing provisions, each quoted, with the state of its text on the day."""
    for s in shown[:most]:
        n = draft.provision(s)
        source = draft.sources[n]
        place = draft.name(s.place)
        title = f"({s.title})" if s.title else ""
        when_ko, when_en = _on_day(s, draft.day)
        draft.known += f" {when_ko} {when_en}"
        if s.digest:
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


def penalty(draft: Draft, s: Shown | None) -> None:
    """What a breach of the rule brings (벌칙), where the law held says so."""
    if s is None or s.digest:
        return
    n = draft.provision(s)
    place, above = draft.name(s.place), opening(s, longest=200)
    draft.say(
        "basis",
        f"위반하면: {place} {above}“{draft.sources[n].quote}” [{n}]",
        f"A breach: {place} {above}“{draft.sources[n].quote}” [{n}]",
        n,
    )


def candidates(draft: Draft, shown: Sequence[Shown], most: int = 3) -> None:
    """Provisions that search found without being sure of any, named and not quoted as the basis."""
    named = [(draft.provision(s), s) for s in shown[:most]]
    if not named:
        return
    ko = ", ".join(f"{draft.name(s.id)}{f'({s.title})' if s.title else ''} [{n}]" for n, s in named)
    en = ", ".join(f"{draft.name(s.id)} [{n}]" for n, s in named)
    draft.say(
        "notes",
        f"확실하지 않으나 살펴볼 만한 조항: {ko}",
        f"Not sure to be on point, but worth a look: {en}",
        *(n for n, _ in named),
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
        conclusion=str(e.conclusion) if e.conclusion else None,
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
        said = zip(verdict.rule.conditions, verdict.rule.conditions_en, strict=True)
        for ko, en in said:
            # the rule's own data: the place of an exception that it names stands in no source shown
            draft.known += f" {ko} {en}"
            draft.say("conclusion", f"살필 조건: {ko} [{n}]", f"Condition: {en} [{n}]", n)
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
    words = opening(s, longest=200) + told(s.words, question, TOLD, digest=s.digest)
    if s.digest:
        draft.say(
            "conclusion",
            f"요지에 따르면 {place}{title}에 정해져 있습니다: {words} [{n}]",
            f"According to the digest, {place} provides: {words} [{n}]",
            n,
        )
    else:
        draft.say(
            "conclusion",
            f"{place}{title}에 정해져 있습니다: {words} [{n}]",
            f"{place} {title} provides: {words} [{n}]",
            n,
        )


def undecided(
    draft: Draft,
    shown: Sequence[Shown],
    evidence: Sequence[Evidence],
    judging: bool,
    *,
    far: bool = False,
) -> None:
    """First line where no same case or plain rule decides an act, or none sets what is asked.

    ``far`` says that the first provision is too unsure to be called the nearest.
    """
    why_ko = "물으신 것을 바로 정한 조항이나 같은 사례는 찾지 못했습니다."
    why_en = "No provision or case was found that sets just what is asked."
    if judging:
        why_ko = "같은 사례는 없어 결론을 내지 않습니다."
        why_en = "There is no same case, so no conclusion is given."
    near = [e for e in evidence if e.compared.likeness == "similar" and e.kind != "ruling"]
    also_ko = f" 비슷한 사례 {len(near)}건을 함께 보입니다." if near else ""
    also_en = f" {len(near)} similar cases are shown." if near else ""
    draft.known += f" {len(near)}"
    same = next((e for e in evidence if e.compared.likeness == "same" and not e.lends), None)
    if judging and same is not None:
        held = draft.evidence(same, "")
        ko, en = reason(same, "ko"), reason(same, "en")
        if same.conclusion is None:
            ko, en = "그 자료에 결론이 없습니다", "it states none"
        draft.known += f" {ko} {en}"
        why_ko = f"같은 사례가 있으나 그 결론을 빌리지 않습니다 [{held}]: {ko}."
        why_en = f"A same case lends no conclusion [{held}]: {en}."
    if far:
        draft.say("conclusion", f"{why_ko}{also_ko}", f"{why_en}{also_en}")
        return
    s = shown[0]
    n = draft.provision(s)
    place = draft.name(s.place)
    title = f"({s.title})" if s.title else ""
    draft.say(
        "conclusion",
        f"{why_ko} 가장 가까운 조항은 {place}{title}입니다 [{n}].{also_ko}",
        f"{why_en} The nearest provision is {place} [{n}].{also_en}",
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
    quoted = told if lead_now.digest else f"“{told}”"
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
