"""결론: the first line of an answer, and the conditions that stand under it.

It says the conclusion and whose it is, or what the rule says, with the words on which it rests;
or that no case and no rule decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer import excerpt
from kb.answer.conclusion import Evidence, Verdict
from kb.answer.draft import Draft, Shown, reason, where
from kb.answer.phrases import CONCLUSION, KIND, josa, pick
from kb.law.values import Interpretation


def headline(draft: Draft, verdict: Verdict, shown: Sequence[Shown], question: str) -> str:
    """The first line of an answer with a conclusion, said and added as its first sentence."""
    assert verdict.conclusion is not None
    ko, en = CONCLUSION[str(verdict.conclusion)]
    if verdict.by:
        lead = verdict.by[0]
        draft.known += f" {len(verdict.by) - 1}"
        n = draft.evidence(lead, question)
        words = excerpt.told(draft.sources[n].quote, question, digest=lead.digest)
        ko_line = _from_case_ko(ko, lead, words, n, len(verdict.by))
        en_line = _from_case_en(en, lead, words, n, len(verdict.by))
        draft.say("conclusion", ko_line, en_line, n)
    else:
        s = shown[0]
        n = draft.provision(s)
        place = draft.name(s.place)
        anchor = verdict.rule.anchor if verdict.rule is not None else ""
        words = excerpt.told(s.words, question, digest=s.digest, anchor=anchor)
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
            above = excerpt.opening(s)
            draft.say(
                "conclusion",
                f"{ko}. 법문에 정해져 있습니다: {place} {above}{words} [{n}]",
                f"{said} The statute says so: {place} {above}{words} [{n}]",
                n,
            )
    return draft.sentences[-1].text


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
    words = excerpt.opening(s, longest=200) + excerpt.told(
        s.words, question, excerpt.TOLD, digest=s.digest
    )
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
    if same is not None:
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
