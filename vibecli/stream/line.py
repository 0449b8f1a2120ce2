"""One line of a source, and the event it holds: JSON read into texts by field, or why it is none.

Pure functions.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from vibecli.data.event_text import DECODER, field_at, field_text
from vibecli.steps.standing import StandingRule

KEPT = 4_000  # bytes that a source keeps of a line that is too long
_SHOWN = 2_000  # of them, those a dead letter tells
_SURROGATE = b"\\ud"


class Line(NamedTuple):
    """What a source gives: the bytes of a line, and its place."""

    text: bytes
    partition: int
    position: int  # where it begins
    after: int  # where the next one begins
    name: str  # the id of an event that has none of its own: source and place
    length: int  # of the whole line; more than there is of `text` where it was cut


@dataclass(frozen=True, slots=True)
class Event:
    """The texts of the fields a rule reads, in its order; None where there is nothing."""

    line: Line
    values: tuple[str | None, ...]


class Bad(NamedTuple):
    """A line that is no event, and why."""

    line: Line
    reason: str

    @property
    def text(self) -> str:
        """The line as it is kept."""
        return told(self.line)


class Reader:
    """Reads the lines of one rule."""

    def __init__(self, rule: StandingRule) -> None:
        self._rule = rule
        self._paths = [tuple(field.split(".")) for field in rule.fields]
        self._plain = rule.fields if all(len(path) == 1 for path in self._paths) else ()
        self._known = {path[0] for path in self._paths} | set(rule.fields)
        self.unknown: set[str] = set()  # fields seen that the rule does not read

    def read(self, lines: Sequence[Line]) -> Iterator[Event | Bad]:
        """Give the event of each line, or why it has none; a blank line gives nothing."""
        for line in lines:
            if line.text and not line.text.isspace():
                yield self._read(line)

    def _read(self, line: Line) -> Event | Bad:
        if line.length > self._rule.longest:
            return Bad(line, f"the line is {line.length:,} bytes long")
        try:
            made = DECODER.decode(line.text.decode().strip("\ufeff \t\r\n"))
        except UnicodeDecodeError:
            return Bad(line, "the line is not UTF-8")
        except RecursionError:
            return Bad(line, "no JSON: too deep")
        except ValueError as error:
            told = "a number is too long" if "string conversion" in str(error) else str(error)
            return Bad(line, f"no JSON: {told}"[:200])
        if not isinstance(made, dict):
            return Bad(line, "the line is no JSON object")
        return self._event(line, made)

    def _event(self, line: Line, made: dict[str, Any]) -> Event | Bad:
        if not made.keys() <= self._known:
            new = made.keys() - self._known
            self.unknown |= new
            if self._rule.unknown_fields == "dead_letter":
                told = ", ".join(sorted(new))
                return Bad(line, f"a field the rule does not know: {told}"[:200])
        if self._plain:
            found: Iterable[object] = map(made.get, self._plain)
        else:
            found = (field_at(made, path) for path in self._paths)
        try:
            values = tuple([one if type(one) is str and one else field_text(one) for one in found])
        except ValueError as error:
            return Bad(line, f"a field is {error}")
        if _SURROGATE in line.text.lower() and not all(map(_encodable, values)):
            return Bad(line, "a text has half a character")
        return Event(line, values)


def is_json(text: bytes) -> bool:
    """True for a whole JSON object, not half a one."""
    try:
        return isinstance(DECODER.decode(text.decode().strip()), dict)
    except (ValueError, RecursionError):
        return False


def told(line: Line) -> str:
    """Give a line as a dead letter keeps it."""
    text = line.text if line.length == len(line.text) else line.text[:_SHOWN]
    return text.decode("utf-8", "replace").rstrip("\r\n")


def _encodable(value: str | None) -> bool:
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        return False
    return True
