"""The Open API of law.go.kr as a source: what is brought, in what order, and its faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli import law_server, office_server
from tests.cli.conftest import Command
from tests.cli.law_server import KEY, LawGoKr
from tests.cli.office_server import Office
from tests.ingest import official_samples as official

TAKE = [
    part
    for kind in ("법령=공직선거법", "판례=게시", "detc=게시", "expc=게시", "행정규칙=게시")
    for part in ("--take", kind)
]


@pytest.fixture
def law() -> LawGoKr:
    return law_server.village()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, law: LawGoKr) -> Iterator[Office]:
    with office_server.serving(tmp_path / "www") as made:
        made.answer = law
        monkeypatch.setenv("YUGWON_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("YUGWON_WORKERS", "1")
        monkeypatch.setenv("YUGWON_PRIVATE_URLS", "true")
        monkeypatch.setenv("YUGWON_LAW_URL", made("/DRF"))
        monkeypatch.setenv("YUGWON_LAW_PAUSE", "0")
        monkeypatch.setenv("YUGWON_LAW_OC", KEY)
        yield made


def synced(yugwon: Command) -> Any:
    ran = yugwon("sync", "--json")
    assert ran.code == 0, ran.err
    return ran.json


def test_every_collection(yugwon: Command, office: Office, law: LawGoKr) -> None:
    yugwon("sources", "add", "law.go.kr", *TAKE)
    done = synced(yugwon)["sources"][0]
    assert (done["added"], done["refused"], done["nothing"]) == (7, [], [])
    kinds = [d["kind"] for d in yugwon("corpus", "list", "--json").json]
    assert sorted(kinds) == [
        "decision",
        "history",
        "reply",
        "ruling",
        "statute",
        "statute",
        "statute",
    ]
    shown = yugwon("show", "공직선거법 제2조", "--as-of", "2023-01-01", "--json").json
    assert (shown["state"], "30일까지" in shown["text"]) == ("held", True)
    assert yugwon("show", "공직선거법 제2조", "--json").json["state"] == "held", "listed today"
    assert (
        yugwon("show", "게시판관리예규 제2조의2", "--json").json["text"] == "열쇠는 이장이 갖는다."
    )
    reply = yugwon("corpus", "show", "law.go.kr/법령해석례/701.xml", "--json").json
    assert (reply["day"], reply["title"]) == ("2022-09-09", "게시물의 뜻")
    assert KEY not in json.dumps(reply, ensure_ascii=False)
    assert "떼는 일\n의 뜻" in yugwon("corpus", "show", "law.go.kr/판례/501.xml").out
    assert yugwon("corpus", "verify").code == 0


def test_what_is_held_is_not_asked_for_again(yugwon: Command, office: Office, law: LawGoKr) -> None:
    yugwon("sources", "add", "law.go.kr", *TAKE)
    synced(yugwon)
    law.asked.clear()
    assert synced(yugwon)["sources"][0]["added"] == 0
    assert law.asked == ["lsHistory", "prec", "detc", "expc", "admrul"]
    law.versions[official.NAME].append(("13", "300", "20260102", "20260203"))
    law.texts["13"] = law.texts["12"].replace("10일까지", "5일까지").replace("20240304", "20260203")
    law.cases["prec"]["502"] = law_server.PREC.replace("2022도100", "2025도7").replace("501", "502")
    law.asked.clear()
    news = synced(yugwon)
    assert [a for a in law.asked if " " in a] == ["law 13", "prec 502"]
    assert [c["id"] for c in news["changes"]] == ["kr/law/공직선거법@2026-02-03#2"]
    assert {i["kind"] for i in news["interpretations"]} == {"reply", "ruling"}


def test_an_act_that_takes_effect_in_parts_is_asked_for_by_day(
    yugwon: Command, office: Office, law: LawGoKr
) -> None:
    law.versions[official.NAME] += [("13", "300", "20250102", d) for d in ("20250203", "20260101")]
    for day in ("20250203", "20260101"):
        law.texts[f"13/{day}"] = official.statute(
            [official.article("2", "게시", f"게시물 {day}")], "20250102", day, "300"
        )
    yugwon("sources", "add", "law.go.kr", "--take", "법령=공직선거법")
    assert synced(yugwon)["sources"][0]["added"] == 5
    for day, words in (("2025-06-01", "20250203"), ("2026-06-01", "20260101")):
        assert words in yugwon("show", "공직선거법 제2조", "--as-of", day, "--json").json["text"]


def test_from_a_day_on(yugwon: Command, office: Office, law: LawGoKr) -> None:
    """The version in force on that day is brought too."""
    law.versions[official.NAME].insert(0, ("10", "50", "20100101", "20100101"))
    yugwon("sources", "add", "law.go.kr", "--take", "법령=공직선거법", "--since", "2021-01-01")
    synced(yugwon)
    assert [a for a in law.asked if a.startswith("law ")] == ["law 11", "law 12"]


def test_one_text_that_is_missing_is_refused_and_the_rest_goes_on(
    yugwon: Command, office: Office, law: LawGoKr
) -> None:
    law.versions[official.NAME].append(("99", "300", "20260102", "20260203"))
    yugwon("sources", "add", "law.go.kr", *TAKE)
    done = synced(yugwon)["sources"][0]
    assert done["added"] == 7
    [refused] = done["refused"]
    assert "MST not found" in refused["en"]
    assert yugwon("show", "공직선거법 제2조", "--json").json["state"] == "not_held"


def test_an_empty_result_is_said(yugwon: Command, office: Office, law: LawGoKr) -> None:
    law.cases["prec"].clear()
    yugwon("sources", "add", "law.go.kr", "--take", "법령=없는법", "--take", "판례=없는말")
    assert synced(yugwon)["sources"][0]["nothing"] == ["법령=없는법", "판례=없는말"]
    assert "찾은 것이 없습니다" in yugwon("sync").out


@pytest.mark.shared
def test_the_sample_answers(yugwon: Command, office: Office, law: LawGoKr, shared: Path) -> None:
    """A service that answers with the published samples, and has no list of versions."""
    samples = {n: (shared / "lawgokr" / f"sample-{n}_response.xml").read_bytes()
               for n in ("search", "detail", "prec_search", "prec_detail")}  # fmt: skip

    def answer(path: str) -> tuple[int, str, bytes]:
        kind = "search" if "lawSearch.do" in path else "detail"
        return 200, "text/xml", samples[f"prec_{kind}" if "target=prec" in path else kind]

    law.fault = answer
    yugwon("sources", "add", "law.go.kr", "--take", "법령=민법", "--take", "판례=손해배상")
    done = synced(yugwon)["sources"][0]
    kinds = [d["kind"] for d in yugwon("corpus", "list", "--json").json]
    assert (sorted(kinds), done["refused"]) == (["ruling", "statute"], [])
    shown = yugwon("show", "민법 제2조", "--json").json
    assert shown["state"] == "no_later_change_known", "no list says that it is complete"


PAGE = b"<!DOCTYPE html><html><head><title>\xec\x8b\x9c\xec\x8a\xa4\xed\x85\x9c \xec\xa0\x90\xea\xb2\x80</title></head></html>"


@pytest.mark.parametrize(
    ("key", "fault", "said"),
    [
        ("", None, "no key"),
        ("wrong", None, "does not know the key"),
        (KEY, (200, "application/json", '{"result": "사용자 정보 검증에 실패하였습니다."}'.encode()), "does not know the key"),
        (KEY, (200, "text/html", PAGE), "sent a page"),
        (KEY, (503, "text/html", b"<html>down</html>"), "HTTP 503"),
        (KEY, (404, "text/html", b"<html>moved</html>"), "HTTP 404"),
        (KEY, (200, "text/xml", b"<PrecSearch><totalCnt>1"), "cannot be read"),
        (KEY, (200, "text/xml", b""), "is empty"),
    ],
    ids=["no key", "wrong key", "wrong key in JSON", "page", "down", "gone", "cut off", "empty"],
)  # fmt: skip
def test_one_clear_line_for_every_fault(
    yugwon: Command,
    office: Office,
    law: LawGoKr,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    fault: tuple[int, str, bytes] | None,
    said: str,
) -> None:
    monkeypatch.setenv("YUGWON_LAW_OC", key)
    law.fault = lambda _: fault
    yugwon("sources", "add", "law.go.kr", "--take", "판례=게시")
    ran = yugwon("sync")
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert KEY not in ran.err
    assert yugwon("corpus", "list", "--json").json == []


def test_a_service_that_fails_midway_goes_on_where_it_stopped(
    yugwon: Command, office: Office, law: LawGoKr
) -> None:
    for n in range(130):
        number = str(1000 + n)
        law.cases["prec"][number] = law_server.PREC.replace("2022도100", f"2021도{n + 1}").replace(
            "501", number
        )
    calls = [0]

    def after_some(_: str) -> tuple[int, str, bytes] | None:
        calls[0] += 1
        return (503, "text/html", b"down") if calls[0] > 60 else None

    law.fault = after_some
    yugwon("sources", "add", "law.go.kr", "--take", "판례=게시")
    ran = yugwon("sync", "--json")
    assert ran.code == 1
    assert ran.json["sources"][0]["added"] == 59
    law.fault = lambda _: None
    law.asked.clear()
    assert synced(yugwon)["sources"][0]["added"] == 131 - 59
    assert len([a for a in law.asked if a.startswith("prec ")]) == 131 - 59


def test_a_service_that_stumbles_is_asked_again(
    yugwon: Command, office: Office, law: LawGoKr
) -> None:
    calls = [0]

    def every_other(_: str) -> tuple[int, str, bytes] | None:
        calls[0] += 1
        return (502, "text/html", b"<html/>") if calls[0] % 2 else None

    law.fault = every_other
    yugwon("sources", "add", "law.go.kr", "--take", "판례=게시")
    assert synced(yugwon)["sources"][0]["added"] == 1


@pytest.mark.shared
def test_the_real_answers(yugwon: Command, office: Office, law: LawGoKr, shared: Path) -> None:
    """The constitution and other old law, as law.go.kr gave it."""
    folder = shared / "lawgokr"
    names = []
    for file in (folder / "history").iterdir():
        rows = json.loads(file.read_text("utf-8"))
        names.append(rows[0]["법령명한글"])
        law.versions[names[-1]] = [
            (r["법령일련번호"], r["공포번호"], r["공포일자"], r["시행일자"]) for r in rows
        ]
        for r in rows:
            text = folder / f"{r['법령일련번호']}.xml"
            if text.is_file():
                law.texts[r["법령일련번호"]] = text.read_text("utf-8")
    assert len(names) == 10
    takes = [part for name in sorted(names) for part in ("--take", f"법령={name}")]
    yugwon("sources", "add", "law.go.kr", *takes)
    done = synced(yugwon)["sources"][0]
    listed = sum(len(law.versions[n]) for n in names)
    assert (
        len(done["refused"]) == listed - len(law.texts) + 2
    )  # the made-up texts are not asked for
    assert done["added"] == len(names) + listed - len(done["refused"])
    shown = yugwon("show", "대한민국헌법 제53조", "--as-of", "1955-01-01", "--json").json
    assert shown["state"] == "held"
    assert yugwon("show", "대한민국헌법 제53조", "--json").json["state"] == "not_held"
