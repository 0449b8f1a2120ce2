"""Anchored shapes of values: what an e-mail, a phone, a card or an address looks like."""

import re
from collections.abc import Callable

Test = Callable[[str], object]


def _whole(pattern: str, flags: int = re.IGNORECASE) -> Test:
    return re.compile(pattern, flags).fullmatch


EMAIL = _whole(r"(mailto:)?[^@\s,;<>]+\s?@\s?[^@\s,;<>]+\.[^@\s.]{2,}")
HANDLE = _whole(r"@?[\w.\-]{2,40}")
URL = _whole(r"(https?|ftp)://\S+|www\.\S+|\S+\.(com|org|net|io|gov|edu)(/\S*)?")
UUID = _whole(r"\{?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\}?")
HEX = _whole(r"(0x)?[0-9a-f]{24,128}")
PASSWORD_HASH = _whole(
    r"\$(2[abxy]?|5|6|argon2\w*|pbkdf2[\w-]*)\$.{15,}|pbkdf2_\w+\$\d+\$.{15,}", 0
)

PHONE = _whole(r"(tel:)?[+(]{0,2}\d[\d\s().+/\u2010-\u2015-]*(\s*(x|ext|#)\.?\s*\d+)?")
PHONE_PLUS = _whole(r"\s*\(?(\+|00)[1-9][\d\s().-]{6,20}(\s*(x|ext)\.?\s*\d+)?")
PHONE_NANP = _whole(
    r"(\+?1[\s.-]?)?(\([2-9]\d{2}\)\s?|[2-9]\d{2}[.\-\s])[2-9]\d{2}[.\-\s]\d{4}"
    r"(\s*(x|ext)\.?\s*\d+)?"
)
PHONE_GROUPS = _whole(r"\(?0\d{1,5}\)?[\s./-]\d[\d\s./-]{4,14}")
DATE = _whole(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"
    r"|\d{1,2}[ -][A-Za-z]{3,9}\.?,?[ -]\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2}(st|nd|rd|th)?,? \d{4})"
    r"([T ]+\d{1,2}:\d{2}.*)?"
    r"|(1[89]|20)\d{2},? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
)
MONTH = _whole(r"(0?[1-9]|1[0-2])[-/.](19|20)\d{2}|(19|20)\d{2}[-/.](0?[1-9]|1[0-2])")
PACKED_DATE = _whole(r"(1[89]|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\.0)?")
NUMBER = _whole(r"[-+]?(\d+([.,]\d+)?|\d{1,3}(,\d{3})+(\.\d+)?)([eE][-+]?\d+)?%?")
FLOAT = _whole(r"-?\d{1,3}[.,]\d{2,}")
SHORT_DATE = _whole(  # as 310189, 890131
    r"([0-2]\d|3[01])(0[1-9]|1[0-2])\d{2}|\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])"
)
YEAR = _whole(r"(1[89]|20)\d{2}(\.0)?")

POSTCODE = _whole(r"([A-Z]{1,3}-\s?)?[A-Z0-9]{2,5}([\s-]?[A-Z0-9]{2,5})?(\.0)?")
POSTCODE_CLEAR = _whole(
    r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s?[A-Z]{2}|\d{5}-\d{4}"
    r"|\d{4,5}-\d{3}|\d{2}-\d{3}|\d{3}\s\d{2}"
)
POSTCODE_DASH = _whole(r"\d{4,5}-\d{3}")
POSTCODE_DIGITS = _whole(r"\d{4,6}")

IPV4 = _whole(r"((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)(/\d{1,2}|:\d+)?")
IPV6 = _whole(r"(?=.*:.*:)[0-9a-f:]{2,39}(%\w+)?(\d+\.\d+\.\d+\.\d+)?(/\d{1,3})?")
MAC = _whole(r"([0-9a-f]{2}[:-]){5}[0-9a-f]{2}|([0-9a-f]{4}\.){2}[0-9a-f]{4}")

SSN = _whole(r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
SSN_ANY = _whole(r"\d{3}-\d{2}-\d{4}")
RRN = _whole(r"\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])-[1-8]\d{6}")  # of Korea
CNIC = _whole(r"\d{5}-\d{7}-\d")  # of Pakistan
RUT = _whole(r"\d{1,2}\.?\d{3}\.?\d{3}-[\dK]")  # of Chile; others end with a check digit as well
CARD = _whole(r"(?:\d[ -]?){11,18}\d(\.0)?")
CARD_GROUPS = _whole(r"([3-6]\d{3}[ -]\d{4}[ -]\d{4}[ -]\d{4}|3[47]\d{2}[ -]\d{6}[ -]\d{5})")
CARD_BEGIN = _whole(
    r"4(\d{12}|\d{15})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(011|5\d\d|4[4-9]\d)\d{12}"
    r"|35\d{14}|3[068]\d{12}"
)
IBAN = _whole(r"[A-Z]{2}\d{2}\s?([A-Z0-9]\s?){11,30}")

LETTERS_FIRST = _whole(r"[\W_]*[^\W\d_]{2}.*")
WORDS = _whole(r"[^\W\d_]+([\s.,'\u2019`()&/-]+[^\W\d_]+)*\.?")
_NAME = r"\(?\"?[^\W\d_]+(?:[.'\u2019`-]+[^\W\d_]+)*\d{0,4}\.?\"?\)?,?"
PERSON = _whole(rf"{_NAME}(?:\s+{_NAME}){{1,5}}")
ONE_NAME = _whole(r"[^\W\d_]+([\s.'\u2019`-]+[^\W\d_]+){0,2}\d{0,4}\.?")
NUMBERED = _whole(r"[^\W\d_]+ \d{1,4}")  # as tests and demos name people
HAN = _whole(r"[\u4e00-\u9fff\uac00-\ud7af\u3040-\u30ff]{2,6}")

HANGUL_NAME = _whole(r"[\uac00-\ud7af]{3}")

_STREET_WORDS = (
    "street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|way|court|ct|circle|cir|"
    "place|pl|terrace|ter|trail|trl|highway|hwy|parkway|pkwy|square|sq|close|crescent|cres|"
    "grove|hill|alley|plaza|row|mews|gardens|walk|loop|pass|path|point|ridge|run|crossing|"
    "center|centre|park|green|route|rte|turnpike|junction|expressway|freeway|station|bridge|"
    "heights|island|manor|meadows|mount|orchard|river|spur|springs|valley|view|villages?|cove|"
    "creek|field|fields|ford|forest|gate|glen|harbor|haven|isle|key|knoll|lake|landing|light|"
    "locks|lodge|mill|mission|motorway|neck|overpass|passage|pike|pine|plain|port|prairie|"
    "radial|ramp|rapid|rest|shoal|shore|skyway|stravenue|stream|summit|throughway|trace|track|"
    "tunnel|union|vista|ville|well|wells"
)
STREET = _whole(
    rf"#?\d+[a-z]?([-/]\d+[a-z]?)?,?\s+(.*\s)?({_STREET_WORDS})\b.*"  # 12 High Street
    r"|.*\D\s?(strasse|stra\u00dfe|str\.?|gasse|weg|allee|platz|ring|damm|ufer|straat|laan|gracht|plein"
    r"|dijk|gatan|v\u00e4gen|vej|gade|gate|veien|vei|tie|katu|utca|\u00fat|caddesi|cad\.?|sokak)\s*\d+.*"
    r"|(calle|c/|avda\.?|avenida|av\.?|plaza|paseo|camino|carrera|cra\.?|rua|r\.|travessa|estrada"
    r"|via|viale|piazza|corso|largo|vicolo|strada|rue|place|chemin|impasse|all\u00e9e|quai|cours"
    r"|ul\.|ulica|aleja|al\.|jl\.?|jalan|ulice)\s.*\d.*"
    r"|(.*[\s,])?(\u0443\u043b|\u043f\u0440|\u043f\u0435\u0440|\u043d\u0430\u0431|\u0431\u0443\u043b|\u0448|\u0430\u043b\u043b|\u0432\u0443\u043b)\.\s.*\d.*"
    r"|\d+\s?(bis|ter)?,?\s+(rue|avenue|av\.?|bd\.?|boulevard|place|chemin|impasse|all\u00e9e|quai"
    r"|cours|route|calle|via)\s.*"
    r"|.*[\u90fd\u9053\u5e9c\u770c\u5e02\u533a\u753a\u6751\u90e1\u7701\u8def\u8857\u5df7].*\d.*"
    r"|.*[\uac00-\ud7af](\ub85c|\uae38|\ub3d9|\uba74|\uc74d|\ub9ac)(\s.*)?\d.*"
    r"|.*\b(p\.?\s?o\.?\s?box|postfach|apartado|bo\u00eete postale)\s*#?\d+.*"
)
HOUSE = _whole(
    r"#?\d+[a-z]?([-/]\d+)?,?\s+[^\W\d_].*|[^\W\d_].*\s#?\d+\s?[a-z]?([-/]\s?\d+\s?[a-z]?)?(,.*)?"
)
UNIT = _whole(
    r"(apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|bldg|building|lot|po box|p\.o\. box|apto"
    r"|piso|etage|wohnung|bte)\b\.?\s*#?.*|#\s?\w+|\d+(st|nd|rd|th) floor",
)
AGE_BAND = _whole(
    r"(under|over|below|above|<|>|\u2264|\u2265)?=?\s?\d{1,3}(\.\d+)?(\s?(-|\u2013|to)\s?\d{1,3})?"
    r"(\s?\+|\s?(and|or|&) (over|older|above|under|younger))?(\s?(years?|yrs?|y)( old)?)?"
)
