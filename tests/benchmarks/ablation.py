"""What single parts of the engine are worth: python tests/benchmarks/ablation.py SET.parquet TRUTH.parquet

Resolves one set with the whole engine, and again with one part taken out at a time: the nickname
table, the writing of other alphabets in Latin letters. Prints cluster precision, recall and F1 of
all records, and of the persons the part is about. By hand, nothing is asserted. Customers are made
by tests/benchmarks/customers.py.
"""

import sys
from collections import Counter, defaultdict
from contextlib import contextmanager
from math import comb
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[2]))

import duckdb

from tests.quality.test_identity_floors import source_of
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import literal
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve

TRUTH = ("record_id", "person_id")


@contextmanager
def nothing():
    yield


@contextmanager
def no_nicknames():
    groups = patch("vibecli.identity.names.groups_of", lambda _: ())
    with groups, patch("vibecli.identity.tokens.formal", str):
        yield


PARTS = {
    "whole": nothing,
    "without nicknames": no_nicknames,
    "without transliteration": lambda: patch("vibecli.identity.normal._romanised", str),
}


def main():
    records, truth = sys.argv[1:3]
    person = dict(duckdb.sql(f"SELECT {', '.join(TRUTH)} FROM '{truth}'").fetchall())
    foreign = _foreign(records, person)
    print(f"{len(person):,} records, {len(foreign):,} persons with a name in another alphabet")
    for name, part in PARTS.items():
        with part(), DuckEngine().write(Path(":memory:")) as session:
            source = source_of(session, "t", f"SELECT * FROM {literal(records)}")
            found = resolve([source], Options())
        ids = [int(i) for i in found.frame.ids.tolist()]
        cells = list(zip(found.labels.tolist(), (person[i] for i in ids), strict=True))
        told = (_quality(cells), _quality([c for c in cells if c[1] in foreign]))
        print(f"{name:25}", *("P {:.4f} R {:.4f} F1 {:.4f}  ".format(*one) for one in told))


def _foreign(records, person):
    """Give the persons who have a record whose name is not in Latin letters, and one where it is."""
    rows = duckdb.sql(
        "SELECT record_id, regexp_matches(concat_ws(' ', given_name, family_name),"
        f" '[^\\p{{Latin}}\\p{{Common}}\\p{{Inherited}}]') FROM '{records}'"
    ).fetchall()
    written = defaultdict(set)
    for record, other in rows:
        written[person[record]].add(other)
    return {who for who, ways in written.items() if len(ways) > 1}


def _quality(cells):
    both, found, true = (
        sum(comb(n, 2) for n in Counter(pick(c) for c in cells).values())
        for pick in (lambda c: c, lambda c: c[0], lambda c: c[1])
    )
    precision, recall = both / max(found, 1), both / max(true, 1)
    return precision, recall, 2 * both / max(found + true, 1)


if __name__ == "__main__":
    main()
