"""The words by which a column's name claims a tag, and the words that take the claim away.

Data only; `tagging.claims` reads it.
"""

from enum import IntEnum
from typing import NamedTuple

from vibecli.tagging.tag import Tag


class Claim(IntEnum):
    """How far a name claims a tag, the more the better."""

    BARRED = 0  # the name speaks against it
    OTHER = 1  # the name speaks of something else
    UNKNOWN = 2  # the name is made of words nobody listed
    MUTE = 3  # the name says nothing
    HINT = 4  # the values must speak for it as well
    WEAK = 5  # the values or the columns beside it must
    STRONG = 6


class NameRule(NamedTuple):
    """A claim a name makes: a word of each group must be in it, none of `never`."""

    tag: Tag
    groups: tuple[frozenset[str], ...]
    never: frozenset[str] = frozenset()
    claim: Claim = Claim.STRONG
    last: bool = False  # the word must end the name
    whole: bool = False  # there must be no other word but those of persons and sides


def words(text: str) -> frozenset[str]:
    """Give the words of a text as a set."""
    return frozenset(text.split())


# Whatever these words stand beside, the column is about it: whether it is there, how often, since.
ABOUT = words(
    "verified valid validated invalid confirmed confirmation flag count counts cnt opt optin "
    "optout out consent allowed enabled status type typ tipo kind domain provider format "
    "length len template subject body sent opened opens clicked bounced bounce score index "
    "rank ratio rate pct percent percentage avg mean median sum total min max date time "
    "timestamp year month day week since updated modified changed preference preferences "
    "missing quality match matched matching change changes reason error level method campaign "
    "list scenario version file path image icon logo url uri link website cost price fee color "
    "colour duration minutes calls usage plan model brand carrier network os platform bool "
    "boolean required attempts expiry expires expire expiration population delta diff hash "
    "targeting target audience length limit privacy extension ext distance diversity size settore "
    "dimensione tamano tamanho taille segmento livello"
)
# What has a name and is no person.
ASKED = words(
    "is has had do does did would will can could should are was were have"
)  # as first word
# Where these end a name, the column is about them.
THINGS_LAST = words(
    "company organization organisation brand product category department industry sector "
    "language currency societe empresa firma"
)
OTHER_PARTY = words(
    "company companies product products shop store brand site file host domain item campaign "
    "merchant restaurant organisation organization org organizations business employer bank "
    "branch event table column school university hospital project category type vendor "
    "supplier city country state street plan tier channel segment department dept team club "
    "course class model device server database field variable hotel station airport airline "
    "building venue book movie film song album track game genre drug species common scientific "
    "font color colour county region district province town village road river park group role "
    "permission page app application package module function method key tag topic sector "
    "industry firm institution agency office service services vehicle car make vessel dish "
    "recipe ingredient food layer map feature dataset data sheet report test sample experiment "
    "format legal trade trading program programme league stadium conference party "
    "neighbourhood neighborhood area zone location place listing empresa societe societa firma "
    "firmenname unternehmen entreprise azienda bedrijf compania razon raison ragione label "
    "produkt producto produit prodotto artikel articulo manufacturer variety breed planet star "
    "plant animal pet dog cat horse mission rocket month day week weekday holiday season "
    "language currency unit status metric event parameter sequence"
)
NO_NAMES = words("suffix prefix title initial initials type count length code id sufijo")
PERSONS = words(  # nouns of persons: with `name`, or alone, they claim a person's name
    "person persons people customer customers client clients contact member user patient "
    "subscriber lead guest passenger voter employee employees staff worker student pupil "
    "teacher professor doctor physician nurse author authors writer writers director directors "
    "actor actress actors player coach judge lawyer attorney manager owner holder cardholder "
    "recipient sender buyer shopper donor applicant candidate nominee appointee winner loser "
    "opponent driver rider pilot captain parent mother father spouse child beneficiary insured "
    "borrower tenant landlord agent representative rep salesperson seller salesman assignee "
    "reporter reviewer approver supervisor boss chairman president senator governor mayor "
    "minister legislator host kunde mitarbeiter patienten autor auteur cliente empleado "
    "titular responsable singer composer producer inventor investigator researcher attendee "
    "participant speaker presenter instructor tutor lecturer laureate principal ceo founder "
    "trainer editor translator illustrator designer photographer architect astronaut king "
    "monarch prisoner suspect victim officer inspector server athlete skipper jockey referee "
    "umpire advisor adviser chair commissioner billionaire celebrity politician engineer "
    "artist performer narrator musician creator contributor signatory plaintiff defendant "
    "trustee guardian kontoinhaber inhaber ansprechpartner vendedor alumno profesor medico "
    "musteri aluno mae pai padre madre nasabah pelanggan pegawai siswa mahasiswa karyawan "
    "insegnante docente paciente paziente eleve etudiant attn attention payer payee debtor "
    "debiteur debitor schuldner zahler pagador responsavel responsabile verantwortlicher "
    "verantwortliche contacto contato contatto pasien asiakas klant huurder mieter locataire "
    "teachers professors instructors speakers drivers doctors inquilino inquilina arrendatario "
    "medecin arzt dipendente lavoratore trabajador khach"
)
LANGUAGES = words(  # which of several spellings of one thing: name_en, name_local
    "en ko kr ja jp zh cn de fr es it pt ru ar english korean japanese chinese arabic local "
    "native latin roman romaji kana kanji hangul"
)
SIDES = words(  # which of several: of the bill, of the home
    "billing shipping bill ship delivery mailing home work office business personal primary "
    "secondary main other emergency my your new old current permanent alternate"
)

# Names under which not even values that say so are believed.
BARRED = {
    Tag.FULL_NAME: OTHER_PARTY | ABOUT,
    Tag.GIVEN_NAME: OTHER_PARTY | ABOUT,
    Tag.SURNAME: OTHER_PARTY | ABOUT,
    Tag.IP: words("version firmware release build oid revision"),
    Tag.COUNTRY: words("language lang currency"),
    Tag.CITY: words("team club college university school company brand file"),
    Tag.STATE: words("status language currency"),
    Tag.ADDRESS2: words("id key code"),
}
