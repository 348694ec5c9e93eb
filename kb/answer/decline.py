"""Answers without a conclusion: each says why, with what is held on the matter (답하지 않는 답)."""

from __future__ import annotations

from collections.abc import Sequence

from kb.answer import excerpt, grounding, sections
from kb.answer.conclusion import Evidence, Verdict
from kb.answer.draft import Draft, Shown, whose
from kb.answer.openfacts import Turning
from kb.answer.phrases import CONCLUSION_NAME, FACT, day_said, josa
from kb.answer.premise import False_
from kb.answer.record import Branch
from kb.answer.subject import Outside
from kb.law.identifiers import ProvisionId


def outside(draft: Draft, why: Outside, shown: Sequence[Shown]) -> None:
    """Out of subject, opinion or personal data; a near election with the article that says so."""
    draft.say("conclusion", f"{why.ko}.", f"{why.en}.")
    sections.basis(draft, shown, most=2)
    if why.near:
        draft.say(
            "notes",
            "그 선거에 적용되는 법령과 규약은 그 단체나 소관 기관에 물어 주십시오.",
            "Please ask the body concerned for the rules of its election.",
        )
    elif why.reason == "opinion":
        draft.say(
            "notes",
            "법과 공식 해석이 무엇을 정하는지는 물으실 수 있습니다.",
            "You may ask what the law and official interpretations say.",
        )


def foreign_subject(draft: Draft) -> None:
    """Nothing held is about the question."""
    draft.say(
        "conclusion",
        "보유한 선거법령에 관한 질문이 아니어서 답하지 않습니다.",
        "The question is not about the election law held here, so it is not answered.",
    )


def grounded(shown: Sequence[Shown], evidence: Sequence[Evidence], question: str) -> bool:
    """Whether what was found speaks of what is asked: a like case, or a provision's own words."""
    if any(e.kind != "ruling" and e.compared.likeness != "different" for e in evidence):
        return True
    return any(grounding.covering(question, s) >= grounding.SOME for s in shown)


def not_held(draft: Draft, named: ProvisionId) -> None:
    """The provision named is not among those held of an instrument that is held in part."""
    place = draft.name(named)
    draft.say(
        "conclusion",
        f"{josa(place, '은/는')} 보유하지 않아 있는지 없는지 말할 수 없습니다.",
        f"{place} is not held; whether it exists cannot be said.",
    )


def no_basis(draft: Draft, shown: Sequence[Shown]) -> None:
    """In subject, but nothing held decides it."""
    near_ko = near_en = ""
    if shown:
        s = shown[0]
        place = draft.name(s.place)
        near_ko = f" 가장 가까운 조항은 {place}입니다."
        near_en = f" The nearest provision is {place}."
    draft.say(
        "conclusion",
        f"보유한 법령·회답·사례에서 근거를 찾지 못했습니다.{near_ko}",
        f"No basis was found in the law, replies and cases held.{near_en}",
        *((draft.provision(shown[0]),) if shown else ()),
    )
    draft.say(
        "notes",
        "이 기록을 내보내 본부에 물을 수 있습니다.",
        "This record can be exported and sent to headquarters.",
    )


def premise(draft: Draft, false: False_, shown: Sequence[Shown]) -> None:
    """전제가 다릅니다: what the named provision really is on the day."""
    day_ko, day_en = day_said(draft.day, "ko"), day_said(draft.day, "en")
    place = draft.name(false.id) if false.id else false.named
    cited = tuple(draft.provision(s) for s in shown[:1])
    mark = "".join(f" [{n}]" for n in cited)
    if false.kind == "missing_work":
        draft.say(
            "conclusion",
            f"전제가 다릅니다. {josa(f'‘{false.named}’', '이라는/라는')} 법령은 보유한 법령에 없습니다.",
            f"The premise is not right: no instrument named ‘{false.named}’ is held.",
        )
    elif false.kind == "missing":
        about = f"({false.title})" if false.title else ""
        draft.say(
            "conclusion",
            f"전제가 다릅니다. {josa(place, '은/는')} 없습니다({day_ko} 기준).{mark}",
            f"The premise is not right: there is no {place} on {day_en}.{mark}",
            *cited,
        )
        if shown:
            near = draft.name(shown[0].id.article)
            draft.say(
                "basis",
                f"있는 조항은 {near}{about or f'({shown[0].title})'}입니다.{mark}",
                f"The article that exists is {near} ({shown[0].title}).{mark}",
                *cited,
            )
    elif false.kind == "deleted":
        when_ko = f"{day_said(false.on, 'ko')} " if false.on else ""
        when_en = f" on {false.on}" if false.on else ""
        draft.say(
            "conclusion",
            f"전제가 다릅니다. {josa(place, '은/는')} {when_ko}삭제되었습니다.{mark}",
            f"The premise is not right: {place} was deleted{when_en}.{mark}",
            *cited,
        )
    elif false.kind == "future":
        when_ko = f"{day_said(false.on, 'ko')}부터 시행되어 " if false.on else ""
        when_en = f" (in force from {false.on})" if false.on else ""
        draft.say(
            "conclusion",
            f"전제가 다릅니다. {josa(place, '은/는')} {when_ko}{day_ko}에는 아직 시행 전입니다.{mark}",
            f"The premise is not right: {place} was not yet in force on {day_en}{when_en}.{mark}",
            *cited,
        )
    else:
        s = shown[0]
        place = draft.name(s.place)
        told = excerpt.told(s.words, "", digest=s.digest)
        draft.say(
            "conclusion",
            f"전제가 다릅니다. 질문의 {josa(f'‘{false.named}’', '은/는')} {place}에 없습니다: {told}{mark}",
            f"The premise is not right: ‘{false.named}’ is not in {place}: {told}{mark}",
            *cited,
        )
        sections.basis(draft, shown, most=2)


def conflict(draft: Draft, verdict: Verdict, question: str) -> None:
    """Same cases of different conclusions, side by side; higher and newer authority named."""
    numbers = [draft.evidence(e, question) for e in verdict.by]
    marks = "".join(f"[{n}]" for n in numbers)
    draft.known += f" {len(numbers)}"
    draft.say(
        "conclusion",
        f"결론을 내지 않습니다. 같은 사례 {len(numbers)}건의 결론이 서로 다릅니다 {marks}.",
        f"No conclusion: {len(numbers)} sources on the same case disagree {marks}.",
        *numbers,
    )
    for e, n in zip(verdict.by, numbers, strict=True):
        ko, en = CONCLUSION_NAME[str(e.conclusion) if e.conclusion else None]
        words = draft.sources[n].quote
        ko_words = words if e.digest else f"“{words}”"
        draft.say(
            "differences",
            f"{whose(e, 'ko')} — {ko}: {ko_words} [{n}]",
            f"{whose(e, 'en')} — {en}: {ko_words} [{n}]",
            n,
        )
    first = verdict.by[0]
    draft.say(
        "notes",
        f"더 높거나 새로운 것은 [{numbers[0]}] {whose(first, 'ko')}입니다. 본부의 결정이 필요합니다.",
        f"The higher or newer one is [{numbers[0]}] {whose(first, 'en')}; headquarters must decide.",
        numbers[0],
    )


def ask_back(draft: Draft, turn: Turning, question: str) -> list[Branch]:
    """The open fact is asked, with the conclusion of each branch."""
    ko, en = FACT[turn.kind]
    draft.say(
        "conclusion",
        f"{josa(ko, '을/를')} 알려 주십시오. 알려진 사례가 거기에서 갈립니다.",
        f"Please tell the {en}: the known cases turn on it.",
    )
    branches: list[Branch] = []
    for value, e in turn.values:
        n = draft.evidence(e, question)
        lent = e.conclusion if e.law.lends else None
        name = CONCLUSION_NAME[str(lent) if lent else None]
        since = ("", "")
        if lent is None and e.conclusion is not None:
            was = CONCLUSION_NAME[str(e.conclusion)]
            since = (
                f" (그때는 {was[0]}; {e.law.reason_ko})",
                f" (then {was[1]}; {e.law.reason_en})",
            )
        draft.say(
            "conclusion",
            f"{value}: {name[0]}{since[0]} — {whose(e, 'ko')} [{n}]",
            f"{value}: {name[1]}{since[1]} — {whose(e, 'en')} [{n}]",
            n,
        )
        branches.append(
            Branch(
                fact=turn.kind,
                label=value,
                conclusion=str(lent) if lent else None,
                citations=[n],
            )
        )
    return branches
