"""The words roles are told by: words of column and table names, common given names.

Data only; the logic is in `data.roles`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from vibecli.data.catalog import Role


class NameRule(NamedTuple):
    """A role that a column name tells: a word of each group must be in it, none of `never`."""

    role: Role
    groups: tuple[frozenset[str], ...]
    never: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMPOUNDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "fname": ("first", "name"),
        "fn": ("first", "name"),
        "lname": ("last", "name"),
        "ln": ("last", "name"),
        "sname": ("surname",),
        "mname": ("middle", "name"),
        "dob": ("birth", "date"),
        "birthday": ("birth", "date"),
        "bday": ("birth", "date"),
        "dateofbirth": ("birth", "date"),
        "geburtsdatum": ("birth", "date"),
        "telno": ("tel", "number"),
        "phoneno": ("phone", "number"),
        "mobileno": ("mobile", "number"),
        "nm": ("name",),
        "co": ("company",),
        "ph": ("phone",),
        "eml": ("email",),
        "ts": ("timestamp",),
        "dt": ("date",),
        "geburtstag": ("birth", "date"),
        "gebdat": ("birth", "date"),
        "geb": ("birth", "date"),
        "geboortedatum": ("birth", "date"),
        "fodselsdato": ("birth", "date"),
        "fodelsedatum": ("birth", "date"),
        "fodt": ("birth", "date"),
        "fodd": ("birth", "date"),
        "syntymaaika": ("birth", "date"),
        "no": ("number",),
        "nummer": ("number",),
        "numero": ("number",),
        "kundenid": ("customer", "id"),
        "kunden": ("customer",),
        "kunde": ("customer",),
        "mitglied": ("member",),
        "mitglieds": ("member",),
        "konto": ("account",),
        "nr": ("number",),
        "num": ("number",),
        "nbr": ("number",),
        "cust": ("customer",),
        "acct": ("account",),
        "addr": ("address",),
        "adr": ("address",),
        "adresse": ("address",),
        "addresse": ("address",),
    }
)

_OTHER_PARTY = _words(
    "company product store shop brand site file host domain item campaign merchant restaurant "
    "organisation organization business employer bank branch event table column school "
    "hospital project category type vendor supplier city country state street plan tier "
    "channel segment"
)

NAME_RULES: tuple[NameRule, ...] = (
    NameRule(
        Role.EMAIL,
        (_words("email emails mail courriel correo epost emailadresse mailadresse"),),
        _words("postal"),
    ),
    NameRule(
        Role.PHONE,
        (
            _words(
                "phone phones telephone tel mobile cell cellphone fax msisdn handy telefon "
                "telefono landline telefone whatsapp gsm mobil rufnummer movil celular cellulare "
                "telefoon telefonnummer mobilnummer handynummer"
            ),
        ),
        _words("model brand"),
    ),
    NameRule(
        Role.BIRTH_DATE,
        (
            _words(
                "birth birthdate born geburt geburts naissance nacimiento nascita geboren geboorte "
                "nascimento urodzenia urodzin ur fodsels fodelse syntyma narozeni narodenia dogum "
                "nasterii szuletesi szuletes"
            ),
            _words(
                "date day birthdate born fecha datum data tag on geboren dat dato aika tarihi dnia"
            ),
        ),
    ),
    NameRule(
        Role.POSTCODE,
        (_words("postcode zip zipcode plz pincode postleitzahl eircode cap postnummer postnr"),),
    ),
    NameRule(Role.POSTCODE, (_words("post postal"), _words("code codigo number"))),
    NameRule(
        Role.FULL_NAME,
        (_words("first given forename"), _words("last family surname lastname")),
        _OTHER_PARTY,
    ),
    NameRule(
        Role.GIVEN_NAME,
        (_words("first given middle"), _words("name names")),
        _OTHER_PARTY,
    ),
    NameRule(
        Role.GIVEN_NAME,
        (
            _words(
                "forename forenames vorname prenom nombre given christian firstname rufname "
                "voornaam fornavn fornamn imie"
            ),
        ),
        _OTHER_PARTY | _words("at date"),
    ),
    NameRule(
        Role.FAMILY_NAME,
        (_words("last family second maiden"), _words("name names")),
        _OTHER_PARTY,
    ),
    NameRule(
        Role.FAMILY_NAME,
        (
            _words(
                "surname surnames lastname nachname apellido apellidos familyname cognome "
                "familienname zuname achternaam efternavn efternamn nazwisko sobrenome"
            ),
        ),
        _OTHER_PARTY,
    ),
    NameRule(Role.CODE, (_words("username login handle nickname"),)),
    NameRule(Role.CODE, (_words("user login screen"), _words("name"))),
    NameRule(
        Role.FULL_NAME,
        (_words("name names fullname nom holder cardholder inhaber naam navn namn nome"),),
        _OTHER_PARTY,
    ),
    NameRule(
        Role.CITY,
        (
            _words(
                "city town locality suburb ort stadt ville ciudad place municipality village "
                "birthplace cidade comune wohnort citta localite localidad poblacion woonplaats "
                "miasto"
            ),
        ),
        _words("id"),
    ),
    NameRule(
        Role.REGION,
        (
            _words(
                "state county country region province nation prefecture land pays pais iso "
                "bundesland kanton departement provincia"
            ),
        ),
        _words("time id machine"),
    ),
    NameRule(
        Role.STREET,
        (
            _words(
                "street address line1 road strasse rue calle straat address1 addressline "
                "anschrift indirizzo direccion domicilio endereco adres gade"
            ),
        ),
        _words("ip mac web url id wallet"),
    ),
    NameRule(
        Role.CODE,
        (
            _words(
                "ssn nino passport licence license iban vat sku device cookie session "
                "advertising idfa gaid card loyalty membership taxid nif cpf aadhaar imei "
                "fingerprint"
            ),
            _words(
                "id number code ssn nino passport iban vat sku taxid nif cpf aadhaar imei "
                "idfa gaid fingerprint licence license card device cookie"
            ),
        ),
        _words("type status tier date at points level issued active"),
    ),
    NameRule(
        Role.TIME,
        (
            _words(
                "date time timestamp at on since created updated modified datetime day datum fecha "
                "dato eintritt"
            ),
        ),
    ),
    NameRule(
        Role.AMOUNT,
        (
            _words(
                "amount price total balance revenue spend cost value quantity qty count "
                "points score age salary income discount tax fee rate weight height "
                "umsatz betrag summe preis punkte anzahl montant importe"
            ),
        ),
    ),
    NameRule(
        Role.TEXT,
        (_words("note notes comment comments description remark remarks message bio"),),
    ),
)

ID_WORDS = _words("id key uuid guid number code ref pk identifier identity ident")
PRIVATE_IDS = _words(  # codes that say who somebody is wherever they stand, also as a key
    "ssn nino passport licence license iban nif cpf aadhaar taxid imei idfa gaid username login "
    "handle nickname"
)
PERSON_TABLES = _words(
    "customer customers person persons people contact contacts member members user users "
    "patient patients profile profiles client clients account accounts subscriber subscribers "
    "lead leads employee employees guest guests crm loyalty passenger passengers voter voters "
    "kunden kunde mitglied mitglieder clientes clienti socios membres klanten klienci "
    "student students buyer buyers shopper shoppers donor donors citizen citizens unified"
)
THING_TABLES = _words(
    "product products item items store stores restaurant restaurants company companies "
    "merchant merchants campaign campaigns site sites supplier suppliers brand brands catalog "
    "category categories event events asset assets venue venues hotel hotels"
)
HAPPENED = _words(  # days on which something else than a birth happened, decades back or not
    "created updated modified inserted loaded changed added deleted since start started end "
    "ended begin from until valid expiry expires expired due order ordered orders purchase "
    "purchased paid payment shipped delivered delivery invoice billed booked booking joined "
    "join member membership signup registered registration enrolled activated login seen visit "
    "visited contact contacted hired hire employed left retired retirement death died deceased "
    "wedding married marriage divorced graduation graduated issued issue signed signature "
    "opened open closed close built release released published founded incorporated event "
    "anniversary last first next sold bestellt bestellung eintritt austritt beitritt seit bis "
    "gueltig erstellt geaendert angelegt gestorben tod hochzeit heirat aufnahme kauf rechnung "
    "kontakt anmeldung vertrag vertragsbeginn zamowienia zam rejestracji utworzenia zawarcia "
    "umowy zatrudnienia zgonu wystawienia alta baja compra pedido registro ingreso defuncion "
    "creacion achat commande inscription deces creation embauche acquisto ordine iscrizione "
    "assunzione decesso creazione cadastro admissao bestelling aankoop lidmaatschap "
    "inschrijving overlijden"
)
STATUS_VALUES = _words(
    "active inactive open closed pending done new deleted archived enabled disabled cancelled "
    "canceled complete completed failed paid draft"
)
FLAG_VALUES = _words(
    "yes no y n true false t f 0 1 on off ja nein oui non si in out granted denied"
)

KNOWN_WORDS: frozenset[str] = (
    frozenset(word for rule in NAME_RULES for group in rule.groups for word in group)
    | ID_WORDS
    | PERSON_TABLES
    | THING_TABLES
    | _words("first last family given full name order line number customer")
)

GIVEN_NAMES = _words(
    "aaron abdul abigail adam agnes ahmed aisha alan albert alejandro alex alexander "
    "alexandra alfred ali alice alison amanda amelia amy ana anastasia andre andrea andreas "
    "andrew angela anita anke ann anna anne annette anthony antonio anya arjun arthur astrid "
    "ava barbara beatrice ben benjamin bernard beth birgit bob brian bruno camille carl carla "
    "carlos carmen caroline catherine cecilia charles charlie charlotte chen chiara chloe "
    "chris christian christina christine christopher claire clara claudia colin connor craig "
    "cristina daisy dan daniel daniela dave david deborah dennis diana diego dieter dmitri "
    "dominic donald donna dorothy douglas edith eduardo edward elena eli elias elizabeth ella "
    "ellen emily emma eric erik ethan eva evelyn fatima federico felix fernando finn fiona "
    "florence francesca francis francisco frank franz fred freya gabriel gareth gary gavin "
    "george georgia gerald giovanni giulia gloria grace graham greta hanna hannah hans harold "
    "harry hassan heather heidi helen helena henry holly hugo ian ibrahim ida imran ines "
    "ingrid irene isaac isabel isabella isla ivan jack jacob jake jakob james jamie jan jane "
    "janet jason javier jean jennifer jeremy jessica jim joan joao joe johan johanna john jon "
    "jonathan jordan jorge jose joseph joshua juan judith julia julian julie jurgen justin "
    "karen karin karl katarina kate katherine katie kathleen keith kelly ken kenneth kevin "
    "khalid kim klaus kumar kyle lars laura lauren laurent lea leah lee lena leo leon leonard "
    "lewis li liam lily linda lisa logan louis louise luca lucas lucia lucy luis luisa luke "
    "madison magdalena manuel marc marco marcus margaret maria mariam marie marina mario "
    "marion mark markus marta martha martin mary maryam mason mateo matilda matthew matthias "
    "maurice max maya megan mei mehmet melissa mia michael michel michelle miguel mikhail "
    "mila ming miriam mohamed mohammad mohammed molly monica muhammad nadia nancy naomi "
    "natalia natalie natasha nathan neil niamh nicholas nicola nicolas nicole nigel nikolai "
    "nina noah noor nora oliver olivia omar oscar otto owen pablo pamela paolo patricia "
    "patrick paul paula pedro peggy penelope peter petra philip philippe phoebe pierre priya "
    "rachel rahul raj ralph ravi raymond rebecca ricardo richard rita robert roberto robin "
    "roger roland ronald rosa rose rosie ruby ruth ryan sabine salma sam samantha samir "
    "samuel sandra sanjay sara sarah scott sean sebastian sergei shannon sharon sheila simon "
    "simone sofia sonia sophia sophie stefan stephanie stephen steve steven stuart sunita "
    "susan susanne suzanne sven svetlana sylvia tamara tanya tariq teresa terry thea theo "
    "theresa thomas tim timothy tina tobias tom tomas tony tracy ulrich ursula valentina "
    "valerie vanessa vera veronica victor victoria viktor vincent virginia vivian walter wang "
    "wei wendy wilhelm william willow xavier yan yasmin yuki yusuf yvonne zainab zoe zhang"
)
