"""The process in which files are parsed: a bad file can exhaust it, hang it or crash it alone.

Run as ``python -m ingest.worker MEGABYTES``. On its input come pickled jobs, on its output go
pickled results, each behind its length in eight bytes.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
from typing import Any, BinaryIO

from ingest.forms import recognise
from kb.errors import Refused
from kb.law.values import Intake

Job = tuple[str, str, bytes]
"""Label, hash, bytes."""
Result = tuple[str, Any]
"""``("parsed", intakes)`` or ``("refused", (ko, en))``"""


def send(stream: BinaryIO, value: Any) -> None:
    """Write one pickled value behind its length."""
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(body).to_bytes(8, "big"))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read one pickled value. Raises EOFError when the other side is gone."""
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    if len(body) < size:
        raise EOFError
    return pickle.loads(body)


def parse(label: str, sha: str, data: bytes) -> Result:
    """Parse one file; every failure is a refusal with its reason."""
    try:
        intakes: list[Intake] = recognise(data).parse(data, label, sha)
    except Refused as e:
        return "refused", (e.ko, e.en)
    except MemoryError:
        return "refused", ("메모리 한도를 넘었습니다", "parsing needs more memory than allowed")
    except RecursionError:
        return "refused", ("구조가 너무 깊습니다", "the file is nested too deeply")
    except Exception as e:
        reason = f"{type(e).__name__}: {e}"[:300]
        return "refused", (f"읽는 중 오류: {reason}", f"failed while parsing: {reason}")
    return "parsed", intakes


def main() -> None:
    """Serve jobs until the input closes."""
    limit = int(sys.argv[1]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between results
    while True:
        try:
            label, sha, data = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(output, parse(label, sha, data))


if __name__ == "__main__":
    main()
