"""Every failure as one line in Korean and English, whatever library it came from."""

from __future__ import annotations

import errno
import json
import logging

from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from kb.errors import BadInput, HomeUnusable, YugwonError

_ERRNO = {
    errno.ENOSPC: ("디스크가 가득 찼습니다", "the disk is full"),
    errno.EDQUOT: ("디스크 할당량을 다 썼습니다", "the disk quota is used up"),
    errno.EROFS: ("읽기 전용 폴더입니다", "the folder is read-only"),
    errno.EACCES: ("권한이 없습니다", "permission denied"),
    errno.EPERM: ("권한이 없습니다", "permission denied"),
    errno.ENOENT: ("파일이 없습니다", "no such file"),
    errno.ENOTDIR: ("폴더가 아닙니다", "not a folder"),
    errno.EISDIR: ("파일이 아니라 폴더입니다", "a folder, not a file"),
    errno.EEXIST: ("이미 있습니다", "it exists already"),
    errno.EADDRINUSE: ("이미 쓰이는 포트입니다", "the port is in use"),
}


def told(failure: BaseException, log: logging.Logger, ko: str, en: str) -> YugwonError:
    """A failure as an error of the project; a fault of the program is logged in full and told as ``ko`` and ``en``."""
    known = as_error(failure)
    if known is None:
        log.error("%s", en, exc_info=failure)
        return YugwonError(ko, en)
    return known


def as_error(failure: BaseException) -> YugwonError | None:
    """The failure as an error of the project, or None when it is a fault of the program.

    Operating-system errors and database errors reach a person as the thing that they can mend:
    a full disk, a read-only folder, a missing file.
    """
    if isinstance(failure, YugwonError):
        return failure
    if isinstance(failure, SQLAlchemyError):
        return _database(failure)
    if isinstance(failure, UnicodeDecodeError):
        return BadInput(
            f"UTF-8 글자로 읽을 수 없습니다 ({failure.start}번째 바이트)",
            f"not UTF-8 text (byte {failure.start})",
        )
    if isinstance(failure, json.JSONDecodeError):
        return BadInput(
            f"JSON이 아닙니다 ({failure.lineno}줄 {failure.colno}자)",
            f"not JSON (line {failure.lineno}, column {failure.colno})",
        )
    if isinstance(failure, OSError):
        ko, en = _ERRNO.get(
            failure.errno or 0, (failure.strerror or "입출력 오류", failure.strerror or "I/O error")
        )
        where = f": {failure.filename}" if failure.filename else ""
        return HomeUnusable(ko + where, en + where)
    return None


def _database(failure: SQLAlchemyError) -> YugwonError:
    said = str(failure.orig) if isinstance(failure, DatabaseError) else type(failure).__name__
    reason = " ".join(said.split())[:300]
    if "disk is full" in reason or "disk I/O error" in reason:
        return HomeUnusable(
            f"디스크가 가득 찼거나 쓸 수 없습니다: {reason}",
            f"the disk is full or unusable: {reason}",
        )
    if "malformed" in reason or "not a database" in reason:
        return HomeUnusable(
            f"데이터베이스 파일이 상했습니다: {reason} (yugwon doctor, yugwon restore 백업파일 "
            "--replace)",
            f"the database file is damaged: {reason} (yugwon doctor, yugwon restore BACKUP "
            "--replace)",
        )
    if "locked" in reason:
        return HomeUnusable(
            "다른 프로세스가 데이터베이스를 쓰고 있습니다. 잠시 뒤 다시 하십시오",
            "another process is writing the database; try again in a moment",
        )
    if "readonly" in reason:
        return HomeUnusable(f"읽기 전용 저장소입니다: {reason}", f"read-only database: {reason}")
    return HomeUnusable(
        f"데이터베이스를 쓸 수 없습니다: {reason}", f"cannot use the database: {reason}"
    )
