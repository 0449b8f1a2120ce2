"""What goes wrong when people type, scan and merge: slips, cases, spaces, other spellings."""

from generator.dice import Dice
from generator.names import NICKNAMES
from generator.people import folded
from generator.places import SHORTER, City

NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "kö", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "wa", "r": "et", "s": "ad", "t": "rz", "u": "zi", "v": "cb", "w": "qe", "x": "yc",
    "y": "xt", "z": "tu", "0": "9", "1": "2", "2": "13", "3": "24", "4": "35", "5": "46",
    "6": "57", "7": "68", "8": "79", "9": "80",
}  # fmt: skip
SCANNED = (("rn", "m"), ("m", "rn"), ("l", "1"), ("o", "0"), ("cl", "d"), ("ü", "ii"), ("B", "8"))


def slip(dice: Dice, text: str) -> str:
    """Give text with one slip: a neighbouring key, a swap, a letter lost or doubled, a scan."""
    if len(text) < 4:  # noqa: PLR2004 - shorter texts would become another word
        return text
    at = dice.whole(1, len(text) - 2)
    match dice.whole(0, 4):
        case 0:
            near = NEIGHBOURS.get(text[at].lower())
            return text[:at] + dice.pick(near) + text[at + 1 :] if near else text
        case 1:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case 2:
            return text[:at] + text[at + 1 :]
        case 3:
            return text[:at] + text[at] + text[at:]
        case _:
            fits = [(old, new) for old, new in SCANNED if old in text]
            return text.replace(*dice.pick(fits), 1) if fits else text


def name(dice: Dice, text: str, latin: str) -> str:
    """Give a name as one record has it: accents lost, a slip, another case, stray spaces."""
    if latin != text and dice.chance(0.3):
        text = latin
    if dice.chance(0.03):
        text = slip(dice, text)
    return _dressed(dice, text)


def given(dice: Dice, text: str, latin: str) -> str:
    """Give a given name: at times a nickname or an initial."""
    if text in NICKNAMES and dice.chance(0.22):
        return _dressed(dice, dice.pick(NICKNAMES[text]))
    if dice.chance(0.015) and text.isascii():
        return f"{text[0]}."
    return name(dice, text, latin)


def email(dice: Dice, text: str) -> str:
    """Give an e-mail address with the odd slip, capital or space."""
    if dice.chance(0.02):
        user, host = text.split("@")
        text = f"{slip(dice, user)}@{host}"
    if dice.chance(0.05):
        text = text.upper() if dice.chance(0.4) else text.title()
    return f" {text}" if dice.chance(0.015) else text


def digits(dice: Dice, phone: str) -> str:
    """Give a phone number with the odd wrong digit."""
    if not dice.chance(0.015):
        return phone
    at = dice.whole(4, len(phone) - 1)
    return phone[:at] + str((int(phone[at]) + dice.whole(1, 9)) % 10) + phone[at + 1 :]


def street(dice: Dice, text: str) -> str:
    """Give a street: shortened, without accents, with a slip."""
    if dice.chance(0.35):
        fits = [(long, short) for long, short in SHORTER if long in text]
        text = text.replace(*dice.pick(fits), 1) if fits else text
    if dice.chance(0.15):
        text = " ".join(folded(word) for word in text.split(" "))
    if dice.chance(0.03):
        text = slip(dice, text)
    return _dressed(dice, text)


def city(dice: Dice, place: City) -> str:
    """Give a city by one of its names."""
    if place.others and dice.chance(0.12):
        return dice.pick(place.others)
    text = slip(dice, place.name) if dice.chance(0.02) else place.name
    return _dressed(dice, text)


def _dressed(dice: Dice, text: str) -> str:
    if dice.chance(0.05):
        return text.upper() if dice.chance(0.6) else text.lower()
    if dice.chance(0.03):
        return dice.pick((f" {text}", f"{text} ", text.replace(" ", "  ") + " "))
    return text
