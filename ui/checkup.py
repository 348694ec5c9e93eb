"""Checks of a home: that what is held is whole, and that the application can work."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import YugwonError
from ui.failures import as_error

if TYPE_CHECKING:
    from kb.store import Store
    from ui.home import Home


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was looked at, how it stands, and a line about it in both languages."""

    name: str
    state: str
    """``ok``, ``warning`` or ``failed``"""
    ko: str
    en: str

    def as_json(self) -> dict[str, str]:
        """The object that ``--json`` prints."""
        return {"name": self.name, "state": self.state, "ko": self.ko, "en": self.en}


def verify(store: Store, folder: Path) -> Iterator[Check]:
    """Whether what is held is whole: originals, spans, and that nothing hangs in the air."""
    documents = store.documents()
    yield _originals({d["original"] for d in documents if d["original"]}, folder)
    ids = {d["id"] for d in documents}
    wrong: list[str] = []
    count = 0
    texts: dict[str, str] = {}
    for i in store.interpretations():
        count += 1
        if i.document not in texts:
            found = store.document(i.document)
            texts = {i.document: found.text if found else ""}
        if not 0 <= i.start <= i.end <= len(texts[i.document]) or i.document not in ids:
            wrong.append(str(i.id))
    yield _judge(
        "interpretations",
        wrong,
        f"해석 {count}건의 위치",
        f"places of {count} interpretations",
    )
    orphans = [v.key for v in store.versions() if v.document not in ids]
    orphans += [str(r.id) for r in store.rulings() if r.document not in ids]
    yield _judge(
        "documents", orphans, f"문서 {len(ids)}건과 그 내용", f"contents of {len(ids)} documents"
    )


def _originals(hashes: set[str], folder: Path) -> Check:
    bad = []
    held = 0
    for sha in sorted(hashes):
        file = folder / "originals" / sha[:2] / sha
        if not file.is_file():
            continue
        held += 1
        with file.open("rb") as f:
            if hashlib.file_digest(f, "sha256").hexdigest() != sha:
                bad.append(sha)
    return _judge("originals", bad, f"원본 {held}개의 내용", f"contents of {held} originals")


def _judge(name: str, bad: list[str], ko: str, en: str) -> Check:
    if not bad:
        return Check(name, "ok", f"{ko}: 이상 없음", f"{en}: all right")
    listed = ", ".join(bad[:5])
    return Check(name, "failed", f"{ko}: 어긋남 {len(bad)}건 ({listed})", f"{en}: {listed}")


def doctor(home: Home) -> Iterator[Check]:
    """Whether the application can work here: settings, folder, corpus, index, models, fonts."""
    python = ".".join(str(n) for n in sys.version_info[:3])
    version = importlib.metadata.version("yugwon")
    yield Check("version", "ok", f"yugwon {version}, Python {python}", f"yugwon {version}")
    yield _folder(home.folder)
    yield _database(home)
    try:
        revision = home.store.revision()
    except YugwonError as e:
        yield Check("store", "failed", e.ko, e.en)
        return
    documents = len(home.store.documents())
    state = "ok" if documents else "warning"
    yield Check(
        "store",
        state,
        f"자료 {revision}판, 문서 {documents}건",
        f"corpus revision {revision}, {documents} documents",
    )
    yield index_state(home)
    yield _log(home.store)
    yield from _chroma(home)
    yield from vectors_state(home)
    yield _llm(home)
    yield _font()


def _database(home: Home) -> Check:
    """Whether the database file is intact."""
    from kb.store import restoring

    wrong = restoring.damage(home.settings.url)
    if home.settings.url.startswith("postgresql"):
        return _ordered(home)
    if wrong is None:
        return Check("database", "ok", "데이터베이스 파일: 이상 없음", "database file: intact")
    return Check(
        "database",
        "failed",
        f"데이터베이스 파일이 상했습니다: {wrong} (yugwon restore 백업파일 --replace)",
        f"the database file is damaged: {wrong} (yugwon restore BACKUP --replace)",
    )


def _ordered(home: Home) -> Check:
    """Whether PostgreSQL answers and sorts as SQLite does, so that ties are broken alike."""
    from sqlalchemy import text

    try:
        with home.store.reading() as c:
            query = "SELECT datcollate FROM pg_database WHERE datname = current_database()"
            order = str(c.execute(text(query)).scalar())
    except Exception as e:
        known = as_error(e)
        if known is None:
            raise
        return Check("database", "failed", known.ko, known.en)
    if order in ("C", "POSIX", "C.UTF-8", "C.utf8"):
        return Check(
            "database", "ok", f"PostgreSQL, 정렬 {order}", f"PostgreSQL, collation {order}"
        )
    return Check(
        "database",
        "warning",
        f"PostgreSQL의 정렬이 {order}입니다. C로 만든 데이터베이스여야 차례가 어디서나 같습니다",
        f"the collation of the database is {order}; with C lists are in the same order everywhere",
    )


def _log(store: Store) -> Check:
    """Whether the log is as it was written."""
    from kb.curation import log

    fault = log.fault(store)
    if fault is not None:
        return Check(
            "log", "failed", f"처리 기록이 깨졌습니다: {fault.ko}", f"log is broken: {fault.en}"
        )
    count = sum(1 for _ in log.lines(store))
    return Check("log", "ok", f"처리 기록 {count}줄: 이상 없음", f"log of {count} lines: unbroken")


def index_state(home: Home) -> Check:
    """Whether the search index is that of the corpus as it is."""
    from kb.search import index

    current = index.current(home.settings)
    wanted = f"{home.store.revision()}-{home.store.digest()}-"
    if current is not None and current.startswith(wanted):
        return Check("index", "ok", f"색인 최신: {current}", f"index up to date: {current}")
    return Check(
        "index",
        "warning",
        "색인이 최신이 아닙니다 (다음 질문 때 만듭니다; yugwon reindex)",
        "the index is not up to date (built at the next question; yugwon reindex)",
    )


def _chroma(home: Home) -> Iterator[Check]:
    """Whether the Chroma server that is set answers; nothing where none is set."""
    url = home.settings.chroma_url
    if not url:
        return
    import httpx

    try:
        httpx.get(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=3).raise_for_status()
    except httpx.HTTPError as e:
        why = str(e).strip().split("\n")[0][:200] or type(e).__name__
        yield Check(
            "chroma",
            "warning",
            f"Chroma 서버가 답하지 않아 벡터를 하나씩 견줍니다: {url}: {why}",
            f"no Chroma server at {url}: vectors are compared one by one: {why}",
        )
        return
    yield Check("chroma", "ok", f"Chroma 서버 {url}", f"Chroma server {url}")


def vectors_state(home: Home) -> Iterator[Check]:
    """How far the vectors of the model are that the setting ``embedder`` names; none for fast."""
    from kb.search import tier

    try:
        found = tier.state(home.settings)
    except YugwonError as e:
        yield Check("vectors", "warning", e.ko, e.en)
        return
    if found is None:
        return
    if found.done >= found.wanted:
        said = f"{home.settings.embedder}, {found.done}"
        yield Check("vectors", "ok", f"심층 벡터 최신: {said}", f"vectors up to date: {said}")
        return
    yield Check(
        "vectors",
        "warning",
        f"심층 벡터 {found.done}/{found.wanted} (서버가 뒤에서 만들거나 yugwon reindex --vectors)",
        f"vectors of {home.settings.embedder}: {found.done} of {found.wanted} (made by the server "
        "in the background, or by yugwon reindex --vectors)",
    )


def _folder(folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as e:
        known = as_error(e)
        reason_ko, reason_en = (known.ko, known.en) if known else (str(e), str(e))
        return Check("home", "failed", f"저장 폴더를 쓸 수 없습니다: {reason_ko}", reason_en)
    state = "ok" if free > 1_000_000_000 else "warning"
    left = f"{free / 1e9:.1f} GB"
    return Check("home", state, f"저장 폴더 {folder}, 남은 공간 {left}", f"{folder}, {left} free")


def _llm(home: Home) -> Check:
    if home.settings.llm == "off":
        return Check("llm", "ok", "LLM 꺼짐 (기본)", "LLM off (the default)")
    import httpx

    try:
        httpx.get(home.settings.llm_url, timeout=3)
    except httpx.HTTPError as e:
        url = home.settings.llm_url
        return Check("llm", "warning", f"LLM 서버에 닿지 않습니다: {url}: {e}", f"no LLM at {url}")
    return Check("llm", "ok", f"LLM {home.settings.llm}", f"LLM {home.settings.llm}")


def _font() -> Check:
    from ui.export.pdf import FONTS

    if any(Path(regular).is_file() for regular, _ in FONTS):
        return Check("font", "ok", "PDF 한글 글꼴 있음", "a Korean font for PDF is there")
    return Check(
        "font",
        "warning",
        "한글 글꼴이 없어 PDF에 넣지 않습니다 (예: fonts-nanum)",
        "no Korean font to embed in PDF (for example fonts-nanum)",
    )
