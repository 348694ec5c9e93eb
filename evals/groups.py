"""A group of a question set with its answers: what of them is right, and what they are held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from corpora.questions import Group
from evals import agreement
from evals.answered import Answered
from evals.plan import Ask


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group with its answers: as written, varied, changed, and the checks of each."""

    group: Group
    asked: tuple[tuple[Ask, Answered], ...]

    def _of(self, keep: Callable[[Ask], bool]) -> tuple[Answered, ...]:
        return tuple(answer for ask, answer in self.asked if keep(ask))

    @property
    def answers(self) -> tuple[Answered, ...]:
        """One a phrasing, as written."""
        return self._of(lambda ask: not ask.check and not ask.variation)

    @property
    def varied(self) -> tuple[Answered, ...]:
        """The answers to the phrasings and to their variations that keep the case."""
        return self._of(lambda ask: not ask.check and not ask.changed)

    def first(self, ask: Ask) -> Answered:
        """The answer against which another one to the same phrasing is held."""
        if not ask.arm:
            return self.firsts[ask.phrasing]
        return next(
            answer
            for other, answer in self.asked
            if (other.check, other.value, other.phrasing) == ("setting", ask.arm, ask.phrasing)
        )

    @property
    def firsts(self) -> Mapping[int, Answered]:
        """The answer to each phrasing as written, by its number."""
        return {
            ask.phrasing: answer
            for ask, answer in self.asked
            if not ask.check and not ask.variation
        }

    def right(self, answer: Answered) -> bool:
        """Whether the answer states what is expected: the conclusion, or that there is none."""
        expected = self.group.expected
        if expected.conclusion is not None:
            return answer.conclusion == expected.conclusion
        return (
            answer.conclusion is None
            and not answer.error
            and (expected.reason is None or answer.reason == expected.reason)
        )

    def governed(self, ids: Iterable[str]) -> bool | None:
        """Whether one of the expected provisions is among ids; None if the group names none."""
        wanted = self.group.expected.provisions
        if not wanted:
            return None
        bare = [_without_version(i) for i in ids if "#" in i]
        return any(
            p == w or p.startswith(w + ".") or w.startswith(p + ".") for p in bare for w in wanted
        )

    @property
    def answerable(self) -> bool:
        return self.group.expected.conclusion is not None

    @property
    def unanimous(self) -> bool:
        return agreement.unanimous([a.stated for a in self.answers])

    @property
    def agreed_stated_right(self) -> bool:
        """All phrasings got the one right answer."""
        return self.unanimous and all(self.right(a) for a in self.answers)


def _without_version(id: str) -> str:
    work, _, place = id.partition("#")
    return f"{work.partition('@')[0]}#{place}"
