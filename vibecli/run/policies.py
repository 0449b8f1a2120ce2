"""A policy as it is recorded: its print, and the last one a database was changed under.

Owns the table the database keeps it in, written in the transaction of a commit, so that another
folder, or one whose log is gone, still knows it. Whether a policy is looser is `run/loosened`.
"""

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
    loosened: tuple[str, ...] = ()

    @property
    def print(self) -> str:
        """What the policy is told apart by."""
        return policy_print(self.policy)


def policy_print(policy: Policy) -> str:
    """Give one hash of all that a policy says."""
    return identity(Recorded(policy=policy))


def keep_policy(session: Session, policy: Policy) -> None:
    """Keep the policy in the database, inside the transaction of what happens under it."""
    known = kept_policy(session)
    if known == policy:
        return
    session.run(f"CREATE SCHEMA IF NOT EXISTS {TableName(SCHEMA, 'x').schema_sql}")
    session.run(_CREATE)
    select = f"SELECT coalesce(max(number), 0) + 1, ? FROM {_POLICIES.sql}"
    text = canonical(Recorded(policy=policy)).decode()
    session.run(f"INSERT INTO {_POLICIES.sql} {select}", [text])


def kept_policy(session: Session) -> Policy | None:
    """Give the policy a database was last changed under, None where it keeps none."""
    if not exists(session, _POLICIES):
        return None
    text = session.value(f"SELECT policy FROM {_POLICIES.sql} ORDER BY number DESC LIMIT 1")
    return Recorded.model_validate_json(text).policy
