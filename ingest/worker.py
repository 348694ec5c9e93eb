"""The process in which files are parsed: a bad file can exhaust it, hang it or crash it alone.

Run as ``python -m ingest.worker MEGABYTES``. On its input come pickled jobs, on its output go
pickled results, each behind its length in eight bytes.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
import time
from typing import Any, BinaryIO

from ingest.forms import recognise
from ingest.given import Given
from ingest.readers.limits import Limits
from kb.errors import Refused

Job = tuple[str, str, bytes, Given, Limits]
"""Label, hash, bytes, what a person said of the file, limits."""
Result = tuple[str, Any, str, float]
"""``"parsed"`` and Parsed, or ``"refused"`` and its two lines; name of the form, seconds."""


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


def parse(label: str, sha: str, data: bytes, given: Given, limits: Limits) -> Result:
    """Parse one file; every failure is a refusal with its reason."""
    begun = time.perf_counter()
    name = ""
    state: str = "refused"
    value: Any
    try:
        form = recognise(data)
        name = form.name
        state, value = "parsed", form.take(data, label, sha, given, limits)
    except Refused as e:
        value = e.ko, e.en
    except MemoryError:
        value = "메모리 한도를 넘었습니다", "parsing needs more memory than allowed"
    except RecursionError:
        value = "구조가 너무 깊습니다", "the file is nested too deeply"
    except Exception as e:
        reason = f"{type(e).__name__}: {e}"[:300]
        value = f"읽는 중 오류: {reason}", f"failed while parsing: {reason}"
    return state, value, name, time.perf_counter() - begun


def main() -> None:
    """Serve jobs until the input closes."""
    limit = int(sys.argv[1]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between results
    while True:
        try:
            job = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(output, parse(*job))


if __name__ == "__main__":
    main()
