"""The reader of the same-case test: what it reads, that numpy reads as torch does, and what it sees."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError

import corpora.embedder.reader
from evals.taught import Taught
from evals.teachreader import Lesson, lessons, mistakable
from kb.answer import reader
from kb.answer.factmatch import match
from kb.answer.facts import find
from kb.answer.reader import Reader, open_reader, sides
from kb.answer.samecase import rules_out
from kb.errors import DataFault, HomeUnusable
from kb.law.identifiers import InterpretationId
from kb.law.values import Conclusion, Interpretation, Part
from kb.search import e5
from kb.settings import Settings

MODELS = Settings().models
CASE = Interpretation(
    InterpretationId("시험", "1"), "case", "", "", "예비후보자가 역 앞에서 명함을 주는 행위",
    Conclusion.PERMITTED, section=("제2장 명함", "할 수 있는 사례"),
    wordings=("역전에서 예비후보 명함 나눠줘도 되나요", "출마하신 분 아내가 전단을 뿌려요"),
)  # fmt: skip


def test_a_case_is_read_under_its_headings_with_the_wording_nearest_to_the_question() -> None:
    asked = "예비후보 명함을 역에서 나눠줘도 돼요?"
    assert sides(asked, CASE) == (
        asked, "제2장 명함 · 예비후보자가 역 앞에서 명함을 주는 행위", CASE.wordings[0],
    )  # fmt: skip
    part = Part("1", "명함을 우편으로 보내도 되는지", "안 됩니다", Conclusion.PROHIBITED)
    assert sides(asked, CASE, part)[1:] == ("제2장 명함 · 명함을 우편으로 보내도 되는지", "")


def test_what_torch_has_learnt_numpy_reads(tmp_path: Path) -> None:
    taught = Taught(MODELS, seed=1)
    with taught.torch.no_grad():
        for p in (*taught.upper.parameters(), *taught.out.parameters()):
            p.add_(0.02 * taught.torch.randn_like(p))
    pairs = [
        ("떡을 돌려도 되나요?", "후보자가 선거구민에게 떡을 주는 행위", "후보가 떡 줘도 돼요?"),
        ("현수막을 걸어도 되나요?" * 12, "정당이 거리에 현수막을 거는 행위", ""),
    ]
    taught.remember((side, t) for p in pairs for side, t in zip(reader.SIDES, p, strict=True) if t)
    taught.learning(False)
    with taught.torch.no_grad():
        wanted = taught.read(pairs).numpy()
    taught.save(tmp_path / "reader.npz")
    opened = Reader(e5.bare(MODELS), tmp_path / "reader.npz")
    # torch learns in brain floats, of which each has three figures
    assert opened.read(pairs) == pytest.approx(wanted, abs=0.15)
    onward = Taught(MODELS, seed=2)
    onward.kept = taught.kept
    onward.learning(False)
    with taught.torch.no_grad():
        assert onward.read(pairs).numpy() != pytest.approx(wanted, abs=0.15)
        onward.take(tmp_path / "reader.npz")
        assert onward.read(pairs).numpy() == pytest.approx(wanted, abs=0.15)
    assert opened.read(pairs[::-1]) == opened.read(pairs)[::-1], "each pair alone"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "reader.npz"
    with pytest.raises(DataFault, match="reader"):
        corpora.embedder.reader.load(file)
    np.savez(file, other=np.zeros(2))
    with pytest.raises(DataFault, match="reader"):
        corpora.embedder.reader.load(file)


ONE_FACT = [
    ("예비후보자가 어린이를 안고 명함을 주는 행위", "예비후보가 애를 안은 채로 명함 돌려도 되나요?",
     "예비후보가 강아지를 안은 채로 명함 돌려도 되나요?"),
    ("후보자가 선거사무소를 방문한 사람에게 커피를 제공하는 행위", "캠프 사무실에 들른 손님에게 후보가 커피를 타 줘도 괜찮나요?",
     "캠프 사무실에 들른 손님에게 후보가 상품권을 줘도 괜찮나요?"),
    ("국회의원이 의정보고서를 우편으로 세대에 보내는 행위", "우리 의원님 의정보고서를 집집마다 우편으로 부쳐도 될까요?",
     "우리 구청장님 치적 홍보물을 집집마다 우편으로 부쳐도 될까요?"),
    ("후보자가 선거기간 중 공개장소에서 확성장치로 연설하는 행위",
     "선거운동기간에 시장 앞에서 후보가 마이크 스피커로 연설하려고요",
     "아직 선거기간 전인데 시장 앞에서 후보가 마이크 스피커로 연설하려고요"),
    ("정당의 당원이 당비로 당사에 화환을 보내는 행위", "당원이 자기 당비에서 당사로 화환 보내는 거 돼요?",
     "당원이 아닌 사업가가 회삿돈으로 당사에 화환 보내는 거 돼요?"),
    ("후보자가 자원봉사자에게 점심을 제공하는 행위", "후보가 자원봉사자들 점심밥 사 줘도 되나요?",
     "후보 지인이 자원봉사자 모집 문자를 보내도 되나요?"),
    ("지방의원이 경로당에 쌀을 기부하는 행위", "시의원이 경로당에 쌀을 기부해도 될까요?",
     "시청 공무원이 경로당에서 청소 봉사를 해도 될까요?"),
    ("정당이 선거일에 투표소 앞에서 현수막을 게시하는 행위", "투표 당일 투표소 앞에 정당이 현수막 걸면요?",
     "선거 끝나고 다음 주에 정당이 감사 현수막 걸면요?"),
]  # fmt: skip


def test_one_other_fact_is_seen_as_a_rule() -> None:
    """The reader is a witness and no judge: of cases that it has never read it tells most apart."""
    asked = [p for case, same, other in ONE_FACT for p in ((same, case, ""), (other, case, ""))]
    said = open_reader(MODELS).read(asked)
    apart = [same - other for same, other in zip(said[::2], said[1::2], strict=True)]
    assert sum(gap > 0.5 for gap in apart) >= len(ONE_FACT) - 2, apart
    for gap, (case, _, other) in zip(apart, ONE_FACT, strict=True):
        lines = match(find(other), find(case))
        assert gap > 0 or rules_out(lines), f"neither reader nor lexicon tells {other} apart: {gap}"


@pytest.mark.parametrize(("times", "read"), [(3, True), (12, False)])
def test_a_story_is_read_to_its_end_and_no_further_than_a_story_goes(
    times: int, read: bool
) -> None:
    idle = "비가 많이 오던 날이었고 시장 골목에는 사람이 별로 없었습니다. 오래 알던 분이라 말을 아꼈습니다. "
    held = "후보자가 시장에서 명함을 나누어 주는 행위"
    ends = ("후보자가 명함을 줘도 되나요?", "후보자가 돈 봉투를 줘도 되나요?")
    one, other = open_reader(MODELS).read([(idle * times + end, held, "") for end in ends])
    assert (one != other) is read


def test_a_case_is_held_out_by_its_own_print() -> None:
    many = [
        Lesson(replace(CASE, answer=f"{n}번 사람이 역 앞에서 명함을 주는 행위"), (), (), ())
        for n in range(240)
    ]
    out = {x.case.answer for x in many if x.held_out}
    assert 8 <= len(out) <= 36, "about one in twelve"
    assert {x.case.answer for x in many[::-1][:200] if x.held_out} <= out, "whatever else is held"


def test_lessons_are_of_cases_held_and_what_is_mistakable_is_another_case() -> None:
    found = lessons([CASE])
    assert found == [], "a case that nobody wrote about teaches nothing"
    assert mistakable([]) == {}


def test_a_base_that_can_not_be_read_is_written_anew(tmp_path: Path) -> None:
    base = e5.bare(tmp_path)
    left = tmp_path / f"{base.name}.part4711"
    left.mkdir()
    weights = base / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1_000_000])
    pair = ("떡을 돌려도 되나요?", "후보자가 떡을 주는 행위", "")
    assert open_reader(tmp_path).read([pair]) == open_reader(MODELS).read([pair])
    assert not left.exists(), "what one that was killed has left is taken away"


def test_several_pairs_are_read_as_each_alone() -> None:
    opened = open_reader(MODELS)
    pairs = [(ONE_FACT[0][1], case, "") for case, _, _ in ONE_FACT]
    assert opened.read(pairs) == [opened.read([p])[0] for p in pairs]
    assert opened.read([]) == []


def test_a_disk_that_is_full_is_named_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(weights: object, file: Path) -> None:
        file.write_bytes(b"half")
        raise SafetensorError("I/O error: No space left on device (os error 28)")

    monkeypatch.setattr("safetensors.numpy.save_file", full)
    with pytest.raises(HomeUnusable, match="No space left"):
        e5.bare(tmp_path)
    assert [p.suffix for p in tmp_path.iterdir()] == [".lock"]
