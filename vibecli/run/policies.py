"""A policy as it is recorded: with the columns it covered, and the last one of a database.

Owns the table the database keeps them in, written in the transaction of a commit, so that another
folder, or one whose log is gone, still knows it, and an undo knows what its plan was applied under.
Whether a policy is looser is `run/loosened`.
"""

from vibecli.data.covering import Cover
from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.model import Model
from vibecli.plan.hash import canonical, identity
from vibecli.policybook import Policy
from vibecli.run.definition import exists
from vibecli.run.journal import SCHEMA

_POLICIES = TableName(SCHEMA, "policies")
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {_POLICIES.sql} (
    number BIGINT NOT NULL, policy VARCHAR NOT NULL -- as JSON, the last one holds
)"""


class Recorded(Model):
    """A policy that was in force, or that a person let be looser than the one before."""

    policy: Policy
    place: str = ""  # the way to the database from the state folder
    covered: tuple[Cover, ...] = ()  # columns, by its tags and classes
    loosened: tuple[str, ...] = ()

    @property
    def print(self) -> str:
        """What the policy, with what it covers, is told apart by."""
        return identity(Recorded(policy=self.policy, covered=self.covered))


def policy_print(policy: Policy) -> str:
    """Give one hash of all that a policy says, whatever it covers."""
    return Recorded(policy=policy).print


def keep_policy(session: Session, record: Recorded) -> None:
    """Keep the policy in the database, inside the transaction of what happens under it."""
    known = kept_policies(session)
    if known and known[-1].print == record.print:
        return
    session.run(f"CREATE SCHEMA IF NOT EXISTS {TableName(SCHEMA, 'x').schema_sql}")
    session.run(_CREATE)
    select = f"SELECT coalesce(max(number), 0) + 1, ? FROM {_POLICIES.sql}"
    text = canonical(Recorded(policy=record.policy, covered=record.covered)).decode()
    session.run(f"INSERT INTO {_POLICIES.sql} {select}", [text])


def kept_policies(session: Session) -> tuple[Recorded, ...]:
    """Give the policies a database was changed under, the last one last."""
    if not exists(session, _POLICIES):
        return ()
    rows = session.rows(f"SELECT policy FROM {_POLICIES.sql} ORDER BY number")
    return tuple(Recorded.model_validate_json(text) for (text,) in rows)
