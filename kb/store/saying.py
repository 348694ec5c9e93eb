"""Sentences on how well the text of a day is known, in Korean and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.law import marks
from kb.law.identifiers import ProvisionId
from kb.law.timeline import TextAt
from kb.law.values import Article, TextState


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence of fact about sources."""

    ko: str
    en: str


def said(day: date) -> str:
    """``2023. 8. 30.``"""
    return f"{day.year}. {day.month}. {day.day}."


def _list_ko(days: Iterable[date]) -> str:
    return ", ".join(said(d) for d in days)


def _list_en(days: Iterable[date]) -> str:
    return ", ".join(str(d) for d in days)


def _version_ko(a: Article) -> str:
    v = a.version
    kind = "발췌" if v.excerpt else "본"
    return f"{said(v.promulgated)} 공포(시행 {said(v.effective)}) {kind}"


def notes_on(id: ProvisionId, day: date, found: TextAt) -> tuple[Note, ...]:
    """What a reader must know about the text shown for a day."""
    notes: list[Note] = []
    a = found.article
    match found.state:
        case TextState.HELD:
            notes.append(Note(f"{said(day)}의 조문을 보유합니다.", f"The text of {day} is held."))
        case TextState.NO_LATER_CHANGE_KNOWN:
            notes += _no_later_change(day, found)
        case TextState.NOT_HELD:
            notes += _not_held(day, found)
        case TextState.NOT_YET_IN_FORCE:
            when = found.next_change.effective if found.next_change else None
            begins_ko = f" {said(when)} 시행" if when else ""
            begins_en = f"; in force from {when}" if when else ""
            notes.append(
                Note(
                    f"{said(day)}에는 시행 전입니다.{begins_ko}",
                    f"Not yet in force on {day}{begins_en}.",
                )
            )
        case TextState.REPEALED:
            on_ko = f"{_list_ko(found.amended_on)} " if found.amended_on else ""
            on_en = f" on {_list_en(found.amended_on)}" if found.amended_on else ""
            notes.append(Note(f"{on_ko}삭제된 조항입니다.", f"Deleted{on_en}."))
        case TextState.UNKNOWN:
            notes.append(
                Note(
                    f"{id.label}은(는) 보유한 어느 본에도 없습니다.",
                    f"No version held has {id.label}.",
                )
            )
        case _:
            pass
    if found.composed:
        notes.append(
            Note(
                "일부 항·호의 시행일이 달라 두 본의 조문을 시행일에 따라 합친 것입니다.",
                "Parts took effect on different days: composed of two held versions.",
            )
        )
    if a is not None and a.repaired:
        notes.append(
            Note(
                "이 조의 가지번호는 순서와 인용으로 복원한 것입니다.",
                "The branch number of this article was restored from order and citations.",
            )
        )
    if a is not None:
        for kind, place in marks.moves(a.text):
            notes.append(
                Note(f"{place}에서 이동한 조항입니다.", f"Moved here from {place}.")
                if kind == "from"
                else Note(
                    f"종전의 이 번호 조항은 {place}로 이동했습니다.",
                    f"What bore this number before moved to {place}.",
                )
            )
    return tuple(notes)


def _no_later_change(day: date, found: TextAt) -> list[Note]:
    notes = []
    a = found.article
    source_ko = f"{_version_ko(a)}의 조문. " if a else ""
    source_en = f"Text as promulgated {a.version.promulgated}. " if a else ""
    if found.next_change:
        c = found.next_change
        notes.append(
            Note(
                f"{source_ko}{said(day)}까지 다른 개정은 알려진 것이 없습니다"
                f" (다음 개정: {said(c.promulgated)} 공포, {said(c.effective)} 시행).",
                f"{source_en}No later change is known up to {day}"
                f" (next: promulgated {c.promulgated}, in force {c.effective}).",
            )
        )
    else:
        notes.append(
            Note(
                f"{source_ko}그 뒤의 개정은 알려진 것이 없습니다.",
                f"{source_en}No later change is known.",
            )
        )
    if a and a.version.effective > day:
        notes.append(
            Note(
                "뒤에 나온 본의 조문이나, 개정 표시로 보아 그날 이미 같은 조문입니다.",
                "From a later version; its marks show that it read so on the day.",
            )
        )
    if found.amended_on:
        notes.append(
            Note(
                f"그 사이 개정: {_list_ko(found.amended_on)}",
                f"Amended between: {_list_en(found.amended_on)}",
            )
        )
    if found.unmarked:
        notes.append(
            Note(
                "개정 표시가 없는 조문입니다. 출처가 일부 표시를 빠뜨릴 수 있습니다.",
                "No amendment mark stands here; the source may drop some.",
            )
        )
    return notes


def _not_held(day: date, found: TextAt) -> list[Note]:
    notes = []
    between_ko = f" 개정: {_list_ko(found.amended_on)}" if found.amended_on else ""
    between_en = f" Amended on {_list_en(found.amended_on)}." if found.amended_on else ""
    notes.append(
        Note(
            f"{said(day)}의 조문은 보유하지 않습니다.{between_ko}",
            f"The text of {day} is not held.{between_en}",
        )
    )
    if found.missing:
        listed = ", ".join(said(x.effective) for x in found.missing)
        notes.append(
            Note(
                f"연혁 목록에 {listed} 시행 본이 있으나 보유하지 않아, 이 조항이 바뀌었는지 알 수 없습니다.",
                "Versions that its source lists are not held, so whether it changed is not known: in "
                f"force from {_list_en(x.effective for x in found.missing)}.",
            )
        )
    if found.unmerged:
        notes.append(
            Note(
                "시행을 기다리던 법률과 그 사이의 개정이 같은 문구를 바꾸어 합칠 수 없습니다.",
                "An act in waiting and one in between changed the same words: not merged.",
            )
        )
    elif not found.amended_on and found.earlier and found.later:
        notes.append(
            Note(
                "앞뒤 본의 조문이 다르지만 언제 바뀌었는지 알려 주는 표시가 없습니다.",
                "The texts before and after differ, and no mark says when.",
            )
        )
    for role_ko, role_en, a in (
        ("앞의 조문", "before", found.earlier),
        ("뒤의 조문", "after", found.later),
    ):
        if a is not None:
            notes.append(
                Note(f"{role_ko}: {_version_ko(a)}", f"Text {role_en}: {a.version.promulgated}")
            )
    return notes
