"""The command line's frame: commands in their groups, exit codes, one clear line for each failure.

Exit 0: done. 1: a check failed. 2: bad use or bad input.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from ui.cli import ahead, output

app = typer.Typer(
    name="yugwon",
    help="유권해석 지식베이스: 어느 날의 선거법이든 출처와 함께 묻고 답합니다.\n\n"
    "Ask the law of any day, with its sources. Data live in YUGWON_HOME.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_MODULES = (
    "asking",
    "reading",
    "taking_in",
    "sourcing",
    "corpus",
    "queue",
    "answers",
    "logging",
    "keeping",
    "people",
    "evaluating",
    "serving",
)
for _name in _MODULES:
    import_module(f"ui.cli.{_name}").register(app)


@app.callback()
def _frame(
    version: Annotated[
        bool,
        typer.Option("--version", help="판 번호를 보입니다. / Show the version.", is_eager=True),
    ] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        print(f"yugwon {installed('yugwon')}")
        raise typer.Exit


UsageError: Any = typer.BadParameter.__bases__[0]
"""Typer's own usage error, which it does not export."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every failure is one line on stderr."""
    output.utf8()
    try:
        result = app(list(arguments) or ["--help"], prog_name="yugwon", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except UsageError as e:
        output.complain(_usage(e))
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        output.say("멈추었습니다", "stopped")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        from kb.errors import HomeUnusable

        output.complain(HomeUnusable("메모리가 모자랍니다", "out of memory"))
    except Exception as e:
        from kb.errors import YugwonError
        from ui.failures import as_error

        output.complain(as_error(e) or YugwonError(*_fault(e)))
    return 2


def main() -> None:
    """Entry point of the command ``yugwon``."""
    ahead.start(sys.argv[1:])
    sys.exit(run(sys.argv[1:]))


def _usage(e: Any) -> Any:
    from kb.errors import BadInput

    command = e.ctx.command_path if e.ctx is not None else "yugwon"
    said = str(e)
    param = getattr(e, "param", None)
    name = "/".join(param.opts) if param is not None else getattr(e, "option_name", "")
    match type(e).__name__:
        case "NoSuchOption":
            ko = f"없는 선택지입니다: {name}"
        case "MissingParameter":
            ko = f"빠진 것이 있습니다: {name}"
        case "BadOptionUsage":
            ko = f"값이 빠졌습니다: {name}"
        case "BadParameter":
            ko, said = f"쓸 수 없는 값입니다: {name}", f"{name}: {said}"
        case _ if said.startswith("No such command"):
            ko = f"없는 명령입니다: {said.removeprefix('No such command ').strip('.')}"
        case _ if said.startswith("Missing command"):
            ko = "명령이 빠졌습니다"
        case _:
            ko = "잘못 쓴 명령입니다"
    return BadInput(f"{ko} (도움말: {command} --help)", f"{said} (help: {command} --help)")


def _fault(e: Exception) -> tuple[str, str]:
    """A fault of the program, with the place where it happened."""
    last = traceback.extract_tb(e.__traceback__)[-1]
    where = f"{type(e).__name__}: {e} ({'/'.join(last.filename.split(os.sep)[-3:])}:{last.lineno})"
    return f"프로그램의 결함입니다: {where}", f"a fault of the program: {where}"
