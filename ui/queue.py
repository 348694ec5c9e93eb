"""The queue as objects for ``--json`` and HTTP, the same for both."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.curation import Draft, Matter, Notice, Publication, Sending
    from kb.curation.drafting import Examined
    from kb.curation.values import Differing, Likened
    from kb.store.answers import Past
    from ui.home import Home


def sending_json(s: Sending) -> dict[str, Any]:
    """One question sent up."""
    return {
        "id": s.id,
        "matter": s.matter,
        "answer": s.answer,
        "question": s.question,
        "day": s.day.isoformat(),
        "region": s.region,
        "person": s.person,
        "at": _moment(s.at),
        "why": s.why.value,
        "note": s.note,
        "probability": s.probability,
        "because": [x.model_dump() for x in s.because],
    }


def draft_json(d: Draft) -> dict[str, Any]:
    """A saved draft."""
    return {
        "number": d.number,
        "title": d.title,
        "question": d.question,
        "answer": d.answer,
        "conclusion": d.conclusion.value if d.conclusion else None,
        "supersedes": [str(i) for i in d.supersedes],
        "override": d.override,
        "by": d.by,
        "at": _moment(d.at),
    }


def publication_json(p: Publication) -> dict[str, Any]:
    """A published reply, with how it ended if it did."""
    return {
        "interpretation": str(p.interpretation),
        "matter": p.matter,
        "draft": p.draft,
        "day": p.day.isoformat(),
        "by": p.by,
        "at": _moment(p.at),
        "ended": p.ended,
        "ended_by": p.ended_by,
        "ended_at": _moment(p.ended_at) if p.ended_at else None,
        "ended_because": p.ended_because,
    }


def matter_json(m: Matter) -> dict[str, Any]:
    """A matter with its questions, drafts and publications."""
    return {
        "id": m.id,
        "state": m.state.value,
        "question": m.question,
        "day": m.day.isoformat(),
        "regions": list(m.regions),
        "opened_at": _moment(m.opened_at),
        "changed_at": _moment(m.changed_at),
        "interpretation": str(m.interpretation) if m.interpretation else None,
        "because": m.because,
        "sendings": [sending_json(s) for s in m.sendings],
        "drafts": [draft_json(d) for d in m.drafts],
        "publications": [publication_json(p) for p in m.publications],
    }


def examined_json(e: Examined) -> dict[str, Any]:
    """What was found out about a draft."""
    return {
        "citations": [asdict(c) for c in e.citations],
        "read": e.read.value if e.read else None,
        "conclusion": e.conclusion.value if e.conclusion else None,
        "conditions": list(e.conditions),
        "held": [
            {
                "id": str(h.id),
                "title": h.title,
                "document": h.document,
                "day": h.day.isoformat() if h.day else None,
                "conclusion": h.conclusion,
                "relation": h.relation,
                "likeness": h.likeness,
                "probability": h.probability,
                "differs": list(h.differs),
                "text": h.text,
            }
            for h in e.held
        ],
    }


def notice_json(n: Notice) -> dict[str, Any]:
    """What an office is told."""
    return {
        "id": n.id,
        "kind": n.kind,
        "question": n.sending.question,
        "matter": n.sending.matter,
        "answer": n.sending.answer,
        "region": n.sending.region,
        "interpretation": str(n.interpretation) if n.interpretation else None,
        "again": n.again,
        "follows": n.follows,
        "at": _moment(n.at),
        "seen_at": _moment(n.seen_at) if n.seen_at else None,
    }


def differing_json(d: Differing) -> dict[str, Any]:
    """An earlier answer that would be another today."""
    return {
        "answer": d.answer,
        "interpretation": str(d.interpretation),
        "again": d.again,
        "was": d.was,
        "now": d.now,
    }


def past_json(p: Past) -> dict[str, Any]:
    """A past answer as lists show it."""
    return {
        "id": p.id,
        "at": _moment(p.at),
        "region": p.region,
        "question": p.question,
        "as_of": p.as_of.isoformat(),
        "headline": p.headline,
        "conclusion": p.conclusion,
        "reason": p.reason,
    }


def near_json(m: Matter, likened: Likened) -> dict[str, Any]:
    """A matter like another, and why they are not together."""
    return {
        "id": m.id,
        "state": m.state.value,
        "question": m.question,
        "together": likened.together,
        "probability": likened.probability,
        "differs": list(likened.differs),
    }


def near(home: Home, matter: Matter) -> list[tuple[Matter, Likened]]:
    """Other matters like one, replied ones too, nearest first."""
    from kb.curation import State
    from kb.curation.sending import nearest

    others = [m for m in home.desk.matters() if m.id != matter.id and m.state is not State.CLOSED]
    return nearest(home.desk, matter.question, others)[:5]


def _moment(at: Any) -> str:
    return f"{at.isoformat(timespec='seconds')}Z"
