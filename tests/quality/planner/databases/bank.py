"""A regional bank: nine tables with German columns, umlauts and mixed case; customers and prospects.

`python bank.py FOLDER` writes bank.duckdb and, apart, bank.truth.parquet.
"""

import random
from datetime import date, timedelta

from dirt import Dirt, Person, Tables, main, plain, words

SEED = 31_337
HEUTE = date(2025, 9, 30)
FRAUEN = words("""Anna Sabine Ursula Petra Monika Claudia Katharina Lena Emma Mia Hannah Sophie Jana Birgit
Renate Ingrid Gisela Ayşe Fatma Olga Käthe Bärbel Jürgena Heike Silke Anke""")
MAENNER = words("""Hans Peter Michael Thomas Andreas Wolfgang Klaus Jürgen Günter Stefan Christian Markus
Jörg Björn Lukas Leon Felix Paul Maximilian Mehmet Ali Dmitri Götz Rüdiger Karl-Heinz Hans-Peter""")
NAMEN = words("""Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch
Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange
Schmitt Werner Krause Lehmann Köhler König Mayer Huber Kaiser Fuchs Weiß Groß Jäger Böhm Yilmaz
Kowalski Öztürk Vogel Günther Strauß von-Berg Meier Maier""")
ORTE = {
    "Köln": "50", "Düsseldorf": "40", "München": "80", "Nürnberg": "90", "Münster": "48", "Lübeck": "23",
    "Würzburg": "97", "Göttingen": "37", "Saarbrücken": "66", "Gießen": "35", "Hannover": "30",
    "Leipzig": "04", "Dresden": "01", "Bonn": "53", "Tübingen": "72", "Mainz": "55",
}  # fmt: skip
STRASSEN = words("""Hauptstraße Bahnhofstraße Schulstraße Gartenstraße Lindenallee Bergstraße Kirchgasse
Mühlweg Goethestraße Schillerstraße Rosenweg Am-Markt Königsallee Wiesenweg""")
POST = ("gmx.de", "web.de", "t-online.de", "gmail.com", "posteo.de", "freenet.de")
ZWECKE = words("""Miete Gehalt Strom Versicherung Einkauf Tanken Bargeld Sparrate Steuererstattung Rückzahlung
Handyvertrag Überweisung Zinsen Kindergeld""")
GELEISTET = {"Gehalt": 1, "Steuererstattung": 1, "Zinsen": 1, "Kindergeld": 1, "Rückzahlung": 1}


def personen(dirt, anzahl):
    rng, made = dirt.rng, []
    for at in range(anzahl):
        frau = dirt.chance(0.51)
        given, family = rng.choice(FRAUEN if frau else MAENNER), NAMEN[dirt.skewed(len(NAMEN))]
        born = dirt.day(date(1931, 1, 1), date(2007, 6, 30))
        ort = rng.choice(list(ORTE))
        street = f"{rng.choice(STRASSEN)} {rng.randint(1, 140)}{rng.choice(('', '', '', 'a', 'b'))}"
        phone = f"01{rng.choice(('51', '60', '70', '76'))}{rng.randint(1_000_000, 99_999_999)}"
        email = f"{plain(given)}.{plain(family)}{rng.choice(('', '', str(born.year), str(rng.randint(1, 99))))}@{rng.choice(POST)}"
        person = Person(
            at,
            given,
            family,
            born,
            email,
            phone,
            street,
            ort,
            f"{ORTE[ort]}{rng.randint(100, 999)}",
        )
        person.extra["geschlecht"] = "w" if frau else "m"
        if made and dirt.chance(0.25):
            other = made[-1]
            person.street, person.town, person.postcode = other.street, other.town, other.postcode
            person.family = other.family if dirt.chance(0.8) else family
            person.phone = other.phone if dirt.chance(0.1) else phone
            person.email = other.email if dirt.chance(0.1) else email
        made.append(person)
    return made


def umschrift(dirt, text, share=0.15):
    """Give a text with ae, oe, ue and ss now and then, as old systems keep it."""
    if not dirt.chance(share):
        return text
    for said, meant in (
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
    ):
        text = text.replace(said, meant)
    return text


def telefon(dirt, phone):
    forms = (
        phone,
        f"+49{phone[1:]}",
        f"0049 {phone[1:4]} {phone[4:]}",
        f"{phone[:4]}/{phone[4:]}",
        f"{phone[:4]} {phone[4:]}",
    )
    return dirt.rng.choices(forms, (45, 20, 10, 15, 10))[0]


def filialen(tables, dirt, rows=210):
    made = []
    for at in range(rows):
        ort = dirt.rng.choice(list(ORTE))
        made.append((
            at + 1, f"{ort}-{dirt.rng.choice(('Mitte', 'Nord', 'Süd', 'West', 'Ost'))}", dirt.rng.choice(STRASSEN), f"{ORTE[ort]}{100 + at}",
            dirt.spaced(ort), dirt.rng.choices(("Nord", "Süd", "West", "Ost", "sued"), (20, 32, 30, 16, 2))[0],
            dirt.day(date(1952, 1, 1), date(2021, 1, 1)), dirt.missing(dirt.rng.randint(2, 45), 0.05, (0, 999)), dirt.chance(0.12),
        ))  # fmt: skip
    columns = (
        '"FilialNr" INTEGER PRIMARY KEY, "Bezeichnung" TEXT, "Straße" TEXT, "PLZ" TEXT, "Ort" TEXT, "Region" TEXT, '
        '"eröffnetAm" DATE, "Mitarbeiterzahl" INTEGER, "geschlossen" BOOLEAN'
    )
    tables.add("Filialen", columns, made)


def kunden(tables, dirt, people, rows=2_000):
    made = []
    for at in range(rows):
        person = people[at if dirt.chance(0.9) else dirt.rng.randrange(at or 1)]
        tables.is_person("Kunden", 10_000 + at, person.number)
        born = dirt.missing(person.born, 0.05, (date(1900, 1, 1), date(1970, 1, 1)))
        made.append((
            10_000 + at, dirt.rng.choices((person.extra["geschlecht"], "d", None, "X", "W", "männlich"), (90, 1, 4, 1, 2, 2))[0],
            dirt.hostile(dirt.said(umschrift(dirt, person.given))), dirt.said(umschrift(dirt, person.family)),
            dirt.written(born, ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"), 0.2),
            umschrift(dirt, person.street).replace("straße", dirt.rng.choice(("straße", "straße", "str.", "strasse"))),
            dirt.missing(person.postcode, 0.03, ("00000", "D-" + person.postcode)), dirt.said(umschrift(dirt, person.town), 0.02),
            dirt.cased(dirt.missing(person.email, 0.2, ("keine", "keine@mail.de")), 0.1),
            dirt.missing(telefon(dirt, person.phone), 0.12, ("0", "unbekannt")),
            dirt.day(date(1978, 1, 1), HEUTE), dirt.rng.choices(("A", "B", "C", "D", "E", "a", "-"), (28, 33, 20, 9, 4, 3, 3))[0],
            dirt.rng.choices(("aktiv", "ruhend", "gekündigt", "verstorben", "Aktiv"), (78, 9, 8, 2, 3))[0],
            1 + dirt.skewed(212), dirt.rng.choices(("ja", "nein", "J", "N", None), (52, 36, 4, 3, 5))[0],
        ))  # fmt: skip
    tables.add(
        "Kunden",
        '"KundenNr" INTEGER PRIMARY KEY, "Geschlecht" TEXT, "Vorname" TEXT, "Nachname" TEXT, "Geburtsdatum" TEXT, '
        '"Straße" TEXT, "PLZ" TEXT, "Ort" TEXT, "E-Mail" TEXT, "Telefon" TEXT, "KundeSeit" DATE, "Bonität" TEXT, '
        '"Status" TEXT, "FilialNr" INTEGER, "WerbungErlaubt" TEXT',
        made,
    )


def interessenten(tables, dirt, people, rows=1_000):
    made = []
    for at in range(rows):
        person = (
            people[(at * 2 + 700) % len(people)]
            if dirt.chance(0.94)
            else people[dirt.rng.randrange(900)]
        )
        tables.is_person("Interessenten", f"I{at + 1:05d}", person.number)
        name = (
            f"{person.given} {person.family}"
            if dirt.chance(0.8)
            else f"{person.family}, {person.given}"
        )
        made.append((
            f"I{at + 1:05d}", dirt.said(umschrift(dirt, name, 0.25)), dirt.missing(person.born, 0.35),
            dirt.missing(person.email, 0.15, ("test@test.de",)), dirt.missing(telefon(dirt, person.phone), 0.3),
            dirt.missing(f"{person.postcode} {umschrift(dirt, person.town)}", 0.2),
            dirt.rng.choices(("Baufinanzierung", "Girokonto", "Depot", "Kredit", "girokonto", "???"), (28, 34, 14, 18, 4, 2))[0],
            dirt.day(date(2024, 1, 1), HEUTE), dirt.missing(dirt.rng.choice(("Messe", "Website", "Empfehlung", "Anruf")), 0.06),
        ))  # fmt: skip
    tables.add(
        "Interessenten",
        '"Interessent_ID" TEXT PRIMARY KEY, "Name" TEXT, "geboren" DATE, "Mail" TEXT, "Rufnummer" TEXT, "Wohnort" TEXT, '
        '"Interesse" TEXT, "erfasst_am" DATE, "Quelle" TEXT',
        made,
    )


def stammprofil(tables, dirt, people, rows=800):
    """The master profile of last year: one row a person, some values old or empty."""
    made = []
    for at in range(rows):
        person = people[at * 2]
        tables.is_person("Stammprofil", f"P{at + 1:05d}", person.number)
        made.append((
            f"P{at + 1:05d}", person.given, person.family, person.born, dirt.missing(person.email, 0.2),
            dirt.missing(f"+49{person.phone[1:]}", 0.3), dirt.missing(person.street, 0.2), person.postcode, person.town,
            dirt.missing(dirt.rng.choice(("Privat", "Premium", "Jugend", "Senior")), 0.1), dirt.moment(date(2024, 2, 1), date(2024, 11, 30)),
        ))  # fmt: skip
    tables.add(
        "Stammprofil",
        '"ProfilID" TEXT PRIMARY KEY, "Vorname" TEXT, "Nachname" TEXT, "Geburtsdatum" DATE, "E-Mail" TEXT, "Telefon" TEXT, '
        '"Straße" TEXT, "PLZ" TEXT, "Ort" TEXT, "Segment" TEXT, "geändertAm" TIMESTAMP',
        made,
    )


def konten(tables, dirt, rows=2_800, owners=2_000):
    made = []
    for at in range(rows):
        owner = 10_000 + (at if at < owners else dirt.skewed(owners))
        kind = dirt.rng.choices(
            ("Giro", "Spar", "Depot", "Kredit", "GIRO", "Tagesgeld"), (50, 20, 8, 9, 3, 10)
        )[0]
        opened = dirt.day(date(1990, 1, 1), HEUTE)
        balance = round(
            dirt.rng.gauss(2_500, 4_000) if kind != "Kredit" else -dirt.rng.lognormvariate(9, 1), 2
        )
        iban = f"DE{dirt.rng.randint(10, 99)}37050198{dirt.rng.randint(0, 9_999_999_999):010d}"
        made.append((
            dirt.spaced(iban if dirt.chance(0.9) else " ".join(iban[i : i + 4] for i in range(0, 22, 4)), 0.02),
            f"{4_000_000 + at}", owner if dirt.chance(0.992) else 99_999, kind, balance,
            dirt.rng.choices(("EUR", "CHF", "USD", "Euro", "eur"), (93, 2, 2, 2, 1))[0], opened,
            dirt.missing(dirt.day(opened, HEUTE), 0.88), dirt.missing(dirt.rng.choice((0, 500, 1000, 2000, 5000)), 0.2), 1 + dirt.skewed(210),
        ))  # fmt: skip
    tables.add(
        "Konten",
        '"IBAN" TEXT, "KontoNr" TEXT PRIMARY KEY, "KundenNr" INTEGER, "Kontoart" TEXT, "Saldo" DECIMAL(14,2), "Währung" TEXT, '
        '"eröffnetAm" DATE, "geschlossenAm" DATE, "Verfügungsrahmen" INTEGER, "FilialNr" INTEGER',
        made,
    )
    return made


def buchungen(tables, dirt, accounts, rows=5_000):
    made = []
    for at in range(rows):
        account = accounts[dirt.skewed(len(accounts))]
        purpose = dirt.rng.choice(ZWECKE)
        amount = round(dirt.rng.lognormvariate(7.6 if purpose == "Gehalt" else 4.2, 0.7), 2)
        day = dirt.day(date(2024, 10, 1), HEUTE)
        made.append((
            at + 1, account[1], day, day + timedelta(days=dirt.rng.choice((0, 0, 1, 2))) if dirt.chance(0.97) else None,
            amount if purpose in GELEISTET else -amount, dirt.hostile(dirt.spaced(umschrift(dirt, purpose))),
            dirt.missing(f"{dirt.rng.choice(NAMEN)} {dirt.rng.choice(('GmbH', 'AG', 'OHG', 'e.K.'))}", 0.15),
            dirt.rng.choices(("SEPA", "Karte", "Bar", "Dauerauftrag", "sepa"), (45, 30, 8, 15, 2))[0], dirt.chance(0.015),
        ))  # fmt: skip
    tables.add(
        "Buchungen",
        '"BuchungsNr" INTEGER PRIMARY KEY, "KontoNr" TEXT, "Buchungstag" DATE, "Wertstellung" DATE, "Betrag" DECIMAL(12,2), '
        '"Verwendungszweck" TEXT, "Gegenpartei" TEXT, "Buchungsart" TEXT, "storniert" BOOLEAN',
        made,
    )


def karten(tables, dirt, accounts, rows=2_100):
    made = []
    for at in range(rows):
        account = accounts[at if at < 1_900 else dirt.skewed(len(accounts))]
        month = date(dirt.rng.randint(2023, 2029), dirt.rng.randint(1, 12), 1)
        made.append((
            f"{4_500_000_000_000_000 + at * 7_919_113}", account[1], account[2],
            dirt.rng.choices(("Debit", "Kredit", "Gold", "debit", "Prepaid"), (60, 24, 9, 3, 4))[0],
            dirt.written(month, ("%m/%y", "%m/%Y", "%Y-%m"), 0.15), dirt.rng.choices(("gesperrt", "aktiv", "abgelaufen", "AKTIV"), (7, 75, 15, 3))[0],
            dirt.missing(dirt.rng.choice((500, 1500, 3000, 10000)), 0.1, (-1, 99_999_999)), dirt.missing(dirt.moment(date(2025, 1, 1), HEUTE), 0.25),
        ))  # fmt: skip
    tables.add(
        "Karten",
        '"Kartennummer" TEXT PRIMARY KEY, "KontoNr" TEXT, "KundenNr" INTEGER, "Kartentyp" TEXT, "gültigBis" TEXT, '
        '"Kartenstatus" TEXT, "Monatslimit" INTEGER, "letzteNutzung" TIMESTAMP',
        made,
    )


def kampagnen(tables, dirt, rows=200, sent=3_000):
    made, answers = [], []
    for at in range(rows):
        first = dirt.day(date(2023, 1, 1), HEUTE)
        made.append((
            f"K-{at + 1:03d}", f"{dirt.rng.choice(('Frühling', 'Herbst', 'Bau', 'Zins', 'Jugend'))}-Aktion {at + 1}",
            dirt.rng.choices(("E-Mail", "Brief", "Telefon", "App", "email"), (45, 25, 15, 12, 3))[0], first,
            first + timedelta(days=dirt.rng.randint(-3 if dirt.chance(0.03) else 7, 60)), dirt.missing(round(dirt.rng.lognormvariate(8.5, 0.8), 2), 0.08),
        ))  # fmt: skip
    for at in range(sent):
        campaign = made[dirt.skewed(rows)]
        when = campaign[3] + timedelta(days=dirt.rng.randint(0, 20))
        answers.append((
            at + 1, campaign[0] if dirt.chance(0.99) else "K-999", 10_000 + dirt.rng.randrange(2_010), when,
            dirt.rng.choices(("geöffnet", "keine", "abgeschlossen", "abgelehnt", "Geöffnet", None), (28, 46, 8, 10, 3, 5))[0],
        ))  # fmt: skip
    tables.add(
        "Kampagnen",
        '"KampagnenNr" TEXT PRIMARY KEY, "Titel" TEXT, "Kanal" TEXT, "Beginn" DATE, "Ende" DATE, "Budget" DECIMAL(12,2)',
        made,
    )
    tables.add(
        "Kampagnenkontakte",
        '"KontaktNr" INTEGER PRIMARY KEY, "KampagnenNr" TEXT, "KundenNr" INTEGER, "kontaktiertAm" DATE, "Reaktion" TEXT',
        answers,
    )


def make():
    dirt, tables = Dirt(random.Random(SEED)), Tables("bank")
    people = personen(dirt, 2_400)
    filialen(tables, dirt)
    kunden(tables, dirt, people)
    interessenten(tables, dirt, people)
    stammprofil(tables, dirt, people)
    accounts = konten(tables, dirt)
    buchungen(tables, dirt, accounts)
    karten(tables, dirt, accounts)
    kampagnen(tables, dirt)
    return tables


if __name__ == "__main__":
    main(make)
