"""One question through the home, the same for command line, page and HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from kb.answer.privacy import mask
from kb.errors import BadInput
from ui import questions
from ui.questions import check
from ui.wording import Language

if TYPE_CHECKING:
    from kb.answer.record import AnswerRecord
    from ui.home import Home


def answer(
    home: Home,
    text: str,
    *,
    today: date,
    as_of: date | None = None,
    region: str = "",
    language: Language | None = None,
    history: list[str] | None = None,
    chosen: dict[str, str] | None = None,
    person: str = "",
) -> AnswerRecord:
    """Answer and keep the record, so that its link shows it later.

    Args:
        today: the day it is, for "today" in the question and when no day is given.
        history: earlier questions of the conversation, oldest first.
        chosen: facts that the person chose when asked back.
        person: who asks, where people sign in.

    Raises BadInput for a question that cannot be asked, HomeUnusable when the home cannot.
    """
    text = check(text, home.settings)
    region = questions.region(region)
    record: AnswerRecord = home.answerer.ask(
        text,
        as_of=as_of,
        today=today,
        region=region or home.settings.region,
        language=language or home.settings.language,
        history=history or [],
        chosen=chosen or {},
    )
    asked = {
        "as_of": as_of.isoformat() if as_of else None,
        "history": [mask(h) for h in history or []],
        "chosen": {k: mask(v) for k, v in (chosen or {}).items()},
    }
    keep(home, record, asked, person, region or home.settings.region)
    return record


def explained(home: Home, record: AnswerRecord) -> AnswerRecord:
    """The record with a checked explanation by the configured LLM.

    Raises BadInput when no LLM is configured.
    """
    if home.settings.llm == "off":
        raise BadInput(
            "설명에는 LLM 설정이 필요합니다 (YUGWON_LLM, YUGWON_LLM_URL)",
            "an explanation needs an LLM (YUGWON_LLM, YUGWON_LLM_URL)",
        )
    for grown in explaining(home, record):
        record = grown
    return record


def explaining(home: Home, record: AnswerRecord) -> Iterator[AnswerRecord]:
    """The record again each time a sentence of its explanation has been checked; the last is kept.

    Nothing comes where no LLM is configured, or the answer has no sources to explain from.
    """
    from kb.answer.explain import Accepted, Finished, explain
    from kb.answer.llm import open_model

    model = open_model(home.settings) if record.sources else None
    if model is None:
        return
    grown = record
    for event in explain(record, model, seconds=home.settings.llm_timeout):
        if isinstance(event, Accepted):
            grown = grown.model_copy(update={"sentences": [*grown.sentences, event.sentence]})
            yield grown
        elif isinstance(event, Finished):
            keep(home, event.record)
            yield event.record


def keep(
    home: Home,
    record: AnswerRecord,
    asked: dict[str, Any] | None = None,
    person: str = "",
    region: str | None = None,
) -> None:
    """Keep a record under its id, so that its link shows it later.

    ``asked`` says how an office asked it: day given, questions before, facts chosen.
    """
    home.store.save_answer(
        record.id,
        record.region if region is None else region,
        record.reading.question,
        record.as_of,
        record.model_dump(mode="json", by_alias=True),
        asked,
        person,
    )
