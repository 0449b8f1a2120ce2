"""A folder of cases as a person keeps it: which files are read, and where a mistake in one stands.

Held-out files (`NAME_held.yaml`) are read only when asked for. Runs nothing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from vibecli.data.nearest import nearest_hint
from vibecli.document import misfit, parse
from vibecli.errors import NotFound, UsageError
from vibecli.trials.case import FORMS, SETS, Attack, Case, Set

HELD = "held"
_FORM_HINT = "each entry has an id, an intent and what is right for it"


class Placed(NamedTuple):
    """A case with its set and the name of its database."""

    set: Set
    database: str
    case: Case


def read_cases(folder: Path, *, only: Sequence[str] = (), held: bool = False) -> tuple[Placed, ...]:
    """Give the cases of a folder, sets and files in order.

    Args:
        folder: holds `tasks`, `ambiguous`, `unanswerable` or `adversarial`, and `databases`.
        only: names of sets or databases, or ids; empty for all.
        held: read the held-out files instead of the others.

    Raises NotFound, UsageError with the place of a mistake.
    """
    if not folder.is_dir():
        raise NotFound(f"no folder {folder}", hint="vibecli eval FOLDER, with tasks/NAME_dev.yaml")
    found = [case for path in _files(folder, held=held) for case in _read(path)]
    if not found:
        part = "held-out " if held else ""
        raise NotFound(f"no {part}cases in {folder}", hint="tasks/NAME_dev.yaml holds some")
    _check_ids(found)
    return tuple(_chosen(found, only))


def _files(folder: Path, *, held: bool) -> Iterator[Path]:
    for name in SETS:
        for path in sorted((folder / name).glob("*.yaml")):
            if path.stem.endswith(f"_{HELD}") == held:
                yield path


def _read(path: Path) -> Iterator[Placed]:
    name = f"{path.parent.name}/{path.name}"
    kind: Set = next(one for one in SETS if one == path.parent.name)
    text = _text(path, name)
    if not text.strip():
        return
    data, node = parse(text, name, _FORM_HINT)
    if not isinstance(data, list):
        raise UsageError(f"{name}: this is no list of cases", hint=_FORM_HINT)
    try:
        cases = FORMS[kind].validate_python(data)
    except ValidationError as error:
        raise _told(misfit(error, node, name, _FORM_HINT), error, data) from error
    for case in cases:
        own = case.database if isinstance(case, Attack) else None
        yield Placed(kind, own or path.stem.rpartition("_")[0] or path.stem, case)


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text in UTF-8"
        raise UsageError(f"{name} cannot be read: {reason}", hint=_FORM_HINT) from error


def _told(found: UsageError, error: ValidationError, data: list[Any]) -> UsageError:
    """Name the case too: an editor counts lines, a writer of cases counts ids."""
    place = error.errors(include_url=False, include_input=False)[0]["loc"]
    entry = data[place[0]] if place and isinstance(place[0], int) else None
    name = entry.get("id") if isinstance(entry, dict) else None
    return UsageError(f"{found.message} (case {name})", hint=found.hint) if name else found


def _check_ids(found: Sequence[Placed]) -> None:
    seen: set[str] = set()
    for placed in found:
        if placed.case.id in seen:
            raise UsageError(f"two cases are called {placed.case.id}", hint="give each its own id")
        seen.add(placed.case.id)


def _chosen(found: Sequence[Placed], only: Sequence[str]) -> Iterator[Placed]:
    known = {name for one in found for name in (one.set, one.database, one.case.id)}
    for name in only:
        if name not in known:
            hint = nearest_hint(name, sorted(known), noun="set, database or case")
            raise NotFound(f"no case, set or database {name}", hint=hint)
    wanted = set(only)
    for one in found:
        if not wanted or wanted & {one.set, one.database, one.case.id}:
            yield one
