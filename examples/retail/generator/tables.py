"""The three tables about persons: CRM customers, loyalty accounts, the existing unified profile."""

from datetime import date, datetime, time, timedelta

from generator import mess
from generator.dice import Dice
from generator.drafts import Draft, draft, span, tie
from generator.people import TODAY, Person, folded
from generator.places import written
from generator.wordlist import words

CUSTOMERS, ACCOUNTS, PROFILES = "crm.customers", "loyalty.accounts", "unified_profile"
COLUMNS = {
    CUSTOMERS: words(
        "customer_id first_name last_name email phone street city postcode country birth_date "
        "created_at updated_at"
    ),
    ACCOUNTS: words(
        "account_no member_name e_mail mobile address_line town zip dob tier points joined_on "
        "last_activity"
    ),
    PROFILES: words(
        "profile_id full_name email phone city postcode country crm_customer_id "
        "loyalty_account_no tier marketing_opt_in lifetime_value updated_at"
    ),
}
TIERS = ("bronze", "bronze", "bronze", "silver", "silver", "gold", "platinum")
MONTHS = words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
SNAPSHOT = date(2025, 6, 30)  # the last time anyone ran the old profile job


def drafts(dice: Dice, persons: list[Person]) -> dict[str, list[Draft]]:
    """Draw every record of the three tables, keys given in order of creation."""
    tables: dict[str, list[Draft]] = {CUSTOMERS: [], ACCOUNTS: [], PROFILES: []}
    for person in persons:
        own = _customers(dice, person)
        accounts = _accounts(dice, person, known=bool(own))
        profiles = _profiles(dice, own, accounts)
        tie([*own, *accounts, *profiles])
        for made in (*own, *accounts, *profiles):
            tables[made.table].append(made)
    for form, made_here in zip(("C-{}", "L-{}", "P-{:06}"), tables.values(), strict=True):
        start = {"C-{}": 10001, "L-{}": 200017, "P-{:06}": 1}[form]
        made_here.sort(key=lambda d: d.since)
        for number, made in enumerate(made_here, start):
            made.key = form.format(number)
    return tables


def _customers(dice: Dice, person: Person) -> list[Draft]:
    if not dice.chance(0.925):
        return []
    count = 1 + dice.chance(0.18) + dice.chance(0.03)
    days = [span(dice, date(2017, 1, 1), TODAY) for _ in range(count)]
    return [draft(dice, CUSTOMERS, person, since, day) for since, day in days]


def _accounts(dice: Dice, person: Person, *, known: bool) -> list[Draft]:
    if not dice.chance(0.67 if known else 0.8):
        return []
    count = 1 + dice.chance(0.1)
    days = [span(dice, date(2018, 1, 1), TODAY) for _ in range(count)]
    return [draft(dice, ACCOUNTS, person, since, day) for since, day in days]


def _profiles(dice: Dice, own: list[Draft], accounts: list[Draft]) -> list[Draft]:
    sources = [d for d in own if d.since <= SNAPSHOT]
    members = [d for d in accounts if d.since <= SNAPSHOT]
    if not sources and not (members and dice.chance(0.5)):
        return []
    if dice.chance(0.16):
        return []
    count = 1 + (len(sources) > 1 and dice.chance(0.35))
    made = []
    for number in range(count):
        first = sources[number].since if number < len(sources) else members[0].since
        profile = draft(dice, PROFILES, (sources or members)[0].person, first, _seen(dice, first))
        profile.crm = sources[number] if sources and dice.chance(0.9) else None
        linked = members and (profile.crm is None or dice.chance(0.35))
        profile.loyalty = members[0] if linked and number == 0 else None
        made.append(profile)
    return made


def _seen(dice: Dice, since: date) -> date:
    return dice.day(max(since, date(2023, 1, 1)), SNAPSHOT)


def customer(dice: Dice, made: Draft) -> list[str]:
    """Give the CRM row of a draft."""
    who = made.person
    return [
        made.key,
        mess.given(dice, who.given, who.latin[0]),
        mess.name(dice, made.family, _latin(made)),
        _email(dice, made),
        _phone(dice, made),
        mess.street(dice, made.street) if made.street else "",
        mess.city(dice, made.address.city),
        "" if dice.chance(0.04) else made.address.postcode,
        who.home.country,
        _birth(dice, made).isoformat() if made.birth else made.junk.get("birth", ""),
        *_stamps(dice, made.since, made.day),
    ]


def account(dice: Dice, made: Draft) -> list[str]:
    """Give the loyalty row of a draft."""
    who = made.person
    given = mess.given(dice, who.given, who.latin[0]).strip()
    family = mess.name(dice, made.family, _latin(made)).strip()
    joined = _day_text(dice, made.since)
    return [
        made.key,
        _member(dice, given, family),
        _email(dice, made),
        _phone(dice, made),
        mess.street(dice, made.street) if made.street else "",
        mess.city(dice, made.address.city),
        "" if dice.chance(0.05) else _zip(dice, made),
        _day_text(dice, _birth(dice, made)) if made.birth else "",
        tier(who, TODAY),
        str(dice.whole(0, 900) * (5 if dice.chance(0.2) else 1)),
        joined,
        made.day.isoformat(),
    ]


def profile(dice: Dice, made: Draft, value: str) -> list[str]:
    """Give the unified profile row of a draft; `value` is its lifetime value."""
    who = made.person
    opt_in = "" if dice.chance(0.3) else "true" if dice.chance(0.6) else "false"
    known_tier = made.loyalty is not None or dice.chance(0.1)
    return [
        made.key,
        f"{mess.given(dice, who.given, who.latin[0])} {mess.name(dice, made.family, _latin(made))}",
        _email(dice, made),
        _phone(dice, made),
        mess.city(dice, made.address.city),
        "" if dice.chance(0.1) else made.address.postcode,
        who.home.country,
        made.crm.key if made.crm else "",
        made.loyalty.key if made.loyalty else "",
        tier(who, SNAPSHOT) if known_tier else "",
        opt_in,
        value,
        _stamps(dice, made.day, made.day)[0],
    ]


def tier(person: Person, day: date) -> str:
    """Give the loyalty tier of a person; some have moved up since the snapshot."""
    at = person.number * 7919 % len(TIERS)
    risen = person.number % 6 == 0 and day > SNAPSHOT
    return TIERS[min(at + 2, len(TIERS) - 1)] if risen else TIERS[at]


def _latin(made: Draft) -> str:
    same = made.family == made.person.families[1]
    return made.person.latin[1] if same else folded(made.family)


def _email(dice: Dice, made: Draft) -> str:
    return mess.email(dice, made.email) if made.email else made.junk.get("email", "")


def _phone(dice: Dice, made: Draft) -> str:
    if made.phone:
        return written(dice, mess.digits(dice, made.phone))
    return made.junk.get("phone", "")


def _birth(dice: Dice, made: Draft) -> date:
    birth = made.birth or date.min
    if birth.day <= 12 and dice.chance(0.015):  # noqa: PLR2004 - day and month swapped
        return birth.replace(day=birth.month, month=birth.day)
    if dice.chance(0.006):
        return birth - timedelta(days=dice.pick((1, 10, 365)))
    return birth


def _member(dice: Dice, given: str, family: str) -> str:
    if dice.chance(0.1):
        return f"{family}, {given}"
    title = dice.pick(("Dr. ", "Mr ", "Mrs ", "Frau ", "Herr ")) if dice.chance(0.04) else ""
    return f"{title}{given} {family}"


def _zip(dice: Dice, made: Draft) -> str:
    code = made.address.postcode
    return code.lower().replace(" ", "") if dice.chance(0.1) else code


def _day_text(dice: Dice, day: date) -> str:
    """Write a day in one of the forms the loyalty desk used over the years; day before month."""
    short = MONTHS[day.month - 1]
    forms = (
        day.isoformat(), f"{day.day:02}.{day.month:02}.{day.year}", f"{day.day} {short} {day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}", f"{day.year}{day.month:02}{day.day:02}",
    )  # fmt: skip
    return dice.front(forms)


def _stamps(dice: Dice, first: date, last: date) -> list[str]:
    """Write the moments of two days, never the second before the first."""
    moments = sorted(
        datetime.combine(day, time(dice.whole(6, 22), dice.whole(0, 59), dice.whole(0, 59)))
        for day in (first, last)
    )
    return [moment.isoformat(sep=" ") for moment in moments]
