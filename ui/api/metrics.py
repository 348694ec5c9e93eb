"""Measures of the running application in Prometheus' format (``/metrics``), without personal data."""

from __future__ import annotations

import os
import time
from functools import partial

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.curation import State
from kb.curation.values import WAITING
from ui import checkup
from ui.home import Home

PARTS = frozenset(
    ("api", "answers", "evaluations", "gradio_api", "healthz", "login", "logout", "yugwon", "law",
     "calendar", "replies", "records", "headquarters", "evaluation", "metrics", "config")
)  # fmt: skip
"""First words of paths that are told apart; all else is ``page``, so that labels stay few."""
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)


class Measures:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "yugwon_requests", "Requests by part and status", ("part", "status"),
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "yugwon_request_seconds", "Seconds until the response began", ("part",),
            buckets=BUCKETS, registry=self.registry,
        )  # fmt: skip
        gauge = partial(Gauge, registry=self.registry, multiprocess_mode="mostrecent")
        self.revision = gauge("yugwon_revision", "Revision of the corpus")
        self.index = gauge("yugwon_index_current", "1: the index is that of the corpus")
        self.chroma = gauge(
            "yugwon_chroma_away", "1: vectors are compared one by one, the Chroma server is away"
        )
        self.matters = gauge("yugwon_matters", "Matters of the queue by state", ("state",))
        self.waiting = gauge(
            "yugwon_longest_waiting_seconds", "Age of the oldest matter that waits"
        )
        self._several = "PROMETHEUS_MULTIPROC_DIR" in os.environ
        if not self._several:
            ProcessCollector(namespace="yugwon", registry=self.registry)

    def text(self) -> bytes:
        """Everything in Prometheus' format; of all processes where several serve."""
        if not self._several:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def look(self, home: Home) -> None:
        """Bring what is read from the store up to date."""
        from kb.curation.desk import now

        self.revision.set(home.store.revision())
        self.index.set(checkup.index_state(home).state == "ok")
        searcher = home.__dict__.get("searcher")
        self.chroma.set(searcher is not None and searcher.near_fault is not None)
        found = home.desk.matters()
        for state in State:
            self.matters.labels(state.value).set(sum(m.state is state for m in found))
        ages = [(now() - m.opened_at).total_seconds() for m in found if m.state in WAITING]
        self.waiting.set(max(ages, default=0))


class Measured:
    """Counts and times every request; outermost, so that refusals are counted too."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        first = scope["path"].removeprefix("/en").strip("/").split("/")[0].split("?")[0]
        part = first if first in PARTS else "page"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._measures.requests.labels(part, str(message["status"])).inc()
                self._measures.seconds.labels(part).observe(time.perf_counter() - begun)
            await send(message)

        await self._app(scope, receive, counted)


def add(app: FastAPI, home: Home) -> None:
    """Add the route and what it counts."""
    measures = Measures()
    app.add_middleware(Measured, measures=measures)

    @app.get("/metrics", tags=["running"], response_class=PlainTextResponse)
    def metrics() -> Response:
        """Counters and gauges for Prometheus."""
        measures.look(home)
        return Response(measures.text(), media_type=CONTENT_TYPE_LATEST)
