"""Parts of a reviewed plan: which there are, how people name them, and what leaving some out means.

Pure: it looks at a review and its record. What is left out in the end is a sorted tuple of parts,
so that the same choice said in two ways is one plan.
"""

from collections.abc import Iterator, Sequence

from vibecli.data.nearest import nearest_hint
from vibecli.engine.names import column_text, key_of, split_column
from vibecli.errors import UsageError
from vibecli.run.changeset import PlanRecord, TableChange
from vibecli.run.model import Part, Review, TableDiff
from vibecli.steps.contract import NEW, AgreeRules

HOW = "--without step:s2, table:crm.orders, column:customers.phone, rows:customers or pair:3"
_KINDS = ("step", "table", "column", "rows", "pair", "mapping", "rule")


def part_named(text: str) -> Part:
    """Read a part as people type it. Raises UsageError."""
    kind, _, name = text.strip().partition(":")
    what = next((known for known in _KINDS if known == kind.strip().lower()), None)
    if what is None or not name.strip():
        raise UsageError(f"{text.strip()[:60]!r} names no part of a plan", hint=HOW)
    return Part(what=what, name=name.strip())


def choosable(review: Review) -> tuple[Part, ...]:
    """Give the parts of a review that a person may leave out, in the order they are listed."""
    steps = [step.id for step in review.plan.steps]
    found = [Part(what="step", name=name) for name in (steps if len(steps) > 1 else ())]
    bundles = list(_bundles(review))
    beside = {table for _, *tables in bundles for table in tables}
    main = {first for first, *tables in bundles if tables}
    matched = {key_of(step.writes()[0]) for step in review.plan.steps if step.kind == "match"}
    for table in _changed(review):
        if table.table in beside:
            continue
        found.append(Part(what="table", name=table.table))
        reshaped = len(table.commented) < len(table.shape)
        if table.change == "change" and not reshaped and key_of(table.table) not in matched:
            names = _changing(table)
            found += [Part(what="column", name=column_text(table.table, name)) for name in names]
            if table.columns and (table.added or table.removed) and table.table not in main:
                found.append(Part(what="rows", name=table.table))
    return (*found, *_new_rules(review))


def _new_rules(review: Review) -> Iterator[Part]:
    """Give the rules that a contract step adds, those that the review shows."""
    for query in review.queries:
        step = next(one for one in review.plan.steps if one.id == query.step)
        for row in query.rows if isinstance(step, AgreeRules) else ():
            told = dict(zip(query.columns, row, strict=True))
            if told["change"] == NEW:
                yield Part(what="rule", name=f"{query.step}:{told['n']}")


def left_out(
    review: Review, record: PlanRecord, without: Sequence[Part], only: Sequence[Part] = ()
) -> tuple[Part, ...]:
    """Give what is left out, by the names the plan has. Raises UsageError."""
    known = _Known(review, record)
    kept = known.together([known.named(part) for part in only])
    parts = known.together([known.named(part) for part in without])
    parts += [*known.others(kept)]
    clash = next((part.text for part in parts if part in kept), None)
    if clash:
        raise UsageError(f"{clash} is both kept and left out", hint="name it once")
    tables = {part.name for part in parts if part.what == "table"}
    own = [p for p in parts if p.what in ("step", "table") or _table(p) not in tables]
    found = tuple(sorted(set(own), key=lambda part: (_KINDS.index(part.what), part.name)))
    known.check_left(found)
    return found


def check_names(review: Review, record: PlanRecord, parts: Sequence[Part]) -> None:
    """Raise UsageError where a part is none of this plan."""
    known = _Known(review, record)
    for part in parts:
        known.named(part)


class _Known:
    """The names of one plan's parts."""

    def __init__(self, review: Review, record: PlanRecord) -> None:
        self.review, self.changes = review, record.changes
        self.steps = tuple(step.id for step in review.plan.steps)
        self._bundles = tuple(_bundles(review))
        self.learnt = {key_of(model.table) for model in record.models}

    def named(self, part: Part) -> Part:
        """Give a part as the plan names it."""
        match part.what:
            case "step":
                if part.name not in self.steps:
                    raise _unknown("step", part.name, self.steps)
                return part
            case "table":
                return part.model_copy(update={"name": self._change(part.name).table})
            case "rows":
                change = self._in_part(part.name)
                if any(change.table == main and beside for main, *beside in self._bundles):
                    raise _whole(change)
                return part.model_copy(update={"name": change.table})
            case "column":
                table, column = self._split(part.name)
                change = self._in_part(table)
                return part.model_copy(update={"name": self._column(change, column)})
            case "pair" | "mapping" | "rule":
                return part

    def together(self, parts: Sequence[Part]) -> list[Part]:
        """Give parts with the tables that go with them: a match with its events, say.

        Raises UsageError where one of those is named without the table it tells of.
        """
        found = list(parts)
        tables = {part.name for part in parts if part.what == "table"}
        for main, *beside in self._bundles:
            if main in tables:
                found += [Part(what="table", name=t) for t in beside if t not in tables]
            elif alone := next((table for table in beside if table in tables), None):
                raise UsageError(f"{alone} goes with {main}", hint=f"name table:{main} instead")
        return found

    def others(self, kept: Sequence[Part]) -> Iterator[Part]:
        """Give what is left out where only these parts are kept."""
        steps = {part.name for part in kept if part.what == "step"}
        if steps:
            writing = (s.id for s in self.review.plan.steps if s.writes())
            yield from (Part(what="step", name=s) for s in writing if s not in steps)
        whole = {part.name for part in kept if part.what == "table"}
        named = {_table(part) for part in kept if part.what in ("table", "column", "rows")}
        if not named:
            return
        for diff in _changed(self.review):
            if diff.table not in named:
                yield Part(what="table", name=diff.table)
            elif diff.table not in whole:
                yield from self._rest(diff, kept)

    def check_left(self, parts: Sequence[Part]) -> None:
        """Raise unless something is left out and something stays."""
        if not parts:
            raise UsageError("nothing is left out", hint=HOW)
        gone = {part.text for part in parts}
        writing = [f"step:{step.id}" for step in self.review.plan.steps if step.writes()]
        tables = [f"table:{diff.table}" for diff in _changed(self.review)]
        for names in (writing, tables):
            if names and gone.issuperset(names):
                raise UsageError("nothing would be left to write", hint="discard the plan instead")

    def _rest(self, diff: TableDiff, kept: Sequence[Part]) -> Iterator[Part]:
        for name in _changing(diff):
            part = Part(what="column", name=column_text(diff.table, name))
            if part not in kept:
                yield part
        rows = Part(what="rows", name=diff.table)
        if (diff.added or diff.removed) and rows not in kept:
            yield rows

    def _split(self, name: str) -> tuple[str, str]:
        """Take table and column apart, also where the column's own dots stand without quotes."""
        for change in self.changes:
            table, column = name[: len(change.table) + 1], name[len(change.table) + 1 :].lower()
            if table == f"{change.table}." and column in {c.name.lower() for c in change.columns}:
                return change.table, column
        return split_column(name)

    def _change(self, name: str) -> TableChange:
        wanted = key_of(name) if name else ""
        found = next((c for c in self.changes if key_of(c.table) == wanted), None)
        if found is None:
            raise _unknown("table that changes", name, [c.table for c in self.changes])
        return found

    def _in_part(self, name: str) -> TableChange:
        """Give the change of a table of which a part may stay."""
        change = self._change(name)
        names = [[c.name for c in columns] for columns in (change.columns, change.before_columns)]
        whole = names[0] != names[1] or key_of(name) in self.learnt
        beside = {table for _, *tables in self._bundles for table in tables}
        if change.change != "change" or whole or change.table in beside:
            raise _whole(change)
        return change

    def _column(self, change: TableChange, column: str) -> str:
        wanted = column.lower()
        name = next((c.name for c in change.columns if c.name.lower() == wanted), None)
        diff = next(d for d in self.review.diff.tables if d.table == change.table)
        changing = _changing(diff)
        if name is None or (name not in changing and not diff.added):
            raise _unknown(f"column of {change.table} that changes", column, changing)
        return column_text(change.table, name)


def _changing(diff: TableDiff) -> list[str]:
    """Give the columns that get other values or another comment."""
    return list(dict.fromkeys((*(c.column for c in diff.columns), *diff.commented)))


def _bundles(review: Review) -> Iterator[tuple[str, ...]]:
    """Give the tables that one step writes together, the one the others tell of first."""
    changed = {key_of(diff.table): diff.table for diff in _changed(review)}
    for step in review.plan.steps:
        keys = [key_of(table) for table in step.writes() if step.kind != "tag"]
        if len(keys) > 1 and keys[0] in changed:
            yield tuple(changed[key] for key in keys if key in changed)


def _whole(change: TableChange) -> UsageError:
    return UsageError(
        f"{change.table} is written as a whole: no part of it can be left out",
        hint=f"leave all of it out: table:{change.table}",
    )


def _changed(review: Review) -> list[TableDiff]:
    return [table for table in review.diff.tables if not table.empty]


def _table(part: Part) -> str:
    return split_column(part.name)[0] if part.what == "column" else part.name


def _unknown(noun: str, name: str, known: Sequence[str]) -> UsageError:
    hint = nearest_hint(name, known, noun=noun.split(" ", 1)[0])
    return UsageError(f"the plan has no {noun} called {name[:60]!r}", hint=hint)
