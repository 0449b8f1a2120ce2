"""A shop with profiles, a standing rule for its purchases, and the plain sense of that rule.

`Plain` takes events one by one with dictionaries: what any batch size, restart or kill must come to.
"""

import json
from decimal import Decimal

from tests import files
from tests.integration.flows import finish, flow_in
from vibecli.actionbook import Action
from vibecli.identity.normal import code, email, phone
from vibecli.steps.standing import Bounds, Identifier, StandingRule, Survivor, Taken
from vibecli.streaming import StreamOptions

RULE = StandingRule(
    name="purchases",
    meaning="every purchase updates its customer",
    events="purchases",
    columns=(
        Taken(column="purchase_id", field="id"),
        Taken(column="bought_at", field="time"),
        Taken(column="amount", field="amount"),
    ),
    id_field="id",
    time_field="time",
    person_column="customer",
    identifiers=(
        Identifier(field="customer.email", role="email", columns=("profile.email",)),
        Identifier(field="customer.phone", role="phone", columns=("profile.phone",)),
        Identifier(field="card", role="card", columns=()),
    ),
    profile="profile",
    key="profile_id",
    survivorship=(
        Survivor(column="email", field="customer.email", rule="most_recent"),
        Survivor(column="phone", field="customer.phone", rule="first"),
        Survivor(column="city", field="city", rule="most_complete"),
        Survivor(column="spent", field="amount", rule="sum"),
        Survivor(column="purchases", field=None, rule="count"),
        Survivor(column="last_purchase", field="time", rule="maximum"),
        Survivor(column="card", field="card", rule="keep"),
    ),
    bounds=Bounds(dead=None),
    action="personalize",
)
PEOPLE = (
    "('P1', 'Anna@x.example', '0151 1111111', 'Bonn'), ('P2', 'bob@x.example', NULL, NULL),"
    " ('P3', 'family@x.example', '0171 7777777', NULL),"
    " ('P4', 'family@x.example', '0171 8888888', NULL)"
)
TABLES = {
    "profile": "profile_id, email, phone, city, spent, purchases, last_purchase, card",
    "purchases": "purchase_id, bought_at, amount, customer",
    "profile_provenance": "profile_key, column_name, source, record_id, rule, recorded_at, written",
    "vibecli_stream_review": "event_id, person, other, role",
    "vibecli_dead_letters": "position, reason, line",
    "vibecli_outbox": "id, person",
    "vibecli.stream_keys": "role, hash, person",
}


def into_file(folder):
    """Give the action that adds to a file."""
    return Action("personalize", "file", folder / "out" / "told.ndjson", folder)


def make(folder, rule=RULE, people=PEOPLE, action=None):
    """Make the database of a shop; gives its flow."""
    with files.write(folder / "v.duckdb") as session:
        session.run(
            "CREATE TABLE profile (profile_id VARCHAR, email VARCHAR, phone VARCHAR, city VARCHAR,"
            " spent DECIMAL(18,2), purchases INTEGER, last_purchase TIMESTAMP, card VARCHAR)"
        )
        session.run(f"INSERT INTO profile (profile_id, email, phone, city) VALUES {people}")
        session.run(
            "CREATE TABLE purchases (purchase_id VARCHAR, bought_at TIMESTAMP,"
            " amount DECIMAL(18,2), customer VARCHAR, CHECK (amount <> 666))"
        )
        session.run("CREATE TABLE vibecli_rules (name VARCHAR, meaning VARCHAR, rule VARCHAR)")
        session.run(
            "INSERT INTO vibecli_rules BY NAME SELECT ? AS name, ? AS rule",
            [rule.name, rule.model_dump_json()],
        )
    return flow_in(folder, actions={"personalize": action or into_file(folder)})


def written(path, events, mode="w"):
    """Write events, or lines as they are, to a file; gives its path."""
    lines = [one if isinstance(one, str) else json.dumps(one) for one in events]
    with path.open(mode, encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return path


def streamed(flow, path, **options):
    """Stream a file to its end; gives the run."""
    return finish(flow.streaming.stream(StreamOptions(str(path), RULE.name, **options)))[0]


def state(folder):
    """Give all a stream wrote, whatever the order of rows."""
    with files.read(folder / "v.duckdb") as session:
        return {
            table: sorted(session.rows(f"SELECT {columns} FROM {table}"), key=repr)
            for table, columns in TABLES.items()
        }


def event(number, time="2026-01-01T10:00:00Z", amount="1", **fields):
    """Give an event."""
    person = {name: fields.pop(name) for name in ("email", "phone") if name in fields}
    return {"id": f"e{number}", "time": time, "amount": amount, "customer": person, **fields}


class Plain:
    """The rule's sense, event by event."""

    def __init__(self):
        self.people = {
            "P1": {"email": "Anna@x.example", "phone": "0151 1111111", "city": "Bonn"},
            "P2": {"email": "bob@x.example"},
            "P3": {"email": "family@x.example", "phone": "0171 7777777"},
            "P4": {"email": "family@x.example", "phone": "0171 8888888"},
        }
        self.known = {
            ("email", "anna@x.example"): "P1",
            ("email", "bob@x.example"): "P2",
            ("email", "family@x.example"): None,  # of two: nobody's
            ("phone", "511111111"): "P1",
            ("phone", "717777777"): "P3",
            ("phone", "718888888"): "P4",
        }
        self.times, self.seen, self.asked, self.whose = {}, set(), set(), {}

    def take(self, event):
        """Take one event that is good."""
        if event["id"] in self.seen:
            return
        self.seen.add(event["id"])
        named = (
            ("email", email, event["customer"].get("email")),
            ("phone", phone, event["customer"].get("phone")),
            ("card", code, event.get("card")),
        )
        forms = [(role, normal(value)) for role, normal, value in named if value]
        told = [self.known[one] for one in forms if self.known.get(one)]
        fresh = [one for one in forms if one not in self.known]
        person = told[0] if told else f"new {event['id']}" if fresh else None
        for one in forms:
            if person is not None:
                self.known.setdefault(one, person)
            other = self.known[one]
            if other is not None and other != person:
                self.asked.add(frozenset((person, other)))
            elif person is None:
                self.asked.add(one)
        self.whose[event["id"]] = person
        if person is not None:
            self.update(self.people.setdefault(person, {}), person, event)

    def update(self, row, person, event):
        """Bring the profile row up to date."""
        time, customer, city = event["time"], event["customer"], event.get("city")
        if (mail := customer.get("email")) and time >= self.times.get((person, "email"), ""):
            row["email"], self.times[person, "email"] = mail, time
        if number := customer.get("phone"):
            before = self.times.get((person, "phone"))
            if "phone" not in row or (before and time < before):
                row["phone"], self.times[person, "phone"] = number, time
        if city and self.complete(city) > self.complete(row.get("city", "")):
            row["city"] = city
        if event.get("card"):
            row.setdefault("card", event["card"])
        row["spent"] = row.get("spent", 0) + Decimal(event["amount"])
        row["purchases"] = row.get("purchases", 0) + 1
        row["last_purchase"] = max(row.get("last_purchase", ""), time)

    @staticmethod
    def complete(text):
        return (len(text.split()), len(text))
