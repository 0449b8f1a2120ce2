"""How the engine goes about a batch: a few lines are handed to one thread and planned in short.

For one event a statement's time is its planning, and most rules of the optimizer find nothing in
statements over a few rows. None of them changes what a statement gives.
"""

from vibecli.engine.base import Session
from vibecli.engine.names import literal

_SHORT = 100  # lines that one thread takes: handing them about costs more than it gains
_NEEDED = (  # without these rows are not found by their ids, and more are read than are wanted
    "expression_rewriter", "filter_pushdown", "join_order", "unused_columns",
    "join_filter_pushdown", "build_side_probe_side", "top_n", "limit_pushdown",
)  # fmt: skip


class Effort:
    """The settings of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._threads = int(session.value("SELECT current_setting('threads')"))
        rules = [name for (name,) in session.rows("SELECT name FROM duckdb_optimizers()")]
        self._idle = ",".join(name for name in rules if name not in _NEEDED)
        self._is: tuple[bool, bool] | None = None

    def set(self, lines: int, *, plain: bool) -> None:
        """Get ready for so many lines; `plain`: all statements are over a few rows."""
        wanted = lines <= _SHORT, lines <= _SHORT and plain
        if wanted != self._is:
            few, short = self._is = wanted
            self._session.run(f"SET threads = {1 if few else self._threads:d}")
            rules = self._idle if short else ""
            self._session.run(f"SET disabled_optimizers = {literal(rules)}")

    def whole(self) -> None:
        """Get ready for whole tables."""
        self.set(_SHORT + 1, plain=False)
