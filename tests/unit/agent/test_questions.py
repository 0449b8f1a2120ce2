"""Questions in the words of people who see only a database: read to the last word, or not at all."""

import pytest

from tests.unit.agent.planning import database, result

TABLES = """
CREATE TABLE Firmen (FirmaNr INTEGER PRIMARY KEY, Bezeichnung VARCHAR, Land VARCHAR);
INSERT INTO Firmen SELECT i, 'Firma ' || i, ['DE', 'Germany', 'FR', 'CH'][1 + i % 4] FROM range(1, 21) t(i);
CREATE TABLE mbr (mbr_id INTEGER PRIMARY KEY, FirmaNr INTEGER, nm VARCHAR, eml VARCHAR,
    sts VARCHAR, bal_amt DECIMAL(9,2), cr_dt DATE, gekündigtAm DATE, werbung_erlaubt BOOLEAN);
INSERT INTO mbr SELECT i, 1 + i % 19, 'Person ' || i, CASE WHEN i % 4 > 0 THEN 'p' || i || '@a.example' END,
    ['aktiv', 'ruhend', 'Aktiv'][1 + i % 3], i * 1.5 - 100, DATE '2023-01-01' + (i * 3)::INTEGER,
    CASE WHEN i % 7 = 0 THEN DATE '2025-01-01' + i::INTEGER END, i % 2 = 0 FROM range(1, 301) t(i);
CREATE TABLE tkt (tkt_no INTEGER PRIMARY KEY, mbr_id INTEGER, prio VARCHAR, op_ts TIMESTAMP, slv_ts TIMESTAMP);
INSERT INTO tkt SELECT i, 1 + i % 200, ['P1', 'P2', 'p1'][1 + i % 3], TIMESTAMP '2025-01-01' + INTERVAL (i) HOUR,
    CASE WHEN i % 3 > 0 THEN TIMESTAMP '2025-01-01' + INTERVAL (i * 2) HOUR END FROM range(1, 601) t(i)
"""
RIGHT = [
    ("how many members are still active?", "SELECT count(*) FROM mbr WHERE lower(sts) = 'aktiv'"),
    ("members of german companies", "SELECT mbr_id FROM mbr JOIN Firmen USING (FirmaNr) WHERE Land IN ('DE', 'Germany')"),
    ("how many members terminated in 2025", "SELECT count(*) FROM mbr WHERE year(gekündigtAm) = 2025"),
    ("members who don't want advertising", "SELECT mbr_id FROM mbr WHERE NOT werbung_erlaubt"),
    ("how many members have no e-mail address", "SELECT count(*) FROM mbr WHERE eml IS NULL"),
    ("unsolved P1 tickets", "SELECT tkt_no FROM tkt WHERE slv_ts IS NULL AND upper(prio) = 'P1'"),
    ("tickets opened in the first quarter of 2025, but leave out the P2 ones",
     "SELECT tkt_no FROM tkt WHERE op_ts < '2025-04-01' AND prio <> 'P2'"),
    ("how many hours does it take on average to solve a ticket, per priority",
     "SELECT prio, avg(epoch(slv_ts - op_ts)) / 3600 FROM tkt GROUP BY 1"),
    ("top 3 members by number of tickets opened in January 2025",
     ("SELECT mbr_id, any_value(nm), count(*) FROM tkt JOIN mbr USING (mbr_id) WHERE op_ts < '2025-02-01'"
     " GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 3")),
    ("members that never opened a ticket", "SELECT mbr_id FROM mbr WHERE mbr_id NOT IN (SELECT mbr_id FROM tkt)"),
    ("new members per month in 2023",
     "SELECT CAST(date_trunc('month', cr_dt) AS DATE), count(*) FROM mbr WHERE year(cr_dt) = 2023 GROUP BY 1"),
    ("the five members with the highest balance", "SELECT mbr_id FROM mbr ORDER BY bal_amt DESC LIMIT 5"),
    ("In March 2025, how many tickets were opened?", "SELECT count(*) FROM tkt WHERE 0 = 1"),
    ("how are our members spread over the status?", "SELECT sts, count(*) FROM mbr GROUP BY 1"),
    ("members per status; count Aktiv and aktiv as aktiv", "SELECT lower(sts), count(*) FROM mbr GROUP BY 1"),
    ("count the companies per country, treat Germany as DE",
     "SELECT CASE Land WHEN 'Germany' THEN 'DE' ELSE Land END, count(*) FROM Firmen GROUP BY 1"),
    ("how many companies are in DE (Germany counts too)", "SELECT count(*) FROM Firmen WHERE Land IN ('DE', 'Germany')"),
    ("hi there, quick one for my slides: how many members said no to advertising?",
     "SELECT count(*) FROM mbr WHERE NOT werbung_erlaubt"),
    ("tickets per priority, P2 ones not counted", "SELECT prio, count(*) FROM tkt WHERE prio <> 'P2' GROUP BY 1"),
    ("companies in FR or CH, Bezeichnung and Land would be enough",
     "SELECT Bezeichnung, Land FROM Firmen WHERE Land IN ('FR', 'CH')"),
    ("the three most recently created members", "SELECT mbr_id FROM mbr ORDER BY cr_dt DESC, 1 LIMIT 3"),
    ("number of members and average balance per status", "SELECT sts, count(*), avg(bal_amt) FROM mbr GROUP BY 1"),
    ("members created between 1 March and 30 June 2023", "SELECT mbr_id FROM mbr WHERE cr_dt BETWEEN '2023-03-01' AND '2023-06-30'"),
    ("active members, dormant ones too", "SELECT mbr_id FROM mbr WHERE lower(sts) IN ('aktiv', 'ruhend')"),
    ("tickets P1/P2 opened Q1 2025", "SELECT tkt_no FROM tkt WHERE prio <> 'x' AND op_ts < '2025-04-01'"),
    ("members whose advertising = no, terminated 2025 or later, mail filled",
     "SELECT mbr_id FROM mbr WHERE NOT werbung_erlaubt AND gekündigtAm >= '2025-01-01' AND eml IS NOT NULL"),
    ("members: how many?", "SELECT count(*) FROM mbr"),
    ("all active members with how many tickets they have, zeros too. mbr_id and the number",
     ("SELECT mbr_id, (SELECT count(*) FROM tkt WHERE tkt.mbr_id = mbr.mbr_id) FROM mbr WHERE lower(sts) = 'aktiv'")),
    ("3 companies with the highest total balance over their active members. Bezeichnung, total",
     ("SELECT Bezeichnung, sum(bal_amt) FROM mbr JOIN Firmen USING (FirmaNr) WHERE lower(sts) = 'aktiv'"
      " GROUP BY 1 ORDER BY 2 DESC LIMIT 3")),
    ("tickets solved after they were opened, per priority",
     "SELECT prio, count(*) FROM tkt WHERE slv_ts > op_ts GROUP BY 1"),
    ("how many different members have at least one unsolved ticket",
     "SELECT count(DISTINCT mbr_id) FROM tkt WHERE slv_ts IS NULL"),
    ("what percentage of the members is dormant", "SELECT 100.0 * count(*) FILTER (sts = 'ruhend') / count(*) FROM mbr"),
]  # fmt: skip
UNANSWERABLE = [
    "the five fattest members by points",
    "how many members have children", "members of companies with a parking lot", "average income of the members",
    "which agent solved the most tickets", "what was the balance of member 5 on 31 Dec 2023",
    "how many tickets were about login problems", "members who are likely to leave", "rent per company",
    "how many members visited us last week", "In Berlin, how many members do we have",
    "members who moved in 2024", "tickets about refunds, Aktiv and aktiv are the same",
    "for the members who complained I need the number of tickets", "members in Leeds, active ones too", "companies in FR or CH (DE and CH both)", "did members write more tickets on rainy days",
]  # fmt: skip


base = database(TABLES)


def told(found, width):
    """Give the first columns of rows, numbers rounded, in no order."""
    cells = [[round(c, 2) if isinstance(c, float) else c for c in row[:width]] for row in found]
    return sorted(repr(row) for row in cells)


@pytest.mark.parametrize(("intent", "right"), RIGHT)
def test_a_question_gives_the_rows_meant(base, intent, right):
    select = result(base, intent).steps[0].select
    wanted = base[0].rows(right)
    assert wanted
    assert told(base[0].rows(select), len(wanted[0])) == told(wanted, len(wanted[0]))


@pytest.mark.parametrize("intent", UNANSWERABLE)
def test_what_no_column_tells_is_never_planned(base, intent):
    assert result(base, intent).kind != "plan"


@pytest.mark.few(24)
@pytest.mark.parametrize(("intent", "right"), RIGHT)
@pytest.mark.parametrize("word", ["purple", "Zebra", "rainy"])
def test_a_word_without_meaning_is_never_dropped(base, intent, right, word):
    assert result(base, f"{intent} {word}").kind != "plan"
    assert result(base, f"{word} {intent}").kind != "plan"


def test_dates_that_fit_alike_are_asked_about(base):
    question = result(base, "how many tickets per month")
    assert {option.label for option in question.options} == {"op_ts", "slv_ts"}
