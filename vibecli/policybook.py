"""The policy by name: what no plan may write, how much may change, who approves, who may be used.

Owns `[policy]` of vibecli.toml: its names, defaults and readers. It measures nothing.

    [policy]         protected = [PATTERN, ...], streamed = [TABLE, ...], max_changed, max_removed, min_rows,
                     approvals = { default = 1, KIND = 2, PATTERN = 2 },
                     reviewers = [NAME, ...],
                     raw_personal = "reveal" | "deny", forget_protected, forget_unattended,
                     model_may_see = "none" | "names" | "shapes" | "values"
    [policy.tables]  "TABLE" = { max_changed, max_removed }
    [policy.consent] table, key, where, applies_to = [PATTERN, ...], purpose; [[...]] for several

A PATTERN is a glob of a table or of table.column, `tag:TAG` or `class:CLASS`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal, get_args

from vibecli.rulebook import Rules
from vibecli.setting import Reader, choice, number, string, texts

EgressLevel = Literal["none", "names", "shapes", "values"]
Leave = Literal["block", "allow"]
RawPersonal = Literal["reveal", "deny"]
DEFAULT = "default"  # of approvals: where nothing else fits
MARKS = ("tag:", "class:")  # how a pattern begins that is no glob of names
_MOST_APPROVALS = 20
Share = Literal["max_changed", "max_removed"]
SHARES: tuple[Share, ...] = get_args(Share)


@dataclass(frozen=True)
class Shares:
    """How much of one table a plan may change and remove; None: as of any table."""

    max_changed: float | None = None
    max_removed: float | None = None


@dataclass(frozen=True)
class Consent:
    """Who may be used for what: the persons whose row of a table says so."""

    table: str
    key: str  # its column that names the person
    where: str  # SQL predicate on its rows: consent is given
    applies_to: tuple[str, ...]  # patterns of the columns that need it
    purpose: str

    @property
    def name(self) -> str:
        """The rule as it is named to people."""
        return f"policy.consent ({self.purpose})"


@dataclass(frozen=True)
class Policy:
    """Limits held against every plan and every change set ([policy] in vibecli.toml)."""

    protected: tuple[str, ...] = ()  # patterns of what a plan may not write
    streamed: tuple[str, ...] = ()  # of protected tables: those a stream may add events to
    max_changed: float = 0.5  # share of a table's rows; above it the person types the table's name
    max_removed: float = 0.1  # of both, 0: not a single row, of a table of whatever size
    min_rows: int = 50  # smaller tables are not held to the two shares
    tables: tuple[tuple[str, Shares], ...] = ()  # by glob; the first that fits
    approvals: tuple[tuple[str, int], ...] = ()  # persons who must approve, by kind or pattern
    reviewers: tuple[str, ...] = ()  # whose imported files count beside the importer's approval
    consent: tuple[Consent, ...] = ()
    raw_personal: RawPersonal = "reveal"
    model_may_see: EgressLevel = "values"  # no flag and no variable raises the egress level above
    forget_protected: Leave = "block"  # whether a person is forgotten in protected tables too
    forget_unattended: Leave = "block"  # whether --yes may forget a person
    rules: Rules = field(default_factory=Rules)  # [rules]

    def share(self, name: Share, table: str) -> float:
        """Give the share of a table's rows that a plan may change or remove."""
        usual: float = getattr(self, name)
        for glob, shares in self.tables:
            own: float | None = getattr(shares, name)
            if own is not None and names_table(glob, table):
                return own
        return usual

    def with_protected(self, more: tuple[str, ...]) -> "Policy":
        """Give the policy that protects some more, such as what the glossary names."""
        return replace(self, protected=tuple(dict.fromkeys((*self.protected, *more))))


def person(name: str) -> str:
    """Give the form persons' names are compared in."""
    return " ".join(name.casefold().split())


def names_table(glob: str, table: str) -> bool:
    """True when a glob names a table; case does not count, nor whether `main.` is said."""
    wanted, name = glob.strip().lower(), table.strip().lower().removeprefix("main.")
    return fnmatchcase(name, wanted) or ("." not in name and fnmatchcase(f"main.{name}", wanted))


def _approvals(value: object, folder: Path) -> object:
    read = number(1, _MOST_APPROVALS, whole=True)
    named = {DEFAULT: value} if isinstance(value, int) else value
    flat = _flat(named, lambda _: False)
    return tuple((name, _part(name, read, one, folder)) for name, one in flat)


def _tables(value: object, folder: Path) -> object:
    found = []
    for name, given in _flat(value, _is_shares):
        if not isinstance(given, Mapping) or not given:
            raise ValueError(f"such as {{ max_removed = 0 }}, and {name} is not")
        if unknown := [one for one in given if one not in SHARES]:
            raise ValueError(f"of {' and '.join(SHARES)}, and {name} has {unknown[0]}")
        read = {
            one: _part(f"{one} of {name}", number(0, 1), of, folder) for one, of in given.items()
        }
        found.append((name, Shares(**read)))  # type: ignore[arg-type]
    return tuple(found)


def _is_shares(value: Mapping[str, object]) -> bool:
    return not any(isinstance(one, Mapping) for one in value.values())


def _consents(value: object, folder: Path) -> object:
    given = value if isinstance(value, list) else [value]
    return tuple(_consent(one, folder) for one in given)


def _consent(value: object, folder: Path) -> Consent:
    known = ("table", "key", "where", "applies_to", "purpose")
    if not isinstance(value, Mapping):
        raise ValueError(f"a table of {', '.join(known)}")  # noqa: TRY004 - as every reader
    for name in value:
        if name not in known:
            raise ValueError(f"a table of {', '.join(known)}, and {name} is none of them")
    for name in known:
        if not value.get(name):
            raise ValueError(f"a table with {', '.join(known)}, and {name} is missing")
    read = {**dict.fromkeys(known, string), "applies_to": texts}
    return Consent(**{name: _part(name, read[name], value[name], folder) for name in known})  # type: ignore[arg-type]


def _part(name: str, read: Reader, value: object, folder: Path) -> object:
    """Read one value of several. Raises ValueError that names it."""
    try:
        return read(value, folder)
    except ValueError as error:
        raise ValueError(f"{error} for {name}") from None


def _flat(
    value: object, whole: Callable[[Mapping[str, object]], bool], prefix: str = ""
) -> Iterator[tuple[str, object]]:
    """Give values by name; a dotted name need not be quoted."""
    if not isinstance(value, Mapping):
        raise ValueError("a table of names")  # noqa: TRY004 - the one error of every reader
    for name, inner in value.items():
        if isinstance(inner, Mapping) and not whole(inner):
            yield from _flat(inner, whole, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner


POLICY_READERS: Mapping[str, Reader] = {
    "protected": texts,
    "streamed": texts,
    "max_changed": number(0, 1),
    "max_removed": number(0, 1),
    "min_rows": number(0, whole=True),
    "tables": _tables,
    "approvals": _approvals,
    "reviewers": texts,
    "consent": _consents,
    "raw_personal": choice(RawPersonal),
    "forget_protected": choice(Leave),
    "forget_unattended": choice(Leave),
    "model_may_see": choice(EgressLevel),
}
LEVELS: tuple[EgressLevel, ...] = get_args(EgressLevel)
