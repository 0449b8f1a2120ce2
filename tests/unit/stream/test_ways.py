"""Events that lead to a profile through a match, or by what came with a key, in any batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import files
from tests.unit.stream.shop import RULE, event, make, streamed, written
from tests.unit.stream.test_live import PURCHASES, feature, rows
from vibecli.identity.arriving import minting
from vibecli.learn.definition import EventSource, FeatureSet, Link
from vibecli.learn.paths import paths
from vibecli.learn.printed import printed_select
from vibecli.learn.spine import spine_own
from vibecli.steps.standing import Survivor, Taken
from vibecli.stream import bridges
from vibecli.stream.bridge_reads import Reads, parsed
from vibecli.stream.shape import Shape
from vibecli.stream.ways import Ways

NEW = minting(RULE.name, "VARCHAR", 0)("e9")  # the key of the profile that event 9 makes
TABLES = f"""
ALTER TABLE profile ADD client VARCHAR;
UPDATE profile SET client = 'C3' WHERE profile_id = 'P3';
ALTER TABLE purchases ADD device VARCHAR;
ALTER TABLE purchases ADD client VARCHAR;
INSERT INTO purchases BY NAME SELECT 'h' || i AS purchase_id,
 TIMESTAMP '2025-12-01' + INTERVAL (i) DAY AS bought_at, 1 AS amount, 'P' || (i % 4 + 1) AS customer,
 'D' || (i % 5) AS device, 'C' || (i + 3) AS client FROM range(8) r(i);
CREATE TABLE clients AS SELECT 'C' || i AS client_id, 'n' || i AS name FROM range(1, 13) r(i);
CREATE TABLE who AS SELECT 'q' || (i // 2) AS person_id, 'clients' AS source,
 'C' || i AS record_id, 1.0 AS probability FROM range(1, 13) r(i)
 UNION ALL VALUES ('q0', 'profile', 'P1', 1.0), ('q5', 'profile', '{NEW}', 1.0),
 ('q6', 'profile', 'P9', 1.0);
CREATE TABLE profile_provenance AS SELECT * FROM (VALUES
 ('P2', 'email', 'clients', 'C4', 'keep', TIMESTAMP '2020-01-01', ''),
 ('P4', 'email', 'clients', 'C6', 'keep', TIMESTAMP '2020-01-01', ''),
 ('P4', 'phone', 'clients', 'C8', 'keep', TIMESTAMP '2029-01-01', ''))
 t(profile_key, column_name, source, record_id, rule, recorded_at, written);
CREATE TABLE visits AS SELECT CASE WHEN i % 5 > 0 THEN 'C' || (i % 12 + 1) END AS client, 'D' || (i % 6) AS device,
 TIMESTAMP '2025-12-02' + INTERVAL (i * 17) HOUR AS seen_at FROM range(80) r(i)
"""
CARRIED = (
    "SELECT device AS value, customer AS key, bought_at AS since FROM purchases"
    " WHERE customer IS NOT NULL"
)
TAKEN = RULE.model_copy(
    update={
        "action": None,
        "identity": "who",
        "columns": (*RULE.columns, *(Taken(column=c, field=c) for c in ("device", "client"))),
    }
)
NAMING = (*RULE.survivorship, Survivor(column="client", field="client", rule="most_recent"))
MAILS = ("bob@x.example", "Anna@x.example", "family@x.example")
PHONES = ("0171 7777777", "0171 8888888")


def some():
    """Give events of persons known by their e-mail or phone, and of new ones."""
    for n in range(1, 15):
        known = {"email": MAILS[n % 2]} if n % 3 else {"phone": PHONES[n % 2]}
        who = {"email": f"new{n}@x.example"} if n % 9 == 0 else known
        who |= {"client": f"C{n % 12 + 1}"} if n % 4 == 0 else {}
        yield event(n, f"2026-01-{n:02}T10:00:00Z", device=f"D{n % 7}", **who)


EVENTS = [*some()]


def shop(folder, **more):
    """Make a shop whose visitors were matched with the profile; gives its flow and its rule."""
    rule = TAKEN.model_copy(update=more)
    flow = make(folder, rule)
    with files.write(folder / "v.duckdb") as session:
        for statement in TABLES.split(";"):
            session.run(statement)
    catalog = flow.workspace.catalog()
    visits = paths(catalog.table("visits"), catalog)
    matched = next(one.link for one in visits if one.entity == "profile")
    bought = paths(catalog.table("purchases"), catalog, time="bought_at")
    devices = [one.link for one in bought if one.entity == "profile" and one.link.since]
    links = (matched, Link(column="device", bridge=CARRIED, since=True), *devices)
    seen = EventSource(table="visits", time="seen_at", links=links, where=None)
    features = FeatureSet(
        name="buying",
        entity="profile",
        key="profile_id",
        sources=(PURCHASES, seen),
        features=(
            feature("purchases_7", "count", days=7),
            feature("visits", "count", "visits"),
            feature("since", "tenure", "visits"),
        ),
    )
    rule = rule.model_copy(update={"features": features})
    with files.write(folder / "v.duckdb") as session:
        session.run("UPDATE vibecli_rules SET rule = ?", [rule.model_dump_json()])
    return flow, rule


def taken(folder, *parts, batch=1000, **more):
    """Stream events, a run a part; gives its rule and the features of the persons touched."""
    folder.mkdir()
    flow, rule = shop(folder, **more)
    for part in parts:
        streamed(flow, written(folder / "e", part, "a"), batch=batch)
    return rule, rows(folder, "SELECT * FROM profile_features")


def read_once(folder, rule):
    """Give whether each bridge of the visits is read once."""
    with files.write(folder / "v.duckdb") as session:
        found = bridges.Bridges(session, Shape.of(session, rule))
        links = rule.features.sources[1].links
        return [found.of(one.bridge, "VARCHAR", since=one.since) is not None for one in links]


JUDGED = """
SELECT name AS value, client_id AS key FROM clients                                        | stays
SELECT client AS value, profile_id AS key FROM profile WHERE client IS NOT NULL            | stays
SELECT client AS value, profile_id AS key FROM profile WHERE (city IS NOT NULL)            |
SELECT client AS value, profile_id AS key FROM profile                                     |
SELECT client AS value, profile_id AS key FROM profile WHERE client IS NOT NULL AND spent = 1 |
SELECT lower(email) AS value, profile_id AS key FROM profile WHERE client IS NOT NULL      |
SELECT p AS value, profile_id AS key FROM profile AS p WHERE client IS NOT NULL            |
SELECT c.client_id AS value, profile_id AS key FROM clients c LEFT JOIN profile USING (name) |
SELECT c.client_id AS value, 'P' AS key FROM clients c WHERE c.name NOT IN (SELECT city FROM profile) |
SELECT customer AS value, customer AS key FROM purchases                                   |
SELECT record_id AS value, profile_key AS key FROM profile_provenance                      |
SELECT profile_id AS value, profile_id AS key FROM profile_features                        |
SELECT person AS value, person AS key FROM vibecli_outbox                                  |
SELECT person AS value, person AS key FROM vibecli.stream_keys                             |
SELECT value, key FROM seen                                                                |
WITH profile AS (SELECT 1 AS value, 2 AS key) SELECT value, key FROM profile               |
SELECT name AS value, client_id AS key FROM clients WHERE random() < 0.5                   |
SELECT name AS value, client_id AS key FROM clients WHERE now() > '2026-01-01'             |
SELECT name AS value, client_id AS key FROM clients LIMIT (                                |
SELECT value, key FROM ({match})                                                           | stays
SELECT value, key FROM ({match}) WHERE key NOT IN (SELECT key FROM ({match}))              | stays
SELECT value, key FROM ({unfit})                                                           |
"""


def test_a_bridge_stays_only_where_nothing_it_reads_changes(tmp_path):
    _, rule = shop(tmp_path)
    match = rule.features.sources[1].links[0].bridge
    unfit = match.replace("__t.source = lower(__o.source) AND", "")
    with files.write(tmp_path / "v.duckdb") as session:
        session.run("CREATE VIEW seen AS SELECT client_id AS value, client_id AS key FROM clients")
        reads = Reads(session, Shape.of(session, rule))
        for line in JUDGED.strip().splitlines():
            bridge, _, told = map(str.strip, line.partition("|"))
            bridge = bridge.replace("{match}", match).replace("{unfit}", unfit)
            assert reads.stays(parsed(bridge)) == (told == "stays"), bridge
        session.run("UPDATE who SET source = 'purchases' WHERE record_id = 'C9'")
        assert not reads.stays(parsed(match))


@given(data=st.data())
def test_ways_are_found_in_either_direction_however_they_came(data):
    ways, known = Ways(), []
    for _ in range(data.draw(st.integers(0, 6))):
        some = data.draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
        ways.add(arrays(some))
        known += some
    last = data.draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5))
    now, asked = ways.and_(arrays(last)), np.arange(4, dtype=np.uint64)
    for has, held in ((ways, known), (now, [*known, *last])):
        assert len(has) == len(held)
        found = has.find(asked)
        assert sorted(zip(found.asked, found.keys, found.since, strict=True)) == sorted(
            (value, f"k{key}", value * 10 + key) for value, key in held if value < len(asked)
        )
        assert sorted(has.values(asked)) == sorted(v for v, key in held if key < len(asked))


def arrays(pairs):
    """Give ways as they are read."""
    values, keys = np.array(pairs, dtype=np.uint64).reshape(-1, 2).T
    return values, keys, np.array([f"k{key}" for key in keys], dtype=object), values * 10 + keys


def whole(folder, rule):
    """Give the features of one run over all events, of those who have some in the stream's."""
    features = rule.features
    select = printed_select(features, spine_own(features))
    shown = f"SELECT key, cut, * EXCLUDE (key, cut) FROM ({select})"
    return rows(folder, f"{shown} WHERE key IN (SELECT profile_id FROM profile_features)")


@pytest.mark.parametrize(
    "named",
    [RULE.survivorship, pytest.param(NAMING, marks=pytest.mark.slow)],
    ids=["stays", "written"],
)
def test_events_that_lead_through_a_match_count_as_in_one_run_whatever_the_batches(tmp_path, named):
    rule, found = taken(tmp_path / "1", EVENTS, survivorship=named)
    stays = named is RULE.survivorship
    assert read_once(tmp_path / "1", rule) == [stays, True, stays]
    assert found == whole(tmp_path / "1", rule)
    if stays:
        visits = {key: visits for key, _, _, visits, *_ in found}
        assert min(visits[key] for key in ("P1", "P2", "P4", NEW)) > 0
        told = "SELECT record_id FROM profile_provenance WHERE column_name IS NULL"
        assert rows(tmp_path / "1", told) == [("C4",), ("C8",)]
    again = taken(tmp_path / "2", EVENTS[:5], EVENTS[5:], batch=2, survivorship=named)
    assert again[1] == found
