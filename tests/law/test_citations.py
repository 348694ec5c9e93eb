"""Citations: what is found, where it begins and ends, what it means, and what it must not mean."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest

from corpora import instruments
from kb.law.citations import cautioned, court_name, find, relied_on, resolve
from kb.law.identifiers import ProvisionId, WorkId

NAMES = instruments.load()
ELECTION = WorkId.of("공직선거법")


def targets(text: str, **options: object) -> list[tuple[str, str | None]]:
    """Span text and short target (or reason) of each citation."""
    found = find(text, NAMES, **options)  # type: ignore[arg-type]
    for citation in found:
        assert text[citation.start : citation.end] == citation.text
    return [
        (c.text, c.target.removeprefix("kr/law/") if c.target else f"? {c.reason}") for c in found
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("예산 1조 5천억원과 3조원", "sums of money"),
        ("법률 제9974호와 별지 제3호서식, 갑 제1호증", "numbers of acts, forms and exhibits"),
        ("국회의원선거 제2투표소", "a polling place"),
        ("이에 동조하여 위조한 문서", "동조 and 위조 as verbs"),
        ("", "nothing"),
    ],
)
def test_what_only_looks_like_a_citation_is_left_alone(text: str, why: str) -> None:
    assert targets(text) == [], why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("전원생활촉진법 제3조", [("전원생활촉진법 제3조", "? unknown_work")], "no such law"),
        (
            "형법 제35조, 전원생활촉진법 제3조, 같은 법 제4조",
            [
                ("형법 제35조", "형법#35"),
                ("전원생활촉진법 제3조", "? unknown_work"),
                ("같은 법 제4조", "? unknown_work"),
            ],
            "the same law is the unknown one",
        ),
        ("독일 형법 제3조", [("형법 제3조", "? unknown_work")], "foreign law"),
        ("제60조에 따라", [("제60조", "? no_antecedent")], "no law named"),
        ("방법 제3조", [("제3조", "? no_antecedent")], "방법 ends like a law and is none"),
        (
            "「정치자금법」 제45조. 법 제60조",
            [("「정치자금법」 제45조", "정치자금법#45"), ("법 제60조", "? ambiguous")],
            "법 may be either",
        ),
        (
            "공직선거법 부칙 제2조",
            [("공직선거법 부칙 제2조", "? undated_supplement")],
            "of which act?",
        ),
        ("98고합181", [("98고합181", "? unknown_court")], "every district court has such numbers"),
        (
            "공직선거법 제112조. ‘한빛군 노인복지증진에 관한 조례’ 제6조",
            [
                ("공직선거법 제112조", "공직선거법#112"),
                ("한빛군 노인복지증진에 관한 조례’ 제6조", "? unknown_work"),
            ],
            "an ordinance in quotation marks is not the law named before",
        ),
        (
            "한빛시 누리집 운영에 관한 조례 - 제21조(참여) 시장은 사은품을 줄 수 있다.\n② 시장은 제22조를 따른다.",
            [
                ("한빛시 누리집 운영에 관한 조례 - 제21조", "? unknown_work"),
                ("제22조", "? unknown_work"),
            ],
            "an ordinance copied out is not the usual law",
        ),
        (
            "자문단 업무(대통령훈령 제393호 제2조)",
            [("훈령 제393호 제2조", "? unknown_work")],
            "an order known by its number",
        ),
        (
            "공직선거법 부칙 (4조 1항)",
            [("공직선거법 부칙 (4조 1항", "? undated_supplement")],
            "an article of a supplement in brackets",
        ),
        (
            "옥외광고에 관한 법률 제8조",
            [("옥외광고에 관한 법률 제8조", "? unknown_work")],
            "법률 at the end of an unknown name is not 법",
        ),
    ],
)
def test_what_cannot_be_told_resolves_to_nothing(
    text: str, expected: list[tuple[str, str]], why: str
) -> None:
    assert targets(text) == expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (
            "농지법 제3조, 같은 법 시행령 제2조",
            [("농지법 제3조", "농지법#3"), ("같은 법 시행령 제2조", "농지법시행령#2")],
            "any law in force is known by its name",
        ),
        ("「공직선거법」제67에 따라", [("「공직선거법」제67", "공직선거법#67")], "조 forgotten"),
        (
            "공직선거법 제57조2(당내경선의 실시) 제2항",
            [("공직선거법 제57조2(당내경선의 실시) 제2항", "공직선거법#57-2.2")],
            "의 forgotten",
        ),
        (
            "「공직선거법」 제60조의3제1항제2호",
            [("「공직선거법」 제60조의3제1항제2호", "공직선거법#60-3.1.2")],
            "as statutes print it",
        ),
        ("법 §60의3①2", [("법 §60의3①2", "공직선거법#60-3.1.2")], "as casebooks print it"),
        (
            "법 §58 · §60③, §59(2)",
            [
                ("법 §58", "공직선거법#58"),
                ("§60③", "공직선거법#60.3"),
                ("§59(2)", "공직선거법#59.2"),
            ],
            "a list with the sign",
        ),
        ("법 §85②~④", [("법 §85②~④", "공직선거법#85.2")], "a range of circled paragraphs"),
        (
            "선거법 60조의3 1항 2호",
            [("선거법 60조의3 1항 2호", "공직선거법#60-3.1.2")],
            "without 제",
        ),
        ("공직선거법60조의3", [("공직선거법60조의3", "공직선거법#60-3")], "without spaces"),
        ("정자법 6조", [("정자법 6조", "정치자금법#6")], "an abbreviation"),
        (
            "『공직선거법』 제６０조 ①",
            [("『공직선거법』 제６０조 ①", "공직선거법#60.1")],
            "full-width digits, other brackets",
        ),
        (
            "<정치자금법> 제45조",
            [("<정치자금법> 제45조", "정치자금법#45")],
            "angle brackets",
        ),
        (
            "공직선거법 제60조의2제4항제1호의2가목",
            [("공직선거법 제60조의2제4항제1호의2가목", "공직선거법#60-2.4.1-2.가")],
            "every level with branches",
        ),
        (
            "공직선거법 제59조 제4호",
            [("공직선거법 제59조 제4호", "공직선거법#59..4")],
            "호 without 항",
        ),
        (
            "법 제86조제1항제2호ㆍ제3호 및 제87조",
            [
                ("법 제86조제1항제2호", "공직선거법#86.1.2"),
                ("제3호", "공직선거법#86.1.3"),
                ("제87조", "공직선거법#87"),
            ],
            "each member of a list takes over what it leaves out",
        ),
        (
            "공직선거법 제37조 제1, 2항",
            [("공직선거법 제37조 제1", "공직선거법#37.1"), ("2항", "공직선거법#37.2")],
            "the unit stands once for several numbers",
        ),
        (
            "공직선거(公職選擧)및선거부정방지법 제93조",
            [("공직선거(公職選擧)및선거부정방지법 제93조", "공직선거법#93")],
            "a former name with Chinese characters between",
        ),
        (
            "「공직선거법」(이하 ‘법’이라 함) 제57조의2(당내경선의 실시) 제1항",
            [
                (
                    "「공직선거법」(이하 ‘법’이라 함) 제57조의2(당내경선의 실시) 제1항",
                    "공직선거법#57-2.1",
                )
            ],
            "a definition and a heading between",
        ),
        (
            "정당법(이하 “법”이라고만 한다)에 의하면. 법 제22조",
            [("법 제22조", "정당법#22")],
            "법 as the text defines it",
        ),
        (
            "정당법 제2조와 같은 조 제1항, 동조 제2항, 같은 법 제3조",
            [
                ("정당법 제2조", "정당법#2"),
                ("같은 조 제1항", "정당법#2.1"),
                ("동조 제2항", "정당법#2.2"),
                ("같은 법 제3조", "정당법#3"),
            ],
            "taken up again",
        ),
        (
            "공직선거법 제60조제2항은 전항의 규정을",
            [("공직선거법 제60조제2항", "공직선거법#60.2"), ("전항", "공직선거법#60.1")],
            "the paragraph before",
        ),
        (
            "주민소환법 시행령 제3조와 같은 법 제2조",
            [
                ("주민소환법 시행령 제3조", "주민소환에관한법률시행령#3"),
                ("같은 법 제2조", "주민소환에관한법률#2"),
            ],
            "같은 법 is the statute, not its decree",
        ),
        (
            "공직선거법 제90조, 동 규칙 제2조",
            [("공직선거법 제90조", "공직선거법#90"), ("동 규칙 제2조", "공직선거관리규칙#2")],
            "the rules of the law named",
        ),
        ("「공직선거법」상 무방", [("「공직선거법」", "공직선거법")], "a work without an article"),
        (
            "공직선거법 부칙(2010.1.25.) 제1조, 공직선거법 별표1",
            [
                ("공직선거법 부칙(2010.1.25.) 제1조", "공직선거법#부칙@2010-01-25.1"),
                ("공직선거법 별표1", "공직선거법#별표.1"),
            ],
            "supplement with its day, annex",
        ),
        (
            "공직선거법 제227조는 “행정소송법 제26조를 준용한다.”고 하고, 제228조는",
            [
                ("공직선거법 제227조", "공직선거법#227"),
                ("행정소송법 제26조", "행정소송법#26"),
                ("제228조", "공직선거법#228"),
            ],
            "a law named inside a quotation is left with it",
        ),
        ("지방공무  원법 제2조", [("지방공무  원법 제2조", "지방공무원법#2")], "spaces anywhere"),
    ],
)
def test_every_way_of_writing(text: str, expected: list[tuple[str, str]], why: str) -> None:
    assert targets(text) == expected, why


@pytest.mark.parametrize("dot", "·ㆍ․‧•・∙⋅")
def test_every_middle_dot(dot: str) -> None:
    assert targets(f"초{dot}중등교육법 제2조{dot}제3조") == [
        (f"초{dot}중등교육법 제2조", "초중등교육법#2"),
        ("제3조", "초중등교육법#3"),
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("공직선거법 제25조부터 제30조까지", "#25", "#30"),
        ("공직선거법 제230조(매수죄) 내지 제262조", "#230", "#262"),
        ("공직선거법 제35조제1항 내지 제3항", "#35.1", "#35.3"),
        ("공직선거법 제60조 ~ 제65조", "#60", "#65"),
    ],
)
def test_ranges(text: str, first: str, last: str) -> None:
    (citation,) = find(text, NAMES)
    assert citation.text == text
    assert (citation.target, citation.until) == (f"{ELECTION}{first}", f"{ELECTION}{last}")


def test_the_version_of_an_old_law() -> None:
    text = (
        "구 공직선거법(2010. 1. 25. 법률 제9974호로 개정되고 2014. 1. 17. 법률 제12267호로 "
        "개정되기 전의 것, 이하 ‘구 공직선거법’이라 한다) 제60조. 구 공직선거법 제61조"
    )
    assert [(c.target, c.version_from, c.version_until) for c in find(text, NAMES)] == [
        (f"{ELECTION}#{n}", date(2010, 1, 25), date(2014, 1, 17)) for n in (60, 61)
    ]


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (
            "대법원 2020. 7. 16. 선고 2019도13328 전원합의체 판결",
            [
                (
                    "대법원 2020. 7. 16. 선고 2019도13328 전원합의체 판결",
                    "kr/ruling/대법원/2019도13328",
                )
            ],
            "court, day and number",
        ),
        (
            "대법원 2007. 3. 30. 선고 2006도8488 판결, 2009. 4. 23. 선고 2009도834 판결 등",
            [
                ("대법원 2007. 3. 30. 선고 2006도8488 판결", "kr/ruling/대법원/2006도8488"),
                ("2009. 4. 23. 선고 2009도834 판결", "kr/ruling/대법원/2009도834"),
            ],
            "the court is named once",
        ),
        (
            "헌재 2022. 7. 21. 2017헌바100등",
            [("헌재 2022. 7. 21. 2017헌바100등", "kr/ruling/헌법재판소/2017헌바100")],
            "a joined decision",
        ),
        ("2017헌가1", [("2017헌가1", "kr/ruling/헌법재판소/2017헌가1")], "only one such court"),
        (
            "서울고법 74.6.28. 선고 73노886 판결",
            [("서울고법 74.6.28. 선고 73노886 판결", "kr/ruling/서울고등법원/73노886")],
            "two-digit years, short name of a court",
        ),
    ],
)
def test_rulings(text: str, expected: list[tuple[str, str]], why: str) -> None:
    assert targets(text) == expected, why


def test_names_of_courts() -> None:
    assert court_name("수원지법 성남지원") == "수원지방법원성남지원"
    assert court_name("헌재") == "헌법재판소"


def test_inside_a_provision_its_own_law_is_meant() -> None:
    own = ProvisionId.parse("kr/law/공직선거법#60-3.2")
    text = "제1항, 이 법 제60조. 「형법」 제35조 및 제36조. 제61조. 전항, 전조"
    assert targets(text, within=own) == [
        ("제1항", "공직선거법#60-3.1"),
        ("이 법 제60조", "공직선거법#60"),
        ("「형법」 제35조", "형법#35"),
        ("제36조", "형법#36"),
        ("제61조", "공직선거법#61"),
        ("전항", "공직선거법#60-3.1"),
        ("전조", "공직선거법#60-2"),
    ]


def test_default_is_used_where_no_law_is_named() -> None:
    default = WorkId.of("공직선거법")
    assert targets("제60조", default=WorkId.of("정당법")) == [("제60조", "정당법#60")]
    asked = targets("전원생활촉진법 제3조를 읽었습니다.\n제93조 위반인가요?", default=default)
    assert asked[1] == ("제93조", "공직선거법#93"), "a line that asks copies nothing out"
    copied = targets("운영 조례 제3조(목적) 이렇다.\n제4조(회의) 저렇다.", default=default)
    assert copied[1][1] == "? unknown_work", "a line that is a heading does"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("공직선거법 제90조", "kr/law/공직선거법#90"),
        ("선거법 60조의3 1항 2호", "kr/law/공직선거법#60-3.1.2"),
        ("공직선거법", "kr/law/공직선거법"),
        ("위탁선거법 24조", "kr/law/공공단체등위탁선거에관한법률#24"),
        ("없는법 제3조", "None"),
        ("위탁규칙 제3조", "None"),
        ("형법 제1조, 민법 제2조", "None"),
    ],
)
def test_resolve(text: str, expected: str) -> None:
    assert str(resolve(text, NAMES)) == expected


def test_what_a_reply_relies_on_comes_before_its_cautions() -> None:
    answer = (
        "「공직선거법」 제112조제2항에 따라 가능할 것임. "
        "다만, 같은 법 제9조에 위반되지 않도록 유의하여야 할 것임."
    )
    relied = relied_on(answer, "공직선거법 제112조", NAMES)
    assert [str(p.pinpoint) for p in relied] == ["112.2", "112", "9"]
    assert {str(p.pinpoint) for p in cautioned(answer, NAMES)} == {"9"}


def test_a_range_stands_for_each_number_in_it() -> None:
    answer = "공직선거법 제113조부터 제115조까지, 같은 법 제49조제4항제2호 내지 제4호에 위반됨."
    assert [str(p.pinpoint) for p in relied_on(answer, "", NAMES)] == [
        *("113", "114", "115"),
        *("49.4.2", "49.4.3", "49.4.4"),
    ]


def test_a_bare_law_sticks_to_an_ending_that_lost_its_space() -> None:
    answer = "인계에 대하여법 제171조에 따라 인계함."
    found = relied_on(answer, "", NAMES, WorkId("공직선거법"))
    assert [str(p.pinpoint) for p in found] == ["171"]


def test_law_text_under_a_bracketed_title_is_attached() -> None:
    answer = (
        "귀문의 경우 그와 같은 사람이 하는 선거운동은 공직선거법 제60조에 위반될 것입니다."
        "[공직선거법]제59조(선거운동기간) 선거운동은 제60조의3에 따라 할 수 있다."
    )
    assert [str(p.pinpoint) for p in relied_on(answer, "", NAMES)] == ["60"]


def test_attached_law_is_not_relied_on() -> None:
    answer = (
        "귀문의 경우 「정당법」 제22조에 따라 가능할 것입니다.[덧붙임 : 관계법조문]"
        "「정당법」제22조(당원) ① 제23조에 따라"
    )
    assert [str(p.pinpoint) for p in relied_on(answer, "", NAMES)] == ["22"]


@pytest.mark.parametrize(
    "unit",
    [
        " ",
        "(",
        "공직선거법(",
        "제1,",
        "「",
        "법 ",
        "같은 법 ",
        "(公",
        "①",
        "§",
        "제1조(가",
        "의2",
        "제 ",
        "1",
    ],
)
def test_the_time_is_linear(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    started = time.process_time()
    find(text, NAMES)
    assert time.process_time() - started < 8


def test_citations_do_not_overlap() -> None:
    text = "법 §58, 공직선거법 제60조의3 제1항 제2호 및 같은 조 제2항, 헌재 2001헌마1, 2 결정" * 3
    found = find(text, NAMES)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_the_glossary_lists_every_statute_held(shared: object) -> None:
    from pathlib import Path

    titles = [
        next(
            line.removeprefix("제목: ").strip()
            for line in path.read_text("utf-8").splitlines()
            if line.startswith("제목: ")
        )
        for path in sorted((Path(str(shared)) / "statutes").glob("*/*.md"))
    ]
    missing = [t for t in titles if NAMES.get(t) is None]
    assert len(titles) == 64
    assert missing == []


@pytest.mark.parametrize("text", ["제0조에 따라", "제0조제1항 위반", "0조 위반인가요", "제00조"])
def test_there_is_no_article_nought(text: str) -> None:
    assert [
        c.target
        for c in find(text, NAMES, default=WorkId("공직선거법"))
        if c.target and "#" in c.target
    ] == []
