"""A part of a reviewed plan: chosen by flags or from a numbered list, made a plan of its own.

What comes of it is a review like any other, with an id of its own; nothing is approved here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from vibecli.console.outcome import watch
from vibecli.console.shell import Shell
from vibecli.engine.names import split_column
from vibecli.errors import Blocked, NotFound, Stale, UsageError

if TYPE_CHECKING:
    from vibecli.identity.verdicts import Verdict
    from vibecli.run.model import Part, Review

Judgement = Literal["same", "different"]
ASK = "numbers to leave out, or only and those to keep > "
_SINGLE = ("pair", "mapping", "rule")  # named by their number; leaving one out runs anew


def has_parts(review: "Review") -> bool:
    """True when there is more than one thing to choose from."""
    from vibecli.run.selection import choosable

    return len(choosable(review)) > 1


def part_review(
    shell: Shell, review: "Review", without: Sequence["Part"], only: Sequence["Part"] = ()
) -> "Review":
    """Give the review of a plan without some parts, or with some only."""
    from vibecli.run.selection import left_out

    pairs = [part for part in without if part.what == "pair"]
    values = [part for part in without if part.what == "mapping"]
    rules = [part for part in without if part.what == "rule"]
    others = [part for part in without if part.what not in _SINGLE]
    alone = [part for part in only if part.what == "rule"]
    kept = [part for part in only if part.what != "rule"]
    if single := next((part.what for part in kept if part.what in _SINGLE), None):
        raise UsageError(
            f"a {single} can be left out, not kept alone", hint=f"--without {single}:3"
        )
    if others or kept or not (pairs or values or rules or alone):
        gone = left_out(review, shell.flow.store.record(review.plan_id), others, kept)
    else:
        gone = ()
    if pairs:
        review = rejudged(shell, review, [(pair, "different") for pair in pairs])
    if values:
        from vibecli.run.mappings import plan_leaving

        plan = plan_leaving(shell.flow.store, review, values)
        review = watch(shell, shell.flow.rebase(review, plan=plan))
    if rules or alone:
        from vibecli.run.agreeing import plan_agreeing

        plan = plan_agreeing(shell.flow.store, review, rules, alone)
        review = watch(shell, shell.flow.rebase(review, plan=plan))
    return watch(shell, shell.flow.part(review, gone)) if gone else review


def rejudged(
    shell: Shell,
    review: "Review",
    pairs: "Sequence[tuple[Part, Judgement]]",
    *,
    by: str = "",
) -> "Review":
    """Give the review of a plan that is run anew with pairs of its match judged.

    Each goes by its number in the evidence, here or (`by` whom) as a decisions file says.
    """
    keep = not shell.globals.dry_run
    made = [_judged(shell, review, pair, judgement, by=by) for pair, judgement in pairs]
    if keep:
        shell.flow.matching.file.add(made)
    return watch(shell, shell.flow.rebase(review, verdicts=() if keep else made))


def _judged(
    shell: Shell, review: "Review", pair: "Part", judgement: Judgement, *, by: str
) -> "Verdict":
    left, right = _records(shell, review, pair)
    verdict = shell.flow.matching.label(left, right, judgement, keep=False)
    return verdict.model_copy(update={"by": by, "via": "file"}) if by else verdict


def chosen_part(shell: Shell, review: "Review") -> "Review | None":
    """List the parts with numbers and ask which to leave out; None when there is nothing to do."""
    from vibecli.run.selection import choosable
    from vibecli.ui.tables import draw_grid

    known = choosable(review)
    rows = [(str(n), p.what, p.name, _told(review, p)) for n, p in enumerate(known, start=1)]
    draw_grid(shell.terminal, ("", "part", "name", "what it does"), rows, styles={0: "key"})
    answer = (shell.terminal.ask(ASK) or "").strip()
    if not answer:
        return None
    try:
        numbers = answer.removeprefix("only").replace(",", " ").split()
        parts = [_numbered(known, number) for number in numbers]
        only = answer.startswith("only")
        return part_review(shell, review, () if only else parts, parts if only else ())
    except (UsageError, Blocked, Stale) as error:
        shell.terminal.err(f"{error.message}{f'; {error.hint}' if error.hint else ''}")
        return None


def _numbered(known: Sequence["Part"], number: str) -> "Part":
    from vibecli.run.selection import part_named

    if not (number.isascii() and number.isdigit()):
        try:
            return part_named(number)
        except UsageError as error:
            raise UsageError(error.message, hint="numbers of the list: 1 3, or only 2") from error
    if not 1 <= int(number) <= len(known):
        raise UsageError(f"there is no part {number}", hint=f"a number from 1 to {len(known)}")
    return known[int(number) - 1]


def _told(review: "Review", part: "Part") -> str:
    """Tell in few words what a part does."""
    if part.what == "step":
        return next(step.summary() for step in review.plan.steps if step.id == part.name)
    if part.what == "rule":
        return _words(review, part)
    table, column = split_column(part.name)
    name = table if part.what == "column" else part.name
    diff = next(diff for diff in review.diff.tables if diff.table == name)
    if part.what == "column":
        one = next(c for c in diff.columns if c.column == column)
        return f"{one.filled + one.replaced + one.cleared:,} values"
    if part.what == "rows":
        return f"{diff.added:,} added, {diff.removed:,} removed"
    return f"{diff.added:,} added, {diff.changed:,} changed, {diff.removed:,} removed"


def _words(review: "Review", part: "Part") -> str:
    """Give a rule that is listed in the words it is listed by."""
    step, _, number = part.name.rpartition(":")
    query = next(one for one in review.queries if one.step == step)
    rows = (dict(zip(query.columns, row, strict=True)) for row in query.rows)
    return next(str(row["rule"]) for row in rows if row["n"] == number)


def _records(shell: Shell, review: "Review", pair: "Part") -> tuple[str, str]:
    """Give the two records of a pair, as `source:id`."""
    step, _, number = pair.name.rpartition(":")
    names = [n for one in review.steps for n in one.pairs if not step or one.step == step]
    if len(names) != 1 or not (number.isascii() and number.isdigit()) or int(number) < 1:
        raise NotFound(
            f"{pair.text} names no pair of this plan",
            hint="pair:3, or pair:s1:3 where there are several matches",
        )
    found = shell.flow.query_rows(review, names[0], unmask=True, limit=int(number))
    if len(found.rows) < int(number):
        raise NotFound(f"there are {len(found.rows):,} pairs", hint=f"--rows {names[0]}")
    row = dict(zip(found.columns, found.rows[int(number) - 1], strict=True))
    left, right = (f"{row[f'{side}_source']}:{row[f'{side}_id']}" for side in ("left", "right"))
    return left, right
