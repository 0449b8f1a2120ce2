"""Words that edit the plan at hand: only gold members, leave out the phone, raise the threshold to 0.97."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.plan.model import Plan, Reply


def read(cursor: Cursor, plan: Plan) -> Reply | None:
    """Read a refinement of a plan."""
    return None
