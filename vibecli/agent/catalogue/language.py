"""Whether an intent is in English, the one language of the grammar.

Owns that judgement, for a refusal that says so. It never reads an intent in another language.
"""

from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.unread import VERBS
from vibecli.agent.catalogue.words import Words, fold

REASON = (
    "this does not read like English, the one language understood offline; "
    "OPENAI_API_KEY or OPENAI_BASE_URL sets a model that knows more"
)
# Little words and verbs of German, Spanish, French, Italian, Portuguese and Dutch.
_FOREIGN = frozenset(
    fold(word)
    for word in words("""
        wie viele zeige zeig mir alle aller der die das dem den des und oder mit ohne welche
        welcher haben hat wir ist sind nicht von vom aus für zum zur nach pro finde suche
        lösche aktualisiere bitte gibt es im ein eine einen doppelte wieviele aller jeder
        jede jedes deren zähle anzahl cuántos cuántas cuánto muestra muéstrame los las el
        del de con sin que tienen tiene y por para cada cuenta borra elimina actualiza busca
        todos todas hay cuáles quiénes según combien montre montrez affiche affichez les
        avec sans qui ont et ou par pour chaque quels quelles supprime trouve tous toutes
        clients leur nos sont une un du quanti quante mostra mostrami gli con senza che
        hanno ogni quali elimina trova tutti tutte il lo della dei degli sono quantos
        quantas mostre os com sem têm cada quais elimine todos hoeveel toon het met zonder
        hebben en welke zoek verwijder een van
        """)
) - {"die", "con", "met", "os", "el", "des"}  # English words and names too


def is_foreign(text: Words) -> bool:
    """True when the little words of an intent are those of another language."""
    said = [w for i, w in enumerate(text.words) if w.kind == "word" and (not i or w.text.islower())]
    strange = sum(w.form in _FOREIGN and w.form not in FUNCTION_WORDS for w in said)
    english = sum(w.form in FUNCTION_WORDS or w.form in VERBS for w in said)
    return strange > english
