"""``yugwon eval``: runs, gate, comparison, question sets, replies; exit codes and messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def line(id: str, texts: list[str], conclusion: str | None, **more: object) -> str:
    made = {
        "schema": 1,
        "id": id,
        "split": "dev",
        "kind": "same_case",
        "phrasings": [{"text": t, "register": "plain"} for t in texts],
        "expected": {"conclusion": conclusion, "reason": more.pop("reason", None)},
        **more,
    }
    return json.dumps(made, ensure_ascii=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.jsonl"
    file.write_text(
        "\n".join(
            (
                line("banner", ["현수막을 걸어도 되나요?", "현수막 걸어도 돼?"], "prohibited"),
                line(
                    "tax",
                    ["양도소득세가 얼마인가요?"],
                    None,
                    reason="out_of_subject",
                    kind="unanswerable",
                ),
            )
        ),
        encoding="utf-8",
    )
    return file


def test_a_run_is_kept_and_gated(yugwon: Command, home: Path, own: Path, tmp_path: Path) -> None:
    slim = tmp_path / "slim"
    ran = yugwon("eval", "consistency", "--set", str(own), "--out", str(slim), "--json")
    assert ran.code == 0, ran.err
    assert ran.json["groups"] == 2
    assert ran.json["asked"] == 3
    folder = Path(ran.json["folder"])
    kept = {f.name for f in folder.iterdir()}
    assert {"run.json", "answers.jsonl", "answers.csv", "groups.jsonl", "report.html"} <= kept

    same = yugwon("eval", "gate", "--against", str(slim), "--json")
    assert same.code == 0, same.err
    assert same.json["passed"] is True
    assert same.json["changed"] == []

    strict = tmp_path / "gate.yaml"
    strict.write_text('- {figure: "unanimous groups", least: 1.5}\n', encoding="utf-8")
    failed = yugwon(
        "eval", "gate", "--against", folder.name, "--run", folder.name, "--thresholds", str(strict)
    )
    assert failed.code == 1
    assert "만장일치 묶음: " in failed.out
    assert "must be at least 1.500" in failed.out

    compared = yugwon("eval", "compare", folder.name, str(slim), "--json")
    assert compared.code == 0
    assert compared.json["differing"] == []


def test_a_stopped_run_goes_on(yugwon: Command, home: Path, own: Path) -> None:
    from kb.settings import load
    from ui import consistency
    from ui.home import Home

    opened = Home(load())
    planned, _ = consistency.plan(opened, consistency.Wanted(files=(own,)))
    opened.close()
    ran = yugwon("eval", "consistency", "--resume", planned.name, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["asked"] == 3
    again = yugwon("eval", "consistency", "--resume", planned.name)
    assert again.code == 2, "it is finished"


def test_question_sets_are_checked_and_converted(
    yugwon: Command, home: Path, own: Path, tmp_path: Path
) -> None:
    table = tmp_path / "own.csv"
    good = yugwon("eval", "questions", str(own), "--to", str(table))
    assert good.code == 0
    assert "묶음 2개, 표현 3개" in good.out
    back = yugwon("eval", "questions", str(table), "--json")
    assert back.json["phrasings"] == 3
    assert back.json["faults"] == []
    own.write_text(own.read_text(encoding="utf-8").replace('"dev"', '"tset"'), encoding="utf-8")
    bad = yugwon("eval", "questions", str(own))
    assert bad.code == 1
    assert "1행: 구분(split): ‘tset’" in bad.out
    assert "쓸 수 있는 것: train, dev, test" in bad.out
    assert "line 2: split" in bad.out


def test_replies_are_compared(yugwon: Command, home: Path) -> None:
    ran = yugwon("eval", "replies", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["answers"] >= 1
    assert (Path(ran.json["folder"]) / "report.html").is_file()


def test_a_pair_is_sent_to_headquarters(home: Path, tmp_path: Path) -> None:
    from shutil import copytree

    from evals.replies import plain
    from kb.settings import load
    from tests.evals.test_replies import HELD, find
    from ui import agreement
    from ui.home import Home

    opened = Home(load(home=copytree(home, tmp_path / "home")))
    pair = find(*HELD).pairs[0]
    matter = opened.desk.matter(agreement.send_up(opened, plain(pair), "서울특별시"))
    assert [s.region for s in matter.sendings] == ["서울특별시"]
    assert all(str(side.source.id) in matter.sendings[0].note for side in (pair.one, pair.other))
    opened.close()


def test_retrieval_is_measured_and_written(
    yugwon: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    from kb.settings import load
    from kb.store import Store
    from tests.search.conftest import NEW, reply, statute

    monkeypatch.setenv("YUGWON_HOME", str(tmp_path))
    monkeypatch.setenv("YUGWON_WORKERS", "1")
    store = Store.open(load().url)
    said = "제90조에 따라 설치할 수 없습니다."
    answered = reply("2", "가게 앞에 현수막을 걸어도 됩니까?", said, "90.1")
    store.add([statute(date(2023, 9, 1), "1", NEW), answered])
    store.close()
    files = {name: tmp_path / "new" / name for name in ("qrels", "run", "report")}
    options = [word for name, file in files.items() for word in (f"--{name}", str(file))]
    ran = yugwon("eval", "retrieval", "--split", "all", "--json", *options)
    assert ran.code == 0, ran.err
    (row,) = ran.json
    assert (row["system"], row["set"], row["split"]) == ("yugwon", "replies", "all")
    assert row["n"] == 1
    assert {"hit@1", "hit@5", "recall@5", "recall@10", "MRR", "nDCG@10"} <= set(row)
    assert set(row["strata"]) == {"register", "law", "frequency"}
    assert files["qrels"].read_text(encoding="utf-8").endswith(" 0 kr/law/공직선거법#90 1\n")
    assert " Q0 kr/law/" in files["run"].read_text(encoding="utf-8")
    assert "검색 평가" in files["report"].read_text(encoding="utf-8")
    printed = yugwon("eval", "retrieval", "--split", "all", "--run", str(files["run"]))
    assert "| yugwon (all, n=1) |" in printed.out
    assert str(files["run"]) in printed.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gate", "--against", "no-such-run"], "no such run"),
        (["compare", "starter", "no-such-run"], "no such run"),
        (["consistency", "--split", "tset"], "no such split"),
        (["consistency", "--set", "no-such.jsonl"], "cannot read"),
        (["consistency", "--set", "set.docx"], "JSONL, CSV or XLSX"),
        (["consistency", "--vary", "embeder=fast"], "unknown setting"),
        (["consistency", "--day", "yesterday"], "not a day"),
        (["consistency", "--resume", "no-such-run"], "no such run"),
        (["gate", "--against", "starter", "--thresholds", "no-such.yaml"], "bad thresholds"),
        (["retrieval", "--split", "tset"], "no such split: tset"),
        (["retrieval", "--set", "reply"], "no such set: reply"),
        (["retrieval", "--set", "everyday", "--split", "train"], "no such split: train"),
        (["retrieval", "--set", "casebook"], "nothing held here can be asked"),
        (["retrieval", "--report", "/"], "--report: a folder"),
        (["retrieval", "--qrels", "x", "--run", "x"], "a file each"),
    ],
)
def test_bad_use_is_one_line(arguments: list[str], said: str, yugwon: Command, home: Path) -> None:
    ran = yugwon("eval", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_the_table_of_word_forms_needs_rulings(yugwon: Command, home: Path, tmp_path: Path) -> None:
    ran = yugwon("train", "wordforms", "--out", str(tmp_path / "w.txt.xz"))
    assert (ran.code, ran.err.count("\n")) == (2, 1), ran.err
    assert "판결" in ran.err
    assert "no ruling is held" in ran.err
    assert yugwon("train", "wordforms", "--out", str(tmp_path)).code == 2
    assert list(tmp_path.iterdir()) == []
