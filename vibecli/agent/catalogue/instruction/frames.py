"""The fixed phrases of instructions, by class: verbs with all their synonyms. Data only.

One class a line, `name: phrase|phrase`; a line that begins with a bar goes on. Articles before a
phrase need no entry of their own.
"""

import re

from vibecli.agent.catalogue.instruction.pair_frames import PAIRS
from vibecli.agent.catalogue.instruction.value_frames import VALUES
from vibecli.agent.catalogue.phrases import phrases

_DEEDS = """
remove: take away|strip|strip out|take|delete|remove|erase|purge|get rid of|drop|throw out
  |throw away|kick out|bin|take out|dump|eliminate|discard|scrap|wipe out|clear out|weed out
  |cut out|chuck out|chuck|toss|toss out|do away with|dispose of|zap|kill|strike|expunge|trash
  |ditch|clean out|flush|take off|delete from|remove from|throw out from|kick out from
  |erase from|purge from
removed: deleted|removed|erased|purged|dropped|thrown out|thrown away|kicked out|binned|taken out
  |dumped|eliminated|discarded|scrapped|wiped|cleared out|gone|trashed|thrown off
them: them|it|those|these|that|those ones|these ones|them all|all of them|those rows|these rows
  |that one|this one|this|the lot|those values|these values|those entries|these entries|that value
  |those records|them please|all of those|all of these|each of them|both|both of them|the values
  |those fields|these fields|that field|the field|the fields|their values|that column|this column
  |the column|that table|the table|the rows|the entries|the values there
be: should be|must be|are to be|have to be|need to be|can be|shall be|ought to be|may be|is to be
  |has to be|needs to be|should all be|must all be|have all to be|could be|should get
must-go: must go|have to go|has to go|should go|can go|need to go|may go|are to go|need to leave
  |can leave|go out|go|must disappear|should disappear|needs to go|must all go|should all go
  |can all go|are no longer needed|are not needed any more
i-want: i want|we want|want|i need|we need|i would like|we would like|have|get
gone: gone|out|out of the table|removed|deleted|out of here|out of the data|out of the database
  |away
there-are: there are|there are some|there is|we have|we have some|we have got|i see|i found
  |i have found|we found|we have found|i noticed|we still have|there are still
in: in|within|for|from|out of|among|of|inside|on|with
from: from|out of|in|off
set: set|cut|drop|enter|change|update|assign|put|switch|make|turn|move|mark|flag|tag|label
  |classify|adjust|correct|amend|modify|edit|reset|bring|fix|reassign|raise|lower|increase|reduce
  |let|have|declare|upgrade|promote|downgrade|treat|convert|write|transfer|shift|overwrite|alter
mark: mark|flag|tag|label|classify|set|declare|make|turn|treat|record|move|register|put|switch
  |change|book
as: as|to|into|to be|=|as being|down as|with|over to|to status|to the status|in
to: to|as|=|equal to|into|be|to be|to read|to say|at|with|to the value|to value|by
give: give|assign|grant|hand|hand over|pass|reassign|transfer|move|allocate|award|set|pass on|put
  |switch|shift|let|delegate
over-to: to|over to|on to|onto|into
should-get: should get|should have|get|should now have|must have|have to have|will get|shall get
  |are to get|should receive|receive|are to have|ought to have|should now get|must get|now have
  |now get|need to have|should be given|should all have|should all get
should-be: >|= >|becomes|has to become|have to become|should be|must be|should now be
  |should all be|are to be|have to be|must all be|shall be|should become|become|should always be
  |should both be|need to be|is to be|has to be|needs to be|ought to be|should read
  |should always read|must read|must always be|should say|should all read|should both read
  |should all become|should both become|are now|is now|are really|is really|must say
  |should all say|should only be|should just be|should simply be|should consistently be
  |ought to read|should have been|are to read|should always say|is supposed to be
  |are supposed to be|are meant to be|is meant to be|should only read|should just read|has to read
  |have to read
replace: replace|change|turn|rename|convert|rewrite|correct|write|make|set|map|switch|swap
  |translate|merge|fold|bring|unify|put|recode|overwrite|substitute|fix|move|alter|update
  |harmonise|harmonize|standardise|standardize|normalise|normalize|join|combine|collapse|transform
  |call
with: with|by|to|into|as|->|>|be|for|through|in|under|=
blank: empty|clear|blank|blank out|null|null out|wipe|unset|void|nullify|empty out|wipe out
  |clear out|make empty|set to null|make null
out: out|away
null: null|empty|nothing|blank|to null|into null|to empty|to nothing|to blank|as empty|as missing
  |as unknown|as null|with null|with nothing|no value|missing|blank out|a null|to missing
  |an empty value|to be empty|to be null
make: make|set|turn|leave|treat|change|put|replace|convert|mark|switch|reset
raise: raise|increase|put up|bump|bump up|add to|up|push up|mark up|lift|step up|jack up
lower: lower|decrease|reduce|cut|drop|bring down|knock down|slash|mark down|put down|trim
  |take down|discount
by: by|up by|down by|by another
goes-up: go up|goes up|rise|rises|increase|increases|are going up|is going up|will go up
  |are raised|is raised|should go up|should rise|should be raised|should be increased|go up now
  |must go up|are increased|is increased|should increase|needs to go up|need to go up|get raised
  |have to go up|has to go up|are to be raised|are to go up|is to go up|are to be increased
  |is to be raised
goes-down: go down|goes down|fall|falls|drop|drops|decrease|decreases|are going down
  |should go down|should be lowered|should be reduced|are lowered|are reduced|should drop
  |should fall|must go down|are to be lowered|are to be reduced|is reduced|is lowered
  |should be cut|are cut|have to go down|should decrease
add: add|put|take
take-off: take off|take|knock off|knock|cut|subtract|deduct|give
on-top: to|on|on top of|onto
off: from|off|of|off of|discount on|off on
rounded: rounded to cents|rounded to the cent|rounded to two decimals|rounded
  |rounded to 2 decimals|round to cents|to the cent|rounded to two digits|rounded to full cents
  |rounded to two decimal places|rounded to 2 decimal places|round to two decimals
  |rounded to whole cents|and round to cents|and round to two decimals|rounded to pennies
  |rounded to the nearest cent|rounded to pence|rounded to the penny|round it to cents
  |round them to cents|two decimals|with two decimals|rounded to the nearest penny
rename: rename|call|name|relabel|retitle|change the name of|rename column|re name
renames-to: to|as|into|to be|be|better|instead
should-be-called: should be called|must be called|should be named|should be renamed to
  |must be renamed to|is to be called|has to be called|needs to be called|should rather be called
  |should be renamed|would be better called|ought to be called|is to be renamed to
  |had better be called|should have the name|needs to be renamed to|should now be called
  |must be named|is better called|is now called|is called from now on|should become|will be called
  |shall be called|is to be named
change-type: change type of|change the type of|set the type of|set type of|make the type of
  |change data type of|change the data type of|alter type of|alter the type of|change type for
  |change the type for|change column type of|change the column type of|set the data type of
  |change datatype of|change the datatype of
cast: convert|cast|retype|turn
alter: change|alter|set|make|convert|modify|turn|cast
to-type: to type|to the type|as type|to a type|into type|to data type|to be of type|type
  |set data type|set type|type to|data type to
of-type: as|of type|as type|of the type|with type|with the type|of data type|to hold|holding|type
with-default: with default|with a default of|with the default|with default value|default
  |with a default value of|with the default value|defaulting to|and default|with a default
  |with the default of|by default|and a default of|set to|filled with|with the value|with value
nobody-understands: nobody understands|no one understands|nobody knows what|i do not like
  |nobody gets|we do not like|i hate|people do not understand|no one knows|nobody can read
  |everybody asks about|people keep asking about|nobody likes|no one gets
name-it: name it|call it|and name it|and call it|named|called|by the name of|under the name
  |with the name|with name|it should be called|it is to be called|the name is|name
  |under the name of|call the table|name the table|call the column|name the column|call that
  |the new table is called|the table is called|it is called
column: column|field|columns|attribute|a column|a new column|new column|a field|one column
  |a new field|new field|another column|an extra column|an additional column|extra column
  |additional column|a calculated column|a computed column|calculated column|computed column
  |a further column|a new attribute|one more column
flag: flag|a flag|flag column|a flag column|marker|a marker|indicator|an indicator|new flag
  |a new flag|boolean|a boolean|boolean column|a boolean column|yes no column|a yes no column
  |a column|column|a new column|field|a new field|a field|new column|an extra column|a yes no flag
  |a true false column|yes no field|checkbox|a yes no field
create: create|add|make|put|build|introduce|append|give me|insert|set up|compute|calculate|derive
  |i need|i want|we need|include|attach|generate|work out|store|i would like|extend
create-table: create|make|build|set up|generate|i need|i want|we need|save|give me|put
  |put together|make me|create me|build me|produce|prepare|derive|store|write|set me up|get me
table: table|a table|a new table|new table|the table|a separate table|separate table
  |an extra table|extra table|another table|a table of their own|its own table|own table
  |their own table|a table of its own|a copy|tables|a table called|a new table called
  |a table named|a new table named|a list table|a brand new table|an own table|one table
  |a fresh table|a second table|a different table|an additional table
copy: copy|put|save|store|write|move a copy of|export|extract|duplicate|pull|collect|gather
  |transfer a copy of|back up|backup|copy over|place|get|take|keep|keep a copy of|make a copy of
  |put a copy of|save a copy of|materialise|materialize|stash|park|split off|bring|load|dump
into-table: into a table|into a new table|to a new table|in a new table|as a new table|to a table
  |as a table|in a table|into a table of their own|in a table of their own|to a table of their own
  |into their own table|to their own table|in their own table|into a separate table
  |to a separate table|in a separate table|as a separate table|into a table of its own
  |into an own table|to an own table|into an extra table|to an extra table|in an extra table
  |into another table|to another table|into its own table|in a table of its own|in a separate one
  |into one new table|into a fresh table|into the new table|to the new table|in the new table
  |into the table|as table|into table|to table|as new table|in table|into new table|to new table
  |in new table
to-new: to|into|in|as|under
with-columns: with|with columns|with the columns|containing|holding|that has|that holds
  |that contains|consisting of|of|for|from|with all|showing|listing|having|made of|made up of
  |which has|which contains|which holds|including|based on|to hold|with all columns of
  |with the data of|to list|that lists|which lists|with just|with only|out of|that shows
all-columns: all columns|all the columns|every column|all fields|all their columns|all its columns
  |all columns of|all their fields|all customer columns|all of the columns|whole rows
  |the whole rows|complete rows|the complete rows|the full rows|full rows
saying: that says|which says|saying|that tells|which tells|telling|that is|which is|showing
  |that shows|which shows|with|holding|containing|that holds|which holds|for|indicating
  |that contains|which contains|as|to tell|to show|to hold|being|marking|it should be|it is
  |computed as|calculated as|defined as|equal to|=|that should be|which should be|giving
  |that gives|which gives|of|based on|derived from|from|made of|that indicates|set to|filled with
  |it holds|it should hold|it should contain|it contains|should be|namely|stating|that states|just
  |i e|that has|which has|it shows|it should show|it tells|to be|to mark|that marks|to say
true-if: that says if|which says if|true if|true when|true for|yes if|yes when|true where
  |is true if|is true when|whether|if|that is true if|that is true when|which is true if
  |which is true when|true whenever|set to true if|true only if|1 if|is true for|if or not
  |whether or not|that says whether|which says whether|saying whether|telling whether
  |that tells whether|which tells whether|that tells if|to tell whether|to show whether
  |that is true for|which is true for|showing whether|that shows whether|says whether
  |should be true if|should be true when|should be true for|set to true when|indicating whether
  |it is true if|it is true when|it should be true if|it should be true when
otherwise-false: otherwise false|else false|false otherwise|false if not|or false if not
  |and false otherwise|if not false|otherwise no|else no|no otherwise|and false if not
  |false for the rest|false for all others|and otherwise false|false for the others
  |if not then false|false else|or else false|or false otherwise|and else false|or false|or not
  |otherwise 0|else 0|0 otherwise|false everywhere else|and false for the rest
  |false in all other cases|false in every other case|false for everyone else
  |and false for everyone else
if: if|when|where|for|whenever|in case|for those that|for those who|for those with|for all
and: and|to|till|until
first: first|the first|just the first|only the first|leading
for: for|of|in|on|with|for all|for every|for each|only for|but only for|at|among
be-marked: should be marked as|must be marked as|should be set to|must be set to|is to be set to
  |should be flagged as|are to be set to|are to be marked as|have to be set to|should be put to
  |should be classed as|should be recorded as|should be moved to|should be switched to
  |need to be set to|has to be set to|should be treated as|should now count as|should be tagged as
of: of|:|=|as
leaves: is going away|is leaving|left|has left|quits|has quit|retires|is gone|leaves us|leaves
  |is leaving us|goes|is moving on|will leave|has gone|is retiring|is on holiday|is away|is out
  |is no longer with us|no longer works here|has retired|is moving away|went away|is being retired
  |is on leave|stopped working here|gets retired|is being switched off|has been switched off
on: to|on|in|for|of|at|into|onto
need: need|needs|should get|should have|must have|must get|get|lack|lacks|want|could use
completely: completely|altogether|entirely|for good|from the table
is-unclear: is unclear|is cryptic|is confusing|is a bad name|is not clear|is misleading
  |is hard to understand|says nothing|is no good name|is not a good name|is hard to read|is ugly
columns-told: columns|with the columns|with columns|only the columns|just the columns|only|just
  |with only|with just|the columns should be|but only|keep only|only with|columns should be|fields
  |with the fields|containing only|holding only|containing|i only need|we only need|it should have
looks-bad: there stand various spellings of the same|there are various spellings of the same
  |there are different spellings|there stand different spellings|there are several spellings
  |look awful in my reports|is such a mess|is a mess|are a mess|is a real mess|are such a mess
  |looks awful|look awful|looks terrible|look terrible|is driving me nuts|is driving me crazy
  |drives me nuts|drives me crazy|drives me mad|is driving me mad|is messy|are messy
  |is inconsistent|are inconsistent|is chaotic|is not consistent|are not consistent|is not uniform
  |are not uniform|is ugly|are ugly|look ugly|looks ugly|annoys me|is annoying|annoy me
  |is written inconsistently|needs fixing|need fixing|needs some fixing|needs cleaning
  |need cleaning|needs a cleanup|is dirty|are dirty|is all over|is all over the place
  |are all over the place|is wrong in places|needs tidying|need tidying
  |is spelled in different ways|is spelt in different ways|is written in different ways
  |are written in different ways|is written differently|is a nightmare|is not clean|looks messy
  |look messy|is a bit of a mess|are a bit of a mess|has different spellings
  |have different spellings|has several spellings|comes in several spellings
  |comes in different spellings|look silly|looks silly|look wrong|looks wrong|look odd|looks odd
  |hurts my eyes|is a disaster|is a pain|is not well kept|need some love|needs some love
  |is badly maintained|is mixed up|are mixed up
uniform: uniform|consistent|the same|tidy|clean|right|proper|nice|unified|homogeneous|correct
small-letter: with a small letter|with small letters|with a small|in small letters|in lower case
  |with a capital letter|in capitals|with a lower case letter|with lower case|with a little letter
  |with a small g|with a small letter at the start|written small|with a small first letter
  |by mistake|with a typo|wrongly|misspelled|misspelt|with a lowercase letter
throw: throw|kick|take|chuck|toss|sort|weed|get|wipe|clear|filter|strike|cut|pull|knock|boot|move
not-needed: are not needed any more|are not needed anymore|are no longer needed|can go
  |are obsolete|are not needed|is not needed any more|is no longer needed|is obsolete
  |are no longer of use|are of no use|are of no use any more|are useless|is useless|are just noise
  |are only noise|are of no interest any more|are not wanted any more|are just ballast
  |are not wanted|are junk|are rubbish|are garbage|were only tests|were just tests|are only tests
  |are old hat|are done with|are of no use to us|are outdated|should not be there
  |should not be in there|should not exist|have no business there|do not belong there
  |do not belong in there|are not relevant any more|are in the way|are irrelevant
  |clutter the table|distort the numbers|spoil the numbers
rows-noun: rows|ones|entries|records|lines|row|data|items|data sets|datasets|stuff|things
is-wrong: is wrong|are wrong|is not right|is incorrect|is not correct|is out of date|is outdated
  |has changed|is no longer right|was entered wrongly|has to be corrected|needs to be corrected
there-is-no: there is no|there are no|it has no|they have no|there is not any|it does not have a
  |they do not have a|they do not have any|we have no|there is not a|it has not got a|has no
  |have no
there-is: there is|there is a|there is an|there is some|it has a|it has an|they have a
  |they have an|it has|they have|there is any|we have a|we have an
more: more|extra|on top|additional|more each|extra each|on top each|as a bonus|as a gift
  |as a present
"""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
CLASSES: dict[str, tuple[str, ...]] = {
    name: phrases(said)
    for text in (_DEEDS, VALUES, PAIRS)
    for name, said in re.findall(r"^([\w-]+): (.*(?:\n\s+\|.*)*)", text, re.MULTILINE)
}
CLASSES["small-letter"] += tuple(
    f"with a {size} {letter}" for size in ("small", "capital") for letter in _LETTERS
)
