"""The place a reading has reached in an intent, and what may be read there.

Every `take` either moves past what it read or leaves the place as it was. What was assumed or must
be asked on the way is noted, and forgotten when the reading goes back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.lexicon import (
    FUNCTION_WORDS,
    GENERIC_HEADS,
    NUMBER_WORDS,
    PERSON_WORDS,
)
from vibecli.agent.catalogue.links import Linker, TableHit
from vibecli.agent.catalogue.notes import Note, answer_to, column_question, table_question
from vibecli.agent.catalogue.phrases import longest_first
from vibecli.agent.catalogue.values import Values
from vibecli.agent.catalogue.words import Word, Words
from vibecli.agent.planner import Answer
from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.plan.glossary import Glossary
from vibecli.plan.model import Assumption, Question

_LONGEST = 5
_T = TypeVar("_T")
_P = ParamSpec("_P")


@dataclass(frozen=True)
class World:
    """What intents are read against."""

    catalog: Catalog
    glossary: Glossary
    link: Linker
    values: Values
    answers: tuple[Answer, ...] = ()
    protected: tuple[str, ...] = ()  # globs of what no plan may write
    streamed: tuple[str, ...] = ()  # of it: to which streams may add
    actions: tuple[str, ...] | None = None  # that a standing rule may set off; null: not known
    definitions: Mapping[str, str] = field(default_factory=dict)  # files of feature sets by name
    asked: list[Question] = field(default_factory=list)  # every question any try came to


@dataclass
class Cursor:
    """A place in an intent."""

    text: Words
    world: World
    at: int = 0
    far: int = 0  # the furthest place any reading reached
    notes: list[Note] = field(default_factory=list)

    @property
    def rest(self) -> tuple[Word, ...]:
        """The words not yet read."""
        return self.text.words[self.at :]

    def skip(self) -> None:
        """Move past articles and other fillers."""
        self.at = self._fillers()

    def _fillers(self) -> int:
        """Give where the fillers that come next end."""
        words, at = self.text.words, self.at
        while at < len(words) and words[at].is_filler and not words[at].glue:
            at += 1
        return at

    def move(self, count: int) -> None:
        """Move past words that were understood."""
        self.at += count
        self.far = max(self.far, self.at)

    def at_end(self) -> bool:
        """True when every word is read."""
        return all(word.is_filler or word.kind == "comma" for word in self.rest)

    @contextmanager
    def attempt(self) -> Iterator["Attempt"]:
        """Try to read; unless `keep()` is called, place and notes go back to what they were."""
        tried = Attempt(self.at, len(self.notes))
        try:
            yield tried
        finally:
            if not tried.kept:
                self.at = tried.at
                del self.notes[tried.notes :]

    def first(
        self,
        rules: Iterable[Callable[Concatenate["Cursor", _P], _T]],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T | None:
        """Give what the first of the rules that fits reads; a rule that fits not moves nothing."""
        found = (reads(rule)(self, *args, **kwargs) for rule in rules)
        return next(filter(None, found), None)

    def whole(
        self,
        rules: Iterable[Callable[["Cursor"], _T | None]],
        ends: Callable[["Cursor"], bool] | None = None,
    ) -> _T | None:
        """Give what the first rule reads that comes to the last word, or ends as told."""
        for rule in rules:
            with self.attempt() as tried:
                found = rule(self)
                if found and (ends or Cursor.at_end)(self):
                    tried.keep()
                    return found
        return None

    def of_tables(
        self,
        rule: Callable[["Cursor", TableInfo], _T],
        tables: Sequence[TableInfo] | None = None,
    ) -> _T | None:
        """Give what a rule reads about the first table it fits."""
        for table in self.world.catalog.tables if tables is None else tables:
            found = reads(rule)(self, table)
            if found:
                return found
        return None

    def furthest(
        self, rule: Callable[["Cursor", TableInfo], _T], tables: Iterable[TableInfo]
    ) -> list[tuple[TableInfo, _T]]:
        """Give the tables about which a rule reads most words, with what it read; moves there."""
        reached: dict[int, list[tuple[TableInfo, _T]]] = {}
        for table in tables:
            with self.attempt():
                found = rule(self, table)
                if found:
                    reached.setdefault(self.at, []).append((table, found))
        if not reached:
            return []
        end = max(reached)
        if len(reached[end]) == 1:  # what it had to assume or to ask stays noted
            table, _ = reached[end][0]
            return [(table, rule(self, table))]
        self.move(end - self.at)
        return reached[end]

    def take(self, *phrases: str) -> str:
        """Move past one of these phrases, longest first; gives it, or an empty text."""
        for at in range(self.at, self._fillers() + 1):
            for phrase, forms in longest_first(phrases):
                if self._starts_with(forms, at):
                    self.at = at
                    self.move(len(forms))
                    return phrase
        return ""

    def sees(self, *phrases: str) -> bool:
        """True when one of these phrases comes next."""
        return any(self._starts_with(forms, self.at) for _, forms in longest_first(phrases))

    def _starts_with(self, forms: tuple[str, ...], at: int) -> bool:
        words = self.text.words[at : at + len(forms)]
        if not words or words[0].form != forms[0]:
            return False
        if len(words) < len(forms) or words[-1].glue == "_":
            return False
        return all(w.form == f and w.kind != "quoted" for w, f in zip(words, forms, strict=True))

    def number(self) -> float | None:
        """Move past a number."""
        at = self._fillers()
        if at == len(self.text.words):
            return None
        word = self.text.words[at]
        value = word.number if word.kind == "number" else NUMBER_WORDS.get(word.form)
        if value is not None:
            self.at = at
            self.move(1)
        return value

    def moment(self) -> calendar.Moment | None:
        """Move past a day, month or year."""
        self.skip()
        return self._past(calendar.moment(self.rest))

    def duration(self) -> tuple[int, str] | None:
        """Move past a length of time: its number and unit."""
        return self._past(calendar.duration(self.rest))

    def relative(self) -> calendar.Span | None:
        """Move past a relative span of time."""
        if not self.sees("this"):
            self.skip()
        return self._past(calendar.relative(self.rest))

    def _past(self, found: tuple[_T, int] | None) -> _T | None:
        if found:
            self.move(found[1])
        return found[0] if found else None

    def table(self) -> TableInfo | None:
        """Move past a table's name, or the words people use for it; asks when two fit alike."""
        start = self.at
        self.skip()
        for length in range(min(_LONGEST, len(self.rest)), 0, -1):
            words = self.rest[:length]
            hit = self.world.link.tables(words) or self._compound(words)
            if hit is None or self.world.link.is_before_noun(hit, self.rest[length : length + 1]):
                continue
            said = self.text.raw(self.at, self.at + length)
            self.move(length)
            self._generic_heads()
            return self._one_table(hit, said)
        self.at = start
        return None

    def _compound(self, words: Sequence[Word]) -> TableHit | None:
        """A person word before another table's name belongs to it: customer orders."""
        if len(words) < 2 or words[0].stem not in PERSON_WORDS:  # noqa: PLR2004
            return None
        hit = self.world.link.tables(words[1:])
        if hit is None or not hit.exact:
            return None
        first = self.world.link.tables(words[:1])
        owners = first.tables if first else ()
        return None if any(self.world.link.columns(t, words[1:]) for t in owners) else hit

    def _generic_heads(self) -> None:
        while self.rest and self.rest[0].stem in GENERIC_HEADS and self.rest[0].kind == "word":
            if self.world.link.tables(self.rest[:1]):
                return
            self.move(1)

    def _one_table(self, hit: TableHit, said: str) -> TableInfo:
        if len(hit.tables) > 1:
            return self.choose(table_question(said, hit.tables), {t.name: t for t in hit.tables})
        table = hit.tables[0]
        if not hit.exact:
            self.assume(
                f"{said} is the table {table.name}", "guess" if hit.basis == "guess" else "schema"
            )
        return table

    def columns(
        self, table: TableInfo, *, many: bool = False, partial: bool = True
    ) -> tuple[ColumnInfo, ...]:
        """Move past words for columns of a table; `many`: all that fit alike are meant."""
        start = self.at
        self.skip()
        for length in range(min(_LONGEST, len(self.rest)), 0, -1):
            words = self.rest[:length]
            hit = self.world.link.columns(table, words, partial=partial)
            if hit is None:
                continue
            said = self.text.raw(self.at, self.at + length)
            self.move(length)
            if len(hit.columns) == 1 or hit.together or many:
                self._tell_inexact(said, words, hit.columns, exact=hit.exact)
                return hit.columns
            question = column_question(said, table, hit.columns)
            return (self.choose(question, {c.name: c for c in hit.columns}),)
        self.at = start
        return ()

    def _tell_inexact(
        self, said: str, words: Sequence[Word], columns: Sequence[ColumnInfo], *, exact: bool
    ) -> None:
        names = ", ".join(column.name for column in columns)
        if not exact and "".join(w.stem for w in words) not in names.lower().replace("_", ""):
            self.assume(f"{said} is {names}", "schema")

    def column(self, table: TableInfo) -> ColumnInfo | None:
        """Move past words for exactly one column of a table."""
        with self.attempt() as tried:
            columns = self.columns(table)
            if len(columns) == 1:
                tried.keep()
                return columns[0]
        return None

    def phrase(self, *, longest: int = 6) -> tuple[int, str]:
        """Give how many words form a value here, and their text; does not move."""
        count = 0
        for word in self.rest[:longest]:
            stops = word.kind in ("comma", "sign") or is_function_word(word)
            if stops and not (count and self.rest[count - 1].glue):
                break
            count += 1
            if word.kind in ("quoted", "address") and not word.glue:
                break
        return count, self.text.raw(self.at, self.at + count)

    def choose(self, question: Question, choices: dict[str, _T]) -> _T:
        """Give the choice answered before, or note the question and go on with the first one."""
        option = answer_to(question, self.world.answers)
        if option is not None:
            return choices[option.label]
        self.notes.append(question)
        self.world.asked.append(question)
        return next(iter(choices.values()))

    def assume(self, text: str, basis: str) -> None:
        """Note something taken for granted."""
        note = Assumption.model_validate({"text": text, "basis": basis})
        if note not in self.notes:
            self.notes.append(note)


def is_function_word(word: Word) -> bool:
    """True for words that can be no value; NO, IT and US in capitals are codes."""
    if word.form not in FUNCTION_WORDS or word.kind == "quoted" or word.glue in ("_", "-"):
        return False
    return not word.is_code


@dataclass
class Attempt:
    """A place to go back to."""

    at: int
    notes: int
    kept: bool = False

    def keep(self) -> None:
        """Stay where the reading is now."""
        self.kept = True


def reads(
    rule: Callable[Concatenate[Cursor, _P], _T],
) -> Callable[Concatenate[Cursor, _P], _T]:
    """Make a rule read all or nothing: one that gives nothing leaves place and notes as they were.

    Every rule of the grammar is one or the other, so that `a(cursor) or b(cursor)` tries both.
    """

    @wraps(rule)
    def all_or_nothing(cursor: Cursor, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        with cursor.attempt() as tried:
            found = rule(cursor, *args, **kwargs)
            if found:
                tried.keep()
            return found

    return all_or_nothing
