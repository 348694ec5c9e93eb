"""Originals: every file taken in, kept by content hash under ``originals/aa/<sha256>``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from kb.errors import HomeUnusable, unwritten


def keep(home: Path, sha: str, data: bytes) -> Path:
    """Write an original once; whole or not at all. Raises HomeUnusable."""
    path = home / "originals" / sha[:2] / sha
    if path.exists():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as f:
                f.write(data)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as e:
        ko, en = unwritten(e)
        raise HomeUnusable(
            f"원본을 저장할 수 없습니다: {path.parent}: {ko}",
            f"cannot keep the original in {path.parent}: {en}",
        ) from None
    return path
