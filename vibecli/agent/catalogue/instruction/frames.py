"""The fixed phrases of instructions, by class: verbs with all their synonyms. Data only.

One class a line, `name: phrase|phrase`; a line that begins with a bar goes on. Articles before a
phrase need no entry of their own.
"""

import re

from vibecli.agent.catalogue.phrases import phrases

_CLASSES = """
remove: take away|strip|strip out|take|delete|remove|erase|purge|get rid of|drop|throw out
  |throw away|kick out|bin|take out|dump|eliminate|discard|scrap|wipe out|clear out|weed out
  |cut out|chuck out|chuck|toss|toss out|do away with|dispose of|zap|kill|strike|expunge|trash
  |ditch|clean out|sort out|flush|take off|delete from|remove from|throw out from|kick out from
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
set: set|change|update|assign|put|switch|make|turn|move|mark|flag|tag|label|classify|adjust
  |correct|amend|modify|edit|reset|bring|fix|reassign|raise|lower|increase|reduce|let|have|declare
  |upgrade|promote|downgrade|treat|convert|write|transfer|shift|overwrite|alter
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
not: not|never|and not|instead of|rather than|but not|no longer|in place of|not just|and never
instead-of: instead of|rather than|in place of|not|where it says|for|where it now says
use: use|write|put|have|make it|spell it|spell them|call it|enter|want|we want|i want|please use
  |we use|we write|always use|always write|keep|make that
is-the-same: are the same|are the same thing|are one and the same|mean the same
  |mean the same thing|are the same plan|are identical|is the same|are synonyms|both mean the same
  |are duplicates|are really the same|are all the same|are equivalent
  |are just spellings of the same thing|are the same value|mean one and the same
mean: are|mean|is|means|stand for|stands for|are all|are both|both mean|all mean|is the same as
  |are the same as|is just|are just|are really|is really|equals|is also|refers to|refer to
replace: replace|change|turn|rename|convert|rewrite|correct|write|make|set|map|switch|swap
  |translate|merge|fold|bring|unify|put|recode|overwrite|substitute|fix|move|alter|update
  |harmonise|harmonize|standardise|standardize|normalise|normalize|join|combine|collapse|transform
  |call
with: with|by|to|into|as|->|>|be|for|through|in|under|=
turned-into: is sometimes|are sometimes|is sometimes written|are sometimes written|sometimes reads
  |is sometimes spelt|is partly|is often|turned into|was turned into|were turned into
  |has been turned into|became|have become|has become|were changed to|was changed to
  |got turned into|ended up as|have been turned into|were converted to|was converted to
  |got changed to|show up as|were imported as|was imported as|came in as|came through as
  |were mangled into|got mangled into|were entered as|was entered as|are wrongly|is wrongly
  |was misspelt as|were misspelt as|are misspelt as|is misspelt as|is misspelled as
  |are misspelled as|are spelt|is spelt|are spelled|is spelled|were saved as|have turned into
  |has turned into|was mangled into|are stored as|is stored as|are written as|is written as
turned: turned|made|changed|converted|mangled|has turned|has made|has changed|garbled
  |has converted|has mangled|transformed|messed up
some-of: some of|some|several of|several|a few of|many of|part of|a couple of|some values of
  |some values in|some rows of|one of|a number of|a lot of|sometimes|half|half of
into: into|to|in
empty: empty|clear|blank|blank out|null|null out|wipe|erase|clean out|make empty|unset|delete
  |remove|reset|drop|get rid of|throw out|take out|leave empty|void|zero out|clear out|strip|purge
  |nullify|throw away|discard|set to null|kill|bin
blank: empty|clear|blank|blank out|null|null out|wipe|unset|void|nullify|empty out|wipe out
  |clear out|make empty|set to null|make null
out: out|away
null: null|empty|nothing|blank|to null|into null|to empty|to nothing|to blank|as empty|as missing
  |as unknown|as null|with null|with nothing|no value|missing|blank out|a null|to missing
  |an empty value|to be empty|to be null
make: make|set|turn|leave|treat|change|put|replace|convert|mark|switch|reset
are-just: are just|are|is|is just|are only|is only|is set to|are set to|contain|contains|say|says
  |hold|holds|have|has|read|reads|are filled with|is filled with|have the value|has the value
  |carry|show|are recorded as|is recorded as|are entered as|is entered as|are given as|is given as
  |just say|just says|simply say|still say|come as|are simply|are sometimes|is sometimes
  |sometimes say|sometimes contain|are stored as
not-real: are not real|is not a real|are no real|is no real|are not valid|is not a valid|are fake
  |is not real|is fake|are dummy|is a dummy|are placeholder|is a placeholder for
  |are placeholders for|is no valid|are no valid|are invalid|is an invalid|are not proper
  |is not a proper|are no proper|is no proper|are not genuine|are not|is not a|is no|are no
  |are not actual|are just placeholders for|is just a placeholder for|are meaningless
  |are not usable|are not useful|is not a usable|are useless|are not correct|is no correct
  |are certainly not|are surely not|are obviously not|are obviously no|are made up|can not be real
  |can not be|are obviously not real|are clearly not real|are clearly no|are nonsense|are garbage
  |are rubbish|are bogus|are junk
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
renamed: be called|be named|be renamed|be renamed to|be renamed as|be relabelled|have the name
  |read
renames-to: to|as|into|to be|be|better|instead
should-be-called: should be called|must be called|should be named|should be renamed to
  |must be renamed to|is to be called|has to be called|needs to be called|should rather be called
  |should be renamed|would be better called|ought to be called|is to be renamed to
  |had better be called|should have the name|needs to be renamed to|should now be called
  |must be named|is better called|is now called|is called from now on|should become|will be called
  |shall be called|is to be named
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
true-if: true if|true when|true for|yes if|yes when|true where|is true if|is true when|whether|if
  |that is true if|that is true when|which is true if|which is true when|true whenever
  |set to true if|true only if|1 if|is true for|if or not|whether or not|that says whether
  |which says whether|saying whether|telling whether|that tells whether|which tells whether
  |that tells if|to tell whether|to show whether|that is true for|which is true for
  |showing whether|that shows whether|says whether|should be true if|should be true when
  |should be true for|set to true when|indicating whether|it is true if|it is true when
  |it should be true if|it should be true when
otherwise-false: otherwise false|else false|false otherwise|false if not|or false if not
  |and false otherwise|if not false|otherwise no|else no|no otherwise|and false if not
  |false for the rest|false for all others|and otherwise false|false for the others
  |if not then false|false else|or else false|or false otherwise|and else false|or false|or not
  |otherwise 0|else 0|0 otherwise|false everywhere else|and false for the rest
  |false in all other cases|false in every other case|false for everyone else
  |and false for everyone else
false-if: false if|false when|false for|no if|false where|and false if
otherwise: otherwise|else|or else|and otherwise|for the rest|for all others|for everyone else
  |if not|in all other cases|everybody else|all others|everyone else|the rest|the others
if: if|when|where|for|whenever|in case|for those that|for those who|for those with|for all
minus: minus|less|reduced by|without the|without|after deducting|after subtracting
plus: plus|and|added to|together with|+|increased by
times: times|multiplied by|x|multiplied with|*
divided-by: divided by|over|per|as a share of|/|divided through
difference: difference between|the difference between|difference of|difference from
sum: sum of|total of|the sum of|the total of|addition of
product: product of|the product of
ratio: ratio of|the ratio of|quotient of
and: and|to|till|until
days-from: number of days from|number of days between|days between|days from|the days between
  |how many days lie between|how many days are between|how many days from|day count from
  |count of days from|the time in days from|days that lie between|duration in days from
  |length in days from|time in days between|how many days there are between
  |the number of days it took from|number of days that lie between|time in days from
  |difference in days between|the difference in days between|how many days it took from
  |days it took from|how many days passed between|number of days passed between
  |how many days pass between|days passed between|how long it took in days from
until: and|to|until|till|up to
hours-from: number of hours from|number of hours between|hours between|hours from
  |the hours between|how many hours lie between|how many hours from|time in hours between
  |difference in hours between|time in hours from|how many hours it took from
part-after: part behind|part after|bit after|bit behind|what comes after|what is after
  |what is behind|what stands after|what stands behind|everything after|everything behind
  |just the part behind|just the part after|only the part after|only the part behind|text after
  |text behind|what comes behind|the domain i e the part after|half after|only what comes after
  |domain after|domain part after|domain behind
part-before: part before|part in front of|bit before|what comes before|what is before
  |everything before|what stands before|text before|just the part before|bit in front of
  |only the part before|everything in front of|what is in front of|half before
at-sign: @|at|at sign|@ sign|at symbol|@ symbol|@ character|at character
domain-of: domain of|domain from|email domain of|mail domain of|domain part of|the domain of
  |domain name of|just the domain of|only the domain of
domain: domain|email domain|mail domain|just the domain|only the domain|domain only|domain part
  |domain name|the domain part
in-lower-case: in lower case|lower case|lowercase|in lowercase|in small letters|lowercased
  |all in lower case|all lower case|all lowercase|written in lower case
null-without-at: leave it null if there is no @|null if there is no @|empty if there is no @
  |leave it empty if there is no @|null where there is no @|or null if there is no @
  |leave it null where there is no @|else null|otherwise null|null otherwise|empty otherwise
  |leave it empty otherwise|otherwise empty|leave it null otherwise
  |leave it blank if there is no @|keep it null if there is no @|nothing if there is no @
year-of: year of|the year of|calendar year of|year from|year in|the year from|year part of
month-of: month of|the month of|month from|month number of|calendar month of
quarter-of: quarter of|the quarter of|calendar quarter of|quarter from
weekday-of: weekday of|day of the week of|the weekday of|week day of
length-of: length of|number of characters in|number of characters of|character count of
first: first|the first|just the first|only the first|leading
last: last|the last|just the last|only the last|trailing|final
letters-of: letters of|characters of|digits of|letter of|character of|digit of|signs of|chars of
  |character from|characters from|digits from|letters from|letters in|digits in
joined: joined|together|joined together|combined|put together|concatenated|in one|glued together
  |joined by a blank|joined by a space|joined with a space|joined with a blank
  |with a blank between|with a space between|separated by a blank|separated by a space
  |with a space in between|with a blank in between|with a blank between them
  |with a space between them|with a single space between|in one field|in one column
  |with one blank between
stay: can stay as they are|untouched|as is|as it is|as they are|unchanged|alone|can stay there
  |shall stay|shall remain|should remain like it is|should remain as it is
  |should remain like they are|stay like they are|remain like it is|can remain as it is
  |can remain a text|stays a text|stays text|can stay|stay as they are|should stay|stay
  |should stay as they are|remain|remain as they are|are to be kept|can remain|must stay|are kept
  |may stay|are fine|should be kept|are not to be touched|should not be touched
  |must not be touched|stays|stays as it is|can stay as it is|is fine|is ok|are ok|must not change
  |should not change|stay where they are|should stay where they are|themselves stay
  |themselves stay as they are|stay put|stay in place|must stay as they are|must remain
  |should remain|are correct|is correct|are right|should stay as it is|can stay where they are
  |stay untouched|stay there|should remain as they are|remain untouched|should remain untouched
  |should be left alone|must be left alone|are not affected|remain where they are
  |can be left alone|can be left|keeps as it is|has to stay|have to stay|will stay|is to stay
  |are to stay|stay unchanged|should stay in place|still stay|do not change|does not change
  |themselves should stay|themselves must stay|themselves can stay|themselves remain|stays put
  |themselves are not to be touched|themselves should not be touched|must stay where they are
leave: leave|keep|do not touch|do not change|do not alter|do not delete|leave in|do not remove
  |spare|but leave|but keep|but do not touch|and leave|and keep|do not modify
alone: alone|blank|empty|null|untouched please|as is|as it is|as they are|untouched|unchanged
  |in place|where they are|be|intact|where it is|in there
rest: blank ones|empty ones|blanks|empty entries|empty fields|empty values|missing ones|nulls
  |blank entries|blank fields|empty cells|missing values|nulls alone|empties|rest|column|type
  |type of the column|everything|others|everything else|all others|other ones|other rows
  |the rest of the table|all the others|other values|other columns|all other columns
  |all other rows|remaining ones|all the rest|everybody else|everyone else|all other values
  |remaining rows|other fields|rest of the data|originals|original rows|other tables
  |all other tables|original
trim: trim|strip|trim off|strip off
upper: upper case|uppercase|capital letters|capitals|upper|all caps|caps|block letters
  |capital letters only|capitals only|big letters|all capitals|all upper case|all uppercase
  |all capital letters|block capitals|upper case letters|upper case only|uppercase letters
  |upper case throughout|caps only
lower-case: lower case|lowercase|small letters|lower|all lower case|all lowercase
  |lower case letters|small letters only|all small letters|lower case only|lowercase letters
title: title case|capitalised|capitalized|initial capitals|proper case|initial caps
  |a capital first letter|a capital letter at the start|a capital first|first letter capitalised
  |a leading capital|an initial capital|with an initial capital letter|first letter upper case
  |first letter in capitals|camel case
in-form: in|into|to|all in|all to|all into|as|with|written in|be in|in the form of|be all in
  |entirely in|be written in|throughout in|consistently in|all|all with|start with|only in
  |completely in|to be|be|all be|into all|to all|in all|into the form|in the form|to the form
bring: bring|put|make|set|turn|convert|change|write|format|transform|get|have|standardise
  |standardize|normalise|normalize|reformat|rewrite|unify|harmonise|harmonize|switch|please put
  |i want|we want|let|clean up|fix|tidy|clean|spell|render|print|correct|store|keep|move
form: form|the form|format|the format|shape|style|pattern|notation|this form|this format
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
it-is: it is|they are|it says|they say|it reads|they read|it equals|it contains|it is just
  |they are just|it only says|the value is|it has|that is|it is set to
columns-told: columns|with the columns|with columns|only the columns|just the columns|only|just
  |with only|with just|the columns should be|but only|keep only|only with|columns should be|fields
  |with the fields|containing only|holding only|containing|i only need|we only need|it should have
behind: behind|after|following|to the right of|that follows|that comes after|that stands behind
in-front: before|in front of|ahead of|to the left of|that comes before|that stands before
part-of: part of|bit of|portion of|piece of|text of|everything in|what is in
nothing-else: nothing else|nothing other|no other value|no other values|no other column
  |no other row|no other rows|no other columns|nothing more
about: about|in|of|on|with
is-touched: shall be touched|should be touched|should change|is to be touched|must be touched
  |shall change|changes|must change|may change|should be changed|is to be changed|may be touched
  |must be changed|shall be changed|is affected|is to change|needs to change|has to change
even-if: even if|even though|although|even when|though|because|since|as
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
like-the-rest: like the rest|like the others|like all the others|as everywhere else
  |like everywhere|as in the rest|like everywhere else|like all others|just like the rest
  |as the rest|everywhere|throughout|in all rows|in every row|always|consistently|instead
are-written: are written|is written|are spelt|are spelled|is spelt|is spelled|read|say
  |are stored as|are written as|is written as|are entered as|contain|have|are|are called|is called
  |appear as
where-wrote: where someone wrote|where somebody wrote|where it says|where people wrote
  |where they wrote|where it is|where there is|wherever it says|where someone typed|where it reads
  |if it says|if someone wrote|where someone entered|where somebody entered|where we have
  |when it says|where
a: a|an|into a|to a|into|to|be
blanks: every space|every blank|any spaces|any blanks|all spaces|blanks|spaces|blank|space
  |white space|whitespace|whitespaces|white spaces|blank characters|blank spaces|empty spaces
  |stray blanks|stray spaces|extra blanks|extra spaces|padding
outer-blanks: leading and trailing blanks|leading and trailing spaces
  |leading and trailing white space|leading and trailing whitespace|leading or trailing blanks
  |leading or trailing spaces|trailing blanks|trailing spaces|leading blanks|leading spaces
  |outer blanks|outer spaces|surrounding blanks|surrounding spaces|trailing whitespace
  |trailing white space|spaces at the ends|blanks at the ends|blanks at both ends
  |spaces at both ends|extra blanks at the ends
around: before and after|before and behind|in front of and behind|around|at the start and end of
  |at the beginning and end of|at the start and the end of|at the beginning and the end of|before
  |at both ends of|at the ends of|behind|after|at the end of|at the start of|in front of
  |at the beginning of|on both sides of|to the left and right of|in front of and after
  |before or after
have-blanks: have blanks around them|have spaces around them|have leading blanks
  |have trailing blanks|have trailing spaces|have leading spaces|have blanks at the end
  |have spaces at the end|have leading and trailing spaces|have leading and trailing blanks
  |have stray blanks|contain leading blanks|contain trailing blanks|contain trailing spaces
inside: inside|in between|leading , trailing and inside|leading , trailing , inside|everywhere
  |in the middle|everywhere inside|leading and trailing and inside|wherever they are
  |at the start at the end and inside|anywhere|also inside|including those inside
  |the ones inside too|all of them
throw: throw|kick|take|chuck|toss|sort|weed|get|wipe|clear|filter|strike|cut|pull|knock|boot|move
out-of: out of|out from|out off
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
be-null: should be empty|should be null|must be empty|should simply be empty|should become empty
  |are to be empty|should be blank|should simply be null|should just be empty|must be null|to null
  |should be blanked|should be emptied|should be cleared|have to be empty|need to be empty
  |to be null|is to be empty|should be made empty|should become null|should go|to empty
  |should just be null|there the field should become empty|there the field should be empty
  |should be set to null|should be nulled|must become null|must become empty
  |should count as missing|should be missing|are to be blanked|have to be blanked
  |need to be blanked|as null|as empty|should really be empty
sentence-case: first letter upper rest lower|first letter capital rest lower|first letter capital
  |a capital first letter and the rest small|first letter upper case rest lower case
  |first letter in upper case and the rest in lower case|first letter upper and the rest lower
  |with a capital first letter and the rest small|first letter capitalised rest lower
without: without|without any|no|and no|with no|but no|but without|and without
"""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
CLASSES: dict[str, tuple[str, ...]] = {
    name: phrases(said)
    for name, said in re.findall(r"^([\w-]+): (.*(?:\n\s+\|.*)*)", _CLASSES, re.MULTILINE)
}
CLASSES["small-letter"] += tuple(
    f"with a {size} {letter}" for size in ("small", "capital") for letter in _LETTERS
)
