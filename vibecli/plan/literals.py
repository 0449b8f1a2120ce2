"""Literals of a plan's SQL turned into parameters of a saved intent.

Owns finding them in the text: outside comments and quoted names, whole and of the type asked for.
That what comes out still says the same is proven where values are bound.
"""

import re
from collections.abc import Iterator, Sequence

from vibecli.errors import UsageError
from vibecli.plan.binding import with_sql
from vibecli.plan.model import Plan
from vibecli.plan.parameters import Kind, Parameter
from vibecli.plan.saved import SavedIntent
from vibecli.steps.base import Finding

_TOKEN = re.compile(
    r"""(?P<skip>"(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ | \$\w+)
    | (?:\bDATE\s*)?'(?P<text>(?:[^']|'')*)'
    | (?<![\w.])(?P<number>\d+(?:\.\d+)?)(?![\w.])
    | \b(?P<boolean>TRUE|FALSE)\b""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
_WANTED = re.compile(r"(?P<name>[^:=]+)(?::(?P<kind>[^=]+))?=(?P<value>.*)", re.DOTALL)
_GUESSED: tuple[Kind, ...] = ("date", "integer", "number", "boolean", "text")
_HINT = "--parameter NAME=LITERAL, or NAME:TYPE=LITERAL"
_LISTED = 6


def parameterized(saved: SavedIntent, wanted: Sequence[str]) -> tuple[SavedIntent, list[str]]:
    """Give a saved intent with literals as parameters, and a line on each.

    Each is asked for as `NAME=LITERAL` or `NAME:TYPE=LITERAL`; the literal stays its default.
    Raises UsageError.
    """
    lines = []
    for asked in wanted:
        saved, line = _exchanged(saved, asked)
        lines.append(line)
    return saved, lines


def check_parameters(errors: Sequence[Finding]) -> None:
    """Raise UsageError when a plan with literals of a parameter's type no longer fits."""
    if errors:
        raise UsageError(
            f"with this parameter the plan does not fit: {errors[0].message}",
            hint="give its type, such as --parameter NAME:text=LITERAL",
        )


def _exchanged(saved: SavedIntent, asked: str) -> tuple[SavedIntent, str]:
    read = _WANTED.fullmatch(asked)
    if read is None:
        raise UsageError(f"{asked!r} names no parameter and literal", hint=_HINT)
    name, value = read["name"].strip(), read["value"]
    if any(one.name.lower() == name.lower() for one in saved.parameters):
        raise UsageError(f"the parameter {name} is asked for twice", hint=_HINT)
    for parameter in _candidates(name, (read["kind"] or "").strip(), value):
        plan, places = _with_parameter(saved.plan, parameter)
        if places:
            told = f"{name}: {parameter.type}, by default {parameter.default}, in {_places(places)}"
            changed = {
                "plan": plan,
                "parameters": (*saved.parameters, parameter),
                "intent": _worded(saved.intent, parameter),
            }
            return saved.model_copy(update=changed), told
    found = [*dict.fromkeys(_literals(saved.plan))]
    listed = ", ".join(found[:_LISTED]) + (", ..." if len(found) > _LISTED else "")
    hint = f"its literals are {listed}" if found else "its SQL holds no literal"
    raise UsageError(f"{value!r} is no literal of this plan", hint=hint)


def _candidates(name: str, kind: str, value: str) -> Iterator[Parameter]:
    """Give the parameter a literal may be: of the type asked for, else of those it looks like."""
    for one in (kind,) if kind else _GUESSED:
        try:
            yield Parameter.model_validate({"name": name, "type": one, "default": value})
        except ValueError as error:
            if kind or one == "text":
                raise UsageError(_reason(error), hint=_HINT) from error


def _reason(error: ValueError) -> str:
    """Give the first of pydantic's reasons in one line."""
    first = getattr(error, "errors", list)()[0]["msg"]
    return f"this is no parameter: {first.removeprefix('Value error, ').lower()}"


def _with_parameter(plan: Plan, parameter: Parameter) -> tuple[Plan, int]:
    places = 0

    def exchange(found: re.Match[str]) -> str:
        nonlocal places
        if found["skip"] is not None or not _is(found, parameter):
            return found[0]
        places += 1
        return f"${parameter.name}"

    made = (with_sql(step, lambda sql: _TOKEN.sub(exchange, sql)) for step in plan.steps)
    steps = tuple(step.model_copy(update={"why": _worded(step.why, parameter)}) for step in made)
    title = _worded(plan.title, parameter)
    return plan.model_copy(update={"steps": steps, "title": title}), places


def _worded(text: str, parameter: Parameter) -> str:
    """Give words with the parameter in place of its literal, so that they stay true."""
    value = re.escape(parameter.default or "")
    if parameter.type == "boolean" or not value:
        return text
    return re.sub(rf"(?<![\w.]){value}(?!\w)", f"${parameter.name}", text)


def _is(found: re.Match[str], parameter: Parameter) -> bool:
    """Tell whether a token is the literal that a parameter stands for."""
    value = parameter.default or ""
    if parameter.type in {"integer", "number"}:
        return found["number"] == value
    if parameter.type == "boolean":
        return (found["boolean"] or "").lower() == value.lower()
    text = found["text"]
    dated = found[0][:1] != "'"
    typed = parameter.type == "date" or not dated
    return text is not None and typed and text.replace("''", "'") == value


def _literals(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        for slot in step.slots():
            for found in _TOKEN.finditer(slot.sql):
                text = found["text"]
                if found["skip"] is None:
                    yield found[0] if text is None else text.replace("''", "'")


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"
