"""A fourth era touches `eras`, one dialect and the test matrix: nowhere else is asked which era it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from enmeshed_kit import eras

KIT = Path(__file__).parents[2] / "kit" / "enmeshed_kit"
MAY_NAME_ERAS = ("eras.py", "eras/", "sandbox/dialects/")
CONSTANTS = {name for name, value in vars(eras).items() if isinstance(value, eras.Era) and name != "LATEST"}
VALUES = {value for era in eras.ERAS.values() for value in (era.name, era.version)} | {"v5", "v3", "v4"}


def modules() -> list[Path]:
    found = [path.relative_to(KIT) for path in sorted(KIT.rglob("*.py"))]
    return [path for path in found if not path.as_posix().startswith(MAY_NAME_ERAS)]


def naming(tree: ast.AST) -> Iterator[str]:
    """What in a module names an era or compares eras."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.ImportFrom) and "eras" in (node.module or ""):
            yield from (f"line {line}: imports {each.name}" for each in node.names if each.name in CONSTANTS)
        elif isinstance(node, ast.Attribute) and node.attr in CONSTANTS:
            yield f"line {line}: names {node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in VALUES:
            yield f"line {line}: says {node.value!r}"
        elif isinstance(node, ast.Compare) and any(map(is_era, [node.left, *node.comparators])):
            if not is_about_none(node):
                yield f"line {line}: compares eras: {ast.unparse(node)}"
        elif isinstance(node, ast.Match) and is_era(node.subject):
            yield f"line {line}: matches an era"


def is_era(node: ast.expr) -> bool:
    """Whether an expression is an era, its name, its prefix or its version."""
    if isinstance(node, ast.Attribute) and node.attr in ("name", "prefix", "version"):
        return is_era(node.value)
    named = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return named in ("era", "dialect")


def is_about_none(node: ast.Compare) -> bool:
    """Whether it is only asked if there is one, or if a name is that of one."""
    asked_for = [each for each in node.comparators if not (isinstance(each, ast.Constant) and each.value is None)]
    return all(isinstance(operator, ast.In | ast.NotIn) for operator in node.ops) or not asked_for


@pytest.mark.parametrize("module", modules(), ids=str)
def test_no_module_asks_which_era_it_is(module: Path) -> None:
    tree = ast.parse((KIT / module).read_text(encoding="utf-8"))
    assert list(naming(tree)) == []


@pytest.mark.parametrize(
    "line",
    [
        "from enmeshed_kit.eras import V6",
        "eras.CLASSIC",
        "if connector.era == other: pass",
        "if era.name != 'x': pass",
        "name = 'classic'",
        "if dialect is LATEST: pass",
        "match connector.era:\n    case _: pass",
        "era.prefix == prefix",
    ],
)
def test_what_names_an_era_is_seen(line: str) -> None:
    assert list(naming(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["era.prefix", "if era is None: pass", "if era not in ERAS: pass", "from enmeshed_kit.eras import LATEST"]
)
def test_what_only_uses_an_era_is_allowed(line: str) -> None:
    assert not list(naming(ast.parse(line)))
