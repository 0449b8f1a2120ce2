"""What names of columns say of places: addresses, cities, states, countries, postcodes.

Data only; `tagging.claims` reads it.
"""

from vibecli.tagging.name_words import Claim, NameRule, words
from vibecli.tagging.tag import Tag

_NO_ADDRESS = words(
    "ip ipv web url id wallet email mail memory contract number no suffix type 2 3 line2 city "
    "state zip country county bitcoin ethereum btc eth internet hardware mac name network hash "
    "postcode latitude longitude region district zone domain suburb town locality emailova epost"
)
_BEHIND = words("time machine area phone dial calling region")
_SPOT = words("location coord coordinate coordinates geo gps position point map")
RULES: tuple[NameRule, ...] = (
    NameRule(Tag.CITY, (words("by"),), claim=Claim.WEAK, whole=True),
    NameRule(Tag.CITY, (words("thanh"), words("pho"))),
    NameRule(Tag.POSTAL, (words("buu"), words("dien"))),
    NameRule(
        Tag.CITY,
        (
            words("birth nacimiento nascita naissance nascimento lahir geburt geburts death"),
            words("place city lugar luogo lieu local tempat ort town"),
        ),
        words("country"),
    ),
    NameRule(Tag.ADDRESS, (words("via"),), claim=Claim.WEAK, whole=True),
    NameRule(Tag.ADDRESS, (words("dia"), words("chi"))),
    NameRule(
        Tag.POSTAL,
        (
            words(
                "postcode zip zipcode plz pincode postleitzahl eircode postnummer postnr "
                "codigopostal postalcode irsz psc postinumero zipplus pstlz iranyitoszam "
                "kodepos postkod sihtnumber"
            ),
        ),
        words("archive size file"),
    ),
    NameRule(Tag.POSTAL, (words("cap cep pin cp postal"),), claim=Claim.WEAK),
    NameRule(
        Tag.POSTAL,
        (
            words(
                "post postal postale pocztowy postala postanski pos posta postni postna postinr "
                "pasta"
            ),
            words(
                "code codigo codice number cp kod cod kode pos kodu broj cislo numar nummer "
                "stevilka indeks indekss kodas"
            ),
        ),
    ),
    NameRule(
        Tag.CITY,
        (
            words(
                "city town locality suburb ort stadt ville ciudad municipality village "
                "birthplace cidade comune wohnort citta localite localidad poblacion "
                "woonplaats miasto kommune gemeinde sted stad plaats mesto obec grad varos "
                "sehir cities municipio poststed posttown municipi commune oras hometown "
                "kaupunki borough kota postitoimipaikka telepules naselje bandar thanhpho "
                "postort localidade linn pilseta miestas mjesto qytet poblacio lungsod "
                "concelho miejscowosc localitate"
            ),
        ),
        words("id code council"),
    ),
    NameRule(
        Tag.CITY,
        (words("place location residence destination origin port site venue metro area capital"),),
        words("id code finish type"),
        claim=Claim.HINT,
        last=True,
    ),
    NameRule(
        Tag.COUNTRY,
        (
            words(
                "country countries nation pays pais paese countrycode zeme orszag ulke maa "
                "staat negara quocgia drzava tara landcode rahvus valsts salis"
            ),
        ),
        words("id time machine area use phone dial calling region"),
    ),
    NameRule(
        Tag.COUNTRY,
        (
            words(
                "iso alpha land kraj location origin destination market nationality made nat "
                "citizenship code territory cc"
            ),
        ),
        words("id currency lang language zip post postal"),
        claim=Claim.HINT,
    ),
    NameRule(
        Tag.STATE,
        (
            words(
                "county province prefecture bundesland kanton provincia canton "
                "provincie wojewodztwo voivodeship fylke lan maakunta zupanija megye "
                "judet eyalet oblast provinz landkreis regione parish provinsi tinh prov "
                "autonomous comarca judetul negeri apskritis maakond"
            ),
        ),
        words("id time gioi"),
    ),
    NameRule(
        Tag.STATE,
        (words("state states estado uf st kraj departement"),),
        words("id time machine region civil"),
        claim=Claim.WEAK,
    ),
    NameRule(
        Tag.STATE,
        (
            words(
                "region district division territory admin subdivision departamento regio zona zone"
            ),
        ),
        words("id time gioi"),
        claim=Claim.HINT,
    ),
    NameRule(
        Tag.ADDRESS2,
        (
            words("address street addressline line adresse"),
            words("2 3 ii two three second complement"),
        ),
        words("ip mac id"),
    ),
    NameRule(Tag.ADDRESS2, (words("suite apt apartment complemento"),), words("id price type")),
    NameRule(
        Tag.ADDRESS2,
        (words("unit flat floor secondary piso"),),
        words("id price cost"),
        claim=Claim.WEAK,
    ),
    NameRule(
        Tag.ADDRESS,
        (
            words(
                "street address road strasse rue calle straat addressline anschrift indirizzo "
                "direccion domicilio endereco adres gade addresses osoite ulica adresa cim "
                "streetaddress adresi gatuadress straatnaam ulice logradouro alamat "
                "katuosoite lakcim diachi adresse domicile postadresse besoksadresse "
                "bostadsadress morada adreca naslov aadress adrese adresas domicili jalan "
                "indirizzi wohnadresse utca rua strada"
            ),
        ),
        _NO_ADDRESS,
    ),
    NameRule(Tag.ADDRESS, (words("line"), words("1")), words("item order invoice")),
    NameRule(
        Tag.COUNTRY, (words("country land pays pais"), words("id")), _BEHIND, claim=Claim.HINT
    ),
    NameRule(Tag.LON, (_SPOT, words("x")), claim=Claim.HINT, last=True),
    NameRule(Tag.LAT, (_SPOT, words("y")), claim=Claim.HINT, last=True),
    NameRule(Tag.LAT, (words("lat latitude latitud breitengrad latitudine"),), words("ms error")),
    NameRule(
        Tag.LON,
        (words("lon lng long longitude longitud laengengrad longitudine"),),
        words("ms error term name description time run desc"),
    ),
)
