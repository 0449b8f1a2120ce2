"""From what was said of a standing rule to the step: who an event is of, what it changes.

Owns what is taken for granted: identifiers go by references and roles, the profile's columns that
an event keeps up to date by role and name. Each is told.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.learned import train_step
from vibecli.agent.catalogue.families.learning_history import history
from vibecli.agent.catalogue.families.learning_scores import score_step
from vibecli.agent.catalogue.families.learning_set import taken
from vibecli.agent.catalogue.families.learning_wanted import Wanted, known_models
from vibecli.agent.catalogue.families.learning_words import NAMES
from vibecli.agent.catalogue.families.standing_action import known_action
from vibecli.agent.catalogue.families.standing_person import (
    led,
    led_training,
    noted,
    person_column,
)
from vibecli.agent.catalogue.families.standing_when import When
from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.links import Linker
from vibecli.agent.catalogue.notes import Declined, Draft, NoEvents
from vibecli.data.catalog import FIRST_EVENT, Catalog, ColumnInfo, Relationship, Role, TableInfo
from vibecli.data.covering import covers_table
from vibecli.engine.names import TableName, column_text, key_of
from vibecli.learn.definition import FeatureSet
from vibecli.learn.definition_file import Defined
from vibecli.steps.registry import AnyStep
from vibecli.steps.standing import Bounds, Identifier, StandingRule, Survivor, Taken
from vibecli.steps.trigger import Trigger

IDENTITY = "customer_identity"
_ROLES = {Role.EMAIL: "email", Role.PHONE: "phone"}
_STRENGTH = ("email", "phone")  # the weakest identifiers, the last the weakest
_SPENT = re.compile(r"life.?time|total|spent|ltv|clv|revenue|umsatz", re.IGNORECASE)
_COUNTED = re.compile(
    r"(orders|purchases|events|visits|bookings).?(count|total)?$|^(n|num|number)_", re.IGNORECASE
)
_FRESH = re.compile(
    r"updat|last|recent|modified|letzt|neuest|activ|aktiv|derni|ultim", re.IGNORECASE
)
_SAME = (Role.EMAIL, Role.PHONE, Role.FULL_NAME, Role.STREET, Role.CITY, Role.POSTCODE, Role.REGION)


class Acts(NamedTuple):
    """What is to be done with every event."""

    matched: bool = False
    whom: TableInfo | None = None  # the table of the persons it is matched to
    updated: bool = False
    profile: TableInfo | str | None = None
    features: bool = False
    kept: Defined | None = None  # the set of a file that the features are
    model: str = ""
    action: str = ""
    name: str = ""
    noun: str = ""  # what an event was called
    when: When = When()  # of which events the action is told
    bounds: Bounds = Bounds()  # those that were said


def standing(cursor: Cursor, events: TableInfo, acts: Acts) -> Draft:
    """Give the plan that makes the rule, with the training of a model that is not there yet."""
    time = next(iter(_moments(events)), None)
    if time is None:
        raise Declined(f"{events.name} has no time: which event comes first is not told")
    profile = profile_of(cursor, acts)
    acts = acts._replace(action=known_action(cursor, acts.action))
    steps: list[AnyStep] = []
    name = person_column(profile)
    person = name if events.column(name) else None  # there from a rule of before
    if (acts.features or acts.model) and not _is_protected(cursor, events):
        person, noting = name, noted(cursor, events, profile)
        steps += [noting] if noting else []
    if acts.model and acts.model not in known_models(cursor.world.catalog):
        cursor.assume(f"no model is called {acts.model} yet: it is trained first", "schema")
        foreseen = next((one for one in NAMES if one.model == acts.model), None)
        if foreseen is None:
            raise Declined(f"there is no model called {acts.model}", "train a churn model")
        training = train_step(cursor, Wanted(foreseen, table=profile, kept=acts.kept))
        if person:
            training = led_training(training, events.name, person)
        needs = tuple(step.id for step in steps)
        steps.append(training.model_copy(update={"id": f"s{len(steps) + 1}", "needs": needs}))
    if acts.model and profile.column(f"{acts.model}_score") is None:
        steps.append(score_step(cursor, acts.model, steps, profile.name))
    trigger = Trigger(
        id=f"s{len(steps) + 1}",
        why=f"take each new row of {events.name}",
        needs=tuple(step.id for step in steps),
        rule=_rule(cursor, events, time, profile, acts, person),
        like=events.name if _closed(cursor, events) else None,
    )
    said = "; then ".join(step.summary() for step in (*steps, trigger))
    return Draft(f"Standing rule {trigger.rule.name}", said, (*steps, trigger))


def _rule(
    cursor: Cursor,
    events: TableInfo,
    time: ColumnInfo,
    profile: TableInfo,
    acts: Acts,
    person: str | None,
) -> StandingRule:
    catalog = cursor.world.catalog
    name = acts.name or events.table.name
    target = events.table
    if _closed(cursor, events):
        target = TableName(target.schema, f"{target.name}_stream")
        cursor.assume(
            f"{events.name} is protected, so events go to {target.text}, made like it", "glossary"
        )
    told = [c for c in events.columns if c.name != person]
    columns = tuple(Taken(column=c.name, field=c.name) for c in told if not c.generated)
    survivorship = tuple(_survivors(cursor, events, time, profile)) if acts.updated else ()
    if profile.from_events:  # so that nobody counts before it, as in a plan
        first = Survivor(column=FIRST_EVENT, field=time.name, rule="minimum")
        survivorship = (*survivorship, first)
    if acts.updated and not survivorship:
        cursor.assume(
            f"no column of {profile.name} is told by {events.name}: none changes", "guess"
        )
    features = _features(cursor, target.text, profile, acts.kept) if acts.features else None
    if features is not None and person:
        features = led(features, events.name, person)
    key = events.key[0] if len(events.key) == 1 else None
    return StandingRule(
        name=re.sub(r"\W+", "_", name),
        meaning=_meaning(events, profile, acts),
        events=target.text,
        columns=columns,
        id_field=key,
        time_field=time.name,
        person_column=person,
        identifiers=tuple(_identifiers(cursor, events, told, profile)),
        profile=profile.name,
        key=_key(profile),
        survivorship=survivorship,
        identity=_identity(catalog),
        features=features,
        model=acts.model or None,
        score_column=f"{acts.model}_score" if acts.model else None,
        action=acts.action or None,
        bounds=acts.bounds,
        **acts.when.slots,
    )


def _features(cursor: Cursor, events: str, profile: TableInfo, kept: Defined | None) -> FeatureSet:
    """Give the features that are kept of each person; tells where events do not reach them."""
    features = kept.features if kept else history(cursor.world.catalog, profile)
    if kept is not None:
        file = taken(cursor, kept)
        if key_of(kept.features.entity) != key_of(profile.name):
            raise Declined(f"{file} is of {kept.features.entity}, not of {profile.name}")
    if features is None:
        raise NoEvents(f"no table of events leads to {profile.name}: there is nothing to measure")
    if key_of(events) not in [key_of(source.table) for source in features.sources]:
        cursor.assume(
            f"features do not read {events}: they change with other tables alone", "schema"
        )
    return features


def _meaning(events: TableInfo, profile: TableInfo, acts: Acts) -> str:
    done = [f"find its row of {profile.name}"]
    done += ["update it"] if acts.updated else []
    done += ["make its features anew"] if acts.features else []
    done += [f"score it with {acts.model}"] if acts.model else []
    done += [f"tell {acts.action} {acts.when.raw}".strip()] if acts.action else []
    return f"for each new row of {events.name} {', '.join(done)}"


def _moments(events: TableInfo) -> tuple[ColumnInfo, ...]:
    """Give the columns of when an event happened, the likeliest first."""
    times = [c for c in events.columns if c.type.upper().startswith(("TIMESTAMP", "DATE"))]
    return tuple(sorted(times, key=lambda c: bool(_FRESH.search(c.name))))


def profile_of(cursor: Cursor, acts: Acts) -> TableInfo:
    """Give the table that is kept up to date: the one named, the profile, the customers."""
    catalog = cursor.world.catalog
    if isinstance(acts.profile, TableInfo):
        found: TableInfo | None = acts.profile
    else:
        people = Linker(catalog, cursor.world.glossary).people()
        profiles = [
            table for table in catalog.tables if is_profile(table) and table.kind == "table"
        ]
        said = [acts.whom] if acts.whom else []
        made = [table for table in catalog.tables if table.from_events]
        found = next(iter([*profiles, *said, *people, *made]), None)
        if found is not None and found not in profiles:
            cursor.assume(f"the profile is {found.name}", "schema")
    if found is None or len(found.key) != 1:
        raise NoEvents(
            "there is no table of customers with a key of one column to keep up to date",
            "create a customer profile",
        )
    if _is_protected(cursor, found):
        raise Declined(f"{found.name} is protected: no rule may keep it up to date")
    return found


def known_persons(cursor: Cursor, acts: Acts) -> TableInfo | None:
    """Give the table that is kept up to date as far as words tell it yet; notes nothing."""
    with cursor.attempt():
        try:
            return profile_of(cursor, acts)
        except Declined:
            return None


def _key(profile: TableInfo) -> str:
    return profile.key[0]


def _is_protected(cursor: Cursor, table: TableInfo) -> bool:
    return any(covers_table(pattern, table.name) for pattern in cursor.world.protected)


def _closed(cursor: Cursor, events: TableInfo) -> bool:
    """True where a stream may not add to a table of events."""
    opened = any(covers_table(pattern, events.name) for pattern in cursor.world.streamed)
    return _is_protected(cursor, events) and not opened


def _identity(catalog: Catalog) -> str:
    return next((t.name for t in catalog.tables if t.table.name.lower() == IDENTITY), IDENTITY)


def _identifiers(
    cursor: Cursor, events: TableInfo, columns: Iterable[ColumnInfo], profile: TableInfo
) -> Iterator[Identifier]:
    """Give the columns of an event that tell whose it is, the strongest first.

    Those of the profile itself first, then keys of tables both refer to, then e-mail and phone.
    """
    catalog = cursor.world.catalog
    found: list[Identifier] = []
    for column in columns:
        if column.name in events.key:
            continue
        role, places = _known(catalog, events, column, profile)
        if places:
            found.append(Identifier(field=column.name, role=role, columns=places))
    for one in sorted(
        found, key=lambda i: _STRENGTH.index(i.role) + 1 if i.role in _STRENGTH else 0
    ):
        told = " and ".join(one.columns)
        cursor.assume(f"{events.name}.{one.field} is looked for in {told}", "schema")
        yield one


def _known(
    catalog: Catalog, events: TableInfo, column: ColumnInfo, profile: TableInfo
) -> tuple[str, tuple[str, ...]]:
    """Give the role of an identifier, and the places its values are known from."""
    if column.role in _ROLES:
        places = [column_text(profile.name, c.name) for c in profile.with_role(column.role)]
        return _ROLES[column.role], tuple(places)
    aims = [(r.to_table, r.to_column) for r in _references(catalog, events.name, column.name)]
    places = []
    for table, name in aims:
        if table == profile.name:
            places.append(column_text(table, name))
        for back in catalog.relationships:
            if back.table == profile.name and (back.to_table, back.to_column) == (table, name):
                places.append(column_text(back.table, back.column))
        if table != profile.name:
            places.append(column_text(table, name))
    if not aims and (twin := profile.column(column.name)) and _names(twin, profile, column):
        places.append(column_text(profile.name, twin.name))
    return column.name.lower(), tuple(dict.fromkeys(places))


def _references(catalog: Catalog, table: str, column: str) -> list[Relationship]:
    return [
        r for r in catalog.relationships if r.table == table and r.column.lower() == column.lower()
    ]


def _names(twin: ColumnInfo, profile: TableInfo, column: ColumnInfo) -> bool:
    """True for a column of the same name and kind that names rows on both sides."""
    kinds = (Role.CODE, Role.KEY, Role.FOREIGN_KEY)
    return twin.name in profile.key or (twin.role in kinds and column.role in kinds)


def _survivors(
    cursor: Cursor, events: TableInfo, time: ColumnInfo, profile: TableInfo
) -> Iterator[Survivor]:
    """Give the columns of the profile that an event keeps up to date, each told."""
    for column in profile.columns:
        if column.name in profile.key or column.generated:
            continue
        one = _survivor(cursor, events, time, column)
        if one is not None:
            of = f" of {one.field}" if one.field else ""
            rule = one.rule.replace("_", " ")
            cursor.assume(f"{profile.name}.{column.name}: {rule}{of}", "guess")
            yield one


def _survivor(
    cursor: Cursor, events: TableInfo, time: ColumnInfo, column: ColumnInfo
) -> Survivor | None:
    is_time = column.type.upper().startswith(("TIMESTAMP", "DATE"))
    if is_time:
        fresh = bool(_FRESH.search(column.name))
        return Survivor(column=column.name, field=time.name, rule="maximum") if fresh else None
    if column.role in _SAME:
        twins = events.with_role(column.role)
        return (
            Survivor(column=column.name, field=twins[0].name, rule="most_recent")
            if len(twins) == 1
            else None
        )
    if column.type.upper().startswith("DECIMAL") and _SPENT.search(column.name):
        return _spent(cursor, events, column)
    if "INT" in column.type.upper() and _COUNTED.search(column.name):
        return Survivor(column=column.name, field=None, rule="count")
    return None


def _spent(cursor: Cursor, events: TableInfo, column: ColumnInfo) -> Survivor | None:
    """Give a sum of what was spent, unless that would add up different currencies."""
    amounts = [c for c in events.with_role(Role.AMOUNT) if "INT" not in c.type.upper()]
    if len(amounts) != 1:
        return None
    currency = next((c for c in events.columns if "currency" in c.name.lower()), None)
    if currency is not None and currency.distinct != 1:
        cursor.assume(
            f"{column.name} stays as it is: {events.name} is in several currencies", "schema"
        )
        return None
    return Survivor(column=column.name, field=amounts[0].name, rule="sum")
