"""Who uses the page: the person of a Gradio event."""

from __future__ import annotations

import gradio as gr

from kb.curation.people import ANYONE, Person


def person(request: gr.Request) -> Person:
    """Whoever caused the event; anyone on a machine without accounts."""
    return ANYONE
