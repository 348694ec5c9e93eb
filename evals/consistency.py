"""Does the same case get the same answer? Phrasings × regions × repetitions of a question set.

Kappa and unanimity count phrasings alone; regions and repetitions are checks of equality, reported
apart. Agreement is never shown without coverage and accuracy: a system that always abstains agrees
with itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from corpora.questions import Group
from evals import agreement
from evals.agreement import Figure
from kb.answer.record import AnswerRecord


class Asks(Protocol):
    """What is evaluated."""

    def ask(
        self, text: str, *, as_of: date | None, today: date, region: str = "", language: str = "ko"
    ) -> AnswerRecord: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What one phrasing got, reduced to what is compared."""

    question: str
    register: str
    conclusion: str | None
    reason: str | None
    abstained: bool
    probability: float | None
    provisions: tuple[str, ...]
    cases: tuple[str, ...]
    headline: str
    quotations_exact: bool
    milliseconds: float

    @property
    def stated(self) -> str:
        """The answer as one word: a conclusion, or why there is none."""
        return self.conclusion or f"none:{self.reason or ''}"

    @classmethod
    def of(cls, record: AnswerRecord, register: str) -> Answered:
        return cls(
            record.reading.question,
            register,
            record.conclusion,
            record.reason,
            record.abstained,
            record.probability,
            tuple(record.provisions[:5]),
            tuple(c.id for c in record.cases if c.likeness == "same"),
            record.headline,
            all(s.text[s.start : s.end] == s.quote for s in record.sources),
            record.milliseconds,
        )


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group with its answers, one a phrasing, and the two checks of equality."""

    group: Group
    answers: tuple[Answered, ...]
    regions_equal: bool
    repetitions_equal: bool

    def right(self, answer: Answered) -> bool:
        """Whether the answer states what is expected: the conclusion, or that there is none."""
        expected = self.group.expected
        if expected.conclusion is not None:
            return answer.conclusion == expected.conclusion
        return answer.conclusion is None and (
            expected.reason is None or answer.reason == expected.reason
        )

    def governed(self, answer: Answered) -> bool | None:
        """Whether one of the expected provisions (or its article) is named; None if not judged."""
        wanted = self.group.expected.provisions
        if not wanted:
            return None
        return any(
            p == w or p.startswith(w + ".") or w.startswith(p + ".")
            for p in answer.provisions
            for w in wanted
        )

    @property
    def answerable(self) -> bool:
        return self.group.expected.conclusion is not None

    @property
    def agreed_stated_right(self) -> bool:
        """All phrasings got the one right answer."""
        return agreement.unanimous([a.stated for a in self.answers]) and all(
            self.right(a) for a in self.answers
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A finished evaluation: results and the circumstances that may explain a change."""

    set_name: str
    corpus: str
    settings: dict[str, Any]
    results: tuple[GroupResult, ...]
    figures: dict[str, Figure] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)


def run(
    asks: Asks,
    groups: Sequence[Group],
    *,
    today: date,
    regions: Sequence[str] = (),
    repetitions: int = 1,
    set_name: str = "",
    corpus: str = "",
    settings: dict[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Ask every phrasing of every group, from every region, again and again, and compare.

    ``today`` stands for the day of groups that name none.
    """
    results = []
    for done, group in enumerate(groups, 1):
        answers, regions_equal, repetitions_equal = [], True, True
        for phrasing in group.phrasings:
            ask = partial(
                asks.ask,
                phrasing.text,
                as_of=group.as_of,
                today=today,
                language="en" if phrasing.register_ == "english" else "ko",
            )
            first = ask(region=group.region)
            answers.append(Answered.of(first, phrasing.register_))
            base = _content(first)
            repetitions_equal &= all(
                _content(ask(region=group.region)) == base for _ in range(1, repetitions)
            )
            regions_equal &= all(_content(ask(region=region)) == base for region in regions)
        results.append(GroupResult(group, tuple(answers), regions_equal, repetitions_equal))
        if progress:
            progress(done, len(groups))
    return summarise(Run(set_name, corpus, settings or {}, tuple(results)))


def _content(record: AnswerRecord) -> str:
    """The record without what may differ: its region and the time it took."""
    return record.model_copy(update={"region": "", "milliseconds": 0.0, "id": ""}).model_dump_json()


def summarise(finished: Run) -> Run:
    """The run with its figures: agreement beside coverage and accuracy."""
    results = finished.results
    figures: dict[str, Figure] = {}

    def figure(name: str, values: Sequence[float]) -> None:
        figures[name] = agreement.mean_figure(values)

    several = [r for r in results if len(r.answers) > 1]
    answerable = [r for r in results if r.answerable]
    unanswerable = [r for r in results if not r.answerable]
    figure("agreed, stated and right", [r.agreed_stated_right for r in results])
    figure(
        "unanimous groups", [agreement.unanimous([a.stated for a in r.answers]) for r in several]
    )
    figure(
        "provisions, Jaccard of five",
        [agreement.pairwise(agreement.jaccard, [a.provisions for a in r.answers]) for r in several],
    )
    figure(
        "provisions, rank-biased overlap",
        [
            agreement.pairwise(agreement.rank_biased_overlap, [a.provisions for a in r.answers])
            for r in several
        ],
    )
    figure("right answers", [_share([r.right(a) for a in r.answers]) for r in results])
    figure(
        "coverage: conclusion stated, where there is one",
        [_share([a.conclusion is not None for a in r.answers]) for r in answerable],
    )
    stated = [(r, [a for a in r.answers if a.conclusion is not None]) for r in answerable]
    figure(
        "right among stated, where there is one",
        [_share([r.right(a) for a in kept]) for r, kept in stated if kept],
    )
    figure(
        "no conclusion, where there is none",
        [_share([a.conclusion is None for a in r.answers]) for r in unanswerable],
    )
    figure(
        "governing provision among the first five",
        [
            _share([bool(r.governed(a)) for a in r.answers])
            for r in results
            if r.group.expected.provisions
        ],
    )
    figure("quotations exact", [_share([a.quotations_exact for a in r.answers]) for r in results])
    figure("regions equal", [r.regions_equal for r in results])
    figure("repetitions equal", [r.repetitions_equal for r in results])
    numbers: dict[str, float] = {}
    width = min((len(r.answers) for r in several), default=0)
    if width > 1:
        numbers["Fleiss' kappa of conclusions"] = agreement.kappa(
            [[a.stated for a in r.answers[:width]] for r in several]
        )
    sure = [
        (a.probability, r.right(a))
        for r in answerable
        for a in r.answers
        if a.conclusion is not None and a.probability is not None
    ]
    if sure:
        confidence, right = [c for c, _ in sure], [k for _, k in sure]
        numbers["AURC"] = agreement.area_under_risk_coverage(
            agreement.risk_coverage(confidence, right)
        )
        numbers["ECE"] = agreement.calibration_error(confidence, right)[0]
    times = sorted(a.milliseconds for r in results for a in r.answers)
    if times:
        numbers["milliseconds, median"] = times[len(times) // 2]
        numbers["milliseconds, p95"] = times[min(len(times) - 1, int(len(times) * 0.95))]
    return Run(finished.set_name, finished.corpus, finished.settings, results, figures, numbers)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def write(finished: Run, folder: Path) -> None:
    """Keep a run as ``run.json`` (figures) and ``answers.jsonl`` (a line a group)."""
    folder.mkdir(parents=True, exist_ok=True)
    head = {
        "set": finished.set_name,
        "corpus": finished.corpus,
        "settings": finished.settings,
        "figures": {k: asdict(v) for k, v in finished.figures.items()},
        "numbers": finished.numbers,
    }
    lines = [
        json.dumps(
            {
                "id": r.group.id,
                "kind": r.group.kind,
                "expected": r.group.expected.model_dump(mode="json"),
                "agreed_stated_right": r.agreed_stated_right,
                "answers": [asdict(a) for a in r.answers],
            },
            ensure_ascii=False,
        )
        for r in finished.results
    ]
    (folder / "answers.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "run.json").write_text(
        json.dumps(head, ensure_ascii=False, indent=1), encoding="utf-8"
    )
