"""The words of column names that roles are told by, and common given names.

Data only; `data.roles` reads the rules, `agent.disclosure` the names. These are few on purpose: the
lists of the tagger hold names that are colours, cities and months as well.
"""

from typing import NamedTuple

from vibecli.data.catalog import Role
from vibecli.tagging.name_words import words


class NameRule(NamedTuple):
    """A role that a column name tells: a word of each group must be in it, none of `never`."""

    role: Role
    groups: tuple[frozenset[str], ...]
    never: frozenset[str] = frozenset()


NAME_RULES: tuple[NameRule, ...] = (
    NameRule(Role.REGION, (words("region district territory"),), words("time id")),
    NameRule(
        Role.CODE,
        (
            words(
                "ssn nino passport licence license iban vat sku device cookie session "
                "advertising idfa gaid card loyalty membership taxid nif cpf aadhaar imei "
                "fingerprint"
            ),
            words(
                "id number code ssn nino passport iban vat sku taxid nif cpf aadhaar imei "
                "idfa gaid fingerprint licence license card device cookie"
            ),
        ),
        words("type status tier date at points level issued active"),
    ),
    NameRule(
        Role.TIME,
        (
            words(
                "date time timestamp at on since created updated modified datetime day datum fecha "
                "dato eintritt"
            ),
        ),
    ),
    NameRule(
        Role.AMOUNT,
        (
            words(
                "amount price total balance revenue spend cost value quantity qty count "
                "points score age salary income discount tax fee rate weight height "
                "umsatz betrag summe preis punkte anzahl montant importe"
            ),
        ),
    ),
    NameRule(
        Role.TEXT,
        (words("note notes comment comments description remark remarks message bio"),),
    ),
)

GIVEN_NAMES = words(
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
