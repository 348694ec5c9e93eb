"""The evaluation beside a server: it outlives the server, but not a person's word that it stop."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from evals import running
from kb.answer.record import AnswerRecord
from kb.errors import BadInput
from tests.web.serving import MadeUp, made_up_home
from ui import agreement, consistency, evaluations
from ui.agreeing import Agreeing, State
from ui.consistency import Wanted
from ui.evaluating import Watch
from ui.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return made_up_home(tmp_path)


class Halting(MadeUp):
    """Has the run stop, from outside, after some answers."""

    def __init__(self, folder: Path, after: int) -> None:
        super().__init__()
        self.folder, self.after = folder, after

    def ask(self, text: str, **given: Any) -> AnswerRecord:
        if len(self.asked) == self.after - 1:
            evaluations.halt(self.folder)
        return super().ask(text, **given)


def test_a_run_stops_by_a_file_whatever_process_is_at_it(home: Home) -> None:
    planned, folder = consistency.plan(home, Wanted(groups=3))
    home.__dict__["answerer"] = Halting(folder, 2)
    with pytest.raises(running.Stopped, match="2 of 9"):
        consistency.carry_out(home, planned, folder)
    [kept] = evaluations.kept(home, finished=False)
    assert (kept.done, kept.cancelled, kept.busy) == (2, True, False)
    assert evaluations.interrupted(home) is None, "what a person stopped stays stopped"
    home.__dict__["answerer"] = MadeUp()
    run = consistency.carry_out(home, *consistency.begun(home, planned.name))
    assert len(run.plan) == 9
    assert not (folder / evaluations.STOP).exists()
    assert evaluations.kept(home, finished=False) == []


def test_a_run_is_taken_up_when_the_server_starts_again(home: Home) -> None:
    planned, folder = consistency.plan(home, Wanted(groups=2))
    watch = Watch(home)
    watch.take_up()
    watch.join(60)
    assert watch.state.run is not None
    assert watch.state.name == planned.name
    assert (folder / "report.html").is_file()
    watch.take_up()
    assert not watch.state.running, "nothing is left to take up"


def test_a_run_of_another_corpus_is_not_taken_up(home: Home, monkeypatch: Any) -> None:
    consistency.plan(home, Wanted(groups=2))
    monkeypatch.setattr(type(home.store), "digest", lambda self: "another")
    watch = Watch(home)
    watch.take_up()
    assert not watch.state.running


def test_a_run_that_another_process_is_at_is_left_alone(home: Home) -> None:
    _, folder = consistency.plan(home, Wanted(groups=2))
    with evaluations.alone(folder):
        [kept] = evaluations.kept(home, finished=False)
        assert kept.busy
        assert evaluations.interrupted(home) is None
        Watch(home).stop()
    assert kept.cancelled


def test_what_takes_long_is_done_in_another_process(tmp_path: Path) -> None:
    import os

    assert running.apart(os.getpid) != os.getpid()
    assert running.apart(os.nice, 0) >= running.NICENESS


def test_a_comparison_of_replies_is_stopped(home: Home) -> None:
    comparing = Agreeing(home)
    comparing.start()
    with pytest.raises(BadInput, match="running already"):
        comparing.start()
    comparing.stop()
    until = time.monotonic() + 30
    while comparing.state.running and time.monotonic() < until:
        time.sleep(0.05)
    assert comparing.state == State()
    assert agreement.compared(home) == []
    assert list((home.folder / evaluations.FOLDER).glob("*-replies")) == []
