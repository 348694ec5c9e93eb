"""Offices that ask, send up and publish without end, and what was acknowledged to them."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import Any

import httpx

from kb.curation import log
from kb.store import Store, answers, schema

REGIONS = ("서울특별시", "부산광역시", "대구광역시", "인천광역시")
THINGS = ("알림", "그림", "사진", "시간표", "노래 가사", "지도", "시", "표어", "달력", "가족신문")
PLACES = ("게시판", "마을회관", "공원", "시장", "역 앞", "학교 담", "버스", "우체국")


@dataclass
class Acknowledged:
    """What the server said that it has done."""

    answers: dict[str, str] = field(default_factory=dict)
    """Question by id."""
    sent: dict[int, int] = field(default_factory=dict)
    """Matter by number of the sending."""
    published: dict[str, int] = field(default_factory=dict)
    """Matter by id of the reply."""
    refused: int = 0
    """Requests that were answered with 503."""


class Office(threading.Thread):
    """One office; ends with :meth:`leave`."""

    def __init__(self, url: str, number: int, told: Acknowledged, dice: random.Random) -> None:
        super().__init__(daemon=True)
        self._url, self._told, self._dice = url, told, dice
        self._region = REGIONS[number % len(REGIONS)]
        self._leaving = threading.Event()
        self.fault: BaseException | None = None

    def leave(self) -> None:
        """Ask nothing more, and wait for the answer under way."""
        self._leaving.set()
        self.join(60)
        if self.fault is not None:
            raise self.fault

    def run(self) -> None:
        """Ask, send up, publish."""
        try:
            while not self._leaving.is_set():
                try:
                    with httpx.Client(base_url=self._url, timeout=30) as client:
                        while not self._leaving.is_set():
                            self._once(client)
                except httpx.TransportError:
                    self._leaving.wait(0.05)  # nobody there: what was asked is not acknowledged
        except BaseException as e:
            self.fault = e

    def _once(self, client: httpx.Client) -> None:
        thing, place = self._dice.choice(THINGS), self._dice.choice(PLACES)
        question = f"주민이 {place}에 {thing} {self._dice.randrange(10**4)}장을 붙여도 되나요?"
        asked = self._post(client, "/api/ask", question=question, region=self._region)
        if asked is None:
            return
        self._told.answers[asked["id"]] = question
        if self._dice.random() < 0.4:
            sent = self._post(client, "/api/queue", answer=asked["id"], region=self._region)
            if sent is None:
                return
            self._told.sent[sent["id"]] = sent["matter"]
            if self._dice.random() < 0.4:
                self._publish(client, sent["matter"], f"{place}에 {thing}을 붙이는 것")

    def _publish(self, client: httpx.Client, matter: int, case: str) -> None:
        reply = f"주민이 {case}은 「마을게시판법」 제2조제1항에 위반되지 아니할 것입니다."
        path = f"/api/queue/{matter}"
        drafted = self._post(client, f"{path}/drafts", answer=reply, by="김담당")
        done = drafted and self._post(client, f"{path}/publication", override="시험", by="박과장")
        if done:
            self._told.published[done["interpretation"]] = matter

    def _post(self, client: httpx.Client, path: str, **body: Any) -> dict[str, Any] | None:
        answer = client.post(path, json=body)
        if answer.status_code == 200:
            return dict(answer.json())
        if answer.status_code == 503:
            self._told.refused += 1
            assert "\n" not in answer.json()["error"]["ko"], answer.text
            self._leaving.wait(0.05)
        elif answer.status_code != 400:  # another office was first
            raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
        return None


def lost(store: Store, told: Acknowledged) -> list[str]:
    """What was acknowledged and is not there, and what is there by half; empty when all is well."""
    found: list[str] = []
    for id, question in told.answers.items():
        kept = answers.kept(store, id)
        if kept is None or not kept.askings:
            found.append(f"answer {id}")
        elif kept.record["id"] != id or kept.record["reading"]["question"] != question:
            found.append(f"answer {id} reads otherwise")
    s, p, m, i, d, h = (
        schema.sendings.c, schema.publications.c, schema.matters.c, schema.interpretations.c,
        schema.documents.c, schema.log.c,
    )  # fmt: skip
    with store.reading() as c:
        sent = {r.id: r.matter for r in c.execute(_of(s.id, s.matter))}
        published = {r.interpretation: r.matter for r in c.execute(_of(p.interpretation, p.matter))}
        matters = {r.id: (r.state, r.interpretation) for r in
                   c.execute(_of(m.id, m.state, m.interpretation))}  # fmt: skip
        replies = {r.id: r.document for r in c.execute(_of(i.id, i.document))}
        documents = {r.id for r in c.execute(_of(d.id))}
        acts = [(r.act, r.subject) for r in c.execute(_of(h.act, h.subject))]
    found += [f"sending {id}" for id in told.sent if id not in sent]
    found += [f"reply {id}" for id in told.published if id not in published]
    # by half: each of these is written in one transaction, or not at all
    found += [f"matter of sending {id}" for id, matter in sent.items() if matter not in matters]
    found += [f"text of reply {id}" for id in published if replies.get(id) not in documents]
    stated = {i for _, i in matters.values() if i is not None}
    found += [f"matter's reply {id}" for id in stated if id not in published]
    logged = {subject for act, subject in acts if act == "queue.publish"}
    found += [f"log of reply {id}" for id in set(published) ^ logged]
    if len(sent) != sum(act == "queue.send" for act, _ in acts):
        found.append("log of sendings")
    fault = log.fault(store)
    return found + ([f"log: {fault.en}"] if fault else [])


def _of(*columns: Any) -> Any:
    from sqlalchemy import select

    return select(*columns)
