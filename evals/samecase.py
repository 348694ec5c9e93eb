"""``python -m evals.samecase``: learn the same-case test.

``reader`` teaches the reader (:mod:`evals.teachreader`), ``train`` fits both stages with what it says
(:mod:`evals.likeness`). How good the answers are is measured by ``yugwon eval answers`` (``evals.answers``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date

from evals.held import Held
from evals.likeness import train
from evals.teachreader import teach
from kb import settings
from kb.errors import YugwonError
from kb.store import Store


def main(argv: Sequence[str] | None = None) -> int:
    """Learn the models on the home in use; prints what they give."""
    parser = argparse.ArgumentParser(prog="python -m evals.samecase", description=__doc__)
    parser.add_argument("what", choices=("train", "reader"))
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="day of train")
    parser.add_argument("--minutes", type=float, default=45.0, help="how long the reader is taught")
    parser.add_argument("--onward", action="store_true", help="from what the reader learnt before")
    given = parser.parse_args(argv)
    if given.what == "train" and given.as_of is None:
        parser.error("train needs --as-of")
    try:
        used = settings.load()
        store = Store.open(used.url)
        if given.what == "reader":
            print(teach(store.interpretations(), used.models, given.minutes, onward=given.onward))
            return 0
        print(train(Held(store.interpretations()), used, given.as_of))
    except YugwonError as e:
        print(f"{e.ko} / {e.en}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
