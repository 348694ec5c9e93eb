"""Asked in one region, decided once, answered in all: from the outside, by the command line."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Command

FIRST = "메타버스 공간에 후보자 아바타를 세워 선거운동을 해도 됩니까?"
OTHER_WORDS = "후보자 아바타로 메타버스에서 선거운동 가능한가요?"
THIRD = "메타버스에서 후보가 아바타로 선거운동하는 건 괜찮나요?"
ANOTHER = "후보자 캐릭터 인형을 편의점에서 팔아도 됩니까?"
REPLY = (
    "후보자가 메타버스 공간에서 아바타를 이용하여 선거운동을 하는 것은 「공직선거법」 "
    "제59조제3호에 위반되지 아니할 것입니다.\n"
)


@pytest.fixture
def reply(tmp_path: Path) -> str:
    file = tmp_path / "reply.txt"
    file.write_text(REPLY, encoding="utf-8")
    return str(file)


def send(yugwon: Command, question: str, region: str, *more: str) -> dict[str, object]:
    ran = yugwon("queue", "send", question, "--region", region, "--json", *more)
    assert ran.code == 0, ran.err
    return dict(ran.json)


def decided(yugwon: Command, reply: str) -> dict[str, object]:
    """The first question sent up, replied and published."""
    send(yugwon, FIRST, "서울특별시")
    assert yugwon("queue", "reply", "1", reply, "--by", "김담당").code == 0
    ran = yugwon("queue", "publish", "1", "--by", "박과장", "--json")
    assert ran.code == 0, ran.err
    return dict(ran.json)


def test_one_case_of_two_regions_is_decided_once(yugwon: Command, home: Path, reply: str) -> None:
    before = yugwon("ask", FIRST, "--json").json
    assert before["conclusion"] is None
    assert send(yugwon, FIRST, "서울특별시")["matter"] == 1
    joined = send(yugwon, OTHER_WORDS, "부산광역시")
    assert joined["matter"] == 1
    assert joined["regions"] == ["서울특별시", "부산광역시"]
    assert any(x["agrees"] == "same" for x in joined["because"]), "it says which facts agree"
    assert send(yugwon, ANOTHER, "대구광역시")["matter"] == 2

    assert yugwon("queue", "reply", "1", reply, "--by", "김담당").code == 0
    published = yugwon("queue", "publish", "1", "--by", "박과장", "--json").json
    for question in (FIRST, OTHER_WORDS, THIRD):
        now = yugwon("ask", question, "--region", "제주특별자치도", "--json").json
        assert now["conclusion"] == "permitted", question
        assert now["sources"][0]["id"] == published["interpretation"], question
    for region in ("서울특별시", "부산광역시"):
        (told,) = yugwon("queue", "notices", "--region", region, "--json").json
        assert (told["kind"], told["follows"]) == ("published", True)
        assert told["interpretation"] == published["interpretation"]
    assert yugwon("queue", "notices", "--region", "대구광역시", "--json").json == []
    assert before["id"] in [d["answer"] for d in published["differing"]]


def test_the_drafter_does_not_publish(yugwon: Command, home: Path, reply: str) -> None:
    send(yugwon, FIRST, "서울특별시")
    ran = yugwon("queue", "publish", "1", "--by", "박과장")
    assert ran.code == 2, "there is no draft"
    yugwon("queue", "reply", "1", reply, "--by", "김 담당")
    for same in ("김담당", " 김 담당 "):
        ran = yugwon("queue", "publish", "1", "--by", same)
        assert (ran.code, "김 담당" in ran.err) == (2, True)
    assert yugwon("queue", "show", "1", "--json").json["state"] == "drafted"


def test_a_citation_that_does_not_check_out_blocks(
    yugwon: Command, home: Path, tmp_path: Path
) -> None:
    send(yugwon, FIRST, "서울특별시")
    bad = tmp_path / "bad.txt"
    bad.write_text(
        "아바타로 선거운동을 하는 것은 「공직선거법」 제999조에 위반될 것입니다.", encoding="utf-8"
    )
    ran = yugwon("queue", "reply", "1", str(bad), "--by", "김담당", "--json")
    assert ran.code == 1
    assert [c["check"] for c in ran.json["examined"]["citations"]] != ["ok"]
    ran = yugwon("queue", "publish", "1", "--by", "박과장")
    assert (ran.code, "제999조" in ran.err) == (2, True)
    assert yugwon("ask", FIRST, "--json").json["conclusion"] is None
    ran = yugwon("queue", "publish", "1", "--by", "박과장", "--override", "개정안 조문", "--json")
    assert ran.code == 0
    lines = [json.loads(x) for x in yugwon("log", "--json").out.splitlines()]
    assert lines[-1]["detail"]["override"] == "개정안 조문"


def test_a_held_reply_of_the_case_must_be_superseded(
    yugwon: Command, home: Path, reply: str, tmp_path: Path
) -> None:
    first = decided(yugwon, reply)["interpretation"]
    asked = yugwon("ask", THIRD, "--json").json
    ran = yugwon("queue", "send", "--answer", asked["id"], "--region", "인천광역시")
    assert ran.code == 0, ran.err
    other = tmp_path / "other.txt"
    other.write_text(REPLY.replace("위반되지 아니할", "위반될"), encoding="utf-8")
    ran = yugwon("queue", "reply", "2", str(other), "--by", "김담당", "--question", FIRST, "--json")
    assert ran.code == 1
    held = {h["id"]: h["relation"] for h in ran.json["examined"]["held"]}
    assert held[first] == "contradicts"
    assert yugwon("queue", "publish", "2", "--by", "박과장").code == 2
    ran = yugwon("queue", "reply", "2", str(other), "--by", "김담당", "--question", FIRST,
                 "--supersede", str(first), "--json")  # fmt: skip
    assert ran.code == 0
    assert yugwon("queue", "publish", "2", "--by", "박과장").code == 0
    now = yugwon("ask", FIRST, "--json").json
    assert now["conclusion"] == "prohibited"
    assert first not in [s["id"] for s in now["sources"]]
    shown = yugwon("queue", "show", "1", "--json").json
    assert shown["publications"][0]["ended"] == "superseded"


def test_withdrawn_keeps_its_history_and_lends_nothing(
    yugwon: Command, home: Path, reply: str
) -> None:
    id = decided(yugwon, reply)["interpretation"]
    after = yugwon("ask", FIRST, "--json").json
    assert yugwon("queue", "withdraw", "1", "--because", " ", "--by", "박과장").code == 2
    assert yugwon("queue", "withdraw", "1", "--because", "법 개정", "--by", "박과장").code == 0
    now = yugwon("ask", FIRST, "--json").json
    assert now["conclusion"] is None
    shown = yugwon("queue", "show", "1", "--json").json
    assert shown["state"] == "withdrawn"
    assert shown["publications"][0]["ended_because"] == "법 개정"
    assert after["id"] in [d["answer"] for d in shown["differing"]]
    kinds = [n["kind"] for n in yugwon("queue", "notices", "--region", "서울특별시", "--json").json]
    assert kinds == ["withdrawn", "published"]
    assert yugwon("queue", "withdraw", "1", "--because", "again", "--by", "박과장").code == 2
    assert yugwon("queue", "reply", "1", reply, "--by", "김담당").code == 0
    again = yugwon("queue", "publish", "1", "--by", "박과장", "--json").json
    assert again["interpretation"] != id


def test_sent_twice_is_there_once_and_personal_data_are_masked(yugwon: Command, home: Path) -> None:
    question = "저는 홍길순이라고 합니다. 010-1234-5678. 아바타로 선거운동을 해도 됩니까?"
    one = send(yugwon, question, "서울특별시", "--note", "회신 010-9876-5432")
    two = send(yugwon, question, "서울특별시")
    assert one["id"] == two["id"]
    for suffix in ("", "-wal"):
        file = home / f"yugwon.db{suffix}"
        data = file.read_bytes() if file.exists() else b""
        for secret in ("홍길순", "1234-5678", "9876-5432"):
            assert secret.encode() not in data


def test_apart_and_together_by_hand(yugwon: Command, home: Path) -> None:
    send(yugwon, FIRST, "서울특별시")
    sent = send(yugwon, OTHER_WORDS, "부산광역시")
    alone = yugwon("queue", "move", str(sent["id"]), "--by", "김담당", "--json").json
    assert (alone["id"], alone["question"]) == (2, OTHER_WORDS)
    near = yugwon("queue", "show", "2", "--json").json["near"]
    assert [n["id"] for n in near] == [1]
    back = yugwon("queue", "move", str(sent["id"]), "--to", "1", "--by", "김담당", "--json").json
    assert len(back["sendings"]) == 2
    assert yugwon("queue", "show", "2", "--json").json["state"] == "closed"
    assert yugwon("queue", "move", str(sent["id"]), "--to", "2", "--by", "김담당").code == 2


def test_closed_by_a_reply_that_is_held(yugwon: Command, home: Path) -> None:
    send(yugwon, ANOTHER, "대구광역시")
    assert (
        yugwon("queue", "close", "1", "--because", "이미 있음", "--reply", "kr/reply/x/1").code == 2
    )
    ran = yugwon("queue", "close", "1", "--because", "소관이 아님", "--by", "김담당", "--json")
    assert ran.json["state"] == "closed"
    (told,) = yugwon("queue", "notices", "--region", "대구광역시", "--json").json
    assert told["kind"] == "closed"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("queue", "send"), "neither question nor answer"),
        (("queue", "send", "--answer", "nothing"), "no such answer"),
        (("queue", "send", "x", "--answer", "y"), "both"),
        (("queue", "send", "명함을 돌려도 되나요?", "--why", "fun"), "no such reason"),
        (("queue", "show", "99"), "no such matter"),
        (("queue", "show", "0"), "no number"),
        (("queue", "list", "--state", "lost"), "no such state"),
        (("queue", "reply", "99", "-"), "no such matter"),
        (("queue", "publish", "99", "--by", "x"), "no such matter"),
        (("queue", "withdraw", "99", "--because", "x"), "no such matter"),
        (("log", "--check", "nothing.jsonl"), "no such file"),
    ],
)
def test_bad_use_is_one_line(
    yugwon: Command, home: Path, arguments: tuple[str, ...], why: str
) -> None:
    ran = yugwon(*arguments)
    assert ran.code == 2, why
    assert len(ran.err.strip().splitlines()) == 1, ran.err


class TestLog:
    """Append-only and hash-chained."""

    @pytest.fixture
    def written(self, yugwon: Command, home: Path) -> Path:
        send(yugwon, FIRST, "서울특별시")
        send(yugwon, ANOTHER, "대구광역시")
        send(yugwon, OTHER_WORDS, "부산광역시")
        return home / "yugwon.db"

    def test_says_who_did_what(self, yugwon: Command, written: Path) -> None:
        lines = [json.loads(x) for x in yugwon("log", "--json").out.splitlines()]
        assert [x["seq"] for x in lines] == [1, 2, 3]
        assert {x["act"] for x in lines} == {"queue.send"}
        assert "아바타" not in json.dumps(lines, ensure_ascii=False), "no question stands in it"
        assert lines[1]["previous"] == lines[0]["hash"]
        assert yugwon("doctor").code == 0

    def test_cannot_be_changed_by_a_slip(self, written: Path) -> None:
        with sqlite3.connect(written) as c:
            for statement in ("UPDATE log SET who = 'x'", "DELETE FROM log"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    c.execute(statement)
        c.close()

    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            ("UPDATE log SET who = 'x' WHERE seq = 2", "a line changed"),
            ("DELETE FROM log WHERE seq = 2", "a line removed"),
            ("DELETE FROM log WHERE seq = 3", "the last line removed"),
            ("UPDATE log SET detail = '{}' WHERE seq = 1", "the first line's detail"),
        ],
    )
    def test_shows_what_was_done_to_it(
        self, yugwon: Command, written: Path, statement: str, why: str
    ) -> None:
        with sqlite3.connect(written) as c:
            c.execute("DROP TRIGGER log_UPDATE")
            c.execute("DROP TRIGGER log_DELETE")
            c.execute(statement)
        c.close()
        assert yugwon("log").code == 1, why
        assert yugwon("doctor").code == 1, why

    def test_is_held_against_an_earlier_export(
        self, yugwon: Command, written: Path, tmp_path: Path
    ) -> None:
        export = tmp_path / "log.jsonl"
        export.write_text(yugwon("log", "--json").out, encoding="utf-8")
        assert yugwon("log", "--check", str(export)).code == 0
        send(yugwon, THIRD, "인천광역시")
        assert yugwon("log", "--check", str(export)).code == 0
        with sqlite3.connect(written) as c:  # cut back and mended, so that the chain alone is whole
            c.execute("DROP TRIGGER log_DELETE")
            c.execute("DELETE FROM log WHERE seq > 2")
            c.execute("UPDATE log_head SET seq = 2, hash = (SELECT hash FROM log WHERE seq = 2)")
        c.close()
        assert yugwon("log").code == 0
        assert yugwon("log", "--check", str(export)).code == 1
