"""Coverage-guided fuzzing of readers and parsers: ``python -m tests.ingest.atheris_targets TARGET``.

Each target hands what the fuzzer makes to one reader or parser; only the project's own refusal may
leave it. What lies inside a container is changed inside it: members of a zip, streams of a compound
file (HWP 5), objects of a PDF. Options behind the target are libFuzzer's (``-max_total_time=60``)
and folders of samples to begin with; ``make fuzz`` runs every target for a while.
"""

from __future__ import annotations

import io
import re
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import atheris

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

with atheris.instrument_imports(include=["ingest", "kb.law", "pypdf", "olefile"]):
    import office_files as office
    import test_fuzz

    from ingest import forms
    from ingest.given import KINDS, Given
    from ingest.readers.limits import Limits
    from kb.errors import Refused

Mutate = Callable[[bytes], bytes]
LIMITS = Limits(pages=20, ratio=50, bytes=500_000)
READERS = ("hwp", "hwpx", "hwpml", "docx", "xlsx", "pdf", "html", "text")
KIND = {f"as-{kind}": kind for kind in KINDS}
FORMS = {form.name: form for form in forms.every_form()}
TARGETS = (*READERS, *KIND, *sorted(set(FORMS) - set(READERS)), "any")


def read(target: str, data: bytes) -> None:
    """Hand bytes to a target; its refusals are the only way out."""
    said = ""
    try:
        if target == "any":
            forms.recognise(data).take(data, "a", "0" * 64, Given(), LIMITS)
        elif target in KIND:
            FORMS["text"].take(data, "a", "0" * 64, Given(kind=KIND[target]), LIMITS)
        else:
            FORMS[target].take(data, "a", "0" * 64, Given(), LIMITS)
    except Refused as e:
        said = e.ko + e.en
    assert "\n" not in said


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """The fuzzer's change, inside the container where there is a sound one."""
    random = Random(seed)

    def change(inner: bytes) -> bytes:
        made: bytes = atheris.Mutate(inner, max(len(inner) + 64, 16))
        return made

    inside = next((f for sign, f in _INSIDE if data.startswith(sign)), None)
    if inside is None or random.random() < 0.2:
        return bytes(atheris.Mutate(data, most))
    try:
        made = inside(data, change, random)
    except Exception:
        return bytes(atheris.Mutate(data, most))
    return made if len(made) <= most else data


def _zip(data: bytes, change: Mutate, random: Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    name = random.choice(sorted(parts))
    return office.zipped(parts | {name: change(parts[name])})


def _compound(data: bytes, change: Mutate, random: Random) -> bytes:
    import olefile

    with olefile.OleFileIO(data) as ole:
        streams = {"/".join(s): ole.openstream(s).read() for s in ole.listdir()}
    name = random.choice(sorted(streams))
    own = streams[name]
    if name.startswith("BodyText") and random.random() < 0.9:
        packed = bool(struct.unpack_from("<I", streams["FileHeader"], 36)[0] & 1)
        packer = zlib.compressobj(wbits=-15)
        own = change(zlib.decompress(own, -15) if packed else own)
        own = packer.compress(own) + packer.flush() if packed else own
    else:
        own = change(own)
    return office.ole(streams | {name: own})


_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def _pdf(data: bytes, change: Mutate, random: Random) -> bytes:
    found = list(_STREAM.finditer(data))
    if not found or random.random() < 0.3:
        return change(data)
    m = random.choice(found)
    own = change(m[1])
    head = data[: m.start()]
    at = head.rfind(b"/Length")
    head = head[:at] + re.sub(rb"/Length \d+", b"/Length %d" % len(own), head[at:], count=1)
    return head + b"stream\n" + own + b"\nendstream" + data[m.end() :]


_INSIDE = ((b"PK\x03\x04", _zip), (b"\xd0\xcf\x11\xe0", _compound), (b"%PDF", _pdf))


def seeds(target: str, folder: Path) -> None:
    """The samples of the tests that a target reads, to begin with."""
    for name, data in test_fuzz.FILES.items():
        form = "" if name == "zip" else forms.recognise(data).name
        if form == target or target == "any" or (target in KIND and form == "text"):
            (folder / re.sub(r"\W", "-", name)).write_bytes(data)
    if target in KIND or target == "text":
        words = test_fuzz.WORDS
        for n in range(0, len(words), 8):
            (folder / f"words-{n}").write_text("\n".join(words[n : n + 12]), encoding="utf-8")


def main() -> None:
    """Fuzz one target until libFuzzer's options end it."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: atheris_targets TARGET [libFuzzer options]\ntargets: {' '.join(TARGETS)}")
    target = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as folder:
        seeds(target, Path(folder))
        given = [*sys.argv, folder, "-timeout=20", "-rss_limit_mb=2048", "-max_len=200000"]
        atheris.Setup(given, lambda data: read(target, data), custom_mutator=mutated)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
