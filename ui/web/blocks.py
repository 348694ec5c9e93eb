"""The page as Gradio Blocks, once for each language."""

from __future__ import annotations

import os

import gradio as gr

from ui.home import Home
from ui.web import asking, election_days, evaluation, headquarters, law, records, replies, who
from ui.web.strings import Strings
from ui.wording import Language

HEAD = (
    '<link rel="stylesheet" href="/yugwon/yugwon.css">'
    '<script src="/yugwon/yugwon.js" defer></script>'
)
FONTS = (
    "Pretendard",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "NanumBarunGothic",
    "system-ui",
    "sans-serif",
)


def theme() -> gr.themes.Base:
    """Gradio's components in the colours of the style sheet; no font is fetched."""
    return gr.themes.Base(
        primary_hue="blue", neutral_hue="stone", font=FONTS, font_mono=("ui-monospace", "monospace")
    ).set(
        body_background_fill="var(--yg-paper)",
        body_background_fill_dark="var(--yg-paper)",
        body_text_color="var(--yg-ink)",
        body_text_color_dark="var(--yg-ink)",
        body_text_color_subdued="var(--yg-faint)",
        body_text_color_subdued_dark="var(--yg-faint)",
        background_fill_primary="var(--yg-card)",
        background_fill_primary_dark="var(--yg-card)",
        background_fill_secondary="var(--yg-sunk)",
        background_fill_secondary_dark="var(--yg-sunk)",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        input_border_width="1px",
        input_border_width_dark="1px",
        button_border_width="1px",
        button_border_width_dark="1px",
        button_primary_border_color="transparent",
        button_primary_border_color_dark="transparent",
        block_shadow="none",
        block_padding="0px",
        block_label_text_color="var(--yg-faint)",
        block_label_text_color_dark="var(--yg-faint)",
        block_title_text_color="var(--yg-faint)",
        block_title_text_color_dark="var(--yg-faint)",
        block_title_text_size="13px",
        block_title_text_weight="500",
        border_color_primary="var(--yg-line)",
        border_color_primary_dark="var(--yg-line)",
        input_background_fill="var(--yg-card)",
        input_background_fill_dark="var(--yg-card)",
        input_border_color="var(--yg-line)",
        input_border_color_dark="var(--yg-line)",
        input_border_color_focus="var(--yg-focus)",
        input_border_color_focus_dark="var(--yg-focus)",
        input_radius="8px",
        input_text_size="15px",
        panel_background_fill="transparent",
        panel_background_fill_dark="transparent",
        button_primary_background_fill="#1f3a5f",
        button_primary_background_fill_dark="#2f5a92",
        button_primary_background_fill_hover="#2b4f80",
        button_primary_background_fill_hover_dark="#3a6bab",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
        button_secondary_background_fill="var(--yg-card)",
        button_secondary_background_fill_dark="var(--yg-card)",
        button_secondary_background_fill_hover="var(--yg-sunk)",
        button_secondary_background_fill_hover_dark="var(--yg-sunk)",
        button_secondary_text_color="var(--yg-ink)",
        button_secondary_text_color_dark="var(--yg-ink)",
        button_secondary_border_color="var(--yg-line)",
        button_secondary_border_color_dark="var(--yg-line)",
        button_large_radius="8px",
        button_medium_radius="8px",
        button_small_radius="8px",
        button_large_text_weight="600",
        link_text_color="var(--yg-link)",
        link_text_color_dark="var(--yg-link)",
    )


def build(home: Home, language: Language) -> gr.Blocks:
    """Every page in one language."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    s = Strings(language)
    with gr.Blocks(title=s("brand"), analytics_enabled=False, fill_width=True) as page:
        asking.build(home, s)
    for key, module in (
        ("law", law),
        ("calendar", election_days),
        ("replies", replies),
        ("records", records),
        ("headquarters", headquarters),
        ("evaluation", evaluation),
    ):
        with page.route(s(f"nav.{key}"), key, show_in_navbar=False):
            module.build(home, s)
    who.guard(page)
    page.queue(default_concurrency_limit=8, max_size=200)
    # Of a page that is mounted and not launched Gradio takes any file of the machine for one that
    # was uploaded: whoever may preview could read them all.
    page.has_launched = True
    return page
