"""States and provinces by code and name, country by country.

Data and one look-up. A code that two countries have is of the country told, never of a guessed one.
"""

from functools import cache

_STATES = {
    "US": """AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut
        |DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois
        |IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland
        |MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana
        |NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York
        |NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania
        |PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas
        |UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming""",
    "CA": """AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick
        |NL Newfoundland and Labrador|NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario
        |PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon""",
    "AU": """ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory
        |QLD Queensland|SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia""",
    "DE": """BW Baden-Württemberg|BY Bayern|BE Berlin|BB Brandenburg|HB Bremen|HH Hamburg|HE Hessen
        |MV Mecklenburg-Vorpommern|NI Niedersachsen|NW Nordrhein-Westfalen|RP Rheinland-Pfalz
        |SL Saarland|SN Sachsen|ST Sachsen-Anhalt|SH Schleswig-Holstein|TH Thüringen""",
}
_ALSO = {
    "US": {"calif": "CA", "wash": "WA", "mass": "MA", "penn": "PA", "tex": "TX", "fla": "FL"},
    "CA": {"québec": "QC", "newfoundland": "NL", "pei": "PE"},
    "DE": {"bavaria": "BY", "hesse": "HE", "saxony": "SN", "nrw": "NW", "lower saxony": "NI"},
}
COUNTRIES = tuple(_STATES)


def state_code(text: str, country: str) -> str | None:
    """Give the code of a state of a country, None when it is none there."""
    return _by_text(country).get(_plain(text)) if country in _STATES else None


def state_name(code: str, country: str) -> str:
    """Give a state's name."""
    return _names(country)[code]


@cache
def _names(country: str) -> dict[str, str]:
    lines = (line.strip().split(" ", 1) for line in _STATES[country].split("|"))
    return {code: name.strip() for code, name in lines}


@cache
def _by_text(country: str) -> dict[str, str]:
    names = _names(country)
    codes = {_plain(text): code for code, name in names.items() for text in (code, name)}
    return _ALSO.get(country, {}) | codes


def _plain(text: str) -> str:
    return " ".join(text.lower().replace(".", "").split())
