"""The words that ask what a table holds. Data only."""

from vibecli.agent.catalogue.phrases import phrases, words

LEAD = phrases(
    """give me|show me|show|get me|make|make me|create|do|do me|run|produce|prepare|draw up|build
        |i need|what is|let me have|have|get|generate|write|provide|start with|begin with"""
)
SIZE = phrases(
    """quick|short|brief|rough|small|little|general|full|complete|detailed|first|good|basic|simple
        |data|statistical|column|quick and dirty|compact|proper|nice"""
)
NOUN = phrases(
    """overview|profile|summary|picture|impression|snapshot|description|analysis|report
        |quality report|quality check|quality profile|quality overview|statistics|stats
        |column overview|column profile|idea|health check|fact sheet|characterisation"""
)
OF = ("of", "on", "about", "for", "over", "from", "in")
# What a profile tells anyway: any words of these may follow.
TELLS = words("""
        how well full complete filled empty missing null nulls blank blanks gaps gap many much often
        different distinct unique values value kind kinds sort sorts type types data column columns
        field fields attribute attributes each every per all what which are is it they them there in
        inside looks look like of the and or with rows entries records contain contains hold holds
        has have do does share shares percentage rate rates fill min max minimum maximum smallest
        largest lowest highest range ranges count counts quality good clean statistics stats top
        most frequent common examples example typical also including average a an any we one ones
        completeness by for present know see
        occur occurs i populated total number numbers role roles mostly
        """)
FILLED = phrases(
    """how well maintained is|how well maintained are|how well filled is|how well filled are
        |how complete is|how complete are|how full is|how full are|what is the fill rate of
        |fill rate of|fill rates of|how well are|how well is|how often is|how often are
        |how many values are missing in|how many nulls are in|what share is filled of
        |how many nulls are there in|completeness of|null share of|null rate of
        |how is the data quality in|how is the data quality of|share of nulls in
        |how many different values are in|how many gaps are in"""
)
COLUMNS_OF = phrases(
    """columns of|fields of|columns in|fields in|attributes of|all columns of|all fields of
        |each column of|every column of|single columns of|individual columns of|each column in
        |each field of|every field of|values in|data in"""
)
FILLED_ENDS = ("filled", "filled in", "filled out", "populated", "empty", "missing", "maintained",
               "complete", "present", "set")  # fmt: skip
