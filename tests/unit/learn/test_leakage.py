"""No feature reads what came after its cut: planted leaks are found, honest features pass."""

import pytest

from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo, TopValue
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Link
from vibecli.learn.guarded import Ground, unguarded
from vibecli.learn.leakage import leaks

TABLES = {
    "shop.orders": {
        "order_id": "BIGINT", "customer_id": "BIGINT", "device_id": "VARCHAR", "ts": "TIMESTAMP",
        "amount": "DECIMAL(18,2)", "status": "VARCHAR", "channel": "VARCHAR", "currency": "VARCHAR",
        "cancelled_at": "TIMESTAMP", "updated_at": "TIMESTAMP", "due_date": "DATE", "payload": "JSON",
        "items": "STRUCT(sku VARCHAR, returned BOOLEAN)", "birth_date": "DATE", "churned": "BOOLEAN",
    },
    "logins": {"device_id": "VARCHAR", "customer_id": "BIGINT", "ts": "TIMESTAMP", "state": "VARCHAR"},
    "devices": {"device_id": "VARCHAR", "customer_id": "BIGINT", "first_seen": "TIMESTAMP"},
    "people": {"person_id": "VARCHAR", "source": "VARCHAR", "record_id": "VARCHAR"},
    "customers": {
        "customer_id": "BIGINT", "country": "VARCHAR", "birth_date": "DATE", "created_at": "TIMESTAMP",
        "lifetime_value": "DECIMAL(18,2)", "last_activity": "DATE", "tier": "VARCHAR", "points": "BIGINT",
        "opted_in": "BOOLEAN", "churn_score": "DOUBLE", "updated_at": "TIMESTAMP", "status": "VARCHAR",
    },
}  # fmt: skip
ROLES = {"amount": Role.AMOUNT, "opted_in": Role.FLAG, "birth_date": Role.BIRTH_DATE}
ORDERS, LOGINS = "shop.orders", "logins"
BRIDGE = "SELECT device_id AS value, customer_id AS key FROM devices"
SEEN = "SELECT device_id AS value, customer_id AS key, ts AS since FROM logins"


def info(name):
    columns = [
        ColumnInfo(name=c, type=kind, role=ROLES.get(c), top=TOPS.get((name, c), ()))
        for c, kind in TABLES[name].items()
    ]
    return TableInfo(name=name, columns=tuple(columns))


TOPS = {(LOGINS, "state"): (TopValue(value="ok", rows=9), TopValue(value="locked", rows=1))}
CATALOG = Catalog(tables=tuple(map(info, TABLES)))


def features(column=None, where=None, **more):
    """Give a set with one feature and the source it is measured on."""
    source, bridge = more.get("source", ORDERS), more.get("bridge")
    link = Link(
        column="device_id" if bridge else "customer_id",
        bridge=bridge,
        since=more.get("since", False),
    )
    events = EventSource(
        table=ORDERS if source == "customers" else source,
        time=more.get("time", "ts"),
        links=(link,),
        where=more.get("source_where"),
    )
    feature = FeatureColumn(
        name="x",
        meaning="a feature",
        source=source,
        measure=more.get("measure") or ("sum" if column else "count"),
        column=column,
        where=where,
        days=30,
    )
    return FeatureSet(
        name="f",
        entity="customers",
        key="customer_id",
        sources=(events,),
        features=(feature,),
        known=more.get("known", ()),
    )


def attribute(column, **more):
    return features(column, measure="attribute", source="customers", **more)


LEAKS = {
    "subquery": features("amount / (SELECT avg(amount) FROM shop.orders)"),
    "correlated": features(
        where="EXISTS (SELECT 1 FROM shop.orders p WHERE p.customer_id = orders.customer_id)"
    ),
    "in subquery": features(where="customer_id IN (SELECT customer_id FROM logins)"),
    "subquery in the source": features(source_where="order_id IN (SELECT max(order_id) FROM logins)"),
    "now()": features("date_diff('day', ts, now())"),
    "current_date": features(where="ts > current_date - 30"),
    "current_timestamp": features(where="ts < current_timestamp"),
    "today()": features(where="ts::DATE < today()"),
    "a literal clock": features(where="ts < 'now'::TIMESTAMP"),
    "age of one moment": features("epoch(age(ts))"),
    "lead": features("date_diff('day', ts, lead(ts) OVER (PARTITION BY customer_id ORDER BY ts))"),
    "following": features(
        "sum(amount) OVER (ORDER BY ts ROWS BETWEEN CURRENT ROW AND 3 FOLLOWING)"
    ),
    "whole partition": features("avg(amount) OVER (PARTITION BY customer_id)"),
    "unbounded following": features(
        "last_value(amount) OVER (ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
    ),
    "backward order": features("lag(amount) OVER (PARTITION BY customer_id ORDER BY ts DESC)"),
    "negative lag": features("lag(amount, -1) OVER (PARTITION BY customer_id ORDER BY ts)"),
    "lag": features("date_diff('day', lag(ts) OVER (PARTITION BY customer_id ORDER BY ts), ts)"),
    "order of another column": features("lag(amount) OVER (ORDER BY order_id)"),
    "share of all": features("ntile(10) OVER (ORDER BY ts)"),
    "cancelled_at": features(where="cancelled_at IS NOT NULL"),
    "updated_at": features("date_diff('day', ts, updated_at)"),
    "status set later": features(where="status = 'delivered'"),
    "status qualified": features(where="orders.status <> 'returned'"),
    "label among features": features("churned::INT"),
    "later field of a struct": features(where="items.returned"),
    "later field of JSON": features(where="payload ->> 'cancelled_at' IS NULL"),
    "whole row": features("length(orders::VARCHAR)"),
    "every column": features("length(concat(*COLUMNS(*)))"),
    "in the source's condition": features(source_where="status = 'delivered'"),
    "time of changes": features(time="updated_at"),
    "planned time": features(time="due_date"),
    "birth date as time": features(time="birth_date"),
    "lifetime value": attribute("lifetime_value"),
    "last activity": attribute("last_activity"),
    "updated profile": attribute("updated_at"),
    "points": attribute("points"),
    "tier": attribute("upper(tier)"),
    "flag of now": attribute("opted_in"),
    "score of a model": attribute("churn_score"),
    "status of the profile": attribute("status"),
    "attribute by subquery": attribute("(SELECT max(ts) FROM shop.orders)"),
    "bridge of events": features(bridge=BRIDGE.replace("devices", "shop.orders")),
    "bridge through a CTE": features(
        bridge="WITH devices AS (SELECT device_id, customer_id FROM shop.orders)"
        " SELECT device_id AS value, customer_id AS key FROM devices"
    ),
    "bridge with a union": features(
        bridge=f"{BRIDGE} UNION ALL SELECT device_id, customer_id FROM shop.orders"
    ),
    "bridge with a lateral": features(
        bridge="SELECT d.device_id AS value, o.key FROM devices d,"
        " LATERAL (SELECT customer_id AS key FROM shop.orders p WHERE p.device_id = d.device_id) o"
    ),
    "newest owner": features(
        bridge=f"{BRIDGE} QUALIFY row_number() OVER (PARTITION BY device_id ORDER BY first_seen DESC) = 1"
    ),
    "bridge that reads the clock": features(bridge=f"{BRIDGE} WHERE first_seen < now()"),
    "newest owner, timed": features(
        bridge=f"{SEEN} QUALIFY row_number() OVER (PARTITION BY device_id ORDER BY ts DESC) = 1",
        since=True,
    ),
    "since too early": features(bridge=SEEN.replace("ts AS", "ts - INTERVAL 30 DAY AS"), since=True),
    "since made up": features(bridge=SEEN.replace("ts AS", "TIMESTAMP '2020-01-01' AS"), since=True),
    "newest of a group": features(
        bridge="SELECT device_id AS value, arg_max(customer_id, ts) AS key, min(ts) AS since"
        " FROM logins GROUP BY device_id",
        since=True,
    ),
}  # fmt: skip


@pytest.mark.few(10)
@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak_is_found(name):
    found = [*leaks(LEAKS[name], CATALOG)]
    assert found
    assert all(leak.message and leak.hint for leak in found)


HONEST = {
    "count": features(),
    "sum": features("amount"),
    "condition": features(where="channel = 'web' AND amount > 10"),
    "case": features("CASE WHEN channel = 'web' THEN amount ELSE 0 END"),
    "distinct": features("lower(trim(channel))", measure="distinct"),
    "weekday": features(where="dayofweek(ts) IN (0, 6)"),
    "its own time": features("epoch(ts)", measure="minimum"),
    "a fixed date": features(where="ts >= DATE '2024-01-01'"),
    "distance to an own date": features("date_diff('day', birth_date, ts)", measure="average"),
    "qualified": features("orders.amount"),
    "last": features("channel", measure="last"),
    "share": features(where="currency = 'EUR'", measure="share"),
    "plain field of a struct": features("items.sku", measure="distinct"),
    "plain field of JSON": features("payload ->> 'sku'", measure="distinct"),
    "list": features(where="list_contains(['web', 'app'], channel)"),
    "lambda": features("len(list_filter(['a', 'b'], lambda x: x = channel))"),
    "coalesce": features("coalesce(amount, 0)"),
    "state that stays": features(where="state = 'ok'", source=LOGINS),
    "cancellations as events": features(time="cancelled_at"),
    "status that is said to stay": features(
        where="status = 'gift'", known=("shop.orders.status",)
    ),
    "age of two moments": features("epoch(age(ts, TIMESTAMP '2020-01-01'))"),
    "country": attribute("country"),
    "birth year": attribute("year(birth_date)"),
    "creation": attribute("created_at"),
    "tier that is said to stay": attribute("tier", known=("customers.tier",)),
    "bridge of devices": features(bridge=BRIDGE),
    "bridge through identities": features(
        bridge="SELECT d.device_id AS value, p.person_id AS key FROM devices d"
        " JOIN people p ON p.source = 'customers' AND p.record_id = d.customer_id::VARCHAR"
    ),
    "bridge of a CTE": features(bridge=f"WITH d AS ({BRIDGE}) SELECT value, key FROM d"),
    "bridge since a login": features(bridge=SEEN, since=True),
    "bridge since the first sight": features(
        bridge=BRIDGE.replace(" FROM", ", first_seen AS since FROM"), since=True
    ),
}  # fmt: skip


@pytest.mark.few(5)
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_feature_passes(name):
    assert [*leaks(HONEST[name], CATALOG)] == []


GROUND = Ground(
    {
        "orders": {
            "id": "INT",
            "who": "INT",
            "ts": "TIMESTAMP",
            "amount": "DOUBLE",
            "done": "TIMESTAMP",
        },
        "returns": {"who": "INT", "at": "TIMESTAMP"},
        "customers": {"who": "INT", "country": "VARCHAR"},
        "cuts": {"key": "INT", "cut": "TIMESTAMP"},
    },
    {"orders": "ts", "returns": "at"},
    "cuts",
)
FRAME = "SELECT s.key, count(*) FROM {} GROUP BY ALL"
JOINED = FRAME.format("cuts s JOIN orders o ON o.who = s.key{}")
UNGUARDED = {
    "no guard": JOINED.format(""),
    "at the cut too": JOINED.format(" WHERE o.ts <= s.cut"),
    "the wrong way round": JOINED.format(" WHERE o.ts >= s.cut"),
    "cut moved on": JOINED.format(" WHERE o.ts < s.cut + INTERVAL 1 DAY"),
    "time moved back": JOINED.format(" WHERE o.ts - INTERVAL 1 DAY < s.cut"),
    "by a negative length": JOINED.format(" WHERE o.ts < s.cut - INTERVAL '-7' DAY"),
    "or": JOINED.format(" WHERE o.ts < s.cut OR o.amount > 5"),
    "between": JOINED.format(" WHERE o.ts BETWEEN s.cut - INTERVAL 9 DAY AND s.cut"),
    "another time": JOINED.format(" WHERE o.done < s.cut"),
    "not the cut": JOINED.format(" WHERE o.ts < o.done"),
    "newest cut of all": JOINED.format(" WHERE o.ts < (SELECT max(cut) FROM cuts)"),
    "second time unguarded": JOINED.format(" AND o.ts < s.cut JOIN orders p ON p.who = s.key"),
    "correlated": "SELECT s.key, (SELECT count(*) FROM orders o WHERE o.who = s.key) FROM cuts s",
    "lateral": "SELECT s.key, x.n FROM cuts s,"
    " LATERAL (SELECT count(*) AS n FROM orders o WHERE o.who = s.key) x",
    "in": "SELECT s.key FROM cuts s WHERE s.key IN (SELECT who FROM orders)",
    "one part of a union": JOINED.format(" WHERE o.ts < s.cut")
    + " UNION ALL SELECT who, count(*) FROM orders GROUP BY 1",
    "shadowed by a CTE": "WITH orders AS (SELECT * FROM orders) " + JOINED.format(""),
    "counted first": "WITH n AS (SELECT who, count(*) AS n, min(ts) AS ts FROM orders GROUP BY 1)"
    " SELECT s.key, n.n FROM cuts s JOIN n ON n.who = s.key WHERE n.ts < s.cut",
    "looked ahead first": "WITH e AS (SELECT who, ts, lead(ts) OVER (PARTITION BY who ORDER BY ts) AS nx"
    " FROM orders) SELECT s.key, max(nx) FROM cuts s JOIN e ON e.who = s.key WHERE e.ts < s.cut GROUP BY 1",
    "newest ones first": "WITH e AS (SELECT who, ts FROM orders ORDER BY ts DESC LIMIT 9)"
    " SELECT s.key, count(*) FROM cuts s JOIN e ON e.who = s.key WHERE e.ts < s.cut GROUP BY 1",
    "time changed below": "WITH e AS (SELECT who, ts - INTERVAL 9 DAY AS ts FROM orders)"
    " SELECT s.key, count(*) FROM cuts s JOIN e ON e.who = s.key WHERE e.ts < s.cut GROUP BY 1",
    "cut changed below": "WITH c AS (SELECT key, cut + INTERVAL 90 DAY AS cut FROM cuts)"
    " SELECT c.key, count(*) FROM c JOIN orders o ON o.who = c.key WHERE o.ts < c.cut GROUP BY 1",
    "cut made up": "WITH c AS (SELECT key, TIMESTAMP '2030-01-01' AS cut FROM cuts)"
    " SELECT c.key, count(*) FROM c JOIN orders o ON o.who = c.key WHERE o.ts < c.cut GROUP BY 1",
    "kept by a left join": FRAME.format("orders o LEFT JOIN cuts s ON o.who = s.key AND o.ts < s.cut"),
    "kept by a right join": FRAME.format("cuts s RIGHT JOIN orders o ON o.who = s.key AND o.ts < s.cut"),
    "semi join": FRAME.format("cuts s SEMI JOIN orders o ON o.who = s.key"),
    "set apart": "WITH e AS (SELECT who, ts FROM orders UNION SELECT who, at FROM returns)"
    " SELECT s.key, count(*) FROM cuts s JOIN e ON e.who = s.key WHERE e.ts < s.cut GROUP BY 1",
}  # fmt: skip


@pytest.mark.few(5)
@pytest.mark.parametrize("name", UNGUARDED)
def test_a_read_beyond_the_cut_is_not_proved(name):
    assert unguarded(UNGUARDED[name], GROUND)


GUARDED = {
    "joined": JOINED.format(" WHERE o.ts < s.cut"),
    "in the join": FRAME.format("cuts s LEFT JOIN orders o ON o.who = s.key AND o.ts < s.cut"),
    "the other way round": JOINED.format(" WHERE s.cut > o.ts AND o.ts >= s.cut - INTERVAL 30 DAY"),
    "denied": JOINED.format(" WHERE NOT (o.ts >= s.cut)"),
    "earlier": JOINED.format(" WHERE o.ts < s.cut - INTERVAL 7 DAY"),
    "time moved on": JOINED.format(" WHERE o.ts + INTERVAL 1 DAY < s.cut"),
    "correlated": "SELECT s.key, (SELECT count(*) FROM orders o WHERE o.who = s.key AND o.ts < s.cut)"
    " FROM cuts s",
    "through a CTE": "WITH e AS (SELECT who, CAST(ts AS TIMESTAMP) AS t FROM orders WHERE amount > 0)"
    " SELECT s.key, count(*) FROM cuts s JOIN e ON e.who = s.key WHERE e.t < s.cut GROUP BY 1",
    "both parts of a union": "WITH e AS (SELECT who, ts FROM orders UNION ALL SELECT who, at FROM returns)"
    " SELECT s.key, count(*) FROM cuts s JOIN e ON e.who = s.key WHERE e.ts < s.cut GROUP BY 1",
    "names left out": "WITH spine AS (SELECT key AS k, cut AS c FROM cuts)"
    " SELECT k, count(*) FROM spine JOIN orders ON who = k WHERE ts < c GROUP BY 1",
    "no events": "SELECT s.key, c.country FROM cuts s JOIN customers c ON c.who = s.key",
    "looked ahead below the cut": "SELECT s.key, lead(o.ts) OVER (PARTITION BY s.key ORDER BY o.ts)"
    " FROM cuts s JOIN orders o ON o.who = s.key WHERE o.ts < s.cut",
    "semi join": "SELECT s.key FROM cuts s SEMI JOIN orders o ON o.who = s.key AND o.ts < s.cut",
}  # fmt: skip


@pytest.mark.few(3)
@pytest.mark.parametrize("name", GUARDED)
def test_a_guard_is_proved(name):
    assert unguarded(GUARDED[name], GROUND) == ()
