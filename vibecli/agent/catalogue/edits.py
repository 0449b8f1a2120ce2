"""Edits to a plan, step kind by step kind: each gives the edited steps, or declines."""

from collections.abc import Callable, Collection, Sequence

from vibecli.agent.catalogue import selects
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.notes import Declined
from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.engine.names import TableName, key_of
from vibecli.steps.check import Check
from vibecli.steps.clean import Clean
from vibecli.steps.match import Match, MatchField, MatchRule
from vibecli.steps.query import Query
from vibecli.steps.registry import AnyStep
from vibecli.steps.remove import Remove
from vibecli.steps.unify import PersonFilter, Survivorship, Unify
from vibecli.steps.write import Write

Steps = tuple[AnyStep, ...]
Edit = Callable[[str], str | None]


def tables_of(steps: Sequence[AnyStep], catalog: Catalog) -> tuple[TableInfo, ...]:
    """Give the tables of the database a plan works on, in the order the plan names them."""
    names: list[str] = []
    for step in steps:
        names.extend(step.reads())
        names.extend(step.writes())
        names.extend(t.text for slot in step.slots() for t in selects.reads(slot.sql))
    found = (catalog.table(name) for name in dict.fromkeys(names))
    return tuple(dict.fromkeys(t for t in found if t is not None))


def changed(steps: Steps, index: int, **values: object) -> Steps:
    """Give the steps with some slots of one step changed."""
    step = steps[index].model_copy(update=values)
    return (*steps[:index], step, *steps[index + 1 :])


def first(steps: Steps, kind: type) -> int:
    """Give the place of the first step of a kind, or -1."""
    return next((i for i, step in enumerate(steps) if isinstance(step, kind)), -1)


def match_changed(steps: Steps, **values: object) -> Steps:
    """Give the steps with slots of the match step changed."""
    at = first(steps, Match)
    if at < 0:
        raise Declined("the plan at hand matches nothing")
    return changed(steps, at, **values)


def checks_changed(steps: Steps, severity: str) -> Steps:
    """Give the steps with every check as strict as told."""
    return tuple(
        step.model_copy(update={"severity": severity}) if isinstance(step, Check) else step
        for step in steps
    )


def survives(steps: Steps, columns: Sequence[str], rule: str, args: Sequence[str] = ()) -> Steps:
    """Give the steps with a rule for what columns of the profile take."""
    at = first(steps, Unify)
    unify = steps[at]
    assert isinstance(unify, Unify)
    kept = tuple(s for s in unify.survivorship if s.column not in columns)
    stated = [
        Survivorship.model_validate({"column": c, "rule": rule, "args": args}) for c in columns
    ]
    return changed(steps, at, survivorship=(*kept, *stated))


def slot(steps: Steps, kind: type, name: str) -> object:
    """Give a slot of the first step of a kind, or None."""
    at = first(steps, kind)
    return getattr(steps[at], name) if at >= 0 else None


def cleaned_less(steps: Steps, columns: Sequence[ColumnInfo]) -> Steps:
    """Clean some columns no longer."""
    gone = {c.name.lower() for c in columns}
    kept: list[AnyStep] = []
    for step in steps:
        if not isinstance(step, Clean):
            kept.append(step)
            continue
        rules = tuple(rule for rule in step.rules if rule.column.lower() not in gone)
        if rules:
            kept.append(step.model_copy(update={"rules": rules}))
    if not kept:
        raise Declined("nothing would be left of the plan")
    if tuple(kept) == steps:
        raise Declined("the plan does not touch these columns")
    return _consistent(tuple(kept))


def narrowed(steps: Steps, table: TableInfo, where: str) -> Steps:
    """Hold a plan to some rows: persons of a unify step, rows of every other kind."""
    at = first(steps, Unify)
    if at >= 0:
        unify = steps[at]
        assert isinstance(unify, Unify)
        known = (*unify.inputs, *_match_inputs(steps))
        if table.name not in known:
            raise Declined(f"{table.name} takes no part in the plan at hand")
        persons = (*unify.only, PersonFilter(table=table.name, where=where))
        return changed(steps, at, only=tuple(dict.fromkeys(persons)))
    edited = tuple(_narrow_step(step, table, where) for step in steps)
    if edited == steps:
        raise Declined(f"the plan at hand cannot be held to rows of {table.name}")
    return edited


def _match_inputs(steps: Steps) -> tuple[str, ...]:
    at = first(steps, Match)
    return steps[at].reads() if at >= 0 else ()


def _narrow_step(step: AnyStep, table: TableInfo, where: str) -> AnyStep:
    match step:
        case Match():
            inputs = tuple(
                i.model_copy(update={"where": _and(i.where, where)}) if i.table == table.name else i
                for i in step.inputs
            )
            return step.model_copy(update={"inputs": inputs})
        case Clean() if step.table == table.name:
            return step.model_copy(update={"where": _and(step.where, where)})
        case Query() | Check() | Write():
            select = selects.narrowed(step.select, table.table, where)
            if select and isinstance(step, Write) and _takes_the_place(step, table):
                others = f"SELECT * FROM {table.table.sql} WHERE ({where}) IS NOT TRUE"
                select = f"{select} UNION ALL {others}"
            return step.model_copy(update={"select": select}) if select else step
        case Remove():
            select = selects.narrowed(step.keys_select, table.table, where)
            return step.model_copy(update={"keys_select": select}) if select else step
        case _:
            return step


def _takes_the_place(step: Write, table: TableInfo) -> bool:
    """True when the rows selected are all a table will hold: others must stay among them."""
    return step.mode == "replace" and key_of(step.target) == key_of(table.name)


def _and(before: str | None, where: str) -> str:
    return f"({before}) AND ({where})" if before else where


def selected(steps: Steps, edit: Edit, what: str) -> Steps:
    """Give the steps with the columns of the query's SELECT edited."""
    at = first(steps, Query)
    step = steps[at] if at >= 0 else None
    if not isinstance(step, Query):
        raise Declined("the plan at hand shows, compares and cleans no columns")
    select = edit(step.select)
    if select is None:
        raise Declined(f"these columns cannot be {what} in the plan at hand")
    return changed(steps, at, select=select)


def query_edited(steps: Steps, edit: Edit, what: str) -> Steps:
    """Give the steps with the query's SELECT edited."""
    at = first(steps, Query)
    step = steps[at] if at >= 0 else None
    select = edit(step.select) if isinstance(step, Query) else None
    if select is None:
        raise Declined(f"the plan at hand has nothing to {what}")
    return changed(steps, at, select=select)


def nothing_removed(steps: Steps, catalog: Catalog) -> tuple[Steps, str]:
    """Drop what removes rows, folding of profile rows included; gives what was done."""
    kept: Steps = tuple(step for step in steps if not isinstance(step, Remove))
    if not kept:
        raise Declined("removing rows is all the plan at hand does")
    kept = _consistent(kept)
    unify, at = first(kept, Unify), first(kept, Match)
    target = kept[unify].writes()[0] if unify >= 0 else ""
    match = kept[at] if at >= 0 else None
    if isinstance(match, Match) and catalog.table(target) and target in match.reads():
        kept = _matched_less(kept, at, {i.table for i in match.inputs} - {target})
        return kept, f"rows of {target} are not matched with each other, so none is folded"
    said = "the plan removes nothing" if kept == steps else "no rows are removed"
    return kept, said


def no_profile(steps: Steps) -> Steps:
    """Match only: drop the unify step, and the profile from what is matched."""
    at = first(steps, Unify)
    if at < 0:
        raise Declined("the plan at hand updates no profile")
    unify, match_at = steps[at], first(steps, Match)
    assert isinstance(unify, Unify)
    kept = _consistent(tuple(step for step in steps if step is not unify))
    match = steps[match_at] if match_at >= 0 else None
    if not isinstance(match, Match):
        raise Declined("nothing would be left of the plan")
    return _matched_less(kept, first(kept, Match), set(unify.inputs))


def _matched_less(steps: Steps, at: int, tables: Collection[str]) -> Steps:
    """Match these of the inputs only; fields and rules keep a column for each."""
    match = steps[at]
    assert isinstance(match, Match)
    kept = [number for number, one in enumerate(match.inputs) if one.table in tables]

    def columns(one: MatchField | MatchRule) -> tuple[str | None, ...]:
        return tuple(one.columns[number] for number in kept)

    return changed(
        steps,
        at,
        inputs=tuple(match.inputs[number] for number in kept),
        fields=tuple(f.model_copy(update={"columns": columns(f)}) for f in match.fields),
        rules=tuple(
            r.model_copy(update={"columns": columns(r)}) for r in match.rules if any(columns(r))
        ),
    )


def renamed(steps: Steps, name: str, catalog: Catalog) -> Steps:
    """Give what the plan creates another name."""
    existing, at = catalog.table(name), first(steps, Unify)
    again = at < 0 <= first(steps, Match) and existing is not None and made_by_us(existing)
    if existing is not None and not again:
        raise Declined(f"{name} exists already")
    name = TableName.parse(name).text
    if at >= 0:
        unify = steps[at]
        assert isinstance(unify, Unify)
        if catalog.table(unify.target) is not None:
            raise Declined(f"{unify.target} is an existing table and keeps its name")
        return changed(steps, at, target=name, why=f"create {name}, one row a person")
    if first(steps, Match) >= 0:
        return match_changed(steps, output=name)
    at = first(steps, Write)
    step = steps[at] if at >= 0 else None
    if not isinstance(step, Write) or catalog.table(step.target) is not None:
        raise Declined("the plan at hand creates nothing that could be named")
    return changed(steps, at, target=name)


def added(steps: Steps, more: Sequence[AnyStep]) -> Steps:
    """Add cleaning before a match and everything else at the end; ids stay unique."""
    for step in more:
        same = next((i for i, s in enumerate(steps) if _cleans_same(s, step)), -1)
        if same >= 0 and isinstance(step, Clean):
            before = steps[same]
            assert isinstance(before, Clean)
            fresh_rules = (rule for rule in step.rules if rule not in before.rules)
            steps = changed(steps, same, rules=(*before.rules, *fresh_rules))
            continue
        fresh = step.model_copy(update={"id": _new_id(steps)})
        at = first(steps, Match)
        if isinstance(fresh, Clean) and at >= 0:
            needs = (*steps[at].needs, fresh.id)
            steps = changed(steps, at, needs=needs)
            steps = (*steps[:at], fresh, *steps[at:])
        else:
            steps = (*steps, fresh)
    return steps


def _cleans_same(step: AnyStep, other: AnyStep) -> bool:
    if not isinstance(step, Clean) or not isinstance(other, Clean):
        return False
    return step.table == other.table and step.where == other.where


def _consistent(steps: Steps) -> Steps:
    """Forget needs of steps that are gone."""
    ids = {step.id for step in steps}
    return tuple(
        step.model_copy(update={"needs": tuple(need for need in step.needs if need in ids)})
        for step in steps
    )


def _new_id(steps: Steps) -> str:
    used = {step.id for step in steps}
    return next(f"s{i}" for i in range(1, len(used) + 2) if f"s{i}" not in used)
