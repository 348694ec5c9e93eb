"""The import direction of the packages, read from the source, not from running it."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

ALLOWED: dict[str, set[str]] = {
    "kb.errors": set(),
    "kb.settings": {"kb.errors"},
    "kb.parent": set(),
    "kb.law": {"kb.errors", "kb.law"},
    "corpora": {"kb.errors", "kb.law", "corpora"},
    "kb.store": {"kb.errors", "kb.settings", "kb.law", "corpora", "kb.store"},
    "kb.search": {
        "kb.errors",
        "kb.settings",
        "kb.parent",
        "kb.law",
        "corpora",
        "kb.store",
        "kb.search",
    },
    "kb.answer": {
        "kb.errors",
        "kb.settings",
        "kb.parent",
        "kb.law",
        "corpora",
        "kb.store",
        "kb.search",
        "kb.answer",
    },
    "kb.curation": {"kb", "corpora"},
    "ingest": {"kb", "corpora", "ingest"},
    "evals": {"kb", "corpora", "evals"},
    "ui": {"kb", "corpora", "ingest", "evals", "ui"},
}
"""What each part may import of ours; a part is the longest matching prefix."""

OURS = ("kb", "ingest", "corpora", "ui", "evals")


def _part(module: str) -> str | None:
    fitting = [p for p in ALLOWED if module == p or module.startswith(p + ".")]
    return max(fitting, key=len) if fitting else None


def _imports(file: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, a.name) for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: relative import"
            module = node.module or ""
            found += [(node.lineno, f"{module}.{a.name}") for a in node.names]
    return [(line, name) for line, name in found if name.split(".")[0] in OURS]


def _files() -> list[Path]:
    return [f for top in OURS for f in sorted((ROOT / top).rglob("*.py"))]


@pytest.mark.parametrize("file", _files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_go_one_way(file: Path) -> None:
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    part = _part(module)
    if part is None:
        assert module in OURS, f"{module} belongs to no part"
        return
    allowed = ALLOWED[part]
    wrong = [
        f"{file.relative_to(ROOT)}:{line} imports {name}"
        for line, name in _imports(file)
        if not any(name == a or name.startswith(a + ".") for a in allowed)
        and not any(a.startswith(name + ".") for a in allowed)
    ]
    assert not wrong


@pytest.mark.parametrize("file", _files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_no_grab_bag_names(file: Path) -> None:
    assert file.stem not in {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def test_the_law_does_no_io() -> None:
    """kb.law needs the standard library alone, and none of its doors to the world."""
    doors = {"os", "io", "pathlib", "socket", "subprocess", "urllib", "sqlite3", "time"}
    for file in sorted((ROOT / "kb" / "law").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not {n.split(".")[0] for n in names} & doors, file


def _module(file: Path) -> str:
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def test_no_module_imports_in_a_circle() -> None:
    """Nor inside functions or for types alone: what needs each other is one module or three."""
    modules = {_module(f): f for f in _files()}
    graph = {}
    for module, file in modules.items():
        named = {name if name in modules else name.rpartition(".")[0] for _, name in _imports(file)}
        graph[module] = (named & modules.keys()) - {module}
    assert sum(map(len, graph.values())) > len(graph)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as e:
        pytest.fail(" → ".join(e.args[1]))
