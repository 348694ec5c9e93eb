"""Git repositories: every version of every file in its history.

A legalize-kr repository has one commit an act, so its history holds the versions. The days of
commits mean nothing here; a version is dated by its own front matter.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ingest.sources.item import Item
from kb.errors import BadInput, Refused


def is_repository(path: Path) -> bool:
    """Whether a folder is the top of a git repository, bare or not."""
    return (path / ".git").exists() or (
        (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()
    )


class History:
    """All blobs of a repository's history, read through one ``git cat-file --batch``."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._reader: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader is not None:
            assert self._reader.stdin is not None
            assert self._reader.stdout is not None
            self._reader.stdin.close()
            self._reader.stdout.close()
            self._reader.wait()

    def items(self) -> Iterator[Item]:
        """One item for each distinct content, oldest commit first, then by path.

        Raises BadInput when git is missing or the repository unreadable.
        """
        listed = self._git("rev-list", "--objects", "--all", "--reverse", "--in-commit-order")
        seen: set[str] = set()
        for line in listed.splitlines():
            sha, _, path = line.partition(" ")
            name = path.rsplit("/", 1)[-1]
            if not path or "." not in name or path.startswith(".") or "/." in path or sha in seen:
                continue
            seen.add(sha)
            yield Item(path, partial(self.read, sha))

    def read(self, sha: str) -> bytes:
        """Content of one blob. Raises Refused when it is no file or too large."""
        if self._reader is None:
            self._reader = subprocess.Popen(
                [*self._command(), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(sha.encode() + b"\n")
        self._reader.stdin.flush()
        head = self._reader.stdout.readline().split()
        if len(head) < 3:
            raise Refused("git 객체를 읽을 수 없습니다", "the git object cannot be read")
        data = self._reader.stdout.read(int(head[2]) + 1)[:-1]
        if head[1] != b"blob":
            raise Refused("파일이 아닌 git 객체입니다", "the git object is no file")
        if len(data) > self._limit:
            raise Refused(
                f"파일이 너무 큽니다(최대 {self._limit:,}바이트)",
                f"the file is too large (at most {self._limit:,} bytes)",
            )
        return data

    def _command(self) -> list[str]:
        # The owner of the folder may be somebody else; nothing in it is executed.
        safe = ["-c", "safe.directory=*", "-c", "core.quotepath=off"]
        return ["git", *safe, "-C", str(self._folder)]

    def _git(self, *arguments: str) -> str:
        try:
            done = subprocess.run(
                [*self._command(), *arguments], capture_output=True, check=True, timeout=120
            )
        except FileNotFoundError:
            raise BadInput("git이 설치되어 있지 않습니다", "git is not installed") from None
        except subprocess.SubprocessError as e:
            detail = getattr(e, "stderr", b"") or b""
            reason = detail.decode(errors="replace").strip().splitlines()[-1:] or [str(e)]
            raise BadInput(
                f"git 저장소를 읽을 수 없습니다: {self._folder}: {reason[0]}",
                f"cannot read the git repository {self._folder}: {reason[0]}",
            ) from None
        return done.stdout.decode("utf-8", errors="replace")
