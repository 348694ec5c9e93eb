"""A stand-in for the Open API of law.go.kr: made-up law and cases in its forms, and its faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.ingest import official_samples as official

KEY = "office-key"
XML = "text/xml;charset=UTF-8"
HTML = "text/html;charset=UTF-8"
UNKNOWN = (
    "<Response><result>사용자 정보 검증에 실패하였습니다.</result>"
    "<msg>OPEN API 호출 시 사용자 검증을 위하여 정확한 서버장비의 IP주소 및 도메인주소를 등록해 주세요.</msg>"
    "</Response>"
)
ROOTS = {"law": "LawSearch", "prec": "PrecSearch", "detc": "DetcSearch", "expc": "Expc",
         "admrul": "AdmRulSearch"}  # fmt: skip
SERIALS = {"prec": "판례일련번호", "detc": "헌재결정례일련번호", "expc": "법령해석례일련번호",
           "admrul": "행정규칙일련번호"}  # fmt: skip


@dataclass
class LawGoKr:
    """What it holds: versions by name, cases by collection; and how it misbehaves."""

    versions: dict[str, list[tuple[str, str, str, str]]] = field(default_factory=dict)
    """Serial number, number of the act, days of promulgation and effect."""
    texts: dict[str, str] = field(default_factory=dict)
    """Texts by serial number, or by ``serial/day``."""
    cases: dict[str, dict[str, str]] = field(default_factory=dict)
    fault: Callable[[str], tuple[int, str, bytes] | None] = lambda _: None
    asked: list[str] = field(default_factory=list)

    def __call__(self, path: str) -> tuple[int, str, bytes] | None:
        parts = urlsplit(path)
        if not parts.path.startswith("/DRF/"):
            return None
        asked = {k: v[0] for k, v in parse_qs(parts.query).items()}
        self.asked.append(f"{asked['target']} {asked.get('MST') or asked.get('ID') or ''}".strip())
        fault = self.fault(path)
        if fault is not None:
            return fault
        if asked.get("OC") != KEY:
            return 200, XML, UNKNOWN.encode()
        kind, body = self._list(asked) if parts.path.endswith("lawSearch.do") else self._text(asked)
        return 200, kind, body.encode()

    def _list(self, asked: dict[str, str]) -> tuple[str, str]:
        target, query = asked["target"], asked["query"]
        if target == "lsHistory":
            rows = self.versions.get(query, []) if asked["page"] == "1" else []
            other = official.history([("9", "9", "20200101", "20200101")], "다른법")
            return HTML, official.history(rows, query) if rows else other
        found = self.cases.get(target, {})
        size, page = int(asked["display"]), int(asked["page"])
        chosen = sorted(found, reverse=True)[size * (page - 1) : size * page]
        serial = SERIALS[target]
        rows = [
            f'<{target} id="{i}"><{serial}>{s}</{serial}></{target}>' for i, s in enumerate(chosen)
        ]
        root = ROOTS[target]
        return XML, (
            f'<?xml version="1.0" encoding="UTF-8"?><{root}><target>{target}</target>'
            f"<totalCnt>{len(found)}</totalCnt><page>{page}</page>{''.join(rows)}</{root}>"
        )

    def _text(self, asked: dict[str, str]) -> tuple[str, str]:
        target = asked["target"]
        if target in ("law", "eflaw"):
            key = asked["MST"] + (f"/{asked['efYd']}" if "efYd" in asked else "")
            text = self.texts.get(key)
        else:
            text = self.cases[target].get(asked["ID"])
        failed = "<law><result>실패</result><msg>MST not found</msg></law>"
        return XML, '<?xml version="1.0" encoding="UTF-8"?>' + (text or failed).split("?>")[-1]


def village() -> LawGoKr:
    """A law in two versions, one ruling, one decision, one interpretation, one rule."""
    old, new = (
        "게시물은 선거일 전 30일까지 붙인다.",
        "게시물은 선거일 전 10일까지 붙인다. <개정 2024.3.4>",
    )
    return LawGoKr(
        {
            official.NAME: [
                ("11", "100", "20200102", "20200203"),
                ("12", "200", "20240304", "20240304"),
            ]
        },
        {
            "11": official.statute(
                [official.article("2", "게시", old)], "20200102", "20200203", "100"
            ),
            "12": official.statute(
                [official.article("2", "게시", new, "20240304")], "20240304", "20240304", "200"
            ),
        },
        {
            "prec": {"501": PREC},
            "detc": {"601": DETC},
            "expc": {"701": EXPC},
            "admrul": {"801": RULE},
        },
    )


PREC = """<PrecService><판례정보일련번호>501</판례정보일련번호>
<사건명><![CDATA[게시물 철거]]></사건명><사건번호>2022도100</사건번호><선고일자>20221201</선고일자>
<선고>선고</선고><법원명>대법원</법원명><사건종류명>형사</사건종류명>
<판시사항><![CDATA[낡은 게시물을 떼는 일<br/>의 뜻]]></판시사항>
<판결요지><![CDATA[「공직선거법」 제2조의 게시물이다.]]></판결요지>
<참조조문><![CDATA[「공직선거법」 제2조]]></참조조문><참조판례/>
<판례내용><![CDATA[【주 문】<br/>상고를 기각한다.<br/>【이 유】<br/>이유는 이러하다.]]></판례내용></PrecService>"""
DETC = """<DetcService><헌재결정례일련번호>601</헌재결정례일련번호><종국일자>20230302</종국일자>
<사건번호>2022헌바10</사건번호><사건명>게시판 위헌소원</사건명><사건종류명>헌바</사건종류명>
<판시사항>게시 기간</판시사항><결정요지>기간은 지나치지 않다.</결정요지>
<전문><![CDATA[【주 문】\n공직선거법 제2조는 헌법에 위반되지 아니한다.\n【이 유】\n이러하다.]]></전문>
<심판대상조문>공직선거법 제2조</심판대상조문></DetcService>"""
EXPC = """<ExpcService><법령해석례일련번호>701</법령해석례일련번호><안건명>게시물의 뜻</안건명>
<안건번호>22-0701</안건번호><해석일자>20220909</해석일자><해석기관명>법제처</해석기관명>
<질의기관명>가군</질의기관명><질의요지>그림도 게시물인가요?</질의요지>
<회답>그림도 「공직선거법」 제2조의 게시물에 해당하므로 붙일 수 있습니다.</회답><이유>글과 다르지 않습니다.</이유>
</ExpcService>"""
RULE = """<AdmRulService><행정규칙기본정보><행정규칙일련번호>801</행정규칙일련번호>
<행정규칙명>게시판 관리 예규</행정규칙명><행정규칙종류>예규</행정규칙종류><발령일자>20230102</발령일자>
<발령번호>제7호</발령번호><시행일자>20230103</시행일자><조문형식여부>Y</조문형식여부></행정규칙기본정보>
<조문내용><![CDATA[제1장 총칙]]></조문내용>
<조문내용><![CDATA[제1조(목적) 게시판을 고르게 쓴다.]]></조문내용>
<조문내용><![CDATA[제2조의2(열쇠) 열쇠는 이장이 갖는다.]]></조문내용>
<부칙><부칙공포일자>20230102</부칙공포일자><부칙내용><![CDATA[부칙 <제7호,2023.1.2>\n이 예규는 시행한다.]]></부칙내용></부칙>
</AdmRulService>"""
