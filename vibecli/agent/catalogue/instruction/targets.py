"""What the places of an instruction hold: rows, columns of rows, columns, values, names.

Owns the choice among the ways to read a place. Rows and conditions are read as a question reads
them; a table must be named, or be the only one with such a column.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vibecli.agent.catalogue.cursor import Cursor, World, is_function_word
from vibecli.agent.catalogue.families.change import is_no_value
from vibecli.agent.catalogue.fields import Fields
from vibecli.agent.catalogue.instruction.column_types import type_named
from vibecli.agent.catalogue.instruction.construction import fits, within
from vibecli.agent.catalogue.notes import Draft, table_question
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.predicates import Predicate, missing, present, typed_literal
from vibecli.agent.catalogue.question.facts import Facts
from vibecli.agent.catalogue.question.memory import memory, spot
from vibecli.agent.catalogue.question.names import Named, Names
from vibecli.agent.catalogue.question.reader import only_reading, row_sets
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.values import complete, spelled
from vibecli.agent.catalogue.words import Quoted, Word, Words
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.plan.model import Question
from vibecli.steps.clean import Clean

_NEAR = 0.06  # costs that are as good as one
_ALONE = 0.5  # the same, for columns whose table is not told
_SURE = 0.45  # a column whose table is not told must be named about so well
_FAR = 0.75  # a name further from the words than this is no target of a change
_OF = words("of in on for from at within")
_JUDGED = words("fake wrong dummy bogus placeholder silly stupid bad")  # of values, told after it
_LEADS = words("every each those rows records entries values")
_NOUNS_OF = [[noun, "of"] for noun in ("name", "names", "column", "field", "values")]
_NOUNS_OF += [["column", "with"], ["field", "with"]]
_EACH = words("every each any value values text word entry sometimes just only plain")
_KINDS = words("table list tables lists")  # said after a table's noun
_CONVERTING = words("convert cast retype")
_MOST_WORDS = 4  # of a value
_SIGNS = {
    f"{name} {noun}": sign
    for name, sign in (("pound", "£"), ("dollar", "$"), ("euro", "€"), ("at", "@"))
    for noun in ("sign", "symbol")
}
_ENDS = re.compile(r"[.:;!?()]\s|\s[(-]")  # of a sentence or a clause: no value goes on after it
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass
class Targets:
    """Reads places against one database; what is taken for granted is noted at the cursor."""

    cursor: Cursor
    names: Names
    facts: Facts
    at_hand: TableInfo | None = None  # the table told before
    column: ColumnInfo | None = None  # the column of it told before
    _rows: dict[tuple[int, int], Rows | None] = field(default_factory=dict)
    _notes: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, cursor: Cursor) -> "Targets":
        """Give the reader of an intent's places."""
        names = Names(cursor.world.catalog)
        return cls(cursor, names, Facts(cursor.world, names))

    @property
    def world(self) -> World:
        """The database."""
        return self.cursor.world

    def afresh(self) -> "Targets":
        """Give the same with nothing noted yet."""
        return replace(self, cursor=Cursor(self.cursor.text, self.world))

    def about(self, fit: Mapping[str, Words]) -> "Targets | None":
        """Give the same with the table or column at hand that is told first."""
        if "TABLE" in fit:
            table = self.table(fit["TABLE"])
            return replace(self, at_hand=table, column=None) if table else None
        fresh = self.afresh()
        found = fresh.fields(fit["FIELD"])
        asked = any(isinstance(note, Question) for note in fresh.cursor.notes)
        if found is None or asked or found.rows.predicates:
            return None
        column = found.columns[0] if len(found.columns) == 1 else None
        return replace(self, at_hand=found.table, column=column)

    def after(self, draft: Draft) -> "Targets":
        """Give the same with the table at hand that a step changes, and its column."""
        step = draft.steps[-1]
        name = step.writes()[0] if step.writes() else ""
        table = self.world.catalog.table(name) if name else None
        columns = {rule.column for rule in step.rules} if isinstance(step, Clean) else set()
        column = table.column(next(iter(columns))) if table and len(columns) == 1 else None
        return replace(self, at_hand=table or self.at_hand, column=column or self.column)

    def table(self, said: Words) -> TableInfo | None:
        """Give the one table that words name as a whole."""
        bare = _bare(said)
        for words_ in (bare, bare[:-1]) if bare and bare[-1].form in _KINDS else (bare,):
            found = _only([n for n in self.names.table(words_) if n.cost < _FAR])
            table: TableInfo | None = found.what if found else None
            if table:
                return table
        return None

    def rows(self, said: Words) -> Rows | None:
        """Give the rows that words name: a table, with or without conditions."""
        said = within(said, _without_leads(said.words))
        if not said.words:
            return None
        place = (said.words[0].start, said.words[-1].end)
        if place not in self._rows:
            self._rows[place] = self._read_rows(said, place)
        for note in self._notes.get(place, ()):
            self.cursor.assume(note, "schema")
        return self._rows[place]

    def _read_rows(self, said: Words, place: tuple[int, int]) -> Rows | None:
        table = self.table(said)
        if table is not None:
            return Rows(table)
        best = only_reading(row_sets(said, self.world))
        if best is None:
            return None
        self._notes[place] = tuple(dict.fromkeys(best.notes))
        return Rows(best.spec.table, best.spec.where)

    def conditions(self, table: TableInfo, said: Words) -> tuple[Predicate, ...]:
        """Give what words say of a table's rows; none when they do not say it in one way."""
        there = self._there_is(table, said)
        if there:
            return (there,)
        best = only_reading(row_sets(said, self.world, table))
        for note in best.notes if best else ():
            self.cursor.assume(note, "schema")
        return best.spec.where if best else ()

    def _there_is(self, table: TableInfo, said: Words) -> Predicate | None:
        """Read `there is a paid date`, `it has no phone`."""
        for name, made in (("there-is-no", missing), ("there-is", present)):
            for fit in fits(said, f"{{{name}}} COLUMN"):
                column = self.one_column(table, fit["COLUMN"])
                if column:
                    return made(column)
        return None

    def columns(self, table: TableInfo, said: Words) -> tuple[tuple[ColumnInfo, ...], float]:
        """Give the columns of a table that words list, and how far the words are from them."""
        known, where = memory(self.world).listed, spot(table, said)
        if where not in known:
            known[where] = self._listed(table, said)
        return known[where]

    def _listed(self, table: TableInfo, said: Words) -> tuple[tuple[ColumnInfo, ...], float]:
        found, cost = [], 0.0
        for part in map(_without_name_of, listed(said)):
            one = _only([n for n in self.names.column(table, _bare(part)) if n.cost < _FAR])
            if one is None:
                return (), 0.0
            found.append(one.what)
            cost = max(cost, one.cost)
        return tuple(dict.fromkeys(found)), cost

    def one_column(self, table: TableInfo, said: Words) -> ColumnInfo | None:
        """Give the one column of a table that words name."""
        columns, _ = self.columns(table, said)
        return columns[0] if len(columns) == 1 else None

    def fields(self, said: Words, at_hand: TableInfo | None = None) -> Fields | None:
        """Give columns with their rows, in either order, or alone where one table has them."""
        said = within(said, [w for w in said.words if w.form not in _JUDGED] or said.words)
        found = list(self._owned(said, at_hand))
        margin = _NEAR
        if not found and self.at_hand and at_hand is None:
            found = list(self._alone(said, self.at_hand))
        if not found:
            found, margin = list(self._alone(said, at_hand)), _ALONE
        least = min((cost for _, cost in found), default=0.0)
        near = [one for one, cost in found if cost < least + margin]
        different = {(f.table.name, f.rows.where, f.columns): f for f in near}
        if len(different) > 1:
            return self._asked(said, list(different.values()))
        return near[0] if near else None

    def _asked(self, said: Words, found: Sequence[Fields]) -> Fields | None:
        """Ask which table is meant, where the columns alone do not tell it."""
        tables = {f.table.name: f for f in found}
        if len(tables) < len(found) or any(f.rows.predicates for f in found):
            return None
        text = said.raw(0, len(said.words))
        return self.cursor.choose(table_question(text, [f.table for f in found]), tables)

    def _alone(self, said: Words, at_hand: TableInfo | None) -> Iterator[tuple[Fields, float]]:
        """Read columns without their table: of the one at hand, else of every one that has them."""
        named = min((n.cost for n in self.names.table(_bare(said))), default=_FAR)
        for table in [at_hand] if at_hand else self.names.tables:
            columns, cost = self.columns(table, said)
            if columns and cost <= named and (at_hand or cost < _SURE):
                yield Fields(Rows(table), columns), cost

    def _owned(self, said: Words, at_hand: TableInfo | None) -> Iterator[tuple[Fields, float]]:
        """Read columns with their rows, in either order."""
        for at in range(1, len(said.words)):
            front, back = within(said, said.words[:at]), within(said, said.words[at:])
            yield from self._of(front, back, at_hand, 0.0)
            if said.words[at].form in _OF and said.words[at].kind == "word":
                yield from self._of(within(said, said.words[at + 1 :]), front, at_hand, 0.0)

    def _of(
        self, owner: Words, said: Words, at_hand: TableInfo | None, cost: float
    ) -> Iterator[tuple[Fields, float]]:
        """Read columns of rows."""
        if not any(self.columns(table, said)[0] for table in self.names.tables):
            return
        found = self.afresh().rows(owner)
        if found is None or (at_hand and found.table.name != at_hand.name):
            return
        columns, near = self.columns(found.table, said)
        if columns:
            yield Fields(found, columns), cost + near

    def stored(self, column: ColumnInfo, text: str) -> tuple[str, ...]:
        """Give the values of a column that a text spells: exactly, else but for its case."""
        exact = tuple(t.value for t in column.top if t.value == text)
        return exact or spelled(column, text)

    def values(self, said: Words) -> list[str]:
        """Give the texts that words list as values: `none`, 0 and n/a."""
        texts = [_value_text(part) or self._little(part) for part in listed(said)]
        return texts if all(texts) else []

    def _little(self, said: Words) -> str:
        """Give a little word that some column holds just so: none, no, off."""
        text = said.words[0].text if len(said.words) == 1 else ""
        columns = (c for table in self.names.tables for c in table.columns)
        return text if any(t.value == text for c in columns for t in c.top) else ""

    def literal(self, table: TableInfo, column: ColumnInfo, said: Words) -> str | None:
        """Give a new value for a column as SQL: as the column spells it, else as typed."""
        text = _value_text(said)
        if not text or self.is_type(said) or self._is_name(table, said):
            return None
        known = self.stored(column, text)
        if isinstance(text, Quoted) and text not in known:
            known = ()
        if len(known) > 1:
            return None
        if not known and complete(column):
            self.cursor.assume(f"{text} is a new value of {column.name}", "guess")
        return typed_literal(column, known[0] if known else text)

    def is_type(self, said: Words) -> bool:
        """True for the type that values are converted to: `convert the score to text`."""
        return self.cursor.text.words[0].form in _CONVERTING and bool(type_named(said))

    def _is_name(self, table: TableInfo, said: Words) -> bool:
        """True for words that name a table or column, or say how: quotes make them values."""
        bare = _bare(said)
        if any(w.kind != "word" for w in bare):
            return False
        if len(bare) == 1 and is_no_value(self.cursor, table, bare[0]):
            return True
        plain = all(w.text.islower() for w in bare)
        costs = [n.cost for n in self.names.table(bare)]
        costs += [n.cost for n in self.names.column(table, bare)]
        return plain and any(cost < _ALONE for cost in costs)

    def new_name(self, said: Words) -> str:
        """Give a name for something new: one identifier, as typed or in quotes."""
        bare = [w for w in said.words if not w.is_filler or w.glue]
        text = said.text[bare[0].start : bare[-1].end] if bare else ""
        text = bare[0].text if len(bare) == 1 else text
        return text if _NAME.fullmatch(text) else ""


def _only(found: Sequence[Named]) -> Named | None:  # type: ignore[type-arg]
    """Give the nearest name, when none is as near."""
    least = min((n.cost for n in found), default=0.0)
    near = [n for n in found if n.cost < least + _NEAR]
    return near[0] if len(near) == 1 else None


def _bare(said: Words) -> tuple[Word, ...]:
    """Give words without the articles before them."""
    at = 0
    while at < len(said.words) and said.words[at].is_filler and not said.words[at].glue:
        at += 1
    return said.words[at:]


def _without_name_of(said: Words) -> Words:
    """Give `the town` for `the name of the town`."""
    bare = _bare(said)
    lead = [w.form for w in bare[:2]]
    if lead in _NOUNS_OF and len(bare) > len(lead):
        return within(said, bare[2:])
    return said


def _without_leads(said: tuple[Word, ...]) -> tuple[Word, ...]:
    """Give words without `every`, `the rows of` before them."""
    at = 0
    while at < len(said) and (
        said[at].is_filler or said[at].form in _LEADS or said[at].kind == "comma"
    ):
        at += 1
    if 0 < at < len(said) and said[at].form in ("of", "in", "from"):
        at += 1
    return said[at:] if at < len(said) else said


def listed(said: Words) -> list[Words]:
    """Give the parts of a list: joined by commas, `and` and `or`."""
    parts: list[list[Word]] = [[]]
    for word in said.words:
        joint = word.kind == "comma" or (word.kind == "word" and word.form in ("and", "or", "both"))
        if joint and not word.glue:
            parts.append([])
        else:
            parts[-1].append(word)
    return [within(said, part) for part in parts if part]


def _value_text(said: Words) -> str:
    """Give the text of a value, articles before it aside; none for words that can be no value."""
    bare = _bare(said)
    if not bare and len(said.words) == 1 and len(said.words[0].text) == 1:
        return said.words[0].text  # a code that is written like an article
    while len(bare) > 1 and bare[0].kind == "word" and bare[0].form in _EACH:
        bare = bare[1:]
    if not bare or len(bare) > _MOST_WORDS or any(w.kind in ("comma", "sign") for w in bare):
        return ""
    spoken = " ".join(w.form for w in bare)
    if spoken in _SIGNS:
        return _SIGNS[spoken]
    if len(bare) == 1:
        return "" if is_function_word(bare[0]) else bare[0].text
    text = said.text[bare[0].start : bare[-1].end]
    broken = any(is_function_word(w) or w.kind == "quoted" for w in bare) or _ENDS.search(text)
    return "" if broken else text
