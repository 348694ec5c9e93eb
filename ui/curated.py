"""The queue over a home: what is published is in the index at once, and its askers are answered."""

from __future__ import annotations

import logging
import threading
import time
from datetime import date
from typing import TYPE_CHECKING

from ui.failures import as_error

if TYPE_CHECKING:
    from kb.curation import Publication, Sending
    from kb.law.identifiers import InterpretationId
    from kb.search.analysis import Progress
    from ui.home import Home

log = logging.getLogger(__name__)


def publish(home: Home, matter: int, *, by: str, day: date, override: str = "") -> Publication:
    """Publish a matter's draft and bring it into search. Raises BadInput as the desk does."""
    from kb.curation import publishing

    published = publishing.publish(home.desk, matter, by=by, day=day, override=override)
    show(home)
    return published


def withdraw(home: Home, matter: int, because: str, *, by: str) -> Publication:
    """Withdraw a matter's reply and take its weight out of search. Raises BadInput."""
    from kb.curation import publishing

    ended = publishing.withdraw(home.desk, matter, because, by=by)
    show(home)
    return ended


_showing = threading.Lock()
"""One thread of a process brings the index up to date at a time."""


def show(home: Home, progress: Progress | None = None, whole: bool = False) -> None:
    """Bring the index to the corpus, so that answers use it from now on.

    An index that turns out to be broken is made anew.

    Args:
        progress: told (stage, done, in all).
        whole: make it anew in any case.
    """
    from kb.errors import IndexFault
    from kb.search import index

    with _showing:
        if "searcher" not in home.__dict__:
            index.build(home.store, home.settings, progress, whole)
            return
        try:
            home.searcher.follow(progress, whole)
        except IndexFault:
            index.drop(home.settings)
            home.searcher.follow(progress, True)


def follow_up(home: Home, matter: int, id: InterpretationId, today: date) -> int:
    """Answer the askers anew and list differing answers; returns how many differ."""
    from functools import partial

    from kb.curation import aftermath
    from ui.asked import keep as keep_record

    keep = partial(keep_record, home)
    aftermath.answer_askers(home.desk, home.desk.matter(matter), today, keep)
    return len(aftermath.list_differing(home.desk, id, today, keep))


def follow_later(home: Home, matter: int, id: InterpretationId, today: date) -> None:
    """The same beside the request, so that publishing does not wait for it."""

    def run() -> None:
        try:
            follow_up(home, matter, id, today)
        except Exception as e:
            known = as_error(e)
            if known is None:
                log.exception("following a publication up failed")
            else:
                log.warning("%s / %s", known.ko, known.en)

    threading.Thread(target=run, name="yugwon-follow", daemon=True).start()


def judge(
    home: Home, answer: str, good: bool, reason: str, *, region: str, person: str = ""
) -> Sending | None:
    """Keep the judgement of an answer; a bad one goes to headquarters and is returned.

    Raises UnknownProvision when the answer is not kept, BadInput for a bad one without a reason.
    """
    from kb.curation import judging

    return judging.judge(home.desk, answer, good, reason, region=region, person=person)


class Watch:
    """Follows the corpus while the page is served: what another process wrote is shown here too."""

    def __init__(self, home: Home, seconds: float = 1.0) -> None:
        self._home = home
        self._seconds = seconds
        self._ended = threading.Event()
        self._again = 0.0
        self._thread = threading.Thread(target=self._run, name="yugwon-watch", daemon=True)

    def start(self) -> Watch:
        """Begin to follow; returns itself."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End, waiting for a look under way."""
        self._ended.set()
        self._thread.join(10)

    def _lacks_collection(self) -> bool:
        """Whether the Chroma server was away, and is asked again now: it may lack what came since."""
        searcher = self._home.__dict__.get("searcher")
        if searcher is None or searcher.near_fault is None or time.monotonic() < self._again:
            return False
        self._again = time.monotonic() + 10
        return True

    def _run(self) -> None:
        said = ""
        seen = -1  # what came in between the opening of the index and now counts as new
        while not self._ended.wait(self._seconds):
            try:
                revision = self._home.store.revision()
                if revision != seen or self._lacks_collection():
                    show(self._home)
                    seen = revision
            except Exception as e:
                known = as_error(e)
                if known is None:
                    log.exception("following the corpus failed")
                elif str(known) != said:
                    log.warning("%s / %s", known.ko, known.en)  # once, however long it lasts
                said = str(known)
            else:
                said = ""
