"""Countries as people write them: codes of two and three letters, names in common languages.

Data and one lookup. It never guesses from part of a name.
"""

from functools import cache

from vibecli.tagging.dictionaries import unaccented

# One country a line: two-letter code, three-letter code, names separated by bars.
_COUNTRIES = """
AD AND Andorra
AE ARE United Arab Emirates|UAE|Emirates
AF AFG Afghanistan
AG ATG Antigua and Barbuda
AI AIA Anguilla
AL ALB Albania
AM ARM Armenia
AO AGO Angola
AR ARG Argentina
AT AUT Austria|Österreich|Autriche
AU AUS Australia|Australien
AZ AZE Azerbaijan
BA BIH Bosnia and Herzegovina|Bosnia
BB BRB Barbados
BD BGD Bangladesh
BE BEL Belgium|Belgien|Belgique|België
BF BFA Burkina Faso
BG BGR Bulgaria|Bulgarien
BH BHR Bahrain
BI BDI Burundi
BJ BEN Benin
BM BMU Bermuda
BN BRN Brunei
BO BOL Bolivia
BR BRA Brazil|Brasil|Brasilien
BS BHS Bahamas
BT BTN Bhutan
BW BWA Botswana
BY BLR Belarus
BZ BLZ Belize
CA CAN Canada|Kanada
CD COD Democratic Republic of the Congo|DR Congo
CF CAF Central African Republic
CG COG Congo|Republic of the Congo
CH CHE Switzerland|Schweiz|Suisse|Svizzera
CI CIV Ivory Coast|Côte d'Ivoire
CL CHL Chile
CM CMR Cameroon
CN CHN China|中国
CO COL Colombia
CR CRI Costa Rica
CU CUB Cuba
CV CPV Cape Verde|Cabo Verde
CY CYP Cyprus
CZ CZE Czechia|Czech Republic|Česko|Tschechien
DE DEU Germany|Deutschland|Allemagne|Alemania
DJ DJI Djibouti
DK DNK Denmark|Danmark|Dänemark
DM DMA Dominica
DO DOM Dominican Republic
DZ DZA Algeria
EC ECU Ecuador
EE EST Estonia|Eesti|Estland
EG EGY Egypt
ER ERI Eritrea
ES ESP Spain|España|Spanien|Espagne
ET ETH Ethiopia
FI FIN Finland|Suomi|Finnland
FJ FJI Fiji
FO FRO Faroe Islands
FR FRA France|Frankreich|Francia
GA GAB Gabon
GB GBR United Kingdom|UK|Great Britain|England|Scotland|Wales|Northern Ireland|Großbritannien
GD GRD Grenada
GE GEO Georgia
GF GUF French Guiana
GG GGY Guernsey
GH GHA Ghana
GI GIB Gibraltar
GL GRL Greenland
GM GMB Gambia
GN GIN Guinea
GP GLP Guadeloupe
GQ GNQ Equatorial Guinea
GR GRC Greece|Ελλάδα|Griechenland|Hellas
GT GTM Guatemala
GU GUM Guam
GW GNB Guinea-Bissau
GY GUY Guyana
HK HKG Hong Kong
HN HND Honduras
HR HRV Croatia|Hrvatska|Kroatien
HT HTI Haiti
HU HUN Hungary|Magyarország|Ungarn
ID IDN Indonesia
IE IRL Ireland|Éire|Irland
IL ISR Israel
IM IMN Isle of Man
IN IND India|Indien
IQ IRQ Iraq
IR IRN Iran
IS ISL Iceland|Ísland
IT ITA Italy|Italia|Italien|Italie
JE JEY Jersey
JM JAM Jamaica
JO JOR Jordan
JP JPN Japan|日本
KE KEN Kenya
KG KGZ Kyrgyzstan
KH KHM Cambodia
KM COM Comoros
KN KNA Saint Kitts and Nevis
KP PRK North Korea
KR KOR South Korea|Korea|Republic of Korea|대한민국
KW KWT Kuwait
KY CYM Cayman Islands
KZ KAZ Kazakhstan
LA LAO Laos
LB LBN Lebanon
LC LCA Saint Lucia
LI LIE Liechtenstein
LK LKA Sri Lanka
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania|Lietuva|Litauen
LU LUX Luxembourg|Luxemburg
LV LVA Latvia|Latvija|Lettland
LY LBY Libya
MA MAR Morocco|Maroc
MC MCO Monaco
MD MDA Moldova
ME MNE Montenegro
MG MDG Madagascar
MK MKD North Macedonia|Macedonia
ML MLI Mali
MM MMR Myanmar|Burma
MN MNG Mongolia
MO MAC Macao|Macau
MQ MTQ Martinique
MR MRT Mauritania
MT MLT Malta
MU MUS Mauritius
MV MDV Maldives
MW MWI Malawi
MX MEX Mexico|México|Mexiko
MY MYS Malaysia
MZ MOZ Mozambique
NA NAM Namibia
NC NCL New Caledonia
NE NER Niger
NG NGA Nigeria
NI NIC Nicaragua
NL NLD Netherlands|The Netherlands|Nederland|Niederlande|Holland|Pays-Bas
NO NOR Norway|Norge|Norwegen
NP NPL Nepal
NZ NZL New Zealand|Neuseeland
OM OMN Oman
PA PAN Panama
PE PER Peru|Perú
PF PYF French Polynesia
PG PNG Papua New Guinea
PH PHL Philippines
PK PAK Pakistan
PL POL Poland|Polska|Polen|Pologne
PR PRI Puerto Rico
PS PSE Palestine
PT PRT Portugal
PY PRY Paraguay
QA QAT Qatar
RE REU Réunion
RO ROU Romania|România|Rumänien
RS SRB Serbia|Srbija|Serbien
RU RUS Russia|Russian Federation|Россия|Russland
RW RWA Rwanda
SA SAU Saudi Arabia
SC SYC Seychelles
SD SDN Sudan
SE SWE Sweden|Sverige|Schweden
SG SGP Singapore
SI SVN Slovenia|Slovenija|Slowenien
SK SVK Slovakia|Slovensko|Slowakei
SL SLE Sierra Leone
SM SMR San Marino
SN SEN Senegal
SO SOM Somalia
SR SUR Suriname
SS SSD South Sudan
SV SLV El Salvador
SY SYR Syria
SZ SWZ Eswatini|Swaziland
TD TCD Chad
TG TGO Togo
TH THA Thailand
TJ TJK Tajikistan
TL TLS Timor-Leste|East Timor
TM TKM Turkmenistan
TN TUN Tunisia
TO TON Tonga
TR TUR Turkey|Türkiye|Türkei
TT TTO Trinidad and Tobago
TW TWN Taiwan|台灣
TZ TZA Tanzania
UA UKR Ukraine|Україна
UG UGA Uganda
US USA United States|United States of America|U.S.|U.S.A.|America|Vereinigte Staaten
UY URY Uruguay
UZ UZB Uzbekistan
VC VCT Saint Vincent and the Grenadines
VE VEN Venezuela
VG VGB British Virgin Islands
VI VIR US Virgin Islands
VN VNM Vietnam|Viet Nam
WS WSM Samoa
XK XKX Kosovo
YE YEM Yemen
ZA ZAF South Africa|Südafrika
ZM ZMB Zambia
ZW ZWE Zimbabwe
"""


def country_code(text: str) -> str | None:
    """Give the two-letter code of a country, or None when the text is no country."""
    plain = " ".join(text.split()).lower()
    return _by_name().get(plain) or _by_name().get(plain.replace(".", "").strip())


def country_name(code: str) -> str:
    """Give the English name of a country by its two-letter code."""
    return _lines()[code][1]


def long_code(code: str) -> str:
    """Give the three-letter code of a country by its two-letter code."""
    return _lines()[code][0]


@cache
def _lines() -> dict[str, tuple[str, ...]]:
    """Give the three-letter code and the names of each country."""
    lines = (line.split(" ", 2) for line in _COUNTRIES.strip().splitlines())
    return {code: (long, *names.split("|")) for code, long, names in lines}


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, names in _lines().items():
        for name in (code, *names):
            found.setdefault(name.lower(), code)
            found.setdefault(unaccented(name.lower()), code)
    return found
