"""Phone numbers brought to a form that is typed: +49, or +447xxxxxxxxx digit by digit.

Owns what a typed form means. A calling code is of numbers that carry none; a number with another
one keeps it, and what is no single number stays as it is.
"""

import re
from dataclasses import replace

from vibecli.agent.catalogue.families.mending import cleaned
from vibecli.agent.catalogue.fields import Fields
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import Predicate, family
from vibecli.agent.catalogue.row_steps import update
from vibecli.agent.catalogue.rows import Rows
from vibecli.data.catalog import Role
from vibecli.engine.names import quote

_FORM = re.compile(r"\+(?P<digits>\d{1,14})((?P<places>[x*]+)|(?P<open>[.…]*))", re.IGNORECASE)
_SHORTEST, _LONGEST = 7, 12  # digits of a number without its calling code


def numbered(targets: Targets, found: Fields, typed: str) -> Draft | None:
    """Give the step that brings phone numbers to E.164, or to a form typed digit by digit."""
    form = _FORM.fullmatch(typed.replace(" ", ""))
    column = found.columns[0]
    if form is None or len(found.columns) != 1:
        return None
    code = _calling_code(form["digits"])
    if not code or family(column) != "text" or column.role is not Role.PHONE:
        return None
    targets.cursor.assume(f"numbers without a country code are of +{code}", "guess")
    if form["places"]:
        return _shaped(targets, found, code, form["digits"][len(code) :], len(form["places"]))
    region = _region(code)
    if not region or (form["digits"] != code and not form["open"]):
        return None
    draft = cleaned(targets.cursor, found, [("phone", (region,))])
    return replace(draft, said=f"{draft.said} in E.164, those without a country code of +{code}")


def _shaped(targets: Targets, found: Fields, code: str, start: str, places: int) -> Draft | None:
    """Give the step for a form that tells every digit: +447xxxxxxxxx."""
    if not _SHORTEST <= len(start) + places <= _LONGEST:
        return None
    column = found.columns[0]
    bare = f"regexp_replace({quote(column.name)}, '[\\s()./-]', '', 'g')"
    shape = f"'^([+]{code}|00{code}|{code})?0?({start}[0-9]{{{places}}})$'"
    fits = Predicate(f"regexp_full_match({bare}, {shape})", f"of the form +{code}{start}...")
    targets.cursor.assume("numbers of another form stay as they are", "guess")
    rows = Rows(found.table, (*found.rows.predicates, fits))
    return update(targets.cursor, rows, column, f"'+{code}' || regexp_extract({bare}, {shape}, 2)")


def _region(code: str) -> str:
    """Give the country whose numbers a calling code is for; none for those of no country."""
    from phonenumbers import region_code_for_country_code

    region = region_code_for_country_code(int(code))
    return region if region.isalpha() else ""


def _calling_code(digits: str) -> str:
    """Give the calling code that digits begin with."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return next(
        (digits[:n] for n in (1, 2, 3) if int(digits[:n] or 0) in COUNTRY_CODE_TO_REGION_CODE), ""
    )
