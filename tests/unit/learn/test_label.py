"""Labels counted by hand, whatever the events: who counts at a cut, what came true, what is known."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.learn.sets import START, made, put, worlds
from vibecli.engine.duckdb import DuckEngine
from vibecli.learn.definition import Label
from vibecli.learn.label import entities, labelled, matured
from vibecli.learn.reach import reach
from vibecli.learn.spine import spine_at

CUTS = [START + timedelta(days=10), START + timedelta(days=20, hours=5)]
DAY = timedelta(days=1)
EARLY = datetime(2024, 1, 1)  # noqa: DTZ001 - moments of events have no zone


@pytest.fixture(scope="module")
def session():
    with DuckEngine().empty() as opened:
        yield opened


def owners(world, event, until):
    """Give the person of an event: its own key, else the one person its device leads to."""
    who, device = event[0], event[1]
    if who in (1, 2, 3):
        return who
    known = {
        (key, at) for value, key, at in world["logins"] if value == device and key in (1, 2, 3)
    }
    people = {key for key, _ in known}
    since = min((at for _, at in known), default=None)
    return people.pop() if len(people) == 1 and since < until else None


def by_hand(world, label):
    """Give {(key, cut): label} from the definition's words."""
    found = {}
    for cut in CUTS:
        end = cut + label.horizon * DAY
        for key in (1, 2, 3):
            before = [e[2] for e in world["events"] if owners(world, e, cut) == key and e[2] < cut]
            after = [
                e for e in world["events"] if owners(world, e, end) == key and cut <= e[2] < end
            ]
            active = label.active is None or any(at >= cut - label.active * DAY for at in before)
            if active:
                found[key, cut] = bool(after) is label.happens
    return found


def test_who_has_not_begun_at_a_cut_does_not_count(session):
    world = {"people": [(1, "DE"), (2, "US"), (3, None)], "events": [], "logins": []}
    put(session, world)
    session.run("ALTER TABLE people ADD COLUMN joined TIMESTAMP")
    session.run(
        f"UPDATE people SET joined = TIMESTAMP '{CUTS[0]}' + INTERVAL (id - 2) DAY WHERE id < 3"
    )
    features = made(()).model_copy(update={"born": "joined"})
    label = Label(
        name="l", meaning="m", source=features.sources[0], happens=False, horizon=5, active=None
    )
    found = session.rows(
        f"SELECT key, cut FROM ({entities(label, features, CUTS)}) ORDER BY cut, key"
    )
    first, later = CUTS  # the second began at the first cut itself, of the third it is not told
    assert found == [(1, first), (3, first), (1, later), (2, later), (3, later)]
    assert session.rows(f"SELECT key FROM ({spine_at(features, str(first))}) ORDER BY 1") == [
        (1,),
        (3,),
    ]
    session.run("ALTER TABLE people DROP COLUMN joined")


@settings(max_examples=25)
@given(
    world=worlds,
    happens=st.booleans(),
    horizon=st.integers(1, 15),
    active=st.none() | st.integers(1, 20),
)
def test_labels_are_what_their_words_say(session, world, happens, horizon, active):
    put(session, world)
    features = made(())
    label = Label(
        name="l",
        meaning="m",
        source=features.sources[0],
        happens=happens,
        horizon=horizon,
        active=active,
    )
    rows = session.rows(labelled(label, features, entities(label, features, CUTS)))
    assert len(rows) == len({row[:2] for row in rows})
    assert {(key, cut): told for key, cut, told in rows} == by_hand(world, label)


@given(days=st.integers(0, 900), horizon=st.integers(1, 120), most=st.integers(1, 6))
def test_no_cut_is_used_before_its_labels_are_known(days, horizon, most):
    oldest, now = EARLY, EARLY + days * DAY
    cuts = matured(oldest, now, horizon, most)
    if cuts is None:
        assert days <= 2 * horizon
        return
    assert cuts.test == now - horizon * DAY
    assert all(oldest < cut <= cuts.test - horizon * DAY for cut in cuts.train)
    assert len(cuts.train) <= most


def test_now_is_the_newest_event_that_counts(session):
    late, never = START + 5 * DAY, EARLY
    events = [
        (1, None, START, "buy", 1.0),
        (1, None, late, "view", 1.0),
        (1, None, never, None, 1.0),
    ]
    put(session, {"people": [(1, "DE")], "events": events, "logins": []})
    session.run("INSERT INTO events VALUES (1, NULL, 'infinity', 'buy', 1.0)")
    source = made(()).sources[0].model_copy(update={"where": "kind IS NOT NULL"})
    found = reach(session, source)
    assert (found.oldest, found.newest, found.later) == (START, late, 0)


def test_events_dated_far_from_all_others_are_not_what_now_is(session):
    days = [START + hour * DAY / 24 for hour in range(2000)]
    strays = [EARLY - 9000 * DAY, START + 500 * DAY, START + 25_000 * DAY]
    events = [(1, None, at, "buy", 1.0) for at in (*days, *strays)]
    put(session, {"people": [(1, "DE")], "events": events, "logins": []})
    found = reach(session, made(()).sources[0])
    assert (found.oldest, found.newest, found.later) == (days[0], days[-1], 2)
    assert found.told.startswith("2 events lie far after the others in events, up to 20")
