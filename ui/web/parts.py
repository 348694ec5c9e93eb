"""Gradio components of our own: a native day field, a clickable HTML view, the page's head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from ui.web.render import render
from ui.web.strings import Strings

PAGES = (
    ("ask", ""),
    ("law", "law"),
    ("calendar", "calendar"),
    ("replies", "replies"),
    ("records", "records"),
    ("headquarters", "headquarters"),
    ("evaluation", "evaluation"),
)
"""Key and path of each page, in the order of the menu."""

_DAY = """<label class="yg-field"><span>${caption}</span>
<input type="date" value="${value}" min="1948-07-17" max="2100-12-31"></label>"""
_DAY_JS = """
element.addEventListener('change', (e) => {
  if (e.target.matches('input') && e.target.value) {
    props.value = e.target.value; trigger('input', {value: e.target.value});
  }
});
"""
_CLICKS_JS = """
element.addEventListener('click', (e) => {
  const hit = e.target.closest('%s');
  if (hit && element.contains(hit)) { e.preventDefault(); trigger('click', {...hit.dataset}); }
});
"""


def day_field(caption: str, value: str, **given: Any) -> gr.HTML:
    """The browser's own day picker; its value is an ISO day and its event is ``input``."""
    return gr.HTML(
        value,
        html_template=_DAY,
        js_on_load=_DAY_JS,
        apply_default_css=False,
        caption=caption,
        **given,
    )


def view(value: str = "", clicks: Sequence[str] = (), **given: Any) -> gr.HTML:
    """HTML of ours; a click on an element with one of the data attributes is a ``click`` event.

    The event's data are the element's data attributes.
    """
    js = _CLICKS_JS % ", ".join(f"[data-{name}]" for name in clicks) if clicks else None
    return gr.HTML(value, js_on_load=js, apply_default_css=False, **given)


def clicked(event: gr.EventData) -> dict[str, str]:
    """The data attributes of the element that was clicked."""
    data = event._data
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}


def head(s: Strings, here: str) -> None:
    """The page's menu; Gradio's own is left out."""
    gr.Navbar(visible=False)
    path = dict(PAGES)[here]
    gr.HTML(
        render("header.html", s, pages=PAGES, here=here, here_path=path),
        apply_default_css=False,
        js_on_load=None,
        elem_classes=["yg-root", "yg-top"],
    )


def title(s: Strings, key: str) -> None:
    """Heading and one line of what the page is for."""
    gr.HTML(
        render("pagehead.html", s, key=key),
        apply_default_css=False,
        js_on_load=None,
        elem_classes=["yg-root"],
    )
