"""Parameters of a saved intent: declared with a type and given at the run.

Owns what a value may look like, and its literal. It knows no plan and no SQL around it.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from vibecli.data.nearest import nearest
from vibecli.engine.names import literal
from vibecli.errors import UsageError
from vibecli.model import Model

Kind = Literal["date", "integer", "number", "text", "boolean", "choice"]
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,39}", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?")
_LONGEST = 10_000  # characters of a value
_EXAMPLES = {
    "date": "2026-11-01",
    "integer": "100",
    "number": "0.5",
    "text": "north",
    "boolean": "true",
}


def _as_text(value: object) -> object:
    """Give a value of a YAML file as the text it is given by."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, BeforeValidator(_as_text)]


class Parameter(Model):
    """One value that is given when a saved intent runs; in its SQL it stands as `$name`."""

    name: str
    type: Kind
    default: Text | None = None  # without one it must be given
    choices: tuple[Text, ...] = ()  # of a choice
    help: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no parameter name; letters, digits and _")
        if (self.type == "choice") is not bool(self.choices):
            raise ValueError("choices belong to a parameter of type choice, and to no other")
        if self.default is not None:
            self.plain(self.default)
        return self

    def plain(self, text: str) -> str:
        """Give a value in its one form. Raises ValueError, saying what is wanted."""
        if len(text) > _LONGEST:
            raise ValueError(f"more than {_LONGEST:,} characters")
        match self.type:
            case "date" if _DATE.fullmatch(text):
                return _day(text)
            case "integer" if _INTEGER.fullmatch(text):
                return str(int(text))
            case "number" if _NUMBER.fullmatch(text):
                return text.removeprefix("+")
            case "boolean" if text.lower() in {"true", "false"}:
                return text.lower()
            case "choice" if text in self.choices:
                return text
            case "text" if _sayable(text):
                return text
        is_no = "is not" if self.type == "choice" else "is no"
        raise ValueError(f"{_told(text)} {is_no} {self.wanted}")

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        if self.type == "choice":
            return f"one of {', '.join(self.choices)}"
        return f"{self.type} such as {_EXAMPLES[self.type]}"

    @property
    def example(self) -> str:
        """A value that fits."""
        return self.default or (self.choices[0] if self.choices else _EXAMPLES[self.type])

    def literal(self, plain: str) -> str:
        """Give a value in its one form as a literal of its type."""
        if self.type == "date":
            return f"DATE {literal(plain)}"
        if self.type in {"text", "choice"}:
            return literal(plain)
        return f"({plain})" if plain.startswith("-") else plain


def settings(pairs: Sequence[str]) -> dict[str, str]:
    """Read `NAME=VALUE` arguments. Raises UsageError."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, given, value = pair.partition("=")
        if not given or not name.strip():
            raise UsageError(
                f"{_told(pair)} sets no parameter", hint="--set NAME=VALUE, such as --set since=..."
            )
        if name.strip().lower() in found:
            raise UsageError(f"the parameter {name.strip()} is set twice", hint="give it once")
        found[name.strip().lower()] = value
    return found


def given_values(parameters: Sequence[Parameter], values: Mapping[str, str]) -> dict[str, str]:
    """Give every parameter's value in its one form, in the order they are declared.

    Raises UsageError for one that is unknown, missing or of another type.
    """
    known = {parameter.name.lower(): parameter for parameter in parameters}
    for name in values:
        if name not in known:
            raise unknown_parameter(name, known)
    return {one.name: _given(one, values.get(one.name.lower())) for one in parameters}


def own_values(parameters: Sequence[Parameter], values: Mapping[str, str]) -> dict[str, str]:
    """Give the values that are of these parameters; the others are for other intents."""
    known = {parameter.name.lower() for parameter in parameters}
    return {name: value for name, value in values.items() if name in known}


def told_values(values: Mapping[str, str]) -> tuple[str, ...]:
    """Give values as they are typed: NAME=VALUE."""
    return tuple(f"{name}={value}" for name, value in values.items())


def unknown_parameter(name: str, known: Sequence[str] | Mapping[str, object]) -> UsageError:
    """Give the error of a name no parameter has."""
    close = nearest(name, known)
    listed = f"its parameters are {', '.join(known)}" if known else "it takes none"
    return UsageError(
        f"there is no parameter {name}", hint=f"did you mean {close[0]}?" if close else listed
    )


def undeclared(name: str, known: Sequence[str] | Mapping[str, object]) -> UsageError:
    """Give the error of a `$name` in SQL that no parameter is declared for."""
    close = nearest(name, known)
    declare = f"parameters: [{{name: {name}, type: text}}] in the file declares one"
    return UsageError(
        f"${name} stands in the SQL, but there is no such parameter",
        hint=f"did you mean ${close[0]}?" if close else declare,
    )


def _given(parameter: Parameter, value: str | None) -> str:
    value = parameter.default if value is None else value
    line = f"--set {parameter.name}={parameter.example}"
    if value is None:
        about = f" ({parameter.help})" if parameter.help else ""
        raise UsageError(f"the parameter {parameter.name} is missing{about}", hint=line)
    try:
        return parameter.plain(value)
    except ValueError as error:
        raise UsageError(f"the parameter {parameter.name}: {error}", hint=line) from error


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError(f"{text} is no day of the calendar") from error


def _sayable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _told(text: str) -> str:
    """Give a value short enough for a line."""
    shown = text.encode("utf-8", "replace").decode()
    return repr(shown if len(shown) <= 40 else f"{shown[:40]}...")  # noqa: PLR2004 - one place
