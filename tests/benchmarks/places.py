"""Cities, postcodes, streets and area codes: one made-up country, the same for every seed.

A postcode belongs to one city and has its own streets; a city has postcodes by its size; codes that
start alike are near each other and share an area code. An address is four numbers until it is told.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from tests.benchmarks.vocabulary import TEXT, origins

POSTCODES = 12_000
_CITIES = 2_600
_STREETS_IN_POSTCODE = 40


def _words(text):
    return tuple(text.split())


_FRONTS = _words(
    "Spring Green Oak Maple River Lake Cedar Pine Ash Elm Glen Fair Clear Rock Stone Mill North"
    " West East South Bridge Summer Winter Silver Golden Red White Black High Wood Ever Brook Clay"
    " Madison Jackson Franklin Clinton Marion George Salem Milton Ashland Dover Hudson Bristol"
    " Kings Queens Lincoln Monroe Auburn Burling Lexing Arling Hunting Wilming Cleve Rich Char"
    " Hamil Harri Jeffer Ander Peter Nor Ports Sun Moun Val Plain"
)
_BACKS = _words(
    "field ville ton wood dale burg view port ford land side mont hill brook haven creek stead"
    " bury ridge crest"
)
_BEFORE = (*[""] * 14, "New ", "Fort ", "Lake ", "Mount ", "Port ", "San ", "Saint ")
_STREETS = _words(
    "Main Oak Maple Cedar Park Pine Elm Washington Lake Hill Walnut Spring North Ridge Church"
    " Willow Mill Sunset Railroad Jackson Cherry Highland Center Lincoln Adams Jefferson Forest"
    " Chestnut Meadow River Franklin Madison Dogwood Hickory Prospect Valley Poplar Union Locust"
    " Second Third Fourth Fifth Sixth Seventh Eighth"
)
_KINDS = ("Street", "Street", "Avenue", "Avenue", "Road", "Drive", "Lane", "Court", "Place", "Way")
SHORT_KINDS = {"Street": "St", "Avenue": "Ave", "Road": "Rd", "Drive": "Dr", "Lane": "Ln",
               "Court": "Ct", "Place": "Pl", "Way": "Way"}  # fmt: skip
_AREAS = _words(
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234"
    " 239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309"
    " 310 312 313 314 315 316 317 318 319 320 321 323 330 334 336 337 339 347 351 352 360 361 386"
    " 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440"
    " 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530"
    " 540 541 551 559 561 562 563 567 570 571 573 574 575 580 585 586 601 602 603 605 606 607 608"
    " 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 662 678"
    " 682 701 702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 727 731 732 734 740"
    " 757 760 763 765 770 772 773 774 775 781 785 786 801 802 803 804 805 806 808 810 812 813 814"
)


@dataclass
class Addresses:
    """Where people live: a postcode, a street of it, a house number, a flat (0 for none)."""

    postcode: np.ndarray
    street: np.ndarray
    number: np.ndarray
    flat: np.ndarray

    def __getitem__(self, rows):
        return Addresses(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def moved(self, rows, others):
        """Put other addresses at some rows."""
        for name in self.__dataclass_fields__:
            getattr(self, name)[rows] = getattr(others, name)


def mixed(numbers, salt):
    """Give numbers that look random but always follow from theirs (a round of splitmix64)."""
    with np.errstate(over="ignore"):
        bits = np.asarray(numbers).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15 * salt % 2**64)
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((bits ^ (bits >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)


def drawn_addresses(rng, count):
    """Give addresses, more of them in the first streets of a postcode."""
    return Addresses(
        postcode=(rng.random(count) * POSTCODES).astype(np.int64),
        street=(rng.random(count) ** 1.5 * _STREETS_IN_POSTCODE).astype(np.int64),
        number=np.exp(rng.normal(5.8, 1.4, count)).astype(np.int64) % 9_900 + 1,
        flat=np.where(rng.random(count) < 0.25, rng.integers(1, 60, count), 0),
    )


def near(rng, addresses):
    """Give other addresses, most of them in postcodes close by."""
    others = drawn_addresses(rng, len(addresses.postcode))
    close = (addresses.postcode + rng.integers(-6, 7, len(others.postcode))) % POSTCODES
    others.postcode = np.where(rng.random(len(close)) < 0.65, close, others.postcode)
    return others


@cache
def cities():
    """Give the city of each postcode, the biggest cities with many postcodes in a row."""
    rng = np.random.default_rng(11)
    names = {
        f"{_BEFORE[rng.integers(len(_BEFORE))]}{front}{back}"
        for front in _FRONTS
        for back in _BACKS
    }
    names = rng.permutation(sorted(names))[: min(_CITIES, len(names))]
    sizes = np.maximum(900 / (np.arange(len(names)) + 4.0) ** 0.95, 1.0)
    filled = np.repeat(np.arange(len(names)), np.round(sizes).astype(np.int64))
    order = rng.permutation(len(names))  # else the code would tell the size
    filled = filled[np.argsort(order[filled], kind="stable")]
    return np.resize(names.astype(TEXT)[filled], POSTCODES)


def postcodes(places):
    """Give the five digits of postcodes."""
    return np.strings.zfill((501 + places * 8).astype("U5"), 5)


def area_codes(places):
    """Give the three digits of the area a postcode lies in."""
    return np.array(_AREAS, dtype="U3")[places * len(_AREAS) // POSTCODES]


@cache
def _street_names():
    family = origins()[0].family
    return np.array([*_STREETS, *family.values[:500].tolist()], dtype=TEXT)


def streets(addresses):
    """Give the name and the kind of the streets, apart."""
    place = addresses.postcode * _STREETS_IN_POSTCODE + addresses.street
    names = _street_names()
    common = mixed(place, 3) % 100 < 45
    of_names = np.where(common, mixed(place, 5) % len(_STREETS), mixed(place, 5) % (len(names) - 1))
    kinds = np.array(_KINDS, dtype="U8")
    return names[of_names], kinds[mixed(place, 7) % len(kinds)]


def company_homes(companies):
    """Give the addresses of companies, which follow from their numbers."""
    return Addresses(
        postcode=mixed(companies, 21) % POSTCODES,
        street=mixed(companies, 22) % _STREETS_IN_POSTCODE,
        number=mixed(companies, 23) % 900 + 1,
        flat=np.zeros(len(companies), dtype=np.int64),
    )


def company_numbers(companies):
    """Give the phone numbers of companies."""
    area = area_codes(company_homes(companies).postcode)
    local = mixed(companies, 24) % 8_000_000 + 2_000_000
    return np.strings.add(area, local.astype("U7"))
