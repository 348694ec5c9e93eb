"""Does an English question get the conclusion of the Korean one (영어 일치)? ``python -m evals.english``.

Every English question of ``corpora.questions.english`` is asked beside its Korean one, over the home
in use. Counted are those that state the Korean answer's conclusion, those that state another one
(wrong, whatever the Korean says), and those that state none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpora.questions import english
from evals.answers import Asks
from kb import settings

REGISTERS = ("chat", "story", "formal")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One English question beside its Korean one."""

    id: str
    register: str
    question: str
    expected: str
    korean: str | None
    """What the Korean question gets."""
    english: str | None
    """What the English one gets."""

    @property
    def agrees(self) -> bool:
        """Whether both state the same conclusion."""
        return self.korean is not None and self.english == self.korean

    @property
    def wrong(self) -> bool:
        """Whether the English answer states a conclusion that is not the right one."""
        return self.english is not None and self.english != self.expected


def run(asks: Asks, split: english.Split, today: date) -> list[Outcome]:
    """Ask all questions of a split."""
    out = []
    for pair in english.load(split):
        korean = asks.ask(pair.korean, as_of=None, today=today).conclusion
        for register in REGISTERS:
            text = getattr(pair.english, register)
            answer = asks.ask(text, as_of=None, today=today).conclusion
            out.append(Outcome(pair.id, register, text, pair.expected, korean, answer))
    return out


def table(outcomes: Sequence[Outcome]) -> str:
    """The counts, by register and together, and the questions that do not agree."""
    lines = [f"{'':8}{'n':>5}{'agrees':>8}{'wrong':>7}{'none':>6}"]
    for name in (*REGISTERS, "all"):
        own = [o for o in outcomes if name in (o.register, "all")]
        agree, wrong = sum(o.agrees for o in own), sum(o.wrong for o in own)
        none = sum(o.english is None for o in own)
        lines.append(f"{name:8}{len(own):5}{agree:8}{wrong:7}{none:6}")
    stated = {o.id: o.korean for o in outcomes}
    right = sum(o.korean == o.expected for o in {o.id: o for o in outcomes}.values())
    lines.append(f"Korean questions: {len(stated)}, right {right}")
    lines += [
        f"{o.id} {o.register}: {o.english} (Korean {o.korean}, right {o.expected}): {o.question}"
        for o in outcomes
        if not o.agrees or o.wrong
    ]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table for a split over the home in use."""
    import argparse

    from kb.answer import open_answerer
    from kb.search import open_search
    from kb.store import Store

    parser = argparse.ArgumentParser(prog="python -m evals.english", description=__doc__)
    parser.add_argument("--split", choices=english.SPLITS, default="dev")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="DAY")
    given = parser.parse_args(argv)
    used = settings.load()
    store = Store.open(used.url)
    asks = open_answerer(store, open_search(store, used), used)
    print(table(run(asks, given.split, given.as_of)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
