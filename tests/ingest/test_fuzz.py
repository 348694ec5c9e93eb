"""Hostile input: whatever the bytes or the words, no exception but the project's own leaves.

``make fuzz`` runs these long.
"""

from __future__ import annotations

import office_files as office
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_samples import CASEBOOK, RULING, STATUTE
from test_documents import (
    CASES,
    CIRCULAR,
    COMPARED,
    COURT,
    EXPLAINED,
    PRECEDENT,
    PRESS,
    PRINTED,
    REPLY,
    RULE,
)
from test_documents import STATUTE as STATUTE_LINES

from ingest.forms import recognise
from ingest.given import KINDS, Given
from ingest.readers.limits import Limits
from ingest.sources import archive
from kb.errors import Refused

SMALL = Limits(pages=50, ratio=50, bytes=2_000_000)
PARTS: list[office.Part] = [*REPLY[:6], [["구분", "내용"], ["갑", "을"]]]
WORDS = [
    *REPLY, *CIRCULAR, *COURT, *PRINTED, *STATUTE_LINES, *PRESS, *CASES, "| 현행 | 개정안 |", "제0조",
    "제99999999조(가)", "①", "1.", "1의2.", "가.", "부칙", "부칙 <제1호, 9999. 99. 99.>", "[별표 1]",
    "[시행 2021. 13. 40.]", "사건 9999헌바999999999", "【", "】", "문 1", "답", "Q", "A", "\u0000", "\ud55c",
    "❍", "○ ", "× ", "할 수 있는 사례", "법규요약", "<!-- page: 3 -->", "2025. 2. 30. 회답)", "(", "§",
]  # fmt: skip

FILES: dict[str, bytes] = {
    "hwp": office.hwp(PARTS),
    "hwp, not compressed": office.hwp(PARTS, flags=0),
    "hwpx": office.hwpx(PARTS),
    "docx": office.docx(PARTS),
    "xlsx": office.xlsx({"가": [["제목", "질의", "회답"], ["가", "나", "가능할 것입니다."]]}),
    "pdf": office.pdf([REPLY, COURT]),
    "html": b"<html><body><table><tr><td rowspan=3>x<td>y</table><p>z</body></html>",
    "hwpml": b"<?xml version='1.0'?><HWPML><BODY><SECTION><P><TEXT><CHAR>x</CHAR></TEXT></P>"
    b"</SECTION></BODY></HWPML>",
    "csv": "제목,질의,회답\n가,나,가능할 것입니다.\n".encode(),
    "law": PRECEDENT.encode(),
    "law, JSON": EXPLAINED.encode(),
    "rule, JSON": RULE.encode(),
    "statute": STATUTE.encode(),
    "ruling": RULING.encode(),
    "casebook": CASEBOOK.encode(),
    "zip": office.zipped({"a.txt": "공직선거법 제1조", "../b.txt": "x"}),
}
some = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def take(data: bytes, given: Given | None = None) -> None:
    """Read a file; only the project's own refusal may leave, in one line."""
    said = ""
    try:
        recognise(data).take(data, "a", "0" * 64, given or Given(), SMALL)
    except Refused as e:
        said = e.ko + e.en
    assert "\n" not in said


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes with a few of them changed, cut out, repeated or put in."""
    made = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        if not made:
            break
        at = draw(st.integers(0, len(made) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                made[at] = draw(st.integers(0, 255))
            case 1:
                del made[at : at + draw(st.integers(1, 200))]
            case 2:
                made[at:at] = made[at : at + draw(st.integers(1, 200))]
            case 3:
                made[at:at] = draw(st.binary(max_size=8))
            case _:
                made[at : at + 4] = draw(
                    st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"])
                )
    return bytes(made)


@pytest.mark.parametrize("name", FILES)
def test_fuzz_bytes_of_each_form(name: str) -> None:
    @some
    @given(mutated(FILES[name]))
    def run(data: bytes) -> None:
        take(data)

    run()


@pytest.mark.parametrize("name", ["hwpx", "docx", "xlsx"])
def test_fuzz_parts_inside_a_package(name: str) -> None:
    """Broken XML behind a sound zip, which a change of the file's bytes hardly reaches."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(FILES[name])) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    inner = sorted(n for n in parts if n.endswith(".xml"))

    @some
    @given(st.sampled_from(inner).flatmap(lambda n: st.tuples(st.just(n), mutated(parts[n]))))
    def run(changed: tuple[str, bytes]) -> None:
        take(office.zipped(parts | {changed[0]: changed[1]}))

    run()


def test_fuzz_records_inside_hwp() -> None:
    """Broken records behind a sound container."""
    body = b"".join(
        office._said(p, 0) if isinstance(p, str) else office._table(p, 0) for p in PARTS
    )
    head = FILES["hwp, not compressed"]
    at = head.index(body[:200])

    @some
    @given(mutated(body))
    def run(data: bytes) -> None:
        data = data[: len(body)].ljust(len(body), b"\0")
        take(head[:at] + data + head[at + len(body) :])

    run()


@some
@given(st.binary(max_size=400))
def test_fuzz_any_bytes(data: bytes) -> None:
    take(data)


@some
@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=20), max_size=25),
    st.sampled_from(["", *KINDS]),
    st.sampled_from(["\n", " ", "\n| "]),
)
def test_fuzz_words_of_every_parser(words: list[str], kind: str, between: str) -> None:
    """Texts put together from the signs that parsers look for, read as each kind."""
    take(office.hwpx(words), Given(kind=kind))
    try:
        data = between.join(words).encode("utf-8", errors="replace")
    except UnicodeError:
        return
    take(data, Given(kind=kind))


@some
@given(st.lists(st.lists(st.sampled_from([*WORDS, "현행", "개정안", "질의", "회답"]), min_size=1,
                         max_size=4), min_size=1, max_size=8))  # fmt: skip
def test_fuzz_tables(rows: list[list[str]]) -> None:
    take(office.hwpx([rows]))
    take(office.xlsx({"가": [[c.replace("\0", "") for c in row] for row in rows]}))


@pytest.mark.parametrize("name", ["zip"])
def test_fuzz_archives(name: str) -> None:
    @some
    @given(mutated(FILES[name]))
    def run(data: bytes) -> None:
        if not archive.is_archive(data):
            return
        try:
            for item in archive.members(data, 10_000, 100, "a.zip"):
                assert not item.label.startswith("/")
                try:
                    item.load()
                except Refused:
                    continue
        except Refused:
            pass

    run()


def test_the_parts_are_used() -> None:
    """The samples above are read as what they are; a fuzzer of refusals would prove nothing."""
    names = {name: recognise(data).name for name, data in FILES.items() if name != "zip"}
    assert set(names.values()) >= {"hwp", "hwpx", "docx", "xlsx", "pdf", "html", "hwpml", "law-xml"}
    assert office.hwpx(COMPARED)
