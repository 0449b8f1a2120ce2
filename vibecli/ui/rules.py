"""Standing rules on a screen: the list of them, and all that is known of one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import line, span
from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from vibecli.stream.rules import RuleCard, RuleLine
    from vibecli.ui.terminal import Terminal

_HEADS = ("rule", "", "events", "letters", "place", "approved", "meaning")
_DAY = 10
_SHORT = 8


def draw_rules(terminal: "Terminal", rules: "Sequence[RuleLine]") -> None:
    """Show a line a rule."""
    if not rules:
        terminal.err("there is no standing rule yet")
        _hint(terminal, "vibecli ask 'for every new purchase ...'")
        return
    rows = [
        [
            one.name,
            _state(one),
            f"{one.events:,}",
            f"{one.letters:,}",
            "; ".join(f"{place.source} {place.place}" for place in one.places),
            " ".join((one.plan_id[:_SHORT], one.approved_at[:_DAY])).strip(),
            one.meaning,
        ]
        for one in rules
    ]
    draw_grid(terminal, _HEADS, rows, right=(2, 3), styles={0: "key", 6: "note"})


def draw_rule(terminal: "Terminal", card: "RuleCard") -> None:
    """Show what a rule does, what became of it, and the plans that made it so."""
    terminal.out(line(span(card.name, "key"), "  ", span(_state(card)), "  ", span(card.meaning)))
    draw_grid(terminal, ("", ""), [[*row] for row in _facts(card)], styles={0: "note"})
    if card.plan_id:
        _hint(terminal, f"vibecli show {card.plan_id[:_SHORT]}")


def _facts(card: "RuleCard") -> Iterator[tuple[str, str]]:
    from vibecli.steps.standing_told import parts

    if card.problem:
        yield "problem", card.problem
    for (part, _), told in parts(card.rule) if card.rule else ():
        if part != "state":
            yield part, told
    if card.rule:
        yield "reads", ", ".join(card.reads)
        yield "writes", ", ".join(card.writes)
    yield "taken", f"{card.events:,} events"
    for place in card.places:
        yield "place", f"{place.place} in {place.source}"
    counts = (
        (card.letters, "in vibecli_dead_letters"),
        (card.questions, "in vibecli_stream_review"),
        (card.open_actions, "open in vibecli_outbox"),
    )
    for count, where in counts:
        if count:
            yield "open", f"{count:,} {where}"
    for one in card.versions:
        yield (
            f"version {one.number}",
            f"{one.did} by plan {one.plan_id[:_SHORT]}, {one.at[:16]}, {one.by}",
        )


def _state(rule: "RuleLine") -> str:
    version = f" v{rule.version}" if rule.version else ""
    return f"{rule.state}{version}"


def _hint(terminal: "Terminal", command: str) -> None:
    terminal.err(line(span("hint: ", "hint"), terminal.hint(command)))
