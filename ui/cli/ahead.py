"""The analyser opened ahead, in a process of its own, while a command reads the index (미리 열기).

Kiwi's model takes a second to open and holds the interpreter meanwhile; half of a short command's
time is that. A child forked at the start opens it on another processor and analyses the question.
Where it cannot be had, or ends early, the command opens its own.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection

COMMANDS = ("ask", "search")
"""Commands that analyse one question and little else."""
_ends: list[Connection] = []


def start(arguments: Sequence[str]) -> None:
    """Begin, where a command asks one question; called while the process has a single thread."""
    alone = arguments[:1] and arguments[0] in COMMANDS
    if not alone or {"--batch", "--help"} & set(arguments) or (os.cpu_count() or 1) < 2:
        return
    if "fork" not in multiprocessing.get_all_start_methods():
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_serve, args=(ours, theirs), daemon=True)
    try:
        child.start()
    except OSError:
        return
    theirs.close()
    _ends.append(ours)


def lend() -> None:
    """Let the child analyse what this process asks; nothing where none was started."""
    if _ends:
        from kb.search import morphemes

        morphemes.shared().elsewhere = _ask


def _ask(method: str, text: str) -> Sequence[str] | None:
    """The child's answer; None where it is gone."""
    try:
        _ends[0].send((method, text))
        found: Sequence[str] = _ends[0].recv()
    except (OSError, EOFError):
        return None
    return found


def _serve(asker: Connection, end: Connection) -> None:
    """What the child does until the command ends, however it ends."""
    asker.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from kb.search import morphemes

    own = morphemes.shared()
    _ = own.kiwi
    methods = {"tokens": own.tokens, "spaced": own.spaced}
    while True:
        try:
            method, text = end.recv()
            end.send(methods[method](text))
        except (OSError, EOFError):
            return
