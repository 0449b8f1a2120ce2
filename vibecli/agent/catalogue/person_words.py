"""Words about one person's data: forget, export, suppress; read whole or not at all.

Owns the closed lists they are made of. It runs before any planner, so that no model is told whom
they name.
"""

import re
from collections.abc import Sequence

from vibecli.agent.identifier_words import IDENTIFIER, bare
from vibecli.agent.subject_flags import (
    IN,
    OUT,
    WHY,
    export_plan,
    forget_plan,
    said,
    suppress_plan,
)
from vibecli.data.catalog import Catalog
from vibecli.data.named_table import named_table
from vibecli.errors import UsageError
from vibecli.plan.model import Plan
from vibecli.steps.export_subject import ExportSubject
from vibecli.steps.forget import Forget
from vibecli.steps.person import PersonStep
from vibecli.steps.suppress import Suppress

_IDENTIFIERS = (
    rf"(?P<who>{IDENTIFIER}(?:\s*(?:,|,?\s+and|,?\s+or|also known as|aka)\s*{IDENTIFIER})*)"
)
_SPLIT = re.compile(IDENTIFIER, re.IGNORECASE)
_PERSON = (
    r"(?:customer|client|person|people|user|member|subscriber|contact|guest|patient|visitor|lead"
    r"|buyer|shopper|account|account holder|profile|record|data subject|individual|guy|lady|man"
    r"|woman|one)s?"
)
_KIND = (
    r"(?:e-?mail(?:\s*address)?|mail(?:\s*address)?|phone(?:\s*number)?|mobile(?:\s*number)?|tel"
    r"|telephone(?:\s*number)?|number|id|key|code|no\.?|account(?:\s*(?:number|no|id))?|address"
    r"|(?:loyalty|customer|member|membership|client|user|account|profile|person|card|contact)"
    r"\s*(?:id|number|no|key|code|card)|identifier)"
)
_NAMED = (
    rf"(?:(?:the|a|our|this|that|any|every)\s+)?(?:{_PERSON}\s+)?"
    r"(?:(?:with|whose|having|under|by|known\s+(?:as|by)|called|that\s+has|who\s+has|identified\s+by"
    rf"|at|for|of|behind)\s+)?(?:(?:the|an|a|their)\s+)?(?:{_KIND}\s*)?(?:(?:is|=|:|of)\s*)?"
)
_DATA = (
    r"(?:everything|all(?:\s+of)?(?:\s+the|\s+their|\s+our)?(?:\s+personal|\s+stored|\s+customer)?"
    r"\s+(?:data|information|info|records?|traces?|rows?|details)|the\s+(?:personal\s+)?data"
    r"|whatever|what|all\s+that|all)"
)
_HELD = (
    r"(?:\s+(?:that\s+)?(?:we|you|i)\s+(?:have|hold|know|keep|store|have\s+stored|have\s+got|got))?"
)
_ABOUT = r"\s+(?:about|of|on|for|from|regarding|concerning|relating\s+to)\s+"
_EVERYWHERE = (
    r"(?:everywhere|completely|entirely|fully|for\s+good|permanently|for\s+ever|forever|totally"
    r"|(?:in|from|across|out\s+of)\s+(?:all|every|each|our|the|any)(?:\s+of)?(?:\s+our|\s+the)?\s*"
    r"(?:tables?|systems?|database|data|place|places|records?)|(?:under|as)\s+(?:the\s+)?gdpr"
    r"|(?:as|because)\s+(?:they|he|she)\s+(?:asked|wants?|requested)(?:\s+(?:us|it|so|to|for it))*)"
)
_POLITE = (
    r"(?:(?:please|pls|kindly|can you|could you|would you|we (?:must|have to|need to)"
    r"|i (?:must|have to|need to|want to)|gdpr(?:\s+request)?[:,-]?|now)\s+)*"
)
_END = r"(?:\s*,?\s*(?:please|pls|thanks|thank you|now|again))*\s*[.!?]*"
_TABLES = r"[\w.\"]+(?:\s*(?:,|,?\s+and|,?\s+or)\s*[\w.\"]+)*"
_SCOPE = (
    rf"(?P<only>\s+(?:in|from)\s+(?:tables?\s+)?(?P<tables>{_TABLES}))?"
    rf"(?P<but>,?\s+(?:but|and)?\s*(?:keep(?:ing)?|except(?:\s+in|\s+for)?|not\s+(?:in|from)|leave)"
    rf"\s+(?:the\s+)?(?:tables?\s+)?(?P<keep>{_TABLES}?)(?:\s+alone|\s+as\s+(?:it|they)\s+(?:is|are))?)?"
)
_SURE = rf"(?:{_DATA}{_HELD}{_ABOUT})"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{_POLITE}{pattern}{_END}", re.IGNORECASE | re.DOTALL)


_FORGET = _whole(
    rf"(?:forget|erase)\s+(?:{_SURE})?{_NAMED}{_IDENTIFIERS}(?:\s*,?\s+{_EVERYWHERE})*{_SCOPE}"
    rf"(?:\s*,?\s+{_EVERYWHERE})*"
)
_DELETE = _whole(
    rf"(?:delete|remove|wipe|purge|destroy|get\s+rid\s+of)\s+(?:{_SURE}{_NAMED}{_IDENTIFIERS}"
    rf"(?:\s*,?\s+{_EVERYWHERE})*|{_NAMED}(?P<also>{IDENTIFIER})(?:\s*,?\s+{_EVERYWHERE})+){_SCOPE}"
)
_RIGHT = _whole(
    rf"(?:(?:exercise|execute|process|handle|fulfil|fulfill|carry\s+out)\s+)?(?:a\s+|an\s+|the\s+)?"
    rf"(?:right\s+to\s+be\s+forgotten|right\s+to\s+erasure|erasure(?:\s+request)?"
    rf"|deletion\s+request)\s+(?:for|of|from|by)\s+{_NAMED}{_IDENTIFIERS}{_SCOPE}"
)
_PSEUDONYMISE = _whole(
    rf"(?:pseudonymi[sz]e|anonymi[sz]e)\s+(?:{_SURE})?{_NAMED}{_IDENTIFIERS}"
    rf"(?:\s*,?\s+{_EVERYWHERE})*{_SCOPE}"
)
_EXPORT = _whole(
    rf"(?:(?:export|give\s+me|show(?:\s+me)?|download|compile|prepare|collect|get|list|send\s+me"
    rf"|put\s+together|extract|find)\s+{_SURE}|what\s+(?:do|data\s+do|information\s+do)\s+(?:we|you|i)"
    rf"\s+(?:know|have|hold|keep|store){_ABOUT}|(?:do\s+|prepare\s+|make\s+)?(?:a\s+|an\s+|the\s+)?"
    rf"(?:subject\s+access|data\s+subject|access)\s+(?:request|export|report)\s+(?:for|of|from|by)\s+"
    rf"|export\s+){_NAMED}{_IDENTIFIERS}"
)
_SUPPRESS = _whole(
    rf"(?:suppress|never\s+(?:load|import|let\s+in)|do\s+not\s+(?:load|import|let\s+in)"
    rf"|don't\s+(?:load|import|let\s+in)|keep\s+out)\s+{_NAMED}{_IDENTIFIERS}"
    rf"(?:\s+(?:in|from)\s+(?:all\s+|any\s+|later\s+|future\s+|the\s+)*(?:loads?|imports?))?"
)
_UNSUPPRESS = _whole(
    rf"(?:unsuppress|let\s+in|lift\s+the\s+suppression\s+(?:of|for|on)"
    rf"|stop\s+suppressing)\s+{_NAMED}{_IDENTIFIERS}"
)
_SPEAKS = re.compile(
    r"\b(?:forget|erase|erasure|suppress|unsuppress|pseudonymi[sz]e|anonymi[sz]e|forgotten|gdpr"
    r"|access\s+request)\b",
    re.IGNORECASE,
)
_OF_PERSON = re.compile(
    rf"\b(?!(?:record|profile|contact|number|address|code|one)s?\b)(?:{_PERSON}|{_KIND})\b",
    re.IGNORECASE,
)
_ROWS = re.compile(r"\b(?:rows?|records?)\s+(?:of|for|from)\b", re.IGNORECASE)  # of a table
_NAMES_ONE = re.compile(r"[^\s,;]+@[^\s,;]+\.\w+|\+?\(?\d[\d\s().\-/]{5,}\d")


def told(plan: Plan) -> str:
    """Give the plan in words."""
    step = plan.steps[0]
    return said(step) if isinstance(step, PersonStep) else plan.title


def person_plan(intent: str, catalog: Catalog) -> Plan | None:
    """Give the plan of an intent about one person's data, None for any other."""
    for pattern, mode in ((_FORGET, "delete"), (_DELETE, "delete"), (_RIGHT, "delete"),
                          (_PSEUDONYMISE, "pseudonymise")):  # fmt: skip
        found = pattern.fullmatch(intent)
        if found and not (pattern is _DELETE and _a_plain_number(found)):
            return _forget(found, mode, catalog)
    found = _EXPORT.fullmatch(intent)
    if found and not _a_plain_number(found) and not _ROWS.search(intent):
        step = ExportSubject(
            id="s1", why="this person asked for their data", identifiers=_who(found)
        )
        return export_plan(step)
    for pattern, lift in ((_SUPPRESS, False), (_UNSUPPRESS, True)):
        if found := pattern.fullmatch(intent):
            return suppress_plan(
                Suppress(id="s1", why=IN if lift else OUT, identifiers=_who(found), lift=lift)
            )
    return None


def names_one_to_forget(intent: str) -> bool:
    """True for words that speak of forgetting and name somebody: no model may be told whom."""
    return bool(_SPEAKS.search(intent) and _NAMES_ONE.search(intent))


def _forget(found: re.Match[str], mode: str, catalog: Catalog) -> Plan | None:
    try:
        tables, keep = (_tables(found[name], catalog) for name in ("tables", "keep"))
    except UsageError:
        return None
    step = Forget.model_validate(
        {"id": "s1", "why": WHY, "identifiers": _who(found), "mode": mode, "tables": tables,
         "keep": keep}
    )  # fmt: skip
    return forget_plan(step)


def _who(found: re.Match[str]) -> tuple[str, ...]:
    groups = found.groupdict()
    said = groups.get("who") or groups.get("also") or ""
    return tuple(bare(one) for one in _SPLIT.findall(said))


def _a_plain_number(found: re.Match[str]) -> bool:
    """True where all that is named is a number, and nothing says that it is of a person."""
    who = _who(found)
    before = found.string[: found.start("who") if found["who"] else found.end()]
    return all(one.isdigit() for one in who) and not _OF_PERSON.search(before)


def _tables(said: str | None, catalog: Catalog) -> Sequence[str]:
    """Give the tables that are named, without an ending of `s` where that is clear."""
    names = [n for n in re.split(r"\s*(?:,|\band\b|\bor\b)\s*", said or "") if n.strip()]
    return tuple(named_table(catalog, name.strip().strip('"')).name for name in names)
