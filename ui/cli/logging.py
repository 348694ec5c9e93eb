"""``yugwon log``: who did what when."""

from __future__ import annotations

import json as json_
from pathlib import Path
from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("log")(log)


def log(
    after: Annotated[
        int, typer.Option(min=0, metavar="N", help="이 번호 뒤의 줄만. / Lines after this number.")
    ] = 0,
    check: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="전에 낸 기록이 그대로인지. / Compare an earlier export."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """처리 기록을 냅니다. / Export the log, a JSON object a line with --json; exit 1 if it is broken.

    Example: yugwon log --json > log.jsonl
    """
    from kb.curation import log as chain

    with opened(starter=False) as home:
        if check is not None:
            raise typer.Exit(0 if _continues(home.store, check, json) else 1)
        out = output.console()
        for line in chain.lines(home.store, after):
            if json:
                output.emit(line.as_json())
            else:
                said = f"{line.seq:>6}  {line.at}  {line.who}  {line.act}  {line.subject}"
                out.print(f"{said}  {line.detail}", markup=False)
        fault = chain.fault(home.store)
        if fault is not None:
            output.say(f"기록이 깨졌습니다: {fault.ko}", f"the log is broken: {fault.en}")
            raise typer.Exit(1)


def _continues(store: object, file: str, json: bool) -> bool:
    from kb.curation import log as chain
    from kb.errors import BadInput
    from kb.store import Store

    assert isinstance(store, Store)
    try:
        text = Path(file).read_text(encoding="utf-8")
        lines = [json_.loads(x) for x in text.splitlines() if x.strip()]
        last = (int(lines[-1]["seq"]), str(lines[-1]["hash"])) if lines else (0, "")
    except OSError as e:
        raise BadInput(
            f"파일을 읽을 수 없습니다: {file}: {e.strerror}", f"cannot read {file}: {e.strerror}"
        ) from None
    except (ValueError, KeyError, TypeError, IndexError):
        raise BadInput(f"기록 파일이 아닙니다: {file}", f"not an exported log: {file}") from None
    good = chain.continues(store, *last) and chain.fault(store) is None
    if json:
        output.emit({"file": file, "seq": last[0], "continues": good})
    else:
        ko = "그대로 이어집니다" if good else "이어지지 않습니다: 기록이 바뀌었습니다"
        en = "the log continues it" if good else "the log does not continue it: it was changed"
        output.console().print(f"{file} ({last[0]}): {ko} / {en}", markup=False)
    return good
