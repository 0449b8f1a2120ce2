"""Features, models and standing rules as people of three trades say them: trades.yaml."""

from pathlib import Path

import pytest
import yaml

from tests.unit.agent.planning import errors
from vibecli.agent.catalogue.planner import CataloguePlanner
from vibecli.agent.planner import PlanRequest
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import quote
from vibecli.learn.registry import COLUMNS

TRADES = yaml.safe_load(Path(__file__).with_name("trades.yaml").read_text(encoding="utf-8"))
PARTS = 5  # of which the quick run takes one
ACTIONS = ("hello", "vip_alert", "winback")
REGISTRY = ", ".join(f"{column.name} {column.type}" for column in COLUMNS)
KEPT = f"""
CREATE TABLE vibecli_models ({REGISTRY});
INSERT INTO vibecli_models BY NAME SELECT 'churn' AS model, 1 AS version, '{{customers}}' AS customers,
  '{{reads}}' AS reads, 'no event within 90 days' AS meaning;
CREATE TABLE vibecli_rules (name VARCHAR, meaning VARCHAR, rule VARCHAR);
INSERT INTO vibecli_rules VALUES ('{{rule}}', 'for each new row', '{{{{}}}}')
"""
SETTINGS = {
    "praxis": (
        {"customers": "halter.halter_nr", "reads": "halter, rechnungen", "rule": "rechnungen"},
        """
CREATE TABLE halter (halter_nr INTEGER PRIMARY KEY, vorname VARCHAR, nachname VARCHAR, email VARCHAR, mobil VARCHAR,
  ort VARCHAR, kundengruppe VARCHAR, angelegt_am DATE, newsletter BOOLEAN, umsatz_gesamt DECIMAL(10, 2));
INSERT INTO halter SELECT i, 'Eva', 'Kranz' || i, 'e' || i || '@x.example', '+4917000' || i,
  ['Köln', 'Bonn', 'Aachen'][1 + i % 3], ['Stamm', 'Neu', 'Firma'][1 + (i // 3) % 3], DATE '2018-01-01' + INTERVAL (i * 12) DAY,
  i % 4 = 0, i * 10 FROM range(1, 241) r(i);
CREATE TABLE termine (termin_nr INTEGER PRIMARY KEY, halter_nr INTEGER REFERENCES halter, beginn TIMESTAMP, art VARCHAR,
  dauer_min INTEGER, abgesagt BOOLEAN);
INSERT INTO termine SELECT i, 1 + i % 240, TIMESTAMP '2024-01-01' + INTERVAL (i * 7) HOUR,
  ['Impfung', 'OP', 'Kontrolle'][1 + i % 3], 10 + i % 50, i % 9 = 0 FROM range(1500) r(i);
CREATE TABLE rechnungen (rechnung_nr INTEGER PRIMARY KEY, halter_nr INTEGER REFERENCES halter, datum TIMESTAMP,
  betrag DECIMAL(8, 2), zahlart VARCHAR);
INSERT INTO rechnungen SELECT i, 1 + i % 240, TIMESTAMP '2024-01-01' + INTERVAL (i * 7) HOUR, (i * 37 % 900) + 0.5,
  ['Karte', 'bar', 'Rechnung'][1 + i % 3] FROM range(1500) r(i)
""",
    ),
    "laden": (
        {"customers": "drivers.driverId", "reads": "drivers, chargeSessions", "rule": "chargeSessions"},
        """
CREATE TABLE drivers ("driverId" VARCHAR PRIMARY KEY, "fullName" VARCHAR, "emailAddress" VARCHAR, "homeCity" VARCHAR,
  "planName" VARCHAR, "signedUpAt" TIMESTAMP, "marketingOptIn" BOOLEAN, blocked BOOLEAN, "lastSeenAt" TIMESTAMP);
INSERT INTO drivers SELECT 'D' || i, 'Jo Marsh' || i, 'd' || i || '@x.example', ['Berlin', 'Hamburg', 'Munich', 'Vienna'][1 + i % 4],
  ['Flex', 'Pro', 'Fleet'][1 + i % 3], TIMESTAMP '2021-01-01' + INTERVAL (i * 6) DAY, i % 3 = 0, i % 11 = 0,
  NULL FROM range(1, 241) r(i);
CREATE TABLE "chargeSessions" ("sessionId" INTEGER PRIMARY KEY, "driverId" VARCHAR REFERENCES drivers, "startedAt" TIMESTAMP,
  "energyKwh" DECIMAL(8, 2), "costEur" DECIMAL(8, 2), "stationId" VARCHAR, "connectorType" VARCHAR);
INSERT INTO "chargeSessions" SELECT i, 'D' || (1 + i % 240), TIMESTAMP '2024-01-01' + INTERVAL (i * 7) HOUR, 5 + i % 60, (i % 60) * 0.5,
  'S' || (i % 17), ['CCS', 'Type2', 'CHAdeMO'][1 + i % 3] FROM range(1500) r(i);
CREATE TABLE "supportTickets" ("ticketId" INTEGER PRIMARY KEY, "driverId" VARCHAR REFERENCES drivers, "openedAt" TIMESTAMP,
  topic VARCHAR, severity INTEGER);
INSERT INTO "supportTickets" SELECT i, 'D' || (1 + i % 240), TIMESTAMP '2024-01-01' + INTERVAL (i * 30) HOUR,
  ['billing', 'app', 'cable'][1 + i % 3], 1 + i % 5 FROM range(400) r(i)
""",
    ),
    "theater": (
        {"customers": "abonnes.abonne_no", "reads": "abonnes, bill_tx", "rule": "bill_tx"},
        """
CREATE TABLE abonnes (abonne_no VARCHAR PRIMARY KEY, prenom VARCHAR, nom VARCHAR, courriel VARCHAR, ville VARCHAR,
  categorie VARCHAR, inscrit_le DATE, infolettre VARCHAR, derniere_visite TIMESTAMP);
INSERT INTO abonnes SELECT 'A' || i, 'Luc', 'Roche' || i, 'a' || i || '@x.example', ['Lyon', 'Paris', 'Lille'][1 + i % 3],
  ['jeune', 'plein', 'senior'][1 + (i // 3) % 3], DATE '2021-01-01' + INTERVAL (i * 6) DAY, ['oui', 'non'][1 + i % 2], NULL
  FROM range(1, 241) r(i);
CREATE TABLE bill_tx (tx_id INTEGER PRIMARY KEY, abonne_no VARCHAR REFERENCES abonnes, ts TIMESTAMP, prix DECIMAL(8, 2),
  salle VARCHAR, canal VARCHAR);
INSERT INTO bill_tx SELECT i, 'A' || (1 + i % 240), TIMESTAMP '2024-01-01' + INTERVAL (i * 7) HOUR, 9.5 + i % 80,
  ['grande', 'petite'][1 + i % 2], ['web', 'guichet', 'app'][1 + i % 3] FROM range(1500) r(i);
CREATE TABLE trk_pages (hit_id INTEGER PRIMARY KEY, abonne_no VARCHAR REFERENCES abonnes, "at" TIMESTAMP, page VARCHAR, appareil VARCHAR);
INSERT INTO trk_pages SELECT i, 'A' || (1 + i % 240), TIMESTAMP '2024-01-01' + INTERVAL (i * 7) HOUR, ['saison', 'piece', 'panier'][1 + i % 3],
  ['mobile', 'bureau'][1 + i % 2] FROM range(1500) r(i)
""",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def trades():
    """Give session and catalog of each trade, by name."""
    found, sessions = {}, []
    try:
        for name, (words, sql) in SETTINGS.items():
            session = DuckEngine().empty()
            sessions.append(session)
            opened = session.__enter__()
            for statement in filter(str.strip, f"{sql};{KEPT.format(**words)}".split(";\n")):
                opened.run(statement)
            found[name] = opened, read_catalog(opened)
        yield found
    finally:
        for session in sessions:
            session.__exit__(None, None, None)


def judged(base, case):
    """Give what is wrong with the answer to a sentence, what kind of answer it is, and it itself."""
    session, catalog = base
    more = {"actions": ACTIONS} if "actions" in PlanRequest.model_fields else {}
    request = PlanRequest(intent=case["say"], catalog=catalog, **more)
    answer = CataloguePlanner().reply(request).result
    if answer.kind != "plan":
        wanted = {"question": "ask", "refusal": "refuse"}[answer.kind]
        told = answer.reason if answer.kind == "refusal" else answer.question
        right = wanted in case and (case[wanted] is True or case[wanted] in told)
        return [] if right else [f"{answer.kind}: {told}"], answer
    if "ask" in case or "refuse" in case:
        return ["planned what cannot be, or is to be asked"], answer
    wrong = [f"check: {one.message}" for one in errors(answer, catalog)]
    return [*wrong, *_Wanted(session, answer.steps, case).misses()], answer


class _Wanted:
    """Compares the steps of a plan with what a sentence is to come to."""

    def __init__(self, session, steps, case):
        self.session, self.steps, self.case = session, {step.kind: step for step in steps}, case

    def misses(self):
        for name in ("features", "label", "score", "rule", "ends"):
            if name in self.case:
                yield from getattr(self, f"_{name}")(self.case[name])
        kind = {"features": "feature", "label": "train"}
        alone = next((kind[one] for one in kind if one in self.case), "feature")
        if "as_of" in self.case:
            yield from self._same("as_of", self._step(alone).as_of, self.case["as_of"])
        elif alone == "feature" and "features" in self.case:
            yield from self._same("as_of", self._step("feature").as_of, "newest")
        if "where" in self.case:
            step = self._step("train")
            yield from self._kept(step.entity, step.where, self.case["where"])
        elif "label" in self.case:
            yield from self._same("where", self._step("train").where, None)

    def _step(self, kind):
        found = self.steps.get(kind)
        assert found is not None, f"no step {kind}: {[*self.steps]}"
        return found

    def _same(self, name, found, wanted):
        if found != wanted:
            yield f"{name} is {found}, not {wanted}"

    def _kept(self, table, found, wanted, *, nobody=False):
        """Compare two conditions by the rows they keep."""
        rows = [
            self.session.rows(f"SELECT rowid FROM {quote(table)} WHERE {one or 'true'} ORDER BY 1")
            for one in (found, wanted)
        ]
        if rows[0] != rows[1] or not (rows[1] or nobody):
            yield f"{found} keeps {len(rows[0])} rows of {table}, {wanted} {len(rows[1])}"

    def _features(self, wanted):
        made = list(self._step("feature").features.features)
        for measure, table, column, days, *where in wanted:
            fits = [
                one
                for one in made
                if one.measure == measure
                and (table is None or one.source == table)
                and (column is None or (one.column or "").strip('"') == column)
                and (one.days == days or (days and one.days and abs(one.days - days) <= days // 60))
            ]
            if not fits:
                yield f"no feature {measure} {table} {column} {days} in {[(f.measure, f.column, f.where, f.days) for f in made]}"
                continue
            made.remove(fits[0])
            if where:
                yield from self._kept(table, fits[0].where, where[0])
            else:
                yield from self._same("where", fits[0].where, None)
        if made:
            yield f"also features {[one.name for one in made]}"

    def _label(self, wanted):
        label = self._step("train").label
        found = label and [label.source.table, label.happens, label.horizon]
        yield from self._same("label", found, wanted)

    def _score(self, wanted):
        step = self._step("score")
        if "where" in wanted:
            nobody = wanted.get("nobody", False)
            yield from self._kept(step.entity, step.where, wanted["where"], nobody=nobody)
        else:
            yield from self._same("where", step.where, None)
        for name in ("target", "version", "as_of"):
            usual = {"target": step.target, "version": None, "as_of": None}[name]
            yield from self._same(name, getattr(step, name), wanted.get(name, usual))
        found = [[one.segment, one.at] for one in step.segments]
        yield from self._same("segments", found, wanted.get("segments", []))

    def _rule(self, wanted):
        rule = self._step("trigger").rule
        found = {
            "events": rule.events, "updates": bool(rule.survivorship), "features": rule.features is not None,
            "model": rule.model, "action": rule.action, "rows": rule.bounds.rows, "unmatched": rule.bounds.unmatched, "dead": rule.bounds.dead,
        }  # fmt: skip
        usual = {"updates": False, "features": False, "dead": 0.5}
        for name, value in found.items():
            yield from self._same(name, value, wanted.get(name, usual.get(name)))
        if "model" in wanted:
            yield from self._same(
                "when", rule.when and rule.when.replace('"', ""), wanted.get("when")
            )
        else:
            for table, name in ((rule.profile, "when"), (rule.events, "which")):
                if name in wanted:
                    yield from self._kept(table, getattr(rule, name), wanted[name])
                else:
                    yield from self._same(name, getattr(rule, name), None)

    def _ends(self, wanted):
        yield from self._same("rule", self._step("retire").rule, wanted)


@pytest.mark.few(3)
@pytest.mark.parametrize("trade", TRADES)
@pytest.mark.parametrize("part", range(PARTS))
def test_sentences_of_a_trade_come_to_what_they_say_or_are_asked_about(trades, trade, part):
    found = {case["say"]: judged(trades[trade], case)[0] for case in TRADES[trade][part::PARTS]}
    assert {say: wrong for say, wrong in found.items() if wrong} == {}
