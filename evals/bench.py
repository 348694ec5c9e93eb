"""Speed, memory and quality, beside a plain LlamaIndex pipeline in the same run: ``make bench``.

    python -m evals.bench [PATH…] [--home DIR] [--sample N] [--whole] [--deep]

Without PATH it takes ``../shared/data`` where that is there, else the starter corpus. Every stage
is a process of its own, so that peak memory is that of the stage. How soon a new document is in
answers is measured over a copy of the home (:mod:`evals.visible`). The plain pipeline gets a sample
of ``N`` of the same documents, because it is slower, and with ``--whole`` all of them too, which
takes minutes: the same input. Speeds of taking in are in characters a second.
``--deep`` also makes the vectors of the deep embedder, which takes minutes, and asks with them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
PARTS = ("statutes-excerpts", "precedents", "constitution-election", "casebooks", "replies")
QUESTIONS = Path(__file__).resolve().parents[1] / "corpora" / "questions" / "consistency.jsonl"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a process took: wall seconds, peak memory in MiB, and what it printed."""

    seconds: float
    peak: int
    out: str


def stage(command: Sequence[str], home: Path | None = None, embedder: str = "fast") -> Stage:
    """Run a command to its end. Raises CalledProcessError when it fails."""
    environment = dict(os.environ, HF_HUB_OFFLINE="1", YUGWON_EMBEDDER=embedder)
    if home is not None:
        environment["YUGWON_HOME"] = str(home)
    measured = (
        "import resource, subprocess, sys\n"
        "r = subprocess.run(sys.argv[1:], stdout=sys.stdout)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
        "sys.exit(r.returncode)"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", measured, *command],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    peak = int(done.stderr.strip().splitlines()[-1]) // 1024
    return Stage(time.perf_counter() - began, peak, done.stdout)


def yugwon(*arguments: str) -> list[str]:
    """The command line of this environment."""
    return [str(Path(sys.executable).with_name("yugwon")), *arguments]


def batch(
    home: Path, questions: Sequence[str], command: str, folder: Path, embedder: str = "fast"
) -> tuple[list[float], Stage]:
    """Ask all questions with ``ask`` or ``search``; sorted milliseconds, the first 5 left out."""
    file = folder / "questions.jsonl"
    file.write_text(
        "\n".join(
            json.dumps({"id": str(i), "question": q, "as_of": "2026-11-24"}, ensure_ascii=False)
            for i, q in enumerate(questions)
        ),
        encoding="utf-8",
    )
    done = stage(yugwon(command, "--batch", str(file), "--json"), home, embedder)
    times = [json.loads(x)["milliseconds"] for x in done.out.splitlines()][5:]
    return sorted(times), done


def percentile(times: Sequence[float], p: float) -> float:
    """The value below which a share ``p`` of sorted times lies."""
    return times[min(len(times) - 1, int(len(times) * p))]


def texts_of(home: Path, sample: int) -> list[dict[str, str]]:
    """Documents of a home as ``{"id", "text"}``, ``sample`` of them drawn with a fixed seed."""
    from kb import settings
    from kb.store import Store

    store = Store.open(settings.load(home=home).url)
    ids = [str(d["id"]) for d in store.documents()]
    chosen = sorted(random.Random(7).sample(ids, sample)) if 0 < sample < len(ids) else ids
    found = [d for i in chosen if (d := store.document(i)) is not None]
    store.close()
    return [{"id": d.id, "text": d.text} for d in found if d.text.strip()]


def plain(latency: Table, home: Path, sample: int, work: Path) -> str:
    """Let plain LlamaIndex take in a sample (0: all) and be asked; what it says of taking in."""
    texts = texts_of(home, sample)
    file = work / f"texts{sample}.jsonl"
    file.write_text("\n".join(json.dumps(t, ensure_ascii=False) for t in texts), encoding="utf-8")
    command = [
        sys.executable, "-m", "evals.plain_pipeline", str(work / f"chroma{sample}"),
        str(work / "questions.jsonl"), "--texts", str(file),
    ]  # fmt: skip
    found = json.loads(stage(command).out.splitlines()[-1])
    latency.add_row(
        f"plain LlamaIndex, same embedder, {len(texts)} documents",
        str(len(found["found"])),
        str(found["median_ms"]),
        str(found["p95_ms"]),
        str(found["peak_mib"]),
    )
    characters = sum(len(t["text"]) for t in texts)
    return (
        f"plain LlamaIndex took in {len(texts)} documents, {characters:,} characters, in "
        f"{found['seconds']} s: {characters / found['seconds']:,.0f} characters a second"
    )


def main() -> int:
    """The command described above; prints tables, returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--deep", action="store_true")
    given = parser.parse_args()
    out = Console(width=110)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        home = given.home or work / "home"
        paths = given.paths
        if not paths and SHARED.is_dir():
            subprocess.run(
                ["git", "clone", "-q", str(SHARED / "legalize-kr.bundle"), str(work / "law")],
                check=True,
            )
            paths = [work / "law", *(SHARED / p for p in PARTS)]
        table = Table("what", "seconds", "peak MiB", title="taking in")
        if paths and given.home is None:
            for label in ("first", "again"):
                took = stage(yugwon("ingest", *map(str, paths), "--json"), home)
                table.add_row(f"ingest and index, {label}", f"{took.seconds:.1f}", str(took.peak))
        cold = stage(yugwon("ask", "선거운동기간은 언제부터인가요?", "--json"), home)
        table.add_row("ask, cold start", f"{cold.seconds:.1f}", str(cold.peak))
        if given.deep:
            took = stage(yugwon("reindex", "--vectors"), home, "deep")
            table.add_row("vectors of the deep embedder", f"{took.seconds:.1f}", str(took.peak))
            cold = stage(yugwon("ask", "선거운동기간은 언제부터인가요?", "--json"), home, "deep")
            table.add_row("ask, cold start, deep", f"{cold.seconds:.1f}", str(cold.peak))
        out.print(table)

        lines = [json.loads(x) for x in QUESTIONS.read_text(encoding="utf-8").splitlines()]
        questions = [p["text"] for g in lines for p in g["phrasings"]]
        latency = Table("what", "n", "median ms", "p95 ms", "peak MiB", title="asking")
        for embedder in ("fast", "deep") if given.deep else ("fast",):
            for command in ("search", "ask"):
                times, took = batch(home, questions, command, work, embedder)
                latency.add_row(
                    f"{command}, {embedder}",
                    str(len(times)),
                    f"{percentile(times, 0.5):.1f}",
                    f"{percentile(times, 0.95):.1f}",
                    str(took.peak),
                )
        taken = [plain(latency, home, n, work) for n in [given.sample, 0][: 1 + given.whole]]
        out.print(latency)
        for line in taken:
            out.print(line)
        out.print(stage([sys.executable, "-m", "evals.visible", "--home", str(home)]).out)
        if SHARED.is_dir():
            out.print(stage([sys.executable, "-m", "evals.citation_bench"]).out)
            out.print(stage([sys.executable, "-m", "evals.reply_bench"]).out)
            out.print(
                stage(
                    [
                        sys.executable,
                        "-m",
                        "evals.retrieval",
                        "--home",
                        str(home),
                        "--split",
                        "test",
                    ]
                ).out
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
