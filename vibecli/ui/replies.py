"""A planner's question or refusal, on stderr.

Owns their form (what was understood, what is not clear, what would work), the line of choices under
a review, and how an answer is read as one of the options. Never prompts.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.lines import BLANK, Canvas, Line, Span, labelled, line, mark, span
from vibecli.ui.text import cell_width, safe, wrap

if TYPE_CHECKING:
    from vibecli.plan.model import Question, Refusal
    from vibecli.ui.terminal import Terminal

NOT_UNDERSTOOD = "not understood"  # what a planner that understood nothing says


def draw_question(
    terminal: "Terminal", question: "Question", *, understood: str = "", numbered: bool = True
) -> None:
    """Show a question with its options; the default is marked."""
    terminal.err(list(_question(question, understood, terminal.canvas, numbered=numbered)))


def draw_refusal(terminal: "Terminal", refusal: "Refusal", *, understood: str = "") -> None:
    """Show why there is no plan, the words not understood, and intents that would work here."""
    terminal.err(list(_refusal(refusal, understood, terminal.canvas)))


def option(question: "Question", answer: str) -> str | None:
    """Give the label an answer stands for: a number, its words or their start, empty: default."""
    labels = [choice.label for choice in question.options]
    said = answer.strip().casefold()
    if not said:
        return question.default
    if said.isascii() and said.isdigit():
        number = int(said)
        return labels[number - 1] if 1 <= number <= len(labels) else None
    exact = [label for label in labels if label.casefold() == said]
    near = exact or [label for label in labels if label.casefold().startswith(said)]
    return near[0] if len(near) == 1 else None


def choices(pairs: Sequence[tuple[str, str]], canvas: Canvas) -> list[Line]:
    """Give `key what  key what >`: what can be answered, broken between choices only."""
    rows: list[list[Span]] = [[]]
    used = 0
    for key, what in (*pairs, (">", "")):
        size = cell_width(f"{key} {what}".rstrip())
        if rows[-1] and used + 2 + size > canvas.width - 2:
            rows.append([])
            used = 0
        gap = "" if not rows[-1] else " " if key == ">" else "  "
        rows[-1] += [span(gap), span(key, "" if key == ">" else "key"), span(f" {what}")]
        used += len(gap) + size
    return [Line(tuple(row)) for row in rows]


def _question(
    question: "Question", understood: str, canvas: Canvas, *, numbered: bool
) -> Iterator[Line]:
    yield from _understood(understood, canvas)
    pieces = wrap(safe(question.question), canvas.width - 4)
    yield line(mark("?"), "   ", span(pieces[0], "bold"))
    yield from (line("    ", span(piece, "bold")) for piece in pieces[1:])
    width = max(cell_width(safe(choice.label)) for choice in question.options)
    for number, choice in enumerate(question.options, 1):
        lead = f"{number}  " if numbered else ""
        default = "  (default)" if choice.label == question.default else ""
        yield from _option(lead, choice.label, choice.means + default, width, canvas)


def _option(lead: str, label: str, means: str, width: int, canvas: Canvas) -> Iterator[Line]:
    start = 4 + len(lead)
    indent = start + width + 2
    name = wrap(safe(label), canvas.width - start)
    beside = len(name) == 1 and canvas.width - indent >= 20  # noqa: PLR2004
    pieces = wrap(safe(means), canvas.width - (indent if beside else start + 2))
    if beside:
        space = " " * (width - cell_width(name[0]) + 2)
        yield line("    ", lead, span(name[0], "key"), space, pieces.pop(0))
    else:
        yield line("    ", lead, span(name[0], "key"))
        yield from (line(" " * start, span(piece, "key")) for piece in name[1:])
    yield from (line(" " * (indent if beside else start + 2), piece) for piece in pieces)


def _refusal(refusal: "Refusal", understood: str, canvas: Canvas) -> Iterator[Line]:
    if understood != NOT_UNDERSTOOD and refusal.reason not in understood:
        yield from _understood(understood, canvas)
    pieces = wrap(safe(refusal.reason), canvas.width - 4)
    yield line(mark("x"), "   ", pieces[0])
    yield from (line("    ", piece) for piece in pieces[1:])
    if refusal.not_understood:
        words = ", ".join(refusal.not_understood)
        yield from labelled("    not understood  ", words, canvas, style="warn")
    if refusal.nearest:
        yield BLANK
        yield line(span("what would work here", "note"))
        for intent in refusal.nearest:
            yield from labelled("    ", intent, canvas, style="hint")


def _understood(text: str, canvas: Canvas) -> Iterator[Line]:
    if text:
        yield from labelled("understood  ", text, canvas)
