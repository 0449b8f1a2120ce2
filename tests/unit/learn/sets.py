"""Random events of three persons, and sets of every measure over them."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from vibecli.engine.names import quote
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Link

START = datetime.fromisoformat("2026-01-01")
COLUMNS = {
    "sum": "amount", "average": "amount", "minimum": "amount", "maximum": "amount",
    "distinct": "kind", "last": "kind", "first": "kind",
}  # fmt: skip
MEASURES = (
    "count", *COLUMNS, "share", "recency", "tenure", "gap", "trend", "sessions", "session_events",
    "session_minutes", "days_active", "streak", "hour_share",
)  # fmt: skip
BRIDGE = "SELECT device AS value, who AS key, ts AS since FROM logins"
TABLES = {
    "people": "id INTEGER, country VARCHAR",
    "events": "who INTEGER, device VARCHAR, ts TIMESTAMP, kind VARCHAR, amount DOUBLE",
    "logins": "device VARCHAR, who INTEGER, ts TIMESTAMP",
}

moments = st.integers(0, 40 * 24 * 6).map(lambda n: START + timedelta(minutes=10 * n))
events = st.tuples(
    st.sampled_from([1, 2, 9, None, None]),
    st.sampled_from(["a", "b", None]),
    moments,
    st.sampled_from(["buy", "view", None]),
    st.sampled_from([0.1, 0.2, 0.7, -3.0, None]),
)
logins = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from([1, 2, 3, 9]), moments)
worlds = st.fixed_dictionaries(
    {
        "people": st.just([(1, "DE"), (2, "US"), (3, None)]),
        "events": st.lists(events, max_size=12),
        "logins": st.lists(logins, max_size=3),
    }
)


def feature(name, measure, days=None, where=None, source="events", **more):
    column = "country" if measure == "attribute" else COLUMNS.get(measure)
    if measure == "share":
        where = "kind = 'buy'"
    if measure == "trend":
        days = days or 9
    return FeatureColumn(
        name=name, meaning=measure, source=source, measure=measure, column=column, where=where,
        days=days, from_hour=22, to_hour=6, **more,
    )  # fmt: skip


def made(features):
    """Give a set of features over events that lead to people by key, else by device."""
    links = (Link(column="who", bridge=None), Link(column="device", bridge=BRIDGE, since=True))
    source = EventSource(table="events", time="ts", links=links, where=None)
    return FeatureSet(
        name="f", entity="people", key="id", sources=(source,), features=tuple(features)
    )


@st.composite
def sets(draw):
    """Give a set of some measures, each over some window, and what is made of two of them."""
    one = st.tuples(
        st.sampled_from(MEASURES),
        st.sampled_from([None, 3, 7, 30]),
        st.sampled_from([None, "kind = 'buy'"]),
    )
    chosen = draw(st.lists(one, min_size=2, max_size=5))
    found = [feature(f"f{n}", *parts) for n, parts in enumerate(chosen)]
    numbers = [f.name for f in found if f.measure not in ("last", "first")]
    if len(numbers) > 1:
        found.append(feature("made", "ratio", of=tuple(numbers[:2])))
    return made([*found, feature("country", "attribute", source="people")])


def put(session, world):
    """Make the tables of a world in a session."""
    for name, columns in TABLES.items():
        session.run(f"CREATE OR REPLACE TABLE {quote(name)} ({columns})")
        for row in world[name]:
            session.run(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
