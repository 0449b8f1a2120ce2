"""The peer's settings, one set at a time: what its own demos use for such columns.

Blocking rules, comparisons, training rules and thresholds are those of Splink's demos for
historical_50k, fake_1000, febrl3 and febrl4. The customers have no demo; they get its building
blocks for such columns: names by Jaro-Winkler, DateOfBirthComparison, EmailComparison, phone and
postcode by edit distance, term frequencies where values repeat; street and city are left out, as
the demos leave out what follows from the postcode (with the street it does worse: cluster F1 0.81
instead of 0.88 at 100k). Their table is cleaned by hand first, placeholders included. Pairs sampled
for u: 10 million, as in the demo of historical_50k and as its tutorial asks of large tables; one
million, as for the small sets, is three times faster and here no worse: --peer-pairs tells.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Peer:
    """How one set is linked; `prepare` is a SELECT over `records`, one row a record."""

    prepare: str
    rules: list[Any]
    comparisons: list[Any]
    certain: list[Any]  # rules whose pairs are matches nearly always
    recall: float  # of those rules, as the demo guesses
    training: list[Any]
    uid: str = "unique_id"
    pairs: float = 1e6  # sampled for u
    threshold: float = 0.95
    weighed: dict[str, Any] = field(default_factory=dict)  # of each training


def peer(name):
    """Give the settings for a set, None where Splink has no demo for its like."""
    known = {
        "customers": _customers,
        "fake_1000": _fake_1000,
        "historical_50k": _historical_50k,
        "febrl3": _febrl3,
        "febrl4": _febrl4,
    }
    made = known.get(name.split()[0])
    return made() if made else None


_PLAIN = {"estimate_without_term_frequencies": True}
_CUSTOMERS = """
WITH plain AS (
  SELECT record_id AS unique_id,
    lower(strip_accents(given_name)) AS given_name,
    lower(strip_accents(family_name)) AS family_name,
    lower(email) AS email,
    right(regexp_replace(phone, '[^0-9]', '', 'g'), 10) AS phone,
    strftime(coalesce(
      try_strptime(birth_date, '%Y-%m-%d'), try_strptime(birth_date, '%m/%d/%Y'),
      try_strptime(birth_date, '%Y%m%d'), try_strptime(birth_date, '%d.%m.%Y')
    ), '%Y-%m-%d') AS birth_date,
    postcode
  FROM records
)
SELECT * REPLACE (
  CASE WHEN given_name NOT IN ('test', 'unknown', 'n/a', 'customer') THEN given_name END
    AS given_name,
  CASE WHEN email NOT LIKE 'noreply@%' AND email NOT LIKE 'none@%' AND email NOT LIKE 'test@%'
    THEN email END AS email,
  CASE WHEN phone NOT IN ('0000000000', '9999999999', '1234567890') THEN phone END AS phone,
  CASE WHEN birth_date NOT IN ('1900-01-01', '1970-01-01') THEN birth_date END AS birth_date
) FROM plain
"""


def _customers():
    import splink.comparison_library as cl
    from splink import block_on

    often = {"term_frequency_adjustments": True}
    return Peer(
        prepare=_CUSTOMERS,
        rules=[
            block_on("given_name", "family_name"),
            block_on("family_name", "birth_date"),
            block_on("given_name", "birth_date"),
            block_on("postcode", "given_name"),
            block_on("postcode", "family_name"),
            block_on("birth_date", "postcode"),
            block_on("email"),
            block_on("phone"),
        ],
        comparisons=[
            cl.JaroWinklerAtThresholds("given_name", [0.9, 0.7]).configure(**often),
            cl.JaroWinklerAtThresholds("family_name", [0.9, 0.7]).configure(**often),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.EmailComparison("email"),
            cl.LevenshteinAtThresholds("phone", [1, 2]).configure(**often),
            cl.LevenshteinAtThresholds("postcode", [1, 2]).configure(**often),
        ],
        certain=[
            block_on("given_name", "family_name", "birth_date"),
            block_on("email"),
            block_on("phone", "given_name"),
        ],
        recall=0.7,
        training=[block_on("given_name", "family_name"), block_on("email")],
        pairs=1e7,
        weighed=_PLAIN,
    )


def _fake_1000():
    import splink.comparison_library as cl
    from splink import block_on

    close = "levenshtein(r.dob, l.dob) <= 1"
    return Peer(
        prepare="SELECT * FROM records",
        rules=[block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email")],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        certain=[
            f"l.first_name = r.first_name and {close}",
            f"l.surname = r.surname and {close}",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        recall=0.7,
        training=[block_on("dob"), block_on("email"), block_on("first_name", "surname")],
        weighed=_PLAIN,
    )


def _historical_50k():
    import splink.comparison_library as cl
    from splink import block_on

    often = {"term_frequency_adjustments": True}
    return Peer(
        prepare="SELECT *, first_name || ' ' || surname AS both_names FROM records",
        rules=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="both_names"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(**often),
            cl.ExactMatch("occupation").configure(**often),
        ],
        certain=[
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ],
        recall=0.6,
        training=[block_on("first_name", "surname"), block_on("dob")],
        pairs=1e7,
        weighed=_PLAIN,
    )


_SWAPPED = "l.given_name = r.surname and l.surname = r.given_name"


def _febrl3():
    import splink.comparison_library as cl
    from splink import block_on

    often = {"term_frequency_adjustments": True}
    alone = ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    return Peer(
        prepare="SELECT * FROM records",
        rules=[block_on(column) for column in alone],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(**often),
            cl.ExactMatch("postcode").configure(**often),
        ],
        certain=[
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            f"{_SWAPPED} and l.date_of_birth = r.date_of_birth",
        ],
        recall=0.9,
        training=[block_on("date_of_birth"), block_on("postcode")],
        uid="rec_id",
    )


def _febrl4():
    import splink.comparison_library as cl
    from splink import block_on

    often = {"term_frequency_adjustments": True}
    return Peer(
        prepare="SELECT * FROM records",
        rules=[
            block_on("given_name", "surname"),
            _SWAPPED,
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(**often),
            cl.NameComparison("surname").configure(**often),
            cl.DateOfBirthComparison(
                "date_of_birth",
                input_is_string=True,
                datetime_format="%Y%m%d",
                invalid_dates_as_null=True,
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(**often),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(**often),
        ],
        certain=[block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        recall=0.8,
        training=[block_on("date_of_birth"), block_on("postcode")],
        uid="rec_id",
        threshold=0.99,
        weighed=_PLAIN,
    )
