"""A shop chain with a web shop: nine tables, camelCase columns, persons spread over four of them.

`python retail_b2c.py FOLDER` writes retail_b2c.duckdb and, apart, retail_b2c.truth.parquet.
"""

import random
from datetime import date, timedelta

from dirt import Dirt, Person, Tables, main, plain, words

SEED = 20_411
TODAY = date(2025, 10, 31)
GIVEN = words("""Oliver George Harry Noah Jack Leo Arthur Muhammad Oscar Charlie Theodore Freddie Amelia
Olivia Isla Ava Mia Ivy Lily Isabella Rosie Sophia Grace Freya Priya Aisha Mei Chloe Siobhán Zoë
Catherine Margaret Elizabeth Susan Patricia David Michael Robert William Thomas James Peter Alan
Stephen Andrew Christopher Nicholas Alexander Benjamin Samuel Joseph Daniel Matthew Anthony""")
SHORT = {
    "Catherine": "Kate", "Margaret": "Maggie", "Elizabeth": "Liz", "Susan": "Sue", "Patricia": "Pat",
    "David": "Dave", "Michael": "Mike", "Robert": "Bob", "William": "Bill", "Thomas": "Tom",
    "Stephen": "Steve", "Andrew": "Andy", "Christopher": "Chris", "Nicholas": "Nick",
    "Alexander": "Alex", "Benjamin": "Ben", "Samuel": "Sam", "Joseph": "Joe", "Daniel": "Dan",
}  # fmt: skip
FAMILY = words("""Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson
Evans Walker White Roberts Green Hall Wood Jackson Clarke Khan Hughes Edwards Hill Moore Harrison
Baker Cooper Ward Turner Morris Carter Phillips Mitchell Kelly Cook Begum Ali Shah O'Neill O'Brien
McDonald Fitzgerald Smith-Jones Okafor Nowak Kowalski Singh Kaur Chen Murphy Byrne Ellis""")
TOWNS = {
    "Leeds": "LS", "York": "YO", "Hull": "HU", "Bath": "BA", "Bristol": "BS", "Cardiff": "CF",
    "Derby": "DE", "Dundee": "DD", "Exeter": "EX", "Glasgow": "G", "Lincoln": "LN", "Luton": "LU",
    "Norwich": "NR", "Oxford": "OX", "Preston": "PR", "Reading": "RG", "Stoke-on-Trent": "ST",
    "Swansea": "SA", "Wigan": "WN", "Newcastle upon Tyne": "NE",
}  # fmt: skip
STREETS = words("""High Station Church Victoria Mill Park London Albert Queens Kings Manor Bridge Chapel
Grove School North New Springfield Windsor Highfield""")
KINDS = {"Street": "St", "Road": "Rd", "Lane": "Ln", "Avenue": "Ave", "Close": "Cl", "Drive": "Dr"}
MAIL = ("gmail.com", "hotmail.co.uk", "outlook.com", "btinternet.com", "icloud.com", "yahoo.co.uk")
GROUPS = {
    "Outdoor": ("Tent", "Rucksack", "Sleeping bag", "Stove", "Head torch", "Walking poles"),
    "Footwear": ("Boots", "Trainers", "Sandals", "Wellies", "Insoles"),
    "Clothing": ("Fleece", "Rain jacket", "T-shirt", "Socks", "Gloves", "Beanie"),
    "Cycling": ("Helmet", "Pump", "Lock", "Panniers", "Bell"),
    "Gift cards": ("Gift card",),
}


def persons(dirt, number):
    """Give persons in households: some share street, mailbox, family name or number."""
    rng, made = dirt.rng, []
    for at in range(number):
        given, family = rng.choice(GIVEN), FAMILY[dirt.skewed(len(FAMILY))]
        born = dirt.day(date(1938, 1, 1), date(2006, 12, 31))
        town = rng.choice(list(TOWNS))
        street = f"{rng.randint(1, 180)} {rng.choice(STREETS)} {rng.choice(list(KINDS))}"
        code = f"{TOWNS[town]}{rng.randint(1, 28)} {rng.randint(1, 9)}{''.join(rng.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}"
        phone = f"07{rng.randint(100, 999)}{rng.randint(100000, 999999)}"
        tail = rng.choice(("", str(born.year % 100), str(rng.randint(1, 99))))
        email = (
            f"{plain(given)}{rng.choice(('.', '_', ''))}{plain(family)}{tail}@{rng.choice(MAIL)}"
        )
        person = Person(at, given, family, born, email, phone, street, town, code)
        if made and dirt.chance(0.22):
            other = made[-1]
            person.street, person.town, person.postcode = other.street, other.town, other.postcode
            person.family = other.family if dirt.chance(0.75) else family
            person.email = other.email if dirt.chance(0.12) else email
            person.phone = other.phone if dirt.chance(0.08) else phone
        made.append(person)
    return made


def phone_written(dirt, phone):
    forms = (phone, f"+44{phone[1:]}", f"+44 {phone[1:5]} {phone[5:]}", f"{phone[:5]} {phone[5:]}",
             f"0044{phone[1:]}", f"{phone[:5]}-{phone[5:]}", f"(07{phone[2:5]}) {phone[5:]}")  # fmt: skip
    return forms[0] if dirt.chance(0.5) else dirt.rng.choice(forms)


def street_written(dirt, street):
    if not dirt.chance(0.3):
        return street
    kind = street.rsplit(" ", 1)[1]
    return street.replace(kind, dirt.rng.choice((KINDS[kind], f"{KINDS[kind]}.", kind.upper())))


def given_written(dirt, given):
    if dirt.chance(0.07):
        return given[0] if dirt.chance(0.5) else f"{given[0]}."
    return SHORT[given] if given in SHORT and dirt.chance(0.35) else given


def crm_customer(tables, dirt, people, rows=1_800):
    made = []
    for at in range(rows):
        key, person = (
            f"C{100_000 + at * 7}",
            people[at if dirt.chance(0.84) else dirt.rng.randrange(at or 1)],
        )
        tables.is_person("crm_customer", key, person.number)
        born = dirt.missing(person.born, 0.12, (date(1900, 1, 1),))
        made.append((
            key, dirt.missing(dirt.rng.choice(("Mr", "Mrs", "Ms", "Dr", "mr.")), 0.3),
            dirt.hostile(dirt.said(given_written(dirt, person.given))), dirt.said(person.family),
            dirt.written(born, ("%d/%m/%Y", "%Y-%m-%d", "%d %b %Y", "%m/%d/%Y"), 0.18),
            dirt.spaced(dirt.cased(dirt.missing(person.email, 0.09, ("none@none.com", "n/a")))),
            dirt.missing(phone_written(dirt, person.phone), 0.15, ("07000000000", "0", "unknown")),
            dirt.missing(street_written(dirt, person.street), 0.06), dirt.said(person.town, 0.02),
            dirt.cased(dirt.missing(person.postcode, 0.05, ("XX1 1XX",)), 0.15),
            dirt.rng.choices(("GB", "UK", "United Kingdom", "gb", "ENG", "XX", None), (80, 8, 4, 3, 2, 1, 2))[0],
            dirt.rng.choices(("Y", "N", "y", "yes", "1", None), (55, 33, 4, 3, 2, 3))[0],
            dirt.rng.choices(("active", "dormant", "closed", "Active", "actve"), (70, 18, 8, 3, 1))[0],
            dirt.day(date(2014, 1, 6), TODAY), f"ST{dirt.skewed(200) + 1:03d}",
        ))  # fmt: skip
    tables.add(
        "crm_customer",
        "custNo TEXT PRIMARY KEY, title TEXT, firstName TEXT, surname TEXT, dateOfBirth TEXT, emailAddr TEXT, "
        "mobile TEXT, addressLine TEXT, town TEXT, postCode TEXT, countryCode TEXT, mailOptIn TEXT, "
        "custStatus TEXT, createdOn DATE, homeStore TEXT",
        made,
    )
    return [row[0] for row in made]


def web_account(tables, dirt, people, rows=1_500):
    made = []
    for at in range(rows):
        person = people[(at + 600) % len(people) if dirt.chance(0.93) else dirt.rng.randrange(600)]
        tables.is_person("web_account", 50_001 + at, person.number)
        email = dirt.rng.choices(
            (person.email, dirt.typo(person.email), "test@test.com"), (95, 4, 1)
        )[0]
        seen = dirt.missing(dirt.moment(date(2023, 1, 1), TODAY), 0.1)
        made.append((
            50_001 + at, email, dirt.cased(f"{person.given} {person.family}", 0.2), plain(person.given) + str(at % 97),
            dirt.missing(phone_written(dirt, person.phone), 0.4), dirt.missing(person.postcode.replace(" ", ""), 0.3),
            dirt.chance(0.86), dirt.moment(date(2019, 1, 1), date(2025, 9, 30)), seen,
            dirt.rng.choices(("google", "direct", "newsletter", "facebook", "GOOGLE", ""), (40, 30, 15, 10, 3, 2))[0],
        ))  # fmt: skip
    tables.add(
        "web_account",
        "accountId INTEGER PRIMARY KEY, login TEXT, displayName TEXT, nickname TEXT, phone TEXT, zip TEXT, "
        "emailVerified BOOLEAN, signedUp TIMESTAMP, lastLogin TIMESTAMP, channel TEXT",
        made,
    )
    return [row[0] for row in made]


def loyalty_card(tables, dirt, people, customers, rows=1_100):
    made = []
    for at in range(rows):
        person = people[(at * 2 + 150) % len(people)]
        key = f"6335 {at // 100:04d} {1000 + at * 3 % 9000:04d} {at:04d}"
        tables.is_person("loyalty_card", key, person.number)
        points = max(0, int(dirt.rng.expovariate(1 / 900)))
        made.append((
            key, f"{dirt.said(person.family)}, {given_written(dirt, person.given)}",
            dirt.missing(person.born, 0.25, (date(1900, 1, 1),)), dirt.missing(person.email, 0.3),
            dirt.missing(phone_written(dirt, person.phone), 0.2, ("00000",)),
            dirt.rng.choices(("bronze", "silver", "gold", "platinum", "Gold", "SILVER", "??"), (50, 26, 14, 5, 2, 2, 1))[0],
            -points if dirt.chance(0.01) else points, dirt.day(date(2017, 3, 1), TODAY),
            dirt.missing(dirt.rng.choice(customers), 0.8),
        ))  # fmt: skip
    tables.add(
        "loyalty_card",
        "cardNo TEXT PRIMARY KEY, holder TEXT, birthDate DATE, contactEmail TEXT, contactPhone TEXT, tier TEXT, "
        "pointsBalance INTEGER, issuedOn DATE, custNo TEXT",
        made,
    )
    return [row[0] for row in made]


def goods(tables, dirt, rows=240):
    made = []
    for at in range(rows):
        group = dirt.rng.choices(list(GROUPS), (30, 22, 28, 16, 4))[0]
        price = round(dirt.rng.lognormvariate(3.3, 0.7), 2)
        made.append((
            f"SKU-{1000 + at}", f"{dirt.rng.choice(('Fell', 'Tarn', 'Moor', 'Crag', 'Beck'))} {dirt.rng.choice(GROUPS[group])} {at % 9 + 1}",
            dirt.rng.choices((group, group.lower(), f"{group} "), (94, 4, 2))[0],
            -price if dirt.chance(0.008) else price, round(price * dirt.rng.uniform(0.4, 0.75), 2),
            dirt.missing(dirt.rng.choice(("Fellside", "Northcrag", "Hollin & Sons", "Peak Ltd")), 0.06), dirt.chance(0.1),
        ))  # fmt: skip
    columns = (
        "sku TEXT PRIMARY KEY, productName TEXT, productGroup TEXT, listPrice DECIMAL(9,2), "
        "unitCost DECIMAL(9,2), supplier TEXT, discontinued BOOLEAN"
    )
    tables.add("product", columns, made)
    return made


def stores(tables, dirt, rows=200):
    made = []
    for at in range(rows):
        town = dirt.rng.choice(list(TOWNS))
        made.append((
            f"ST{at + 1:03d}", f"{town} {dirt.rng.choice(STREETS)}", town, f"{TOWNS[town]}1 {at % 9}AA",
            dirt.rng.choices(("North", "South", "Wales", "Scotland", "Midlands", "north"), (30, 25, 12, 13, 18, 2))[0],
            dirt.rng.randint(80, 2400), dirt.day(date(1987, 1, 1), date(2024, 6, 1)),
            dirt.missing(dirt.day(date(2022, 1, 1), TODAY), 0.93),
        ))  # fmt: skip
    columns = (
        "storeCode TEXT PRIMARY KEY, storeName TEXT, town TEXT, postCode TEXT, region TEXT, "
        "floorSqm INTEGER, openedOn DATE, closedOn DATE"
    )
    tables.add("store", columns, made)


def orders(tables, dirt, ids, products, rows=3_200, lines=5_000):
    customers, accounts, cards = ids
    heads, items = [], []
    for at in range(rows):
        web = dirt.chance(0.55)
        buyer = customers[dirt.skewed(len(customers))]
        heads.append((
            900_000 + at, dirt.missing(buyer, 0.18), accounts[dirt.skewed(len(accounts))] if web else None,
            dirt.missing(dirt.rng.choice(cards), 0.6), None if web else f"ST{dirt.skewed(205) + 1:03d}",
            dirt.moment(date(2023, 11, 1), TODAY), "web" if web else "shop",
            dirt.rng.choices(("paid", "shipped", "cancelled", "refunded", "PAID", "pending"), (30, 52, 7, 5, 2, 4))[0],
            dirt.rng.choices(("GBP", "EUR", "gbp", "£"), (93, 4, 2, 1))[0],
        ))  # fmt: skip
    for at in range(lines):
        order = heads[at if at < rows else dirt.rng.randrange(rows)]
        product = products[dirt.skewed(len(products))]
        price = round(abs(float(product[3])) * dirt.rng.choice((1, 1, 1, 0.9, 0.8)), 2)
        count = dirt.rng.choices((1, 2, 3, 6, 0, -1, 999), (78, 13, 5, 2, 0.8, 0.8, 0.4))[0]
        items.append(
            (at + 1, order[0], dirt.missing(product[0], 0.01, ("SKU-0000",)), count, price)
        )
    tables.add(
        "order_header",
        "orderNo INTEGER PRIMARY KEY, custNo TEXT, accountId INTEGER, cardNo TEXT, storeCode TEXT, "
        "placedAt TIMESTAMP, salesChannel TEXT, orderStatus TEXT, currency TEXT",
        heads,
    )
    tables.add("order_line", "lineNo INTEGER PRIMARY KEY, orderNo INTEGER, sku TEXT, qty INTEGER, unitPrice DECIMAL(9,2)", items)  # fmt: skip
    returns(tables, dirt, {head[0]: head[5] for head in heads}, items)


def returns(tables, dirt, placed, items, rows=420):
    made = []
    for at, item in enumerate(dirt.rng.sample(items, rows)):
        late = -5 if dirt.chance(0.02) else dirt.rng.randint(1, 45)
        reason = dirt.rng.choices(("too small", "too large", "damaged", "changed mind", "Damaged", "other", None), (25, 20, 15, 25, 3, 8, 4))[0]  # fmt: skip
        day = placed[item[1]].date() + timedelta(days=late)
        made.append((f"R{at + 1:05d}", item[0], day, reason, round(max(item[3], 0) * item[4], 2)))
    columns = "returnNo TEXT PRIMARY KEY, lineNo INTEGER, returnedOn DATE, reason TEXT, refundAmount DECIMAL(9,2)"
    tables.add("return_line", columns, made)


def golden_customer(tables, dirt, people, rows=900):
    """The profile somebody unified last year: one row a person, some values old or empty."""
    made = []
    for at in range(rows):
        person = people[at * 3 % len(people)]
        tables.is_person("golden_customer", f"G-{at + 1:05d}", person.number)
        made.append((
            f"G-{at + 1:05d}", person.given, person.family, dirt.missing(person.born, 0.3),
            dirt.missing(person.email, 0.15), dirt.missing(f"+44{person.phone[1:]}", 0.35),
            dirt.missing(person.town, 0.1), dirt.missing(person.postcode, 0.1),
            dirt.missing(dirt.rng.choice(("families", "students", "retired", "outdoor fans")), 0.4),
            dirt.moment(date(2024, 5, 1), date(2024, 12, 31)),
        ))  # fmt: skip
    tables.add(
        "golden_customer",
        "goldenId TEXT PRIMARY KEY, firstName TEXT, surname TEXT, dateOfBirth DATE, emailAddr TEXT, mobile TEXT, "
        "town TEXT, postCode TEXT, segment TEXT, refreshedAt TIMESTAMP",
        made,
    )


def make():
    dirt, tables = Dirt(random.Random(SEED)), Tables("retail_b2c")
    people = persons(dirt, 2_700)
    customers = crm_customer(tables, dirt, people)
    accounts = web_account(tables, dirt, people)
    cards = loyalty_card(tables, dirt, people, customers)
    products = goods(tables, dirt)
    stores(tables, dirt)
    orders(tables, dirt, (customers, accounts, cards), products)
    golden_customer(tables, dirt, people)
    return tables


if __name__ == "__main__":
    main(make)
