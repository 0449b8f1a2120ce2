"""The fixed phrases about values, forms, and what stays as it is, by class. Data only.

Written as in `frames`, which reads both.
"""

VALUES = """
not: not|never|and not|instead of|rather than|but not|no longer|in place of|not just|and never
instead-of: instead of|rather than|in place of|not|where it says|for|where it now says
use: use|write|put|have|make it|spell it|spell them|call it|enter|want|we want|i want|please use
  |we use|we write|always use|always write|keep|make that
is-the-same: are the same|are the same thing|are one and the same|mean the same
  |mean the same thing|are the same plan|are identical|is the same|are synonyms|both mean the same
  |are duplicates|are really the same|are all the same|are equivalent
  |are just spellings of the same thing|are the same value|mean one and the same
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
otherwise: otherwise|else|or else|and otherwise|for the rest|for all others|for everyone else
  |if not|in all other cases|everybody else|all others|everyone else|the rest|the others
minus: minus|less|reduced by|without the|without|after deducting|after subtracting
plus: plus|and|added to|together with|+|increased by
times: times|multiplied by|x|multiplied with|*
divided-by: divided by|over|per|as a share of|/|divided through
difference: difference between|the difference between|difference of|difference from
sum: sum of|total of|the sum of|the total of|addition of
product: product of|the product of
ratio: ratio of|the ratio of|quotient of
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
domain-of: domain of|domain in|domain part in|domain from|email domain of|mail domain of
  |domain part of|the domain of|domain name of|just the domain of|only the domain of
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
it-is: it is|they are|it says|they say|it reads|they read|it equals|it contains|it is just
  |they are just|it only says|the value is|it has|that is|it is set to
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
out-of: out of|out from|out off
be-null: should be empty|should be null|must be empty|should simply be empty|should become empty
  |are to be empty|should be blank|should simply be null|should just be empty|must be null|to null
  |should be blanked|should be emptied|should be cleared|have to be empty|need to be empty
  |to be null|is to be empty|should be made empty|should become null|should go|to empty
  |should just be null|there the field should become empty|there the field should be empty
  |should be set to null|should be nulled|must become null|must become empty
  |should count as missing|should be missing|are to be blanked|have to be blanked
  |need to be blanked|as null|as empty|should really be empty
in-it: in it|in there|in them|in the table|in the column|among its values|inside
is-typo: is a typo|is a typing error|is wrong|is misspelt|is misspelled|is a misspelling
  |is a mistake|is not right|are typos|are wrong|is incorrect|is a spelling mistake|is a typo for
  |is not correct
typo: typo|typos|spelling|misspelling|value|typing error|wrong value|wrong spelling
without: without|without any|no|and no|with no|but no|but without|and without
"""
