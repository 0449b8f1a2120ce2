"""A series of trials: every case of a folder, database by database, and their scorecard."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vibecli.engine.base import Engine
from vibecli.policybook import EgressLevel
from vibecli.trials.binding import check_bound
from vibecli.trials.folder import Placed, read_cases
from vibecli.trials.ground import Ground
from vibecli.trials.leaks import PersonalValues
from vibecli.trials.scorecard import Scorecard, scorecard
from vibecli.trials.trial import Trial
from vibecli.trials.trialist import OpenFlow, Trialist

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class SeriesRequest:
    """Which cases are to be run."""

    folder: Path
    only: tuple[str, ...] = ()
    held: bool = False


def run_series(
    request: SeriesRequest,
    engine: Engine,
    open_flow: OpenFlow,
    *,
    planner: str,
    level: EgressLevel,
    progress: Progress = lambda *_: None,
) -> Scorecard:
    """Run the cases and count.

    Raises NotFound, UsageError, DataError for the folder, Unreachable for the model.
    """
    cases = read_cases(request.folder, only=request.only, held=request.held)
    trials: dict[str, Trial] = {}
    with tempfile.TemporaryDirectory(prefix="vibecli-eval-") as scratch:
        for name in sorted({one.database for one in cases}):
            progress(len(trials), len(cases), f"making {name}")
            own = [one for one in cases if one.database == name]
            ground = Ground.make(request.folder, name, engine, Path(scratch))
            trialist = _trialist(ground, own, open_flow, level)
            for placed in own:
                progress(len(trials), len(cases), placed.case.id)
                trials[placed.case.id] = trialist.trial(placed)
    ordered = [trials[one.case.id] for one in cases]
    return scorecard(planner, level, ordered, held=request.held)


def _trialist(
    ground: Ground, cases: Sequence[Placed], open_flow: OpenFlow, level: EgressLevel
) -> Trialist:
    ground.renew()
    workspace = open_flow(ground, level).workspace
    catalog = workspace.catalog()  # kept, so that no trial pays for it
    with workspace.read() as session:
        check_bound(session, cases)
        values = PersonalValues(session, catalog)
    return Trialist(ground, open_flow, level, values)
