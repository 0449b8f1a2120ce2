"""Verdicts from a file: what each line says, which records it names, and what of it is new.

Owns reading lines as verdicts, exported ones and ones written by hand. It keeps nothing.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vibecli.data.truth import VERDICTS, verdict_word
from vibecli.errors import DataError, UsageError
from vibecli.identity.verdicts import Channel, Judgement, Side, Verdict, standing
from vibecli.model import Model
from vibecli.run.labelling import Author, verdict_on
from vibecli.run.named_records import Place, SpokenRecords
from vibecli.run.verdict_file import Row

_HEX = frozenset("0123456789abcdef")
_PRINT = 16
_KEPT: tuple[Channel, ...] = ("queue", "command", "split")  # wherever they are taken


class Imported(Model):
    """What came of a file of verdicts."""

    file: str
    rows: int
    added: int
    known: int  # say what is known already
    unknown: int  # name a record that is not there
    contradictory: int  # of two on the same records the later one counts
    replaced: int = 0  # of those added: say something else than what stood before
    notes: tuple[str, ...] = ()


class _Draft(NamedTuple):
    """A line: its two records, as they were exported or in words to be looked up."""

    line: int
    left: Side | str
    right: Side | str
    verdict: Judgement
    author: Author
    via: Channel


def imported(
    place: Place, rows: Sequence[Row], known: Sequence[Verdict], author: Author, file: str
) -> tuple[list[Verdict], Imported]:
    """Give the verdicts of a file that say something new, and the account of all its lines.

    Raises DataError for a line that cannot be read; records that are not there are counted.
    """
    drafts = [_draft(row, author) for row in rows]
    words = [side for d in drafts for side in (d.left, d.right) if isinstance(side, str)]
    spoken = SpokenRecords(place, words)
    made: list[Verdict] = []
    notes: list[str] = []
    for draft in drafts:
        try:
            left, right = (
                spoken.side(side) if isinstance(side, str) else side
                for side in (draft.left, draft.right)
            )
        except UsageError as error:
            notes.append(f"line {draft.line}: {error.message}")
        else:
            made.append(verdict_on(left, right, draft.verdict, draft.author, draft.via))
    new, contradictory = _news(made, known)
    before = {verdict.pair for verdict in standing(known)}
    account = Imported(
        file=file,
        rows=len(rows),
        added=len(new),
        known=len(made) - len(new) - contradictory,
        unknown=len(notes),
        contradictory=contradictory,
        replaced=sum(verdict.pair in before for verdict in new),
        notes=tuple(notes),
    )
    return new, account


def _draft(row: Row, author: Author) -> _Draft:
    get = row.columns.get
    said = get("verdict") or get("same") or ""
    word = verdict_word(said)
    if word is None:
        raise DataError(f"line {row.line} has no verdict", hint=f"{VERDICTS}, or unsure")
    via: Channel = next((known for known in _KEPT if known == get("via")), "file")
    own = Author(get("by") or author.by, get("at") or author.at)
    return _Draft(row.line, _side(row, "left"), _side(row, "right"), word, own, via)


def _side(row: Row, side: str) -> Side | str:
    get = row.columns.get
    source, said = get(f"{side}_source") or get(f"{side}_table"), get(f"{side}_print")
    record = get(f"{side}_record") or get(f"{side}_id") or get(side)
    if source and said:
        if len(said) != _PRINT or not _HEX.issuperset(said):
            raise DataError(f"line {row.line} holds no print", hint="export the verdicts again")
        return Side(source, said, record)
    if record is None:
        raise DataError(
            f"line {row.line} does not name two records",
            hint="columns left, right and verdict, with records as SOURCE:RECORD_ID",
        )
    return f"{source}:{record}" if source else record


def _news(made: Sequence[Verdict], known: Sequence[Verdict]) -> tuple[list[Verdict], int]:
    """Give what says something new, and how many lines a later one contradicts."""
    stands: Mapping[tuple[Side, ...], Verdict] = {v.pair: v for v in standing(known)}
    last: dict[tuple[Side, ...], Verdict] = {}
    contradictory = 0
    for verdict in made:
        before = last.pop(verdict.pair, None)
        contradictory += before is not None and before.verdict != verdict.verdict
        last[verdict.pair] = verdict
    new = [v for v in last.values() if v.pair not in stands or stands[v.pair].verdict != v.verdict]
    return new, contradictory
