"""Scores in words: `high from 0.7 and medium from 0.4`, `everything above 70 % high`."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import learning_words as said
from vibecli.agent.catalogue.families.learning_wanted import Wanted
from vibecli.agent.catalogue.families.naming import one_word
from vibecli.agent.catalogue.phrases import phrases

_IS = ("is called", "are called", "is", "are", "=", "means", "counts as", "they are", "being", "as")
_OTHERS = phrases(
    """the rest|rest|all others|others|everything else|everybody else|everyone else|the others
        |all the rest|all else|below that|anything else|whoever is left|the remaining ones"""
)


def segments(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `and call everything above 0.7 high`, `with high from 0.7 and medium from 0.4`."""
    cursor.take(",", "and")
    found: list[tuple[str, float]] = []
    call = cursor.take("call", "name", "label", "mark")
    cursor.take("with", "segments", "segment", ":", "where", "is")
    while one := cursor.first((_level, _from_on, _rest), call=bool(call)):
        found.append(one)
        cursor.take(",", "and", ", and")
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


def _from_on(cursor: Cursor, *, call: bool) -> tuple[str, float] | None:
    """Read `above 80 % is critical`, `from 0.5 on they are warm`."""
    del call
    cursor.take(*said.EVERYBODY, "everything", "those", "scores", "anything", "whoever is", "all")
    at = share(cursor) if cursor.take(*said.FROM_SCORE) else None
    cursor.take("on", "upwards", "and more", "and above", ",")
    named = at is not None and cursor.take(*_IS)
    name = one_word(cursor) if named else ""
    return (name.lower(), at) if name and at is not None else None


def _rest(cursor: Cursor, *, call: bool) -> tuple[str, float] | None:
    """Read `the rest is fine`, `all others low`."""
    if not cursor.take(*_OTHERS):
        return None
    cursor.take(*_IS)
    cursor.take("as") if call else None
    name = one_word(cursor)
    return (name.lower(), 0.0) if name else None


def share(cursor: Cursor) -> float | None:
    """Read a score: 0.7, 70 %, 70 percent, half."""
    if cursor.take("half", "a half", "one half"):
        return 0.5
    number = cursor.number()
    percent = bool(cursor.take("%", "percent", "per cent"))
    at = number / 100 if number is not None and percent else number
    return at if at is not None and 0 <= at <= 1 else None
