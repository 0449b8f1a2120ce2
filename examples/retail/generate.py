"""Write the retail example: data/ and, kept apart for tests, truth/.

Run `python examples/retail/generate.py [FOLDER]`. Standard library only; same bytes every run.
"""

import csv
import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from generator.activity import (
    CONSENT_COLUMNS,
    ORDER_COLUMNS,
    consent,
    devices,
    events,
    lifetime_values,
    orders,
)
from generator.dice import Dice
from generator.drafts import Draft
from generator.hostile import plant
from generator.people import Population
from generator.tables import (
    ACCOUNTS,
    COLUMNS,
    CUSTOMERS,
    PROFILES,
    SNAPSHOT,
    account,
    customer,
    drafts,
    profile,
)

SEED = 20260630
ORDERS, EVENTS = 10_000, 12_000
Rows = list[list[str]]


def generate(folder: Path) -> None:
    """Write every file of the example below `folder`."""
    persons = Population(Dice(SEED)).grow()
    made = drafts(Dice(SEED + 1), persons)
    customers, accounts = by_person(made[CUSTOMERS]), by_person(made[ACCOUNTS])
    bought, buyers = orders(Dice(SEED + 2), customers, accounts, ORDERS)
    carried = devices(Dice(SEED + 3), persons)
    happened = events(Dice(SEED + 4), carried, customers, EVENTS)
    agreed = consent(Dice(SEED + 5), made[CUSTOMERS])
    tables = person_tables(made, lifetime_values(bought, buyers, SNAPSHOT))

    data, keys = folder / "data", {d.key: d.person.number for d in made[CUSTOMERS]}
    for table, rows in tables.items():
        write_csv(data / f"{table}.csv", COLUMNS[table], rows)
    write_csv(data / "sales.orders.csv", ORDER_COLUMNS, bought)
    write_csv(data / "crm.consent.csv", CONSENT_COLUMNS, agreed)
    lines = [json.dumps(event, separators=(",", ":")) for event in happened]
    (data / "app.events.ndjson").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")

    truth = [[d.table, d.key, str(d.person.number)] for table in made.values() for d in table]
    truth += [["sales.orders", r[0], str(who)] for r, who in zip(bought, buyers, strict=True)]
    truth += [["crm.consent", json.dumps(r[:2]), str(keys[r[0]])] for r in agreed]
    truth += [["app.events", device, str(person.number)] for device, person in carried]
    write_csv(folder / "truth" / "truth.csv", ["table", "record_key", "person"], truth)


def by_person(made: list[Draft]) -> dict[int, list[Draft]]:
    """Group drafts by person."""
    groups: dict[int, list[Draft]] = defaultdict(list)
    for one in made:
        groups[one.person.number].append(one)
    return dict(groups)


def person_tables(made: dict[str, list[Draft]], spent: dict[int, Decimal]) -> dict[str, Rows]:
    """Give the messed-up rows of the three tables about persons."""
    dice, zero = Dice(SEED + 6), Decimal(0)
    tables = {
        CUSTOMERS: [customer(dice, one) for one in made[CUSTOMERS]],
        ACCOUNTS: [account(dice, one) for one in made[ACCOUNTS]],
        PROFILES: [
            profile(dice, one, f"{spent.get(one.person.number, zero):.2f}")
            for one in made[PROFILES]
        ],
    }
    plant(tables)
    return tables


def write_csv(path: Path, columns: list[str], rows: Rows) -> None:
    """Write a table as CSV: UTF-8, line feed, quotes only where needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
