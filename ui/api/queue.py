"""Routes of headquarters' queue, of past answers and of what an office is told."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import Field

from kb.curation import State, Why, drafting
from kb.curation import sending as desk
from kb.curation.people import Act, Person
from kb.errors import BadInput, Forbidden, UnknownProvision
from kb.law.identifiers import InterpretationId
from kb.store import answers
from ui import curated, drafts, questions, queue, sending, subjects
from ui.api.access import Who, region_asking
from ui.api.bodies import Body, Number
from ui.days import parse_day, spanning, today
from ui.home import Home


class Send(Body):
    """Body of ``POST /api/queue``: a question, or the id of an answer given."""

    answer: str | None = Field(None, max_length=64)
    question: str | None = None
    as_of: str | None = None
    region: str = Field("", max_length=40)
    why: Why | None = None
    note: str = Field("", max_length=desk.LONGEST_NOTE)
    by: str = Field("", max_length=80)


class Reply(Body):
    """Body of ``POST /api/queue/{matter}/drafts``."""

    answer: str
    question: str = ""
    title: str = ""
    conclusion: Literal["read", "permitted", "prohibited", "conditional", "explains", "none"] = (
        "read"
    )
    supersedes: list[str] = Field(default_factory=list, max_length=20)
    override: str = Field("", max_length=1000)
    by: str = Field("", max_length=80)


class Publish(Body):
    """Body of ``POST /api/queue/{matter}/publication``."""

    override: str = Field("", max_length=1000)
    by: str = Field("", max_length=80)


class Because(Body):
    """Body of withdrawing and closing."""

    because: str = Field(max_length=1000)
    reply: str | None = None
    by: str = Field("", max_length=80)


class Move(Body):
    """Body of ``POST /api/queue/questions/{id}/move``."""

    to: Number | None = None
    by: str = Field("", max_length=80)


class Seen(Body):
    """Body of ``POST /api/notices/seen``."""

    notices: list[Number] = Field(max_length=1000)


class Thumb(Body):
    """Body of ``POST /api/answers/{id}/thumbs``."""

    good: bool
    reason: str = Field("", max_length=desk.LONGEST_NOTE)
    region: str = Field("", max_length=40)
    by: str = Field("", max_length=80)


class Past(Body):
    """Body of ``POST /api/answers/find``."""

    words: str = ""
    region: str = ""
    since: str | None = None
    until: str | None = None
    provision: str = ""
    subject: str = ""
    top: int = 50


class Draft(Body):
    """Body of ``POST /api/cite``."""

    text: str = Field(max_length=200_000)
    as_of: str | None = None


def by_name(who: Person, given: str) -> str:
    """The name under which a person acts: the account's, or the one given without accounts."""
    return who.name or given


def of_region(who: Person, given: str) -> str:
    """The region for which a person acts. Raises Forbidden for another than the person's own."""
    if who.may(Act.EVERY_REGION):
        return given or who.region
    if given and given != who.region:
        raise Forbidden("다른 지역의 일입니다", "that is another region's")
    return who.region


def add(app: FastAPI, home: Home) -> None:
    """Add the routes over one home."""

    @app.post("/api/queue", tags=["queue"])
    def send(body: Send, who: Who) -> dict[str, Any]:
        """Send a question up with its answer; questions of one case are put together."""
        return sending.send_up(
            home, who, answer=body.answer, question=body.question, as_of=body.as_of,
            region=body.region, why=body.why, note=body.note, by=body.by,
        )  # fmt: skip

    @app.get("/api/queue", tags=["queue"])
    def matters(who: Who, state: State | None = None, region: str = "") -> list[dict[str, Any]]:
        """The matters before headquarters, longest waiting first."""
        who.must(Act.CURATE)
        found = home.desk.matters([state] if state else State, region)
        return [queue.matter_json(m) for m in found]

    @app.get("/api/queue/own", tags=["queue"])
    def own(who: Who, region: str = "") -> list[dict[str, Any]]:
        """What a region sent up, newest first, with where it stands."""
        who.must(Act.SEND)
        return sending.own(home, of_region(who, region))

    @app.get("/api/queue/{matter}", tags=["queue"])
    def matter(matter: Number, who: Who) -> dict[str, Any]:
        """One matter, what is like it, the check of its draft, and answers that differ since."""
        who.must(Act.CURATE)
        found = home.desk.matter(matter)
        checked = drafting.examined(home.desk, found, today())
        differing = [d for p in found.publications for d in home.desk.differing(p.interpretation)]
        return queue.matter_json(found) | {
            "near": [queue.near_json(m, x) for m, x in queue.near(home, found)],
            "examined": queue.examined_json(checked) if checked else None,
            "differing": [queue.differing_json(d) for d in differing],
        }

    @app.post("/api/queue/{matter}/drafts", tags=["queue"])
    def draft(matter: Number, body: Reply, who: Who) -> dict[str, Any]:
        """Save a draft; the check says what would keep it from being published."""
        who.must(Act.CURATE)
        saved = drafting.save(
            home.desk,
            matter,
            body.answer,
            by=by_name(who, body.by),
            question=body.question,
            title=body.title,
            conclusion=body.conclusion,
            supersedes=[InterpretationId.parse(i) for i in body.supersedes],
            override=body.override,
        )
        checked = drafting.examined(home.desk, home.desk.matter(matter), today())
        assert checked is not None
        return queue.draft_json(saved) | {"examined": queue.examined_json(checked)}

    @app.post("/api/queue/{matter}/publication", tags=["queue"])
    def publish(matter: Number, body: Publish, who: Who) -> dict[str, Any]:
        """Publish the newest draft; another person than its drafter must do it."""
        who.must(Act.PUBLISH)
        day = today()
        published = curated.publish(
            home, matter, by=by_name(who, body.by), day=day, override=body.override
        )
        curated.follow_later(home, matter, published.interpretation, day)
        return queue.publication_json(published)

    @app.post("/api/queue/{matter}/withdrawal", tags=["queue"])
    def withdraw(matter: Number, body: Because, who: Who) -> dict[str, Any]:
        """Withdraw the reply in force; it stays held and marked."""
        who.must(Act.PUBLISH)
        ended = curated.withdraw(home, matter, body.because, by=by_name(who, body.by))
        curated.follow_later(home, matter, ended.interpretation, today())
        return queue.publication_json(ended)

    @app.post("/api/queue/{matter}/closing", tags=["queue"])
    def close(matter: Number, body: Because, who: Who) -> dict[str, Any]:
        """Close a matter without a reply of its own."""
        who.must(Act.CURATE)
        reply = InterpretationId.parse(body.reply) if body.reply else None
        by = drafting.named(by_name(who, body.by))
        return queue.matter_json(desk.close(home.desk, matter, body.because, by=by, reply=reply))

    @app.post("/api/queue/questions/{id}/move", tags=["queue"])
    def move(id: Number, body: Move, who: Who) -> dict[str, Any]:
        """Put a question into another matter, or into one of its own."""
        who.must(Act.CURATE)
        by = drafting.named(by_name(who, body.by))
        return queue.matter_json(desk.move(home.desk, id, body.to, by=by))

    @app.get("/api/notices", tags=["queue"])
    def notices(who: Who, region: str = "", unseen: bool = False) -> list[dict[str, Any]]:
        """What a region was told about its questions, newest first."""
        who.must(Act.SEND)
        found = home.desk.notices(of_region(who, region), unseen=unseen)
        return [queue.notice_json(n) for n in found]

    @app.post("/api/notices/seen", tags=["queue"])
    def seen(body: Seen, who: Who) -> dict[str, bool]:
        """Mark notices as read."""
        who.must(Act.SEND)
        desk.seen(home.desk, body.notices, "" if who.may(Act.EVERY_REGION) else who.region)
        return {"done": True}

    @app.get("/api/answers", tags=["answers"])
    def past(
        who: Who,
        words: str = "",
        region: str = "",
        since: str | None = None,
        until: str | None = None,
        provision: str = "",
        subject: str = "",
        top: int = 50,
    ) -> list[dict[str, Any]]:
        """Past answers by words, region, day, what they rest on and what they are about; newest first.

        ``provision`` is an id or a name (공직선거법 제90조, 정치자금법), ``subject`` an act or other fact
        of the question (명함, act.business_card). The words stand in the address, which proxies and
        browsers keep; ``POST /api/answers/find`` keeps them out of it.
        """
        return _past(who, Past(words=words, region=region, since=since, until=until,
                               provision=provision, subject=subject, top=top))  # fmt: skip

    @app.post("/api/answers/find", tags=["answers"])
    def past_by_body(body: Past, who: Who) -> list[dict[str, Any]]:
        """Past answers by words that stand in no address; the objects are those of ``GET``."""
        return _past(who, body)

    def _past(who: Person, wanted: Past) -> list[dict[str, Any]]:
        who.must(Act.READ)
        own = "" if who.may(Act.EVERY_REGION) or who.may(Act.SEND) else who.name or "\0"
        if not 1 <= wanted.top <= 500:
            raise BadInput("top은 1에서 500까지입니다", "top must be between 1 and 500")
        region = wanted.region
        if not who.may(Act.EVERY_REGION) and not own:
            region = of_region(who, region) or "\0"
        begin, end = spanning(_day(wanted.since), _day(wanted.until))
        found = answers.find(
            home.store,
            words=wanted.words,
            region=region,
            person=own,
            since=begin,
            until=end,
            citing=subjects.resting_on(home.store, wanted.provision),
            about=subjects.named(wanted.subject),
            top=wanted.top,
        )
        return [queue.past_json(p) for p in found]

    @app.post("/api/answers/{id}/thumbs", tags=["answers"])
    def thumbs(id: str, body: Thumb, who: Who) -> dict[str, Any]:
        """Judge an answer; a bad one with its reason goes to headquarters."""
        who.must(Act.SEND)
        region = questions.region(region_asking(who, body.region))
        sending.seen(home, who, id)
        name = by_name(who, body.by)
        sent = curated.judge(home, id, body.good, body.reason, region=region, person=name)
        return {"sent": queue.sending_json(sent) if sent else None}

    @app.post("/api/cite", tags=["law"])
    def cite(body: Draft, who: Who) -> list[dict[str, Any]]:
        """The citations of a text, found and checked; the objects are those of ``yugwon cite``."""
        who.must(Act.READ)
        return drafts.citations(home, body.text, _day(body.as_of) or today())

    def _interpretation(id: str) -> InterpretationId:
        parsed = InterpretationId.parse(id)
        if home.store.interpretation(parsed) is None:
            raise UnknownProvision(f"보유하지 않은 회답입니다: {id}", f"not held: {id}")
        return parsed

    @app.get("/api/queue/replies/differing", tags=["queue"])
    def differing(interpretation: str, who: Who) -> list[dict[str, Any]]:
        """Earlier answers that would be others since a reply."""
        who.must(Act.CURATE)
        found = home.desk.differing(_interpretation(interpretation))
        return [queue.differing_json(d) for d in found]


def _day(text: str | None) -> date | None:
    return parse_day(text) if text else None
