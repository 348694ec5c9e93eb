"""Git repositories: every version of every file in its history.

A legalize-kr repository has one commit an act, so its history holds the versions. The days of
commits mean nothing here; a version is dated by its own front matter.
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ingest.sources.item import Item
from kb.errors import BadInput, Refused
from kb.settings import Settings

_LOOK = 0.2
"""Seconds between two looks at a clone under way."""


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

    def items(self, since: tuple[str, ...] = ()) -> Iterator[Item]:
        """One item for each distinct content, oldest commit first, then by path.

        Args:
            since: commits whose history was taken in already; what they reach is left out.

        Raises BadInput when git is missing or the repository unreadable.
        """
        known = [f"^{commit}" for commit in since]
        listed = self._git(
            "rev-list", "--objects", "--all", *known, "--reverse", "--in-commit-order"
        )
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
                [*_command(self._folder), "cat-file", "--batch"],
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

    def _git(self, *arguments: str) -> str:
        return _output(self._folder, *arguments)


def _command(folder: Path) -> list[str]:
    # The owner of the folder may be somebody else; nothing in it is executed.
    return ["git", "-c", "safe.directory=*", "-c", "core.quotepath=off", "-C", str(folder)]


def _output(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            [*_command(folder), *arguments], capture_output=True, check=True, timeout=120
        )
    except FileNotFoundError:
        raise _not_installed() from None
    except subprocess.SubprocessError as e:
        reason = _last_line(getattr(e, "stderr", b"") or b"") or str(e)
        raise BadInput(
            f"git 저장소를 읽을 수 없습니다: {folder}: {reason}",
            f"cannot read the git repository {folder}: {reason}",
        ) from None
    return done.stdout.decode("utf-8", errors="replace")


def heads(folder: Path) -> tuple[str, ...]:
    """Commits at which the branches and tags of a repository stand, sorted."""
    listed = _output(folder, "for-each-ref", "--format=%(objectname)")
    return tuple(sorted(set(listed.split())))


def present(folder: Path, commits: Iterable[str]) -> tuple[str, ...]:
    """Those of the commits that a repository still has."""
    asked = "".join(f"{c}^{{commit}}\n" for c in commits)
    if not asked:
        return ()
    said = subprocess.run(
        [*_command(folder), "cat-file", "--batch-check=%(objectname)"],
        input=asked.encode(),
        capture_output=True,
        check=False,
    )
    lines = said.stdout.decode().splitlines()
    return tuple(line for line in lines if line and " " not in line)


def state(folder: Path) -> str:
    """A hash of where a repository stands (hexadecimal)."""
    return hashlib.sha256("\n".join(heads(folder)).encode()).hexdigest()


def size(folder: Path) -> int:
    """Bytes of all files of a folder."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(where, name)).st_size
            except OSError:  # git moves its own files about
                continue
    return total


def clone(url: str, pin: str, folder: Path, settings: Settings) -> None:
    """A bare copy of a repository with its history.

    Args:
        pin: ``host:port:address``, the checked address; no other is connected to.

    Raises BadInput when it cannot be had, or takes too long or too much.
    """
    depth = [f"--depth={settings.git_depth}"] if settings.git_depth else []
    arguments = ["clone", "--bare", "--quiet", *depth, "--", url, str(folder)]
    _remote(url, pin, ["git"], arguments, folder, settings)


def update(url: str, pin: str, folder: Path, settings: Settings) -> None:
    """Bring a bare copy to where its source stands now. Raises BadInput as :func:`clone`."""
    arguments = [
        "fetch",
        "--prune",
        "--quiet",
        "--no-tags",
        "--",
        url,
        "+refs/heads/*:refs/heads/*",
    ]
    _remote(url, pin, _command(folder), arguments, folder, settings)


def _remote(
    url: str, pin: str, command: list[str], arguments: list[str], folder: Path, settings: Settings
) -> None:
    # Only http(s), only to the checked address, no redirect, no proxy, no program of the reader's.
    only = {
        "protocol.allow": "never",
        "protocol.http.allow": "always",
        "protocol.https.allow": "always",
        "http.followRedirects": "false",
        "http.curloptResolve": pin,
        "http.proxy": "",
        "http.lowSpeedLimit": "1",
        "http.lowSpeedTime": "60",
        "credential.helper": "",
        "core.askPass": "",
        "core.hooksPath": os.devnull,
        "fetch.fsckObjects": "true",
    }
    configured = [part for key, value in only.items() for part in ("-c", f"{key}={value}")]
    environment = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith("GIT_") and k.lower() not in ("http_proxy", "https_proxy", "all_proxy")
    } | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ASKPASS": "",
        "LC_ALL": "C",
    }
    _pins()
    try:
        running = subprocess.Popen(
            [*command, *configured, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise _not_installed() from None
    until = time.monotonic() + settings.git_seconds
    try:
        while True:
            try:
                _, said = running.communicate(timeout=_LOOK)
                break
            except subprocess.TimeoutExpired:
                if time.monotonic() > until:
                    raise BadInput(
                        f"git 저장소를 정한 시간 안에 받지 못했습니다: {url} (설정 git_seconds)",
                        f"the repository did not arrive in the time allowed: {url} "
                        "(setting git_seconds)",
                    ) from None
                if size(folder) > settings.git_bytes:
                    raise _too_large(url, settings) from None
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)  # its helper, which holds the connection, too
            running.communicate()
    if running.returncode:
        reason = _last_line(said)
        raise BadInput(
            f"git 저장소를 받지 못했습니다: {url}: {reason}",
            f"cannot fetch the git repository {url}: {reason}",
        )
    if size(folder) > settings.git_bytes:
        raise _too_large(url, settings)


def _pins() -> None:
    """Raises BadInput for a git that would not keep to the checked address (before 2.37)."""
    try:
        said = subprocess.run(["git", "--version"], capture_output=True, check=False).stdout
    except FileNotFoundError:
        raise _not_installed() from None
    m = re.search(rb"(\d+)\.(\d+)", said)
    if not m or (int(m[1]), int(m[2])) < (2, 37):
        raise BadInput(
            "저장소를 주소로 받으려면 git 2.37 이상이 있어야 합니다",
            "fetching a repository by URL needs git 2.37 or later",
        )


def _too_large(url: str, settings: Settings) -> BadInput:
    most = f"{settings.git_bytes:,}"
    return BadInput(
        f"git 저장소가 너무 큽니다(최대 {most}바이트): {url} (설정 git_bytes)",
        f"the repository is too large (at most {most} bytes): {url} (setting git_bytes)",
    )


def _not_installed() -> BadInput:
    return BadInput("git이 설치되어 있지 않습니다", "git is not installed")


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
