"""The table of word forms is made again from the rulings held, the same each time."""

from __future__ import annotations

import lzma
from collections import Counter
from pathlib import Path

import pytest

from kb.errors import BadInput
from kb.search import analysis, morphemes, wordforms
from kb.search.wordforms import Counts, Reading
from kb.store import Store
from tests.search.test_reasons import ruling

COURT = "법원은 현수막을 설치한 사실을 인정한다.\n"
BOTH = ("하늘을 나는 새를 보았다.\n", "나는 학교에 갔다.\n")
"""나는: ‘who flies’ and ‘I’."""


def add(store: Store, *texts: str) -> None:
    store.add([ruling(f"2024고합{n}", text, "90.1") for n, text in enumerate(texts, 1)])


@pytest.mark.parametrize(
    ("times", "kept", "why"),
    [
        ({("A",): 3}, ("A",), "seen often enough"),
        ({("A",): 2}, None, "seen too seldom"),
        ({(): 5}, (), "a word without content is known as such"),
        ({("A",): 99, ("B",): 1}, ("A",), "99 of a hundred"),
        ({("A",): 98, ("B",): 2}, None, "98 of a hundred"),
        ({("A",): 2, ("B",): 1}, None, "read in two ways"),
        ({("A", "B"): 3}, ("A", "B"), "tokens in their order"),
    ],
)
def test_which_words_are_kept(times: dict[Reading, int], kept: Reading | None, why: str) -> None:
    counts: Counts = Counter({("낱말", reading): n for reading, n in times.items()})
    assert wordforms.steady(counts).get("낱말") == kept, why


def test_counted_over_rulings_alone(store: Store, tmp_path: Path) -> None:
    add(store, COURT * 3 + "".join(BOTH) * 4, COURT)
    seen: list[tuple[str, int, int]] = []
    file = tmp_path / "deep" / "w.txt.xz"
    numbers = wordforms.make(store, file, progress=lambda *x: seen.append(x))
    table = dict(
        line.split(" ", 1) if " " in line else (line, "")
        for line in lzma.decompress(file.read_bytes()).decode().split("\n")
    )
    assert table["현수막을"] == "현수막/N"
    assert table["법원은"] == "법원/N"
    assert "나는" not in table, "it flies, and it is I"
    assert "명함을" not in table, "a reply's word"
    assert list(table) == sorted(table)
    assert numbers["kept"] == len(table) <= numbers["different"] <= numbers["words"]
    assert 0 < numbers["covered"] < 1
    assert seen[-1] == ("wordforms", numbers["passages"], numbers["passages"])


def test_the_same_whatever_the_processes_and_the_order(store: Store, tmp_path: Path) -> None:
    add(store, COURT * 4, "".join(BOTH) * 5, COURT + BOTH[0])
    passages = list(wordforms.passages_of(store))
    one = wordforms.steady(wordforms.counted(passages))
    assert one == wordforms.steady(wordforms.counted(passages[::-1]))
    files = [tmp_path / name for name in ("one", "two")]
    for workers, file in enumerate(files, 1):
        wordforms.make(store, file, workers)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_read_back_by_the_analyser(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, COURT * 3)
    file = tmp_path / "w.txt.xz"
    wordforms.make(store, file)
    monkeypatch.setattr(analysis, "WORD_FORMS", file)
    analysis.word_forms.cache_clear()
    try:
        known = analysis.word_forms()
        assert set(COURT.split()) <= set(known)
        assert list(analysis.long([COURT])) == [morphemes.shared().tokens(COURT)]
    finally:
        analysis.word_forms.cache_clear()


def test_without_a_ruling_nothing_is_written(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "w.txt.xz"
    with pytest.raises(BadInput, match="ruling"):
        wordforms.make(store, file)
    assert not file.exists()


def test_a_write_that_fails_leaves_the_old_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "w.txt.xz"
    wordforms.write({"가": ("가/N",)}, file)
    before = file.read_bytes()

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        wordforms.write({"나": ("나/N",)}, file)
    assert file.read_bytes() == before
