"""Corrections as command line and page make them: fields on the rows, the kind by reading anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kb.errors import BadInput, Refused

if TYPE_CHECKING:
    from kb.store.corrections import Correction
    from ui.home import Home


def correct(
    home: Home, name: str, values: Mapping[str, str], *, because: str, by: str
) -> list[Correction]:
    """Correct a held document, or one interpretation of it, with the reason.

    Args:
        name: id, label or title of a document, or id of an interpretation or ruling.
        values: what is corrected: title, day, office, number, conclusion, kind.

    Raises BadInput, UnknownProvision, Refused as :mod:`kb.curation.correcting` and the pipeline.
    """
    from kb.curation import correcting
    from kb.store import corrections

    rest = {k: v for k, v in values.items() if k != "kind"}
    if not values:
        raise BadInput("무엇을 바로잡는지 적어야 합니다", "say what is to be corrected")
    subject = correcting.target(home.store, name)
    correcting.checked(rest)
    if not because.strip():
        raise BadInput(
            "바로잡는 까닭을 적어야 합니다 (--because)", "a reason is needed (--because)"
        )
    last = max((x.id for x in corrections.history(home.store)), default=0)
    if "kind" in values:
        subject = _read_anew(home, name, values["kind"], because, by)
    if rest:
        correcting.correct(home.store, subject, rest, because=because, by=by)
    return [x for x in corrections.history(home.store) if x.id > last]


def _read_anew(home: Home, name: str, kind: str, because: str, by: str) -> str:
    from ingest.given import Given
    from ingest.pipeline import ingest_bytes
    from kb.curation import correcting

    said = Given.of(kind=kind)
    before = _document(home, name)
    original = home.folder / "originals" / before["original"][:2] / before["original"]
    alone = [d for d in home.store.documents() if d["original"] == before["original"]]
    if not before["original"] or not original.is_file() or len(alone) > 1:
        raise BadInput(
            f"한 문서로 된 파일의 종류만 고칠 수 있습니다: {before['label']}",
            f"only a file that is one document can be read as another kind: {before['label']}",
        )
    data = original.read_bytes()
    report = ingest_bytes(home.store, home.settings, before["label"], data, by=by, said=said)
    if report.refused:
        why = report.refused[0]
        raise Refused(why.ko, why.en)
    made = [d for d in home.store.documents() if d["original"] == before["original"]]
    subject = correcting.target(home.store, made[0]["id"])
    correcting.note_kind(home.store, subject, before["kind"], kind, because, by)
    return subject


def _document(home: Home, name: str) -> dict[str, Any]:
    listed = home.store.documents()
    found = [d for d in listed if d["active"] and name in (d["id"], d["label"], d["title"])]
    if not found:
        raise BadInput(
            f"종류는 문서의 이름이나 id로 고칩니다: {name}",
            f"the kind is corrected on a document, by its name or id: {name}",
        )
    return found[0]
