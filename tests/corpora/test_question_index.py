"""The everyday-language index: schema, splits held apart, pins that stand in the law."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpora.questions import index
from ingest.parsers import statute
from kb.errors import DataFault
from kb.law import structure
from kb.law.identifiers import ProvisionId
from kb.law.values import Article

SAME = [
    ("공직선거법 제90조 위반인가요?", "선거법 93조 위반입니까", "another article, another ending"),
    ("벌금 80만원이면 당선무효인가요?", "벌금 100만원이면 당선무효인가요", "another number"),
    ("A후보 현수막 걸어도 되나요?", "B후보 현수막 걸어도 되나요?", "another masked name"),
]
APART = [
    ("현수막을 걸어도 되나요?", "현수막을 떼어도 되나요?", "another act"),
    ("배우자가 명함을 줘도 되나요?", "아들이 명함을 줘도 되나요?", "another actor"),
]


@pytest.mark.parametrize(("one", "other", "why"), SAME, ids=[s[2] for s in SAME])
def test_skeletons_that_count_once(one: str, other: str, why: str) -> None:
    assert index.skeleton(one) == index.skeleton(other), why


@pytest.mark.parametrize(("one", "other", "why"), APART, ids=[s[2] for s in APART])
def test_skeletons_that_differ(one: str, other: str, why: str) -> None:
    assert index.skeleton(one) != index.skeleton(other), why


def test_every_split_is_there_in_every_register() -> None:
    for split in index.splits():
        found = Counter(q.register_ for q in index.load(split))
        assert len(found) == 5, (split, found)


def test_no_skeleton_covers_more_than_a_hundredth() -> None:
    everything = [q for split in index.splits() for q in index.load(split) if not q.generated]
    most = Counter(index.skeleton(q.question) for q in everything).most_common(1)[0][1]
    assert most <= len(everything) / 100


def test_summaries_are_pinned() -> None:
    assert len(index.summaries()) >= 300
    assert all(ProvisionId.parse(pin).pinpoint for pin in index.summaries())


def test_a_repeated_skeleton_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = (
        '{{"schema": 1, "id": "train-01-00{n}", "split": "train", "register": "chat",'
        ' "provision": "kr/law/공직선거법#67", "question": "{q}", "generated": false}}'
    )
    (tmp_path / "train-01.jsonl").write_text(
        line.format(n=1, q="현수막 3개 걸어도 되나요?")
        + "\n"
        + line.format(n=2, q="현수막 5개 걸어도 되나요")
        + "\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(index, "FOLDER", tmp_path)
    with pytest.raises(DataFault, match="same skeleton"):
        index._all.__wrapped__()


@pytest.mark.shared
def test_every_pin_stands_in_the_law(shared: Path) -> None:
    articles: dict[tuple[str, str], Article] = {}
    names = {q.pin.work.name for split in index.splits() for q in index.load(split)}
    for name in sorted(names):
        # 법률.md, 헌법.md, 중앙선거관리위원회규칙.md: the kind that the name says
        kinds = [f for f in (shared / "statutes" / name).glob("*.md") if "시행령" not in f.stem]
        file = next(f.name for f in kinds if f.stem.endswith(name[-1]) or f.stem == "법률")
        text = (shared / "statutes" / name / file).read_text(encoding="utf-8")
        for intake in statute.parse(text, file, "0" * 64):
            for article in intake.articles:
                articles.setdefault((name, str(article.pinpoint)), article)

    def stands(provision: ProvisionId) -> bool:
        pin = provision.pinpoint
        article = articles.get((provision.work.name, str(pin).split(".")[0]))
        if article is None:
            return False
        return "." not in str(pin) or structure.parse(article.text).find(pin) is not None

    for split in index.splits():
        assert index.missing(index.load(split), stands) == ()
    assert all(stands(ProvisionId.parse(pin)) for pin in index.summaries())
