"""Scores in words: `high from 0.7 and medium from 0.4`, `everything above 70 % high`."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import learning_words as said
from vibecli.agent.catalogue.families.learning_wanted import Wanted
from vibecli.agent.catalogue.families.naming import one_word


def segments(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `and call everything above 0.7 high`, `with high from 0.7 and medium from 0.4`."""
    cursor.take(",", "and")
    found: list[tuple[str, float]] = []
    call = cursor.take("call", "name", "label", "mark")
    cursor.take("with", "segments", "segment", ":", "where", "is")
    while one := cursor.first((_level,), call=bool(call)):
        found.append(one)
        cursor.take(",", "and")
    ordered = sorted(found, key=lambda one: -one[1])
    if not found or not (wanted.scores or wanted.asked):
        return None
    if ordered[-1][1] > 0:
        rest = "low" if "low" not in dict(found) else "others"
        cursor.assume(f"customers below {ordered[-1][1]:g} are called {rest}", "guess")
        ordered.append((rest, 0.0))
    return wanted._replace(segments=tuple(ordered))


def _level(cursor: Cursor, *, call: bool) -> tuple[str, float] | None:
    """Read `high from 0.7`, or after `call` also `everything above 0.7 high`."""
    if call:
        cursor.take(*said.EVERYBODY, "everything", "those", "scores", "ones", "all")
    name = "" if call else one_word(cursor)
    cursor.take("is", "are", "being", "=", "means", "with a score", "with scores")
    at = share(cursor) if cursor.take(*said.FROM_SCORE) else None
    cursor.take("as")
    name = name or one_word(cursor)
    return (name.lower(), at) if name and at is not None else None


def share(cursor: Cursor) -> float | None:
    """Read a score: 0.7, 70 %, 70 percent."""
    number = cursor.number()
    percent = bool(cursor.take("%", "percent", "per cent"))
    at = number / 100 if number is not None and percent else number
    return at if at is not None and 0 <= at <= 1 else None
