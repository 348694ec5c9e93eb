"""Runs a plan: here, or over processes that leave the one that serves people alone.

Every answer is a line of a file as soon as it is there, so that a run that was stopped or killed
goes on where it ended. Answers of a run are in the order of its plan, whatever came first.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from evals.answered import Answered
from evals.arms import applied
from evals.plan import Ask
from kb.answer.record import AnswerRecord
from kb.errors import DataFault, HomeUnusable, YugwonError
from kb.parent import end_with_parent
from kb.settings import Settings

CHUNK = 8
"""Asks that go to a process at once."""
AHEAD = 2
"""Chunks that wait in each process."""
NICENESS = 10
"""How far a process stands back behind those that serve people."""

R = TypeVar("R")
Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


class Asks(Protocol):
    """What is evaluated."""

    def ask(
        self,
        text: str,
        *,
        as_of: date | None,
        today: date,
        region: str = "",
        language: Literal["ko", "en"] | None = "ko",
    ) -> AnswerRecord: ...


class Stopped(YugwonError):
    """The run was cancelled; what was answered is kept."""


@dataclass(slots=True)
class Lines:
    """The answers of a run so far, kept as lines of a file."""

    file: Path | None
    done: dict[str, Answered] = field(default_factory=dict)

    @classmethod
    def open(cls, file: Path | None) -> Lines:
        """The lines of a file, a torn last one left out of it. Raises DataFault."""
        lines = cls(file)
        if file is None or not file.exists():
            return lines
        raw = file.read_bytes()
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            file.write_bytes(whole)
        for n, line in enumerate(whole.decode("utf-8").splitlines(), 1):
            try:
                values = json.loads(line)
                lines.done[Ask.read(values["ask"]).key] = Answered.read(values["answer"])
            except (ValueError, KeyError, TypeError):
                raise DataFault(
                    f"평가 기록이 깨졌습니다: {file} {n}행", f"broken line {n} of {file}"
                ) from None
        return lines

    def add(self, answers: Sequence[tuple[Ask, Answered]]) -> None:
        """Keep answers, on disk at once."""
        for ask, answer in answers:
            self.done[ask.key] = answer
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as out:
                out.writelines(line(ask, answer) for ask, answer in answers)
                out.flush()
                os.fsync(out.fileno())


def line(ask: Ask, answer: Answered) -> str:
    """One ask with its answer as a line of JSON."""
    values = {"ask": ask.plain(), "answer": answer.plain()}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def here(
    asks: Mapping[str, Asks] | Asks,
    plan: Sequence[Ask],
    today: date,
    lines: Lines | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> dict[str, Answered]:
    """Ask everything in this process. ``asks`` may be several, by the name of their settings.

    Raises Stopped.
    """
    lines = lines or Lines(None)
    by_name = asks if isinstance(asks, Mapping) else {"": asks}
    for done, ask in enumerate(plan, 1):
        if stop and stop():
            raise _stopped(len(lines.done), len(plan))
        if ask.key not in lines.done:
            lines.add([(ask, _ask(by_name[ask.settings], ask, today))])
        if progress:
            progress(done, len(plan))
    return lines.done


def over_processes(
    settings: Settings,
    plan: Sequence[Ask],
    today: date,
    *,
    workers: int,
    arms: Mapping[str, Mapping[str, str]] | None = None,
    lines: Lines | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> dict[str, Answered]:
    """Ask everything in processes of their own, each with the store open for reading.

    An ask of the check *process* goes to another process than the first ask of its words.

    Raises Stopped; the YugwonError with which a process could not open the home.
    """
    lines = lines or Lines(None)
    waiting = [ask for ask in plan if ask.key not in lines.done]
    if not waiting:
        return lines.done
    workers = max(1, min(workers, len(waiting) // CHUNK + 1))
    if any(ask.check == "process" for ask in waiting):
        workers = max(2, workers)
    shares = _shares(plan, waiting, workers)
    context = get_context("spawn")
    start = partial(_start, settings, {k: dict(v) for k, v in (arms or {}).items()})
    pools = [ProcessPoolExecutor(1, context, initializer=start) for _ in shares]
    pending: dict[Future[list[tuple[Ask, Answered]]], int] = {}
    try:
        feeds = [_chunks(share) for share in shares]
        for n, pool in enumerate(pools):
            for chunk in islice(feeds[n], AHEAD):
                pending[pool.submit(_work, chunk, today)] = n
        while pending:
            finished, _ = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
            if stop and stop():
                raise _stopped(len(lines.done), len(plan))
            for future in finished:
                n = pending.pop(future)
                try:
                    lines.add(future.result())
                except BrokenExecutor:
                    raise _died() from None
                chunk_or_none = next(feeds[n], None)
                if chunk_or_none:
                    pending[pools[n].submit(_work, chunk_or_none, today)] = n
            if progress and finished:
                progress(len(lines.done), len(plan))
    finally:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
            _end(pool)
    return lines.done


def apart(work: Callable[..., R], *given: Any) -> R:
    """Do some work in a process that stands back, and return what comes of it."""
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=stand_back) as pool:
        try:
            return pool.submit(work, *given).result()
        except BrokenExecutor:
            raise _died() from None


def _died() -> HomeUnusable:
    return HomeUnusable(
        "평가하던 프로세스가 죽었습니다 (메모리 부족일 수 있습니다). 이어서 할 수 있습니다",
        "a process of the evaluation died (out of memory?); it can go on from there",
    )


def _end(pool: ProcessPoolExecutor) -> None:
    """End the process of a pool that may still be at a question of a cancelled run."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.join(0.2)
        if process.is_alive():
            process.terminate()


def _stopped(done: int, of: int) -> Stopped:
    return Stopped(
        f"평가를 멈추었습니다: {of}개 가운데 {done}개를 물었습니다. 이어서 할 수 있습니다",
        f"stopped: {done} of {of} asked; it can go on from there",
    )


def _shares(plan: Sequence[Ask], waiting: Sequence[Ask], workers: int) -> list[list[Ask]]:
    """The asks of each process: groups in turn, those of the check *process* to the next one."""
    place = {g: i for i, g in enumerate(dict.fromkeys(ask.group for ask in plan))}
    shares: list[list[Ask]] = [[] for _ in range(workers)]
    for ask in waiting:
        shares[(place[ask.group] + (ask.check == "process")) % workers].append(ask)
    return shares


def _chunks(share: Sequence[Ask]) -> Iterator[list[Ask]]:
    for at in range(0, len(share), CHUNK):
        yield list(share[at : at + CHUNK])


def _ask(asks: Asks, ask: Ask, today: date) -> Answered:
    try:
        record = asks.ask(
            ask.text, as_of=ask.as_of, today=today, region=ask.region, language=ask.language
        )
    except YugwonError as e:
        return Answered.failed(ask.text, str(e))
    return Answered.of(record)


# -- inside a process -----------------------------------------------------------------------


_opened: dict[str, Asks] = {}
"""What this process asks, by the name of its settings."""
_given: list[Any] = []


def _start(settings: Settings, arms: dict[str, dict[str, str]]) -> None:
    stand_back()
    _given[:] = [settings, arms]


def stand_back() -> None:
    """Let this process, started beside one that serves people, take what that one leaves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides
    end_with_parent()
    os.nice(NICENESS)
    os.environ.update(OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false")


WARM = "선거운동기간에 명함을 돌려도 되나요?"
"""Asked once where it is not counted, so that no answer's time is that of opening the models."""


def _work(asks: list[Ask], today: date) -> list[tuple[Ask, Answered]]:
    return [(ask, _ask(_asker(ask.settings), ask, today)) for ask in asks]


def _asker(name: str) -> Asks:
    if name not in _opened:
        settings, named = _given
        changed = named[name] if name else {}
        asks = opened(applied(settings, changed) if changed else settings)
        _opened[name] = spoken(asks, changed.get("language"))
        _opened[name].ask(WARM, as_of=None, today=date(2026, 1, 1))
    return _opened[name]


def opened(settings: Settings) -> Asks:
    """What answers under some settings, the store open for reading and explaining by an LLM if set.

    Raises HomeUnusable, IndexFault.
    """
    from kb.answer import open_answerer
    from kb.search import open_search
    from kb.store import Store

    settings = reading(settings)
    store = Store.open(settings.url)
    answerer = open_answerer(store, open_search(store, settings), settings)
    return answerer if settings.llm == "off" else _Explaining(answerer, settings)


def spoken(asks: Asks, language: str | None) -> Asks:
    """The same, answering in a language that other settings name rather than the question's."""
    return _Speaking(asks, "en" if language == "en" else "ko") if language else asks


class _Speaking:
    """An answerer that is asked for one language, whatever the question's."""

    def __init__(self, asks: Asks, language: Literal["ko", "en"]) -> None:
        self._asks = asks
        self._language: Literal["ko", "en"] = language

    def ask(self, text: str, **given: Any) -> AnswerRecord:
        """The record in that language."""
        return self._asks.ask(text, **{**given, "language": self._language})


def reading(settings: Settings) -> Settings:
    """The settings of a process that reads beside another.

    Vectors are compared exactly: an embedded Chroma folder belongs to one process.
    """
    if settings.chroma_url is not None:
        return settings
    return settings.model_copy(update={"vector_search": "exact"})


class _Explaining:
    """An answerer whose answers a configured LLM explains under the same sources."""

    def __init__(self, answerer: Asks, settings: Settings) -> None:
        from kb.answer.llm import open_model

        self._answerer = answerer
        self._model = open_model(settings)
        self._seconds = settings.llm_timeout

    def ask(self, text: str, **given: Any) -> AnswerRecord:
        """The record with its explanation."""
        from kb.answer.explain import Finished, explain

        record = self._answerer.ask(text, **given)
        assert self._model is not None
        for event in explain(record, self._model, seconds=self._seconds):
            if isinstance(event, Finished):
                record = event.record
        return record
