"""The tag of every column of a table, from two witnesses: its name, and its distinct values.

Owns how claim and fit become one verdict, and what columns of one table tell of each other. It
sees samples only, needs no model and no network, and the same sample gives the same verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from vibecli.tagging.birth_dates import may_be_births
from vibecli.tagging.claims import NAMES, NameClaims
from vibecli.tagging.evidence import Evidence
from vibecli.tagging.fit import HALF, Fit, Told
from vibecli.tagging.fits import fits
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.name_words import PERSONS, Claim
from vibecli.tagging.neighbours import COMPANY, HALVES, KIN, TELLING, other_half
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.table_words import PERSON_TABLES, THING_TABLES
from vibecli.tagging.tag import Sensitivity, Tag
from vibecli.tagging.verdict import TagVerdict

# How often a verdict on such grounds was right: (right + 1) / (judged + 2) over 1,900 labelled
# columns, with their names and without them, rounded down. What was not met there is guessed low.
_CONFIDENCE: Mapping[tuple[Claim, Fit], float] = MappingProxyType(
    {
        (Claim.STRONG, Fit.PROOF): 0.99,
        (Claim.STRONG, Fit.LIKELY): 0.98,
        (Claim.STRONG, Fit.POSSIBLE): 0.96,
        (Claim.STRONG, Fit.SILENT): 0.8,
        (Claim.WEAK, Fit.PROOF): 0.97,
        (Claim.WEAK, Fit.LIKELY): 0.95,
        (Claim.HINT, Fit.PROOF): 0.94,
        (Claim.HINT, Fit.LIKELY): 0.9,
        (Claim.MUTE, Fit.PROOF): 0.93,
        (Claim.MUTE, Fit.LIKELY): 0.83,
        (Claim.UNKNOWN, Fit.PROOF): 0.9,
        (Claim.OTHER, Fit.PROOF): 0.9,
    }
)
_NEIGHBOURS = 0.85  # of a claim that only the columns beside it speak for
_UNTAGGED = 0.98
_DOUBTFUL = 0.8  # of no tag where the name claims one
_UNNAMED = 0.86  # of no tag where the name says nothing
_LOOKING, _LIKE = 0.64, 0.48  # where the values may be of one too, and where most of them look so
_MUTE_LIKELY = frozenset(  # tags whose values may be believed, unproven, where the name is mute
    {Tag.GIVEN_NAME, Tag.SURNAME, Tag.FULL_NAME, Tag.CITY, Tag.ADDRESS, Tag.STATE, Tag.COUNTRY}
    | {Tag.PHONE}
)
_DIGITS = 0.5  # of values of digits alone, at which they could be any code
_ELSEWHERE = (Claim.OTHER, Claim.UNKNOWN)
_QUIET = (Claim.MUTE, Claim.UNKNOWN)
_TELLING = 10  # distinct values that may speak where the name is mute
_MOST = 0.6  # of them
_NEVER_BY_VALUES = frozenset({Tag.STATE, Tag.TITLE, Tag.SUFFIX, Tag.GIVEN_NAME, Tag.SURNAME})
_ONE_WORD = 1.6
_SINGLE = 1.2


@dataclass(frozen=True)
class _Ground:
    """Why a column may have a tag."""

    tag: Tag
    claim: Claim
    told: Told
    beside: str = ""  # what speaks for it in the table, when its own witnesses do not suffice

    @property
    def sure(self) -> bool:
        """True when it may speak for a column beside it."""
        return self.claim is Claim.STRONG or self.told.fit is Fit.PROOF

    @property
    def confidence(self) -> float:
        return _NEIGHBOURS if self.beside else _CONFIDENCE.get((self.claim, self.told.fit), 0.0)


def tag_columns(table: str, columns: Sequence[ColumnSample]) -> dict[str, TagVerdict]:
    """Give the verdict on each column of a table, by name."""
    return _Table(table, columns).verdicts()


class _Table:
    """The columns of one table while they are judged."""

    def __init__(self, name: str, columns: Sequence[ColumnSample]) -> None:
        words = frozenset(name_tokens(name))
        self._persons = bool(words & PERSON_TABLES)
        self._things = bool(words & THING_TABLES) and not self._persons
        self._names = [c.name for c in columns]
        self._evidence = {c.name: Evidence(c) for c in columns}
        self._claims = {c.name: NameClaims(name, c.name) for c in columns}
        self._grounds = {name: self._heard(name) for name in self._names}
        self._found = {name: self._best(name) for name in self._names}

    def verdicts(self) -> dict[str, TagVerdict]:
        """Give the verdicts once neighbours have been heard."""
        for hear in (self._kin, self._kin, self._quiet_kin, self._quiet_kin):
            for name in self._names:  # what is settled may speak for the next
                self._found[name] = self._found[name] or hear(name)
        self._halve()
        self._part()
        self._join()
        untold = [name for name in self._names if not self._found[name]]
        born = {name: ground for name in untold if (ground := self._born(name))}
        if len(born) == 1:
            self._found |= born
        return {name: self._verdict(name) for name in self._names}

    def _best(self, name: str) -> _Ground | None:
        heard = self._grounds[name].values()
        held = [g for g in heard if g.confidence and not self._too_little(name, g)]
        return max(held, key=_rank, default=None)

    def _heard(self, name: str) -> dict[Tag, _Ground]:
        claims = self._claims[name]
        told = fits(self._evidence[name].column)
        return {tag: _Ground(tag, claims.of(tag), told[tag]) for tag in Tag}

    def _too_little(self, name: str, ground: _Ground) -> bool:
        if ground.claim is Claim.MUTE and ground.told.fit is Fit.LIKELY:
            evidence = self._evidence[name]
            if ground.tag is Tag.PHONE:
                return evidence.share(str.isdigit) >= _DIGITS or ground.told.share < _MOST
            few = evidence.count < _TELLING
            return few or ground.tag not in _MUTE_LIKELY or ground.told.share < _MOST
        if ground.claim in (Claim.WEAK, Claim.HINT) and ground.tag in NAMES:
            named = not PERSONS.isdisjoint(self._claims[name].words)  # the contact of a supplier
            return self._things and not named and ground.told.fit is not Fit.PROOF
        if ground.claim is Claim.HINT and ground.tag is Tag.NATIONAL_ID:  # or any other number
            return ground.told.fit is not Fit.PROOF and not ground.told.share
        return ground.claim in _ELSEWHERE and ground.tag in _NEVER_BY_VALUES

    def _born(self, name: str) -> _Ground | None:
        """Take the dates beside names of persons that look so for dates of birth."""
        found = {g.tag for g in self._found.values() if g}
        ground = self._grounds[name][Tag.BIRTHDATE]
        dates = ground.told.fit is Fit.LIKELY and Tag.BIRTHDATE not in found
        if not dates or not found & NAMES:
            return None
        quiet = ground.claim in _QUIET
        if not may_be_births(self._claims[name].words, self._evidence[name].values, few=quiet):
            return None
        return replace(ground, beside="they lie decades back, beside names of persons")

    def _kin(self, name: str) -> _Ground | None:
        """Give a weak claim the values allow, when columns beside it speak for it."""
        beside = {g.tag for n, g in self._found.items() if g and n != name and g.sure}
        unseen = not self._evidence[name].column.rows  # nothing but names is known
        allowed = (Fit.SILENT, Fit.POSSIBLE) if unseen else (Fit.POSSIBLE,)
        for ground in self._grounds[name].values():
            weak = ground.claim is Claim.WEAK and ground.told.fit in allowed
            hint = ground.claim is Claim.HINT and ground.told.fit is Fit.LIKELY
            if not weak and not (hint and ground.tag is Tag.NATIONAL_ID):
                continue
            found = sorted(beside & KIN.get(ground.tag, frozenset()))
            if ground.tag is Tag.FULL_NAME and not found and self._persons:
                return replace(ground, beside="its table is about persons")
            if found and not (self._things and ground.tag in NAMES):
                return replace(ground, beside=_stands_beside(found))
        return None

    def _quiet_kin(self, name: str) -> _Ground | None:
        """Give what values look like under a name that says nothing, when columns bear it out."""
        near = self._next_to(name)
        beside = frozenset(g.tag for n, g in self._found.items() if g and n != name) | near
        told = []
        for ground in self._grounds[name].values():
            company = COMPANY.get(ground.tag)
            if not company or ground.claim not in _QUIET or not self._looks(name, ground, near):
                continue
            if company.next is not None and not near & company.next - {ground.tag}:
                continue
            if found := sorted(beside & company.kin - {ground.tag}):
                told.append((company, replace(ground, beside=_stands_beside(found))))
        best = max(told, key=lambda one: (one[0].clear, one[1].told.share), default=None)
        return best[1] if best else None

    def _looks(self, name: str, ground: _Ground, near: frozenset[Tag]) -> bool:
        """Tell values that look like a tag, or the other half of a name right beside."""
        evidence, told = self._evidence[name], ground.told
        if ground.tag in HALVES:
            taken = ground.tag in {g.tag for g in self._found.values() if g}
            beside = bool(near & frozenset(HALVES) - {ground.tag})
            if taken or told.fit is Fit.POSSIBLE:
                other = told.fit >= Fit.POSSIBLE and other_half(evidence, told.share)
                return beside and not taken and ground.claim is Claim.MUTE and other
            seldom = evidence.count < min(_TELLING, HALF * evidence.column.rows)
            if seldom and ground.claim is Claim.UNKNOWN:
                return False  # the same few again and again: grades, colours
        few = evidence.count < TELLING and ground.tag is not Tag.GENDER
        return not few and told.fit >= Fit.LIKELY and told.share >= COMPANY[ground.tag].share

    def _next_to(self, name: str) -> frozenset[Tag]:
        """Give the tags of the columns right before and behind one, halves of names unproven."""
        place = self._names.index(name)
        near = (*self._names[max(place - 1, 0) : place], *self._names[place + 1 : place + 2])
        found = {g.tag for n in near if (g := self._found[n])}
        return frozenset(found | {tag for n in near for tag in HALVES if self._half(n, tag)})

    def _half(self, name: str, tag: Tag) -> bool:
        """Tell an untold column whose values look like half of a name."""
        ground = self._grounds[name][tag]
        looks = ground.told.fit >= Fit.LIKELY and ground.told.share >= _MOST
        told = self._found[name] or self._evidence[name].count < TELLING
        return looks and ground.claim is Claim.MUTE and not told

    def _halve(self) -> None:
        """Take one plain name beside first names for the family name, and the other way round."""
        sure = {g.tag for g in self._found.values() if g and g.claim is Claim.STRONG}
        given, family = Tag.GIVEN_NAME in sure, Tag.SURNAME in sure
        plain = [name for name in self._names if self._plain_name(name)]
        if given == family or len(plain) != 1:
            return
        ground = self._found[plain[0]]
        assert ground
        tag, other = HALVES[::-1] if given else HALVES
        self._found[plain[0]] = replace(ground, tag=tag, beside=f"it stands beside {other}")

    def _plain_name(self, name: str) -> bool:
        """Tell a column called `name`, not `first name`, whose values are single words."""
        ground, evidence, claims = self._found[name], self._evidence[name], self._claims[name]
        if ground is None or ground.tag not in NAMES or not evidence.count:
            return False
        half = Claim.STRONG in map(claims.of, HALVES)
        return claims.of(Tag.FULL_NAME) >= Claim.WEAK and not half and evidence.words < _ONE_WORD

    def _part(self) -> None:
        """Take names of one word for first or family names where the lists know them as such."""
        for name, ground in self._found.items():
            single = self._evidence[name].count and self._evidence[name].words < _SINGLE
            if not ground or ground.tag is not Tag.FULL_NAME or not single:
                continue
            halves = [replace(self._grounds[name][t], claim=ground.claim) for t in HALVES]
            known = [half for half in halves if half.told.fit >= Fit.LIKELY]
            self._found[name] = known[0] if known else ground

    def _join(self) -> None:
        """Take what is called half of a name, alone in its table, for the whole its values are."""
        halves = [name for name, g in self._found.items() if g and g.tag in HALVES]
        if len(halves) != 1:
            return
        ground = self._found[halves[0]]
        whole = self._grounds[halves[0]][Tag.FULL_NAME]
        assert ground
        if ground.told.fit is Fit.POSSIBLE and whole.told.fit >= Fit.LIKELY:
            self._found[halves[0]] = replace(whole, claim=ground.claim)

    def _verdict(self, name: str) -> TagVerdict:
        ground = self._found[name]
        if ground is None:
            return self._untagged(name)
        return TagVerdict(
            tag=ground.tag,
            sensitivity=ground.tag.sensitivity,
            confidence=round(ground.confidence, 2),
            why=_why(ground, self._evidence[name]),
        )

    def _untagged(self, name: str) -> TagVerdict:
        """Give the verdict that a column has no tag, with what spoke for one all the same."""
        heard = [g for g in self._grounds[name].values() if g.told.fit > Fit.AGAINST]
        claimed = [g for g in heard if g.claim >= Claim.HINT]
        looks = [g for g in heard if g.claim is Claim.MUTE and g.told.fit >= Fit.LIKELY]
        looks = [g for g in looks if g.tag in COMPANY or g.tag is Tag.BIRTHDATE]
        sure = _UNTAGGED
        if claimed:
            sure = _DOUBTFUL
        elif self._claims[name].mute:
            like = any(self._like(ground) for ground in looks)
            sure = _LIKE if like else _LOOKING if looks else _UNNAMED
        spoke = max(claimed or looks, key=lambda g: (g.claim, g.told.fit), default=None)
        return TagVerdict(
            tag=None,
            sensitivity=Sensitivity.PUBLIC,
            confidence=sure,
            why=_why(spoke, self._evidence[name]) if spoke else (),
        )

    def _like(self, ground: _Ground) -> bool:
        """Tell values most of which look like a tag that columns beside could bear out."""
        company = COMPANY.get(ground.tag)
        return company is not None and 0 < ground.told.share >= company.share


def _stands_beside(tags: Sequence[Tag]) -> str:
    return f"it stands beside {', '.join(tags[:3])}"


def _rank(ground: _Ground) -> tuple[bool, float, Claim, Fit]:
    """Give what grounds are ranked by; what a key is made of says more than that it is one."""
    return ground.tag is not Tag.CUSTOMER_KEY, ground.confidence, ground.claim, ground.told.fit


def _why(ground: _Ground, evidence: Evidence) -> tuple[str, ...]:
    named = {
        Claim.STRONG: f"its name says {ground.tag}",
        Claim.WEAK: f"its name may mean {ground.tag}",
        Claim.HINT: f"its name may mean {ground.tag}",
        Claim.MUTE: "its name says nothing",
    }.get(ground.claim, f"its name does not say {ground.tag}")
    values = ground.told.why or (
        "it has no values" if not evidence.count else "its values allow it"
    )
    told = (named, values) if ground.claim >= Claim.HINT else (values, named)
    return (*told, ground.beside) if ground.beside else told
