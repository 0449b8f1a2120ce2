"""Errors that a person meets: each says in one line what is wrong and has a hint."""

import ast
import re
from pathlib import Path

from vibecli import errors

PACKAGE = Path(errors.__file__).parent
NAMES = {name for name in vars(errors) if isinstance(getattr(errors, name), type)}
NAMED = re.compile(rf"\b({'|'.join(NAMES)})\b")
FRONT = [path for part in ("cli", "repl", "console") for path in (PACKAGE / part).glob("*.py")]


def made(path):
    """Give every error a module makes."""
    source = path.read_text("utf-8")
    for node in ast.walk(ast.parse(source)) if NAMED.search(source) else ():
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in NAMES - {"Interrupted"}:
            yield node


def test_every_error_of_the_front_has_a_hint():
    for path in FRONT:
        for node in made(path):
            hints = [word.value for word in node.keywords if word.arg == "hint"]
            assert hints, f"{path.name}:{node.lineno}"
            assert ast.unparse(hints[0]) not in {"''", "None"}, f"{path.name}:{node.lineno}"


def test_no_message_ends_in_a_full_stop_or_has_two_lines():
    for path in PACKAGE.rglob("*.py"):
        for node in made(path):
            for text in ast.walk(node.args[0]):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    assert "\n" not in text.value, f"{path}:{node.lineno}"
            last = (
                node.args[0].values[-1] if isinstance(node.args[0], ast.JoinedStr) else node.args[0]
            )
            assert not str(getattr(last, "value", "")).endswith("."), f"{path}:{node.lineno}"
