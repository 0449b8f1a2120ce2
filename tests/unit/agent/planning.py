"""The made-up database of a test module, and what the catalogue planner makes of intents there."""

import pytest

from vibecli.agent.catalogue.planner import CataloguePlanner
from vibecli.agent.planner import PlanRequest
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.plan.check import check_plan


def database(sql):
    """Give the fixture of a database: its session and its catalog."""

    @pytest.fixture(scope="module")
    def base():
        with DuckEngine().empty() as session:
            for statement in filter(str.strip, sql.split(";\n")):
                session.run(statement)
            yield session, read_catalog(session)

    return base


def reply(catalog, intent, *, find_value=None, **more):
    """Give what the planner replies to an intent."""
    request = PlanRequest(intent=intent, catalog=catalog, **more)
    return CataloguePlanner(find_value).reply(request)


def result(base, intent):
    """Give the plan, question or refusal of an intent about a database."""
    return reply(base[1], intent).result


def errors(plan, catalog):
    """Give the errors the checks find in a plan."""
    return [f for f in check_plan(plan, catalog, DuckEngine()) if f.severity == "error"]
