"""The words of what a profile takes and which values count. Data only."""

from vibecli.agent.catalogue.phrases import phrases

TRUST = phrases(
    """prefer|trust|take|use|give priority to|rely on|favour|favor|go with|preferring|trusting
        |taking|using|with|let"""
)
FIRST = ("wins", "win", "comes first", "come first", "goes first", "has priority", "is the master",
         "leads", "first", "decides", "is right", "have priority", "always")  # fmt: skip
BEFORE = ("over", "before", "then", "and then", "rather than", "instead of", "to", "above",
          "more than", "ahead of")  # fmt: skip
FOR = ("for", "when it comes to", "as source of", "as the source of", "as source for",
       "as the source for", "on", "in")  # fmt: skip
OF = ("from", "of", "in", "out of")
SYSTEM = ("system", "table", "data", "source", "file", "records", "side", "database")
BY = ("by", "according to", "judged by", "going by", "based on", "in terms of", "ordered by")
ONLY = phrases(
    """only|use only|take only|only use|only take|keep only|only keep|just|nothing but|only count
        |count only|accept only|only accept|use just|only the|take just|prefer|with only|using only
        |taking only|let only"""
)
VERIFIED = ("verified", "valid", "confirmed", "validated", "checked")
COUNT = ("count", "counts", "are used", "is used", "win", "wins", "are taken", "are kept", "please")
RESPECT = ("respect", "respecting", "honour", "honor", "honouring", "heed", "mind", "obey",
           "observe", "consider", "according to", "subject to", "check", "apply")  # fmt: skip
CONSENT = ("consent", "consents", "the consent", "consent rules", "permission", "permissions",
           "opt in", "opt ins", "their consent", "consent table", "marketing consent")  # fmt: skip
CONSENTED = phrases(
    """with consent|with their consent|where they consented|where they agreed|where they opted in
        |if they consented|if they agreed|if they opted in|where there is consent
        |where consent was given|if consent was given|where consent is given|with permission
        |of persons who consented|of people who consented|of those who consented
        |of persons who agreed|of people who agreed|of those who agreed|of customers who consented
        |of customers who agreed|they consented to|people consented to|where the person consented
        |where the customer consented|where the person agreed|where the customer agreed
        |who opted in|of people who opted in|of customers who opted in|with an opt in|with opt in
        |where the consent says so|where consent says so|if the consent says so|that are consented
        |we have consent for|that we have consent for|that have consent"""
)
CONSENTED_BEFORE = ("consented", "opted in", "permitted", "agreed")
EDITS = phrases(
    """keep what was edited by hand|keep what was changed by hand|keep what people edited
        |keep what people changed|keep manual edits|keep the manual edits|keep manual changes
        |keep edits by hand|keep hand edits|keep edits|keep values edited by hand
        |keep values that were edited by hand|keep manually edited values|keep manual corrections
        |preserve manual edits|preserve manual changes|preserve what was edited by hand
        |do not overwrite manual edits|do not overwrite manual changes
        |do not overwrite what was edited by hand|do not touch manual edits
        |do not touch what was edited by hand|leave manual edits alone|leave manual edits
        |leave what was edited by hand|leave what was edited by hand alone
        |keeping what was edited by hand|keeping manual edits|keep what somebody edited
        |keep what was edited manually|keep what we edited by hand|keep hand made changes"""
)
CONSENT_NAMES = frozenset(
    word
    for line in (
        "consent granted opt optin optedin permission agreed allowed",
        "subscribed gdpr einwilligung",
    )
    for word in line.split()
)
CHANNELS = {  # what a value of a channel column may be, by role
    "email": ("email", "e-mail", "mail", "e_mail", "newsletter"),
    "phone": ("phone", "sms", "call", "telephone", "mobile", "tel"),
    "street": ("post", "postal", "letter", "address", "print"),
}
YES = ("true", "t", "yes", "y", "1", "granted", "given", "in", "opted in", "opt-in", "active", "ja")
