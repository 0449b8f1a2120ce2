"""Records of two tables that share a value, as pairs: the leads with the same phone as a user.

Owns the SQL of such pairs. The value is a column of either table, or what words make of one; no
person is guessed at: that is what a match is for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.instruction.asides import clauses
from vibecli.agent.catalogue.instruction.construction import Fit, fits, phrase_at, within
from vibecli.agent.catalogue.instruction.expressions import value_of
from vibecli.agent.catalogue.instruction.targets import Targets, listed
from vibecli.agent.catalogue.lexicon import CONTACT
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.predicates import family
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.words import Words, fold
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import literal, quote
from vibecli.steps.query import Query

_PATTERNS = (
    "[ask-for] A {have-same} KEY {as-other} B",
    "[ask-for] A {whose} KEY {equals-that} B",
    "[ask-for] A {and-other} B {have-same} KEY",
    "[ask-for] SHOWN {have-same} KEY {in} A {and-other} B",
    "{link-up} A {linked-to} B {by-key} KEY",
)
_OF = ("of", "in", "from", "on")
_NOTHING = words("none null nothing empty blank blanks empties")  # they are like no other anyway


@dataclass(frozen=True)
class _Side:
    """Rows of one table, and the value they are compared by."""

    rows: Rows
    value: str
    said: str
    kind: str
    role: Role | None = None

    @property
    def key(self) -> str:
        """The value as it is compared: text but for case and outer blanks, a phone its digits."""
        if self.role is Role.PHONE:
            return f"nullif(regexp_replace({self.value}, '[^0-9]', '', 'g'), '')"
        return f"nullif(lower(trim({self.value})), '')" if self.kind == "text" else self.value

    @property
    def select(self) -> str:
        """The rows with the value compared."""
        return f'SELECT *, {self.key} AS "compared" {self.rows.from_where}'


@dataclass(frozen=True)
class _Wish:
    """What is said after the pairs: the columns to show, and values that are none."""

    shown: tuple[Words, ...] = ()
    skipped: tuple[str, ...] = field(default=())


def read(cursor: Cursor) -> Draft | None:
    """Read an intent for records of two tables that share a value."""
    if cursor.at:
        return None
    targets = Targets.of(cursor)
    parts = [within(cursor.text, clause) for clause in clauses(cursor.text)]
    for size in range(len(parts), 0, -1):
        main = within(cursor.text, [w for part in parts[:size] for w in part.words])
        wish = _wish(targets, parts[size:])
        found = _only(_pairs(targets, main, wish)) if wish else None
        if found is not None:
            cursor.move(len(cursor.rest))
            return found
    return None


def _only(drafts: Iterator[Draft]) -> Draft | None:
    found = {str(draft.steps): draft for draft in drafts}
    return next(iter(found.values())) if len(found) == 1 else None


def _wish(targets: Targets, parts: Sequence[Words]) -> _Wish | None:
    """Read the clauses after the pairs; nothing when one of them says something else."""
    wish = _Wish()
    skipping = False
    for part in (half for whole in parts for half in _halves(targets, whole)):
        texts = _skipped(targets, part, skipping=skipping)
        if _is_remark(part) or next(fits(part, "KEY {must-be-same}"), None):
            continue
        shown = _shown(targets, part) if not texts else ()
        if not texts and not shown:
            return None
        skipping = bool(texts)
        wish = _Wish((*wish.shown, *shown), (*wish.skipped, *texts))
    return wish


def _halves(targets: Targets, part: Words) -> list[Words]:
    """Give a clause, or the two that `and` joins: digits only and forget about 0000."""
    for at, word in enumerate(part.words):
        if word.form == "and":
            front, back = within(part, part.words[:at]), within(part, part.words[at + 1 :])
            if _is_remark(front) and (_is_remark(back) or _skipped(targets, back, skipping=False)):
                return [front, back]
    return [part]


def _is_remark(part: Words) -> bool:
    return phrase_at(part, "any-case") or phrase_at(part, "digits-only")


def _skipped(targets: Targets, part: Words, *, skipping: bool) -> list[str]:
    """Read `not example.com`, `forget about the dummies 555-0100 and none`: values told exactly."""
    goes_on = skipping and part.words[0].kind == "comma"
    for pattern in ("{skip-values} [dummies] VALUES", *(("[and] VALUES",) if goes_on else ())):
        for fit in fits(part, pattern):
            told = [p for p in listed(fit["VALUES"]) if p.words[0].form not in _NOTHING]
            texts = [text for p in told for text in targets.values(p) or [""] if _is_exact(p)]
            if told and len(texts) == len(told) and all(texts):
                return texts
    return []


def _is_exact(said: Words) -> bool:
    """True for a value that is no plain word: 0000, example.com, noreply@x.example."""
    return any(w.kind != "word" or w.glue in (".", "-") for w in said.words)


def _shown(targets: Targets, part: Words) -> tuple[Words, ...]:
    """Read `lead id and user id is enough`, `give me lead id + company id`."""
    for pattern in ("[show-these] SHOWN {is-enough}", "{show-these} SHOWN", "SHOWN"):
        for fit in fits(part, pattern):
            said = _columns(fit["SHOWN"])
            tables = targets.names.tables
            if all(any(targets.one_column(t, one) for t in tables) for one in said):
                return said
    return ()


def _columns(said: Words) -> tuple[Words, ...]:
    """Give the columns of a list, also of `lead id + company id`, `lead id / user id`."""
    spaced = [replace(w, kind="comma") if w.text in "+/&" else w for w in said.words]
    return tuple(listed(within(said, spaced)))


def _pairs(targets: Targets, said: Words, wish: _Wish) -> Iterator[Draft]:
    for pattern in _PATTERNS:
        for fit in fits(said, pattern):
            draft = _pair(targets.afresh(), fit, wish)
            if draft is not None:
                yield draft


def _pair(targets: Targets, fit: Fit, wish: _Wish) -> Draft | None:
    first, second = targets.rows(fit["A"]), targets.rows(fit["B"])
    if first is None or second is None or first.table == second.table:
        return None
    one, other = (_side(targets, rows, fit["KEY"]) for rows in (first, second))
    one = one or _alike(first, other)
    other = other or _alike(second, one)
    if one is None or other is None or one.kind != other.kind:
        return None
    if "SHOWN" in fit:
        wish = replace(wish, shown=_columns(fit["SHOWN"]))
    if one.role != other.role:
        one, other = replace(one, role=None), replace(other, role=None)
    return _draft(targets, one, other, wish)


def _side(targets: Targets, rows: Rows, said: Words) -> _Side | None:
    """Give the value of a table that words mean: made of a column, a column, or its first noun."""
    table = rows.table
    made = value_of(targets, table, said)
    if made:
        return _Side(rows, *made, kind="text")
    column = targets.one_column(table, said) or targets.one_column(table, _noun(said))
    if column is None:
        return None
    return _of_column(rows, column)


def _of_column(rows: Rows, column: ColumnInfo) -> _Side:
    text = family(column) == "text"
    value = f"CAST({quote(column.name)} AS VARCHAR)" if text else quote(column.name)
    return _Side(rows, value, column.name, family(column), column.role if text else None)


def _alike(rows: Rows, other: _Side | None) -> _Side | None:
    """Give the only column of a table that has the role of the other table's: login, an e-mail."""
    found = rows.table.with_role(other.role) if other and other.role in CONTACT else ()
    return _of_column(rows, found[0]) if len(found) == 1 else None


def _noun(said: Words) -> Words:
    """Give `the domain` of `the domain of their mail address`."""
    at = next((n for n, w in enumerate(said.words) if w.form in _OF), len(said.words))
    return within(said, said.words[: at or len(said.words)])


def _draft(targets: Targets, one: _Side, other: _Side, wish: _Wish) -> Draft | None:
    shown = _selected(targets, (one.rows.table, other.rows.table), wish.shown)
    if shown is None:
        return None
    select = (
        f"SELECT {', '.join(shown)} FROM ({one.select}) AS a"
        f' JOIN ({other.select}) AS b ON a."compared" = b."compared"'
    )
    gone = [_as_compared(one, text) for text in wish.skipped]
    if not all(gone):
        return None
    if gone:
        select += f' WHERE a."compared" NOT IN ({", ".join(map(literal, gone))})'
    select += f" ORDER BY {', '.join(str(n) for n in range(1, len(shown) + 1))}"
    how = "digits only" if one.role is Role.PHONE else "case and outer blanks aside"
    how = how if one.kind == "text" else "equal"
    skipped = f", without {', '.join(wish.skipped)}" if gone else ""
    said = (
        f"pairs of {one.rows.said} and {other.rows.said} where {one.said} is {other.said}"
        f" ({how}){skipped}"
    )
    step = Query(id="s1", why=said, select=select)
    title = f"{one.rows.table.name} and {other.rows.table.name} by {one.said}"
    return Draft(title, said, (step,))


def _as_compared(side: _Side, text: str) -> str:
    """Give a value that is to be skipped as it is compared."""
    return (
        "".join(c for c in text if c.isdigit()) if side.role is Role.PHONE else fold(text).strip()
    )


def _selected(
    targets: Targets, tables: tuple[TableInfo, TableInfo], said: Sequence[Words]
) -> list[str] | None:
    """Give the columns to show of either table: those asked for, else both keys and the value."""
    if not said:
        keys = [
            (alias, t, t.column(k)) for alias, t in zip("ab", tables, strict=True) for k in t.key
        ]
        return [*(_as(alias, t, c, tables) for alias, t, c in keys if c), 'a."compared"']
    shown = []
    for one in said:
        near = _nearest(targets, tables, one)
        if near is None:
            return None
        shown.append(_as(*near, tables))
    return shown


def _nearest(
    targets: Targets, tables: tuple[TableInfo, TableInfo], said: Words
) -> tuple[str, TableInfo, ColumnInfo] | None:
    """Give the column of either table that words name best."""
    found = []
    for alias, table in zip("ab", tables, strict=True):
        columns, cost = targets.columns(table, said)
        if len(columns) == 1:
            found.append((cost, alias, table, columns[0]))
    found.sort(key=lambda one: one[0])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    _, alias, table, column = found[0]
    return alias, table, column


def _as(
    alias: str, table: TableInfo, column: ColumnInfo, tables: tuple[TableInfo, TableInfo]
) -> str:
    """Give a column, named with its table where both have one of that name."""
    both = all(t.column(column.name) for t in tables)
    name = f"{table.table.name}_{column.name}" if both else column.name
    return f"{alias}.{quote(column.name)} AS {quote(name)}"
