"""Region A asks and sends up, B is joined, headquarters decides, both are told, C has it at once."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.curation.test_queue import FIRST, OTHER_WORDS, REPLY, THIRD
from tests.web.serving import served
from ui.home import Home

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SHOTS = os.environ.get("STORY_SHOTS")
"""A folder for screenshots of the story."""
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture
def site(home: Path) -> Iterator[str]:
    from kb.settings import load

    opened = Home(load())
    opened.answerer.ask(FIRST, today=date(2026, 1, 1))
    with served(opened) as url:
        yield url
    opened.close()


class Story:
    """People at their own browsers; a script error in any of them fails the test."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self.site = browser, site
        self.trouble: list[str] = []
        self.taken = 0

    def person(self) -> Page:
        context = self._browser.new_context(
            viewport={"width": 1280, "height": 1000}, locale="ko-KR"
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda e: self.trouble.append(str(e)))
        return page

    def ask(self, page: Page, question: str, region: str) -> None:
        page.goto(self.site)
        page.wait_for_selector("#yg-box textarea")
        choose(page, "#yg-region", region)
        page.fill("#yg-box textarea", question)
        page.press("#yg-box textarea", "Enter")
        page.wait_for_selector(".yg-card")

    def shot(self, page: Page, name: str) -> None:
        self.taken += 1
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{self.taken:02}-{name}.png", full_page=True)


def choose(page: Page, box: str, name: str) -> None:
    page.wait_for_timeout(500)
    page.click(f"{box} input")
    page.locator("ul[role=listbox] li", has_text=name).first.click()


def test_decided_once(browser: Browser, site: str) -> None:
    story = Story(browser, site)
    a, b, headquarters, c = (story.person() for _ in range(4))

    story.ask(a, FIRST, "서울")
    expect(a.locator(".yg-badge").first).to_have_text("결론 없음")
    a.locator("[data-send]").first.click()
    a.fill("[name=note]", "유세 일정이 임박했습니다")
    story.shot(a, "a-sends")
    a.locator("[data-send-form] button[type=submit]").click()
    expect(a.locator("[data-sent]")).to_contain_text("안건 1")
    story.shot(a, "a-sent")

    story.ask(b, OTHER_WORDS, "부산")
    b.locator("[data-send]").first.click()
    b.locator("[data-send-form] button[type=submit]").click()
    expect(b.locator("[data-sent]")).to_contain_text("같은 사안")
    story.shot(b, "b-joined")

    page = headquarters
    page.goto(site + "/headquarters")
    page.locator("[data-matter]").first.click()
    expect(page.locator(".yg-sendings li")).to_have_count(2)
    name, draft, news = "#yg-by input, #yg-by textarea", "#yg-draft textarea", "#yg-queue-outcome"
    page.locator(name).fill("김담당")
    page.fill(draft, REPLY.replace("제59조", "제999조"))
    expect(page.locator(".yg-citations .yg-bad")).to_contain_text("제999조")
    story.shot(page, "citation-checked-as-typed")
    page.click("#yg-save")
    expect(page.locator(news)).to_contain_text("초안 1")
    page.locator(name).fill("박과장")
    page.click("#yg-publish")
    expect(page.locator(news)).to_contain_text("확인되지 않은 인용")
    page.locator(name).fill("김담당")
    page.fill(draft, REPLY)
    expect(page.locator(".yg-citations .yg-good")).to_contain_text("제59조")
    page.click("#yg-save")
    expect(page.locator(news)).to_contain_text("초안 2")
    page.click("#yg-publish")
    expect(page.locator(news)).to_contain_text("아닌 사람")
    page.locator(name).fill("박과장")
    begun = time.monotonic()
    page.click("#yg-publish")
    expect(page.locator(news)).to_contain_text("공표했습니다")
    assert time.monotonic() - begun < 30, "a busy machine may be slow, but not that slow"
    story.shot(page, "published")

    story.ask(c, THIRD, "제주")
    expect(c.locator(".yg-badge").first).to_have_text("가능")
    expect(c.locator(".yg-headline").first).to_contain_text("회답")
    story.shot(c, "c-has-it")

    for asker, name in ((a, "a-told"), (b, "b-told")):
        expect(asker.locator("#yg-notices")).to_contain_text("본부가 회답했습니다")
        story.shot(asker, name)
    with a.expect_popup() as popup:
        a.locator("#yg-notices a").first.click()
    expect(popup.value.locator(".yg-badge").first).to_have_text("가능")
    expect(popup.value.locator(".yg-today")).to_contain_text("같습니다")
    a.locator("#yg-notices [data-seen]").click()
    expect(a.locator("#yg-notices .yg-notice")).to_have_count(0)

    a.goto(site + str(a.locator(".yg-card-foot a").first.get_attribute("href")))
    expect(a.locator(".yg-today")).to_contain_text("오늘은 다릅니다")
    expect(a.locator(".yg-card .yg-badge").first).to_have_text("결론 없음")
    story.shot(a, "reopened")

    b.goto(site + "/records")
    choose(b, "#yg-records-region", "부산")
    expect(b.locator(".yg-owned li")).to_contain_text("회답함")
    story.shot(b, "records")
    b.get_by_role("tab", name="지난 답").click()
    b.fill("#yg-past-search textarea, #yg-past-search input", "아바타")
    expect(b.locator("#yg-past li")).to_have_count(1)
    b.fill("#yg-past-about textarea, #yg-past-about input", "공직선거법 제59조")
    expect(b.locator("#yg-past li")).to_have_count(1)
    choose(b, "#yg-past-subject", "선거운동")
    expect(b.locator("#yg-past li")).to_have_count(1)
    story.shot(b, "past-answers")
    b.fill("#yg-past-about textarea, #yg-past-about input", "정치자금법")
    expect(b.locator("#yg-past li")).to_have_count(0)
    assert story.trouble == []


def test_a_wrong_answer_goes_up_with_its_reason(browser: Browser, site: str) -> None:
    story = Story(browser, site)
    page = story.person()
    story.ask(page, FIRST, "서울")
    page.locator("[data-thumb=down]").first.click()
    page.locator("[data-send-form] button[type=submit]").click()
    expect(page.locator("[data-sent]")).to_contain_text("무엇이 틀렸는지")
    page.fill("[name=note]", "제59조를 보지 않았습니다")
    page.locator("[data-send-form] button[type=submit]").click()
    expect(page.locator("[data-sent]")).to_contain_text("안건 1")
    assert story.trouble == []
