"""The product's own files, parsed once for every house rule."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.env import BASE_DIR

APPS = (
    *("accounts", "approvals", "audit", "bench", "config", "demo", "exceptions", "insights"),
    *("inventory", "kernel", "workbench"),
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(BASE_DIR))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Calls of methods with these names."""
        for node in ast.walk(self.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in names
            ):
                yield node

    def imported(self) -> Iterator[tuple[ast.AST, str]]:
        """Everything imported, as dotted names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    @property
    def is_service(self) -> bool:
        return self.path.name == "services.py" or "services" in self.path.parts


@cache
def tracked() -> tuple[Path, ...]:
    """What belongs to the repository: kept by git, or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (BASE_DIR / line for line in listed.stdout.splitlines())
    return tuple(sorted(path for path in paths if path.is_file()))


def under(*folders: str, suffix: str = "") -> list[Path]:
    roots = tuple(BASE_DIR / folder for folder in folders)
    return [
        path
        for path in tracked()
        if path.name.endswith(suffix) and any(path.is_relative_to(root) for root in roots)
    ]


@cache
def parsed(path: Path) -> Module:
    text = path.read_text()
    return Module(path, text, ast.parse(text))


def modules() -> list[Module]:
    """The product's Python, without tests and migrations."""
    found = [parsed(path) for path in under(*APPS, suffix=".py")]
    return [module for module in found if not module.is_migration]


def tests() -> list[Module]:
    return [parsed(path) for path in under("tests", suffix=".py")]


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def expect_none(found: list[str]) -> None:
    """Every place at once, so that one run is enough to mend them all."""
    assert not found, f"{len(found)} found:\n" + "\n".join(found)
