"""The outbox: what standing rules set off, written with the batch that set it off.

Owns reading and marking its rows. They go out through a courier; what it could not bring stays
open, for the next run or `vibecli outbox --deliver`.
"""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.model import Model
from vibecli.run.transaction import Transaction, transact
from vibecli.steps.standing_tables import OUTBOX
from vibecli.stream.courier import Courier, Outcome, Parcel
from vibecli.stream.tables import has_table

_ROOM = 2_000  # rows with the courier at once
_MARKS = "__stream_marks"


class Waiting(Model):
    """Rows of one action in one state."""

    rule: str
    action: str
    state: str
    rows: int
    reason: str = ""  # of one of them, why it was not taken


class Outbox:
    """The outbox of one open database."""

    def __init__(self, session: Session, courier: Courier, again: str) -> None:
        self._session, self._courier, self._again = session, courier, again
        self._given = -1  # the last row given to the courier
        self._carried: dict[str, str] = {}  # the action of each row the courier has
        self._refused: dict[str, str] = {}  # why the first of an action was given up
        self._told = 0  # of them
        self.given_up = 0

    def pump(self) -> None:
        """Write what became of rows, and give the courier more of them."""
        self._mark(self._courier.outcomes())
        room = _ROOM - self._courier.held()
        if room > _ROOM // 2:
            self._give(room)

    def news(self) -> Iterator[str]:
        """Tell each action of which a row was given up, once."""
        refused = [*self._refused.items()][self._told :]
        self._told = len(self._refused)
        for action, reason in refused:
            yield f"action {action}: given up ({reason}); vibecli outbox lists what was"

    def finish(self, seconds: float) -> None:
        """Bring what there is, for so long; the rest stays open."""
        end = time.monotonic() + seconds
        self.pump()
        while self._courier.held() and (left := end - time.monotonic()) > 0:
            self._courier.wait(left)
            self.pump()
        self._courier.close()
        self._mark(self._courier.outcomes())

    def _give(self, room: int) -> None:
        rows = self._session.rows(
            f"SELECT rowid, id, rule, action, event_id, person, payload, attempts FROM {OUTBOX}"
            f" WHERE rowid > ? AND state = 'open' AND id IS NOT NULL AND action IS NOT NULL"
            f" ORDER BY rowid LIMIT {room:d}",
            [self._given],
        )
        if rows:
            self._given = int(rows[-1][0])
        parcels = [_parcel(row) for row in rows]
        self._carried.update((one.id, one.action) for one in parcels)
        self._courier.give(parcels)

    def _mark(self, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        last = {one.id: one for one in outcomes}  # one id may have been tried more than once
        self._count(last.values())
        arrays = {
            "id": np.array([*last], dtype=object),
            "state": np.array([one.state for one in last.values()], dtype=object),
            "reason": np.array([one.reason for one in last.values()], dtype=object),
            "attempts": np.array([one.attempts for one in last.values()], dtype=np.int64),
        }

        def work(transaction: Transaction) -> None:
            transaction.session.register(_MARKS, arrays)
            transaction.run(
                f"UPDATE {OUTBOX} SET state = m.state, attempts = m.attempts, reason = m.reason"
                f" FROM {_MARKS} m WHERE m.id = {OUTBOX}.id AND {OUTBOX}.state = 'open'"
            )
            transaction.session.unregister(_MARKS)

        transact(self._session, work, self._again)

    def _count(self, outcomes: Iterable[Outcome]) -> None:
        for one in outcomes:
            if one.state == "failed":
                self.given_up += 1
                self._refused.setdefault(self._carried[one.id], one.reason)
            if one.state != "open":
                self._carried.pop(one.id, None)


def waiting(session: Session) -> tuple[Waiting, ...]:
    """Give the rows of each action by state. Raises Stale where their table is another one."""
    if not has_table(session, OUTBOX):
        return ()
    rows = session.rows(
        "SELECT coalesce(rule, ''), coalesce(action, ''), coalesce(state, ''), count(*),"
        " coalesce(max(nullif(reason, '')), '')"
        f" FROM {OUTBOX} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return tuple(
        Waiting(rule=rule, action=action, state=state, rows=int(count), reason=reason)
        for rule, action, state, count, reason in rows
    )


def left_over(found: Iterable[Waiting], rule: str) -> Iterator[str]:
    """Tell what of a rule was not brought, a line each."""
    for one in found:
        if one.rule == rule and one.state != "done":
            given_up = one.state == "failed"
            what = f"{one.rows:,} {'given up' if given_up else 'still open'}"
            why = f" ({one.reason})" if one.reason else ""
            again = " --again" if given_up else ""
            yield f"action {one.action}: {what}{why}; vibecli outbox --deliver{again} tries again"


def reopen(session: Session, again: str) -> int:
    """Let rows that were given up be tried once more; gives their number."""

    def work(transaction: Transaction) -> int:
        return transaction.run(
            f"UPDATE {quote(OUTBOX)} SET state = 'open', attempts = 0 WHERE state = 'failed'"
        )

    return transact(session, work, again)


def _parcel(row: Sequence[Any]) -> Parcel:
    _, key, rule, action, event, person, payload, attempts = row
    body: dict[str, object] = {
        "id": key, "rule": rule, "action": action, "event": event, "person": person
    }  # fmt: skip
    if payload:
        with suppress(ValueError):
            body |= {"payload": json.loads(payload)}
    return Parcel(key, action, body, int(attempts or 0))
