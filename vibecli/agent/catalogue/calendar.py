"""Spans of time as people say them: since 2024, in March 2024, last month, in the last 30 days.

Owns reading them and their SQL bounds. Relative spans stay relative: the SQL uses current_date.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vibecli.agent.catalogue.lexicon import MONTHS, NUMBER_WORDS
from vibecli.agent.catalogue.words import Word

UNITS = {"day": "DAY", "week": "WEEK", "month": "MONTH", "quarter": "QUARTER", "year": "YEAR"}
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MONTHS_A_YEAR = 12
_PARTS = {"quarter": 3, "half": 6}
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4,
             "4th": 4, "last": 4}  # fmt: skip
_QUARTERS = {f"q{number}": number for number in range(1, 5)}
_DECADE = re.compile(r"((?:19|20)\d0)s")
_DECADES = {"forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
            "eighties": 1980, "nineties": 1990, "60s": 1960, "70s": 1970, "80s": 1980,
            "90s": 1990}  # fmt: skip
_ORDINAL = re.compile(r"(st|nd|rd|th)$")


@dataclass(frozen=True)
class Span:
    """A span of time as SQL bounds, start included and end not; an empty bound is open."""

    start: str
    end: str
    said: str

    @property
    def relative(self) -> bool:
        """True when the span moves with the day it is read on."""
        return "current_date" in self.start + self.end

    @property
    def closed(self) -> bool:
        """True when it has a start and an end."""
        return bool(self.start and self.end)

    def apart(self, other: "Span") -> bool:
        """True when two spans of fixed days have no day in common."""
        starts, ends = (
            max(self.start, other.start),
            min(filter(None, (self.end, other.end)), default=""),
        )
        fixed = not self.relative and not other.relative
        return fixed and bool(starts and ends) and starts >= ends


@dataclass(frozen=True)
class Moment:
    """A day, month or year as typed: its first day and the first day after it."""

    first: date
    after: date
    said: str

    @property
    def one_day(self) -> bool:
        """True for a day, false for a month or a year."""
        return (self.after - self.first).days == 1


def moment(words: Sequence[Word]) -> tuple[Moment, int] | None:
    """Read a day, month or year at the start of the words; gives it and how many words it took."""
    if not words:
        return None
    head = words[0]
    if head.kind == "date":
        day = _day(head.text)
        if day is None or day == date.max:  # no day comes after it
            return None
        return Moment(day, day + timedelta(days=1), day.isoformat()), 1
    if (year := _year(head)) is not None:
        return Moment(date(year, 1, 1), date(year + 1, 1, 1), str(year)), 1
    return _written_day(words) or _part_of_year(words) or _decade(head) or _month(words)


def _decade(head: Word) -> tuple[Moment, int] | None:
    """Read the 1990s."""
    found = _DECADE.fullmatch(head.form) if head.kind == "word" else None
    first = int(found[1]) if found else _DECADES.get(head.form, 0)
    return (Moment(date(first, 1, 1), date(first + 10, 1, 1), f"{first}s"), 1) if first else None


def _month(words: Sequence[Word]) -> tuple[Moment, int] | None:
    """Read May 2026, May of 2026; a month before another one has the year of that."""
    head = words[0]
    month = MONTHS.get(head.form) if head.kind == "word" else None
    plain = len(words) > 1 and words[1].form in ("of", "in")
    year = _year(words[1 + plain]) if len(words) > 1 + plain else None
    length = 2 + plain
    if month is not None and year is None:
        year, length = _borrowed_year(words[1:]), 1
    if month is None or year is None:
        return None
    following = date(year + month // _MONTHS_A_YEAR, month % _MONTHS_A_YEAR + 1, 1)
    return Moment(date(year, month, 1), following, f"{year}-{month:02}"), length


def day_of_year(words: Sequence[Word]) -> tuple[tuple[int, int], int] | None:
    """Read 1 March, March 1st, the 1st of March, March: month and day, the year left out."""
    parts = [(i, w) for i, w in enumerate(words[:4]) if w.form not in ("the", "of")][:2]
    months = [(i, MONTHS[w.form]) for i, w in parts if w.kind == "word" and w.form in MONTHS]
    if not months:
        return None
    (place, month), days = months[0], [(i, _day_number(w)) for i, w in parts]
    told = next(((i, day) for i, day in days if day is not None and i != place), None)
    if told is None:
        return ((month, 1), place + 1) if place == parts[0][0] else None
    return (month, told[1] or 1), max(place, told[0]) + 1


def _borrowed_year(words: Sequence[Word]) -> int | None:
    """Give the year of the month that a span ends in: from January to October 2025."""
    if not words or words[0].form not in ("to", "until", "till", "through", "and", "or"):
        return None
    ends = moment(words[1:])
    return ends[0].first.year if ends and not ends[0].said.isdigit() else None


def _part_of_year(words: Sequence[Word]) -> tuple[Moment, int] | None:
    """Read the first quarter of 2025, Q3 2024, the second half of 2024."""
    first, at = words[0].form, 1
    number, months = _QUARTERS.get(first, 0), 3
    if not number and first in _ORDINALS and len(words) > 1:
        number, months, at = _ORDINALS[first], _PARTS.get(words[1].form, 0), 2
    if len(words) > at and words[at].form in ("of", "in"):
        at += 1
    year = _year(words[at]) if len(words) > at else None
    if not months or not number or year is None or number * months > _MONTHS_A_YEAR:
        return None
    start, after = (number - 1) * months, number * months
    following = date(year + after // _MONTHS_A_YEAR, after % _MONTHS_A_YEAR + 1, 1)
    name = f"{'Q' if months == 3 else 'H'}{number} {year}"  # noqa: PLR2004
    return Moment(date(year, start + 1, 1), following, name), at + 1


def _written_day(words: Sequence[Word]) -> tuple[Moment, int] | None:
    """Read 1 May 2026, 1st of May 2026 or May 1, 2026."""
    parts = [(i, w) for i, w in enumerate(words[:5]) if w.kind != "comma" and w.form != "of"][:3]
    if len(parts) < 3:  # noqa: PLR2004
        return None
    (_, first), (end, second), (last, third) = parts
    month = MONTHS.get(first.form) or MONTHS.get(second.form)
    day = _day_number(second if first.form in MONTHS else first)
    year = _year(third)
    if month and day and year is None:  # 1 March to 30 June 2025
        year, last = _borrowed_year(words[end + 1 :]), end
    if month is None or day is None or year is None:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Moment(found, found + timedelta(days=1), found.isoformat()), last + 1


def _day_number(word: Word) -> int | None:
    digits = _ORDINAL.sub("", word.form)
    return int(digits) if digits.isdigit() and len(digits) <= 2 else None  # noqa: PLR2004


def future() -> Span:
    """Later than today."""
    return Span("current_date + INTERVAL 1 DAY", "", "in the future")


def since(at: Moment) -> Span:
    """From the moment on."""
    return Span(_sql(at.first), "", f"from {at.first.isoformat()} on")


def after(at: Moment) -> Span:
    """Later than the whole moment."""
    return Span(_sql(at.after), "", f"after {at.said}")


def before(at: Moment) -> Span:
    """Earlier than the moment."""
    return Span("", _sql(at.first), f"before {at.first.isoformat()}")


def until(at: Moment) -> Span:
    """Up to the moment, included."""
    return Span("", _sql(at.after), f"up to {at.said}")


def during(at: Moment, last: Moment | None = None) -> Span:
    """Within the moment, or from one to another."""
    if last is None:
        return Span(_sql(at.first), _sql(at.after), f"in {at.said}")
    return Span(_sql(at.first), _sql(last.after), f"from {at.said} to {last.said}")


def relative(words: Sequence[Word]) -> tuple[Span, int] | None:
    """Read `last month`, `this year`, `last 30 days`, `today`, `yesterday`."""
    forms = [word.form for word in words[:3]]
    if forms[:1] in (["today"], ["yesterday"]):
        back = "" if forms[0] == "today" else " - INTERVAL 1 DAY"
        end = "current_date + INTERVAL 1 DAY" if forms[0] == "today" else "current_date"
        return Span(f"current_date{back}", end, forms[0]), 1
    if len(forms) < 2 or forms[0] not in ("last", "past", "this", "previous"):  # noqa: PLR2004
        return None
    if forms[1] in UNITS:
        return _whole_unit(forms[0], forms[1]), 2
    count = words[1].number if words[1].kind == "number" else NUMBER_WORDS.get(forms[1])
    unit = words[2].stem if len(words) > 2 else ""  # noqa: PLR2004
    if count is None or unit not in UNITS or forms[0] == "this":
        return None
    return ago(int(count), unit, longer=False), 3


def duration(words: Sequence[Word]) -> tuple[tuple[int, str], int] | None:
    """Read `30 days`, `two weeks`, `a year`; gives number and unit, and how many words it took."""
    at = 1 if words and words[0].form in ("a", "an", "one") else 0
    count = 1.0 if at else words[0].number if words and words[0].kind == "number" else None
    if words and not at:
        count, at = count or NUMBER_WORDS.get(words[0].form), 1
    unit = words[at].stem if len(words) > at else ""
    if not count or count % 1 or unit not in UNITS:
        return None
    return (int(count), unit), at + 1


def ago(count: int, unit: str, *, longer: bool) -> Span:
    """More than so long ago, or not so long."""
    size, name = (count * 3, "MONTH") if unit == "quarter" else (count, UNITS[unit])
    bound = f"current_date - INTERVAL {size} {name}"
    said = f"{count} {unit}{'s' if count > 1 else ''}"
    if longer:
        return Span("", bound, f"more than {said} ago")
    return Span(bound, "", f"in the last {said}")


def _whole_unit(which: str, unit: str) -> Span:
    this = f"date_trunc('{unit}', current_date)"
    size = "INTERVAL 3 MONTH" if unit == "quarter" else f"INTERVAL 1 {UNITS[unit]}"
    if which == "this":
        return Span(this, f"{this} + {size}", f"in this {unit}")
    return Span(f"{this} - {size}", this, f"in the last whole {unit}")


def _sql(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _year(word: Word) -> int | None:
    if word.kind != "number" or word.number is None or not word.text.isdigit():
        return None
    return int(word.number) if _FIRST_YEAR <= word.number <= _LAST_YEAR else None


def _day(text: str) -> date | None:
    """Read a date; with slashes only when day and month cannot be confused."""
    parts = [int(part) for part in text.replace("/", "-").replace(".", "-").split("-")]
    try:
        if "-" in text:
            return date(*parts)
        first, second, year = parts
        if "." in text or (first > _MONTHS_A_YEAR) or first == second:
            return date(year, second, first)
        return date(year, first, second) if second > _MONTHS_A_YEAR else None
    except ValueError:
        return None
