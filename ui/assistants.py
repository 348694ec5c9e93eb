"""The MCP server: ask, search, show, diff and cite for an office's own assistant."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kb.errors import YugwonError

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from ui.home import Home

INSTRUCTIONS = (
    "유권해석 지식베이스입니다. ask의 결론과 인용은 출처에서 확인된 것입니다. 결론이 없으면(null) 스스로 짓지 말고 "
    "그 이유를 전하십시오. Legal interpretation with verified sources: pass conclusions and citations on as "
    "they are; where there is none, say so."
)


def server(home: Home) -> MCPServer:
    """The server over one home; the same objects as ``--json`` and HTTP."""
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError

    from ui import asked, drafts, law
    from ui.days import parse_day, today
    from ui.searched import line

    made: MCPServer = MCPServer("yugwon", instructions=INSTRUCTIONS, log_level="WARNING")

    def day(text: str) -> date:
        return parse_day(text) if text else today()

    def told(e: YugwonError) -> ToolError:
        return ToolError(f"{e.ko} / {e.en}")

    @made.tool()
    def ask(question: str, as_of: str = "", region: str = "") -> dict[str, Any]:
        """Answer a question of election law with its sources (Korean or English).

        as_of is the day of the law (2026-03-19), today by default. A null conclusion means that
        none is stated; reason says why.
        """
        try:
            given = parse_day(as_of) if as_of else None
            record = asked.answer(home, question, today=today(), as_of=given, region=region)
        except YugwonError as e:
            raise told(e) from None
        return record.batch_line()

    @made.tool()
    def search(question: str, as_of: str = "", top: int = 10) -> dict[str, Any]:
        """Find provisions, replies and rulings for a question; ids, best first, and passages."""
        try:
            found = line(home, question, day(as_of), max(1, min(top, 50)))
        except YugwonError as e:
            raise told(e) from None
        return {k: v for k, v in found.items() if k != "channels"}

    @made.tool()
    def show(provision: str, as_of: str = "") -> dict[str, Any]:
        """The text of a provision on a day: "공직선거법 제90조", with what is known of it."""
        try:
            return law.show(home, provision, day(as_of)).as_json()
        except YugwonError as e:
            raise told(e) from None

    @made.tool()
    def diff(provision: str, since: str, until: str = "") -> dict[str, Any]:
        """What differs in a provision between two days."""
        try:
            return law.diff(home, provision, parse_day(since), day(until)).as_json()
        except YugwonError as e:
            raise told(e) from None

    @made.tool()
    def cite(text: str, as_of: str = "") -> dict[str, Any]:
        """Find and check the citations of a text against what is held."""
        try:
            return {"citations": drafts.citations(home, text, day(as_of))}
        except YugwonError as e:
            raise told(e) from None

    return made
