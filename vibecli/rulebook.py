"""The rules on a change set by name: how much each asks, what may be overridden, and its limits.

Owns `[rules]` of vibecli.toml: its names, defaults and readers. It measures nothing.

    [rules]         NAME = "warn" | "confirm" | "block", overridable = [NAME, ...],
                    tagged = [ROLE, ...], null_points, collapse
    [rules.values]  "table.column" = [VALUE, ...]
    [rules.rows]    table = [LOWEST, HIGHEST]
    [rules.keys]    table = [COLUMN, ...]
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from vibecli.setting import Reader, number, texts

Level = Literal["warn", "confirm", "block"]
Declared = tuple[tuple[str, tuple[str, ...]], ...]  # a name, and what is declared of it
Bands = tuple[tuple[str, tuple[int, int]], ...]
WORSE_MODEL, TELLING = "worse_model", "telling_column"
OF_MODELS = (WORSE_MODEL, TELLING)  # rules that a training measures itself
CANNOT_UNDO = "cannot_be_undone"  # of a forget; what is typed to confirm it is no table
_ENDS = 2  # of a band


@dataclass(frozen=True)
class Rules:
    """How much each rule asks of a person, and the limits it measures against."""

    rows_changed: Level = "confirm"
    rows_removed: Level = "confirm"
    all_rows: Level = "warn"
    table_replaced: Level = "confirm"
    table_dropped: Level = "confirm"
    column_dropped: Level = "confirm"
    declaration_lost: Level = "confirm"
    type_changed: Level = "confirm"
    view_broken: Level = "block"
    key_unique: Level = "confirm"  # of keys that nobody declared to the engine
    key_not_null: Level = "confirm"
    orphans: Level = "warn"  # of references that nobody declared to the engine
    null_share: Level = "warn"
    cleared: Level = "warn"
    distinct_collapse: Level = "warn"
    accepted_values: Level = "block"
    contract: Level = "block"  # of rules whose contract says nothing of their severity
    row_band: Level = "block"
    tagged_column: Level = "confirm"
    personal_column: Level = "warn"
    worse_model: Level = "block"  # of a training that is worse than the model it would follow
    telling_column: Level = "block"  # of a training on a column that tells the label by itself
    overridable: tuple[str, ...] = ()  # a person may override their block with a reason
    tagged: tuple[str, ...] = ()  # roles of columns that a plan writes to only when confirmed
    null_points: float = 0.01  # growth of a column's share of empty values
    collapse: float = 0.5  # share of its distinct values that a rewritten column must keep
    values: Declared = ()
    rows: Bands = ()
    keys: Declared = ()

    def level(self, rule: str) -> Level | None:
        """Give the level a person set for a rule; None where it decides as it always does."""
        chosen: Level | None = getattr(self, rule) if rule in NAMES else None
        return None if chosen == getattr(_USUAL, rule, None) else chosen


NAMES = tuple(one.name for one in fields(Rules) if one.type == Level)
_USUAL = Rules()
_OVERRIDABLE = (*NAMES, "bounds", "check")


def _level(value: object, folder: Path) -> object:
    del folder
    if value not in get_args(Level):
        raise ValueError(f"warn, confirm or block{_meant(value, get_args(Level))}")
    return value


def _overridable(value: object, folder: Path) -> object:
    names = texts(value, folder)
    for name in names:
        if name not in _OVERRIDABLE:
            raise ValueError(f"names of rules, and {name} is none{_meant(name, _OVERRIDABLE)}")
    return names


def _declared(value: object, folder: Path) -> object:
    """Give names with the texts declared of each; a dotted name need not be quoted."""
    del folder
    pairs = tuple(_flat(value))
    for name, given in pairs:
        if not isinstance(given, list) or not given:
            raise ValueError(f"lists, and {name} has none")
        if not all(isinstance(one, str | int | float) for one in given):
            raise ValueError(f"lists of texts or numbers, and {name} has another")
    return tuple((name, tuple(map(_text, given))) for name, given in pairs)


def _bands(value: object, folder: Path) -> object:
    del folder
    bands: list[tuple[str, tuple[int, int]]] = []
    for name, given in _flat(value):
        ends = [one for one in given if type(one) is int] if isinstance(given, list) else []
        if len(ends) != _ENDS or len(given) != _ENDS or not 0 <= ends[0] <= ends[1]:
            raise ValueError(f"[lowest, highest] rows of each table, and {name} has {given}")
        bands.append((name, (ends[0], ends[1])))
    return tuple(bands)


def _flat(value: object, prefix: str = "") -> Iterator[tuple[str, list[object]]]:
    if not isinstance(value, Mapping):
        raise ValueError("a table of names")  # noqa: TRY004 - the one error of every reader
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _meant(value: object, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(value), list(names), 1, 0.5)
    return f" (did you mean {near[0]}?)" if near else ""


READERS: Mapping[str, Reader] = {
    **dict.fromkeys(NAMES, _level),
    "overridable": _overridable,
    "tagged": texts,
    "null_points": number(0, 1),
    "collapse": number(0, 1),
    "values": _declared,
    "rows": _bands,
    "keys": _declared,
}
