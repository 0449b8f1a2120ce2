"""What names of columns say one is reached or known by: phones, accounts, numbers, devices.

Data only; `tagging.claims` reads it.
"""

from vibecli.tagging.name_words import Claim, NameRule, words
from vibecli.tagging.tag import Tag

_SOCIAL = words(
    "twitter facebook instagram skype linkedin tiktok telegram github snapchat youtube "
    "mastodon pinterest discord slack threads bluesky"
)
RULES: tuple[NameRule, ...] = (
    NameRule(
        Tag.NATIONAL_ID,
        (words("id identification identity"), words("number card no")),
        claim=Claim.HINT,
        whole=True,
    ),
    NameRule(Tag.PHONE, (words("hp wa sdt cep dien"),), words("buu"), claim=Claim.HINT),
    NameRule(
        Tag.PHONE,
        (words("contact contacto contato contatto kontakt"),),
        claim=Claim.HINT,
        whole=True,
    ),
    NameRule(Tag.PHONE, (words("dien"), words("thoai"))),
    NameRule(Tag.NATIONAL_ID, (words("rodne"), words("cislo"))),
    NameRule(
        Tag.EMAIL,
        (
            words(
                "email emails mail courriel correo epost emailadresse mailadresse eposta "
                "sahkoposti eletronico posta surel imel epasts emailova emailcim"
            ),
        ),
        words("postal mailing mailbox street city zip code"),
    ),
    NameRule(
        Tag.PHONE,
        (
            words(
                "phone phones telephone tel mobile cell cellphone fax msisdn handy telefon "
                "telefono landline telefone whatsapp gsm mobil rufnummer movil celular "
                "cellulare telefoon telefonnummer mobilnummer handynummer telephones telefax "
                "puhelin telephonenumber phonenumber telefoonnummer mobiltelefon festnetz "
                "portable puhelinnumero telefonszam telefonu fone telf tlf matkapuhelin "
                "telefoni telepon ponsel handphone dienthoai telefonni mobilni telemovel "
                "telefoninumber talrunis telefonas simu mobilnr telefonnr mobiltlf tlfnr mobiel "
                "mobilszam telp telefona"
            ),
        ),
        words("email mail address line bill"),
    ),
    NameRule(
        Tag.PHONE, (words("contact emergency kontakt"), words("number numbers")), claim=Claim.WEAK
    ),
    NameRule(
        Tag.USERNAME,
        (
            words(
                "username login handle handles userid usernames utilisateur benutzername "
                "brukernavn anvandarnamn gebruikersnaam kayttajatunnus kasutajanimi "
                "felhasznalonev bejelentkezes bejelentkezesi brugernavn"
            ),
        ),
        words("last first attempts"),
    ),
    NameRule(
        Tag.USERNAME, (words("user login screen account social"), words("name handle handles"))
    ),
    NameRule(
        Tag.USERNAME,
        (words("nickname nick user usuario utente owner actor author") | _SOCIAL,),
        words("followers following likes likers posts friends id"),
        claim=Claim.HINT,
        last=True,
    ),
    NameRule(Tag.USERNAME, (_SOCIAL, words("username account profile name"))),
    NameRule(
        Tag.USERNAME,
        (
            words(
                "kullanici felhasznaloi uzytkownika gebruikers benutzer brukers uzivatelske "
                "uzivatelsko korisnicko pengguna"
            ),
            words("name naam nev adi jmeno ime nama nazwa navn"),
        ),
    ),
    NameRule(
        Tag.USERNAME,
        (
            words("utente usuario utilizator utilisateur utilizador"),
            words("nome nom nombre nume"),
        ),
        claim=Claim.WEAK,
    ),
    NameRule(Tag.USERNAME, (words("dang"), words("nhap"))),
    NameRule(
        Tag.NATIONAL_ID,
        (
            words(
                "ssn nino passport nif cpf aadhaar aadhar taxid dni nie curp pesel bsn "
                "personnummer nric socialsecurity fiscale rut cedula nationalid sin tin itin "
                "nin cpr hetu rfc fodselsnummer passeport pasaporte reisepass ausweis kimlik "
                "personalausweis steuerid svnr cnp oib jmbg egn henkilotunnus cuit cuil nik "
                "ktp rg cccd cmnd ahv avs iqama emso tckn tcno nhs isikukood "
                "burgerservicenummer sozialversicherungsnummer personalausweisnummer "
                "reisepassnummer"
            ),
        ),
        words("country type issued office"),
    ),
    NameRule(
        Tag.NATIONAL_ID,
        (words("social"), words("security insurance sec seg seguridad seguro assurance")),
    ),
    NameRule(
        Tag.NATIONAL_ID,
        (
            words("national tax identity steuer personal citizen"),
            words("id number identifier card"),
        ),
        words("exempt rate"),
    ),
    NameRule(Tag.NATIONAL_ID, (words("driver drivers driving"), words("licence license"))),
    NameRule(Tag.NATIONAL_ID, (words("licence license"),), claim=Claim.HINT, whole=True),
    NameRule(
        Tag.NATIONAL_ID,
        (words("licence license"), words("number no")),
        claim=Claim.HINT,
        whole=True,
    ),
    NameRule(Tag.NATIONAL_ID, (words("ic"), words("number no"))),
    NameRule(Tag.NATIONAL_ID, (words("securite secu"), words("number sociale"))),
    NameRule(
        Tag.NATIONAL_ID, (words("personas asmens szemelyi taj"), words("kods kodas szam kod"))
    ),
    NameRule(Tag.NATIONAL_ID, (words("tc medicare medicaid ni"), words("number kimlik"))),
    NameRule(Tag.NATIONAL_ID, (words("document"), words("number no id")), claim=Claim.HINT),
    NameRule(
        Tag.NATIONAL_ID,
        (words("pan drivers dl documento identificacion cf ci nuip rrn dui cnic"),),
        claim=Claim.HINT,
    ),
    NameRule(
        Tag.CREDIT_CARD,
        (words("creditcard ccn ccnum ccnumber cardnumber kreditkarte"),),
        words("type cvv cvc"),
    ),
    NameRule(
        Tag.CREDIT_CARD,
        (words("credit debit payment cc"), words("card cc number ccn pan num")),
        words(
            "type cvv cvc name holder loyalty membership gift brand network code id debt "
            "category last4 last security pin report score"
        ),
    ),
    NameRule(
        Tag.CREDIT_CARD,
        (words("card karten tarjeta carte"), words("number nummer no")),
        words("name holder loyalty membership member gift brand id"),
        claim=Claim.WEAK,
    ),
    NameRule(
        Tag.CREDIT_CARD, (words("cc pan card"),), words("cvv cvc name size"), claim=Claim.HINT
    ),
    NameRule(Tag.IBAN, (words("iban ibans"),)),
    NameRule(
        Tag.IBAN,
        (words("account konto rekening conto compte cuenta conta bank"),),
        words("name holder type balance"),
        claim=Claim.HINT,
    ),
    NameRule(
        Tag.BANK_ACCOUNT,
        (words("bank konto cuenta compte conta rekening"), words("account konto number bank")),
        words("name holder id balance"),
    ),
    NameRule(
        Tag.BANK_ACCOUNT,
        (words("bankaccount kontonummer bban rekeningnummer"),),
        words("name holder"),
    ),
    NameRule(Tag.IP, (words("ip ipv ipaddress ipaddr srcaddr dstaddr"),)),
    NameRule(
        Tag.PASSWORD,
        (
            words(
                "password passwd pwd passwort contrasena passphrase passwordhash senha "
                "wachtwoord losenord haslo sifre kennwort mdp heslo passord adgangskode "
                "salasana jelszo parola lozinka slaptazodis"
            ),
        ),
        words("reset hint"),
    ),
    NameRule(Tag.PASSWORD, (words("pass"),), claim=Claim.HINT, whole=True),
    NameRule(Tag.PASSWORD, (words("mot mat kata"), words("passe khau sandi"))),
    NameRule(
        Tag.PASSWORD,
        (words("password passwd pwd pass"), words("hash hashed digest encrypted")),
        words("algorithm algo type reset"),
    ),
    NameRule(
        Tag.DEVICE_ID,
        (
            words("device mac advertising advertiser android cookie"),
            words("id address identifier uuid addr"),
        ),
        words("name model"),
    ),
    NameRule(
        Tag.DEVICE_ID, (words("imei imsi idfa gaid idfv aaid udid deviceid macaddress meid"),)
    ),
    NameRule(
        Tag.LOYALTY_ID,
        (
            words("loyalty membership rewards reward bonus flyer clubcard"),
            words("id number card code"),
        ),
        words("tier points"),
    ),
    NameRule(
        Tag.CREATED_AT,
        (
            words(
                "created creation create inserted signup registered registration joined added "
                "iscrizione inscription inscripcion inscricao posting regisztracios utworzenia "
                "rejestracji erstellt angelegt erfasst creacion "
                "registro criacao cadastro creazione registrazione inserimento aangemaakt "
                "opprettet skapad alta kayit"
            ),
            words("at date time timestamp on datetime created data datum fecha dato dat am tarihi"),
        ),
        words("by order"),
    ),
    NameRule(
        Tag.UPDATED_AT,
        (
            words(
                "updated update updation modified modification changed geaendert actualizacion "
                "modificacion atualizacao modifica aggiornamento modyfikacji"
            ),
            words(
                "at date time timestamp on datetime updated modified last data datum fecha dato "
                "dat am"
            ),
        ),
        words("by order password"),
    ),
)
