"""The whole picture of one person found: records with reasons, profile, tied rows, verdicts.

Owns what is told and that it is masked. The same values say why records are one; how much each of
them weighs is what `explain` tells, which reads whole tables for it.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vibecli.data.catalog import ColumnInfo, Relationship, Role, TableInfo
from vibecli.identity.identifying import number_of
from vibecli.identity.moments import is_time, record_time
from vibecli.identity.normal import code, date, email, family_name, given_name, phone, postcode
from vibecli.identity.normal import street as street_line
from vibecli.identity.persons import is_minted
from vibecli.identity.verdicts import Side, Verdict, standing
from vibecli.identity.whereabouts import Values
from vibecli.learn.printed import PRINT
from vibecli.run.customer import (
    AS_LOADED,
    Customer,
    CustomerProfile,
    CustomerRecord,
    Fact,
    Judged,
    Kind,
    ProfileField,
    Tied,
)
from vibecli.run.customer_finder import CustomerFinder, Found, Row, names_records
from vibecli.run.discretion import Discretion
from vibecli.run.named_records import content_print
from vibecli.steps.score_rows import KEPT, SCORE, score_columns
from vibecli.tagging.name_tokens import name_tokens

NEWEST = 5  # rows of events shown a table
_SCORES = frozenset(
    [
        "score",
        "scores",
        "scoring",
        "probability",
        "propensity",
        "prediction",
        "predicted",
        "churn",
        "risk",
        "ltv",
        "clv",
    ]
)
_UNIQUE = 0.9  # share of distinct values from which a table has one row a customer
_PRINT = 16
_PARTS = ("given name", "family name")
_MEANT: Mapping[Role, tuple[str, Callable[[str], str | None]]] = {
    Role.EMAIL: ("e-mail", email),
    Role.PHONE: ("phone", phone),
    Role.CODE: ("code", code),
    Role.GIVEN_NAME: ("given name", given_name),
    Role.FAMILY_NAME: ("family name", family_name),
    Role.FULL_NAME: ("name", lambda text: " ".join(sorted((family_name(text) or "").split()))),
    Role.BIRTH_DATE: ("birth date", lambda text: date(text, day_first=True)),
    Role.STREET: ("street", street_line),
    Role.POSTCODE: ("postcode", postcode),
}


@dataclass(frozen=True)
class CustomerStory:
    """The telling of one person."""

    finder: CustomerFinder
    discretion: Discretion
    verdicts: tuple[Verdict, ...] = ()
    newest: int = NEWEST

    def told(self, found: Found, identifier: str) -> Customer:
        """Give the document."""
        profiles = {profile.name: told for told, profile in self.finder.provenances()}
        records = [row for row in found.rows if row.table not in profiles]
        identity, person = next(iter(sorted(found.members.items())), (None, None))
        first = next(iter(found.why.values()), "known by its person id")
        return Customer(
            person=self.person(identity, person),
            identity=identity,
            found_by=first if identifier != person else "known by its person id",
            records=tuple(self._record(found, row, records) for row in records),
            profiles=tuple(
                self._profile(found, row, profiles[row.table])
                for row in found.rows
                if row.table in profiles
            ),
            tied=tuple(self._tied(found)),
            judged=tuple(self._judged(found)),
            notes=tuple(self._notes(found)),
        )

    def person(self, identity: str | None, person: str | None) -> str | None:
        """Give a person's id; one that was not minted here is masked as the column it stands in."""
        if person is None or identity is None or is_minted(person):
            return person
        info = self.finder.catalog.table(identity)
        return self.discretion.value(person, info, "person_id")

    def name(self, found: Found, row: Row) -> str:
        """Give a record's name as it may be shown."""
        return f"{row.table}:{self.discretion.record(row.table, found.ids[row])}"

    # Records

    def _record(self, found: Found, row: Row, records: Sequence[Row]) -> CustomerRecord:
        info = self._info(row.table)
        return CustomerRecord(
            source=row.table,
            record_id=self.discretion.record(row.table, found.ids[row]),
            why=self._why(found, row, records),
            probability=found.chances.get((row.table, found.ids[row])),
            facts=tuple(
                Fact(column=c.name, value=self._shown(info, c, found.rows[row]))
                for c in info.columns
                if c.name not in info.key and found.rows[row][c.name] is not None
            ),
        )

    def _why(self, found: Found, row: Row, records: Sequence[Row]) -> str:
        """Give what a record says as another one of the person does, else how it was found."""
        own = self._meanings(found, row)
        best: tuple[list[str], Row] | None = None
        for other in records:
            if other == row:
                continue
            theirs = self._meanings(found, other)
            same = [word for word, said in own.items() if said & theirs.get(word, set())]
            same = [word for word in same if "name" not in same or word not in _PARTS]
            if same and (best is None or len(same) > len(best[0])):
                best = same, other
        if best is None:
            return found.why[row]
        return f"same {_listed(best[0])} as {self.name(found, best[1])}"

    def _meanings(self, found: Found, row: Row) -> dict[str, set[str]]:
        """Give what a record says in normal form, by the word for it."""
        said: dict[str, set[str]] = {}
        values = found.rows[row]
        for column in self._info(row.table).columns:
            value = values[column.name]
            word, normal = _MEANT.get(column.role or Role.TEXT, ("", None))
            form = normal(value) if value and normal else None
            if form:
                said.setdefault(word, set()).add(form)
        if {"given name", "family name"} <= said.keys():
            parts = [*said["given name"], *said["family name"]]
            said.setdefault("name", set()).add(" ".join(sorted(" ".join(parts).split())))
        return said

    # Profile

    def _profile(self, found: Found, row: Row, told: TableInfo) -> CustomerProfile:
        info, key = self._info(row.table), found.ids[row]
        rows = self.finder.where.holding(told, "profile_key", "text", key).values()
        known = {str(one["column_name"]).lower(): one for one in rows}
        return CustomerProfile(
            table=row.table,
            key=self.discretion.record(row.table, key),
            fields=tuple(
                self._field(info, column, found.rows[row], known.get(column.name.lower()))
                for column in info.columns
                if column.name not in info.key
            ),
        )

    def _field(
        self, info: TableInfo, column: ColumnInfo, values: Values, origin: Values | None
    ) -> ProfileField:
        value = values[column.name]
        shown = self._shown(info, column, values)
        if origin is None:
            model, moment = _scored(info, column, values)
            rule = None if value is None else model or AS_LOADED
            return ProfileField(column=column.name, value=shown, recorded_at=moment, rule=rule)
        source, record, printed = origin["source"], origin["record_id"], origin.get("written")
        return ProfileField(
            column=column.name,
            value=shown,
            source=source,
            record_id=self.discretion.record(source or "", record or ""),
            recorded_at=origin.get("recorded_at"),
            rule=(origin["rule"] or "").replace("_", " "),
            edited=printed is not None and printed != _print(value),
        )

    # Tied rows

    def _tied(self, found: Found) -> Iterator[Tied]:
        """Give the rows of other tables that name one of the person's rows or the person."""
        asked: dict[tuple[str, str], set[str]] = {}
        people = {table.name for table in self.finder.people}
        for link in self._links(found):
            for row, values in found.rows.items():
                value = values.get(link.to_column) if row.table == link.to_table else None
                if value is not None:
                    asked.setdefault((link.table, link.column), set()).add(value)
        for table in self.finder.catalog.tables:
            column = table.column("person_id")
            if column and table.name not in people and not names_records(table):
                asked.setdefault((table.name, column.name), set()).update(found.members.values())
        told: dict[str, set[int]] = {}  # a row that names the person twice is told once
        for (table_name, column_name), values_asked in sorted(asked.items()):
            info = self._info(table_name)
            rids = {
                rid
                for value in sorted(values_asked)
                for rid in self.finder.where.holding(info, column_name, "text", value)
            } - told.get(table_name, set())
            told.setdefault(table_name, set()).update(rids)
            if rids:
                yield self.of_table(info, column_name, sorted(rids))

    def _links(self, found: Found) -> Iterator[Relationship]:
        """Give what ties other tables to the person's: known keys, else a key of the same name."""
        tables = {row.table for row in found.rows}
        people = {table.name for table in self.finder.people}
        known = self.finder.catalog.relationships
        others = [
            table
            for table in self.finder.catalog.tables
            if table.kind == "table" and table.name not in people and not names_records(table)
        ]
        for table in others:
            links = [one for one in known if one.table == table.name and one.to_table in tables]
            yield from links
            told = {link.column.lower() for link in links}
            for to_table in sorted(tables - {table.name}):
                person = self._info(to_table)
                column = number_of(person, table)
                if column and column.name.lower() not in told:
                    yield Relationship(
                        table=table.name,
                        column=column.name,
                        to_table=to_table,
                        to_column=person.key[0],
                    )

    def of_table(self, info: TableInfo, by: str, rids: Sequence[int]) -> Tied:
        """Tell rows of a table, by the column that names the customer."""
        time = record_time(info) or next((c for c in info.columns if is_time(c)), None)
        rows = self.finder.where.values(info, rids)
        moments = {rid: (rows[rid][time.name] or "") if time else "" for rid in rids}
        order = sorted(rids, key=lambda rid: (moments[rid], rid), reverse=True)
        kind = _kind(info, by, time)
        left = {by, PRINT} if info.featured else {by}
        columns = tuple(c.name for c in info.columns if c.name not in left)
        dated = sorted(moment for moment in moments.values() if moment)
        return Tied(
            table=info.name,
            kind=kind,
            by=by,
            rows=len(rids),
            first=dated[0] if dated else None,
            last=dated[-1] if dated else None,
            columns=columns,
            newest=tuple(
                self.discretion.row([rows[rid][name] for name in columns], info, columns)
                for rid in order[: self.newest]
            ),
        )

    # Verdicts

    def _judged(self, found: Found) -> Iterator[Judged]:
        """Give what persons decided about the records, the newest first."""
        if not self.verdicts:
            return
        prints = {
            (row.table.lower(), content_print(self._info(row.table), values))
            for row, values in found.rows.items()
        }
        ids = {(row.table.lower(), found.ids[row]) for row in found.rows}
        for verdict in reversed(standing(self.verdicts)):
            sides = (verdict.left, verdict.right)
            if any(
                (side.source.lower(), side.print) in prints
                or (side.source.lower(), side.record) in ids
                for side in sides
            ):
                left, right = (self._side(side) for side in sides)
                yield Judged(
                    left=left, right=right, verdict=verdict.verdict, by=verdict.by, at=verdict.at
                )

    def _side(self, side: Side) -> str:
        if side.record is None:
            return f"{side.source} [personal id]"
        return f"{side.source}:{self.discretion.record(side.source, side.record)}"

    def _notes(self, found: Found) -> Iterator[str]:
        if not self.finder.identities:
            yield "nothing is matched here yet: only rows with the identifier, and keys to them"
        elif len(found.members) > 1:
            told = ", ".join(f"{m} in {t}" for t, m in sorted(found.members.items()))
            yield f"several identity tables know this person: {told}"

    def _shown(self, info: TableInfo, column: ColumnInfo, values: Values) -> str | None:
        return self.discretion.value(values[column.name], info, column.name)

    def _info(self, name: str) -> TableInfo:
        info = self.finder.catalog.table(name)
        assert info is not None, "rows are found in tables of the catalog"
        return info


def _scored(info: TableInfo, column: ColumnInfo, values: Values) -> tuple[str | None, str | None]:
    """Give the model that wrote a score or what goes with it, and the moment it is of."""
    name = column.name
    stems = [name.removesuffix(f"_{end}") for end in KEPT if name.endswith(f"_{end}")]
    names = score_columns(f"{stems[0]}_{SCORE}") if stems else ()
    if not names or not all(map(info.column, names)):
        return None, None
    *_, moment, model = names
    return values[model], values[moment]


def _kind(info: TableInfo, by: str, time: ColumnInfo | None) -> Kind:
    """Tell events from what a customer has one row of, and scores among that."""
    column = info.column(by)
    distinct = column.distinct if column else None
    alone = info.key == (by,) or (distinct is not None and distinct >= _UNIQUE * info.rows > 0)
    if not alone or (time is not None and column is not None and info.key != (by,)):
        return "events"
    words = {*name_tokens(info.name), *(t for c in info.columns for t in name_tokens(c.name))}
    return "scores" if words & _SCORES else "features"


def _print(value: str | None) -> str | None:
    if value is None:
        return None
    return hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()[:_PRINT]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
