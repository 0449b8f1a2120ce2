"""`unify`: merge matched records into a new or existing profile table, with provenance."""

from collections.abc import Iterator, Sequence
from typing import Literal

from vibecli.data.catalog import TableInfo
from vibecli.engine.names import TableName, quote
from vibecli.identity.scratch import Scratch
from vibecli.model import Model
from vibecli.sql_slot import Expression
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.predicate import kept_rows
from vibecli.steps.unify_check import Order, UnifyCheck
from vibecli.steps.unify_counted import Agreement, Counted
from vibecli.steps.unify_departed import Departed
from vibecli.steps.unify_edited import tell_edits
from vibecli.steps.unify_ids import tell_ids
from vibecli.steps.unify_members import PersonTest
from vibecli.steps.unify_merge import Merge
from vibecli.steps.unify_plan import (
    MergePlan,
    Stated,
    candidate_links,
    describe_field,
    plan_merge,
    rule_words,
    same_table,
    unmapped,
)
from vibecli.steps.unify_provenance import provenance_table
from vibecli.steps.unify_write import Counts, Writing

SurvivorshipRuleName = Literal[
    "most_recent",
    "most_frequent",
    "most_complete",
    "longest",
    "verified",
    "source_priority",
    "keep_existing",
    "minimum",
    "maximum",
]
_LINKED = 0.5  # share of a column's values that must be record keys
_KEY_LINKED = 0.9  # the same for the profile's own key


class Survivorship(Model):
    """How one target column gets its value from the matched records.

    Args: for source_priority the tables in order; for most_recent table.column to order by; for
    verified table.column of the flags that tell, none for a test of the value itself.
    """

    column: str  # target column, or * for every column without its own rule
    rule: SurvivorshipRuleName
    args: tuple[str, ...] = ()


class PersonFilter(Model):
    """Keep only persons with at least one record of `table` for which `where` holds.

    Of `records`: only those records of `table`.
    """

    table: str
    where: Expression


class ConsentFilter(Model):
    """Values of columns count only for persons who agreed: by the newest of their rows in `table`.

    The table is an input, or holds the key of one.
    """

    columns: tuple[str, ...]  # target columns, or * for every column
    table: str
    granted: Expression  # what a row says that agrees
    about: Expression | None = None  # the rows that are about this; all without


class Unify(Step):
    """Write one row a person into `target`; an existing target keeps its rows and ids."""

    kind: Literal["unify"] = "unify"
    inputs: tuple[str, ...]  # source tables, as named in the identity table
    identity: str  # output of a match step, or an existing identity table
    target: str
    survivorship: tuple[Survivorship, ...] = ()  # empty: inferred
    ignore: tuple[str, ...] = ()  # target columns left as they are; a new target has them not
    only: tuple[PersonFilter, ...] = ()
    records: tuple[PersonFilter, ...] = ()  # those of an input that are merged; empty: all
    consent: tuple[ConsentFilter, ...] = ()
    keep_edits: bool = False  # values of the profile that a person changed since they were written

    def slots(self) -> tuple[Slot, ...]:
        """Give the conditions on persons and on consent as SELECTs."""
        return (
            *(
                Slot(name=f"{name}[{i}].where", sql=kept_rows(f.table, f.where))
                for name, filters in (("only", self.only), ("records", self.records))
                for i, f in enumerate(filters)
            ),
            *(
                Slot(name=f"consent[{i}].{name}", sql=kept_rows(f.table, condition))
                for i, f in enumerate(self.consent)
                for name, condition in (("granted", f.granted), ("about", f.about))
                if condition
            ),
        )

    def reads(self) -> tuple[str, ...]:
        """Give inputs, identity and target, and where consent is told."""
        return tuple(
            dict.fromkeys(
                (*self.inputs, self.identity, self.target, *(c.table for c in self.consent))
            )
        )

    def writes(self) -> tuple[str, ...]:
        """Give the profile table and its provenance table."""
        return (self.target, provenance_table(self.target))

    def summary(self) -> str:
        """Give what is merged into what."""
        return f"merge {', '.join(self._sources())} into {self.target}, by {self.identity}"

    def check(self, bench: Bench) -> list[Finding]:
        """Check tables, columns, rules, filters and key, and declare what is written."""
        return self._schemas(bench).findings()

    def fed(self, bench: Bench) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
        """Give each profile column that is fed: which value stays, and of which columns."""
        plan = self._schemas(bench).plan()
        for field, rule in zip(plan.fields, plan.rules, strict=True):
            named = [(plan.names[s.table], (s.column, s.other)) for s in field.sources]
            columns = tuple((table, name) for table, names in named for name in names if name)
            yield field.column.name, rule_words(plan, field, rule), columns
        if plan.key_mode == "minted":
            yield plan.target.key[0], "person id", ((self.identity, "person_id"),)

    def _schemas(self, bench: Bench) -> UnifyCheck:
        order = Order(
            inputs=self._sources(),
            identity=self.identity,
            target=self.target,
            provenance=provenance_table(self.target),
            stated=self._stated(),
            ignore=self.ignore,
            filters=tuple((f.table, f.where) for f in (*self.only, *self.records)),
            agreements=self._agreements(),
        )
        return UnifyCheck(bench, order, self)

    def run(self, shadow: Shadow) -> StepResult:
        """Attach persons to profile rows, let values survive, and write what differs."""
        with Scratch(shadow.session, f"unify_{self.id}") as scratch:
            plan = self._shadow_plan(shadow)
            merge = Merge(shadow, scratch, plan)
            merge.read_members(self.identity, _tests(self.only), _tests(self.records))
            merge.read_records()
            departed = self._attach(shadow, merge) if plan.exists else Departed(merge, None)
            shadow.progress(len(plan.inputs), len(plan.inputs) + 2, "choosing values")
            counted = Counted(merge, self._agreements())
            writing = Writing(merge, merge.decide(counted), departed)
            writing.prepare()
            told = tell_ids(merge, departed.provenance, writing.fresh, self.id)
            shadow.progress(len(plan.inputs) + 1, len(plan.inputs) + 2, f"writing {self.target}")
            references = self._references(shadow, merge)
            written = writing.write(provenance_table(self.target))
            result = self._result(scratch, merge, written, references)
            return result.model_copy(update={"rows": told})

    # Planning

    def _sources(self) -> tuple[str, ...]:
        """Give the inputs without the target: the profile takes part through its rows."""
        kept: list[str] = []
        for name in self.inputs:
            if not any(same_table(name, other) for other in (*kept, self.target)):
                kept.append(name)
        return tuple(kept)

    def _agreements(self) -> tuple[Agreement, ...]:
        return tuple(Agreement(c.columns, c.table, c.granted, c.about) for c in self.consent)

    def _stated(self) -> tuple[Stated, ...]:
        return tuple(Stated(s.column, s.rule, s.args) for s in self.survivorship)

    def _shadow_plan(self, shadow: Shadow) -> MergePlan:
        inputs = [shadow.table(name) for name in self._sources()]
        if not shadow.exists(self.target):
            name = TableName.parse(self.target).text
            return plan_merge(inputs, name, {}, stated=self._stated(), ignore=self.ignore)
        target = shadow.table(self.target)
        links = candidate_links(target, inputs, shadow.catalog.relationships)
        agreed = {c: at for c, at in links.items() if _agrees(shadow, target, c, inputs[at])}
        return plan_merge(inputs, target, agreed, stated=self._stated(), ignore=self.ignore)

    # Running

    def _attach(self, shadow: Shadow, merge: Merge) -> Departed:
        name = provenance_table(self.target)
        provenance = name if shadow.exists(name) else None
        attachment = merge.attach(provenance)
        merge.read_profile(self.ignore)
        if provenance is not None:
            tell_edits(merge, provenance, keep=self.keep_edits)
        departed = Departed(merge, provenance)
        merge.gone = {number: departed.rows(number) for number in departed.numbers}
        if attachment.divided:
            merge.notes.append(
                f"{attachment.divided:,} profiles hold records of two persons; each stays with the"
                " person of more records"
            )
        return departed

    def _references(self, shadow: Shadow, merge: Merge) -> list[str]:
        """Tell which rows elsewhere still name a profile that is folded into another."""
        if not merge.profile or len(merge.plan.target.key) != 1:
            return []
        lines = []
        key = merge.plan.target.key[0].lower()
        for link in shadow.catalog.relationships:
            if same_table(link.to_table, self.target) and link.to_column.lower() == key:
                rows = shadow.session.value(
                    f"SELECT count(*) FROM {merge.relation(link.table)}"
                    f" WHERE CAST({quote(link.column)} AS VARCHAR) IN"
                    f" (SELECT key FROM {merge.profile} WHERE rank > 1)"
                )
                if rows:
                    lines.append(
                        f"{link.table}.{link.column}: {rows:,} rows still name a folded profile"
                    )
        return lines

    def _result(
        self, scratch: Scratch, merge: Merge, written: Counts, references: Sequence[str]
    ) -> StepResult:
        plan = merge.plan
        persons = scratch.session.value(f"SELECT count(*) FROM {merge.scope}")
        apart = self._apart(scratch, merge)
        details = [
            describe_field(plan, field, rule)
            for field, rule in zip(plan.fields, merge.rules, strict=False)
        ]
        if left := unmapped(plan, self.ignore):
            details.append(f"left as they are: {', '.join(left)}")
        details += [*merge.notes, *references]
        if apart:
            details.append(f"{apart:,} profiles look like a person who has another; left apart")
        figures = {
            "persons": persons,
            "updated": written.updated,
            "added": written.added,
            "folded": written.folded,
        }
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=_headline(written, persons, created=not plan.exists),
            details=tuple(details),
            figures=tuple(Figure(name=name, value=value) for name, value in figures.items()),
        )

    def _apart(self, scratch: Scratch, merge: Merge) -> int:
        if not merge.attached:
            return 0
        sql = f"SELECT count(*) FROM {merge.attached} WHERE rank > 1 AND how <> 'membership'"
        return int(scratch.session.value(sql))


def _tests(filters: Sequence[PersonFilter]) -> list[PersonTest]:
    return [PersonTest(one.table, one.where) for one in filters]


def _agrees(shadow: Shadow, target: TableInfo, column: str, table: TableInfo) -> bool:
    """Measure that a column's values are record keys of a table; when empty its name decides."""
    own = target.column(column)
    assert own is not None, "links name columns of the profile"
    values = f"CAST({quote(own.name)} AS VARCHAR)"
    keys = f"CAST({quote(table.key[0])} AS VARCHAR)"
    known, total = shadow.session.rows(
        f"SELECT count(*) FILTER (v IN (SELECT {keys} FROM {shadow.numbered(table.name)})),"
        " count(*)"
        f" FROM (SELECT DISTINCT {values} AS v FROM {shadow.numbered(target.name)}"
        " ) WHERE v IS NOT NULL"
    )[0]
    needed = _KEY_LINKED if own.name in target.key else _LINKED
    return not total or bool(known >= needed * total)


def _headline(written: Counts, persons: int, *, created: bool) -> str:
    if created:
        return f"{written.added:,} profiles created"
    parts = [
        f"{count:,} {_profiles(count)} {what}"
        for count, what in (
            (written.updated, "updated"),
            (written.added, "added"),
            (written.folded, "folded into another"),
        )
        if count
    ]
    return ", ".join(parts) or f"nothing to change for {persons:,} persons"


def _profiles(count: int) -> str:
    return "profile" if count == 1 else "profiles"
