"""The words the catalogue knows: fillers, concepts, column roles, comparisons, months.

Data only. A word stands here once for one purpose; negations are never fillers.
"""

from vibecli.agent.catalogue.phrases import words
from vibecli.data.catalog import Role

CONTRACTIONS = (
    (r"([aeiou])\1{2,}", r"\1"),
    (r"\be\.\s?g\.", "for example"),
    (r"\bi\.\s?e\.", "that is"),
    (r"(?<=\s)[&+](?=\s)", "and"),
    (r"\bw/o\b", "without"),
    (r"\bw/(?=\s)", "with"),
    (r"\$\s?(\d[\d,]*(?:\.\d+)?[kK]?)(?!\w)", r"\1 usd"),
    (r"€\s?(\d[\d,]*(?:\.\d+)?[kK]?)(?!\w)", r"\1 eur"),
    (r"£\s?(\d[\d,]*(?:\.\d+)?[kK]?)(?!\w)", r"\1 gbp"),
    (r"(?<=\d)\s+(%|per ?cent\b)", "%"),
    (r"(?<=\d)\s+thousand\b", "k"),
    (r"(?<=\d)\s?€", " eur"),
    (r"(?<=\d)\s?\$", " usd"),
    (r"(?<=\d)\s?£", " gbp"),
    (r"\b(do|does|did|is|are|was|were|has|have|should|must)nt\b", r"\1 not"),
    (r"\bcan'?t\b|\bcannot\b", "can not"),
    (r"\b(what|who)s\b", r"\1 is"),
    (r"\bhowmany\b", "how many"),
    (r"\bwon't\b", "will not"),
    (r"\b(\w+)n't\b", r"\1 not"),
    (r"\b(what|who|that|there|it|where|how|let)'s\b", r"\1 is"),
    (r"\blet is\b", "lets"),
    (r"\bthey're\b", "they are"),
    (r"\b(i|we|you)'(d|m|ve|ll|re)\b", r"\1 \2"),
    (r"(?<=\w)'s\b", ""),
    (r"\bde-?dup(e|es|ed|licate|lication|licating)?\b", "dedupe"),
    (r"\b1\s*:\s*1\b", "one to one"),
    (r"(?<=\d)\+(?=\s)", " or more"),
    (r"\bpost code", "postcode"),
    (r"\bphone no\b\.?", "phone number"),
    (r"\b(the )?(calendar )?year (?=(19|20)\d\d\b)", ""),
    (r"\bthe month of (?=[A-Za-z])", ""),
    (r"(?:^|(?<=\s))#\s?(?=[A-Za-z])", "number of "),
    (r"\b(?:no|nr|num|cnt)\.? of\b", "number of"),
    (r"^cnt\b", "count"),
    (r"\baccts\b", "accounts"),
    (r"(?<=\d) thousand\b", "k"),
)

FILLERS = words("""
        the a an my our your their its these those this all any existing whole entire both
        his her
        """)

# Words that never name a table or a column by themselves.
FUNCTION_WORDS = FILLERS | words("""
        and or not no with without in on of to from for by per is are was were be has have had
        do does did where which who whose that then than into onto at as if when what how many
        much each every only but also more less least most over under above below between since
        before after until up out off it them there i we you me us never nor none neither
        instead same""")

# What columns hold that say yes or no.
YES = words("yes y true t 1 on ja oui si sim granted")
NO = words("no n false f 0 off nein non nao denied")

GENERIC_HEADS = words(
    "table record row data entry list dataset file base relation set people information info"
)
# Nouns that add nothing after another noun, unless a table here is called so.
SOFT_HEADS = words("account program programme holder scheme")
NOISE_TOKENS = words(
    "tbl dim fact stg src raw tab vw mart t v dwh db dbo stage header head hdr kopf"
)

# Words that mean the same kind of table. The first word names the concept.
CONCEPTS: dict[str, frozenset[str]] = {
    "person": words("""
        customer client shopper buyer consumer person people contact patron guest subscriber
        user kunde kunden kundin cliente clients individual party"""),
    "loyalty": words("""
        loyalty member membership reward rewards club bonus loyality mitglied mitglieder card
        treue fidelity"""),
    "order": words("""
        order purchase sale transaction invoice receipt bestellung bestellungen booking deal
        checkout"""),
    "event": words("event activity click interaction visit log"),
    "consent": words("consent permission optin preference"),
    "product": words("product item article sku goods"),
    "number": words("number no nr num nummer numero"),
}
PERSON_WORDS = CONCEPTS["person"]
LOYALTY_WORDS = CONCEPTS["loyalty"]

PROFILE_STRONG = words("profile golden unified 360 scv mdm consolidated")
PROFILE_WEAK = words("master stamm")
PROFILE_WORDS = (
    PROFILE_STRONG | PROFILE_WEAK | words("single customer client person view record table goldens")
)

NAMES = (Role.FULL_NAME, Role.GIVEN_NAME, Role.FAMILY_NAME)
ADDRESS = (Role.STREET, Role.CITY, Role.POSTCODE, Role.REGION)
CONTACT = (Role.EMAIL, Role.PHONE)

_ROLE_PHRASES: tuple[tuple[tuple[Role, ...], str], ...] = (
    ((Role.EMAIL,), "email|email address|mail|mail address|email adress"),
    (
        (Role.PHONE,),
        (
            "phone|phone number|telephone|telephone number|mobile|mobile number|mobile phone|cell"
            "|cell phone|cellphone|cell number|tel|telefon|telefonnummer|handy|mobile phone number"
        ),
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
COLUMN_HEADS = words("column field value attribute")
KIND_HEADS = words("type kind")  # the event type may be the column event
MONEY_PHRASES = words("price revenue spend spending cost betrag sale")  # never whole numbers

# Money as it is written after a number, by ISO code.
CURRENCIES: dict[str, str] = {
    word: code
    for code, forms in {
        "EUR": "eur euro euros",
        "USD": "usd dollar dollars",
        "GBP": "gbp pound pounds",
        "CHF": "chf",
    }.items()
    for word in forms.split()
}

# Participles that point at a time column.
TIME_VERBS: dict[str, frozenset[str]] = {
    "joined": words("join joined joining signup registered registration enrolled member created"),
    "registered": words("registered registration signup joined created enrolled"),
    "created": words("created creation create added inserted"),
    "added": words("created added inserted"),
    "updated": words("updated modified changed update"),
    "changed": words("updated modified changed update"),
    "ordered": words("order ordered bought purchase"),
    "placed": words("order ordered placed purchase"),
    "bought": words("order ordered bought purchase"),
    "purchased": words("order ordered bought purchase"),
    "active": words("active activity seen"),
    "born": words("birth born dob birthdate birthday geburtsdatum"),
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
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
