"""One transaction on the user's database, that Ctrl-C rolls back whole.

Owns BEGIN, COMMIT, ROLLBACK and the thread the statements run in. It knows nothing of plans.
"""

import re
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Generic, TypeVar

from vibecli.data.mask import mask_error
from vibecli.engine.base import NO_OTHERS, Engine, Others, Session
from vibecli.errors import DataError, EngineError, Interrupted, NotFound, VibeError

T = TypeVar("T")


class Referenced(DataError):
    """The engine keeps a row from going because another one refers, or just referred, to it."""


NOTHING = "nothing was written"
# Above it a commit would wait for the file to be rewritten; that is done when the database closes.
_LOG_SIZE = "SET checkpoint_threshold = '4GB'"
_POLL_SECONDS = 0.1
_KIND = re.compile(r"^(?:[A-Z][A-Za-z ]+ Error: )(?:Failed to commit: )?")


class Transaction:
    """What the work is given: the session, and a door that Ctrl-C closes."""

    def __init__(self, session: Session, *, apart: bool = False) -> None:
        self.session = session
        self.apart = apart  # once more, after the engine refused for rows that refer to each other
        self.stopped = Event()

    def run(self, sql: str, parameters: tuple[object, ...] = ()) -> int:
        """Run one statement and give the number of rows it wrote."""
        self.check()
        count = self.session.value(sql, parameters)
        return count if isinstance(count, int) else 0

    def check(self) -> None:
        """Raise Interrupted once the person pressed Ctrl-C."""
        if self.stopped.is_set():
            raise Interrupted(NOTHING)


def writing(
    engine: Engine,
    database: Path,
    lock_timeout: float,
    work: Callable[[Session], T],
    others: Others = NO_OTHERS,
) -> T:
    """Open the database, let `work` write, and close it; Ctrl-C tells truly what was written.

    Raises NotFound, DatabaseLocked.
    """
    if not database.exists():
        raise NotFound(f"no database at {database}", hint="vibecli load FILE, or --db FILE")
    results: list[T] = []
    try:
        with engine.write(database, lock_timeout=lock_timeout, others=others) as session:
            results.append(work(session))
    except KeyboardInterrupt:
        if not results:
            raise Interrupted(NOTHING) from None
    return results[0]


def transact(session: Session, work: Callable[[Transaction], T], again: str) -> T:
    """Run `work` and commit, or write nothing. Raises Interrupted on Ctrl-C before the commit.

    `again` is the command that tries once more. Where the engine refuses for rows that refer to
    each other it is run a second time, told so.
    """
    try:
        try:
            return _attempt(Transaction(session), work)
        except Referenced:
            return _attempt(Transaction(session, apart=True), work)
    except Interrupted as error:
        error.hint = f"{again} tries again"
        raise


def _attempt(transaction: Transaction, work: Callable[[Transaction], T]) -> T:
    runner = _Runner(transaction, work)
    runner.start()
    # Not join(): in Python 3.11 a signal during join() takes the running thread for ended.
    while not runner.done.is_set():
        try:
            runner.done.wait(_POLL_SECONDS)
        except KeyboardInterrupt:
            transaction.stopped.set()
        if transaction.stopped.is_set():
            # Again and again: one that comes before a statement is lost.
            transaction.session.interrupt()
    return runner.outcome()


class _Runner(Thread, Generic[T]):
    """Runs the work off the main thread, where a signal can reach Python while the engine works."""

    def __init__(self, transaction: Transaction, work: Callable[[Transaction], T]) -> None:
        super().__init__(name="vibecli-commit", daemon=True)
        self.done = Event()
        self._transaction = transaction
        self._work = work
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Begin, work, commit; roll back on any error."""
        session = self._transaction.session
        try:
            session.run(_LOG_SIZE)
            session.run("BEGIN")
            result = self._work(self._transaction)
            self._transaction.check()
            session.run("COMMIT")
            self._results.append(result)
        except BaseException as error:  # noqa: BLE001 - handed to the caller's thread
            self._error = error
            _roll_back(session)
        finally:
            self.done.set()

    def outcome(self) -> T:
        """Give the result, or raise what went wrong in the caller's words."""
        if self._results:
            return self._results[0]
        error = self._error
        if isinstance(error, Interrupted):
            raise Interrupted(NOTHING) from error
        if isinstance(error, EngineError):
            raise _told(error) from error
        assert error is not None
        raise error


def is_full(error: EngineError) -> bool:
    """True when there was no space left on a disk."""
    return "No space left" in error.message or "Could not write" in error.message


def _told(error: EngineError) -> VibeError:
    """Say what the engine refused, and that the database is as it was."""
    if is_full(error):
        message = _KIND.sub("", error.message)
        return DataError(f"{message}; {NOTHING}", hint="free some space on the disk and try again")
    message = f"{_KIND.sub('', mask_error(error.message))}; {NOTHING}"
    if "foreign key" in message.lower():
        hint = "change the rows that refer to them first, in a plan of their own"
        return Referenced(message, hint=hint)
    return DataError(message, hint=error.hint)


def _roll_back(session: Session) -> None:
    try:
        session.run("ROLLBACK")
    except VibeError:
        # No transaction was open, or the engine gave the database up: closing discards it as well.
        return
