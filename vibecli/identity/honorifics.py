"""Titles before names: Mr, Mme, Herr, Sra., Sig.ra, Dhr.

Owns which words are titles and taking them off. A lone M. is a title only in a column that shows
so; without its dot it is an initial.
"""

import re
from collections import Counter
from collections.abc import Iterable

# Without dots and hyphens: Sig.ra is sigra, Dipl.-Ing. is dipling.
HONORIFICS = frozenset(
    word
    for words in (
        "mr mrs ms miss mx sir dr prof rev",
        "monsieur madame mademoiselle mme mlle mmes mlles messieurs docteur professeur",
        "herr herrn frau hr fräulein doktor mag dipl ing dipling",
        "sr sra srta señor señora señorita doña dña senhor senhora",
        "sig sigra signor signora signorina dott dottssa dottor dottoressa avv",
        "dhr mevr mw mevrouw meneer drs",
    )
    for word in words.split()
)
_FRENCH = frozenset({"monsieur", "madame", "mademoiselle", "mme", "mlle", "mmes", "mlles"})
_SIR = "m."
_SIGNS = re.compile(r"[.-]")
_INITIAL = re.compile(r"[^\W\d_]\.")
_FEW = 3


def without_title(name: str, *, sir: bool = False) -> str:
    """Give a name without the titles before it; a title alone stays."""
    words = name.split()
    while len(words) > 1 and _is_title(words[0], sir=sir):
        words = words[1:]
    return " ".join(words)


def _is_title(word: str, *, sir: bool) -> bool:
    plain = _SIGNS.sub("", word.lower())
    return plain in HONORIFICS or (sir and word.lower() == _SIR)


def says_sir(texts: Iterable[str]) -> bool:
    """Tell whether M. before a name is Monsieur in a column of names.

    It is where other French titles stand, or where M. begins more names than every other initial.
    """
    leads = Counter(words[0].lower() for text in texts if len(words := text.split()) > 1)
    french = any(_SIGNS.sub("", lead) in _FRENCH for lead in leads)
    others = sum(n for lead, n in leads.items() if lead != _SIR and _INITIAL.fullmatch(lead))
    return leads[_SIR] > 0 and (french or leads[_SIR] >= max(_FEW, others + 1))
