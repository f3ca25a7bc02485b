"""Imports run downwards only; the order is that of the design."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "screen"

LAYERS = (
    ("__main__",),
    ("cli",),
    ("web",),
    ("rerun",),
    ("report", "assurance", "scale"),
    ("chosen",),
    ("screening",),
    ("controls",),
    ("risk", "decisions"),
    ("matching", "redflags"),
    ("lists",),
    ("intake",),
    ("countries",),
    ("names",),
    ("cache", "versions"),
    ("model", "data", "revision", "mapped", "private", "mishap", "pace"),
    ("plain_file",),
    ("errors",),
)
RANK = {name: rank for rank, names in enumerate(reversed(LAYERS)) for name in names}
DOORS = {("screening", "report")}  # Screening.to_excel opens the report it is asked for
SIDEWAYS = {("data", "errors")}


def part_of(module: str) -> str:
    """Return the layer name of screen.part.sub, '' for the package itself."""
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    """Return the screen modules a file imports at run time (type-checking imports are free)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    free = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for node in ast.walk(block)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in free:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "screen":
            names = [f"screen.{alias.name}" for alias in node.names] if node.module == "screen" else [node.module]
            found.update(names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name.split(".")[0] == "screen")
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_a_module_imports_only_what_lies_below_it(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    assert own in RANK, f"{own} has no place in the layers"
    for module in imports(path):
        other = part_of(module)
        if other in ("", "__version__", own) or (own, other) in DOORS | SIDEWAYS:
            continue
        assert other in RANK, f"{module} has no place in the layers"
        assert RANK[other] < RANK[own], f"{path.name} imports {module}, which does not lie below {own}"
