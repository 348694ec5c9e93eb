"""What the commands print: JSON or text on stdout, one line of news or error on stderr."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from kb.errors import YugwonError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def say(ko: str, en: str) -> None:
    """Tell the person what is going on, on stderr, so that stdout stays the result."""
    print(f"{ko} / {en}", file=sys.stderr, flush=True)


def complain(error: YugwonError) -> None:
    """The one line of an error; line breaks in it are folded."""
    ko, en = (" ".join(part.split()) for part in (error.ko, error.en))
    print(f"오류: {ko} / error: {en}", file=sys.stderr, flush=True)


def emit(value: Any) -> None:
    """One line of JSON on stdout."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)


def console() -> Console:
    """A console for people; piped output is plain, with long lines left whole."""
    from rich.console import Console

    out = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    if not out.is_terminal:
        out.width = 1000
    return out


def block(out: Console, text: Text, indent: int = 2) -> None:
    """Print text indented; on a terminal it is wrapped, in a pipe its lines stay whole."""
    from rich.padding import Padding
    from rich.text import Text

    if out.is_terminal:
        out.print(Padding(text, (0, 0, 0, indent), expand=False))
    else:
        for line in text.split("\n", allow_blank=True):
            out.print(Text(" " * indent) + line)


def utf8() -> None:
    """Let every character through, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
