"""A made-up law in two versions and two made-up replies, in words of our own."""

from __future__ import annotations

from pathlib import Path

_HEAD = """---
제목: 마을게시판법
법령구분: 법률
공포일자: {promulgated}
공포번호: '{number}'
시행일자: {effective}
상태: 시행
출처: https://www.law.go.kr/법령/마을게시판법
---

# 마을게시판법

##### 제1조 (목적)

이 법은 마을 게시판을 고르게 쓰게 함을 목적으로 한다.

##### 제2조 (게시)

{second}
"""
_FIRST = """**①** 게시물은 선거일 전 30일까지 붙일 수 있다.

**②** 게시판지기는 다음 각 호의 일을 한다.

1\\. 게시물을 받는 일

2\\. 낡은 게시물을 떼는 일
"""
_SECOND = _FIRST.replace("30일까지 붙일 수 있다.", "10일까지 붙일 수 있다. <개정 2024.3.4>")

_REPLIES = """제목,관련법,답변일,질의내용,답변내용,출처
게시물 부착에 관한 질의회답 (공직선거법 제58조),공직선거법 제58조,2024-05-06,\
주민이 게시판에 알림을 붙여도 되나요?,「공직선거법」 제58조에 따라 붙일 수 있을 것입니다.,\
https://example.org/1
야간 방송에 관한 질의회답,마을게시판법 제2조,2024-06-07,밤에 방송해도 되나요?,\
「마을게시판법」 제2조에 위반될 것입니다.,https://example.org/2
"""


def write(folder: Path) -> Path:
    """The files in a folder, which is returned."""
    for name, promulgated, effective, number, second in (
        ("2020.md", "2020-01-02", "2020-02-03", "100", _FIRST),
        ("2024.md", "2024-03-04", "2024-03-04", "200", _SECOND),
    ):
        text = _HEAD.format(
            promulgated=promulgated, effective=effective, number=number, second=second
        )
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "replies.csv").write_text(_REPLIES, encoding="utf-8")
    return folder
