"""What names of columns say of persons: names, titles, gender, age, day of birth.

Data only; `tagging.claims` reads it.
"""

from vibecli.tagging.name_words import NO_NAMES, OTHER_PARTY, PERSONS, Claim, NameRule, words
from vibecli.tagging.tag import Tag

_NAME = words(
    "name names nom nombre nombres nome naam navn namn nimi nev isim ad adi jmeno numele nume "
    "nama ten hoten nazwa apelido meno"
)
_BIRTH = words(
    "birth birthdate born geburt geburts naissance nacimiento nascita geboren geboorte nascimento "
    "urodzenia urodzin ur fodsels fodelse syntyma narozeni narodenia dogum nasterii szuletesi "
    "szuletes nacido nato nascido ne rodjenja rojstva rodenja lahir sinh narozen syntynyt "
    "naixement sunnikuupaev gimimo dzimsanas rojstni nac nasc"
)
_NO_BIRTHS = words("place city country state name year month order weight rate certificate ville")
RULES: tuple[NameRule, ...] = (
    NameRule(
        Tag.FULL_NAME,
        (words("bill ship sold send remit"), words("to")),
        OTHER_PARTY | words("address date party"),
        claim=Claim.HINT,
        last=True,
    ),
    NameRule(Tag.GENDER, (words("gioi"), words("tinh"))),
    NameRule(Tag.AGE, (words("old"), words("how years"))),
    NameRule(
        Tag.BIRTHDATE,
        (
            _BIRTH,
            words(
                "date day birthdate born fecha datum data tag on geboren dat dato aika tarihi "
                "dnia tanggal tgl ngay le nasc nac nasz dt birth ne nato nacido nascido f "
                "ido datums"
            ),
        ),
        _NO_BIRTHS,
    ),
    NameRule(Tag.BIRTHDATE, (_BIRTH - words("ur ne"),), _NO_BIRTHS, whole=True),
    NameRule(
        Tag.FULL_NAME,
        (PERSONS, words("assigned responsible charge involved")),
        OTHER_PARTY | NO_NAMES,
        claim=Claim.HINT,
    ),
    NameRule(
        Tag.FULL_NAME,
        (
            words(
                "created updated modified entered drawn approved reviewed prepared assigned "
                "handled sold submitted requested reported served"
            ),
            words("by to"),
        ),
        OTHER_PARTY | NO_NAMES | words("date at"),
        claim=Claim.HINT,
        last=True,
    ),
    NameRule(
        Tag.FULL_NAME,
        (
            words(
                "first given forename firstname prenom vorname nome nombre nombres imie jmeno "
                "meno ime voornaam fornavn fornamn ad adi isim"
            ),
            words(
                "last family surname lastname cognome apellido apellidos nachname nazwisko "
                "prijmeni priezvisko prezime priimek achternaam efternavn efternamn sobrenome "
                "soyad soyadi"
            ),
        ),
        OTHER_PARTY,
    ),
    NameRule(
        Tag.GIVEN_NAME,
        (
            words(
                "first given middle nick christian preferred additional primer segundo primeiro "
                "pila krstne krestni roep tilltals depan panggilan"
            ),
            _NAME,
        ),
        OTHER_PARTY | NO_NAMES | words("last family apellido"),
    ),
    NameRule(
        Tag.GIVEN_NAME,
        (
            words(
                "forename forenames vorname prenom given christian firstname rufname voornaam "
                "fornavn fornamn imie middlename givenname etunimi keresztnev prenoms "
                "vornamen voornamen mellomnavn firstnames prenume ime utonev kereszt krestni "
                "eesnimi vards vardas roepnaam tilltalsnamn onoma"
            ),
        ),
        OTHER_PARTY | NO_NAMES | words("at date last surname nom nume prezime priimek"),
    ),
    NameRule(Tag.GIVEN_NAME, (words("nickname alias known"),), claim=Claim.HINT, last=True),
    NameRule(Tag.GIVEN_NAME, (words("first middle given"),), claim=Claim.WEAK, whole=True),
    NameRule(
        Tag.SURNAME,
        (
            words(
                "last family second maiden birth mother paternal maternal csaladi vezetek "
                "famille familie ultimo belakang"
            ),
            _NAME,
        ),
        OTHER_PARTY | NO_NAMES | words("first given full"),
    ),
    NameRule(
        Tag.SURNAME,
        (
            words(
                "surname surnames lastname nachname apellido apellidos familyname cognome "
                "familienname zuname achternaam efternavn efternamn etternavn nazwisko "
                "sobrenome sukunimi prijmeni prezime vezeteknev soyadi soyad geburtsname "
                "patronymic maiden paterno materno familjenamn priezvisko sobrenomes "
                "csaladnev cognom cognoms priimek perekonnanimi uzvards pavarde apelidos sirname "
                "soyisim"
            ),
        ),
        OTHER_PARTY | NO_NAMES | words("first given ime"),
    ),
    NameRule(Tag.SURNAME, (words("last"),), claim=Claim.WEAK, whole=True),
    NameRule(
        Tag.FULL_NAME,
        (
            _NAME,
            PERSONS
            | words(
                "full complete completo complet completa display long vollstaendiger "
                "vollstandiger cele volledige fulde fullt fullstandigt koko teljes ho lengkap"
            ),
        ),
        OTHER_PARTY - words("host server trade legal")
        | NO_NAMES
        | words("user login screen first last given family"),
    ),
    NameRule(
        Tag.FULL_NAME,
        (words("fullname cardholder inhaber kontoinhaber nominativo kokonimi"),),
        OTHER_PARTY,
    ),
    NameRule(Tag.FULL_NAME, (words("nom nume"), words("prenom prenoms prenume")), OTHER_PARTY),
    NameRule(
        Tag.FULL_NAME,
        (_NAME,),
        OTHER_PARTY | NO_NAMES,
        claim=Claim.WEAK,
        whole=True,
    ),
    NameRule(Tag.FULL_NAME, (_NAME | words("alias"),), OTHER_PARTY | NO_NAMES, claim=Claim.HINT),
    NameRule(
        Tag.FULL_NAME, (PERSONS,), OTHER_PARTY - words("host server"), claim=Claim.HINT, last=True
    ),
    NameRule(
        Tag.GENDER,
        (
            words(
                "gender sex geschlecht sexe sexo genere sesso kjonn plec geslacht genero kon "
                "cinsiyet pohlavi sukupuoli kelamin nem neme gioitinh geschl pol jantina spol "
                "dzimums lytis sugu"
            ),
        ),
        words("ratio partner workers"),
    ),
    NameRule(
        Tag.AGE,
        (
            words(
                "age ages alter edad idade leeftijd wiek eta yas vek umur usia tuoi eletkor varsta"
            ),
        ),
        words(
            "account car vehicle house building property loan tenure days months hours minutes "
            "weeks average stage home roof tree wine battery company firm limit minimum "
            "maximum membership pregnancy gestational death page policy customer_since "
            "retirement"
        ),
    ),
    NameRule(
        Tag.TITLE,
        (
            words(
                "title titel salutation prefix anrede civilite honorific titulo tratamiento aanhef"
            ),
        ),
        claim=Claim.WEAK,
    ),
    NameRule(Tag.SUFFIX, (words("suffix"),), words("street"), claim=Claim.WEAK),
)
