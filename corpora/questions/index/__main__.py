"""Counts of the everyday-language index and thirty of its questions drawn by hash.

The draw orders the questions by a hash of their id, so that it is the same everywhere.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter

from corpora.questions import index

DRAWN = 30


def main() -> int:
    """Print the counts by split, register and law, and the draw."""
    everything = [q for split in index.splits() for q in index.load(split)]
    counted = [q for q in everything if not q.generated]
    skeletons = {index.skeleton(q.question) for q in counted}
    print(f"{len(counted)} questions, {len(skeletons)} skeletons")
    print(f"{len(index.summaries())} summaries")
    for split in index.splits():
        mine = [q for q in counted if q.split == split]
        registers = Counter(q.register_ for q in mine)
        print(f"{split}: {len(mine)}", *(f"{r} {n}" for r, n in sorted(registers.items())))
    for law, n in Counter(q.pin.work.name for q in counted).most_common():
        print(f"{n:5} {law}")
    for q in sorted(counted, key=lambda q: hashlib.sha256(q.id.encode()).digest())[:DRAWN]:
        print(f"{q.pin.work.name} {q.pin.pinpoint.label}: {q.question}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
