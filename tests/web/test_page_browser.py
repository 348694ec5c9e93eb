"""The page in a real browser: ask, open a citation, change the day, upload, compare two days."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ingest.pipeline import ingest
from kb.search import index
from kb.search.indexed import Index
from kb.store import sources
from tests.cli import made_up_law
from tests.lying_server import lying
from tests.web import sample
from tests.web.serving import MadeUp, made_up_home, served
from ui.home import Home

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
BOX = "#yg-box textarea"
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = made_up_home(tmp_path_factory.mktemp("home"))
    papers = made_up_law.write(tmp_path_factory.mktemp("papers"))
    ingest(made.store, made.settings, [papers])
    return made


@pytest.fixture(scope="module")
def site(home: Home) -> Iterator[str]:
    with served(home) as url:
        yield url


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh page; a script error or a request to another host fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ko-KR")
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("pageerror", lambda e: trouble.append(str(e)))
    opened.on(
        "request",
        lambda r: None if r.url.startswith((site, "data:", "blob:")) else trouble.append(r.url),
    )
    opened.set_default_timeout(30_000)
    yield opened
    context.close()
    assert trouble == []


def ask(page: Page, site: str, question: str) -> None:
    page.goto(site)
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    page.wait_for_selector(".yg-card")


def test_ask_and_open_a_citation(page: Page, site: str) -> None:
    ask(page, site, "예비후보자가 개찰구 안에서 명함 돌려도 되나요?")
    expect(page.locator(".yg-card .yg-badge").first).to_have_text("금지")
    page.locator(".yg-headline .yg-cite").nth(1).click()
    panel = page.locator(".yg-panel")
    expect(panel.locator("mark")).to_have_text(sample.QUOTE)
    expect(panel).to_contain_text("제60조의3제1항제2호")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    focused = page.evaluate("document.activeElement.dataset.cite")
    assert focused == "0123456789abcdef-1", "focus goes back to where it came from"


def test_the_link_shows_the_same_record(page: Page, site: str) -> None:
    ask(page, site, "명함 돌려도 되나요?")
    headline = page.locator(".yg-headline").inner_text()
    page.goto(site + "/answers/0123456789abcdef")
    assert page.locator(".yg-headline").inner_text() == headline
    page.locator(".yg-source").first.click()
    expect(page.locator(".yg-panel mark")).to_have_text(sample.QUOTE)


def test_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_selector(BOX)
    page.locator(".yg-example").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".yg-card")
    page.locator(".yg-source").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".yg-panel")).to_be_visible()


def test_enter_that_ends_a_composition_does_not_send(page: Page, site: str, home: Home) -> None:
    """Korean input composes; its Enter belongs to the syllable, not to the question."""
    page.goto(site)
    page.wait_for_selector(BOX)
    page.focus(BOX)
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "명하", "selectionStart": 2, "selectionEnd": 2}
    )
    session.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    page.wait_for_timeout(500)
    assert page.locator(".yg-turn").count() == 0
    session.send("Input.insertText", {"text": "명함 되나요"})
    assert page.input_value(BOX) == "명함 되나요"
    page.keyboard.press("Shift+Enter")
    assert page.locator(".yg-turn").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector(".yg-card")
    answerer: MadeUp = home.__dict__["answerer"]
    assert answerer.asked[-1]["text"] == "명함 되나요"


def test_change_the_day_and_ask_on(page: Page, site: str, home: Home) -> None:
    answerer: MadeUp = home.__dict__["answerer"]
    ask(page, site, "명함 돌려도 되나요?")
    assert answerer.asked[-1]["as_of"] is None, "today is not a day that was given"
    page.fill("#yg-day input", "2018-05-01")
    page.fill(BOX, "배우자는요?")
    page.press(BOX, "Enter")
    page.wait_for_selector(".yg-turn >> nth=1 >> .yg-card")
    assert str(answerer.asked[-1]["as_of"]) == "2018-05-01"
    assert answerer.asked[-1]["history"] == ["명함 돌려도 되나요?"]
    read_as = page.locator(".yg-turn >> nth=1 >> .yg-readas")
    expect(read_as).to_contain_text("명함 돌려도 되나요? 배우자는요?")
    read_as.locator("[data-edit]").click()
    assert page.input_value(BOX) == "명함 돌려도 되나요? 배우자는요?"


def test_choosing_a_branch_answers_with_it(page: Page, site: str, home: Home) -> None:
    ask(page, site, "현수막 걸어도 됩니까?")
    page.locator(".yg-choose").nth(1).click()
    page.wait_for_selector(".yg-turn >> nth=1 >> .yg-card")
    answerer: MadeUp = home.__dict__["answerer"]
    assert answerer.asked[-1]["chosen"] == {"time": "그 뒤"}
    expect(page.locator(".yg-chosen")).to_contain_text("그 뒤")


def test_hostile_text_stays_text(page: Page, site: str) -> None:
    ask(page, site, "<script>window.hit=1</script><img src=x onerror='window.hit=1'>되나요")
    page.locator(".yg-source").first.click()
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert page.locator(".yg-card img").count() == 0
    expect(page.locator(".yg-headline")).to_contain_text("${1+1}{{7*7}}")


@pytest.mark.parametrize("question", ["🙂🙂", "가" * 10_000])
def test_what_cannot_be_asked_is_a_line_on_the_page(page: Page, site: str, question: str) -> None:
    page.goto(site)
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    expect(page.locator(".yg-error")).to_be_visible()


def test_law_of_two_days(page: Page, site: str) -> None:
    page.goto(f"{site}/law?p=kr/law/마을게시판법%232&day=2021-01-01")
    text = page.locator("#yg-law-text")
    expect(text).to_contain_text("30일까지")
    page.fill("#yg-law-day input", "2025-01-01")
    expect(text).to_contain_text("10일까지")
    page.get_by_role("tab", name="두 날의 차이").click()
    page.fill("#yg-from input", "2021-01-01")
    difference = page.locator("#yg-difference")
    expect(difference.locator(".yg-diff del")).to_contain_text("30일까지")
    expect(difference.locator(".yg-diff ins")).to_contain_text("10일까지")
    page.get_by_role("tab", name="연혁").click()
    expect(page.locator(".yg-moment").first).to_be_visible()
    expect(page.locator("#yg-timeline .js-plotly-plot")).to_be_visible()
    page.locator("#yg-articles [data-open='1']").click()
    page.get_by_role("tab", name="본문").click()
    expect(text).to_contain_text("목적으로 한다")


def test_interpretations_are_filtered_and_opened(page: Page, site: str) -> None:
    page.goto(site + "/replies")
    page.wait_for_selector(".yg-replies button")
    page.fill("#yg-reply-search textarea, #yg-reply-search input", "방송")
    expect(page.locator(".yg-replies li")).to_have_count(1)
    page.locator(".yg-replies button").click()
    expect(page.locator("#yg-replies .yg-headline")).to_contain_text("야간 방송")
    page.locator("[data-back]").click()
    expect(page.locator(".yg-replies li")).to_have_count(1)


def test_upload_is_previewed_then_taken_in(
    page: Page, site: str, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew: list[bool] = []
    grow = index.grow

    def watched(*given: Any, **named: Any) -> tuple[Path, Index | None]:
        anew.append(named.get("whole", False))
        return grow(*given, **named)

    monkeypatch.setattr(index, "grow", watched)
    good, bad = tmp_path / "new.csv", tmp_path / "bad.pdf"
    good.write_text(
        "제목,관련법,답변일,질의내용,답변내용,출처\n"
        "현관 알림에 관한 질의회답,공직선거법 제58조,2025-01-02,현관에 알림을 붙여도 되나요?,"
        "붙일 수 있을 것입니다.,https://example.org/3\n",
        encoding="utf-8",
    )
    bad.write_bytes(b"%PDF-1.4 broken")
    before = home.store.revision()
    page.goto(site + "/headquarters")
    page.get_by_role("tab", name="자료 넣기").click()
    page.wait_for_selector("#yg-preview")
    expect(page.locator("#yg-take")).to_be_disabled()
    page.set_input_files("#yg-files input[type=file]", [str(good), str(bad)])
    page.wait_for_selector("#yg-files >> text=new.csv")
    page.click("#yg-preview")
    row = page.locator("#yg-outcome tbody tr")
    expect(row).to_have_count(2)
    expect(row.first).to_contain_text("현관 알림")
    expect(page.locator(".yg-refused")).to_contain_text("bad.pdf")
    assert home.store.revision() == before, "a preview writes nothing"
    page.click("#yg-take")
    expect(page.locator("#yg-outcome")).to_contain_text("새로 1건")
    assert home.store.revision() == before + 1
    assert anew, "the index follows"
    assert not any(anew), "one document is added to the index, which is not made anew for it"
    page.get_by_role("tab", name="현황", exact=True).click()
    page.click("#yg-rebuild")
    expect(page.locator("#yg-held .yg-notice")).to_be_visible()
    assert anew[-1], "the button makes it anew"


def test_an_upload_is_corrected_after_its_preview(
    page: Page, site: str, home: Home, tmp_path: Path
) -> None:
    """A HWPX under a wrong name: the guess is shown with how sure it is, a person corrects it."""
    said = (
        "<hp:t>회답</hp:t>",
        "<hp:t>공직선거법 제58조에 따라 창문에 알림을 붙일 수 있을 것입니다.</hp:t>",
    )
    body = "".join(f"<hp:p><hp:run>{x}</hp:run></hp:p>" for x in said)
    file = tmp_path / "letter.dat"
    with zipfile.ZipFile(file, "w") as z:
        z.writestr("mimetype", "application/hwp+zip")
        z.writestr("Contents/section0.xml", f'<hs:sec xmlns:hs="s" xmlns:hp="p">{body}</hs:sec>')
    page.goto(site + "/headquarters")
    page.get_by_role("tab", name="자료 넣기").click()
    page.wait_for_selector("#yg-preview")
    page.set_input_files("#yg-files input[type=file]", [str(file)])
    page.wait_for_selector("#yg-files >> text=letter")
    page.click("#yg-preview")
    row = page.locator("#yg-outcome tbody tr")
    expect(row).to_contain_text("확신 0.55")
    page.click("#yg-correct button")
    page.fill("#yg-given-number input, #yg-given-number textarea", "알림-7")
    page.fill("#yg-given-day input", "2024-05-06")
    page.locator("#yg-given-day input").dispatch_event("change")
    expect(page.locator("#yg-take")).to_be_disabled()
    page.click("#yg-preview")
    expect(row).to_contain_text("2024-05-06")
    expect(row).to_contain_text("가능")
    page.click("#yg-take")
    expect(page.locator("#yg-outcome")).to_contain_text("새로 1건")
    [held] = [i for i in home.store.interpretations() if i.number == "알림-7"]
    assert held.day is not None
    assert held.document_label == "letter.dat"


def test_phone_dark_and_english(browser: Browser, site: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", locale="ko-KR"
    )
    page = context.new_page()
    for path in ("", "/law", "/calendar", "/replies", "/headquarters", "/evaluation"):
        page.goto(site + path)
        page.wait_for_selector(".yg-header")
        page.wait_for_timeout(400)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("document.body.classList.contains('dark')"), path
    page.locator("[data-theme-switch]").click()
    assert not page.evaluate("document.body.classList.contains('dark')")
    page.locator(".yg-tool[hreflang=en]").click()
    expect(page.locator(".yg-header nav a[aria-current]")).to_have_text("Evaluation")
    context.close()


def test_a_checked_explanation_is_streamed_under_the_answer(
    browser: Browser, tmp_path: Path
) -> None:
    invented = "이 경우 제999조에 따라 과태료 7만원을 냅니다 [1]."
    with lying() as liar:
        liar.reply = f"예비후보자는 개찰구 안에서 명함을 줄 수 없습니다 [1]. {invented}\n"  # type: ignore[attr-defined]
        made = made_up_home(tmp_path, llm="liar", llm_url=f"http://127.0.0.1:{liar.server_port}/v1")
        with served(made) as url:
            page = browser.new_page()
            ask(page, url, "예비후보자가 개찰구 안에서 명함 돌려도 되나요?")
            told = page.locator(".yg-section-explanation")
            expect(told).to_contain_text("명함을 줄 수 없습니다")
            expect(page.locator(".yg-pending")).to_have_count(0)
            expect(told).not_to_contain_text("999")
            expect(page.locator(".yg-card .yg-badge").first).to_have_text("금지")
            expect(page.locator(".yg-fold", has_text="999")).to_have_count(1)
            page.close()


def test_the_calendar_says_what_applies_and_what_changes_soon(page: Page, site: str) -> None:
    page.goto(f"{site}/calendar?election=local-9&day=2026-02-10")
    listed = page.locator("#yg-periods")
    expect(listed.locator(".yg-calendar-day")).to_contain_text("선거일 전 113일")
    now, soon = (listed.locator(".yg-period-list").nth(n) for n in (0, 1))
    expect(now).to_contain_text("제90조제1항")  # from 120 days before
    expect(now).not_to_contain_text("제103조제5항")
    expect(soon).to_contain_text("2026-03-05")  # 90 days before: books
    expect(soon).to_contain_text("제103조제5항")
    expect(page.locator("#yg-periods-figure .js-plotly-plot")).to_be_visible()
    page.locator("#yg-calendar-day input").fill("2026-03-06")
    expect(now).to_contain_text("제103조제5항")


def test_what_is_held_is_looked_into_and_corrected(page: Page, site: str, home: Home) -> None:
    page.goto(site + "/headquarters")
    page.get_by_role("tab", name="자료", exact=True).click()
    page.wait_for_selector("#yg-documents tbody tr")
    page.fill("#yg-within textarea, #yg-within input", "선거일 전 30일")
    place = page.locator("#yg-documents .yg-list button")
    expect(place).to_have_count(1)
    expect(place.locator("mark")).to_have_text("선거일 전 30일")
    place.click()
    expect(page.locator(".yg-outline")).to_contain_text("제2조(게시)")
    page.get_by_role("button", name="제2조(게시)").click()
    expect(page.locator(".yg-plain mark")).to_contain_text("① 게시물은")
    page.locator("#yg-documents [data-back]").click()
    page.fill("#yg-within textarea, #yg-within input", "")
    page.fill("#yg-document-filter textarea, #yg-document-filter input", "야간")
    expect(page.locator("#yg-documents tbody button")).to_have_count(1)
    expect(page.locator("#yg-documents tbody button")).to_have_text("replies.csv#2")
    page.locator("#yg-documents tbody button").click()
    page.get_by_role("button", name="바로잡기").first.click()
    page.fill("#yg-value textarea, #yg-value input", "2023-02-03")
    page.click("#yg-correct-held")
    expect(page.locator("#yg-held-outcome")).to_contain_text("까닭")
    page.fill("#yg-because textarea, #yg-because input", "공문의 날짜")
    page.click("#yg-correct-held")
    expect(page.locator("#yg-held-outcome")).to_contain_text("바로잡았습니다")
    expect(page.locator(".yg-document")).to_contain_text("2024-06-07 → 2023-02-03")
    page.get_by_role("button", name="빠진 것").first.click()
    page.click("#yg-gaps-look")
    expect(page.locator("#yg-gaps")).to_contain_text("공직선거법")


def test_what_is_new_at_a_source_is_brought_in(
    page: Page, site: str, home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    text = (made_up_law.write(folder) / "2024.md").read_text("utf-8")
    later = text.replace("2024-03-04", "2026-05-06").replace("'200'", "'300'")
    (folder / "2026.md").write_text(later.replace("10일까지", "5일까지"), "utf-8")
    at = datetime(2026, 11, 1)
    sources.add(home.store, sources.Source("우리과", "folder", str(folder)), at)
    page.goto(site + "/headquarters")
    page.get_by_role("tab", name="자료", exact=True).click()
    page.get_by_role("button", name="출처와 새것").click()
    expect(page.locator("#yg-sources")).to_contain_text("우리과")
    page.click("#yg-sync")
    outcome = page.locator("#yg-synced")
    expect(outcome).to_contain_text("새 문서 1", timeout=90_000)
    expect(outcome.locator("tr").first).to_contain_text("마을게시판법 제2조")
    expect(outcome.locator("ins").first).to_contain_text("5일까지")
