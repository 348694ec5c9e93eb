"""The desk at which headquarters works: what its acts need, and its queue as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, select

from kb.answer.record import AnswerRecord, FactComparison
from kb.curation.values import (
    Differing,
    Draft,
    Matter,
    Notice,
    Publication,
    Sending,
    State,
    Why,
)
from kb.errors import UnknownProvision
from kb.law.identifiers import InterpretationId
from kb.law.values import Conclusion
from kb.store import Store, schema
from kb.store.lawbook import LawBook

SKEW = timedelta(minutes=5)
"""By how much the clocks of the machines that serve may differ."""


class Asking(Protocol):
    """What answers a question (``kb.answer.answerer.Answerer.ask``)."""

    def __call__(
        self,
        text: str,
        *,
        as_of: date | None = None,
        today: date,
        region: str = "",
        language: Literal["ko", "en"] | None = None,
        history: Sequence[str] = (),
        chosen: Mapping[str, str] | None = None,
    ) -> AnswerRecord: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Store, law and answers, and the office in whose name replies are published."""

    store: Store
    lawbook: LawBook
    ask: Asking
    office: str

    def matters(self, states: Iterable[State] = tuple(State), region: str = "") -> list[Matter]:
        """Matters in some states, that which waits longest first; of one region if named."""
        wanted = [s.value for s in states]
        t = schema.matters
        with self.store.reading() as c:
            query = select(t.c.id).where(t.c.state.in_(wanted)).order_by(t.c.opened_at, t.c.id)
            found = [_matter(c, id) for id in c.execute(query).scalars().all()]
        return [m for m in found if m and (not region or region in m.regions)]

    def matter(self, id: int) -> Matter:
        """One matter. Raises UnknownProvision when there is none of the number."""
        with self.store.reading() as c:
            found = _matter(c, id)
        if found is None:
            raise UnknownProvision(
                f"그런 안건이 없습니다: {id} (목록: yugwon queue list)",
                f"no such matter: {id} (list: yugwon queue list)",
            )
        return found

    def sending(self, id: int) -> Sending:
        """One question sent up. Raises UnknownProvision."""
        with self.store.reading() as c:
            t = schema.sendings
            r = c.execute(select(t).where(t.c.id == id)).mappings().first()
        if r is None:
            raise UnknownProvision(f"올린 질문이 아닙니다: {id}", f"no such question: {id}")
        return _sending(r)

    def sent(self, answer: str, region: str) -> Sending | None:
        """What an office sent up with an answer, if it did."""
        t = schema.sendings
        with self.store.reading() as c:
            query = select(t).where(t.c.answer == answer, t.c.region == region).order_by(t.c.id)
            r = c.execute(query).mappings().first()
        return _sending(r) if r else None

    def notices(self, region: str = "", person: str = "", unseen: bool = False) -> list[Notice]:
        """What the offices of a region (or one person there) were told, newest first."""
        n, s = schema.notices, schema.sendings
        query = select(n).order_by(n.c.at.desc(), n.c.id.desc())
        if region:
            query = query.where(n.c.region == region)
        if person:
            query = query.where(n.c.person == person)
        if unseen:
            query = query.where(n.c.seen_at.is_(None))
        with self.store.reading() as c:
            rows = c.execute(query).mappings().all()
            ids = {r["sending"] for r in rows}
            sendings = {
                r["id"]: _sending(r) for r in c.execute(select(s).where(s.c.id.in_(ids))).mappings()
            }
        return [
            Notice(
                r["id"], sendings[r["sending"]], r["kind"], _id(r["interpretation"]),
                r["again"], r["follows"], r["at"], r["seen_at"],
            )
            for r in rows
        ]  # fmt: skip

    def own(self, region: str, person: str = "") -> list[tuple[Sending, Matter]]:
        """What a region (or one person there) sent up, newest first, with where it stands."""
        t = schema.sendings
        query = select(t).where(t.c.region == region).order_by(t.c.id.desc())
        if person:
            query = query.where(t.c.person == person)
        with self.store.reading() as c:
            found = [_sending(r) for r in c.execute(query).mappings()]
            matters = {s.matter: _matter(c, s.matter) for s in found}
        return [(s, m) for s in found if (m := matters[s.matter]) is not None]

    def differing(
        self, interpretation: InterpretationId | None = None, answer: str = ""
    ) -> list[Differing]:
        """Earlier answers that would be others: since a reply, or one of them."""
        t = schema.differing
        query = select(t).order_by(t.c.at.desc(), t.c.answer)
        if interpretation is not None:
            query = query.where(t.c.interpretation == str(interpretation))
        if answer:
            query = query.where(t.c.answer == answer)
        with self.store.reading() as c:
            return [
                Differing(
                    r["answer"], InterpretationId.parse(r["interpretation"]), r["again"],
                    r["was"], r["now"], r["at"],
                )
                for r in c.execute(query).mappings()
            ]  # fmt: skip


def now() -> datetime:
    """The moment, as rows keep it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _id(text: str | None) -> InterpretationId | None:
    return InterpretationId.parse(text) if text else None


def _matter(c: Connection, id: int) -> Matter | None:
    m, s, d, p = schema.matters, schema.sendings, schema.drafts, schema.publications
    r = c.execute(select(m).where(m.c.id == id)).mappings().first()
    if r is None:
        return None
    sendings = c.execute(select(s).where(s.c.matter == id).order_by(s.c.id)).mappings()
    drafts = c.execute(select(d).where(d.c.matter == id).order_by(d.c.number)).mappings()
    published = c.execute(
        select(p).where(p.c.matter == id).order_by(p.c.at, p.c.interpretation)
    ).mappings()
    return Matter(
        r["id"], r["question"], r["day"], State(r["state"]), r["opened_at"], r["changed_at"],
        _id(r["interpretation"]), r["because"],
        tuple(_sending(x) for x in sendings),
        tuple(_draft(x) for x in drafts),
        tuple(_publication(x) for x in published),
    )  # fmt: skip


def _sending(r: Mapping[Any, Any]) -> Sending:
    return Sending(
        r["id"], r["matter"], r["answer"], r["question"], r["day"], r["region"], r["person"],
        r["at"], Why(r["why"]), r["note"], r["probability"],
        tuple(FactComparison.model_validate(x) for x in r["because"]),
    )  # fmt: skip


def _draft(r: Mapping[Any, Any]) -> Draft:
    return Draft(
        r["matter"], r["number"], r["title"], r["question"], r["answer"],
        Conclusion(r["conclusion"]) if r["conclusion"] else None,
        tuple(InterpretationId.parse(x) for x in r["supersedes"]),
        r["override"], r["by"], r["at"],
    )  # fmt: skip


def _publication(r: Mapping[Any, Any]) -> Publication:
    values = dict(r)
    values["interpretation"] = InterpretationId.parse(r["interpretation"])
    return Publication(**values)
