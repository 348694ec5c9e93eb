"""Made-up answers in the forms of the Open API of law.go.kr."""

from __future__ import annotations

from collections.abc import Sequence

NAME = "공직선거법"


def article(number: str, title: str, text: str, day: str = "", branch: str = "") -> str:
    """One 조문단위; ``text`` without the article's own head."""
    label = f"제{number}조" + (f"의{branch}" if branch else "")
    return f"""<조문단위 조문키="{int(number):04d}001"><조문번호>{number}</조문번호>
<조문가지번호>{branch}</조문가지번호><조문여부>조문</조문여부>
<조문제목><![CDATA[{title}]]></조문제목><조문시행일자>{day}</조문시행일자>
<조문내용><![CDATA[{label}({title}) {text}]]></조문내용></조문단위>"""


def statute(
    articles: Sequence[str],
    promulgated: str,
    effective: str,
    number: str,
    *,
    name: str = NAME,
    more: str = "",
) -> str:
    """A 법령 본문 answer; days as ``20240304``."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<법령 법령키="009999{promulgated}{number}"><기본정보><법령ID>009999</법령ID>
<공포일자>{promulgated}</공포일자><공포번호>{number:0>5}</공포번호>
<법종구분 법종구분코드="A0002">법률</법종구분>
<법령명_한글><![CDATA[{name}]]></법령명_한글><시행일자>{effective}</시행일자>
<제개정구분>일부개정</제개정구분></기본정보>
<조문>{"".join(articles)}</조문>
<부칙><부칙단위><부칙공포일자>{promulgated}</부칙공포일자><부칙공포번호>{number}</부칙공포번호>
<부칙내용><![CDATA[부칙 <제{number}호,{_dotted(promulgated)}>]]>
<![CDATA[이 법은 공포한 날부터 시행한다.]]></부칙내용></부칙단위></부칙>{more}</법령>
"""


def annex(number: str, title: str, text: str, kind: str = "별표") -> str:
    """One 별표 of an answer."""
    return f"""<별표><별표단위><별표번호>{number}</별표번호><별표가지번호>00</별표가지번호>
<별표구분>{kind}</별표구분><별표제목><![CDATA[{title}]]></별표제목>
<별표내용><![CDATA[{text}]]></별표내용></별표단위></별표>"""


def history(rows: Sequence[tuple[str, str, str, str]], name: str = NAME) -> str:
    """A page of 연혁: serial number, number of the act, days of promulgation and effect."""
    lines = "".join(
        f'<tr><td>{i}</td><td><a href="/lsInfoP.do?MST={serial}">{name}</a></td><td>가부</td>'
        f"<td>일부개정</td><td>법률</td><td>제 {number}호</td><td>{_dotted(promulgated)}</td>"
        f"<td>{_dotted(effective)}</td><td></td></tr>"
        for i, (serial, number, promulgated, effective) in enumerate(rows, 1)
    )
    heads = (
        "순번",
        "법령명",
        "소관부처",
        "제개정구분",
        "법종구분",
        "공포번호",
        "공포일자",
        "시행일자",
        "현행연혁",
    )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><table><tr>'
        + "".join(f"<th>{h}</th>" for h in heads)
        + f"</tr>{lines}</table></body></html>"
    )


def _dotted(day: str) -> str:
    return f"{day[:4]}.{int(day[4:6])}.{int(day[6:])}" if day else ""
