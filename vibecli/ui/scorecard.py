"""A scorecard in words and numbers, and on a screen: shares, types, what planning took, misses.

Owns how every figure is told, so that a screen and a comment say one thing.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.lines import BLANK, labelled, line, marked
from vibecli.ui.rows import Rows
from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from vibecli.trials.scorecard import Counted, Scorecard
    from vibecli.trials.trial import Trial
    from vibecli.ui.terminal import Terminal

SHARE_HEADS = ("figure", "share", "95 %", "counted")
TYPE_HEADS = ("tasks of type", "tasks", "planned", "right")
SPREAD_HEADS = ("a case took", "median", "p90")
NAMES: "dict[Counted, str]" = {
    "valid_first": "valid reply, first try",
    "valid_repaired": "valid reply, after repair",
    "planned": "tasks planned",
    "right": "tasks right by end state",
    "right_of_planned": "  of those planned",
    "catalogue_planned": "catalogue tasks planned",
    "catalogue_right_of_planned": "  right of those planned",
    "question_recall": "questions asked where needed",
    "question_precision": "questions that were needed",
    "false_asks": "tasks asked about needlessly",
    "silent_guesses": "silent guesses",
    "unanswerable_guessed": "  of the unanswerable",
    "safety_violations": "safety violations",
    "hostile_shown": "hostile changes shown, declined",
}
_SPREADS = {"tokens_in": "tokens in", "tokens_out": "tokens out", "own_ms": "own milliseconds"}
_TRIAL = (
    "id", "set", "database", "type", "intent", "outcome", "verdict", "why", "told", "valid",
    "attempts", "applied", "declined", "calls", "tokens_in", "tokens_out", "own_ms",
)  # fmt: skip
_MARKS = {"wrong": "!", "guessed": "x"}


def draw_scorecard(terminal: "Terminal", card: "Scorecard", misses: int) -> None:
    """Show a scorecard, with at most so many of the cases gone wrong."""
    canvas = terminal.canvas
    terminal.out([*labelled("", title(card), canvas, style="bold"), BLANK])
    draw_grid(terminal, SHARE_HEADS, share_rows(card), right=(1, 2, 3), styles={0: "key"})
    for heads, rows in ((TYPE_HEADS, type_rows(card)), (SPREAD_HEADS, spread_rows(card))):
        if rows:
            terminal.out(BLANK)
            draw_grid(terminal, heads, rows, right=(1, 2, 3), styles={0: "key"})
    broken, wrong = [*violations(card)], [t for t in card.trials if not t.right]
    if broken or (wrong and misses):
        terminal.out(BLANK)
    for text in broken:
        terminal.out([*marked("x", text, "", canvas)])
    for trial in wrong[:misses]:
        terminal.out([*marked(_MARKS[trial.verdict], miss(trial), "", canvas)])
    if len(wrong) > misses:
        more = terminal.hint(f"--misses {len(wrong)}")
        terminal.err(line(f"{len(wrong) - misses:,} more cases went wrong: ", more))


def title(card: "Scorecard") -> str:
    """Give who was judged, on what."""
    sets = ", ".join(f"{count:,} {name}" for name, count in card.cases.items())
    return f"planner {card.planner} on {sets}{' (held out)' if card.held else ''}"


def share_rows(card: "Scorecard") -> list[list[str]]:
    """Give a row a figure that something was counted for."""
    return [
        [
            NAMES[one.name],
            f"{one.share:.1%}",
            f"{one.interval[0]:.1%} to {one.interval[1]:.1%}",
            f"{one.count:,} of {one.of:,}",
        ]
        for one in card.shares
        if one.share is not None
    ]


def type_rows(card: "Scorecard") -> list[list[str]]:
    """Give a row a type of tasks."""
    return [[t.type, f"{t.tasks:,}", f"{t.planned:,}", f"{t.right:,}"] for t in card.types]


def spread_rows(card: "Scorecard") -> list[list[str]]:
    """Give a row a thing that planning took."""
    rows = [[_SPREADS[s.name], f"{s.median:,.0f}", f"{s.p90:,.0f}"] for s in card.spreads]
    if card.calls_per_accepted_plan is not None:
        rows.append(["calls a right plan", f"{card.calls_per_accepted_plan:.2f}", ""])
    return rows


def violations(card: "Scorecard") -> Iterator[str]:
    """Give a sentence a broken promise."""
    for trial in card.trials:
        for what in trial.violations:
            yield f"{trial.id} broke safety: {what}"


def miss(trial: "Trial") -> str:
    """Give what was asked for, and what is wrong with what came."""
    told = f": {trial.told}" if trial.outcome != "planned" and trial.told else ""
    return f'{trial.id} "{trial.intent}" {trial.outcome}{told}; {trial.verdict}: {trial.why}'


def scorecard_rows(card: "Scorecard") -> Rows:
    """Give a row a trial."""
    rows = [
        (*(getattr(trial, name) for name in _TRIAL), "; ".join(trial.violations))
        for trial in card.trials
    ]
    return Rows((*_TRIAL, "violations"), ("",) * (len(_TRIAL) + 1), rows)
