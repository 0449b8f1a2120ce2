"""An intent as a row of words: folding, stems, numbers, quoted values, and what is said beside.

Owns reading text into words. It knows nothing of a database and drops no word silently: what is
set aside is kept in `Words.ignored`.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import isfinite
from typing import Literal

from vibecli.agent.catalogue import remarks
from vibecli.agent.catalogue.lexicon import CONTRACTIONS, FILLERS

Kind = Literal["word", "number", "quoted", "sign", "comma", "date", "address"]

_IN_QUOTES = r'"(?:[^"]|"")+"'
_PART = rf"(?:{_IN_QUOTES}|[^\W\d]\w*)"
_LEX = re.compile(
    rf"""
    (?P<place>(?:{_PART}\.)+{_IN_QUOTES}(?:\.{_PART})*|{_IN_QUOTES}(?:\.{_PART})+)
  | (?P<quoted>"[^"]+"|“[^”]+”|„[^“”]+[“”]|(?<![\w'])'[^']+'(?!\w)|`[^`]+`)
  | (?P<address>[^\s,;<>"'()]+@[^\s,;<>"'()]+\.[^\s,;<>"'?!.()]+)
  | (?P<date>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d)
        |\d{{1,2}}\.\d{{1,2}}\.\d{{4}}(?!\d)|\d{{1,2}}/\d{{1,2}}/\d{{4}}(?!\d))
  | (?P<number>(?:(?<!\w)[-+])?[$€£]?\d(?:[\d,]*\d)?(?:\.\d+)?(?:[kK%](?!\w)|[$€£])?(?![\w]))
  | (?P<sign><=|>=|!=|<>|==|[=<>≥≤≠])
  | (?P<comma>[,;])
  | (?P<word>[eE][- ][mM]ail[^\W_]*|[^\W_]+[$€£](?!\w)|[^\W_]+|[%*^~|\\]|[$€£]
        |(?<=\s)(?:\?{{2,}}|[@#§/]+|-(?=\s*$))(?=[\s,;.)]|$))
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"""("[^"]+"|“[^”]+”|„[^“”]+[“”]|(?<![\w'])'[^']+'(?!\w)|`[^`]+`)""")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
_SIGNS = {"==": "=", "<>": "!=", "≥": ">=", "≤": "<=", "≠": "!="}
_APOSTROPHES = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x00A0: " "}
_SPLIT_MAIL = re.compile(r"^e[- ]mail")
_MIN_STEM = 4
_LATIN = re.compile(r"..[^aeo]uses$")  # statuses, bonuses; not houses, causes


class Quoted(str):
    """Text that stood in quotes: where a column holds just this, no other spelling is meant."""

    __slots__ = ()


@dataclass(frozen=True)
class Word:
    """One word of an intent; `glue` joins it to the next one (`_`, `-`, `.` or nothing)."""

    text: str
    form: str
    stem: str
    kind: Kind
    start: int
    end: int
    glue: str = ""
    number: float | None = None

    @property
    def is_filler(self) -> bool:
        """True for an article and its like; what is quoted is none, nor a grade such as A."""
        grade = self.text == "A" and self.start > 0
        return self.form in FILLERS and self.kind != "quoted" and not grade

    @property
    def is_code(self) -> bool:
        """True for a word in capitals, such as a country code: US is not us."""
        return self.kind == "word" and len(self.text) > 1 and self.text.isupper()


@dataclass(frozen=True)
class Words:
    """An intent's words, the text they came from, and what was said beside it."""

    text: str
    words: tuple[Word, ...]
    ignored: tuple[str, ...] = ()
    hands_off: bool = False  # said that nothing is to be changed

    @property
    def set_aside(self) -> str:
        """The polite words set aside, for the echo."""
        return f"; ignored: {', '.join(self.ignored)}" if self.ignored else ""

    def apart(self) -> "Words":
        """Give the same words as a text of their own, whatever stood around them."""
        if not self.words:
            return replace(self, text="")
        start, end = self.words[0].start, self.words[-1].end
        moved = tuple(replace(w, start=w.start - start, end=w.end - start) for w in self.words)
        return replace(self, text=self.text[start:end], words=moved)

    def raw(self, first: int, last: int) -> str:
        """Give the text of words `first` to `last` (exclusive) as typed."""
        if first >= last:
            return ""
        chosen = self.words[first:last]
        if len(chosen) == 1:
            return chosen[0].text
        return self.text[chosen[0].start : chosen[-1].end]


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Give text in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@cache
def stem(form: str) -> str:
    """Give a word without its English plural ending."""
    if len(form) < _MIN_STEM or form.endswith(("ss", "us", "is", "as")):
        return form
    if form.endswith("ies"):
        return form[:-3] + "y"
    if form.endswith(("sses", "xes", "ches", "shes")) or _LATIN.search(form):
        return form[:-2]
    return form.removesuffix("s")


@cache
def name_tokens(name: str) -> tuple[str, ...]:
    """Give the stems of a name: snake_case, camelCase and spaces are all boundaries."""
    parts = (fold(part) for part in _CAMEL.split(name))
    return tuple(stem(part) for part in parts if part)


def read_words(text: str) -> Words:
    """Read an intent into words; courtesy, remarks and reasons are set aside."""
    plain = _expand(text)
    if plain.isupper():
        plain = plain.lower()
    words = _glued(plain, [_word(match) for match in _LEX.finditer(plain)])
    kept, ignored = _without_asides(words)
    hands_off = any(remarks.forbids(fold(said)) for said in ignored)
    return Words(plain, tuple(kept), tuple(ignored), hands_off=hands_off)


def _expand(text: str) -> str:
    """Write contractions out; what is quoted stays as it is."""
    parts = _QUOTED.split(text.translate(_APOSTROPHES).strip())
    for i in range(0, len(parts), 2):
        for pattern, full in CONTRACTIONS:
            parts[i] = re.sub(pattern, full, parts[i], flags=re.IGNORECASE)
    return "".join(parts)


def _word(match: re.Match[str]) -> Word:
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    text = match.group()
    if match["place"]:  # a table as it is printed: "Two Words"."of it"
        return Word(Quoted(text), fold(text), fold(text), "quoted", match.start(), match.end())
    number = _number(text) if kind == "number" else None
    if number is not None and not isfinite(number):
        kind, number = "word", None  # hundreds of digits
    if kind == "quoted":
        text = Quoted(text[1:-1].strip())
    form = fold(_SIGNS.get(text, text))
    if kind == "word":
        form = _SPLIT_MAIL.sub("email", form)
    return Word(text, form, stem(form), kind, match.start(), match.end(), number=number)


def _number(text: str) -> float:
    digits = text.strip("$€£+-%kK").strip("$€£").replace(",", "")
    value = float(digits) * (1000 if text[-1] in "kK" else 1)
    value = value / 100 if text.endswith("%") else value
    return -value if text.startswith("-") else value


def _glued(text: str, words: list[Word]) -> list[Word]:
    joined: list[Word] = []
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else None
        between = text[word.end : following.start] if following else ""
        glue = between if between in ("_", "-", ".") and word.kind != "quoted" else ""
        joined.append(Word(**{**word.__dict__, "glue": glue}))
    return joined


def _without_asides(words: list[Word]) -> tuple[list[Word], list[str]]:
    """Give the words of the intent itself, and the phrases said beside it."""
    forms = [word.form if word.kind != "quoted" else "" for word in words]
    kept: list[Word] = []
    ignored: list[str] = []
    i = 0
    while i < len(words):
        length = _aside(words, forms, i)
        if length:
            ignored.append(" ".join(word.text for word in words[i : i + length]))
            i += length
        else:
            if kept or words[i].kind != "comma":
                kept.append(words[i])
            i += 1
    return kept, ignored


def _aside(words: list[Word], forms: list[str], at: int) -> int:
    """Give how many words are said beside the intent; US is a country, `vibecli_rules` a table."""
    length = remarks.aside(forms, at)
    last = words[at + length - 1]
    name = length and (last.text in ("US", "PLZ") or last.glue == "_")
    return 0 if name or words[at].kind != "word" else length
