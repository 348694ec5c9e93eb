"""A person of a load test: what somebody in an office does on the HTTP interface."""

from __future__ import annotations

import asyncio
import random
import time
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import httpx

REGIONS = ("서울특별시", "부산광역시", "대구광역시", "인천광역시", "경기도", "제주특별자치도")
PLACES = ("공직선거법 제60조의3", "공직선거법 제93조", "공직선거법 제112조", "정치자금법 제31조")
DOES = (("ask", 70), ("search", 8), ("show", 8), ("open", 8), ("send", 6))
"""What a person does next, and how often of a hundred times."""


class Told(Protocol):
    """Hears what came and what did not."""

    def took(self, what: str, seconds: float) -> None: ...

    def failed(self, what: str, why: str) -> None: ...


@lru_cache(maxsize=1)
def questions() -> tuple[str, ...]:
    """Questions that the project brings to measure agreement, of train and dev."""
    from corpora import questions as sets

    folder = Path(sets.__file__).parent
    groups = sets.load_all([folder / "consistency.jsonl", folder / "consistency-02.jsonl"])
    return tuple(dict.fromkeys(p.text for g in groups for p in g.phrasings))


class Person:
    """Asks, reads, asks again; many of the questions are what others have asked too."""

    def __init__(self, client: httpx.AsyncClient, number: int, pause: float, told: Told) -> None:
        self._client, self._pause, self._told = client, pause, told
        self._dice = random.Random(number)
        self._region = REGIONS[number % len(REGIONS)]
        self._answers: list[str] = []

    async def live(self, after: float) -> None:
        """Come in after some seconds and go on until cancelled."""
        await asyncio.sleep(after)
        acts, weights = [a for a, _ in DOES], [w for _, w in DOES]
        while True:
            await self._do(self._dice.choices(acts, weights)[0])
            await asyncio.sleep(self._dice.expovariate(1 / self._pause))

    async def _do(self, act: str) -> None:
        if act in ("open", "send") and not self._answers:
            act = "ask"
        begun = time.monotonic()
        try:
            answer = await self._request(act)
        except httpx.HTTPError as e:
            self._told.failed(act, repr(e))
            return
        # a question that has been sent up already is refused with 400, rightly
        if answer.status_code != 200 and not (act == "send" and answer.status_code == 400):
            self._told.failed(act, f"{answer.status_code} {answer.text[:160]}")
            return
        self._told.took(act, time.monotonic() - begun)
        if act == "ask":
            self._answers.append(answer.json()["id"])

    async def _request(self, act: str) -> httpx.Response:
        dice, get, post = self._dice, self._client.get, self._client.post
        if act == "ask":
            body: dict[str, Any] = {"question": self._question(), "region": self._region}
            return await post("/api/ask", json=body)
        if act == "search":
            return await post("/api/search", json={"question": self._question()})
        if act == "show":
            return await get("/api/show", params={"provision": dice.choice(PLACES)})
        if act == "open":
            return await get(f"/answers/{dice.choice(self._answers)}.json")
        body = {"answer": dice.choice(self._answers), "region": self._region}
        return await post("/api/queue", json=body)

    def _question(self) -> str:
        return self._dice.choice(questions())
