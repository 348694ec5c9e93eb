"""What the commands print: JSON or text on stdout, one line of news or error on stderr."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from kb.errors import YugwonError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


_SIGNS = {c: "\ufffd" for c in (*range(32), *range(0x7F, 0xA0)) if chr(c) not in "\n\t"}
_UPPER = {c: f"\\u{c:04x}" for c in range(0x7F, 0xA0)}


def visible(text: str) -> str:
    """A text whose signs move no cursor and name no window: those of documents may.

    >>> visible("a\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return text.translate(_SIGNS)


def say(ko: str, en: str) -> None:
    """Tell the person what is going on, on stderr, so that stdout stays the result."""
    print(visible(f"{ko} / {en}"), file=sys.stderr, flush=True)


def complain(error: YugwonError) -> None:
    """The one line of an error; line breaks in it are folded."""
    ko, en = (visible(" ".join(part.split())) for part in (error.ko, error.en))
    print(f"오류: {ko} / error: {en}", file=sys.stderr, flush=True)


def emit(value: Any) -> None:
    """One line of JSON on stdout."""
    print(json.dumps(value, ensure_ascii=False, default=str).translate(_UPPER), flush=True)


def console() -> Console:
    """A console for people; piped output is plain, with long lines left whole."""
    from rich.console import Console
    from rich.text import Text

    class Plain(Console):
        def render_str(self, text: str, **given: Any) -> Text:
            return super().render_str(visible(text), **given)

        def print(self, *objects: Any, **given: Any) -> None:
            for piece in objects:
                if isinstance(piece, Text):
                    piece.plain = visible(piece.plain)
            super().print(*objects, **given)

    out = Plain(highlight=False, soft_wrap=not sys.stdout.isatty())
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
