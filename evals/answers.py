"""How good are the answers? All question sets over one home, end to end (답변 평가).

Asked are the sets of ``corpora/questions``: real cases in other words, the same with one fact changed,
questions that have no answer here, false premises. A question about a case applies only where that
case is held; the figures say how many did. Intervals are bootstrap over groups, since the phrasings
of one case are no independent questions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

from corpora import questions
from corpora.questions import samecase
from evals import agreement
from evals.agreement import Figure
from evals.held import REPEATED, Held
from kb.answer.record import AnswerRecord

Kind = Literal["same", "answerable", "changed", "unanswerable", "false_premise"]
Split = Literal["train", "dev", "test"]


class Asks(Protocol):
    """What is evaluated."""

    def ask(
        self, text: str, *, as_of: date | None, today: date, region: str = ""
    ) -> AnswerRecord: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One question with what is expected of its answer."""

    id: str
    group: str
    kind: Kind
    register: str
    question: str
    conclusion: str | None
    """The right conclusion; of a changed question the one that it must not inherit."""
    reason: str | None = None
    as_of: date | None = None
    region: str = ""
    cases: frozenset[str] = frozenset()
    """The case that it is about, with those that repeat it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An item with its answer, reduced to what is judged."""

    item: Item
    conclusion: str | None
    reason: str | None
    abstained: bool
    basis: str | None
    probability: float | None
    case_at: int | None
    """Place of the case itself among the cases of the record, from 1."""
    likeness: str | None
    """What the record calls the case itself."""
    headline: str
    milliseconds: float

    @property
    def stated(self) -> bool:
        return self.conclusion is not None

    @property
    def right(self) -> bool:
        return self.conclusion == self.item.conclusion

    @property
    def outcome(self) -> str:
        """The answer as one word: a conclusion, or why there is none."""
        return self.conclusion or f"none:{self.reason or ''}"

    @property
    def good(self) -> bool:
        """Whether the answer is as it should be."""
        match self.item.kind:
            case "changed":
                return inherits_nothing(self)
            case "unanswerable":
                return not self.stated
            case "false_premise":
                return self.reason == "false_premise"
            case _:
                return self.right

    def as_json(self) -> dict[str, Any]:
        """One line of ``answers.jsonl``."""
        return {
            "id": self.item.id,
            "kind": self.item.kind,
            "register": self.item.register,
            "question": self.item.question,
            "expected": self.item.conclusion,
            "expected_reason": self.item.reason,
            "conclusion": self.conclusion,
            "reason": self.reason,
            "basis": self.basis,
            "probability": self.probability,
            "case_at": self.case_at,
            "likeness": self.likeness,
            "good": self.good,
            "headline": self.headline,
            "milliseconds": self.milliseconds,
        }


@dataclass(frozen=True, slots=True)
class Measured:
    """All answers, and how many groups did not apply to the home."""

    split: str
    corpus: str
    answers: tuple[Answered, ...]
    left_out: int
    """Groups whose case is not held."""
    figures: dict[str, Figure] = field(default_factory=dict)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    confusion: dict[tuple[str, str], int] = field(default_factory=dict)
    reliability: tuple[tuple[float, float, int], ...] = ()
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def groups(self) -> int:
        """Groups asked."""
        return len({a.item.group for a in self.answers})

    def as_json(self) -> dict[str, Any]:
        """The figures as ``--json`` prints them."""
        return {
            "split": self.split,
            "corpus": self.corpus,
            "groups": self.groups,
            "groups_left_out": self.left_out,
            "questions": len(self.answers),
            "figures": {
                name: {
                    "value": f.value,
                    "low": f.low,
                    "high": f.high,
                    "groups": f.n,
                    "hits": self.counts[name][0],
                    "of": self.counts[name][1],
                }
                for name, f in self.figures.items()
            },
            "confusion": [
                {"expected": e, "answered": a, "questions": n}
                for (e, a), n in sorted(self.confusion.items())
            ],
            "reliability": [
                {"said": round(p, 4), "right": round(r, 4), "questions": n}
                for p, r, n in self.reliability
            ],
            "numbers": self.numbers,
        }


def load(split: Split, held: Held) -> tuple[list[Item], int]:
    """The questions of a split that apply to what is held, and the number of groups left out.

    Raises DataFault where a set breaks its schema.
    """
    items: list[Item] = []
    left_out = set()
    for pair in samecase.load(split):
        row = held.row(pair)
        if row is None:
            left_out.add(pair.group)
            continue
        case = held.cases[row]
        same = frozenset(str(held.cases[r].id) for r in held.like(row, REPEATED) | {row})
        kind: Kind = "same" if pair.kind == "same" else "changed"
        items.append(
            Item(
                pair.id,
                pair.group,
                kind,
                pair.register_,
                pair.question,
                pair.expected if case.conclusion is None else case.conclusion.value,
                cases=same,
            )
        )
    for file in sorted(questions.FOLDER.glob("*.jsonl")):
        for group in questions.load(file, splits=[split]):
            items.extend(_of_group(group, file))
    return items, len(left_out)


def _of_group(group: questions.Group, file: Path) -> list[Item]:
    expected = group.expected
    kind: Kind = "answerable"
    if expected.reason == "false_premise":
        kind = "false_premise"
    elif expected.conclusion is None:
        kind = "unanswerable"
    return [
        Item(
            f"{group.id}-{n}",
            f"{file.stem}/{group.id}",
            kind,
            p.register_,
            p.text,
            expected.conclusion,
            expected.reason,
            group.as_of,
            group.region,
        )
        for n, p in enumerate(group.phrasings, 1)
    ]


def run(
    asks: Asks,
    items: Sequence[Item],
    *,
    split: str,
    today: date,
    corpus: str = "",
    left_out: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Measured:
    """Ask every question and judge its answer; ``today`` is the day of those that name none."""
    answers = []
    for done, item in enumerate(items, 1):
        record = asks.ask(item.question, as_of=item.as_of, today=today, region=item.region)
        answers.append(judge(item, record))
        if progress:
            progress(done, len(items))
    return summarise(Measured(split, corpus, tuple(answers), left_out))


def judge(item: Item, record: AnswerRecord) -> Answered:
    """What of an answer counts."""
    at = next((n for n, c in enumerate(record.cases, 1) if c.id in item.cases), None)
    likeness = None
    if at is not None:
        found = {c.likeness for c in record.cases if c.id in item.cases}
        likeness = next(x for x in ("same", "similar", "different") if x in found)
    return Answered(
        item,
        record.conclusion,
        record.reason,
        record.abstained,
        record.basis,
        record.probability,
        at,
        likeness,
        record.headline,
        record.milliseconds,
    )


def summarise(measured: Measured) -> Measured:
    """The figures, each a mean over groups with its interval, and the counts behind them."""
    of: dict[str, list[Answered]] = defaultdict(list)
    for a in measured.answers:
        of[a.item.kind].append(a)
    figures: dict[str, Figure] = {}
    counts: dict[str, tuple[int, int]] = {}

    def figure(name: str, answers: Sequence[Answered], holds: Callable[[Answered], bool]) -> None:
        groups: dict[str, list[bool]] = defaultdict(list)
        for a in answers:
            groups[a.item.group].append(holds(a))
        if not groups:
            return
        figures[name] = agreement.mean_figure([sum(g) / len(g) for g in groups.values()])
        counts[name] = (sum(sum(g) for g in groups.values()), len(answers))

    asked = [*of["same"], *of["answerable"]]
    figure("case itself first", of["same"], lambda a: a.case_at == 1)
    figure("case itself called same", of["same"], lambda a: a.likeness == "same")
    figure("conclusion stated", asked, lambda a: a.stated)
    figure("right of those stated", [a for a in asked if a.stated], lambda a: a.right)
    for register in dict.fromkeys(a.item.register for a in of["same"]):
        own = [a for a in of["same"] if a.item.register == register]
        figure(f"stated, {register}", own, lambda a: a.stated)
    _agreement(asked, figures, counts)
    figure("changed: inherits nothing", of["changed"], inherits_nothing)
    figure("answerable declined", asked, lambda a: a.abstained)
    figure("unanswerable declined", of["unanswerable"], lambda a: not a.stated)
    figure(
        "… with its reason",
        [a for a in of["unanswerable"] if a.item.reason],
        lambda a: not a.stated and a.reason == a.item.reason,
    )
    figure("false premise corrected", of["false_premise"], lambda a: a.reason == "false_premise")
    sure = [(a.probability, a.right) for a in asked if a.stated and a.probability is not None]
    error, bins = agreement.calibration_error([p for p, _ in sure], [r for _, r in sure])
    times = sorted(a.milliseconds for a in measured.answers)
    numbers = {}
    if sure:
        numbers["calibration error"] = error
    if times:
        numbers["milliseconds, median"] = times[len(times) // 2]
        numbers["milliseconds, p95"] = times[min(len(times) - 1, int(len(times) * 0.95))]
    confusion = Counter(
        (a.item.conclusion or "none", a.conclusion or "none")
        for a in measured.answers
        if a.item.kind != "changed"
    )
    return Measured(
        measured.split,
        measured.corpus,
        measured.answers,
        measured.left_out,
        figures,
        counts,
        dict(confusion),
        tuple(bins),
        numbers,
    )


def inherits_nothing(answered: Answered) -> bool:
    """Whether a changed question gets no conclusion from the case that it was made from."""
    return answered.likeness != "same"


def _agreement(
    asked: Sequence[Answered], figures: dict[str, Figure], counts: dict[str, tuple[int, int]]
) -> None:
    groups: dict[str, list[Answered]] = defaultdict(list)
    for a in asked:
        groups[a.item.group].append(a)
    several = [g for g in groups.values() if len(g) > 1]
    if not several:
        return
    agreed = [len({a.outcome for a in g}) == 1 for g in several]
    right = [ok and g[0].right for ok, g in zip(agreed, several, strict=True)]
    for name, values in (("phrasings agree", agreed), ("… stated and right", right)):
        figures[name] = agreement.mean_figure([float(v) for v in values])
        counts[name] = (sum(values), len(values))
