"""The command line of a bench over labels on the development data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SPLITS = ("dev", "test")


def command(
    doc: str | None,
    report: Callable[[Path, Sequence[str], bool], str],
    arguments: list[str] | None = None,
) -> int:
    """Print the figures of a bench; 1 if the development data are not there.

    Args:
        doc: the docstring of the bench, whose first line is its help.
        report: the figures over a folder of data and some splits, with each difference if told so.
    """
    parser = argparse.ArgumentParser(description=doc.splitlines()[0] if doc else None)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--split", choices=SPLITS, action="append")
    parser.add_argument("--errors", action="store_true", help="show each difference")
    options = parser.parse_args(arguments)
    if not options.shared.is_dir():
        print(
            f"개발 자료가 없습니다: {options.shared} / no development data there", file=sys.stderr
        )
        return 1
    print(report(options.shared, options.split or SPLITS, options.errors))
    return 0
