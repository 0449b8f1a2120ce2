"""Given names and their short forms. Data, and one lookup."""

from collections.abc import Mapping
from types import MappingProxyType

_GROUPS = (
    "abigail abby gail",
    "alexander alex alec sandy sasha xander",
    "alfred alf alfie fred",
    "alice allie",
    "amanda mandy",
    "andrew andy drew",
    "anthony tony ant",
    "antonio toni",
    "arthur art",
    "barbara barb babs",
    "benjamin ben benny",
    "bernard bernie",
    "bradley brad",
    "caroline carrie",
    "catherine kathryn katherine kate katie kathy cathy kat kitty",
    "charles charlie chuck chas",
    "charlotte lottie",
    "christine christina chrissy tina",
    "christopher chris kit topher",
    "constance connie",
    "cynthia cindy",
    "daniel dan danny",
    "david dave davey",
    "deborah debra deb debbie",
    "dennis denny",
    "donald don donny",
    "dorothy dot dotty dolly",
    "douglas doug",
    "edmund ned",
    "edward ed eddie ted teddy",
    "eleanor ellie nell nora",
    "elizabeth liz lizzie beth betty eliza elisabeth bess betsy libby lisa",
    "emily em emmy",
    "eugene gene",
    "florence flo flossie",
    "frances fran francie",
    "francis frank frankie",
    "francisco paco pancho",
    "franklin frank",
    "frederick fred freddie freddy",
    "gabriel gabe",
    "geoffrey jeffrey geoff jeff",
    "gerald gerry jerry",
    "giovanni gianni",
    "giuseppe beppe",
    "gregory greg",
    "guillermo memo",
    "harold harry hal",
    "henry hank harry hal",
    "herbert herb bert",
    "ignacio nacho",
    "isabella isabel bella izzy",
    "jacob jake",
    "jacqueline jackie",
    "james jim jimmy jamie jem",
    "janet jan",
    "jennifer jen jenny",
    "jessica jess jessie",
    "joan joanie",
    "johann hans",
    "johannes hans jo",
    "john jack johnny jon",
    "jonathan jon jonny nathan",
    "jose pepe",
    "joseph joe joey",
    "josephine jo josie",
    "joshua josh",
    "judith judy",
    "kenneth ken kenny",
    "kimberly kim",
    "lawrence larry laurence",
    "leonard leo len lenny",
    "leslie les",
    "louis lou louie lewis",
    "lucille lucy",
    "madeleine maddie",
    "margaret maggie meg peggy marge margie greta",
    "maria mia mary",
    "martha marty patsy",
    "martin marty",
    "mary molly polly mamie",
    "matilda tilly",
    "matthew matt",
    "maximilian max",
    "megan meg",
    "michael mike mick mikey mickey",
    "mitchell mitch",
    "nancy nan",
    "natalie nat",
    "nathaniel nathan nate nat",
    "nicholas nick nicky",
    "nicole nikki nicky",
    "oliver ollie",
    "olivia liv livvy",
    "pamela pam",
    "patricia pat patty tricia trish",
    "patrick pat paddy",
    "penelope penny",
    "peter pete",
    "philip phillip phil pip",
    "rachel rach",
    "raymond ray",
    "rebecca becky becca",
    "richard rick dick rich ricky richie",
    "robert rob bob bobby robbie bert robin",
    "roberto beto",
    "roger rog",
    "ronald ron ronnie",
    "rosemary rose rosie",
    "russell russ",
    "samantha sam",
    "samuel sam sammy",
    "sandra sandy",
    "sarah sally sara sadie",
    "sebastian seb",
    "sharon shaz",
    "sophia sophie",
    "stanley stan",
    "stephanie steph",
    "stephen steven steve",
    "stuart stu stewart",
    "susan sue suzie susanna suzanne",
    "sylvia sylvie",
    "terence terry",
    "theodore ted theo teddy",
    "theresa teresa terry tess tessa",
    "thomas tom tommy",
    "timothy tim timmy",
    "valerie val",
    "veronica ronnie",
    "victor vic",
    "victoria vicky tori",
    "vincent vince vinny",
    "virginia ginny",
    "walter walt wally",
    "wilfred wilf",
    "wilhelm willi",
    "william will bill billy willy liam",
    "winifred winnie",
    "zachary zach zack",
)


def _index() -> Mapping[str, frozenset[int]]:
    index: dict[str, frozenset[int]] = {}
    for number, group in enumerate(_GROUPS):
        for name in group.split():
            index[name] = index.get(name, frozenset()) | {number}
    return MappingProxyType(index)


_GROUPS_OF = _index()


def groups_of(name: str) -> frozenset[int]:
    """Give the numbers of the groups of interchangeable given names a name belongs to."""
    return _GROUPS_OF.get(name, frozenset())


def interchangeable(left: str, right: str) -> bool:
    """Tell whether two given names are forms of one name."""
    return bool(groups_of(left) & groups_of(right))


def formal(name: str) -> str:
    """Give the first long form of a given name, or the name itself."""
    groups = groups_of(name)
    return _GROUPS[min(groups)].split(maxsplit=1)[0] if groups else name
