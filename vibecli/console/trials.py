"""Judging the planner: trials with the settings at hand on grounds of their own, and the scorecard.

Owns which settings a trial gets: the planner, its endpoint and egress level are the person's; the
workspace, the database and the state are the trial's.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from vibecli.console.pages import show_document
from vibecli.console.shell import Shell
from vibecli.errors import Blocked

if TYPE_CHECKING:
    from vibecli.config import Settings
    from vibecli.flow import Flow
    from vibecli.policybook import EgressLevel
    from vibecli.trials.ground import Ground
    from vibecli.trials.scorecard import Scorecard
    from vibecli.trials.series import SeriesRequest


def show_scorecard(shell: Shell, request: "SeriesRequest", *, misses: int) -> int:
    """Run the cases, show what they came to; gives the exit code."""
    from vibecli.ui.scorecard import draw_scorecard

    card = _scorecard(shell, request)
    show_document(
        shell,
        card,
        draw=lambda: draw_scorecard(shell.terminal, card, misses),
        page=lambda: "",
        file=None,
    )
    return 0 if card.safe else Blocked.exit_code


def _scorecard(shell: Shell, request: "SeriesRequest") -> "Scorecard":
    from vibecli.console.planning import consented
    from vibecli.engine.duckdb import DuckEngine
    from vibecli.trials.series import run_series
    from vibecli.ui.progress import Progress

    settings = consented(shell, lambda: _allowed(shell))
    with Progress(shell.terminal, -1 if shell.globals.quiet else 0) as progress:
        return run_series(
            request,
            DuckEngine(),
            lambda ground, level: _flow(shell, settings, ground, level),
            planner=shell.flow.planner_name(),
            level=settings.egress,
            progress=progress.count,
        )


def _allowed(shell: Shell) -> "Settings":
    """Give the settings, with the consent of this workspace. Raises ActionNeeded without one."""
    from vibecli.agent.choice import uses_model
    from vibecli.agent.egress import require_consent

    runtime = shell.flow.runtime
    if not uses_model(runtime):
        return runtime.settings
    host = require_consent(runtime)
    return replace(runtime.settings, consent=(*runtime.settings.consent, host))


def _flow(shell: Shell, settings: "Settings", ground: "Ground", level: "EgressLevel") -> "Flow":
    from vibecli.flow import Flow
    from vibecli.policybook import LEVELS, Policy
    from vibecli.runtime import Runtime

    glossary, most = ground.workspace / "glossary.yaml", settings.policy.model_may_see
    own = replace(
        settings,
        workspace=ground.workspace,
        database=ground.database,
        state=ground.state,
        glossary=glossary if glossary.exists() else None,
        egress=min(level, most, key=LEVELS.index),  # the one limit that holds for trials too
        policy=Policy(model_may_see=most),
    )
    return Flow(Runtime(settings=own, environment=shell.environment, person=lambda: "vibecli eval"))
