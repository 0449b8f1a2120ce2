"""The words of what is said beside an intent: courtesy, remarks, reasons, hands off, who speaks.

Data only. The classes of words at the end say what is never set aside; `asides` owns the rule.
"""

from vibecli.agent.catalogue.phrases import phrases, words

POLITE = frozenset(
    phrase.strip()
    for phrase in phrases(
        """please|pls|plz|kindly|thanks|thank you|thx|hi|hello|hey|hi there|hello there|could you
        |can you|would you|will you|could you please|can you please|i want you to|i want to
        |i would like you to|i would like to|i d like to|i d like|i d like you to|i need you to
        |i need to|we need to|we want to|we would like to|we d like to|lets|let us|for me|for us
        |help me|help us|now|right now|go ahead and|i want|i need|vibecli|ok|okay|so|well
        |quickly|simply|cheers|can we|could we|let me|i would like|let me see|actually|basically
        |btw|by the way|asap|real quick|be so kind and|be so kind to|be so kind as to
        |would you be so kind and|would you be so kind to|could you be so kind to|in advance
        |thanks in advance|thank you in advance|thanks a lot|many thanks|thank you very much
        |thank you very much in advance|may i ask you to|may i ask you for|may i ask for|lol
        |i would be thankful for|i would be grateful for|i would be thankful if you could
        |i would be grateful if you could|i would be glad if you could|i would appreciate to
        |it would be nice to|it would be good to|it would be great if you could|i would love
        |it would be nice if you could|would you mind to|i kindly ask for|i kindly ask you to
        |i am looking for|we are looking for|i am after|we are in need of|i am in need of|i d love
        |i d love to|i would love to|do me a favour and|be an angel and|pretty please|dear all
        |good morning|good afternoon|good evening|dear team|dear colleagues|hi all|hi team
        |hello team|hey team|let me know|let us know|please let me know|when you have time
        |when you have a minute|quick one|quick question|one more thing|for me please|could i have
        |can i have|may i have|could i get|can i get|could i see|can i see|may i see|be so nice
        |be so good|be so kind|be so nice to|be so good to|be so good and|be so nice and
        |be so good as to|i would be grateful if you|it would be good if you could|would you mind
        |would you please|could you be so nice and|for information|if you would be so kind
        |i would appreciate it if you could|for your information|fyi|would you be so kind as to
        |spring cleaning|i d love to see|i would love to see|i d love to know|i would love to know
        |we d love to see|we would love to see|it would be great to see|it would be nice to see"""
    )
)
# After these a word is a name, whatever it says elsewhere; a greeting is one after a verb too.
NAMING = words("action webhook hook called named")
CALLING = words("call run trigger notify fire say do invoke start send")
GREETINGS = words("hi hello hey")
REMARKS = frozenset(
    phrases(
        """that sort of thing|that kind of thing|this sort of thing|and so on|etc|and such
        |and the like|and things like that|or something like that|that can not be right
        |this can not be right|which can not be right|that can not be correct
        |that should not happen|which should not happen|that should not be possible
        |which should be impossible|there must be a mistake|something is wrong there
        |that looks wrong|that is not possible|this is not possible|which makes no sense
        |that makes no sense|as far as we know|if there are any|if any|if there is any
        |if you can|if possible|as usual|that is all|that would be great|that is enough
        |for a report|for my report|i think|i guess|i believe|i suppose|i suspect
        |in our database|in our data|in the whole database|in the meantime|by now|we have on record
        |on record|find the duplicates there|find them|find those|find these|find them all
        |find all of them|find the duplicates|list the duplicates
        |from now on|straight away|right away|at once|immediately|for good|once and for all
        |show the duplicates|show me the duplicates|show me which ones|show me which|show them
        |list them|show them to me|give me a list|i need a list|give me the list"""
    )
)
HANDS_OFF = frozenset(
    phrases(
        """do not delete anything|do not remove anything|do not change anything|do not merge them
        |do not delete them|do not remove them|do not change them|do not touch anything
        |do not touch the data|do not merge anything|do not delete any|do not delete any of them
        |do not write anything|do not modify anything|do not update anything
        |nothing should be deleted|nothing shall be deleted|nothing shall be changed
        |nothing may be deleted|nothing may be changed|nothing should be changed
        |nothing is to be deleted
        |nothing is to be changed|nothing must be deleted|nothing must be changed
        |without deleting anything|without changing anything|without removing anything
        |without merging them|without touching the data|just find them|only find them
        |just list them|only list them|just show them|only show them|just tell me which
        |just tell me|just show me|just a look|only a list|just a list|just report them
        |do not fix anything|do not fix them|do not correct anything|do not delete|delete nothing
        |change nothing|only look"""
    )
)
REASONS = phrases(
    """so that we see|so that we can see|so that we know|so that i see|so that i can see
    |so that i know|so we see|so we can see|so we know|so i can see|so i know|to see|to find out
    |in order to see|in order to know|in order to find out|because we want to know
    |because i want to know|so that we can tell|so that we find out|so that we can find out"""
)

# Words that tell which rows are meant, or how many: no clause with one of them is set aside.
DENIED = words("not no never neither nor none")
LIMITED = words("only except but unless without apart")
LEVELS = words("over under above below")
TELLING = DENIED | LIMITED | LEVELS | words("before after between least most")
# Words that tell so in some clauses: each use names those that count there.
NOBODY = words("nobody nothing")
RELATIVE = words("who which whose where")
COMPARED = words("less than more fewer")
EXTREMES = words("first last newest oldest latest earliest")
EVERY = words("all any each every")
DAYS = words("today yesterday tomorrow")
LEFT_OUT = words("count exclude excluding ignore skip drop include including call")
OBLIGED = words("must should shall need needs want wants")
NAMED = words("called name named mean means")
ORDERS = words("""
    add build change check compare consider copy correct create delete ensure find fix get give
    group insert keep leave link list make match merge move order produce rank remove rename
    replace send set show sort split sum tell treat update verify write
    """)
MADE = words("feature features model models rule rules")  # no question asks for them
# Who speaks, and whom or what is spoken of.
SPEAKERS = words("i we my our")
THIRD = words("they their it them those these that he she his her its")
