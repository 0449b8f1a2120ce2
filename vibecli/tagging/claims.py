"""What a column's name claims: its tags, and whether it says anything at all."""

from collections.abc import Sequence

from vibecli.tagging.name_rules import RULES
from vibecli.tagging.name_tokens import PARTS, name_tokens
from vibecli.tagging.name_words import (
    ABOUT,
    ASKED,
    BARRED,
    LANGUAGES,
    OTHER_PARTY,
    PERSONS,
    SIDES,
    THINGS_LAST,
    Claim,
    NameRule,
    words,
)
from vibecli.tagging.table_words import HAPPENED, ID_WORDS, PERSON_TABLES, THING_TABLES
from vibecli.tagging.tag import Tag

NAMES = frozenset({Tag.FULL_NAME, Tag.GIVEN_NAME, Tag.SURNAME})
_MUTE = words(
    "column col c field f var v x y unnamed attribute attr value val data item entry a b d e "
    "string str text txt info other misc custom varchar"
)

_PERSON_CLAIMS = NAMES | {Tag.USERNAME}  # made by nouns of persons, also where they own an id
_VOCABULARY = frozenset().union(
    *(group for rule in RULES for group in (*rule.groups, rule.never)),
    *(ABOUT, ASKED, OTHER_PARTY, PERSONS, SIDES, THINGS_LAST, HAPPENED, ID_WORDS),
    *(PARTS, PERSON_TABLES, THING_TABLES, *BARRED.values()),
)


class NameClaims:
    """The claims of one column's name."""

    def __init__(self, table: str, name: str) -> None:
        self.words = name_tokens(name)
        self._known = frozenset(self.words)
        self.mute = all(word.isdigit() or word in _MUTE for word in self.words)
        self._unknown = self._known.isdisjoint(_VOCABULARY)
        self._claims: dict[Tag, Claim] = {}
        rules = () if self._about_things() else RULES
        for rule in rules:
            if self._meets(rule):
                self._claims[rule.tag] = max(rule.claim, self.of(rule.tag))
        if Tag.FULL_NAME in self._claims:
            for tag in NAMES:
                self._claims.setdefault(tag, Claim.HINT)
        if _names_customer(table, self.words):
            if "citizen" in self._known:  # in a table of persons its key, not what a state gives
                self._claims.pop(Tag.NATIONAL_ID, None)
            if (
                not self._claims.keys() - _PERSON_CLAIMS - {Tag.IBAN}
            ):  # which only an account may mean
                self._claims[Tag.CUSTOMER_KEY] = Claim.STRONG

    def of(self, tag: Tag) -> Claim:
        """Give how far the name claims a tag."""
        if tag in self._claims:
            return self._claims[tag]
        if self._known & BARRED.get(tag, frozenset()):
            return Claim.BARRED
        return Claim.MUTE if self.mute else Claim.UNKNOWN if self._unknown else Claim.OTHER

    def _about_things(self) -> bool:
        """Tell names that ask whether something is so, or end with what is no person's."""
        return bool(self.words) and (self.words[0] in ASKED or self.words[-1] in THINGS_LAST)

    def _meets(self, rule: NameRule) -> bool:
        if self._known & rule.never or not all(self._known & group for group in rule.groups):
            return False
        said = (word for word in reversed(self.words) if len(word) > 1 and not word.isdigit())
        last = next(said, "")  # `approver_n2` is about approvers
        if rule.last and not any(last in group for group in rule.groups):
            return False
        rest = self._known - frozenset().union(*rule.groups)
        if rule.whole and rest - PERSONS - SIDES - LANGUAGES:
            return False
        return not rest & ABOUT


def _names_customer(table: str, words: Sequence[str]) -> bool:
    """Tell the id of a person: `customer_id`, or `id` of a table of persons."""
    named, tables = set(words), set(name_tokens(table))
    if not named & (ID_WORDS - {"ref", "code"}):
        return False
    rest = named - ID_WORDS
    if "citizen" in rest and not PERSON_TABLES & tables:
        return False
    return (bool(rest) and rest <= PERSON_TABLES) or (not rest and bool(PERSON_TABLES & tables))
