"""The MCP server for an office's own assistant: over stdin and stdout, and over HTTP (``/mcp``).

Over HTTP each call acts as the person whom the gate found, so that a key may what its account may.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver import Context

from kb.curation.people import ANYONE, Act, Person
from kb.errors import YugwonError
from ui.api.gate import person_of

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from starlette.routing import BaseRoute

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

    from ui import asked, corpus, drafts, law, queue, sending
    from ui.api.access import region_asking
    from ui.days import parse_day, today
    from ui.searched import line

    made: MCPServer = MCPServer("yugwon", instructions=INSTRUCTIONS, log_level="WARNING")

    def day(text: str) -> date:
        return parse_day(text) if text else today()

    def told(e: YugwonError) -> ToolError:
        return ToolError(f"{e.ko} / {e.en}")

    @made.tool()
    def ask(ctx: Context, question: str, as_of: str = "", region: str = "") -> dict[str, Any]:
        """Answer a question of election law with its sources (Korean or English).

        as_of is the day of the law (2026-03-19), today by default. A null conclusion means that
        none is stated; reason says why.
        """
        try:
            who = _person(ctx)
            record = asked.answer(
                home, question, today=today(), as_of=parse_day(as_of) if as_of else None,
                region=region_asking(who, region), person=who.name,
            )  # fmt: skip
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
        return found

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

    @made.tool(name="corpus")
    def held() -> dict[str, Any]:
        """What is held: revision of the corpus, its hash, documents of each kind."""
        try:
            return {
                "revision": home.store.revision(),
                "digest": home.store.digest(),
                "documents": corpus.held(home.store),
            }
        except YugwonError as e:
            raise told(e) from None

    @made.tool(name="queue")
    def matters(ctx: Context, matter: int = 0) -> dict[str, Any]:
        """What is before headquarters: its matters, or one of a number; an office sees its own."""
        try:
            who = _person(ctx)
            if not who.may(Act.CURATE):
                who.must(Act.SEND)
                mine = sending.own(home, who.region)
                return {"own": [x for x in mine if not matter or x["matter"] == matter]}
            found = [home.desk.matter(matter)] if matter else home.desk.matters()
            return {"matters": [queue.matter_json(m) for m in found]}
        except YugwonError as e:
            raise told(e) from None

    @made.tool()
    def send_up(
        ctx: Context, question: str = "", answer: str = "", note: str = "", region: str = ""
    ) -> dict[str, Any]:
        """Send a question (or the id of an answer given) up to headquarters, to be decided once.

        Only when the person asks for it. Personal data are masked.
        """
        try:
            return sending.send_up(
                home, _person(ctx), question=question or None, answer=answer or None,
                note=note, region=region,
            )  # fmt: skip
        except YugwonError as e:
            raise told(e) from None

    return made


def _person(ctx: Context) -> Person:
    """Who calls: whom the gate found; over stdin and stdout whoever runs the command."""
    request = ctx.request_context.request
    return ANYONE if request is None else person_of(request.scope.get("state", {}))


def over_http(made: MCPServer) -> list[BaseRoute]:
    """The route ``/mcp`` (streamable HTTP); ``made.session_manager`` must run meanwhile.

    Stateless, so that any of several workers may answer. Hosts and origins are the gate's care.
    """
    from mcp.server.transport_security import TransportSecuritySettings

    app = made.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=1_000_000,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return list(app.routes)
