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
any-case: case does not matter|case insensitive|ignore case|ignoring case|regardless of case
  |upper or lower case does not matter|upper and lower case do not matter|whatever the case
  |upper and lower case does not matter|not case sensitive|case and blanks do not matter
  |only upper and lower case and blanks at begin or end should play no role|else exact
  |otherwise exact|exact|exactly|exact match|exact comparison|exact matches only|no fuzzy matching
  |no fuzzy|not fuzzy|capital letters do not matter|capitals do not matter|name must be same
  |trimmed|ignore blanks around it|ignoring case and blanks|ignore case and blanks|case ignored
  |only upper and lower case and blanks at the begin or the end should play no role
  |upper lower case does not matter|spaces do not matter|blanks do not matter|literally
  |only upper and lower case should play no role|capitalisation does not matter|no guessing
  |upper lower case aside|apart from case|but for case|except for case|plain equality
digits-only: compare digits only|digits only|only digits|just digits|compare only digits
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
"""
