"""Past answers from the command line: found by region, subject, law and day; opened as they were."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command

CARD = "예비후보자가 지하철 개찰구 안에서 명함을 돌려도 되나요?"
RICE = "선거사무소 개소식에서 떡 돌려도 돼?"


def test_found_and_opened(yugwon: Command, home: Path) -> None:
    from kb.settings import load
    from ui import asked
    from ui.days import today
    from ui.home import Home

    opened = Home(load())
    for question, region in ((CARD, "서울특별시"), (RICE, "부산광역시")):
        asked.answer(opened, question, today=today(), region=region)
    opened.close()
    day = today().isoformat()
    for given, questions in (
        ((), [RICE, CARD]),
        (("--subject", "명함"), [CARD]),
        (("--subject", "명함", "--region", "부산광역시"), []),
        (("--region", "부산광역시"), [RICE]),
        (("--law", "공직선거법 제60조의3"), [CARD]),
        (("--law", "정치자금법"), []),
        (("--from", day, "--to", day), [RICE, CARD]),
        (("--to", "2020-01-01"), []),
        (("개소식",), [RICE]),
    ):
        ran = yugwon("answers", "find", *given, "--json")
        assert ran.code == 0, ran.err
        assert [x["question"] for x in ran.json] == questions, given
    (found,) = yugwon("answers", "find", "--subject", "명함", "--json").json
    printed = yugwon("answers", "find", "--subject", "명함")
    assert found["id"] in printed.out
    shown = yugwon("answers", "show", found["id"], "--json").json
    assert shown["record"]["reading"]["question"] == CARD
    assert shown["today"] == {"same": True, "changes": []}
    assert "오늘 물어도 같은 답입니다" in yugwon("answers", "show", found["id"]).out
    assert yugwon("answers", "show", found["id"], "--as-it-was", "--json").json["today"] is None
    for bad in (("find", "--subject", "아무것도아닌말"), ("find", "--law", "없는 법 제3조"),
                ("find", "--from", "어제"), ("show", "nothing")):  # fmt: skip
        ran = yugwon("answers", *bad)
        assert ran.code == 2, bad
        assert ran.err.count("\n") == 1, bad
