"""The words the catalogue knows: politeness, fillers, concepts, column roles, comparisons, months.

Data only. A word stands here once for one purpose; negations are never fillers.
"""

from vibecli.data.catalog import Role

CONTRACTIONS = (
    (r"\b(e-mail|e mail)", "email"),
    (r"\bcan't\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"\b(\w+)n't\b", r"\1 not"),
    (r"\b(what|who|that|there|it|where|how|let)'s\b", r"\1 is"),
    (r"\blet is\b", "lets"),
    (r"\b(i|we|you)'(d|m|ve|ll|re)\b", r"\1 \2"),
    (r"(?<=\w)'s\b", ""),
    (r"\bde-?dup(e|es|ed|licate|lication|licating)?\b", "dedupe"),
    (r"\bpost code", "postcode"),
    (r"\bphone no\b\.?", "phone number"),
)

POLITE = frozenset(
    phrase.strip()
    for phrase in """please|pls|plz|kindly|thanks|thank you|thx|hi|hello|hey|hi there|hello there|could you|can you|would you
    |will you|could you please|can you please|i want you to|i want to|i would like you to|i would like to
    |i d like to|i d like|i d like you to|i need you to|i need to|we need to|we want to|we would like to
    |we d like to|lets|let us|for me|for us|help me|help us|now|right now|go ahead and|i want|i need
    |vibecli|ok|okay|so|well|quickly|simply|cheers|can we|could we|let me|i would like|let me see""".split(
        "|"
    )
)

FILLERS = frozenset(
    ["the", "a", "an", "my", "our", "your", "their", "its", "these", "those", "this", "all", "any"]
    + ["existing", "whole", "entire", "current", "both", "his", "her", "available"]
)

# Words that never name a table or a column by themselves.
FUNCTION_WORDS = FILLERS | frozenset(
    """and or not no with without in on of to from for by per is are was were be has have had do does did where
    which who whose that then than into onto at as if when what how many much each every only but also more less
    least most over under above below between since before after until up out off it them there i we you me us
    never nor none neither instead same""".split()
)

GENERIC_HEADS = frozenset(
    "table record row data entry list dataset file base relation set people information info".split()
)
NOISE_TOKENS = frozenset("tbl dim fact stg src raw tab vw mart t v dwh db dbo stage".split())

# Words that mean the same kind of table. The first word names the concept.
CONCEPTS: dict[str, frozenset[str]] = {
    "person": frozenset(
        """customer client shopper buyer consumer person people contact patron guest subscriber user
        kunde kunden kundin cliente clients individual party""".split()
    ),
    "loyalty": frozenset(
        """loyalty member membership reward rewards club bonus loyality mitglied mitglieder card
        treue fidelity""".split()
    ),
    "order": frozenset(
        """order purchase sale transaction invoice receipt bestellung bestellungen booking deal
        checkout""".split()
    ),
    "event": frozenset("event activity click interaction visit log".split()),
    "consent": frozenset("consent permission optin preference".split()),
    "product": frozenset("product item article sku goods".split()),
}
PERSON_WORDS = CONCEPTS["person"]
LOYALTY_WORDS = CONCEPTS["loyalty"]

PROFILE_STRONG = frozenset("profile golden unified 360 scv mdm consolidated".split())
PROFILE_WEAK = frozenset("master stamm".split())
PROFILE_WORDS = (
    PROFILE_STRONG
    | PROFILE_WEAK
    | frozenset("single customer client person view record table goldens".split())
)

NAMES = (Role.FULL_NAME, Role.GIVEN_NAME, Role.FAMILY_NAME)
ADDRESS = (Role.STREET, Role.CITY, Role.POSTCODE, Role.REGION)
CONTACT = (Role.EMAIL, Role.PHONE)

_ROLE_PHRASES: tuple[tuple[tuple[Role, ...], str], ...] = (
    ((Role.EMAIL,), "email|email address|mail|mail address|email adress"),
    (
        (Role.PHONE,),
        "phone|phone number|telephone|telephone number|mobile|mobile number|mobile phone|cell|cell phone"
        "|cellphone|cell number|tel|telefon|telefonnummer|handy|mobile phone number",
    ),
    (NAMES, "name|full name|customer name|member name|person name"),
    ((Role.GIVEN_NAME,), "first name|given name|forename|vorname|firstname"),
    ((Role.FAMILY_NAME,), "last name|family name|surname|nachname|lastname"),
    (
        (Role.BIRTH_DATE,),
        "birthday|birth date|birthdate|date of birth|dob|geburtsdatum|birth day",
    ),
    ((Role.STREET,), "street|street address|strasse|street name"),
    (ADDRESS, "address|postal address|home address|adresse"),
    ((Role.CITY,), "city|town|stadt|ort"),
    ((Role.POSTCODE,), "zip|zip code|zipcode|postcode|postal code|plz"),
    ((Role.REGION,), "country|state|region|county|province|land"),
    (
        CONTACT,
        "contact data|contact detail|contact info|contact information|contact field|contact column",
    ),
    ((Role.AMOUNT,), "amount|value|price|revenue|spend|spending|cost|betrag|order value|sales"),
    ((Role.TIME,), "date|time|timestamp|datum"),
)
GROUPS = frozenset({NAMES, ADDRESS, CONTACT})  # role phrases that stand for several columns at once
ROLE_PHRASES: dict[str, tuple[Role, ...]] = {
    phrase: roles for roles, phrases in _ROLE_PHRASES for phrase in phrases.split("|")
}
COLUMN_HEADS = frozenset("column field value attribute".split())

# Participles that point at a time column.
TIME_VERBS: dict[str, frozenset[str]] = {
    "joined": frozenset(
        "join joined joining signup registered registration enrolled member".split()
    ),
    "registered": frozenset("registered registration signup joined created enrolled".split()),
    "created": frozenset("created creation create added inserted".split()),
    "added": frozenset("created added inserted".split()),
    "updated": frozenset("updated modified changed update".split()),
    "changed": frozenset("updated modified changed update".split()),
    "ordered": frozenset("order ordered bought purchase".split()),
    "placed": frozenset("order ordered placed purchase".split()),
    "bought": frozenset("order ordered bought purchase".split()),
    "purchased": frozenset("order ordered bought purchase".split()),
    "active": frozenset("active activity seen".split()),
    "born": frozenset("birth born dob birthdate birthday geburtsdatum".split()),
}
TIME_VERBS["signed up"] = TIME_VERBS["enrolled"] = TIME_VERBS["registered"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
NUMBER_WORDS = {
    name: float(number)
    for number, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
