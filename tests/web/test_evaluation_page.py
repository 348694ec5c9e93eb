"""The page 평가 in a real browser: run, watch, read, go on after a stop; import, mend, save a set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from corpora import questions
from tests.web.serving import made_up_home, served
from tests.web.test_page_browser import browser  # noqa: F401 - a fixture
from ui import agreement, consistency, evaluations
from ui.home import Home

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return made_up_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def site(home: Home) -> Iterator[str]:
    with served(home) as url:
        yield url


@pytest.fixture
def page(browser: object, site: str) -> Iterator[Page]:  # noqa: F811
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="ko-KR")  # type: ignore[attr-defined]
    opened: Page = context.new_page()
    trouble: list[str] = []
    opened.on("pageerror", lambda e: trouble.append(str(e)))
    opened.set_default_timeout(30_000)
    opened.goto(f"{site}/evaluation")
    opened.wait_for_selector("#yg-run")
    yield opened
    context.close()
    assert trouble == []


def test_run_watch_and_read(page: Page, site: str, home: Home) -> None:
    page.fill("#yg-groups input", "4")
    page.click("#yg-run")
    result = page.locator("#yg-result")
    expect(result).to_contain_text("모두 같고 옳은 답을 낸 묶음")
    kept = evaluations.kept(home)
    assert len(kept) == 1
    expect(page.locator("#yg-reports")).to_contain_text(kept[0].name)
    response = page.request.get(f"{site}/evaluations/{kept[0].name}")
    assert "지역 × 묶음" in response.text()
    page.locator("#yg-reports [data-read]").first.click()
    frame = page.frame_locator("iframe.yg-reading")
    expect(frame.locator("h1 span:visible")).to_have_text("일관성 평가")
    frame.locator("#switch").click()
    expect(frame.locator("h1 span:visible")).to_have_text("Consistency evaluation")
    frame.locator("a[href='#worst']").first.click()
    expect(frame.locator("h1 span:visible")).to_have_text("Consistency evaluation")
    rows = page.request.get(f"{site}/evaluations/{kept[0].name}/answers.csv").text()
    assert len(rows.splitlines()) == 1 + 4 * 3
    assert page.request.get(f"{site}/evaluations/{kept[0].name}/run.json").status == 404


def test_a_stopped_run_goes_on(page: Page, home: Home) -> None:
    planned, folder = consistency.plan(home, consistency.Wanted(groups=3))
    page.reload()
    page.locator("[data-resume]").first.click()
    report = page.locator(f"#yg-reports a[data-read='{planned.name}']")
    expect(report).to_have_count(1)
    expect(page.locator("[data-resume]")).to_have_count(0)
    assert (folder / "run.json").is_file()
    assert planned.name in {k.name for k in evaluations.kept(home)}


def test_on_other_days_and_under_other_settings(page: Page, home: Home) -> None:
    page.fill("#yg-groups input", "1")
    page.fill("#yg-settings textarea, #yg-settings input", "database=sqlite:///x")
    page.click("#yg-run")
    expect(page.locator("#yg-result")).to_contain_text("모르는 설정입니다")
    for said, why in (
        ("database_url=sqlite:///x", "여기서 바꾸는 설정이 아닙니다: database_url"),
        ("language=ko; language=fr", "쓸 수 있는 값: ko, en"),
        ("reranker=no/such-model", "그런 모델이 이 컴퓨터에 없습니다: no/such-model"),
        ("llm=x,llm_url=http://127.0.0.1:9/v1", "LLM 서버가 답하지 않습니다"),
    ):
        page.fill("#yg-settings textarea, #yg-settings input", said)
        page.click("#yg-run")
        expect(page.locator("#yg-result")).to_contain_text(why)
    page.fill("#yg-settings textarea, #yg-settings input", "language=ko,max_question=500")
    page.fill("#yg-days textarea, #yg-days input", "2022-05-01")
    page.click("#yg-run")
    expect(page.locator("#yg-result")).to_contain_text("다른 설정: 결론이 같음", timeout=60_000)
    expect(page.locator("#yg-result")).to_contain_text("다른 날: 결론이 같음")


def test_replies_are_compared_and_a_pair_is_sent_up(page: Page, home: Home) -> None:
    page.get_by_role("tab", name="회답의 일치").click()
    page.click("#yg-agree")
    pairs = page.locator("#yg-pairs")
    expect(pairs).to_contain_text("결론이 다른 쌍", timeout=90_000)
    kept = agreement.compared(home)[0]
    assert page.request.get(f"{page.url.rpartition('/')[0]}/evaluations/{kept.name}").ok
    found = agreement.pairs(kept)
    if found:
        page.locator("[data-send]").first.click()
        expect(page.locator("#yg-agree-said")).to_contain_text("에 올렸습니다")
        assert found[0]["one"]["id"] in home.desk.matters()[-1].sendings[-1].note


def test_two_runs_compared(page: Page, home: Home) -> None:
    first, second = (
        consistency.carry_out(home, *consistency.plan(home, consistency.Wanted(groups=2))).name
        for _ in range(2)
    )
    page.reload()
    page.wait_for_selector("#yg-comparing")
    page.get_by_text("두 실행 견주기").click()
    for which, name in (("#yg-before", first), ("#yg-after", second)):
        page.click(f"{which} input")
        page.get_by_role("option", name=name).last.click()
    page.click("#yg-compare")
    expect(page.locator("#yg-verdict")).to_contain_text("기준을 지킵니다")
    expect(page.locator("#yg-verdict")).to_contain_text("순열검정 p = 1.0000")


def test_import_mend_and_save_a_set(page: Page, home: Home, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "id,kind,question,conclusion\n"
        "a,same_case,현수막 걸어도 되나요?,금지\n"
        "b,아무거나,명함 돌려도 되나요?,허용\n",
        encoding="utf-8",
    )
    page.get_by_role("tab", name="질문 묶음").click()
    page.set_input_files("#yg-import input[type=file]", file)
    said = page.locator("#yg-set-said")
    expect(said).to_contain_text("2행: 종류(kind): ‘아무거나’")
    expect(said).to_contain_text("same_case")
    expect(page.locator("#yg-set-name textarea, #yg-set-name input")).to_have_value("mine")
    page.click("#yg-set-save")
    expect(said).to_contain_text("2행")
    page.locator("#yg-set-table").get_by_text("아무거나").last.dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("같은 사안")
    page.keyboard.press("Enter")
    page.click("#yg-set-save")
    expect(said).to_contain_text("저장했습니다: mine (묶음 2개)")
    saved = questions.load(home.folder / "questions" / "mine.jsonl")
    assert [g.id for g in saved] == ["a", "b"]
    assert saved[0].expected.conclusion == "prohibited"
