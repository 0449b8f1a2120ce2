"""The words of standing rules: what begins one, that an event comes, what is done with it."""

from vibecli.agent.catalogue.phrases import phrases

EVERY = phrases(
    """for every|for each|for all|when|whenever|as soon as|each time|every time|on every
        |on each|once|as|upon every|upon each|with every|with each|if|every|each|for any
        |whenever there is|as soon as there is|when there is|each time there is
        |every time there is|on|upon"""
)
NEW = phrases("new|incoming|next|fresh|newly arrived|a new|any new|every new|each new|live")
ROW = phrases(
    """row of|row in|rows of|rows in|record of|record in|records of|records in|entry in
        |entries in|row|rows|record|records"""
)
EVENTS = phrases(
    """purchase|purchases|order|orders|transaction|transactions|sale|sales|payment|payments|event
        |events|visit|visits|booking|bookings|login|logins"""
)
COMES = phrases(
    """arrives|arrive|comes in|come in|comes|come|is placed|are placed|is made|are made
        |happens|happen|is loaded|are loaded|is added|are added|appears|appear|is received
        |are received|lands|land|occurs|occur|gets in|is recorded|are recorded|is inserted
        |shows up|is created|that arrives|that comes in|that is made|that is placed
        |streams in|flows in|is seen|is booked|are booked|is posted|is sent|is registered
        |is logged|is submitted|goes through|is completed|is received|was made|is paid|is opened"""
)
THEN = phrases(
    """and then|and also|and|then|,|;|after that|afterwards|as well as|and finally|finally
        |which|that|also|next|, and|followed by"""
)
MATCH = phrases(
    """match|matches|link|links|resolve|resolves|assign|connect|attach|identify|is matched
        |are matched|gets matched|get matched|is linked|are linked|is resolved|look up|tie
        |find|should be matched|must be matched|is assigned|that is matched|which is matched
        |be matched|find whose it is|find out whose it is|find who it is of|see whose it is
        |find out who it is of|find whose they are|work out whose it is|tell whose it is"""
)
TO = phrases("to|with|against|by|as|for")
IT = phrases("it|them|the event|this event|its|that|this|their|the record|this one")
WHOM = phrases(
    """customer|customers|person|persons|people|profile|profiles|member|members|client
        |clients|account|accounts|loyalty account|loyalty accounts|its customer
        |their customer|the buyer|right customer|who it is|whose it is|known customer
        |known customers|known person|someone|right person|its person|one customer
        |one person|identity|identities|user|users"""
)
UPDATE = phrases(
    """update|updates|refresh|refreshes|maintain|maintains|enrich|enriches|is merged into
        |merge into|keep|goes into|flows into|updates of|updating|merge it into|put it into
        |write it to|merge them into|should update|must update|is added to|bring up to date
        |bring|brings"""
)
BRING = ("bring", "brings")
WHOLE = phrases(
    """profile|unified profile|customer profile|golden record|golden records|profiles
        |record|customer record|profile table|unified profiles|customer profiles
        |single customer view"""
)
CURRENT = phrases("up to date|current|fresh|up-to-date")
FEATURES = phrases(
    """features|feature table|customer features|its features|their features|feature set
        |the features of|features of customer|features of the customer
        |features of that customer|feature values"""
)
MAKE = phrases(
    "compute|computes|recompute|recomputes|update|updates|refresh|refreshes|make|calculate|build"
)
SCORE = phrases(
    """score|scores|trigger|triggers|run|runs|apply|applies|call|calls|fire|fires|invoke
        |invokes|predict with|use|uses|rescore|rescores|is scored|gets scored|be scored
        |start|starts|triggering"""
)
WITH = phrases("with|by|using|through|on|against|via")
MODEL = phrases("model|models|score|scoring model|scorer")
ACTION = phrases("action|webhook|command|hook")
ACT = phrases(
    """call|calls|run|runs|trigger|triggers|notify|notifies|fire|fires|do|does|invoke
        |invokes|send it to|send them to|tell|post it to|execute|start|starts|inform
        |push it to|pass it to|say|says|fires off|set off|sets off|kick off"""
)
DOES = phrases(
    """has|have|makes|make|places|place|starts|start|gets|books|book|opens|open|buys|buy|does|do
        |records|pays|pay|creates|create|files|file|submits|submit|begins|sends|adds|causes
        |finishes|completes|raises|takes|receives|ends|visits|uses|generates|triggers|registers"""
)
ANYBODY = phrases(
    "someone|somebody|anyone|anybody|a person|any customer|one of them|one of our customers"
)
STREAM = phrases(
    """stream|ingest|stream in|process|take in|consume|follow|listen for|listen to|watch
        |watch for"""
)
RULE = phrases(
    """set up a stream for|set up a stream of|make a stream of|make a standing rule for
        |create a standing rule for|add a standing rule for|make a rule for|create a rule for
        |set up a standing rule for|set up a rule for"""
)
ALL_IN = phrases(
    """all in stream|in stream|in a stream|as a stream|in real time|in realtime|live
        |as it happens|as they come|as they happen|automatically|continuously|by itself
        |all in real time|on the fly|immediately|at once|right away|all live
        |as a standing rule|streaming|in the stream|from now on"""
)
CALLED = phrases("called|named|as rule|under the name|and call it|and name it|call it|name it")
IF = phrases(
    """if|only if|when|only when|in case|provided|provided that|where|as long as|but only if
        |but only when|whenever|once|only where"""
)
ONLY_FOR = phrases("only for|just for|for|but only for|only of|only with|only to|limited to|only")
IS = phrases("is|are|was|being|be|gets|becomes|has|with")
SCORE_NOUN = phrases(
    """score|risk|probability|propensity|likelihood|risk score|prediction|scores|churn score"""
)
SCORE_ENDS = ("score", "risk", "probability", "propensity", "likelihood", "prediction", "scores")
LEVELS = ("high", "medium", "low")
SYNCED = phrases(
    """in sync with|up to date with|current with|synchronized with|synchronised with|synced with
        |fresh with|up to date from|in step with|aligned with|up to date by|updated with"""
)
RETIRE = phrases(
    """retire|stop|end|remove|delete|drop|cancel|disable|deactivate|switch off|turn off|get rid of
        |discontinue|terminate|take away|shut down|shut off|kill|cease|finish|close"""
)
STANDING = phrases("standing rule|standing rules|stream rule|streaming rule|rule of the stream")
NO_NEED = phrases(
    """we do not need|we no longer need|i no longer need|i do not need|nobody needs|do not run
        |we are done with|i am done with|no need for|there is no need for"""
)
ANY_MORE = phrases("any more|anymore|any longer|from now on|now")
IS_OVER = phrases(
    """is no longer needed|is not needed any more|is not needed anymore|is not needed any longer
        |is not needed|can go|is obsolete|should stop|must stop|should end|must end|is over
        |has to go|is no longer used|is not used any more|can be retired|can be stopped
        |should be retired|should be stopped|is done|shall end|shall stop|has done its work"""
)
A_RULE = phrases(
    """rules on|rules for|rules of|rule on|stream on|rule|stream|streaming|rule for|rule of
        |standing rule for|stream of"""
)
