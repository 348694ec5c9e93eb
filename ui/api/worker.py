"""One of several processes that serve a home: ``python -m ui.api.worker`` (see ui.api.workers)."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from pathlib import Path

from kb.errors import YugwonError


def run(number: int, shared: int, own: int, folder: Path, host: str) -> int:
    """Serve on the shared socket and on the worker's own until it is told to end."""
    from kb.parent import end_with_parent
    from kb.settings import load
    from ui.api import serving
    from ui.api.app import application
    from ui.api.handing import Handing
    from ui.cli import output
    from ui.failures import as_error
    from ui.home import Home

    output.utf8()
    end_with_parent()
    home = Home(load(), owned=True)
    try:
        _ = home.searcher
        app = Handing(application(home, host), number, folder)
        sockets = [socket.socket(fileno=shared), socket.socket(fileno=own)]
        # what an index lacks is made by one of them
        serving.run(home, app, sockets, behind=number == 0,
                    ready=(folder / f"ready-{number}").touch)  # fmt: skip
    except Exception as e:
        known = as_error(e)
        if known is None:
            raise
        output.complain(known)
        return 2
    finally:
        with suppress(YugwonError):
            home.close()
    return 0


if __name__ == "__main__":
    n, shared, own, folder, host = sys.argv[1:]
    sys.exit(run(int(n), int(shared), int(own), Path(folder), host))
