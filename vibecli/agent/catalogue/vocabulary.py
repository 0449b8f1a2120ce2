"""The business words of customer data: English, German and the abbreviations of column names.

Data only: one concept a line, `name: words`. Words of one line mean the same; a word may stand in
several lines. Words are folded (no umlauts, no capitals); a plural needs no entry of its own.
No database's own name stands here.
"""

from vibecli.agent.catalogue.dictionary import MEANINGS
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.words import fold

_CONCEPTS = """
customer: customer cust client clients kunde kunden crm buyer shopper
person: person people individual party
holder: holder owner inhaber cardholder
user: user usr
member: member mitglied membership
lead: lead prospect interessent interessenten
company: company organisation organization org firm firma unternehmen business co corp tenant
account: bank_account account acct konto konten
card: card karte karten
branch: branch filiale filialen outlet
store: store shop laden geschaft branch outlet
employee: employee mitarbeiter staff worker
agent: agent asgn assigned assignee bearbeiter assigned_to
order: order ord bestellung bestellungen purchase
line: line position zeile item pos lines
invoice: invoice inv bill rechnung rechnungen invoiced
return: return returned ruckgabe retoure retouren retour
refund: refund refunded erstattung erstattet paid_back pay_back refunds gave_back
booking: booking buchung buchungen buchungs booked transaction payment txn trx umsatz entry
    posting booked
payment: payment pay paid pd zahlung pmt bezahlt
subscription: subscription subscr sub abo abonnement subs
ticket: ticket tkt case support_ticket support_case request anfrage
support: support helpdesk
event: usage_event event evt ereignis activity
usage: usage nutzung use used
feature: feature feat
flag: flag flg kennzeichen switch toggle
product: product prod produkt article artikel item sku goods
campaign: campaign kampagne kampagnen cmp aktion
contact: contact kontakt kontakte contacted kontaktiert
header: header hdr head kopf
profile: profile profil
golden: golden master stamm stammdaten unified
marketing: marketing mkt mktg werbung advertising ads promo
loyalty: loyalty member mitglied treue bonus reward
web: web online website internet
number: number no nr num nummer zahl
identifier: id identifier ident key schlussel number no nr
code: code cd kurzel
name: name nm bezeichnung titel title label
title: title titel salutation anrede
first: first f vorname given forename vor
last: last l nachname family surname nach letzte lst
firstname: firstname vorname forename first_name given_name
lastname: surname nachname lastname last_name family_name
display: display disp anzeige
login: login logon logged_in log_in logged_on sign_in signed_in username anmeldung
nickname: nickname nick alias
email: email mail eml emailadresse mailadresse
phone: phone ph tel telefon telephone telefonnummer rufnummer telno
mobile: mobile handy mobil cell cellphone phone
street: street strasse addressline address_line road
address: address addr adresse anschrift adress
postcode: postcode zip plz postleitzahl post_code zip_code postal_code
city: city town ort stadt wohnort place location
home: home wohn heim
country: country ctry land nation
region: region gebiet area county
birth: birth birthday birthdate born geboren geburtsdatum geburt dob date_of_birth birth_date
gender: gender sex geschlecht
job: job profession beruf occupation
language: language sprache loc locale lang
date: date dt datum day tag
time: time ts timestamp uhrzeit zeit at
day: day tag
month: month monat mo
year: year jahr yr
hour: hour stunde hr
minute: minute
second: second sekunde
millisecond: millisecond ms
week: week woche
quarter: quarter quartal
monthly: monthly mo month monatlich monthlies mon monats per_month a_month
yearly: yearly yr annual annually jahrlich year per_year a_year
created: created creation cr added anlage angelegt erstellt registered joined signup since seit
    created sign_up signed_up founded
since: since seit
captured: captured capture cap erfasst recorded collected came_in
opened: opened opening op eroffnet eroffnung
open: open offen op opn
closed: closed closing close geschlossen schliessung shut closure
ended: ended ending end ends ende expired expire expires expiry run_out runs_out finished
    abgelaufen bis valid_until gultig_bis valid_to
started: kicked_off kick_off launched launch went_live started start starts starting st beginn
    begin begins began anfang beginning
valid: valid gultig
until: until bis to
churned: churned churn left_us left gone_away have_left has_left abgewandert lost
cancelled: cancelled canceled cancel cancellation cncl storniert gekundigt storno stornierte
    reversed
terminated: terminated gekundigt terminated_contract gave_notice
issued: issued issue iss ausgestellt issuing invoiced handed_out given_out sent_out
due: due fallig falligkeit
placed: placed ordered bought purchased
solved: solved slv slvd resolved resolution gelost erledigt fixed
seen: seen gesehen
changed: changed updated update modified geandert refreshed refresh anderung upd mod
set: set gesetzt
value_date: value_date wertstellung valuta
purpose: purpose verwendungszweck reference zweck
counterparty: counterparty gegenpartei payee
balance: balance bal saldo kontostand
amount: amount amt betrag summe volume
value: value val wert
price: price preis
list: list
unit: unit einzel
cost: cost kosten costs
fee: fee gebuhr
tax: tax vat steuer mwst
net: net netto
gross: gross brutto
budget: budget
limit: limit rahmen
overdraft: overdraft verfugungsrahmen overdraft_limit credit_line
rating: rating rated bonitat score scr credit_rating creditworthiness
credit: credit kredit loan
points: points pts punkte point
tier: tier stufe level
quantity: quantity qty menge pieces units anzahl seats
size: size sz grosse
band: band class klasse
floor: floor area
squaremetre: sqm square_metre square_metres m2 floor_space floor_area
space: space area
duration: duration dur dauer length
satisfaction: satisfaction csat
status: status sts state st stat zustand
stage: stage stg phase
type: type typ art kind
group: group gruppe category kategorie
category: category kategorie cat
segment: segment
channel: channel kanal
source: source src quelle origin
reason: reason rsn grund why
reaction: reacted reaction reaktion response
interest: interest interested interesse
currency: currency ccy wahrung curr
priority: priority prio
role: role rl rolle
plan: plan pln tarif
platform: platform plat device
industry: industry ind branche sector
domain: domain dom
subject: subject subj betreff
supplier: supplier lieferant vendor
discontinued: discontinued eingestellt no_longer_sold not_sold_any_more phased_out
    taken_off_the_market out_of_the_range no_longer_in_the_range
verified: verified verifiziert confirmed
optin: optin opt opt_in opted_in consent erlaubt allowed permission
mfa: mfa two_factor 2fa multi_factor two_factor_login two_factor_authentication
    multi_factor_authentication second_factor two_step_login
parent: parent par ubergeordnet
billing: billed billing bill abrechnung
period: period per zeitraum interval cycle
headcount: headcount mitarbeiterzahl number_of_employees employee staff mitarbeiter
blocked: blocked gesperrt locked frozen
active: active aktiv act
inactive: inactive inaktiv
dormant: dormant ruhend
deceased: deceased verstorben dead died passed_away have_died late no_longer_alive
paid: paid pd bezahlt settled
unpaid: unpaid outstanding unbezahlt
pending: pending pend waiting waiting_for_an_answer awaiting_an_answer awaiting
trial: trial test_phase
pastdue: past_due pd_due overdue
paused: paused pause on_hold
void: void voided
new: new neu
won: won gewonnen
shipped: shipped versandt dispatched
rejected: rejected abgelehnt declined turned_down
completed: signed completed abgeschlossen concluded
answered: answered replied
none: none keine
cash: cash bar
cheque: cheque check
standingorder: dauerauftrag standing_order
transfer: transfer uberweisung bank_transfer
checking: giro girokonto current_account checking checking_account current_accounts
savings: savings spar sparkonto saving
moneymarket: tagesgeld call_money money_market
depot: depot custody securities securities_account
mortgage: mortgage baufinanzierung home_loan
recommendation: recommendation empfehlung referral word_of_mouth
fair: messe trade_fair tradeshow fair trade_show trade_fairs fairs
letter: letter brief post
call: call anruf phone_call
north: north nord northern
south: south sud sued southern
west: west western
east: east ost eastern
male: male m mann mannlich men man
female: female w f frau weiblich women woman
diverse: diverse d divers
yes: yes ja y j true on 1
no: no nein n false off 0
chf: chf swiss_franc swiss_francs franken francs schweizer_franken
eur: eur euro euros
usd: usd dollar dollars us_dollar us_dollars
gbp: gbp pound pounds sterling british_pounds
german: de german germany
english: en english
french: fr french france
spanish: es spanish
"""

_SHORTEST = 2

# Words that are each other's opposite: what is not the one is the other.
OPPOSITES = {
    "open": "closed", "closed": "open", "unpaid": "paid", "unsolved": "solved",
    "unresolved": "solved", "inactive": "active", "unverified": "verified",
    "uncancelled": "cancelled", "undiscontinued": "discontinued", "unblocked": "blocked",
    "unsettled": "paid", "outstanding": "paid", "current": "discontinued",
    "alive": "deceased", "uncontacted": "contacted",
    "sell": "discontinued", "selling": "discontinued",
    "unassigned": "agent",
    "available": "discontinued", "left_open": "closed", "logged_out": "login",
}  # fmt: skip

# Parts of names that add nothing: a phrase need not say them, and may.
WEAK = frozenset(
    [
        "date",
        "time",
        "at",
        "on",
        "am",
        "is",
        "has",
        "flag",
        "code",
        "number",
        "identifier",
        "value",
        "amount",
        "since",
        "day",
        "seit",
        "in",
        "header",
        "address",
        "master",
        "golden",
        "tbl",
        "dim",
        "fact",
        "stg",
        "the",
        "of",
        "und",
    ]
)

CONCEPTS: dict[str, frozenset[str]] = {}


# Forms of the shared dictionary that mean something else in a question.
_NOT_HERE = words("sum count maximum latest most_recent lost turnover range")


def _read() -> None:
    for entry in _CONCEPTS.replace("\n    ", " ").strip().splitlines():
        name, _, listed = entry.partition(":")
        for word in listed.split():
            CONCEPTS[word] = CONCEPTS.get(word, frozenset()) | {name}
    own = dict(CONCEPTS)
    for line in MEANINGS:
        forms = [fold(form) for form in line]
        known = next((own[form] for form in forms if form in own), frozenset())
        if not known and "_" in forms[0]:
            continue  # advertising_permission: told by its parts
        meant = known or frozenset({forms[0]})
        for form in forms:
            plain = form in FUNCTION_WORDS or form in _NOT_HERE or len(form) < _SHORTEST
            if form not in own and not plain:
                CONCEPTS[form] = CONCEPTS.get(form, frozenset()) | meant


_read()
