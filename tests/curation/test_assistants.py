"""The MCP server, used by the protocol's own client as an assistant uses it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

from tests.cli.conftest import Command

QUESTION = "예비후보자가 지하철 개찰구 안에서 명함 돌려도 되나요?"


def test_tools_by_the_protocols_client(home: Path) -> None:
    asyncio.run(_use(home))


async def _use(home: Path) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from ui.cli import main; main()", "mcp"],
        env={**os.environ, "YUGWON_HOME": str(home)},
    )
    async with Client(command, read_timeout_seconds=120) as client:
        names = {t.name for t in (await client.list_tools()).tools}
        assert names == {"ask", "search", "show", "diff", "cite", "corpus", "queue", "send_up"}

        async def call(name: str, **given: Any) -> Any:
            result = await client.call_tool(name, given)
            assert not result.is_error, result.content
            return json.loads(result.content[0].text)  # type: ignore[union-attr]

        answer = await call("ask", question=QUESTION, as_of="2026-11-24")
        assert answer["conclusion"] == "prohibited"
        assert answer["sources"][0]["quote"]
        found = await call("search", question=QUESTION, top=3)
        assert len(found["provisions"]) == 3
        shown = await call("show", provision="공직선거법 제60조의3")
        assert shown["state"] in ("digest", "held", "no_later_change_known")
        checked = await call("cite", text="「공직선거법」 제60조의3제1항과 제999조")
        assert checked["citations"][0]["check"] == "ok"
        assert checked["citations"][-1]["check"] != "ok"
        for name, given in (
            ("ask", {"question": ""}),
            ("show", {"provision": "없는법 제1조"}),
            ("diff", {"provision": "공직선거법 제90조", "since": "yesterday"}),
        ):
            result = await client.call_tool(name, given)
            assert result.is_error, name
            assert "Traceback" not in result.content[0].text  # type: ignore[union-attr]


def test_the_tools_are_listed(yugwon: Command, home: Path) -> None:
    names = [t["name"] for t in yugwon("mcp", "--json").json]
    assert names == ["ask", "search", "show", "diff", "cite", "corpus", "queue", "send_up"]
