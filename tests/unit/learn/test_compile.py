"""Every measure is what it is called, counted by hand; nothing after the cut shows in it."""

from datetime import timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.learn.sets import MEASURES, feature, made, moments, put, sets, worlds
from vibecli.engine.duckdb import DuckEngine, DuckSession
from vibecli.learn.compile import feature_select
from vibecli.learn.spine import spine_at, spine_newest, spine_own

DAY = timedelta(days=1)
EMPTY = {"count": 0, "distinct": 0, "sessions": 0, "days_active": 0, "streak": 0}


@pytest.fixture(scope="module")
def session():
    with DuckEngine().empty() as opened:
        yield opened


def rows(session, features, spine, *, keyed=0):
    found = session.rows(f"{feature_select(features, spine)} ORDER BY 1")
    return {row[keyed]: row[2:] for row in found}


def led(world, cut):
    """Give (person, time, kind, amount) of the events before a cut, links followed by hand."""
    for who, device, ts, kind, amount in world["events"]:
        person = who if who in (1, 2, 3) else None
        if person is None:
            seen = sorted((t, p) for d, p, t in world["logins"] if d == device and p in (1, 2, 3))
            owners = {p for t, p in seen if t < cut}
            person = owners.pop() if len(owners) == 1 else None
        if person is not None and ts < cut:
            yield person, ts, kind, amount


def runs(values, near):
    """Give the runs of sorted values in which each is near to the one before."""
    found = []
    for value in sorted(values):
        if found and near(found[-1][-1], value):
            found[-1].append(value)
        else:
            found.append([value])
    return found


def by_hand(measure, events, cut):
    """Give a measure of (time, kind, amount) as one would count it on paper."""
    times = [ts for ts, *_ in events]
    kinds = [(ts, kind) for ts, kind, _ in events if kind]
    amounts = [amount for *_, amount in events if amount is not None]
    visits = runs(times, lambda a, b: b - a <= timedelta(minutes=30))
    days = runs({ts.date() for ts in times}, lambda a, b: b - a <= DAY)
    newer = sum(cut - ts <= DAY * 4.5 for ts in times)
    spent = sum(round(a * 10) for a in amounts) / 10
    simple = {
        "count": len,
        "distinct": lambda _: len({kind for _, kind in kinds}),
        "days_active": lambda _: sum(map(len, days)),
        "streak": lambda _: max(map(len, days)),
        "sessions": lambda _: len(visits),
        "share": lambda _: sum(kind == "buy" for _, kind in kinds) / len(times),
        "recency": lambda _: round((cut - max(times)) / DAY, 5),
        "tenure": lambda _: round((cut - min(times)) / DAY, 5),
        "gap": lambda _: (max(times) - min(times)) / DAY / (len(times) - 1) if times[1:] else None,
        "trend": lambda _: (2 * newer - len(times)) / len(times),
        "session_events": lambda _: len(times) / len(visits),
        "session_minutes": lambda _: sum((v[-1] - v[0]) / timedelta(minutes=1) for v in visits) / len(visits),
        "hour_share": lambda _: sum(ts.hour >= 22 or ts.hour < 6 for ts in times) / len(times),
        "sum": lambda _: spent if amounts else None,
        "average": lambda _: spent / len(amounts) if amounts else None,
        "minimum": lambda _: min(amounts, default=None),
        "maximum": lambda _: max(amounts, default=None),
        "last": lambda _: max(kinds)[1] if kinds else None,
        "first": lambda _: min(kinds)[1] if kinds else None,
    }  # fmt: skip
    return simple[measure](times) if times else EMPTY.get(measure)


@pytest.mark.slow
@pytest.mark.parametrize("days", [9, None])
@settings(max_examples=3)
@given(world=worlds, cut=moments)
def test_every_measure_is_what_one_counts_by_hand(session, days, world, cut):
    put(session, world)
    wanted = [m for m in MEASURES if m != "trend" or days]
    features = made([feature(m, m, days) for m in wanted])
    found = rows(session, features, spine_at(features, str(cut)))
    for person in (1, 2, 3):
        own = [e for p, *e in led(world, cut) if p == person]
        own = [e for e in own if days is None or e[0] >= cut - days * DAY]
        told = [None if v is None else v if isinstance(v, str) else float(v) for v in found[person]]
        counted = [by_hand(m, own, cut) for m in wanted]
        assert told == [c if c is None or isinstance(c, str) else pytest.approx(c) for c in counted]


@settings(max_examples=3)
@given(world=worlds, features=sets(), cut=moments)
def test_what_comes_after_the_cut_shows_nowhere(session, world, features, cut):
    put(session, world)
    spine = spine_at(features, str(cut))
    before = rows(session, features, spine)
    later = {n: [r for r in world[n] if r[2] < cut] for n in ("events", "logins")}
    put(session, world | later)
    assert rows(session, features, spine) == before


@pytest.mark.slow
@settings(max_examples=8)
@given(world=worlds, features=sets(), person=st.sampled_from([1, 2, 3]))
def test_one_entity_alone_is_as_among_all_and_moments_are_told_apart(
    session, world, features, person
):
    put(session, world)
    own = spine_own(features)
    every = rows(session, features, own)
    alone = rows(session, features, f"SELECT * FROM ({own}) WHERE key = {person}")
    assert alone == {person: every[person]}
    both = f"SELECT * FROM ({own}) UNION ALL SELECT * FROM ({spine_newest(features)})"
    found = session.rows(feature_select(features, both))
    assert len(found) == 6
    assert sorted(map(str, found)) == sorted(
        str(row)
        for spine in (own, spine_newest(features))
        for row in session.rows(feature_select(features, spine))
    )


def test_a_moment_is_one_whatever_the_zone_of_the_machine():
    features = made([feature("night", "hour_share"), feature("recency", "recency")])
    with DuckSession(duckdb.connect(":memory:")) as session:
        put(session, {"people": [(1, "DE")], "events": [], "logins": []})
        session.run("ALTER TABLE events ALTER ts TYPE TIMESTAMPTZ")
        session.run("INSERT INTO events VALUES (1, NULL, '2026-01-01 23:00:00+00', 'buy', 1)")
        session.run("SET TimeZone = 'America/New_York'")
        found = rows(session, features, spine_at(features, "2026-01-02"))
    assert found[1] == (1.0, 0.04167)
