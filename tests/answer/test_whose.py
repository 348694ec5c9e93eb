"""How an answer names a source: whose words it is and when it was given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from standins import Compared, Worth, reply

from kb.answer.conclusion import Evidence
from kb.answer.draft import whose
from kb.law.values import Conclusion

BETWEEN = {"day": None, "day_from": date(2020, 2, 15), "day_until": date(2023, 9, 16)}
SAID: list[tuple[dict[str, Any], str, str]] = [
    ({}, "회답(2024. 3. 4.)", "2024"),
    ({"day": None}, "회답(답변일 미상)", "day unknown)"),
    (BETWEEN, "회답(답변일 미상: 2020. 2. ~ 2023. 9. 사이)", "between 2020-02 and 2023-09)"),
]


@pytest.mark.parametrize(("days", "korean", "english"), SAID)
def test_a_reply_is_named_with_its_day_or_the_interval_in_which_it_lies(
    days: dict[str, Any], korean: str, english: str
) -> None:
    source = reply("1", "물음", "답", Conclusion.PERMITTED, **days)
    told = Evidence(source, Compared("same", 0.9, (), []), Worth(), 0.9)
    assert whose(told, "ko").endswith(korean)
    assert english in whose(told, "en")
