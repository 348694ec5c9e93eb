"""The files for systemd, Docker and compose: read as their programs read them, held against the code.

They are not run here; where a program that checks them is at hand, it is asked too.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from kb.settings import Settings
from ui.cli.app import run

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def _settings(names: list[str]) -> None:
    """That every setting named exists."""
    for name in names:
        if name.startswith("YUGWON_"):
            assert name.removeprefix("YUGWON_").lower() in Settings.model_fields, name


def _unit() -> dict[str, list[tuple[str, str]]]:
    sections: dict[str, list[tuple[str, str]]] = {}
    here: list[tuple[str, str]] = []
    for line in (DEPLOY / "yugwon.service").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", ";")):
            continue
        if m := re.fullmatch(r"\[(\w+)\]", line):
            here = sections.setdefault(m[1], [])
            continue
        key, sign, value = line.partition("=")
        assert sign, line
        assert re.fullmatch(r"[A-Z][A-Za-z]+", key), line
        here.append((key, value))
    return sections


def test_the_unit() -> None:
    unit = _unit()
    assert set(unit) == {"Unit", "Service", "Install"}
    service = dict(unit["Service"])
    assert service["ExecStart"].endswith("/yugwon serve")
    assert service["Restart"] == "always", "whatever ends it, no hand is needed"
    assert dict(unit["Unit"])["StartLimitIntervalSec"] == "0", "a database may be away for long"
    said = [v for k, v in unit["Service"] if k == "Environment"]
    pairs = [p.split("=", 1) for line in said for p in line.split()]
    _settings([name for name, _ in pairs])
    home = dict(pairs)["YUGWON_HOME"]
    assert service["ReadWritePaths"] == home, "the one folder that it may write"
    Settings(**{k.removeprefix("YUGWON_").lower(): v for k, v in pairs if k.startswith("YUGWON_")})


def test_the_unit_by_systemd() -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze here")
    done = subprocess.run([program, "verify", str(DEPLOY / "yugwon.service")],
                          capture_output=True, text=True)  # fmt: skip
    # the virtual environment need not stand on the machine that checks
    wrong = [x for x in done.stderr.splitlines() if "yugwon.service" in x and "not exec" not in x]
    assert wrong == []


def _steps() -> list[tuple[str, str]]:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = [x for x in text.splitlines() if not x.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(m[1], m[2].strip()) for m in re.finditer(r"^([A-Z]+)\s+(.+)$", joined, re.M)]


def test_the_dockerfile() -> None:
    steps = _steps()
    known = {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK",
             "CMD"}  # fmt: skip
    assert {name for name, _ in steps} <= known
    said = dict(steps)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python = re.fullmatch(r"python:(\d+\.\d+)-slim", said["FROM"])
    assert python is not None
    assert project["requires-python"] == f">={python[1]}"
    install = next(v for k, v in steps if k == "RUN" and "pip install" in v)
    extras = re.search(r"\.\[([\w,]+)\]", install)
    assert extras is not None
    assert set(extras[1].split(",")) <= set(project["optional-dependencies"])
    assert (ROOT / "constraints.txt").is_file()
    names = [name for name, _ in steps]
    assert names.index("USER") < names.index("CMD"), "it does not run as root"
    env = dict(p.split("=", 1) for p in said["ENV"].split())
    _settings(list(env))
    assert env["YUGWON_HOME"] == said["VOLUME"]
    assert said["EXPOSE"] == str(Settings().port)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "out"} <= set(ignored)


def test_the_compose_file() -> None:
    made = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = made["services"]
    app = services["yugwon"]
    env = app["environment"]
    _settings(list(env))
    assert set(app["depends_on"]) <= set(services)
    url = re.match(r"postgresql\+psycopg://(\w+):.+@(\w+)/(\w+)$", env["YUGWON_DATABASE_URL"])
    assert url is not None
    database = services[url[2]]["environment"]
    assert (database["POSTGRES_USER"], database["POSTGRES_DB"]) == (url[1], url[3])
    assert "--locale=C" in database["POSTGRES_INITDB_ARGS"]
    chroma = re.fullmatch(r"http://(\w+):8000", env["YUGWON_CHROMA_URL"])
    assert chroma is not None
    pinned = re.search(r"^chromadb==(.+)$", (ROOT / "constraints.txt").read_text(), re.M)
    assert pinned is not None
    assert services[chroma[1]]["image"] == f"chromadb/chroma:{pinned[1]}", "client and server alike"
    volumes = {v.split(":")[0] for s in services.values() for v in s.get("volumes", ())}
    assert volumes == set(made["volumes"])
    assert all(s["restart"] == "unless-stopped" for s in services.values())
    assert all(p.startswith("127.0.0.1:") for s in services.values() for p in s.get("ports", ()))


def test_the_compose_file_by_docker() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"],
                                        capture_output=True).returncode:  # fmt: skip
        pytest.skip("no docker compose here")
    done = subprocess.run(
        [docker, "compose", "-f", str(DEPLOY / "compose.yaml"), "config", "--quiet"],
        capture_output=True, text=True, env={"YUGWON_DB_PASSWORD": "x", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_commands_named_in_them_exist(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\n".join(f.read_text(encoding="utf-8") for f in DEPLOY.iterdir())
    named = re.findall(r"--rm yugwon yugwon ([a-z]+ [a-z]+)|bin/yugwon ([a-z]+)$", text, re.M)
    commands = {a or b for a, b in named}
    assert commands >= {"account add", "serve"}
    for command in commands:
        assert run([*command.split(), "--help"]) == 0
    capsys.readouterr()
