"""Words of a question by which rows are kept or left out, and those that add nothing. Data only."""

from vibecli.agent.catalogue.phrases import phrases

LIGHT = phrases(
    """recorded|entered|noted|because of|because|due to|want|wants|wanted|would like|agreed to|that
    |which|who|whom|is|are|was|were|be|been|being|have|has|had|got|do|does|did|we|i|you|they|it
    |its|there|their|them|our|in|at|from|on|over|by|via|of|for|to|with|as|also|ever|and|these
    |those|in our|in the|we have|we have on record|on record|on file|in total|altogether|overall
    |all together|so far|in the system|in our system|in our systems|in the database
    |in our database|in our books|on our books|in there|in here|there are|exist|do we have
    |are there|did we have|have we got|do we run|we run|did we get|have we had|we had|we got
    |we know|we know of|do we know|next to them|next to it|next to that|next to each|beside it
    |beside them|alongside|please|at all|but|that we have|which we have|who we have|come|came
    |comes|come in|came in|came back|come back|sent back|coming back|took place|belong|belongs
    |belonging|through|living|live|lives|based|located|sitting|do i have|i have|were there
    |was there|holding|marked|flagged|tagged|labelled|classed|on it|in it|for it|to it|of it
    |each|all|any|for that|for this|out there|thing|things|one|ones|is that|sort of|kind of
    |and so on|status is|in the list|on the list|in the table|yet|ever|at the moment|right now
    |currently|as of now|at present|presently|these days
    |came via|came through|came from|came to us|came to us through|came to us via|come through
    |come via|come to us through|coming via|arrived|arrived via|arrived through|found us
    |found us through|found us via|found out about us through|got to us through|got to us via
    |reached us|reached us through|reached us via|heard of us through|heard about us through
    |heard of us via|joined us through|who joined through|go|goes|went|go to|went to|went out
    |went through|go through|going to|ran|run by|ran by|run|runs|were run|did we see|we see|we saw
    |did we take|we take|we took|did we receive|we receive|we received|did we process|we process
    |did we handle|we handle|we handled|did we get in|did we make|we made|we make|did we do
    |do we count|did we count|do we see|do we hold|we hold|do we keep|we keep|we store|do we store
    |are held|are kept|is kept|are stored|are on our list|carry|carries|carrying|bear|bears
    |bearing|show|shows|showing|appear|appears|appear in|appears in|show up|shows up|turn up
    |turns up|happen|happened|occur|occurred|there|ended|ended up|ended in|ended with
    |ended as|ended up as|end up as|whatever|raised|raise|filed|submitted|sent in|written
    |gave|give|give us|gave us|given|given us|giving|call|hear|we hear|hear from|speak|spoke
    |speaking|talk|talked|got to|assigned|handled|looked after|taken care of|being handled
    |waiting|wait|lies|lie|lying|sits|sit|fall into|fall under|fell under|falls under|count as
    |counts as|counted as|listed|listed as|listed under|recorded as|entered as|noted as|known as
    |set as|set to|stand at|stands at|standing at|is at|resident in|reside in|residing in|resides in
    |domiciled in|at home in|who sit in|sit in|headquartered in|hq in|registered in|with us
    |of ours|at our company|of our company|in our company|we serve|that we serve|we work with
    |do we work with|we deal with|placed with us|made by us|by us|they made|they placed|they have
    |they had|they hold|they own|they raised|they raise|did they raise|did they place|did they make
    |did they open|do they have|do they hold|do they own|have they placed|have they made|have they
    |did they have|did they get|they get|they opened|belong to it|belonging to it|were used
    |in it|each of them|of them|still|really|actually|truly|meanwhile|themselves|himself|although
    |even|in fact|of course|obviously|by now|until today|up to now|to date|as yet|up to today
    |until now|till now|whose|where|for which|in which|of which|when|where the customer
    |where the client|where customers|where people|something|anything|values exactly as stored
    |exactly as stored|as stored|no folding|as they are|as is|from our assortment|in our range
    |in our catalogue|from our range|of our range|from our catalogue|out of our range|any type
    |any kind|of any kind|of any type|separately|naturally|nevertheless
    |again|i mean|that means|which means|namely|we picked up|picked up|we met|nothing else
    |nothing more|month as yyyy mm|as yyyy mm|yyyy mm|inside of it|inside it|in all
    |signed up with us|over|across|over their|across their
    |on their|in their|among"""
)
LEAVE_OUT = phrases(
    """leave out|leaving out|leave|excluding|exclude|except|except for|except the|but not|without
    |without counting|not counting|do not count|do not include|not including|ignore|ignoring
    |skip|skipping|apart from|other than|but no|but without|omit|disregard|but leave out
    |but ignore|and not|but exclude|minus|not the|no|drop|please ignore|please leave out
    |with exception of
    |with the exception of|except those|without the ones|with exception of those|but not those
    |please exclude|do not take|do not consider|never mind|and ignore|and leave out|and skip
    |and drop
    |and exclude|but leave|and leave|please leave|please skip|please do not count|nor
    |but without the
    |except for those|forget about|forget|save for|barring|aside from"""
)
THOSE = phrases(
    """if a|if an|if the|and if a|where a|when a|those|the ones|ones|the rows
    |rows|the others|those that are|the ones that are|all|and those|and the ones|the"""
)
THAT_ARE = phrases(
    """that are|which are|with|that were|which were|with the|who are|in|from|that is|which is
    |that have been|which have been|who were|that came from|who came over|who came from|of
    |that have|which have|who have|where|by|for|who|that|which"""
)
ALSO = phrases(
    """keep|please keep|do include|include|also|including|even|and also|also the
    |including the|even the|inclusive of|with also|, also"""
)
ALSO_OUT = (
    "too",
    "also",
    "as well",
    "out too",
    "out as well",
    "likewise",
    "out",
    "either",
    "neither",
)
LEFT_OUT_END = phrases("out|aside|away|out of it|out please|out of this|ones out|ones aside")
WITHOUT = phrases(
    """neither|have neither|with neither|has neither|who have neither|that have neither|without
    |with no|have no|has no|having no|lacking|missing|that have no|who have no|had no
    |with missing|with an empty|with empty|no|with a missing|do not have|does not have
    |did not have|that lack|who lack|that do not have|who do not have|which have no|without any
    |never had|never placed|never made|never did|never bought|never got|never opened|never used
    |have not placed|has not placed|did not place|did not make|have not made|never received
    |not having|who never had|that never had|have never had|has never had|have never placed
    |have never made|never ordered|lack|have yet to place|without a single|not a single|not one
    |have not got|has not got|with not a single|without even one|no known|who are missing"""
)
WITH = phrases(
    """with|having|have|has|that have|who have|which have|had|placed|made|own|owning|hold|holding
    |with at least one|with a known|with known|that had|who had|who placed|who made|use|using
    |with any|at least one|received|got"""
)
_HAVING = phrases(
    """have|has|had|place|placed|make|made|give|given|gave|leave|left|provide|provided|own|owned
    |hold|held|use|used|open|opened|raise|raised|file|filed|submit|submitted|send|sent|get|got|buy
    |bought|receive|received|generate|generated|create|created|take out|took out|taken out
    |give us|given us|gave us|leave us|left us|tell us|told us|supply|supplied|bring|brought
    |show|carry|possess|contain|include|record|hold any|run|ran|complete|completed|log|logged"""
)
WITHOUT = tuple(
    dict.fromkeys(
        (
            *WITHOUT,
            *(f"{verb} neither" for verb in _HAVING),
            *phrases(
                """where nobody has entered|nobody has entered|nobody entered|nobody wrote
                |where nobody wrote|nobody gave|where no one entered|not connected with any
                |not connected to any|not linked to any|not linked with any|not assigned to any
                |not tied to any|not connected with|not connected to|not linked to|without known
                |without a known|null|blank
                |empty|are missing|have not got|with null|with blank|for whom no|for which no
                |where there is no|there is no"""
            ),
            *(
                f"{negation} {verb}"
                for negation in phrases(
                    "do not|does not|did not|have not|has not|never|have never"
                    "|has never|who never|that never|who did not|who have not"
                    "|that have not|not yet|have not yet|has not yet"
                )
                for verb in _HAVING
            ),
        )
    )
)
WITH = tuple(
    dict.fromkeys(
        (
            *WITH,
            *(verb for verb in _HAVING if verb not in ("show", "include", "run", "log", "record")),
            "be on",
            "are on",
            "is on",
            "on",
            "who are on",
            "that are on",
            "have got",
            "has got",
            "have nevertheless",
            "hold a",
            "do have",
            "with at least one",
            "still carry",
            "carry",
            "possess",
            "do possess",
            "that possess",
        )
    )
)
AGREED = phrases(
    """agreed to|agree to|agreed to get|agreed to receive|said yes to|say yes to|says yes to|allow
    |allow us to send them|allow us to send|allowed us to send them|allow us to use|allows
    |opted in to|opted into|opted in for|opt in to|opt into|opted in|consented to|consent to
    |gave consent to|gave their consent to|given their consent to|given consent to|have consent for
    |gave us permission for|gave permission for|have given permission for|accept|accepted|accepts
    |are okay with|are ok with|are fine with|are happy with|signed up for|subscribed to|want|wants
    |want to get|want to receive|would like to get|would like to receive|may get|can get
    |may receive|may be sent|can be sent|may we send|may we send to|can we send|we may send
    |we can send
    |may we actually send|permit|permitted|approved|approve of|have switched on
    |switched on|turned on|enabled|activated|has enabled|set up|use|are using|using|have set up
    |whose|with|are open to|open to|agree with|do want|did agree to|receive|get"""
)
REFUSED = phrases(
    """said no to|say no to|says no to|opted out of|opted out from|opted out|opt out of
    |opting out of
    |objected to|object to|declined|decline|refused|refuse|rejected|reject|unsubscribed from
    |withdrew consent to|withdrew their consent to|withdrawn their consent to|forbid|forbade
    |forbidden|do not want|does not want|did not want|do not want to get|do not want to receive
    |do not agree to|did not agree to|have not agreed to|do not accept|do not allow
    |do not allow us to send them|did not consent to|have not consented to|gave no consent to
    |have not opted in to|have not opted into|did not opt in to|have not opted in|did not opt in
    |have not given consent to|not subscribed to|not signed up for|may not get|may not receive
    |must not get|must not be sent|disabled|switched off|turned off|deactivated|have disabled
    |have not switched on|have not turned on|have not enabled|have not activated|have not set up
    |did not switch on|do not use|not enabled|against|are against|have no permission for|without
    |do not have|not using|do not get|do not receive"""
)
KEEP_ONLY = phrases(
    """only|only the|just the|but only|restricted to|limited to|considering only|but only the
    |only for|only consider|only count|count only|only include|looking only at|only those
    |only with"""
)
NOTHING_NOUNS = phrases("items|goods|cases|stuff|things|objects|pieces of it")
