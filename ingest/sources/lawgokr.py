"""The Open API of law.go.kr (DRF): lists of what there is, and the texts, one request at a time.

It answers with status 200 whatever happens: a key that is not known, nothing found, an error page.
Each is told apart here by what the answer says. The key stands in no message and no record.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import httpcore
import httpx

from ingest.parsers import version_list
from ingest.readers.package import parse_xml
from ingest.readers.text import decode
from ingest.sources import network
from kb.errors import BadInput, Refused
from kb.settings import Settings

PAGE = 100
"""Rows of a page, the most that it gives."""
TRIES = 3
_HTML = re.compile(r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_KEY = ("사용자 정보 검증에 실패", "인증키", "미신청된", "IP주소 및 도메인")
_NOTHING = ("일치하는", "not found", "없습니다", "조회된 데이터")


@dataclass(frozen=True, slots=True)
class Target:
    """One of the collections that it serves."""

    code: str
    ko: str
    en: str
    serial: str
    """Field of a row that holds the number by which the text is asked for."""
    by: str
    """Parameter that takes this number."""
    name: str
    """Field of a row that holds its name."""
    period: str = ""
    """Parameter that takes a range of days."""


TARGETS = {
    t.code: t
    for t in (
        Target("law", "법령", "statutes", "법령일련번호", "MST", "법령명한글"),
        Target("prec", "판례", "rulings", "판례일련번호", "ID", "사건명", "prncYd"),
        Target("detc", "헌재결정례", "decisions", "헌재결정례일련번호", "ID", "사건명", "edYd"),
        Target(
            "expc", "법령해석례", "interpretations", "법령해석례일련번호", "ID", "안건명", "explYd"
        ),
        Target("admrul", "행정규칙", "rules", "행정규칙일련번호", "ID", "행정규칙명", "prmlYd"),
    )
}


def target(name: str) -> Target:
    """A collection by its code or its Korean or English name. Raises BadInput."""
    for t in TARGETS.values():
        if name.strip().lower() in (t.code, t.ko, t.en):
            return t
    known = ", ".join(f"{t.ko}({t.code})" for t in TARGETS.values())
    raise BadInput(
        f"law.go.kr에서 받지 않는 종류입니다: {name} (받는 종류: {known})",
        f"not a collection of law.go.kr: {name} (known: {known})",
    )


class OpenApi:
    """A polite client: one request at a time, a pause between two, three tries."""

    def __init__(
        self, settings: Settings, agent: str, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._settings = settings
        self._agent = agent
        self._wait = wait
        self._last = 0.0
        self._key = settings.law_oc.get_secret_value()
        if not self._key:
            raise BadInput(
                "law.go.kr 인증키(OC)가 없습니다: 설정 law_oc에 적으십시오 "
                "(신청: https://open.law.go.kr)",
                "there is no key (OC) for law.go.kr: give it in the setting law_oc "
                "(apply at https://open.law.go.kr)",
            )
        base = httpx.URL(settings.law_url)
        network.check(base)
        self._base = str(base).rstrip("/")

    # -- lists ------------------------------------------------------------------------------

    def rows(self, target: Target, query: str, **more: str) -> Iterator[list[dict[str, str]]]:
        """Rows of a search, page by page; nothing for an empty result.

        Raises BadInput for a wrong key, a service that is down, an answer that is no list.
        """
        page, seen = 1, 0
        while True:
            root = self._list(target=target.code, query=query, page=str(page), **more)
            found = [
                {e.tag: (e.text or "").strip() for e in child}
                for child in root
                if child.find(target.serial) is not None
            ]
            seen += len(found)
            total = root.findtext("totalCnt") or ""
            if found:
                yield found
            if not found or not total.isdigit() or seen >= int(total):
                return
            page += 1

    def versions(self, name: str) -> tuple[list[version_list.Row], bool]:
        """The versions of an instrument (연혁), in no order, and whether these are all.

        They are not all where the service gives no list of versions: then they are those that
        its search finds. Raises BadInput as :meth:`rows`.
        """
        wanted = "".join(name.split())
        found: dict[version_list.Row, None] = {}
        page = 1
        while True:
            text = self._text("lawSearch.do", target="lsHistory", type="HTML", query=name,
                              display=str(PAGE), page=str(page))  # fmt: skip
            if "<table" not in text.lower():
                return self._found(name), False
            try:
                rows = version_list.read(text)
            except Refused:
                rows = []
            fresh = [r for r in rows if r not in found]
            found.update(dict.fromkeys(fresh))
            if len(rows) < PAGE or not fresh:
                break
            page += 1
        return [r for r in found if "".join(r.name.split()) == wanted], True

    def _found(self, name: str) -> list[version_list.Row]:
        """The versions of an instrument that a search finds."""
        wanted = "".join(name.split())
        found = [version_list.row(r) for page in self.rows(TARGETS["law"], name) for r in page]
        return [r for r in found if r is not None and "".join(r.name.split()) == wanted]

    def _list(self, **parameters: str) -> Element:
        text = self._text("lawSearch.do", type="XML", display=str(PAGE), **parameters)
        try:
            root = self._tree(text)
        except Refused as e:
            if any(words in e.ko + e.en for words in _NOTHING):
                return Element("empty")
            raise BadInput(
                f"law.go.kr의 목록을 읽을 수 없습니다: {e.ko}",
                f"the list of law.go.kr cannot be read: {e.en}",
            ) from None
        return root

    # -- texts ------------------------------------------------------------------------------

    def text(self, target: Target, serial: str, effective: date | None = None) -> bytes:
        """The answer with one text.

        Args:
            effective: for an act that takes effect in parts, the day of the text wanted.

        Raises Refused when there is no such text, BadInput as :meth:`rows`.
        """
        asked = self.parameters(target, serial, effective)
        text = self._text("lawService.do", **asked)
        self._tree(text)
        return text.encode()

    def url(self, target: Target, serial: str, effective: date | None = None) -> str:
        """The address of a text, without the key."""
        asked = self.parameters(target, serial, effective)
        return str(httpx.URL(f"{self._base}/lawService.do", params=asked))

    @staticmethod
    def parameters(target: Target, serial: str, effective: date | None) -> dict[str, str]:
        """What a text is asked by."""
        code = "eflaw" if effective is not None else target.code
        asked = {"target": code, "type": "XML", target.by: serial}
        if effective is not None:
            asked["efYd"] = f"{effective:%Y%m%d}"
        return asked

    def list_url(self, query: str) -> str:
        """The address of the list of versions of an instrument, without the key."""
        asked = {"target": "lsHistory", "query": query}
        return str(httpx.URL(f"{self._base}/lawSearch.do", params=asked))

    # -- answers ----------------------------------------------------------------------------

    def _tree(self, text: str) -> Element:
        if _HTML.match(text):
            raise self._strange(text)
        root = parse_xml(_DECLARED.sub("", text, count=1).encode())
        said = " ".join((root.findtext(p) or "") for p in ("result", "msg", "resultMsg"))
        if any(words in said for words in _KEY):
            raise self._unknown_key()
        if "실패" in said or (not len(root) and (root.text or "").strip()):
            why = " ".join((root.findtext("msg") or root.text or said).split())[:200]
            raise Refused(
                f"law.go.kr이 찾지 못했습니다: {why} (not found)", f"law.go.kr found nothing: {why}"
            )
        return root

    def _strange(self, text: str) -> BadInput:
        if any(words in text for words in _KEY[:1]):
            return self._unknown_key()
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.I | re.S)
        words = re.sub(r"<[^>]+>", " ", title[1] if title else text)
        said = " ".join(words.split()).replace(self._key, "…")[:80]
        return BadInput(
            f"law.go.kr이 자료 대신 안내·오류 페이지를 보냈습니다: {said}",
            f"law.go.kr sent a page instead of data: {said}",
        )

    @staticmethod
    def _unknown_key() -> BadInput:
        return BadInput(
            "law.go.kr이 인증키(OC) 또는 이 컴퓨터의 IP 주소를 알지 못합니다: 설정 law_oc와 "
            "open.law.go.kr에 등록한 IP·도메인을 확인하십시오",
            "law.go.kr does not know the key (OC) or the IP address of this machine: check the "
            "setting law_oc and the addresses registered at open.law.go.kr",
        )

    def _text(self, service: str, **parameters: str) -> str:
        """The text of an answer. Raises BadInput when none comes after three tries."""
        last: Exception | str = ""
        for attempt in range(TRIES):
            pause = self._settings.law_pause * (1 + 3 * attempt)
            self._wait(max(0.0, self._last + pause - time.monotonic()))
            try:
                status, body = self._get(service, parameters)
            except _FAULTS as e:
                last = e
                continue
            finally:
                self._last = time.monotonic()
            if status == 200:
                return self._read(body)
            last = f"HTTP {status}"
            if status < 500 and status != 429:
                break
        said = str(last).replace(self._key, "…") or type(last).__name__
        raise BadInput(
            f"law.go.kr이 응답하지 않습니다: {said}. 잠시 뒤 다시 하면 이어집니다",
            f"law.go.kr does not answer: {said}; try again later, it goes on where it stopped",
        )

    def _read(self, body: bytes) -> str:
        try:
            text = decode(body)
        except Refused as e:
            raise BadInput(
                f"law.go.kr의 응답이 글이 아닙니다: {e.ko}",
                f"the answer of law.go.kr is no text: {e.en}",
            ) from None
        start = text.lstrip("\ufeff \r\n\t")
        if start.startswith("{") and any(words in start for words in _KEY):
            raise self._unknown_key()
        if not start.startswith("<"):
            raise self._strange(text)
        return start

    def _get(self, service: str, parameters: dict[str, Any]) -> tuple[int, bytes]:
        seconds, private = self._settings.fetch_seconds, self._settings.private_urls
        asked = {"OC": self._key, **parameters}
        with (
            network.client(seconds, private, self._agent) as client,
            client.stream("GET", f"{self._base}/{service}", params=asked) as answer,
        ):
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > self._settings.max_bytes:
                    raise BadInput(
                        "law.go.kr의 응답이 너무 큽니다 (설정 max_bytes)",
                        "the answer of law.go.kr is too large (setting max_bytes)",
                    )
            return answer.status_code, body


_FAULTS = (
    httpx.HTTPError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
)
