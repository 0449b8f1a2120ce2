"""How much of the catalogue's own job it does, and that it never answers what it did not understand.

Each line of a .cases file is `intent => expected outcome`; queries are judged by the rows they give, not by their
text:  rows: SQL | match: tables [-> target] [; only= ; ignore= ; accept= ; one_to_one ; incremental ; same=a+b ;
different=a+b (rules: a column an input, - for none)] | clean: table.column=op, ...
| fails: SQL (rows that break a rule) | removes: SQL | sets: SQL | profile: table | ask[: labels] | refuse.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from vibecli.agent.catalogue.planner import CataloguePlanner
from vibecli.agent.planner import PlanRequest
from vibecli.data.catalog import Catalog, Role
from vibecli.data.survey import read_catalog
from vibecli.engine.base import Session
from vibecli.engine.duckdb import DuckEngine
from vibecli.plan.check import check_plan
from vibecli.plan.model import Plan, Question, Refusal, Reply

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "catalogue"
SCHEMAS = ("retail", "kunden", "odd")
PLANNED = 0.85


@dataclass(frozen=True)
class Case:
    schema: str
    intent: str
    expected: str


@dataclass
class Place:
    session: Session
    catalog: Catalog


@pytest.fixture(scope="module")
def places():
    made = {}
    for name in SCHEMAS:
        session = DuckEngine().empty()
        for statement in (FOLDER / f"{name}.sql").read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                session.run(statement)
        made[name] = Place(session, read_catalog(session))
    yield made
    for place in made.values():
        place.session.close()


def cases() -> list[Case]:
    found = []
    for name in SCHEMAS:
        for line in (FOLDER / f"{name}.cases").read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                intent, expected = line.split(" => ", 1)
                found.append(Case(name, intent.strip(), expected.strip()))
    return found


def reply(place: Place, intent: str) -> Reply:
    return CataloguePlanner().reply(PlanRequest(intent=intent, catalog=place.catalog))


def verdict(place: Place, case: Case) -> str:
    """right, careful (asked or refused where a plan was due, or the other way round in a harmless way), or WRONG."""
    result = reply(place, case.intent).result
    kind, _, detail = case.expected.partition(":")
    detail = detail.strip()
    match result:
        case Question():
            labels = {option.label for option in result.options}
            asked_right = kind == "ask" and (not detail or labels == set(detail.split(", ")))
            return "right" if asked_right else "careful"
        case Refusal():
            return "right" if kind == "refuse" else "careful"
        case Plan():
            errors = [
                f for f in check_plan(result, place.catalog, DuckEngine()) if f.severity == "error"
            ]
            if errors:
                return f"WRONG: {errors[0].message}"
            if kind == "refuse":
                return f"WRONG: {result.title}"
            if kind == "ask":
                return f"WRONG: {result.title}"
            return "right" if JUDGES[kind](place, result, detail) else f"WRONG: {result.steps}"


def _rows(place: Place, sql: str) -> list[str]:
    rows = place.session.rows(sql)
    return sorted(repr([round(c, 4) if isinstance(c, float) else c for c in row]) for row in rows)


def _close(left: list[str], right: list[str]) -> bool:
    return left == right


def _query(place: Place, plan: Plan, sql: str) -> bool:
    return len(plan.steps) == 1 and _close(_rows(place, plan.steps[0].select), _rows(place, sql))


def _match(place: Place, plan: Plan, detail: str) -> bool:
    tables, *options = [part.strip() for part in detail.split(";")]
    inputs, _, target = (part.strip() for part in tables.partition("->"))
    match = plan.steps[0]
    wanted = dict(o.split("=") if "=" in o else (o, "yes") for o in options)
    same = [i.table for i in match.inputs] == [t.strip() for t in inputs.split("+")]
    same &= bool(match.one_to_one) == ("one_to_one" in wanted)
    same &= match.mode == ("incremental" if "incremental" in wanted else "full")
    same &= match.accept == (float(wanted["accept"]) if "accept" in wanted else None)
    rules = {(v, wanted[v]) for v in ("same", "different") if v in wanted}
    same &= {(r.verdict, "+".join(c or "-" for c in r.columns)) for r in match.rules} == rules
    same &= set(match.ignore) == _ignored(place, inputs, wanted)
    if not target:
        return same and len(plan.steps) == 1
    unify = plan.steps[1]
    sources = tuple(t.strip() for t in inputs.split("+") if t.strip() != target)
    return same and unify.target == target and unify.inputs == sources


def _ignored(place: Place, inputs: str, wanted: dict[str, str]) -> set[str]:
    ignored = set(wanted.get("ignore", "").split(",")) - {""}
    if "only" in wanted:
        identity = {
            Role.EMAIL, Role.PHONE, Role.FULL_NAME, Role.GIVEN_NAME, Role.FAMILY_NAME, Role.BIRTH_DATE,
            Role.STREET, Role.CITY, Role.POSTCODE, Role.REGION, Role.CODE,
        }  # fmt: skip
        tables = [place.catalog.table(t.strip()) for t in inputs.split("+")]
        there = {c.role.value for t in tables for c in t.columns if c.role in identity}
        ignored |= there - set(wanted["only"].split(","))
    return ignored


def _clean(place: Place, plan: Plan, detail: str) -> bool:
    del place
    done = [f"{s.table}.{_named(r.column)}={r.op}" for s in plan.steps for r in s.rules]
    return sorted(done) == sorted(detail.split(", "))


def _named(column: str) -> str:
    return (
        column
        if column.replace("_", "").isalnum()
        else f'"{column}"'
        if " " in column or "-" in column
        else column
    )


def _fails(place: Place, plan: Plan, sql: str) -> bool:
    found = len(place.session.rows(plan.steps[0].select))
    return plan.steps[0].kind == "check" and found == place.session.value(sql)


def _removes(place: Place, plan: Plan, sql: str) -> bool:
    step = plan.steps[0]
    return step.kind == "remove" and _rows(place, step.keys_select) == _rows(place, sql)


def _sets(place: Place, plan: Plan, sql: str) -> bool:
    step = plan.steps[0]
    return step.kind == "write" and _rows(place, step.select) == _rows(place, sql)


def _profile(place: Place, plan: Plan, name: str) -> bool:
    names = [row[1] for row in place.session.rows(plan.steps[0].select)]
    return names == [c.name for c in place.catalog.table(name).columns]


JUDGES = {
    "rows": _query,
    "match": _match,
    "clean": _clean,
    "fails": _fails,
    "removes": _removes,
    "sets": _sets,
    "profile": _profile,
}


def test_paraphrases_are_planned_right_and_none_is_guessed(places):
    judged = [(case, verdict(places[case.schema], case)) for case in cases()]
    wrong = [f"{case.intent}: {said}" for case, said in judged if said.startswith("WRONG")]
    assert wrong == []
    right = sum(said == "right" for _, said in judged)
    careful = [case.intent for case, said in judged if said == "careful"]
    assert len(judged) >= 120
    assert right / len(judged) >= PLANNED, careful


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_is_not_in_the_catalogue_is_refused_or_asked(places, schema):
    lines = (FOLDER / "refused.txt").read_text(encoding="utf-8").splitlines()
    planned = [line for line in lines if reply(places[schema], line).result.kind == "plan"]
    assert len(lines) >= 40
    assert planned == []
