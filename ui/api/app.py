"""The HTTP application: records, exports, JSON, and the Gradio page mounted beside them."""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from ui import assistants, question_sets
from ui.api import routes
from ui.home import Home
from ui.web import blocks
from ui.web.sessions import MOST, Forgetting

ASSETS = Path(blocks.__file__).with_name("assets")


def application(home: Home, host: str | None = None) -> FastAPI:
    """The whole site over one home, served on an address (by default that of the settings)."""
    tools = assistants.server(home)
    to_tools = assistants.over_http(tools)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    app = FastAPI(
        title="Yugwon", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
        lifespan=running,
    )  # fmt: skip
    routes.add(app, home, host)
    app.router.routes.extend(to_tools)
    app.mount("/yugwon", StaticFiles(directory=ASSETS), name="yugwon")
    given: dict[str, Any] = {
        "theme": blocks.theme(),
        "head": blocks.HEAD,
        "footer_links": [],
        "run_history": False,
        "show_error": True,
        "ssr_mode": False,
        "mcp_server": False,
        "enable_monitoring": False,
        "pwa": False,
        "max_file_size": home.settings.max_bytes,
        # Question sets are kept there and offered for download.
        "allowed_paths": [str((home.folder / question_sets.FOLDER).resolve())],
    }
    with warnings.catch_warnings():
        # Gradio warns of server-side rendering even where it was not asked for.
        warnings.filterwarnings("ignore", message="SSR mode is not supported")
        pages = [blocks.build(home, "en"), blocks.build(home, "ko")]
        for page in pages:
            page.state_session_capacity = MOST
        gr.mount_gradio_app(app, pages[0], path="/en", **given)
        gr.mount_gradio_app(app, pages[1], path="/", **given)
    app.add_middleware(Forgetting, pages=pages)
    return app
