"""The words a column's or a table's name is made of.

Owns how a name is cut into words: at signs and capital letters, compounds by the words known.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from vibecli.tagging.dictionaries import unaccented
from vibecli.tagging.name_rules import RULES
from vibecli.tagging.name_words import words
from vibecli.tagging.spellings import ABBREVIATIONS, OTHER_SCRIPTS
from vibecli.tagging.table_words import ID_WORDS, PERSON_TABLES, THING_TABLES

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_SHORTEST = 4  # letters of an abbreviation that begins a compound
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")


def _joined(initials: re.Match[str]) -> str:
    return initials[0].replace(".", "")


def _read(listed: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in listed.split("|"):
        word, *spelt = entry.split()
        yield unaccented(word), tuple(spelt)


_COMPOUNDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    dict((*_read(ABBREVIATIONS), *_read(OTHER_SCRIPTS)))
)
PARTS = (  # what a compound may be made of; short words are parts of too many others
    ID_WORDS
    | PERSON_TABLES
    | THING_TABLES
    | words(
        "aadhaar account achternaam active address address1 addressline adres advertising age "
        "aika amount anschrift anzahl apellido apellidos at avatar balance bank betrag billing "
        "bio birth birthdate birthplace born bundesland business calle cap card cardholder cell "
        "cellphone cellulare celular christian cidade citta city ciudad codigo cognome comment "
        "comments company comune cookie correo cost count country county courriel cpf created "
        "credit customer dat data date datetime dato datum day delivery departement description "
        "device direccion discount dnia dogum domicilio efternamn efternavn eintritt eircode "
        "email emailadresse emails emergency endereco epost familienname family familyname fax "
        "fecha fee fingerprint first firstname fodelse fodsels forename forenames fornamn "
        "fornavn full fullname gade gaid geboorte geboren geburt geburts given gsm handle handy "
        "handynummer height holder home iban idfa image imei imie importe income indirizzo "
        "inhaber iso kanton land landline last lastname licence license line line1 localidad "
        "localite locality login maiden mail mailadresse mailing membership message miasto "
        "middle mobil mobile mobilnummer modified montant movil msisdn municipality naam "
        "nachname nacimiento naissance name names namn narodenia narozeni nascimento nascita "
        "nasterii nation navn nazwisko nickname nif nino nom nombre nome note notes number "
        "office on order ort pais passport password pays personal phone phones pincode place "
        "plz poblacion points post postal postcode postleitzahl postnr postnummer prefecture "
        "preis prenom price primary province provincia punkte qty quantity rate region remark "
        "remarks revenue road rue rufname rufnummer salary score screen second secondary "
        "security session shipping since sku sobrenome social spend ssn stadt state straat "
        "strasse street suburb summe surname surnames syntyma szuletes szuletesi tag tarihi tax "
        "taxid tel telefon telefone telefonnummer telefono telefoon telephone time timestamp "
        "title total town umsatz updated ur urodzenia urodzin user username value vat village "
        "ville voornaam vorname website weight whatsapp wohnort woonplaats work zip zipcode "
        "zuname "
    )
)
_WHOLE = PARTS | {word for rule in RULES for group in rule.groups for word in group}


@lru_cache(maxsize=4096)
def name_tokens(name: str) -> tuple[str, ...]:
    """Give the words of a column or table name in lower case, abbreviations spelt out."""
    words = [word.lower() for word in _WORD.findall(unaccented(_INITIALS.sub(_joined, name)))]
    spelt = [part for word in words for part in _spelt(word)]
    text = re.sub(r"\be (mail|post|pasts)\b", "email", " ".join(spelt))
    text = re.sub(r"\bf name\b", "first name", text)
    return tuple(re.sub(r"\bl name\b", "last name", text).split())


def _spelt(word: str) -> tuple[str, ...]:
    if word in _COMPOUNDS:
        return _COMPOUNDS[word]
    if word in _WHOLE:
        return (word,)
    for cut in range(len(word) - 2, 2, -1):
        left, right = word[:cut], word[cut:]
        known = left in PARTS or (left in _COMPOUNDS and len(left) >= _SHORTEST)
        if known and (right in PARTS or right in _COMPOUNDS):
            return (*_COMPOUNDS.get(left, (left,)), *_COMPOUNDS.get(right, (right,)))
    return (word,)
