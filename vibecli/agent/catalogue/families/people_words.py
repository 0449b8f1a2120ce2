"""The words of an intent about who is the same person, by what they ask. Data only."""

from collections.abc import Mapping

from vibecli.agent.catalogue.phrases import phrases

ASK = phrases(
    """find|find out|show|list|give|get|tell|see|identify|detect|spot|look for|search for
    |search|flag|which|what|who|whose|figure out|work out|report|check|want|need|like
    |would like|know|want to know|want to see|would like to see|like to know|group|cluster
    |sort out|go through|look through|look at|there|is there|do|can|could|would|should|let
    |help|point out|determine|discover|make|build|create|produce|set up|generate
    |come up with|write|prepare|run|start|have|recognise|recognize|uncover|look|label|mark
    |find me|pull|mark them with one key|give every person a common key
    |give every person one common key|give each person a common key|give them a common key
    |give every person one key|pull together|locate"""
)
LINK = phrases(
    """match|match up|link|link up|connect|pair|pair up|tie|tie together|tie up|join|join up
    |map|line up|reconcile|resolve|relate|associate|align|marry up|marry|hook up
    |cross reference|cross match|cross check|compare|assign|bring into line|attach
    |identity resolution|record linkage|entity resolution|relink|resolve identities
    |cross link|hook together|matching|linking|linkage|fit together|join together
    |link together|put side by side|stitch|stitch together"""
)
BLEND = phrases(
    """merge|combine|unify|consolidate|bring together|put together|fuse|condense|unite|collapse
    |boil down|reduce|turn|roll up|fold|blend|pool|merge together|together|pull together
    |melt together|distil|bring|put"""
)
SAME = phrases(
    """same person|same people|same human|same human being|same individual|same man or woman
    |same customer|same customers|same client|same user|same contact|one and the same
    |one and the same person|one person|single person|same real person|same natural person
    |same physical person|same soul|who is who|who is which|is which|are which
    |belong to which|belong to whom|belongs together|in both|both of them|overlap|in common
    |common to both|counterpart|counterparts|correspond|corresponding|match each other
    |are identical|identical people|identical persons|identical|same persons|same humans
    |same human beings|same individuals|appear in both|occur in both|present in both
    |exist in both|same woman or man|actually the same|really the same|is the same
    |are the same|be the same|goes with which|fits which|corresponds to which|matches which
    |belonging together|who is whom|the same in both|in each of them|the same across
    |belong to one person|same guy|it belongs to|they belong to|he belongs to|she belongs to
    |matching person|in two of them"""
)
TWICE = phrases(
    """duplicate|duplicates|duplicated|dupe|dupes|dups|dedupe|deduplicate|deduplication|double
    |doubles|doubled|doublets|repeated|redundant|twice|more than once|several times
    |multiple times|many times|two times|two or more times|at least twice|more than one time
    |double entries|duplicate entries|repeatedly|over and over|again and again
    |under several numbers|under different numbers|several entries
    |under more than one number|under different spellings|under several names
    |under different names|multiple entries|more than one entry|more than one record
    |multiple records|several records|different spellings|double records|captured twice
    |entered twice|three times|two or three times|twice or more|a couple of times|2x
    |duplicate persons|two or more entries"""
)
ALSO = phrases("also|already|as well|too|at the same time")
SEVERAL = phrases(
    """several|multiple|more than one|two or more|many|a second|second|different|two
    |a couple of|at least two|more than a single"""
)
_EACH = phrases(
    """per|for each|for every|each|every|of each|of every|a|by|for all|for one|from each
    |with each"""
)
_HUMAN = phrases(
    """person|real person|human|human being|real human being|individual|customer|real customer
    |client|contact|user|lead|natural person|physical person|unique person|distinct person
    |head|group|cluster|actual person|man and woman|living person|soul"""
)
PER = (
    *(f"{each} {human}" for each in _EACH for human in _HUMAN),
    *phrases(
        """everybody once|everyone once|of them each|for everybody|for everyone|one of each
    |one each|of each|only once|just once|exactly once|once only|one time only|only one time
    |just one time|once|each one once|a single time|one single time|for each
    |for each of them"""
    ),
)
_SINGLE = phrases(
    """one|a|single|a single|exactly one|just one|only one|1|exactly 1|one single|one clean
    |one merged|one combined|one consolidated|exactly a single|at most one|one final"""
)
_ROW = phrases(
    """row|record|line|entry|golden record|master record|profile|golden profile|golden customer"""
)
ONE = (
    *(f"{single} {row}" for single in _SINGLE for row in _ROW if (single, row) != ("a", "record")),
    *phrases(
        """golden record|golden records|master record|master records|golden profile
    |golden customers|unified profile|unified profiles|consolidated record|merged record
    |combined record|best record|survivor record|golden rows|golden profiles
    |single customer record"""
    ),
)
VIEW = phrases(
    """one list|one single list|single list|one clean list|clean list|one big list
    |one combined list|combined list|one merged list|merged list|one table|one single table
    |single table|one clean table|one customer table|single customer table|combined table
    |merged table|common table|joint list|joint table|master list|master table
    |one master list|one overall list|one unified list|unified list|unified table
    |single view|one view|single view of the customer|single customer view|customer 360
    |360 view|360 degree view|single view of customers|single view of our customers
    |single view of each person|single view of everybody|unified view|one customer list
    |single customer list|deduplicated list|one deduplicated list|clean customer list
    |one consolidated list|consolidated list|consolidated table|one person list
    |one contact list|single contact list|one address list|one joint list|one common list
    |single view of people|golden table|person table|one big table|people table|overall list
    |complete list|one complete list|full list|one full list|single source of truth|one file
    |a single file|single file|one mailing list|one de duplicated list
    |list without duplicates|list without doubles|one people table|unified customer table
    |unified customer view|unified customer list|one combined table|one merged table"""
)
REMOVE = phrases(
    """delete|remove|drop|get rid of|throw out|throw away|eliminate|purge|erase|kick out|wipe
    |clear out|weed out|discard|clean out|bin|toss|take out|strip out|chuck out"""
)
REST = phrases(
    """delete the rest|remove the rest|delete the others|remove the others|drop the rest
    |drop the others|delete all others|remove all others|the rest can go|the others can go
    |get rid of the rest|the rest|get rid of the others|throw away the rest
    |throw the rest away|throw out the rest|throw out the others|delete the other ones
    |remove the other ones|the others|all others|the other ones|all the others
    |delete the older ones|remove the older ones|drop the older ones|the older ones
    |extra ones|the extras|surplus ones|the surplus"""
)
# What the answer does anyway, so that it may be said.
TOLD = phrases(
    """i mean the person not the company|the person not the company|best details taken together
    |with the best details|best details|even if twice in one|do not rely on one key
    |do not rely on a single key|do not rely on one column|do not trust one key
    |lose nobody|nobody lost|nobody is lost|nobody gets lost|nobody should be lost
    |no one lost|lose no one|nobody missing|nobody left out|nobody may get lost
    |keep everybody|keep everyone|nobody dropped|without losing anybody
    |without losing anyone|everybody kept|and nobody is to be lost|nobody forgotten
    |with a group number|with group number|with a person id|with the best data
    |with the best values|with the best of both|with the best details|the best data of both
    |nobody must get lost|with typos|despite typos|tolerate typos|allow for typos
    |spelling may differ|even if spelt differently|even if the spelling differs
    |even if they are spelt differently|even with typos|allowing for typos
    |whatever the spelling|spelling differs|names may be misspelt|side by side
    |next to each other|before anybody deletes something|before anyone deletes something
    |before anybody deletes anything|before anyone deletes anything
    |before we delete anything|before we delete something|before we merge them
    |before we clean up|before anything is deleted|no matter how often they show up
    |no matter how often|however often they show up|with the best data we have for each
    |with the best data we have|the best data we have"""
)
NOUN = phrases(
    """person|people|persons|individual|individuals|human|humans|human being|human beings
    |everybody|everyone|anybody|anyone|somebody|someone|records|record|entries|entry|rows
    |row|ones|one|names|pairs|pair|groups|people we know|everybody we know|everyone we know
    |somebody we know|identities|identity|relation|all tables|our tables|the tables
    |both tables|both lists|both systems|both sources|tables|lists|sources|both files
    |systems|account with us|accounts with us|members of|cases|the data|data|every table
    |database|system|file"""
)
COUNTED = phrases(
    """two sources|two tables|two lists|two systems|both tables|both lists|three tables
    |all three|three lists|three systems|three sources|all three tables|four tables"""
)
GLUE = phrases(
    """and|in|of|with|to|from|out of|that|is|are|was|were|be|it|them|they|we|us|me|i|you
    |between|across|among|over|into|so|have|has|had|got|if|whether|on|against|as|really
    |is it possible to|possible to|actually|probably|likely|possibly|possible|potential
    |suspected|real|at|for|each other|another|other|one another|then|through|by|both|where
    |how|might be|may be|could be|seem to be|appear|occur|exist|exist in|appear in|stored
    |captured|entered|listed|recorded|registered|contained|kept|opened|signed up
    |registered as|open|created|in there|there|in it|here|must be|say|namely|i e|using
    |based on|some|out|will|belong to|belonging|belong|a few|surely|certainly|maybe|perhaps
    |within|inside|just|get|go|or|up|us together|all|made|come|in which|does|do|stand|stands
    |built|describe|describes|denote|refer to|mean|up to date|like|such|yet|for now|so far
    |lots|loads|must|many|folks|sit|own|owns|even|together|right|us all|among them
    |a number of|everything|made up|is that|yes|well|opened up|register|sign up|still|hold
    |held|appears|he|she|number of|only one time even"""
)
LOOK_AT = phrases(
    """look at|so look at|go by|compare|so compare|use|so use|consider|take into account
    |by looking at|looking at|check"""
)
BEST = phrases("""best|most complete|most reliable|best known|best available|most plausible""")

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "told": TOLD,
    "per": PER,
    "one": ONE,
    "view": VIEW,
    "rest": REST,
    "twice": TWICE,
    "same": SAME,
    "remove": REMOVE,
    "counted": COUNTED,
    "also": ALSO,
    "several": SEVERAL,
    "link": LINK,
    "blend": BLEND,
    "noun": NOUN,
    "ask": ASK,
    "": GLUE,
}
