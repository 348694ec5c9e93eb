"""The site over a home whose answers are made up: quick, and the same every time."""

from __future__ import annotations

import gc
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from kb.answer.record import AnswerRecord
from kb.curation.people import Role
from kb.settings import Settings
from tests.web import sample
from ui.api.app import application
from ui.api.serving import configured
from ui.home import Home

PASSWORD = "열 글자가 넘는 비밀번호"
PEOPLE = {
    "reader": (Role.READER, ""),
    "seoul": (Role.STAFF, "서울특별시"),
    "busan": (Role.STAFF, "부산광역시"),
    "curator": (Role.CURATOR, ""),
    "publisher": (Role.PUBLISHER, ""),
    "evaluator": (Role.EVALUATOR, ""),
    "admin": (Role.ADMIN, ""),
}
"""An account of each role, and of two regions."""


class MadeUp:
    """Answers every question with one of the sample records."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def ask(self, text: str, **given: Any) -> AnswerRecord:
        self.asked.append({"text": text, **given})
        if "<script>" in text:
            return sample.hostile()
        if "현수막" in text and not given.get("chosen"):
            return sample.open_question()
        record = sample.answered(text)
        if given.get("history"):
            alone = f"{given['history'][-1]} {text}"
            record.reading.standalone = alone
        return record


@contextmanager
def served(home: Home) -> Iterator[str]:
    """The address of the site, served until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    gc.disable()
    try:
        config = configured(application(home), host="127.0.0.1", port=port)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        _swept()
    finally:
        gc.enable()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        del config, server, thread
        _swept()


def _swept() -> None:
    """Gradio leaves the event loops of dropped pages to the collector: here, not in a later test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


def made_up_home(folder: Path, **settings: Any) -> Home:
    """A home with an empty store and made-up answers."""
    home = Home(Settings(home=folder, **settings))
    home.__dict__["answerer"] = MadeUp()
    return home
