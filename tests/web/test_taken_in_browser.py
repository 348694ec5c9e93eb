"""Files taken in through the page in a browser are cited by the next answer, with page or row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from kb.law.identifiers import ProvisionId
from kb.law.values import TextState
from kb.settings import Settings
from tests.ingest import office_files
from tests.web.serving import served
from ui import corpus
from ui.home import Home

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
expect.set_options(timeout=60_000)

RULING = office_files.pdf([
    [
        "가 나 지 방 법 원",
        "판 결",
        "사 건 2024고합31 공직선거법위반",
        "피 고 인 갑",
        "판 결 선 고 2024. 9. 12.",
        "주 문",
        "피고인을 벌금 900,000원에 처한다.",
        "이 유",
        "범죄사실",
        "피고인은 드론에 현수막을 매달아 투표소 위로 날렸다.",
    ],
    [
        "법령의 적용",
        "공직선거법 제90조 제1항",
        "판단",
        "투표소 상공에 드론으로 현수막을 띄우는 것은 공직선거법 제90조 제1항의 시설물 설치에 해당한다.",
    ],
])  # fmt: skip
REPLY = office_files.hwp([
    "수신 가나시선거관리위원회위원장",
    "제목 수어 통역 영상에 관한 질의 회답",
    "【문】 후보자가 수어 통역 영상을 정류장 전광판에 틀어도 되나요?",
    "【답】 공직선거법 제90조에 위반되므로 할 수 없을 것입니다.",
    "중앙선거관리위원회위원장",
    "시행 법제과-77 (2025. 2. 3.)",
])  # fmt: skip
TABLE = office_files.xlsx({
    "회답": [
        ["제목", "관련법", "답변일", "질의내용", "답변내용"],
        [
            "전기자전거 홍보에 관한 질의", "공직선거법 제91조", date(2025, 3, 4),
            "후보자가 전기자전거에 기호를 써 붙이고 다녀도 되나요?",
            "공직선거법 제91조에 위반되지 아니하므로 다닐 수 있을 것입니다.",
        ],
        [
            "열기구 홍보에 관한 질의", "공직선거법 제90조", date(2025, 3, 5),
            "후보자가 열기구에 이름을 적어 띄워도 되나요?",
            "공직선거법 제90조에 위반되므로 띄울 수 없을 것입니다.",
        ],
    ]
})  # fmt: skip
PRESS = office_files.pdf([
    [
        "보 도 자 료",
        "보도일시 2026. 3. 5. 배포 즉시",
        "담당부서 선거1과",
        "투표소마다 점자 안내판과 음성 안내기를 둔다",
        "선거관리위원회는 투표소마다 점자 안내판을 두기로 하였다.",
    ],
    ["음성 안내기는 투표소 입구에 두고 투표사무원이 작동한다."],
])  # fmt: skip


LAW = """---
제목: 주민소환에 관한 법률
법령구분: 법률
공포일자: 2024-01-02
공포번호: '20001'
시행일자: 2024-01-02
상태: 시행
---

# 주민소환에 관한 법률

##### 제3조 (투표권)

**①** 시험에 쓰는 글이다.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    opened = Home(Settings(home=tmp_path_factory.mktemp("home"), workers=1)).ready()
    opened.answerer.ask("명함을 줘도 되나요?", today=date(2026, 1, 1))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def page(home: Home) -> Iterator[Page]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with served(home) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        opened = browser.new_context(
            viewport={"width": 1280, "height": 1000}, locale="ko-KR", base_url=url
        ).new_page()
        opened.set_default_timeout(60_000)
        yield opened
        browser.close()


@pytest.fixture(scope="module")
def taken(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page after the four files were shown and taken in."""
    folder = tmp_path_factory.mktemp("files")
    files = {"판결.pdf": RULING, "회답.hwp": REPLY, "회답모음.xlsx": TABLE, "보도.pdf": PRESS}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    page.goto("/headquarters")
    page.get_by_role("tab", name="자료 넣기").click()
    page.wait_for_selector("#yg-preview")
    page.set_input_files("#yg-files input[type=file]", [str(folder / n) for n in files])
    page.wait_for_selector("#yg-files >> text=보도")
    page.click("#yg-preview")
    rows = page.locator("#yg-outcome tbody tr")
    expect(rows).to_have_count(5)
    for kind in ("판례", "회답", "보도자료"):
        expect(rows.filter(has_text=kind).first).to_be_visible()
    page.click("#yg-take")
    expect(page.locator("#yg-outcome")).to_contain_text("새로 5건")
    return page


@pytest.mark.parametrize(
    ("question", "file", "conclusion", "cited"),
    [
        (
            "투표소 상공에 드론으로 현수막을 띄우면 시설물 설치인가요?",
            "판결.pdf", None,
            ("가나지방법원 2024. 9. 12. 선고 2024고합31", "2쪽", "시설물 설치에 해당한다"),
        ),
        (
            "후보자가 수어 통역 영상을 정류장 전광판에 틀어도 되나요?",
            "회답.hwp", "금지",
            ("회답.hwp, 2025. 2. 3.", "중앙선거관리위원회 회답", "할 수 없을 것입니다"),
        ),
        (
            "후보자가 열기구에 이름을 적어 띄워도 되나요?",
            "회답모음.xlsx", "금지",
            ("회답모음.xlsx 3행", "띄울 수 없을 것입니다"),
        ),
        (
            "투표소 음성 안내기는 누가 작동하나요?",
            "보도.pdf", None,
            ("보도자료, 2026. 3. 5., 2쪽", "투표사무원이 작동한다", "결론을 빌려주지 않음"),
        ),
    ],
    ids=["pdf-ruling", "hwp-reply", "xlsx-row", "pdf-press"],
)  # fmt: skip
def test_it_is_cited(
    taken: Page,
    home: Home,
    question: str,
    file: str,
    conclusion: str | None,
    cited: tuple[str, ...],
) -> None:
    page = taken
    page.goto("/")
    page.fill("#yg-box textarea", question)
    page.press("#yg-box textarea", "Enter")
    page.wait_for_selector(".yg-card")
    if conclusion:
        expect(page.locator(".yg-card").first).to_contain_text(conclusion)
    source = page.locator(".yg-source").filter(has_text=cited[0])
    expect(source).to_have_count(1)
    source.click()
    panel = page.locator(".yg-panel")
    expect(panel.locator("mark")).not_to_be_empty()
    shown = page.locator(".yg-card").inner_text() + panel.inner_text()
    for words in cited:
        assert words in shown
    held = {d["id"]: d["label"] for d in home.store.documents()}
    [document] = [i for i, label in held.items() if label.startswith(file)
                  and (file != "회답모음.xlsx" or label.endswith("3"))]  # fmt: skip
    assert document in panel.inner_text()


def test_the_first_page_says_how_official_texts_come_and_digests_step_back(
    page: Page, home: Home, tmp_path: Path
) -> None:
    place = ProvisionId.parse("kr/law/주민소환에관한법률#3")
    day = date(2026, 1, 1)
    assert home.lawbook.show(place, day).state is TextState.DIGEST
    page.goto("/")
    told = page.locator("#yg-official")
    expect(told.locator("code")).to_contain_text("yugwon ingest ")
    before = corpus.digested(home.store)
    expect(told).to_contain_text(f"법령 {before}건을 요지")
    (tmp_path / "주민소환법.md").write_text(LAW, encoding="utf-8")
    told.locator("a").click()
    page.get_by_role("tab", name="자료 넣기").click()
    page.wait_for_selector("#yg-preview")
    page.set_input_files("#yg-files input[type=file]", [str(tmp_path / "주민소환법.md")])
    page.wait_for_selector("#yg-files >> text=주민소환법")
    page.click("#yg-preview")
    expect(page.locator("#yg-outcome tbody tr")).to_have_count(1)
    page.click("#yg-take")
    expect(page.locator("#yg-outcome")).to_contain_text("새로 1건")
    page.goto("/")
    expect(told).to_contain_text(f"법령 {before - 1}건을 요지")
    shown = home.lawbook.show(place, day)
    assert shown.state is not TextState.DIGEST
    assert "시험에 쓰는 글이다" in shown.text
