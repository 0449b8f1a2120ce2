"""The form a value is said to have: five digits, MM/YY, a valid e-mail address."""

import re
from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, malformed, number_text, present
from vibecli.data.catalog import ColumnInfo, Role
from vibecli.engine.names import literal, quote

_LEAD = phrases(
    """a|an|the|exactly|of the form|in the form|the form|in the format|the format|of the format
    |consists of|consist of|made of|with|exactly the form|always|written as|formatted as
    |of exactly|just|only|looks like|look like|like"""
)
_DIGITS = (
    "digits",
    "digit",
    "figures",
    "numerals",
    "digits long",
    "digit code",
    "digit number",
    "numbers",
)
_LETTERS = ("letters", "letter", "letters long", "capital letters")
_CHARACTERS = ("characters", "characters long", "chars", "signs", "signs long", "character")
_VALID = ("valid", "proper", "real", "well formed", "correct", "genuine", "working")
_KINDS = {
    Role.EMAIL: phrases(
    """email address|email addresses|email|emails|mail address|mail addresses|mail adress
    |email adress|mail|mails"""
),
    Role.PHONE: phrases(
    """phone number|phone numbers|telephone number|telephone numbers|phone|mobile number"""
),
}  # fmt: skip
_BLANKS = phrases(
    """superfluous blanks|blanks|spaces|extra blanks|extra spaces|blank|space|white space
    |whitespace|surplus blanks|unnecessary blanks|unwanted blanks|stray blanks|stray spaces
    |superfluous spaces"""
)
_ENDS = phrases(
    """at the beginning or at the end|at the beginning or the end|at the beginning or end
    |at the begin or the end|at the begin or at the end|at the start or end
    |at the start or the end|at the start or at the end|around it|around them|around
    |at either end|at the ends|in front or behind|before or after it|on either side
    |at the beginning and at the end|at the beginning and the end|at the beginning and end
    |at the end|in front|at the front or at the end|at front or end|at the edges"""
)
_EDGED = phrases(
    """leading or trailing|leading and trailing|trailing or leading|leading/trailing|trailing
    |leading"""
)
_PATTERN = {"d": r"\d{1}", "m": r"\d{1}", "y": r"\d{1}"}


@dataclass(frozen=True)
class Form:
    """A form of values: a pattern, or the kind of a role; `bad` when it is a fault to have it."""

    pattern: str
    said: str
    role: Role | None = None
    bad: bool = False

    def broken(self, column: ColumnInfo) -> Predicate:
        """Give the rows whose value is there and not as it should be."""
        name = quote(column.name)
        text = f"trim(CAST({name} AS VARCHAR))"
        filled = present(column).sql
        if self.bad:
            return Predicate(f"CAST({name} AS VARCHAR) <> {text}", f"{column.name} has {self.said}")
        if self.role is not None:
            wrong = malformed(column.model_copy(update={"role": self.role}))
            assert wrong is not None
            return Predicate(f"({filled} AND {wrong.sql})", f"{column.name} is no {self.said}")
        fits = f"regexp_full_match({text}, {literal(self.pattern)})"
        return Predicate(f"({filled} AND NOT {fits})", f"{column.name} is not {self.said}")


@reads
def form(cursor: Cursor) -> Form | None:
    """Read a form: exactly five digits, MM/YY, a valid e-mail address, blanks at the end."""
    while cursor.take(*_LEAD):
        pass
    return _counted(cursor) or _kind(cursor) or _edges(cursor) or _dated(cursor)


@reads
def _counted(cursor: Cursor) -> Form | None:
    number = cursor.number()
    if number is None or number < 1 or number % 1:
        return None
    size = number_text(number)
    for pattern, nouns, said in (
        (r"\d", _DIGITS, "digits"),
        (r"\p{L}", _LETTERS, "letters"),
        (".", _CHARACTERS, "characters"),
    ):
        if cursor.take(*nouns):
            cursor.take("long", "exactly", "in length")
            return Form(f"{pattern}{{{size}}}", f"{size} {said}")
    return None


@reads
def _kind(cursor: Cursor) -> Form | None:
    if not cursor.take(*_VALID):
        return None
    for role, nouns in _KINDS.items():
        if cursor.take(*nouns):
            return Form("", f"valid {role.value}", role)
    return None


@reads
def _edges(cursor: Cursor) -> Form | None:
    edged = cursor.take(*_EDGED)
    blanks = cursor.take(*_BLANKS)
    if not blanks or not (edged or cursor.take(*_ENDS)):
        return None
    return Form("", "blanks around it", bad=True)


@reads
def _dated(cursor: Cursor) -> Form | None:
    """Read `MM/YY`, `DD.MM.YYYY`: as many digits as letters, and what stands between."""
    cursor.skip()
    length = solid(cursor)
    text = cursor.text.raw(cursor.at, cursor.at + length)
    if not re.fullmatch(r"[DMYdmy]{1,4}([/.\-][DMYdmy]{1,4}){1,2}", text):
        return None
    cursor.move(length)
    pattern = re.sub(
        r"[DMYdmy]+", lambda m: rf"\d{{{len(m.group())}}}", re.sub(r"\.", r"[.]", text)
    )
    _spelled(cursor)
    return Form(pattern, text)


def _spelled(cursor: Cursor) -> None:
    """Move past `(2 digits, slash, 2 digits)`, which says the same."""
    while cursor.rest:
        with cursor.attempt() as tried:
            if cursor.take(",", "slash", "dot", "dash", "hyphen", "a slash", "then") or (
                cursor.number() is not None and cursor.take(*_DIGITS)
            ):
                tried.keep()
                continue
        return


def solid(cursor: Cursor) -> int:
    """Give how many words stand here with no blank between them: n/a, Oct-50, MM/YY."""
    words, text = cursor.rest, cursor.text.text
    count = min(1, len(words))
    while 0 < count < len(words):
        between = text[words[count - 1].end : words[count].start]
        if not between or any(c.isspace() or c in ",;:()" for c in between):
            break
        count += 1
    return count
