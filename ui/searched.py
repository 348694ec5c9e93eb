"""One search through the home, the same for command line and HTTP."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

from ui.questions import check

if TYPE_CHECKING:
    from ui.home import Home


def line(home: Home, text: str, day: date, top: int, explain: bool = False) -> dict[str, Any]:
    """The line of the batch contract, with like cases and, to ``explain``, what made each score.

    Raises BadInput for a text that cannot be searched for.
    """
    from kb.search.types import ProvisionHit, Query, SourceHit

    text = check(text, home.settings)
    searcher = home.searcher
    begun = time.perf_counter()
    spelled = searcher.corrected(text)
    hits = searcher.search(Query(spelled.text, day, top))
    took = (time.perf_counter() - begun) * 1000
    scored: list[ProvisionHit | SourceHit] = [
        *hits.provisions[:top],
        *hits.interpretations[:top],
        *hits.rulings[:top],
    ]
    channels = [{"id": str(h.id), "score": h.score, **h.channels} for h in scored if explain]
    return {
        "as_of": day.isoformat(),
        "corrected": [list(pair) for pair in spelled.words],
        "provisions": list(dict.fromkeys(str(p.id) for p in hits.provisions))[:top],
        "passages": [
            {"id": p.id, "document": p.label, "page": p.page, "text": p.text, "score": p.score}
            for p in hits.passages[:top]
        ],
        "interpretations": [h.id for h in hits.interpretations[:top]],
        "rulings": [h.id for h in hits.rulings[:top]],
        **({"channels": channels} if explain else {}),
        "milliseconds": round(took, 1),
    }
