"""The page 묻기: a conversation of answer cards."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import gradio as gr
from markupsafe import Markup

from kb.answer.record import AnswerRecord
from ui import asked, corpus
from ui.api.access import region_asking
from ui.days import parse_day, today
from ui.failures import told
from ui.home import Home
from ui.web import notices, parts, who
from ui.web.card import card
from ui.web.render import error, render
from ui.web.strings import Strings

CONCURRENT = 8
"""Questions answered at the same time."""
REMEMBERED = 6
"""Earlier questions that a follow-up may lean on."""

EXAMPLES = {
    "ko": (
        "예비후보자가 지하철 개찰구 안에서 명함 돌려도 되나요?",
        "선거사무소 개소식에서 떡 돌려도 돼?",
        "18살인데 이번 선거에 투표할 수 있나요?",
        "제 이름 들어간 추석 현수막 걸어도 됩니까?",
        "딥페이크 영상으로 선거운동을 해도 되나요?",
        "2018년 지방선거 때, 선거운동기간 전에 말로 지지해 달라고 해도 됐나요?",
    ),
    "en": (
        "May a preliminary candidate hand out name cards inside a subway ticket gate?",
        "How old must one be to vote?",
        "May rice cakes be handed out at the opening of a campaign office?",
        "May deepfake videos be used in a campaign?",
    ),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with its card as it was shown."""

    question: str
    html: str
    standalone: str = ""
    chosen: str = ""
    key: str = ""
    picks: dict[str, str] = field(default_factory=dict)
    day: str | None = None


def build(home: Home, s: Strings) -> None:
    """Lay out the page and wire its events."""
    parts.head(s, "ask")
    turns = gr.State([])
    with gr.Column(elem_classes=["yg-root", "yg-ask"]):
        news = notices.place()
        thread = parts.view(
            _welcome(home, s),
            clicks=("ask", "choose"),
            elem_id="yg-thread",
            elem_classes=["yg-root"],
        )
        with gr.Column(elem_classes=["yg-composer"]):
            with gr.Row(elem_classes=["yg-composer-row"]):
                box = gr.Textbox(
                    lines=1,
                    max_lines=8,
                    placeholder=s("ask.placeholder"),
                    label=s("ask.box"),
                    show_label=False,
                    container=False,
                    autofocus=True,
                    elem_id="yg-box",
                    scale=8,
                )
                send = gr.Button(s("ask.send"), variant="primary", scale=0, elem_id="yg-send")
            with gr.Row(elem_classes=["yg-composer-options"]):
                day = parts.day_field(s("ask.day"), today().isoformat(), elem_id="yg-day")
                region = gr.Dropdown(
                    [(s("ask.anywhere"), ""), *regions(home, s)],
                    value=home.settings.region,
                    label=s("ask.region"),
                    elem_id="yg-region",
                )
                new = gr.Button(s("ask.new"), elem_id="yg-new", size="sm")

    notices.follow(home, s, news, region)
    # what is held may have changed since the page was laid out
    gr.on(
        None, lambda: _welcome(home, s), None, thread,
        show_progress="hidden", api_visibility="private",
    )  # fmt: skip

    def submit(
        text: str, held: list[Turn], as_of: str, where: str
    ) -> Iterator[tuple[Any, Any, Any]]:
        yield from _steps(home, s, text, held, as_of, where, {})

    def click(
        held: list[Turn], as_of: str, where: str, event: gr.EventData
    ) -> Iterator[tuple[Any, Any, Any]]:
        data = parts.clicked(event)
        if "ask" in data:
            yield from _steps(home, s, data["ask"], held, as_of, where, {})
        elif "choose" in data:
            before = next((t for t in reversed(held) if t.key == data["choose"]), None)
            if before is not None:
                picks = before.picks | {data["fact"]: data["label"]}
                day_then = before.day or as_of
                yield from _steps(home, s, before.question, held, day_then, where, picks)

    shown: list[Any] = [thread, box, turns]
    for event in (box.submit, send.click):
        event(
            submit,
            [box, turns, day, region],
            shown,
            concurrency_limit=CONCURRENT,
            concurrency_id="ask",
            show_progress="hidden",
            api_visibility="private",
        )
    thread.click(
        click,
        [turns, day, region],
        shown,
        concurrency_limit=CONCURRENT,
        concurrency_id="ask",
        show_progress="hidden",
        api_visibility="private",
    )
    new.click(
        lambda: (_welcome(home, s), "", [], today().isoformat()),
        None,
        [*shown, day],
        show_progress="hidden",
        api_visibility="private",
    )


def regions(home: Home, s: Strings) -> list[tuple[str, str]]:
    """The regions that have an office today, for the choice of who asks."""
    from corpora import offices

    found = offices.load().on(today())
    return [(o.region if s.language == "ko" else o.name_en, o.region) for o in found]


def _steps(
    home: Home,
    s: Strings,
    text: str,
    held: list[Turn],
    as_of: str,
    where: str,
    picks: dict[str, str],
) -> Iterator[tuple[Any, Any, Any]]:
    """First the question with "searching", then the card; a failure is a line in the thread."""
    if not text.strip():
        yield gr.skip(), gr.skip(), gr.skip()
        return
    asked_turn = Turn(text, "", chosen=" · ".join(picks.values()), picks=picks)
    pending = Markup('<p class="yg-pending">{}</p>').format(s("ask.searching"))
    yield _thread(s, [*held, replace(asked_turn, html=str(pending))]), "", held
    turn, record = _turn(home, s, asked_turn, held, as_of, where)
    finished = [*held, turn]
    yield _thread(s, finished), "", finished
    if record is not None:
        yield from _explained(home, s, held, turn, record)


def _explained(
    home: Home, s: Strings, held: list[Turn], turn: Turn, record: AnswerRecord
) -> Iterator[tuple[Any, Any, Any]]:
    """The card again with each checked sentence of the explanation, where an LLM is set.

    The answer stands already; whatever the model does, it stays.
    """
    if home.settings.llm == "off" or not record.sources:
        return
    writing = Markup('<p class="yg-pending">{}</p>').format(s("ask.explaining"))
    pending = replace(turn, html=str(Markup(turn.html) + writing))
    yield _thread(s, [*held, pending]), gr.skip(), gr.skip()
    whole = record
    for whole in asked.explaining(home, record):
        grown = replace(turn, html=str(Markup(card(whole)) + writing))
        yield _thread(s, [*held, grown]), gr.skip(), gr.skip()
    finished = [*held, replace(turn, html=card(whole))]
    yield _thread(s, finished), gr.skip(), finished


def _turn(
    home: Home, s: Strings, turn: Turn, held: list[Turn], as_of: str, where: str
) -> tuple[Turn, AnswerRecord | None]:
    """The turn with its card, and the record; without one the turn says what went wrong."""
    try:
        day: date | None = parse_day(as_of) if as_of else None
        now = today()
        earlier = [t.standalone for t in held if t.standalone]
        asker = who.current()
        record = asked.answer(
            home,
            turn.question,
            today=now,
            as_of=None if day == now else day,
            region=region_asking(asker, where),
            person=asker.name,
            language=s.language,
            history=[] if turn.picks else earlier[-REMEMBERED:],
            chosen=turn.picks,
        )
    except Exception as e:
        known = told(
            e,
            log,
            "답을 만들지 못했습니다. 다시 물어 주십시오",
            "the answer could not be made; please ask again",
        )
        failed = replace(turn, question=turn.question[:400], html=error(s, known.ko, known.en))
        return failed, None
    answered = replace(
        turn,
        html=card(record),
        standalone=record.reading.standalone,
        key=record.id.replace("/", "_"),
        day=record.as_of.isoformat(),
    )
    return answered, record


def _welcome(home: Home, s: Strings) -> str:
    """The first page; while instruments are held as digests alone it says how to bring the texts."""
    left = corpus.digested(home.store)
    return render("welcome.html", s, examples=EXAMPLES[s.language], digested=left)


def _thread(s: Strings, turns: list[Turn]) -> str:
    shown = [{"question": t.question, "chosen": t.chosen, "html": Markup(t.html)} for t in turns]
    return render("thread.html", s, turns=shown)
