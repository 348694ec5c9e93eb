"""The sections under the first line, sentence by sentence with numbered sources (답변의 구성).

근거 조문, 관련 해석·판례, 다른 점, 주의; 적용시점 has :mod:`kb.answer.dayline`. A sentence is a
quotation, or a statement of fact about sources. A digest (요지) is never set in quotation marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kb.answer import excerpt
from kb.answer.conclusion import Evidence
from kb.answer.draft import Draft, Shown, reason, whose
from kb.answer.phrases import CONCLUSION_NAME, FACT, LIKENESS, STATE, day_said, josa
from kb.answer.record import FactComparison
from kb.law.values import Interpretation, TextState


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
            above = excerpt.opening(s)
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
    place, above = draft.name(s.place), excerpt.opening(s, longest=200)
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
    """다른 점: what keeps the most similar cases from lending, and what the case that lends says otherwise."""
    lending = next((e for e in evidence if e.lends), None)
    if lending is not None and (lines := _apart(lending)):
        n = draft.evidence(lending, question)
        (kinds, told), (kinds_en, told_en) = _sides(lines, 0), _sides(lines, 1)
        draft.say(
            "differences",
            f"같은 사례 [{n}]에는 {josa(kinds, '이/가')} 달리 적혀 있습니다 ({told}). 두 글을 마주 읽어 같은 사안으로 "
            "보았으니, 그 사실로 결론이 달라지지 않는지 살펴보십시오.",
            f"The same case [{n}] puts {kinds_en} otherwise ({told_en}). Read side by side both tell one case; "
            "see whether that fact would change the conclusion.",
            n,
        )
    for e in [x for x in evidence if x.compared.likeness == "similar"][:most]:
        lines = _apart(e)
        if not lines and not e.compared.differs:
            continue
        n = draft.evidence(e, question)
        (kinds, told), (kinds_en, told_en) = _sides(lines, 0), _sides(lines, 1)
        why = "; ".join(e.compared.differs)
        head = josa(kinds, "이/가") + " 다릅니다" if kinds else "사실이 다릅니다"
        draft.say(
            "differences",
            f"비슷한 사례 [{n}]과는 {head} ({told or why}). 그래서 그 결론을 빌리지 않았습니다.",
            f"The similar case [{n}] differs in {kinds_en or 'its facts'} ({told_en or why}), so its "
            "conclusion is not borrowed.",
            n,
        )


def _apart(e: Evidence) -> list[FactComparison]:
    return [line for line in e.compared.lines if line.agrees == "differs"]


def _sides(lines: Sequence[FactComparison], speaks: int) -> tuple[str, str]:
    """What differs, by name and side by side; ``speaks`` is 0 for Korean, 1 for English."""
    asked, held, none = (("질문", "사례", "밝히지 않음"), ("question", "case", "not said"))[speaks]
    names = [FACT.get(line.kind, (line.kind,) * 2)[speaks] for line in lines]
    told = "; ".join(
        f"{name} — {asked}: {line.question or none}, {held}: {line.case or none}"
        for name, line in zip(names, lines, strict=True)
    )
    return ", ".join(dict.fromkeys(names)), told


def notes(draft: Draft) -> None:
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
