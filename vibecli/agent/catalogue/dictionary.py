"""Business words of customer data that mean the same: in English, in German, cut short.

Data only: one meaning a line, named by its first form, with every other form after it. A form may
stand in several lines (`st` is start, status and street): the words and names around it tell which
is meant, and a tie is asked about. Several words are joined by `_`. `senses.py` reads it.
"""

# What a table holds one row of.
THINGS = """
customer client clients cust kunde kunden kundin kundinnen kd kdn clientes cliente klient
  klienten
user usr benutzer nutzer anwender login_account user_account end_user
lead prospect interessent interessenten interessentin prospective_customer potential_customer
contact kontakt kontakte touch touchpoint ansprache
company organisation organization org firm business firma firmen unternehmen corp corporation
  companies gesellschaft
account acct acc konto konten kto bank_account
profile profil profile_record
employee staff mitarbeiter worker colleague emp angestellte employees personnel
agent rep handler assignee sachbearbeiter bearbeiter support_agent owner_of_ticket asgn
  assigned
advisor adviser berater consultant
order bestellung bestellungen purchase auftrag aufträge ord kauf käufe einkauf einkäufe
line item_line position positionen pos zeile
booking buchung buchungen transaction transaktion transaktionen trx txn umsatz umsätze
  bank_transaction posting
payment zahlung zahlungen pmt pay payout
invoice inv bill rechnung rechnungen invoices rg
subscription subscr subs sub abo abos abonnement abonnements contract vertrag verträge
  plan_subscription
ticket tkt tickets case issue support_case support_request support_ticket helpdesk_ticket
  anfrage anfragen
event evt events ereignis ereignisse activity aktivität usage_event
feature feat funktion
flag flg kennzeichen kz merkmal switch toggle
campaign kampagne kampagnen cmp camp campaigns marketing_campaign aktion aktionen
branch filiale filialen branches niederlassung geschäftsstelle zweigstelle agency
store shop shops laden geschäft filiale filialen branch outlet markt
product article artikel produkt produkte item prod sku goods ware waren articles
card karte karten cards bank_card payment_card
loyalty treue bonus rewards reward membership loyality kundenkarte
member mitglied mitglieder mbr
return retoure retouren rücksendung rma rücksendungen returned
consent einwilligung einwilligungen permission
household haushalt haushalte hh
address adresse adressen addr anschrift anschriften adr
newsletter rundbrief mailing
visit besuch besuche session sitzung check_in checkin check_ins checkins
complaint beschwerde beschwerden reklamation
delivery lieferung lieferungen shipment sendung
device gerät geräte
web online internet website site
marketing mkt mktg werbung advertising advertisement ad promotion promo
crm cdb
"""

# What a column tells.
PROPERTIES = """
number no nr num nummer numero id ident identifier kennung code cd key
code cd kode key_code
name nm bezeichnung namen title called label titel
salutation anrede title
heading titel title headline
first_name f_nm fname vorname given_name forename first_nm vname
last_name l_nm lname nachname surname family_name last_nm nname familienname second_name
first f vor
last l letzte letzter letztes lst latest most_recent
display disp anzeige shown
email eml mail e_mail emailaddress mailadresse email_address mail_address
phone ph tel telefon rufnummer phone_number telephone mobile handy mobil telefonnummer
  handynummer fon
gender sex geschlecht
street straße str
town city ort wohnort stadt place town_of_residence municipality residence
postcode plz zip postal_code zip_code postleitzahl
country ctry land nation cntry
region area gebiet bereich bundesland state
language loc locale sprache lang
status state sts stat zustand st
type typ art kind sort typus
kind art sorte
category kategorie group gruppe grp cat class klasse
group gruppe productgroup range warengruppe
segment seg segmentierung
role rl rolle rank
level stufe tier lvl grade rang
tier level stufe status_level
size sz größe groesse
band range bracket klasse
industry ind branche sector vertical
domain dom domane web_domain website
parent par mutter über superior
description beschreibung descr desc text
reason rsn grund cause why reasons
subject subj betreff topic thema
priority prio priorität urgency severity
satisfaction csat zufriedenheit satisfaction_score csat_score
score scr punktzahl rating points_score lead_score
rating bonität rating_class
credit_rating bonität creditworthiness credit_standing solvency credit_score rating
channel kanal chan channels
source src quelle herkunft origin
stage stg phase stufe funnel_stage
platform plat plattform
plan pln tarif tariff package
period per periode zeitraum interval cycle turnus
billing bill abrechnung invoicing
amount amt betrag sum summe value
net netto
gross brutto
tax steuer vat mwst ust
price preis cost kosten
list listen
cost kosten einkaufspreis
unit einheit stück per_piece piece
balance saldo kontostand guthaben stand
points pts punkte
currency ccy währung curr cur
quantity qty menge anzahl count seats seat pieces
number_of zahl anzahl count headcount
budget etat
limit rahmen grenze cap maximum
overdraft_limit verfügungsrahmen credit_limit overdraft credit_line overdraft_facility dispo
  dispositionskredit dispokredit
refund erstattung refunded rückerstattung
duration dur dauer length
milliseconds ms millisecond
floor fläche floorspace floor_space floor_area
sqm qm square_meters square_metres space
month monat monats monthly monatlich mo mon
year jahr yr jahres yearly
day tag tage tages
date dt datum day tag am on at ts d time zeit zeitpunkt timestamp when since seit
time ts zeit uhrzeit timestamp
birth geburt geburts geboren born dob
birth_date geburtsdatum geburtstag birthday date_of_birth geboren born dob birthdate birth_day
created cr erstellt angelegt creation created_on registered signup signed_up sign_up erfasst
  captured capture cap
updated geändert changed modified aktualisiert refreshed last_change last_changed change chg
  upd
captured cap erfasst capture recorded entered collected
registered signed_up signup sign_up registration registriert angemeldet joined
since seit
start st begin beginn beginning anfang from starting started starts begins begin_date
  run_start
end ende until bis ends ended ending finish expiry run_end
due fällig fälligkeit
paid pd bezahlt payment settled settlement
issued iss ausgestellt issue ausgabe issuing invoice
opened open op eröffnet opening eröffnung
closed geschlossen close closing schließung closure
solved slv gelöst resolved resolution solution slvd closed
cancelled cncl storniert canceled cancel cancellation gekündigt storno cncld terminated
  reversed voided
churn churned churning abgang left abgewandert lost_customer
seen gesehen active activity
login logged_in last_login log_in sign_in anmeldung logon
used nutzung use usage benutzt verwendet gebraucht
contacted kontaktiert contact touch
placed aufgegeben ordered
returned returned_on came_back sent_back return
set gesetzt
valid gültig validity
expiry bis gültig_bis valid_until valid_through expires expiry_date expiration valid_to
  run_out runs_out
value_date wertstellung valuta valutadatum
purpose verwendungszweck zweck payment_reference reason_for_payment reference_text
  payment_purpose remittance_information
counterparty gegenpartei other_party payee partner empfänger auftraggeber
response reaktion reaction answer outcome antwort
interest interesse interested_in
opt_in optin opt erlaubt permission allowed zugestimmt
advertising_permission werbung_erlaubt werbeerlaubnis advertising_consent marketing_consent
  marketing_opt_in ad_consent
two_factor mfa two_factor_authentication 2fa multi_factor
verified verifiziert bestätigt confirmed
discontinued eingestellt ausgelaufen delisted
supplier lieferant vendor manufacturer hersteller
home heim
master stamm
holder inhaber card_holder cardholder
nickname nick spitzname alias
premium vip
iban iban_number international_bank_account_number
fee gebühr gebühren charge
interest_rate zinssatz zins
"""

# Every meaning: its first form names it; a line that begins with blanks goes on.
MEANINGS = tuple(
    tuple(line.split()) for line in (THINGS + PROPERTIES).replace("\n  ", " ").split("\n") if line
)

# Words before a noun that leave it the same, where no name here tells them apart: support tickets.
QUALIFIERS = {
    "ticket": "support service help helpdesk customer",
    "event": "usage user app product tracking",
    "lead": "marketing sales",
    "invoice": "customer sales",
    "card": "bank payment plastic",
    "booking": "bank account payment",
    "account": "bank customer",
    "store": "retail physical",
    "product": "catalogue catalog",
    "subscription": "paid customer plan",
    "company": "customer client",
    "campaign": "marketing advertising",
    "customer": "bank crm",
    "user": "app platform",
}

# Whom or what a wide word may mean, when no name here says it more closely.
WIDER = {
    "customer": "user company member contact",
    "user": "customer account member",
    "company": "customer account",
    "member": "loyalty card",
    "lead": "contact",
    "order": "booking invoice",
    "booking": "order payment",
    "invoice": "order booking",
    "payment": "booking",
    "store": "branch",
    "branch": "store",
}
