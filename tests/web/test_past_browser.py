"""Past answers on the page 기록, found by subject, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kb.answer.facts import read
from tests.web import sample
from tests.web.serving import made_up_home, served
from tests.web.test_page_browser import browser  # noqa: F401 - a fixture
from ui import asked

pytestmark = pytest.mark.browser


def test_by_subject(browser: Browser, tmp_path: Path) -> None:  # noqa: F811
    home = made_up_home(tmp_path / "home")
    with served(home) as site:
        for question, region in (
            ("명함 돌려도 되나요?", "서울특별시"),
            ("떡을 돌려도 되나요?", "부산광역시"),
        ):
            record = sample.answered(question)
            facts = [*record.reading.facts, *read(question)]
            record.reading.facts = facts
            kept = record.model_copy(update={"id": question, "region": region})
            asked.keep(home, kept, {"as_of": None}, region=region)
        page = browser.new_page(locale="ko-KR")
        page.goto(f"{site}/records")
        page.get_by_role("tab", name="지난 답").click()
        listed = page.locator("#yg-past li")
        expect(listed).to_have_count(2)
        subject = page.locator("#yg-past-subject input")
        subject.click()
        page.get_by_role("option", name="명함").click()
        expect(listed).to_have_count(1)
        expect(listed).to_contain_text("명함 돌려도 되나요?")
        subject.fill("아무것도아닌말")
        subject.press("Enter")
        expect(page.locator("#yg-past")).to_contain_text("모르는 주제입니다")
        subject.fill("명함")
        subject.press("Enter")
        expect(listed).to_have_count(1)
        page.close()
    home.close()
