"""A subscription business: eight tables, abbreviated snake_case, users and leads who are one person.

`python saas.py FOLDER` writes saas.duckdb and, apart, saas.truth.parquet.
"""

import random
from datetime import date, datetime, timedelta

from dirt import Dirt, Person, Tables, main, plain, words

SEED = 77_003
TODAY = date(2025, 11, 14)
GIVEN = words("""James Mary John Jennifer Robert Linda Emily Carlos Sofía José Ana Luis Wei Ming Yuki Hiroshi
Fatima Omar Amir Leila Raj Anjali Sanjay Deepa Lars Ingrid Björn Astrid Pierre Camille François Élodie
Giulia Marco Olga Dmitri Katarzyna Piotr Chinedu Ngozi Kwame Thandi Liam Emma Ethan Hannah Kevin Laura
Jessica Brian Rachel Megan Tyler Kayla Nathan Samantha""")
FAMILY = words("""Smith Johnson Williams Brown Garcia Martinez Rodriguez Lopez Lee Kim Chen Wang Nguyen Tran
Patel Sharma Gupta Khan Hassan Ali Müller Schmidt Larsen Hansen Dubois Moreau Rossi Bianchi Kowalski
Novak Petrov Ivanova Okafor Mensah Dlamini Silva Santos Andersson Virtanen Murphy Cohen Levy Tanaka
Suzuki O'Connor Van-Dyke Davis Miller Anderson Thomas""")
WORDS = words("""Acme Globex Initech Umbra Vertex Nimbus Quanta Lumen Strata Helio Orbit Pivot Delta Kestrel
Marlow Onyx Cobalt Harbor Juniper Maple Summit Ridge Falcon Copper Aster Willow Granite Beacon""")
ENDS = (
    "Inc",
    "Labs",
    "GmbH",
    "Ltd",
    "Systems",
    "Health",
    "Logistics",
    "Media",
    "Foods",
    "Partners",
)
FREE = ("gmail.com", "outlook.com", "proton.me", "yahoo.com")
PLANS = {"free": 0, "starter": 19, "team": 99, "business": 399, "enterprise": 1500}
FEATURES = ("sso", "api_v2", "dark_mode", "bulk_export", "ai_assist", "audit_log")
COUNTRY = {"US": 1, "GB": 44, "DE": 49, "FR": 33, "IN": 91, "BR": 55, "JP": 81}


def orgs(tables, dirt, rows=600):
    made, domains = [], []
    for at in range(rows):
        name = f"{dirt.rng.choice(WORDS)}{dirt.rng.choice(('', ' ', ' & '))}{dirt.rng.choice(WORDS)} {dirt.rng.choice(ENDS)}"
        if made and dirt.chance(0.05):
            name = dirt.typo(dirt.rng.choice(made)[1])  # signed up a second time
        domain = f"{plain(name)[:14]}.{dirt.rng.choice(('com', 'io', 'co'))}"
        domains.append(domain)
        created = dirt.moment(date(2019, 2, 1), TODAY)
        made.append((
            1000 + at, dirt.spaced(dirt.hostile(name)), dirt.missing(domain, 0.12, ("example.com",)),
            dirt.rng.choices(("saas", "retail", "health", "finance", "edu", "n/a", "Retail", None), (25, 20, 15, 15, 8, 3, 3, 11))[0],
            dirt.rng.choices(("1-10", "11-50", "51-200", "201-1000", "1000+", "Oct-50"), (40, 30, 15, 9, 4, 2))[0],
            dirt.rng.choices(("US", "GB", "DE", "FR", "IN", "BR", "JP", "USA", "Germany", "ZZ"), (40, 14, 12, 8, 9, 5, 4, 4, 3, 1))[0],
            created, dirt.missing(dirt.moment(created.date(), TODAY), 0.88),
            None if at < 20 or dirt.chance(0.94) else 1000 + dirt.rng.randrange(at),
        ))  # fmt: skip
    tables.add(
        "org",
        "org_id INTEGER PRIMARY KEY, nm TEXT, dom TEXT, ind TEXT, sz_band TEXT, ctry TEXT, cr_dt TIMESTAMP, "
        "churn_dt TIMESTAMP, par_org_id INTEGER",
        made,
    )
    return made, domains


def persons(dirt, domains, number):
    made = []
    for at in range(number):
        given, family = dirt.rng.choice(GIVEN), dirt.rng.choice(FAMILY)
        domain = domains[dirt.skewed(len(domains))]
        at_work = dirt.rng.choice(
            (f"{plain(given)}.{plain(family)}", f"{plain(given)[0]}{plain(family)}", plain(given))
        )
        country = dirt.rng.choice(list(COUNTRY))
        phone = f"+{COUNTRY[country]}{dirt.rng.randint(200_000_000, 999_999_999)}"
        person = Person(
            at, given, family, date(1980, 1, 1), f"{at_work}@{domain}", phone, "", country, ""
        )
        person.extra["home"] = (
            f"{plain(given)}{plain(family)}{dirt.rng.randint(1, 99)}@{dirt.rng.choice(FREE)}"
        )
        person.extra["org"] = str(1000 + domains.index(domain))
        made.append(person)
    return made


def shown(dirt, person):
    return dirt.rng.choices(
        (f"{person.given} {person.family}", f"{person.given} {person.family[0]}.", person.given,
         f"{person.family}, {person.given}", f"{person.given[0]}. {person.family}"), (76, 7, 6, 6, 5))[0]  # fmt: skip


def mail(dirt, person):
    written = person.extra["home"] if dirt.chance(0.18) else person.email
    if dirt.chance(0.05):
        written = written.replace("@", f"+{dirt.rng.choice(('test', 'work', 'trial'))}@")
    return dirt.cased(dirt.typo(written, 0.02), 0.08)


def usr(tables, dirt, people, rows=2_400):
    made = []
    for at in range(rows):
        person = people[at if at < len(people) else dirt.rng.randrange(len(people))]
        tables.is_person("usr", 1 + at, person.number)
        created = dirt.moment(date(2019, 2, 1), TODAY)
        seen = dirt.missing(created + timedelta(days=dirt.rng.expovariate(1 / 300)), 0.12)
        if seen and dirt.chance(0.01):
            seen = created - timedelta(days=400)
        if seen and seen.date() > TODAY:
            seen = datetime(2025, 11, 14, 9, at % 60)  # noqa: DTZ001
        made.append((
            1 + at, int(person.extra["org"]) if dirt.chance(0.985) else dirt.rng.choice((None, 9999)),
            dirt.missing(mail(dirt, person), 0.02, ("noreply@example.com",)),
            dirt.hostile(dirt.said(shown(dirt, person), 0.03)),
            dirt.missing(person.phone if dirt.chance(0.6) else person.phone[1:], 0.45, ("+10000000000", "none")),
            dirt.rng.choices(("owner", "admin", "member", "viewer", "Admin", "superuser"), (12, 16, 52, 16, 3, 1))[0],
            dirt.rng.choices(("A", "I", "S", "D", "a", "?"), (68, 18, 6, 5, 2, 1))[0],
            dirt.rng.choices(("en", "de", "fr", "es", "pt-BR", "EN", "xx", None), (58, 10, 8, 7, 5, 5, 1, 6))[0],
            created, seen, dirt.chance(0.34), dirt.missing(dirt.chance(0.4), 0.2),
        ))  # fmt: skip
    tables.add(
        "usr",
        "usr_id INTEGER PRIMARY KEY, org_id INTEGER, eml TEXT, disp_nm TEXT, ph TEXT, rl TEXT, st_cd TEXT, "
        "loc TEXT, cr_dt TIMESTAMP, lst_seen_ts TIMESTAMP, mfa_flg BOOLEAN, mktg_opt BOOLEAN",
        made,
    )
    return made


def leads(tables, dirt, people, companies, rows=1_200):
    made = []
    for at in range(rows):
        person = (
            people[(at * 3 + 5) % len(people)]
            if dirt.chance(0.9)
            else people[dirt.rng.randrange(600)]
        )
        tables.is_person("mkt_lead", f"L{at + 1:06d}", person.number)
        company = companies[int(person.extra["org"]) - 1000][1].strip()
        day = dirt.day(date(2021, 1, 1), TODAY)
        made.append((
            f"L{at + 1:06d}", dirt.said(person.given), dirt.said(person.family),
            dirt.missing(mail(dirt, person), 0.1, ("a@a.com", "test@test.com")),
            dirt.missing(person.phone, 0.4, ("555-0100",)),
            dirt.rng.choice((company, company.upper(), company.rsplit(" ", 1)[0])),
            dirt.rng.choices(("webinar", "ebook", "tradeshow", "referral", "Webinar", "lnkdn", ""), (28, 25, 15, 18, 6, 6, 2))[0],
            dirt.written(day, ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%b %d, %Y"), 0.3),
            dirt.missing(dirt.rng.randint(0, 100), 0.1, (999, -1)),
            dirt.rng.choices(("new", "mql", "sql", "won", "lost", "MQL"), (35, 25, 12, 9, 16, 3))[0],
        ))  # fmt: skip
    tables.add(
        "mkt_lead",
        "lead_id TEXT PRIMARY KEY, f_nm TEXT, l_nm TEXT, eml TEXT, ph TEXT, co_nm TEXT, src TEXT, "
        "cap_dt TEXT, scr INTEGER, stg TEXT",
        made,
    )


def subscriptions(tables, dirt, companies, rows=900):
    made = []
    for at in range(rows):
        org = companies[at if at < 480 else dirt.skewed(len(companies))]
        plan = dirt.rng.choices((*PLANS, "Team"), (18, 28, 27, 16, 8, 3))[0]
        seats = max(1, int(dirt.rng.lognormvariate(1.8, 1)))
        start = dirt.day(org[6].date(), TODAY)
        end = dirt.missing(start + timedelta(days=dirt.rng.randint(20, 900)), 0.62)
        if dirt.chance(0.012):
            end = start - timedelta(days=30)
        state = (
            "cncl"
            if end and end < TODAY
            else dirt.rng.choices(("act", "trial", "pd_due", "paused"), (74, 12, 9, 5))[0]
        )
        price = PLANS[plan.lower()] * (0.8 if dirt.chance(0.2) else 1)
        made.append((
            f"sub_{at + 1:05d}", org[0], plan, seats, round(price * (10 if dirt.chance(0.3) else 1), 2),
            dirt.rng.choices(("mo", "yr", "monthly"), (66, 31, 3))[0], start, end, state,
            dirt.missing(dirt.rng.choice(("price", "missing feat", "competitor", "closed biz")), 0.4 if state == "cncl" else 1),
        ))  # fmt: skip
    tables.add(
        "subscr",
        "sub_id TEXT PRIMARY KEY, org_id INTEGER, pln_cd TEXT, qty INTEGER, amt DECIMAL(12,2), bill_per TEXT, "
        "st_dt DATE, end_dt DATE, sts TEXT, cncl_rsn TEXT",
        made,
    )
    return made


def invoices(tables, dirt, subscribed, rows=4_200):
    made = []
    for at in range(rows):
        sub = subscribed[at if at < len(subscribed) else dirt.skewed(len(subscribed))]
        issued = dirt.day(max(sub[6], date(2023, 1, 1)), TODAY)
        net = round(float(sub[4]) * (1 if dirt.chance(0.9) else 0.5), 2)
        tax = round(net * dirt.rng.choice((0, 0.07, 0.19, 0.2)), 2)
        paid = (
            None
            if dirt.chance(0.1)
            else min(TODAY, issued + timedelta(days=dirt.rng.randint(0, 55)))
        )
        state = (
            "open"
            if paid is None
            else dirt.rng.choices(("paid", "void", "refund", "Paid"), (92, 3, 3, 2))[0]
        )
        made.append((
            f"INV-{issued.year}-{at + 1:05d}", sub[0], sub[1] if dirt.chance(0.99) else None, issued,
            issued + timedelta(days=30), paid, net if dirt.chance(0.995) else -net, tax,
            dirt.rng.choices(("USD", "EUR", "GBP", "usd", "US$"), (62, 22, 12, 3, 1))[0], state,
        ))  # fmt: skip
    tables.add(
        "inv",
        "inv_no TEXT PRIMARY KEY, sub_id TEXT, org_id INTEGER, iss_dt DATE, due_dt DATE, pd_dt DATE, "
        "net_amt DECIMAL(12,2), tax_amt DECIMAL(12,2), ccy TEXT, sts TEXT",
        made,
    )


def tickets(tables, dirt, users, rows=1_500):
    subjects = ("Cannot log in", "Invoice wrong", "Export hangs", "Feature request", "API 500 errors", "SSO setup", "Slow dashboard", "Cancel my plan")  # fmt: skip
    made = []
    for at in range(rows):
        user = users[dirt.skewed(len(users))]
        opened = dirt.moment(date(2024, 1, 1), TODAY)
        solved = dirt.missing(opened + timedelta(hours=dirt.rng.expovariate(1 / 40)), 0.2)
        made.append((
            at + 1, user[0], user[1], dirt.hostile(dirt.rng.choice(subjects), 0.01),
            dirt.rng.choices(("P1", "P2", "P3", "P4", "p1", "urgent"), (6, 20, 44, 25, 3, 2))[0],
            ("open" if dirt.chance(0.6) else "pend") if solved is None else "slvd", opened, solved,
            dirt.missing(dirt.rng.choice((1, 2, 3, 4, 5, 5)), 0.55, (0, 9)),
            dirt.missing(dirt.rng.choice(("kim", "ravi", "anna", "tomas", "bot")), 0.08),
        ))  # fmt: skip
    tables.add(
        "tkt",
        "tkt_id INTEGER PRIMARY KEY, usr_id INTEGER, org_id INTEGER, subj TEXT, prio TEXT, sts TEXT, "
        "op_ts TIMESTAMP, slv_ts TIMESTAMP, csat INTEGER, asgn TEXT",
        made,
    )


def usage(tables, dirt, users, rows=5_000):
    made = []
    for at in range(rows):
        user = users[dirt.skewed(len(users))]
        made.append((
            at + 1, user[0] if dirt.chance(0.99) else 999_999, dirt.moment(date(2025, 8, 1), TODAY),
            dirt.rng.choices(("login", "rpt_view", "export", "api_call", "invite", "Login"), (34, 28, 11, 20, 5, 2))[0],
            dirt.missing(dirt.rng.choice(FEATURES), 0.3), dirt.rng.choice(("web", "ios", "android", "api")),
            int(dirt.rng.lognormvariate(5, 1.2)) * (-1 if dirt.chance(0.004) else 1),
        ))  # fmt: skip
    columns = "evt_id INTEGER PRIMARY KEY, usr_id INTEGER, ts TIMESTAMP, evt_typ TEXT, feat_cd TEXT, plat TEXT, dur_ms INTEGER"
    tables.add("evt", columns, made)


def flags(tables, dirt, companies, rows=480):
    made = []
    for at in range(rows):
        org = companies[at * 7 % len(companies)]
        made.append((
            org[0], dirt.rng.choice(FEATURES), dirt.rng.choices(("on", "off", "beta", "ON", "1"), (50, 34, 10, 4, 2))[0],
            dirt.missing(dirt.day(date(2024, 1, 1), TODAY), 0.1), dirt.rng.choice(("kim", "ravi", "system")),
        ))  # fmt: skip
    tables.add(
        "feat_flag", "org_id INTEGER, feat_cd TEXT, flg_val TEXT, set_dt DATE, set_by TEXT", made
    )


def make():
    dirt, tables = Dirt(random.Random(SEED)), Tables("saas")
    companies, domains = orgs(tables, dirt)
    people = persons(dirt, domains, 2_050)
    users = usr(tables, dirt, people)
    leads(tables, dirt, people, companies)
    subscribed = subscriptions(tables, dirt, companies)
    invoices(tables, dirt, subscribed)
    tickets(tables, dirt, users)
    usage(tables, dirt, users)
    flags(tables, dirt, companies)
    return tables


if __name__ == "__main__":
    main(make)
