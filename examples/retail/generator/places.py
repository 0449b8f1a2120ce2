"""Countries: cities and their other spellings, postcodes, streets, ways to write phone numbers."""

from dataclasses import dataclass

from generator.dice import Dice
from generator.wordlist import words


@dataclass(frozen=True)
class City:
    """One city: name, other spellings, first characters of its postcodes, landline area code."""

    name: str
    others: tuple[str, ...]
    prefixes: tuple[str, ...]
    area: str


CITIES = {
    "DE": (
        City("Berlin", (), ("10", "12", "13"), "030"),
        City("Hamburg", ("Hansestadt Hamburg",), ("20", "22"), "040"),
        City("München", ("Munich", "Muenchen"), ("80", "81"), "089"),
        City("Köln", ("Cologne", "Koeln"), ("50", "51"), "0221"),
        City("Frankfurt am Main", ("Frankfurt", "Frankfurt/M."), ("60",), "069"),
        City("Leipzig", (), ("04",), "0341"),
        City("Dresden", (), ("01",), "0351"),
        City("Düsseldorf", ("Duesseldorf",), ("40",), "0211"),
    ),
    "GB": (
        City("London", ("Greater London",), ("E", "N", "SE", "SW"), "020"),
        City("Manchester", (), ("M",), "0161"),
        City("Leeds", (), ("LS",), "0113"),
        City("Bristol", (), ("BS",), "0117"),
        City("Edinburgh", ("Edinburg",), ("EH",), "0131"),
        City("Glasgow", (), ("G",), "0141"),
    ),
    "US": (
        City("New York", ("NYC", "New York City"), ("100", "112"), "212"),
        City("Boston", (), ("021",), "617"),
        City("Austin", (), ("787",), "512"),
        City("Portland", (), ("972",), "503"),
        City("Chicago", (), ("606",), "312"),
        City("Saint Louis", ("St. Louis", "St Louis"), ("631",), "314"),
    ),
    "FR": (
        City("Paris", (), ("750",), "01"),
        City("Lyon", ("Lyons",), ("690",), "04"),
        City("Marseille", ("Marseilles",), ("130",), "04"),
        City("Saint-Étienne", ("St Etienne", "Saint Etienne"), ("420",), "04"),
    ),
}

STREETS = {
    "DE": words(
        "Hauptstraße Schulstraße Gartenstraße Bahnhofstraße Dorfstraße Bergstraße Birkenweg "
        "Lindenstraße Kirchstraße Waldstraße Ringstraße Schillerstraße Goethestraße Amselweg "
        "Wiesenweg Jahnstraße Mühlenweg Rosenstraße Beethovenstraße Mozartstraße Lessingstraße "
        "Ahornweg Blumenstraße Feldstraße Uferpromenade Kastanienallee Torstraße Marktplatz"
    ),
    "GB": words(
        "High Street,Station Road,Church Lane,Victoria Road,Green Lane,Manor Road,Park Avenue,"
        "Queens Road,London Road,Mill Lane,Kings Road,Springfield Road,George Street,York Road,"
        "Albert Road,Grange Road,Chapel Street,North Street,Richmond Road,The Crescent,"
        "Windsor Road,Highfield Avenue,Meadow Close,St John's Road,Alexandra Road",
        ",",
    ),
    "US": words(
        "Main Street,Oak Avenue,Maple Street,Cedar Lane,Washington Avenue,Lake Drive,Hill Road,"
        "Park Avenue,Elm Street,Pine Street,2nd Street,5th Avenue,Lincoln Avenue,Jackson Street,"
        "Sunset Boulevard,River Road,Walnut Street,Highland Avenue,Church Street,Willow Lane,"
        "Martin Luther King Jr Boulevard,Franklin Street,Meadow Drive,Dogwood Court",
        ",",
    ),
    "FR": words(
        "rue de la République,rue Victor Hugo,avenue Jean Jaurès,rue de l'Église,"
        "place de la Mairie,rue Pasteur,boulevard Gambetta,rue des Écoles,rue du Moulin,"
        "avenue Charles de Gaulle,rue Émile Zola,rue de la Gare,"
        "impasse des Lilas,chemin des Vignes,rue Molière",
        ",",
    ),
}

SHORTER = (
    ("straße", "str."), ("straße", "strasse"), ("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"),
    ("Lane", "Ln"), ("Drive", "Dr"), ("Boulevard", "Blvd"), ("avenue", "av."), ("boulevard", "bd"),
    ("Court", "Ct"), ("Close", "Cl"), ("rue", "r."), ("platz", "pl."),
)  # fmt: skip

MOBILE = {"DE": ("151", "157", "160", "172", "176"), "GB": ("7400", "7512", "7711", "7850", "7946")}


def postcode(dice: Dice, country: str, city: City) -> str:
    """Give a postcode of the city; neighbours share one."""
    prefix = dice.pick(city.prefixes)
    if country == "GB":
        inward = dice.pick("BDEHNPQRTXY") + dice.pick("ABDEGHJLNPQ")
        return f"{prefix}{dice.whole(1, 19)} {dice.whole(1, 9)}{inward}"
    rest = 5 - len(prefix)
    return f"{prefix}{str(dice.whole(1, 60)).zfill(rest)[-rest:]}"


def street(dice: Dice, country: str) -> str:
    """Give a street with its number, as the country writes it."""
    name, number = dice.pick(STREETS[country]), str(dice.whole(1, 180))
    if dice.chance(0.06):
        number += dice.pick("abc")
    return f"{name} {number}" if country == "DE" else f"{number} {name}"


def mobile(dice: Dice, country: str, area: str) -> str:
    """Give a mobile number in the international form without plus sign."""
    match country:
        case "DE":
            return f"49{dice.pick(MOBILE['DE'])}{dice.whole(2, 9)}{dice.digits(7)}"
        case "GB":
            return f"44{dice.pick(MOBILE['GB'])}{dice.digits(6)}"
        case "US":
            return f"1{area}{dice.whole(2, 9)}{dice.digits(6)}"
        case _:
            return f"33{dice.pick('67')}{dice.digits(8)}"


def landline(dice: Dice, country: str, area: str) -> str:
    """Give a household's number in the international form without plus sign."""
    if country == "US":
        return mobile(dice, country, area)
    prefix = {"DE": "49", "GB": "44", "FR": "33"}[country]
    digits = {"DE": 7, "GB": 7, "FR": 8}[country] + (1 if area == "020" else 0)
    return f"{prefix}{area[1:]}{dice.whole(2, 9)}{dice.digits(digits - 1)}"


def written(dice: Dice, phone: str) -> str:
    """Write an international number in one of the many ways people do."""
    code = "1" if phone[0] == "1" else phone[:2]
    rest = phone[len(code) :]
    if code == "1":
        a, b, c = rest[:3], rest[3:6], rest[6:]
        forms = (f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"+1 {a} {b} {c}", f"{a}.{b}.{c}", f"{a}{b}{c}")
        return dice.front(forms)
    cut = 4 if code == "44" else 3 if code == "49" else 1
    a, b = rest[:cut], rest[cut:]
    if code == "33":
        b = " ".join(b[i : i + 2] for i in range(0, len(b), 2))
    bare = b.replace(" ", "")
    forms = (
        f"+{code} {a} {b}", f"0{a} {b}", f"+{code}{a}{bare}", f"0{a}{bare}", f"00{code} {a} {b}",
        f"+{code} (0){a} {b}", f"0{a}/{bare}", f"(0{a}) {bare[:3]}-{bare[3:]}",
    )  # fmt: skip
    return dice.front(forms)
