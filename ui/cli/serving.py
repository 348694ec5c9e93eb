"""``yugwon serve`` and ``yugwon doctor``."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli import output
from ui.cli.asking import Json
from ui.cli.opening import opened


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("serve")(serve)
    app.command("doctor")(doctor)
    app.command("mcp")(mcp)


def serve(
    host: Annotated[str | None, typer.Option(help="주소. / Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="포트. / Port to listen on.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="프로세스 수. / Processes that serve."),
    ] = None,
    json: Json = False,
) -> None:
    """페이지와 HTTP를 엽니다. / Serve the page and the HTTP interface until Ctrl-C.

    One process serves a home; several with --workers, over PostgreSQL and a Chroma server. With
    --json the address is printed as JSON once it listens.

    Example: yugwon serve --port 7860
    """
    from ui.api.serving import listen
    from ui.api.workers import may

    with opened() as home, home.owning("serve"):
        count = workers or home.settings.serve_workers
        may(home.settings, count)
        # before the first question, which would otherwise wait for an index that is out of date
        output.say("검색 색인을 엽니다", "opening the search index")
        if count == 1:
            _ = home.searcher
        listen(
            home,
            host or home.settings.host,
            home.settings.port if port is None else port,
            lambda url: output.emit({"url": url}) if json else output.say(url, "Ctrl-C ends it"),
            count,
        )


def doctor(json: Json = False) -> None:
    """쓸 수 있는 상태인지 봅니다. / Whether everything is in working order; exit 1 if not.

    Example: yugwon doctor
    """
    from kb.settings import load
    from ui import checkup
    from ui.cli.checks import report
    from ui.home import Home

    home = Home(load())
    try:
        report(checkup.doctor(home), json)
    finally:
        home.close()


def mcp(json: Json = False) -> None:
    """업무 도우미(MCP)에 답합니다. / Serve an assistant by MCP over stdin and stdout.

    Tools: ask, search, show, diff, cite, corpus, queue, send_up. With --json the tools are listed instead.

    Example: yugwon mcp
    """
    import asyncio

    from ui.assistants import server

    with opened() as home:
        made = server(home)
        if json:
            tools = asyncio.run(made.list_tools())
            output.emit([{"name": t.name, "description": t.description} for t in tools])
            return
        made.run("stdio")
