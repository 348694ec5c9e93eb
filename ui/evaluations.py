"""The evaluations kept in a home: finished, under way, or stopped, and how one is found by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import BadInput, HomeUnusable
from ui.days import KOREA
from ui.failures import as_error

if TYPE_CHECKING:
    from ui.home import Home

FOLDER = "evaluations"
STOP = "stop"
"""A file of a run under way that has it stop, whatever process is at it; it stays until it goes on."""
BASELINE = "starter"
"""Name of the run of the starter corpus that comes with the project."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """A run in the home: its folder's name, what it says of itself, whether it is finished."""

    name: str
    folder: Path
    head: dict[str, Any]
    finished: bool

    @property
    def busy(self) -> bool:
        """Whether some process is at it now."""
        from filelock import FileLock, Timeout

        if not (self.folder / "lock").exists():
            return False
        try:
            with FileLock(self.folder / "lock").acquire(timeout=0):
                return False
        except Timeout:
            return True

    @property
    def cancelled(self) -> bool:
        """Whether a person stopped it."""
        return (self.folder / STOP).exists()

    @property
    def report(self) -> Path | None:
        file = self.folder / "report.html"
        return file if file.is_file() else None

    @property
    def done(self) -> int:
        """Answers so far of a run that is not finished."""
        try:
            with (self.folder / "answers.part.jsonl").open("rb") as lines:
                return sum(1 for _ in lines)
        except OSError:
            return 0


def interrupted(home: Home) -> str | None:
    """The newest run that no person stopped and no process is at: its process ended."""
    for k in kept(home, finished=False):
        if not k.cancelled and not k.busy:
            return k.name
    return None


def halt(folder: Path) -> None:
    """Have the run of a folder stop, whatever process is at it."""
    (folder / STOP).touch()


def find(home: Home, name: str) -> Path:
    """The folder of a run: a path, a name in the home, or ``starter``. Raises BadInput."""
    import evals

    own = {k.name: k.folder for k in kept(home, finished=None)}
    if name in own:
        return own[name]
    if name == BASELINE:
        return Path(evals.__path__[0]) / "baselines" / BASELINE
    folder = Path(name)
    if any((folder / f).is_file() for f in ("run.json", "plan.json")):
        return folder
    some = ", ".join([*list(own)[:3], BASELINE])
    raise BadInput(
        f"그런 평가가 없습니다: {name} (있는 것: {some} …, 또는 폴더)",
        f"no such run: {name} (there are: {some} …, or give a folder)",
    )


def kept(home: Home, finished: bool | None = True) -> list[Kept]:
    """The runs of the home, newest first; ``finished`` None: those under way too."""
    found = []
    for folder in sorted((home.folder / FOLDER).glob("*-*"), reverse=True):
        for file, whole in (("run.json", True), ("plan.json", False)):
            try:
                head = json.loads((folder / file).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if finished is None or finished is whole:
                found.append(Kept(folder.name, folder, head, whole))
            break
    return found


def report_of(home: Home, name: str, file: str = "report.html") -> Path | None:
    """A file of a finished evaluation of any kind by the name of its folder."""
    for folder in (home.folder / FOLDER).glob("*-*"):
        if folder.name == name and not (folder / "plan.json").exists():
            return folder / file if (folder / file).is_file() else None
    return None


def new_folder(home: Home, kind: str) -> Path:
    """An empty folder of the home for a run. Raises HomeUnusable when it cannot be made."""
    moment = datetime.now(KOREA).strftime("%Y%m%d-%H%M%S")
    folder = home.folder / FOLDER / f"{moment}-{kind}"
    n = 1
    while folder.exists():
        n += 1
        folder = folder.with_name(f"{moment}-{n}-{kind}")
    try:
        folder.mkdir(parents=True)
    except OSError as e:
        raise as_error(e) or e from None
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the one process at the run of a folder. Raises HomeUnusable when another is."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / "lock").acquire(timeout=0):
            yield
    except Timeout:
        raise HomeUnusable(
            f"다른 프로세스가 이 평가를 하고 있습니다: {folder.name}",
            f"another process is at this run: {folder.name}",
        ) from None
