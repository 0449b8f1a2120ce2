"""Modules stay under 350 lines and functions under 60: what outgrows that is split by meaning."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "vibecli").rglob("*.py"))


def large(module):
    """Give the lines of a module, and of its functions, that has too many."""
    source = module.read_text(encoding="utf-8")
    if (lines := source.count("\n")) > 350:
        yield str(module.relative_to(ROOT)), lines
    for node in outermost(ast.parse(source)):
        if (lines := node.end_lineno - node.lineno + 1) > 60:
            yield f"{module.relative_to(ROOT)}: {node.name}", lines


def outermost(node):
    """Give the functions that are in no other: those inside are shorter still."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
            yield inner
        elif isinstance(inner, ast.stmt | ast.excepthandler | ast.match_case):
            yield from outermost(inner)


def test_modules_and_functions_stay_small():
    assert len(MODULES) > 500
    assert dict(one for module in MODULES for one in large(module)) == {}
