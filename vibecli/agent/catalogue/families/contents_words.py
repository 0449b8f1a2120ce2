"""The words of an intent about what a table holds, by what they ask. Data only."""

from collections.abc import Mapping

from vibecli.agent.catalogue.phrases import phrases

_OVERVIEW = phrases(
    """overview|profile|summary|summarise|summarize|describe|description|impression|snapshot
    |statistics|stats|look like|looks like|structure|tour|feel|feeling for|health check
    |data quality|quality|characterise|picture|walk through|walkthrough|fact sheet
    |column stats|descriptive statistics|get to know|profiling|analyse
    |analyze|inspect|what is in|what is inside|what does it contain|what is stored in
    |kind of values|kinds of values|shape|contents|value ranges|fill rate|fill rates
    |how well filled|how full|how complete|completeness|how well maintained|how clean
    |how empty|how much is empty|how much of it is empty|how many are empty|well filled
    |rundown|briefing|key figures|basic figures|nulls|null values|null counts|empties
    |empty values|missing values|strange things|strange values|odd values|min and max|min
    |max|distinct values|distincts|different values|how many different values
    |smallest and largest value|lowest and highest value"""
)
_TABLES = phrases(
    """what tables|which tables|tables are there|tables exist|tables do we have|all tables
    |list of tables|list tables|list the tables|show tables|what is in the database
    |what data do we have|every table|tables with their|names of the tables
    |what tables there are|which tables there are|overview of tables|tables there are
    |tables we have|whole database|entire database|overview of the database"""
)
_PERSONAL = phrases(
    """personal info|personal data|personal information|personal|personal stuff|pii
    |personally identifiable information|private|private data|sensitive|sensitive data
    |sensitive information|gdpr|gdpr relevant|personal details|data about persons
    |data about people|identifying|person related|confidential|personenbezogen
    |relevant for data protection|under data protection|falls under gdpr|under gdpr
    |privacy relevant"""
)
_KIND = phrases(
    """what kind of data|what kind of information|what sort of data|what sort of information
    |which kind of data|kind of data|kind of information|sort of information|sort of data
    |type of data|type of information|semantic type|semantic types|semantic role|roles|role
    |what it means|what they mean|what each column means|meaning|classify|tag|label
    |categorise|categorize|what kind|which kind|of what kind|data types|what each of them is
    |which kind of information|what type of information|kinds of data"""
)
_CONTACT = phrases(
    """contact data|contact details|contact information|ways to reach|contact info
    |contact fields|reach somebody|reach people|reach a person"""
)
_WHERE = phrases(
    """where|in which columns|in which tables|which columns|what columns|which fields
    |in which column|which column|which tables|in what columns|everywhere|all places|places
    |every place|columns|fields"""
)
_COLUMNS = phrases(
    """column|columns|field|fields|attribute|attributes|table|tables|table and column
    |each column|every column|all columns|single columns|database|in our database"""
)
_LOOK = phrases(
    """go through all tables|look at the contents|go through|look at|look through
    |search through|scan|over all tables|across all tables|in all tables|through all tables
    |check all tables|check every table|by content|by contents|by their content
    |not only the names|not just the names|not only by name|going by the content
    |judge by the content|judging by the values|by the values|look into|contents
    |across the database|across the whole database|in the whole database
    |all over the database|values too|whatever the column is called
    |individual|individuals|of the individual|of individuals|of individual persons
    |no matter what the column is called|regardless of the column name"""
)
_GLUE = phrases(
    """give|does|do|show|list|tell|tell me|find|find out|get|let|make|run|create|i|we|me|us
    |what|which|how|who|is|are|was|be|has|have|had|hold|holds|contain|contains|keep|store
    |stored|kept|save|saved|sit|sits|live|lives|and|or|of|in|on|about|for|from|with|to|it
    |they|them|there|each|every|all|one|ones|per|by|like|for example|e g|such as|namely|i e
    |so|as|that|also|data|information|values|value|kind|type|types|sort|much|many|full|empty
    |filled|different|distinct|distinct ones|typical|typical ones|exist|exists|null|missing
    |blank|blanks|rows|row|records|entries|range|ranges|smallest|largest|highest|lowest
    |minimum|maximum|most common|common|frequent|examples|example|first|short|quick|brief
    |little|general|rough|good|well|at|over|would|could|should|may|might|can|determine|mark
    |point out|identify|flag|say|name it|inside|available|present|known|number|numbers|share
    |part|percent|percentage|thing|things|that kind of thing|and so on|etc|stuff|details
    |basic|complete|detailed|into|out|if|whether|any|some|this|our lead|data protection
    |protection|officer|lady|register|compliance|legal|audit|auditor|team|colleague
    |colleagues|report|documentation|thanks|tour of|feel for|impression of|i m new here
    |entered|occur|occurs|appear|appears|count|counts|up|see|know|need|want|like to
    |like to know|want to know|look|check|please|single|various|possible|recorded|typed
    |start with|begin with|violating|really|exactly|its|their|quickly|here|go|used|other
    |analysis|e.g|info|am|cols|col|regarded|regarded as|must|considered|considered as|usage
    |track|asking|asking again|again|extreme|appreciate|actually|been
    |count as|counts as|belong|belongs|regard|treated as|hands|off|mostly|typically"""
)
_KINDS = phrases(
    """name|names|date|dates|number|amount|amounts|domain|country|countries|city|text|key|keys
    |id|ids|code|codes|category|categories|flag|flags|time|times|money|birth|birthday
    |postcode|gender|language|status"""
)
CONTENTS: Mapping[str, tuple[str, ...]] = {
    "look": _LOOK,
    "personal": _PERSONAL,
    "kind": _KIND,
    "contact": _CONTACT,
    "overview": _OVERVIEW,
    "tables": _TABLES,
    "where": _WHERE,
    "columns": _COLUMNS,
    "": _GLUE,
    "example": _KINDS,
}
