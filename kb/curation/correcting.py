"""A person corrects what is held of a document: day, office, number, conclusion, title."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from kb.answer.privacy import mask
from kb.curation import log
from kb.errors import BadDay, BadInput, UnknownProvision
from kb.law.values import Conclusion
from kb.store import Store, corrections

_NONE = "none"
_MOST = 1_000
"""Letters of a value or a reason."""


def target(store: Store, name: str) -> str:
    """The subject that a person names: a document by id, label or title, an interpretation by id.

    A document that brought one interpretation or ruling stands for it. Raises UnknownProvision
    when nothing of the name is held.
    """
    if name.startswith("kr/"):
        found = name if corrections.table_of(store, name) else None
        if found:
            return found
    listed = [d for d in store.documents() if name in (d["id"], d["label"], d["title"])]
    listed.sort(key=lambda d: not d["active"])
    if not listed or not listed[0]["active"]:
        raise UnknownProvision(
            f"보유하지 않은 문서입니다: {name} (목록: yugwon corpus list)",
            f"no such document: {name} (list: yugwon corpus list)",
        )
    said = corrections.subjects(store, listed[0]["id"])[1:]
    return said[0][1] if len(said) == 1 else str(listed[0]["id"])


def checked(values: Mapping[str, str]) -> dict[str, str | None]:
    """What a person typed, as it is kept. Raises BadInput, BadDay for what cannot be."""
    found: dict[str, str | None] = {}
    for field, typed in values.items():
        text = " ".join(typed.split())
        if field not in corrections.FIELDS:
            known = ", ".join(corrections.FIELDS)
            raise BadInput(
                f"고칠 수 없는 항목입니다: {field} (고칠 수 있는 것: {known})",
                f"this cannot be corrected: {field} (known: {known})",
            )
        if field == "conclusion":
            allowed = [c.value for c in Conclusion] + [_NONE]
            if text not in allowed:
                raise BadInput(
                    f"결론은 {', '.join(allowed)} 가운데 하나입니다: {text}",
                    f"a conclusion is one of {', '.join(allowed)}: {text}",
                )
            found[field] = None if text == _NONE else text
            continue
        if field == "day":
            try:
                date.fromisoformat(text)
            except ValueError:
                raise BadDay(
                    f"날짜는 2026-05-01처럼 씁니다: {text}", f"a day is written 2026-05-01: {text}"
                ) from None
        if not text or len(text) > _MOST:
            raise BadInput(
                f"빈 값이거나 너무 깁니다: {field}", f"the value is empty or too long: {field}"
            )
        found[field] = text
    return found


def correct(
    store: Store, subject: str, values: Mapping[str, str], *, because: str, by: str
) -> list[corrections.Correction]:
    """Correct fields of an interpretation, ruling or document, with the reason; all or nothing.

    Returns the corrections made; a field that reads so already makes none.

    Raises BadInput when a field cannot be corrected there, or there is no reason.
    """
    reason = mask(" ".join(because.split()))
    if not reason or len(reason) > _MOST:
        raise BadInput(
            "바로잡는 까닭을 적어야 합니다 (--because)", "a reason is needed (--because)"
        )
    wanted = checked(values)
    table = corrections.table_of(store, subject)
    if table is None:
        raise UnknownProvision(f"보유하지 않습니다: {subject}", f"not held: {subject}")
    allowed = corrections.fields_of(table)
    for field in wanted:
        if field not in allowed:
            raise BadInput(
                f"{subject}에서 {field}은(는) 고칠 수 없습니다 (고칠 수 있는 것: "
                f"{', '.join(allowed)}). 해석이 여럿인 문서는 해석 하나를 id로 부르십시오",
                f"{field} cannot be corrected on {subject} (what can: {', '.join(allowed)}); of a "
                "document with several interpretations name one by its id",
            )
    if table == "documents" and any(
        d["id"] == subject and d["kind"] == "statute" for d in store.documents("statute")
    ):
        raise BadInput(
            "법령은 고친 파일을 다시 넣어 바로잡습니다(같은 판본을 대신합니다)",
            "a statute is corrected by taking in the mended file, which replaces the version",
        )
    at = datetime.now(UTC).replace(tzinfo=None)
    last = max((x.id for x in corrections.history(store)), default=0)

    with store.writing() as c:
        before = corrections.current(c, table, subject)
        changed = {f: v for f, v in wanted.items() if before[f] != v}
        for field, value in changed.items():
            corrections.record(
                c, subject, field, before[field], value, because=reason, by=by, at=at
            )
            log.append(c, by, "corpus.correct", subject, {"field": field, "because": reason})
        corrections.apply(c)
        if changed:
            store.bump(c)
    return [x for x in corrections.history(store, subject) if x.id > last]


def note_kind(store: Store, subject: str, before: str, after: str, because: str, by: str) -> None:
    """Record that a file was read anew as another kind of document."""
    at = datetime.now(UTC).replace(tzinfo=None)
    with store.writing() as c:
        corrections.record(c, subject, "kind", before, after, because=because, by=by, at=at)
        log.append(c, by, "corpus.correct", subject, {"field": "kind", "because": because})
