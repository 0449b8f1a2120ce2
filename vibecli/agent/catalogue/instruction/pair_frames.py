"""The fixed phrases about records of two tables that share a value, by class. Data only.

Written as in `frames`, which reads them.
"""

PAIRS = """
ask-for: which|which of our|which of the|what|find|find out which|show|show me|list|give me|get
  |find all|find the|tell me which|i need|i want|i would like|we need|see which|look for
  |which of|find me|identify|pairs of|pair|find pairs of|give me pairs of|i need pairs of
  |list pairs of|give me all pairs of|show pairs of|all pairs of|every pair of|find all pairs of
  |pairs|search for|detect|check which|tell me|are there|are there any|do any|do we have|any
have-same: have the same|has the same|share the same|share their|share a|share an|share the
  |use the same|with the same|with same|with identical|that have the same|who have the same
  |sharing a|that share a|that share their|who share a|who share their|which have the same
  |had the same|having the same|carry the same|give the same|gave the same|with an identical
  |have an identical|have exactly the same|with exactly the same|of the same|show the same
  |are on the same|have equal|with equal|that have an identical|which share a|which share their
  |have a common|that use the same|who use the same|were captured with the same
  |are registered with the same|that agree in|who agree in|agree in|agree on|that agree on
  |coincide in|match in|match on
as-other: as|with|like|as in|as one in|as that of|as some|as any|as any of|as one of|as somebody in
  |as someone in|as a row in|as in the|as a record in|as anyone in|as those in|as in our
whose: whose|where the|for which the|of which the|the|with a|with an|that have a
equals-that: is also that of|is the same as that of|equals that of|is the same as the one of
  |is identical to that of|equals the one of|matches that of|is also used by|is used by|is that of
  |matches the one of|is also the one of|agrees with that of|is also given by|belongs also to
  |also belongs to|is identical with that of|corresponds to that of
  |appears also in|also appears in|is found in|occurs in|also occurs in|can be found in
  |shows up in|also shows up in|exists in|also exists in|is also in|is also found in|is in
and-other: and|with|to|against|to those in|and the|/|vs
link-up: match|link|connect|join|pair|pair up|bring together|put together|assign|map|combine|relate
  |match up|link up|attach|allocate|associate|tie|line up|tie together|look up|compare|hook up
  |cross reference|reconcile|connect up|align
linked-to: to|with|and|against|onto|with their|to their|to the right|with the right|to the matching
  |with the matching|and the
by-key: by|on|via|through|using|over|based on|by means of|by the same|on the same|through the same
  |by comparing|on the basis of|according to|with the help of|by matching|with same|by same|on same
  |where they have the same|that have the same|if they have the same|which have the same
  |with the same|when they have the same|where they share the|that share the|having the same
  |where both have the same|with identical|by equal|on equal|by their|on their|by its|via their
  |using their
show-these: show|show me|give me|list|return|just|only|with|i need|i want|we need|output|get
  |just the|i only need|i just need|as pairs of|pairs of|i need each pair of|i need the pairs of
  |columns|give me the|give me just|give me only|please give me|i want to see|show only|show just
  |i need pairs of|i would like to see|each pair of|every pair of|as a list of|display|with columns
  |give me each pair of|give me pairs of|the pairs of|i would like|it is enough to show
is-enough: is enough|are enough|will do|is all i need|are all i need|suffices|suffice|only|is fine
  |are fine|is sufficient|are sufficient|would be enough|would do|in the result|please
any-case: written big or small|big or small|in big or small letters|case does not matter
  |case insensitive|ignore case|ignoring case|regardless of case|upper or lower case does not matter
  |upper and lower case do not matter|whatever the case|upper and lower case does not matter
  |not case sensitive|case and blanks do not matter
  |only upper and lower case and blanks at begin or end should play no role|else exact
  |otherwise exact|exact|exactly|exact match|exact comparison|exact matches only|no fuzzy matching
  |no fuzzy|not fuzzy|capital letters do not matter|capitals do not matter|name must be same|trimmed
  |ignore blanks around it|ignoring case and blanks|ignore case and blanks|case ignored
  |only upper and lower case and blanks at the begin or the end should play no role
  |upper lower case does not matter|spaces do not matter|blanks do not matter|literally
  |only upper and lower case should play no role|capitalisation does not matter|no guessing
  |upper lower case aside|apart from case|but for case|except for case|plain equality
digits-only: compare digits only|compare the digits only|only the digits|the digits only
  |look at the digits only|digits only|only digits|just digits|compare only digits
  |compare just digits|only digits count|only compare digits|just compare digits|look at digits only
  |ignore everything but digits|ignoring everything but digits|use only digits|by digits only
  |only the numbers count|punctuation does not matter|formatting does not matter|format ignored
  |ignore the format|ignore formatting|ignoring formatting|signs do not matter
  |ignore blanks and signs|the format does not matter|spaces and signs do not matter
  |whatever the format|however they are written|spaces and dashes do not matter
  |ignoring spaces and dashes
skip-values: not|skip|ignore|ignoring|without|except|but not|forget about|and forget about|leave out
  |excluding|exclude|skip placeholders|skip placeholder|and skip|and ignore|apart from|but ignore
  |not counting|forget|do not use|do not compare|leave aside|other than|and leave out|but skip
  |disregard|except for|and not|never mind|disregarding|skipping|leaving out|but leave out|drop
dummies: dummies|dummy|placeholders|placeholder|dummy values|dummy value|placeholder values|values
  |fake ones|test addresses|dummy addresses|dummy numbers|fake numbers|dummy number|value|numbers
  |placeholder addresses|addresses|fake values|test values|default values|domain|domains
must-be-same: must be the same|has to be the same|should be the same|must be equal|must be identical
  |has to be equal|must agree|have to be the same|must match|has to match|should match
keep-rows: keep|keep only|only keep|just keep|leave|leave only|retain|retain only|preserve
  |i want to keep|we want to keep|always keep|we only keep|only leave
per-each: for each|per|for every|of each|of every|for all|from each|from every|each|in each
only-the: only|just|only the|just the|exactly|nothing but|one only|the one
stays-only: should stay|should remain|is to stay|is to remain|shall stay|must stay|may stay|stays
  |remains|is kept|should be kept|is to be kept|can stay|shall remain|must remain
rest-goes: delete the others|remove the others|delete the rest|remove the rest|drop the others
  |drop the rest|the others can go|the rest can go|delete others|remove others|delete all others
  |remove all others|get rid of the rest|get rid of the others|and delete the others
  |and remove the others|and delete the rest|and remove the rest|and drop the rest
  |and drop the others|throw away the rest|throw out the rest|throw the rest away|the rest goes
  |the others go|delete all the others|remove all the others|delete the other ones
  |remove the other ones|and get rid of the rest|and throw out the others|and throw out the rest
  |the others should go|the rest should go|all others can go|and the others can go
  |and the rest can go|the others must go|the rest must go|others go|rest goes
if-tie: if two are on the same day|if there are two|if several are equal|if two are equal
  |if two are the same|in case of a tie|in a tie|on a tie|with a tie|if they are equal|on ties
  |in case of ties|if both are equal|if there are several|if two have the same|if several
  |when two are equal|for ties|if two are of the same day|if they are on the same day
"""
