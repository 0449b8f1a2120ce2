"""How well values fit places: addresses, cities, states, countries, postcodes, coordinates."""

from collections import Counter
from functools import cache

from vibecli.tagging import checks, shapes
from vibecli.tagging.dictionaries import (
    cities,
    countries,
    given_names,
    state_names,
    states,
    surnames,
)
from vibecli.tagging.evidence import Evidence
from vibecli.tagging.fit import (
    AGAINST,
    ALL,
    ENOUGH,
    HALF,
    LITTLE,
    MANY,
    MOST,
    NEARLY,
    SOME,
    Rule,
    Told,
    told,
)
from vibecli.tagging.table_words import FLAG_VALUES, STATUS_VALUES

_NO_STREETS = (shapes.EMAIL, shapes.URL, shapes.IPV4, shapes.MAC, shapes.HEX, shapes.DATE)
_PROVEN = 0.7  # of distinct values in a list of places
_VARIED = 15  # distinct values a status never has
_SEEN = 0.1


def address(column: Evidence) -> Told:
    """Tell a street and a number, or the whole in one."""
    if column.numeric or column.dated or max(map(column.share, _NO_STREETS)) >= SOME:
        return AGAINST
    street, house = column.share(shapes.STREET), column.share(shapes.HOUSE)
    spaced = column.share(lambda value: " " in value)
    found = told(
        max(street, house),
        "are written as a street and a number",
        proof=street >= SOME and house >= MOST and column.count >= ENOUGH,
        likely=max(street, house) >= LITTLE,
        possible=spaced >= LITTLE or column.share(shapes.WORDS) >= HALF,
    )
    return found._replace(share=max(street, column.share(_house)))


def _house(value: str) -> bool:
    """Tell a proper name and a number, not any phrase that ends with one."""
    return bool(shapes.HOUSE(value)) and any(map(str.istitle, value.split()))


def address2(column: Evidence) -> Told:
    """Tell the second line of an address."""
    share = column.share(shapes.UNIT)
    return told(
        share,
        "name a flat, a suite or a floor",
        proof=share >= MOST,
        likely=share >= LITTLE,
        possible=not column.dated,
    )


def city(column: Evidence) -> Told:
    """Tell cities; those nobody lists are still possible."""
    if column.numeric or column.dated:
        return AGAINST
    if max(column.share(shapes.LETTERS_FIRST), column.share(shapes.WORDS)) < HALF:
        return AGAINST
    if max(map(column.share, _NO_STREETS)) >= SOME:
        return AGAINST
    if max(column.known(FLAG_VALUES), column.known(STATUS_VALUES)) >= SOME:
        return AGAINST
    share = column.known(cities())
    others = max(map(column.known, (surnames(), given_names(), state_names(), countries().names)))
    return told(
        share,
        "are known cities",
        proof=share >= _PROVEN and share > others and column.count >= ENOUGH,
        likely=share >= LITTLE and share >= others,
        possible=True,
    )


def state(column: Evidence) -> Told:
    """Tell states, provinces and counties: by name, or by the codes of one country."""
    if column.numeric or column.dated:
        return AGAINST
    named = column.known(state_names())
    coded = {part.country: column.known(part.codes) for part in states()}
    said = max(column.known(STATUS_VALUES), column.known(FLAG_VALUES))
    if said >= SOME and column.known(_american()) < ALL:  # IN is Indiana, OR is Oregon
        return AGAINST
    if column.known(countries().names) > max(named, HALF):
        return AGAINST
    share, written = max(named, *coded.values()), column.share(shapes.WORDS)
    america = coded["US"] >= ALL and column.share(str.isupper) >= ALL
    return told(
        share,
        "are states or provinces",
        proof=((named >= NEARLY and column.known(cities()) < MOST * named) or america)
        and column.count >= ENOUGH,
        likely=share >= HALF,
        possible=written >= MANY
        and (share >= _SEEN or column.share(_capital) >= HALF or column.count > _VARIED),
    )


@cache
def _american() -> frozenset[str]:
    """Give the states of America as people write them, codes and names mixed."""
    return frozenset().union(
        *(part.codes | part.names for part in states() if part.country == "US")
    )


def _capital(value: str) -> bool:
    return value[:1].isupper()


def country(column: Evidence) -> Told:
    """Tell countries by name or code."""
    if column.numeric or column.dated:
        return AGAINST
    world = countries()
    named, two, three = map(column.known, (world.names, world.two, world.three))
    mixed = column.known(world.any)  # codes and names in one column are still countries
    upper = column.share(str.isupper) >= ALL and column.count >= ENOUGH
    return told(
        mixed,
        "are countries",
        proof=(named >= MOST and column.count >= ENOUGH) or (upper and three >= ALL),
        likely=named >= HALF or max(two, three) >= NEARLY or (named >= LITTLE and mixed >= MOST),
        possible=column.share(shapes.WORDS) >= MANY and column.known(FLAG_VALUES) < SOME,
    )


def postal(column: Evidence) -> Told:
    """Tell postcodes; plain digits only where they are of one length."""
    if column.dated:
        return AGAINST
    clear, share = column.share(shapes.POSTCODE_CLEAR), column.share(checks.postcode)
    longest = Counter(map(len, column.values)).most_common(1)[0][1]
    short = 0.0 if column.fractional else column.share(checks.short_digits)
    found = told(
        share,
        "are written as postcodes",
        proof=clear >= MOST,
        likely=share >= HALF and (longest >= MOST * column.count or clear >= SOME),
        possible=share >= SOME,
    )
    return found._replace(share=max(clear, short))


def degrees(limit: int) -> Rule:
    """Give the rule of an angle of at most so many degrees."""

    def within(value: str) -> bool:
        return checks.degrees(value, limit)

    def rule(column: Evidence) -> Told:
        share = column.share(within)
        return told(share, "are degrees", likely=share >= MOST)

    return rule
