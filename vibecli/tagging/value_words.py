"""Words that values of small vocabularies are made of: titles, suffixes, genders, companies."""

from vibecli.tagging.name_words import words

TITLES = words(
    "mr mrs ms miss mx sir dr prof rev reverend madam madame dame lord lady hon honorable "
    "monsieur mademoiselle mme mlle m herr frau hr fr fraulein doktor mag dipl ing "
    "sr sra srta senor senora senorita don dona senhor senhora dra doctor professor "
    "sig sigra signor signora signorina dott dottssa dhr mevr mw mevrouw meneer drs "
    "fru froken pan pani master capt captain col gen lt maj sgt fr father sister brother"
)
SUFFIXES = words("jr sr ii iii iv v vi junior senior md phd dds esq cpa dvm rn jd mba do pe ret od")
GENDERS = words(
    "m f male female man woman men women boy girl boys girls other nonbinary non-binary x u d w "
    "mannlich weiblich divers mann frau homme femme masculin feminin hombre mujer masculino "
    "femenino feminino maschio femmina uomo donna man vrouw h v k kvinna kvinne mand kvinde "
    "mezczyzna kobieta t n unknown undisclosed transgender genderfluid genderqueer agender "
    "polygender bigender both unspecified muz zena ferfi no erkek kadin perempuan lelaki nam nu"
)
GENDER_SURE = words(
    "male female man woman mannlich weiblich homme femme masculin feminin hombre mujer masculino "
    "femenino feminino maschio femmina vrouw kvinna kvinne mand kvinde mezczyzna kobieta boy girl "
    "muz zena erkek kadin males females laki perempuan lelaki"
)
GENDER_LETTERS = tuple(  # pairs that stand for women and men
    frozenset(pair.split()) for pair in ("m f", "m w", "h f", "k m", "m v", "male female", "h m")
)
COMPANY = words(
    "inc llc ltd limited corp corporation co company gmbh ag plc sa srl spa bv nv kg ohg oy ab as "
    "pty group holdings holding partners associates sons university college school institute "
    "hospital bank club church foundation trust association society committee council department "
    "ministry agency services service solutions systems technologies technology industries "
    "international consulting media records entertainment pictures studios restaurant hotel cafe "
    "bar grill market store shop plant warehouse depot "
    "factory office sp zoo spolka oo center centre team united city county state national global "
    "street avenue road park lake river mount island airport station and und et y of the for with "
    "in on at to high elementary academy bakery pharmacy boutique salon garage supermarket "
    "panaderia farmacia tienda kiosco heladeria ferreteria peluqueria taller boulangerie pharmacie "
    "pizzeria trattoria panificio ristorante padaria mercado oficina backerei apotheke werkstatt "
    "praxis"
)
KOREAN_SURNAMES = frozenset(
    "\uae40\uc774\ubc15\ucd5c\uc815\uac15\uc870\uc724\uc7a5\uc784\ud55c\uc624\uc11c\uc2e0"
    "\uad8c\ud669\uc548\uc1a1\ub958\uc720\uc804\ud64d\uace0\ubb38\uc591\uc190\ubc30\ubc31"
    "\ud5c8\ub0a8\uc2ec\ub178\ud558\uacfd\uc131\ucc28\uc8fc\uc6b0\uad6c\ubbfc\uc9c4\uc9c0"
    "\uc5c4\ucc44\uc6d0\ucc9c\ubc29\uacf5\ud604\ud568\ubcc0\uc5fc\uc5ec\ucd94\ub3c4\uc18c"
)
PLACEHOLDERS = frozenset(
    {"", "-", "--", "---", "?", ".", "n/a", "na", "n.a.", "none", "null", "nan", "unknown", "nil"}
    | {"not available", "#n/a", "\\n", "tbd", "undefined", "missing", "not provided", "<na>"}
)
