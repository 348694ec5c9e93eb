"""Jinja templates of the page; everything that comes from data is escaped."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kb.law.identifiers import ProvisionId
from ui import wording
from ui.days import korea_day
from ui.web.marking import mark
from ui.web.strings import Strings

FOLDER = Path(__file__).with_name("templates")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["mark"] = mark
    made.filters["place"] = lambda id: ProvisionId.parse(str(id)).label
    made.filters["korea"] = lambda at: str(korea_day(at))
    made.tests["weblink"] = lambda url: str(url).startswith(("https://", "http://"))
    return made


def render(template: str, s: Strings, **values: Any) -> str:
    """A template as HTML in the language of ``s``."""

    def word(group: str, value: str | None) -> str:
        return wording.word(group, value, s.language)

    functions: dict[str, Callable[..., str]] = {"s": s, "word": word}
    base = "" if s.language == "ko" else "/en"
    return (
        _environment()
        .get_template(template)
        .render(**functions, lang=s.language, base=base, **values)
    )


def error(s: Strings, ko: str, en: str) -> str:
    """One line that says what went wrong, as a notice."""
    return str(
        Markup('<p class="yg-notice yg-error" role="alert">{}</p>').format(
            ko if s.language == "ko" else en
        )
    )


def notice(text: str) -> str:
    """One line of news."""
    return str(Markup('<p class="yg-notice" role="status">{}</p>').format(text))
