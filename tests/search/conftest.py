"""A small corpus in made-up words: one statute in two wordings, one rule, three replies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.law.identifiers import InterpretationId, Pinpoint, ProvisionId, WorkId
from kb.law.values import Article, Conclusion, Document, Intake, Interpretation, Version, Work
from kb.settings import Settings
from kb.store import Store

LAW = WorkId("공직선거법")


def statute(day: date, number: str, texts: dict[str, tuple[str, str]]) -> Intake:
    """One version with articles given as pinpoint -> (title, text)."""
    document = Document(f"doc/{number}", "statute", f"{number}.md", "공직선거법", number)
    version = Version(LAW, day, day, number, document=document.id)
    articles = tuple(
        Article(version, Pinpoint.parse(p), title, text, i)
        for i, (p, (title, text)) in enumerate(texts.items())
    )
    return Intake(document, (Work(LAW, "공직선거법", "법률"),), articles)


def reply(number: str, question: str, answer: str, *provisions: str) -> Intake:
    """A published reply that cites provisions of the statute."""
    text = f"{question}\n{answer}"
    document = Document(f"doc/r{number}", "reply", f"replies.csv#{number}", question[:20], text)
    return Intake(
        document,
        interpretations=(
            Interpretation(
                InterpretationId("시험", number), "reply", question[:20], question, answer,
                Conclusion.PERMITTED, provisions=tuple(LAW.provision(p) for p in provisions),
                day=date(2024, 1, int(number)), document=document.id,
                document_label=document.label, end=len(text),
            ),
        ),
    )  # fmt: skip


CARDS = "① 예비후보자는 다음 방법으로 할 수 있다.\n1. 명함을 주는 행위\n2. 어깨띠를 두르는 행위"
OLD = {
    "59": ("선거운동기간", "선거운동은 정한 기간에만 할 수 있다."),
    "90": ("시설물설치 등의 금지", "① 누구든지 선거일 전 180일부터 현수막을 설치할 수 없다."),
    "60-3": ("예비후보자 등의 선거운동", CARDS),
}  # fmt: skip
NEW = OLD | {
    "90": ("시설물설치 등의 금지", "① 누구든지 선거일 전 120일부터 현수막을 설치할 수 없다."),
    "108": ("여론조사의 결과공표금지 등", "① 여론조사의 결과는 정한 날부터 공표할 수 없다."),
    "113": ("후보자 등의 기부행위제한", "① 후보자는 기부행위를 할 수 없다."),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, workers=1)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = Store.open(settings.url)
    opened.add(
        [
            statute(date(2020, 1, 1), "1", OLD),
            statute(date(2023, 9, 1), "2", NEW),
            reply("1", "동창회에 과자를 보내도 되나요?", "기부행위에 해당합니다.", "113.1"),
            reply("2", "가게 앞에 현수막을 걸어도 됩니까?", "설치할 수 없습니다.", "90.1"),
            reply("3", "역 앞에서 명함을 나눠 줘도 됩니까?", "할 수 있습니다.", "60-3.1.1"),
        ]
    )
    yield opened
    opened.close()


def ids(found: tuple[object, ...]) -> list[str]:
    """The ids of hits as strings."""
    return [str(getattr(hit, "id", "")) for hit in found]


__all__ = ["LAW", "ProvisionId", "ids", "reply", "statute"]
