"""Mailboxes that no simple shape explains, and domains that are likely slips of a known one.

Owns the look of email-validator at them (never a look into the network), and suggestions, which
are shown and never made: gmial.com may be somebody's own.
"""

from collections.abc import Iterable, Mapping

from vibecli.identity.standard import Standard, email

_KNOWN = frozenset(
    domain
    for domains in (
        "gmail.com googlemail.com yahoo.com hotmail.com outlook.com icloud.com aol.com live.com",
        "msn.com protonmail.com gmx.de gmx.net web.de t-online.de freenet.de yahoo.de hotmail.de",
        "orange.fr wanadoo.fr free.fr laposte.net yahoo.fr hotmail.fr yahoo.co.uk hotmail.co.uk",
        "btinternet.com libero.it comcast.net verizon.net",
    )
    for domain in domains.split()
)
_OWN = frozenset({"gmx.com", "gmx.at", "gmx.ch", "mail.com", "ymail.com", "email.com", "me.com"})
_ENDINGS = (".con", ".cmo", ".ocm", ".vom", ".comm", ".cm", ".co", ".om")
_SHORTEST = 6  # letters of a domain that one slip may be seen in


def mailbox(value: str) -> Standard:
    """Give an e-mail address in its standard form, or why it has none; asks no server."""
    plain = email(value)
    if plain.trouble:
        return plain
    from email_validator import EmailNotValidError, validate_email

    try:  # its own form would change accents and letters of other scripts: only its verdict counts
        validate_email(
            plain.value, check_deliverability=False, globally_deliverable=False, strict=True
        )
    except EmailNotValidError as error:
        if "special-use" in str(error):  # .test and .local are domains, if nobody's
            return plain
        after = "after the @" in str(error) or "domain" in str(error).lower()
        return Standard(value, "not a valid domain" if after else "not a valid mailbox")
    return plain


def meant_domain(domain: str) -> str:
    """Give the well-known domain that one slip away from this is, or nothing."""
    domain = domain.lower()
    if domain in _KNOWN or domain in _OWN:
        return ""
    for ending in _ENDINGS:
        fixed = domain.removesuffix(ending) + ".com"
        if domain.endswith(ending) and fixed in _KNOWN:
            return fixed
    near = [known for known in _KNOWN if len(known) > _SHORTEST and _one_slip(domain, known)]
    return near[0] if len(near) == 1 else ""


def meant_domains(domains: Iterable[str]) -> Mapping[str, str]:
    """Give those domains that look like slips, each with the one that may be meant."""
    return {domain: meant for domain in domains if (meant := meant_domain(domain))}


def _one_slip(text: str, known: str) -> bool:
    """Tell a text that is one letter more, less, other or turned around away, in the same place."""
    from rapidfuzz.distance import OSA

    same_end = text.rsplit(".", 1)[-1] == known.rsplit(".", 1)[-1]
    return same_end and text[:1] == known[:1] and OSA.distance(text, known, score_cutoff=1) == 1
