"""Which words of a change touch a case."""

from __future__ import annotations

import pytest

from kb.law.turning import touched
from kb.law.wording import differences

OLD = "1. 통상적인 범위에서 음식물을 제공하는 행위\n2. 선거일 전 180일부터 명함을 주는 행위"
ROWS = [
    (
        OLD + "\n3. 공연을 제공하는 행위",
        "통상적인 범위에서 다과를 제공하는 행위",
        [],
        "a new item that shares only what stands elsewhere too",
    ),
    (
        OLD + "\n3. 전문가가 공연을 제공하는 행위",
        "출판기념회에서 공연을 제공하는 행위",
        ["공연을"],
        "a new item that speaks of the case",
    ),
    (
        OLD.replace("180일", "120일"),
        "선거일 전 180일에 명함을 주는 행위",
        ["180일"],
        "a figure on which the case turns",
    ),
    (
        OLD + "\n3. 말(확성장치를 사용하는 경우를 제외한다)로 하는 경우",
        "말로 지지를 호소하는 행위",
        ["말"],
        "a word of one letter",
    ),
]


@pytest.mark.parametrize(("new", "case", "found", "why"), ROWS, ids=[r[3] for r in ROWS])
def test_words_of_a_change_that_touch_a_case(
    new: str, case: str, found: list[str], why: str
) -> None:
    assert touched(differences(OLD, new), case) == found, why
