"""The words of models: what is foreseen, the verbs of training and of scoring, who is asked for."""

from typing import NamedTuple

from vibecli.agent.catalogue.phrases import phrases


class Foreseen(NamedTuple):
    """What a model is to foresee: that something happens after a moment, or stays away."""

    model: str
    happens: bool
    uses: bool = False  # events of use rather than purchases
    larger: bool = False  # only events above the usual amount
    usual: bool = True  # else only the name of a model, which a column says


CHURN = Foreseen("churn", happens=False)
REPEAT = Foreseen("repeat_purchase", happens=True)
UPSELL = Foreseen("upsell", happens=True, larger=True)
PERSONAL = Foreseen("personalization", happens=True)
NAMES = {
    CHURN: phrases(
        """churn|customer churn|churning|churner|churners|attrition|customer attrition|churn risk
        |customer loss|lapse|lapsing|churn prediction|defection|churn propensity|abwanderung
        |likelihood of churn|likelihood to churn|probability of churn|risk of churn
        |risk of churning|churn probability|churn likelihood|churn score|churn scores|churns
        |retention risk|lapse risk|attrition risk|attrition score|attrition scores
        |churn probabilities|churn risks"""
    ),
    REPEAT: phrases(
        """repeat purchase|repeat purchases|repurchase|repurchasing|repeat buying|repeat order
        |repeat orders|reorder|reorders|next purchase|second purchase|purchase propensity
        |repurchase propensity|propensity to buy|propensity|likelihood to buy
        |likelihood to purchase|repeat purchase score|repeat purchase scores
        |purchase probability|repurchase probability|repeat purchase probability
        |repeat purchase propensity|buying propensity|next order"""
    ),
    PERSONAL: phrases(
        """personalization|personalisation|personalized|personalised|personalization score
        |personalisation score|next best action|personal offer|recommendation|offer propensity"""
    ),
    UPSELL: phrases(
        """upsell|up sell|upselling|up selling|upsell propensity|upsell score|upsell scores
        |upsell potential|larger purchase|larger purchases|bigger purchase|bigger purchases"""
    ),
}
TRAIN = phrases(
    """train|retrain|re train|train again|refit|re fit|fit|update|refresh|rebuild|build|learn
        |create|make|relearn|re learn|renew|develop|train up|retrain again|bring up to date
        |set up|train me|build me|make me|please train|tune|re estimate|estimate|redo
        |start training|kick off"""
)
AGAIN = phrases(
    """retrain|re train|train again|refit|re fit|update|refresh|rebuild|relearn|re learn|renew
        |retrain again|bring up to date|re estimate|redo"""
)
MODEL = phrases(
    """model|models|classifier|predictor|prediction model|predictive model|scoring model
        |ml model|machine learning model|ai model|scorer|prediction|learning model
        |propensity model|forecast"""
)
THAT_PREDICTS = phrases(
    """to predict|that predicts|predicting|for predicting|to foresee|that foresees|to forecast
        |for|that forecasts|of|which predicts|to tell|that tells|to estimate|that estimates
        |to find out|which tells|to score|that scores|to learn|about|to find
        |for the prediction of|on"""
)
PREDICT = phrases(
    """predict|foresee|forecast|estimate|model|learn to predict|try to predict
        |make a prediction of|learn|learn to foresee|give me a prediction of|anticipate
        |prognosticate|work out|find out"""
)
LEARN_TO = ("learn to predict", "learn to foresee")
BY_RISK = phrases(
    """with the highest|with highest|with the biggest|with the greatest|with the largest|by
        |with the top|at the highest|in order of|sorted by|ranked by|with the strongest"""
)
LIST = phrases(
    """show|show me|list|list me|find|give me|tell me|get|which are|who are|identify|what are
        |name|find out|rank|select|display|pick|i want to see|i need|surface|flag|report"""
)
WHO = phrases(
    """who|which customers|which clients|which users|which members|which shoppers|which buyers
        |which people|which of our customers|customers who|customers that|customers|clients who
        |clients that|users who|users that|buyers who|members who|people who|those who|whoever
        |whether a customer|whether customers|if a customer|if customers|whether someone
        |which ones|whether a client|whether a user|whether a person|customer|each customer
        |every customer|our customers|all customers who|all customers that|which persons
        |persons who|which accounts|accounts that|how likely each customer is
        |how likely every customer is|profiles that|how likely customers are
        |how likely it is that a customer|which profiles|how likely are customers"""
)
WILL = phrases(
    """will|is going to|are going to|is likely to|are likely to|might|may|would|could
        |is about to|are about to|will probably|will likely|are most likely to|is most likely to
        |likely to|will most likely|is expected to|are expected to|are bound to|most likely to
        |to|can be expected to|are at risk to|have the highest risk to|are the likeliest to
        |will soon|is most at risk to"""
)
AT_RISK = phrases(
    """at risk of|are at risk of|is at risk of|at high risk of|are at high risk of|in danger of
        |are in danger of|most at risk of|are most at risk of|with a high risk of|at risk to
        |with the highest|by|with the highest risk of|with high|with a high|are close to
        |prone to"""
)
NOT = phrases(
    """not|never|no longer|stop|cease|not ever|fail to|quit|give up|cease to|stop to|not likely
        |nt|does not|do not|doesn t|don t|won t|stops|most likely not|probably not|likely not
        |not come back to|no more"""
)
BUY = phrases(
    """buy|purchase|order|shop|reorder|repurchase|come back|return|buying|purchasing|ordering
        |shopping|buy anything|order anything|purchase anything|buy something|order something
        |buy from us|order from us|shop with us|purchase from us|make a purchase|place an order
        |make another purchase|place another order|make a repeat purchase|spend|spend money
        |buys|purchases|orders|shops|comes back|returns|buys something|places an order|reorders
        |makes a purchase|spends|make an order|buy one more time
        |come back to buy|be back|rebuy|buy more|spend anything"""
)
BUY_LARGER = phrases(
    "upgrade|buy larger|spend more|buy more expensive|make a larger purchase|make a bigger purchase"
)
USE = phrases(
    """use app|use the app|open app|open the app|log in|be active|use it|visit|come by|engage
        |login|using the app|using app|using it|visiting|engaging|use our app|using our app
        |open our app|use the product|use the service|use our service|visit us|interact|use us
        |show up|sign in|visits|logs in|uses the app|opens the app|comes by|uses app|is active"""
)
DO = phrases(
    """have|make|place|book|open|file|come to|come for|come in for|return for|get|create|send|start
        |attend|raise|submit|log|need|ask for|show up for|show up to|report|do|be seen in|appear in
        |come back for|turn up for|turn up to|write|having|making|booking|opening|coming to|take
        |complete|begin|visit for|rent|use|request|want|pay|be in"""
)
LEAVE = phrases(
    """churn|leave|leave us|lapse|defect|be lost|cancel|drop off|go away|churn out|walk away
        |churning|leaving|leaving us|lapsing|go to a competitor|drop out|be gone|unsubscribe
        |cancelling|leaves|churns|cancels|lapses|drops off|leaves us"""
)
AGAIN_TOO = phrases(
    "again|once more|another time|any more|anymore|with us|from us|anything|any longer|soon|next"
)
WITHIN = phrases(
    """within|in|over|during|for|the next|next|in the next|within the next|over the next|coming
        |ahead|in the coming|in the following|for the next|within the coming|during the next
        |inside"""
)
HORIZON = phrases("horizon|horizon of|a horizon of|with a horizon of|with horizon|outlook|ahead")
ON = phrases(
    """on|for|with|using|from|over|based on|by|on top of|out of|taking|through|given|against
        |considering"""
)
MEANS = phrases(
    """where churn means|churn means|churned means|where churn is|churn being|meaning
        |which means|that means|defined as|that is|churn is|it means|where it means
        |where lost means|i.e.|with churn as|churn defined as
        |with churn defined as|with churn meaning|with churn being|with churn understood as
        |where churned means|a churned customer has|churned is"""
)
NO_EVENT = phrases(
    """nobody seen in|not seen in|nothing in|no activity in|no entry in|no row in|unseen in
        |absent from|nobody in|no sign in|no trace in|not a row in|no|no more|no further|no new
        |not a single|zero|without any|without an|without"""
)
AN_EVENT = phrases("an|a|one|at least one|one more|another|any|some|at least an|a further")
ORDERS = phrases(
    """order|orders|purchase|purchases|sale|sales|transaction|transactions|repeat purchase|buy
        |repeat order|payment|payments"""
)
VISITS = phrases(
    """visit|visits|login|logins|session|sessions|app event|app events|activity|app activity
        |event"""
)
LOOK = phrases(
    """show|show me|list|list all|which|what|how good is|how good are|how well does|what does
        |describe|explain|tell me about|display|how accurate is|what is|show all"""
)
LOOK_ENDS = phrases(
    """do we have|are there|there are|rest on|do|perform|work|we have|predict|exist|use
        |learn from|versions|card|metrics|history"""
)
REMOVE = phrases("delete|drop|remove|roll back|rollback|revert|undo|go back from|forget")
LAST = phrases(
    """last|past|previous|latest|newest|most recent|preceding|recent|only the last
        |just the last|data of the last|events of the last|orders of the last|data from the last
        |data since|data for the last|only data of the last|what came in the last|the last
        |data of past|events from the last|orders from the last|only the data of the last
        |data in the last"""
)
OF_DATA = phrases(
    """of data|of events|of orders|of purchases|of history|data|of the data|worth of data
        |of activity|of transactions|s data|of new data|of fresh data|of customer data|only
        |events|orders"""
)
ONE_DAY = phrases(
    """yesterday s data|yesterday data|yesterday s events|todays data|today s data
        |data of yesterday|yesterday|data from yesterday|data of today|last night s data
        |last day s data|yesterdays data"""
)
ONE_WEEK = phrases("last week s data|this week s data|data of last week|last weeks data")
ONE_MONTH = phrases("last month s data|this month s data|data of last month|last months data")
ALL_DATA = phrases(
    """all data|latest data|new data|newest data|fresh data|current data|data|what is new
        |recent data|most recent data|all history|all the data|whole history|full history
        |data we have|our data|all data we have|the data there is|everything|everything we have
        |up to date data|what we have|today|now|all orders|all events|our history
        |the newest data|new events|new orders"""
)
SCORE = phrases(
    """score|rescore|re score|score again|score all|apply|run|use|compute|calculate|update
        |refresh|write|add|store|put|save|recompute|recalculate|give|assign|create|make|produce
        |generate|fill|get|show|show me|bring up to date|append|attach|set"""
)
SCORES = phrases(
    """score|scores|scoring|risk|risks|probability|probabilities|likelihood|likelihoods
        |predictions|prediction|risk score|risk scores|propensity|propensities|column|columns
        |risk column|segment|score column|segments|risk segment|risk segments"""
)
EVERYBODY = phrases(
    """all customers|every customer|each customer|customers|all clients|every client|clients
        |everyone|everybody|all users|users|all members|members|all persons|people|all people
        |each client|all of our customers|our customers|customer base|whole customer base
        |all our customers|them|all profiles|every profile|profiles|customer|all the customers
        |each of our customers"""
)
INTO = ("into", "to", "in", "in the table", "as columns of", "onto", "on", "for", "of", "with")
WITH_MODEL = phrases("with|by|using|through|via|on|for|but with|but by|according to|as to")
PUT = phrases("write|put|store|save|add|call|name|label|mark")
AMONG = phrases(
    "for|of|among|from|where|on all|on the|on|across|over all|over|using all|using only"
)
ONLY = phrases(
    """only|just|but only|only for|just for|but only for|restricted to|limited to|and only|only on
        |of only|for only|only with|but just|only of|only those|only for those|only among"""
)
EXCEPT = phrases(
    """excluding|except|except for|without|other than|but not|leaving out|not for|but no|apart from
        |but without"""
)
FROM_SCORE = phrases(
    "from|above|over|at least|>=|>|at|starting at|from a score of|more than|of at least"
)
NEWEST = phrases("newest version|latest version|current version|champion|newest|latest")
AGAIN_SCORED = phrases("again|anew|once more|afresh|but|now")
OF_TABLE = ("of", "in", "from", "on", "for", "using", "with")
WITHOUT = phrases(
    """without|ignoring|ignore|leaving out|leave out|except|excluding|exclude|but not|but without
        |not using|do not use|do not learn from|drop"""
)
KNOWN = phrases(
    """is known before|is known beforehand|are known before|are known beforehand
        |is known at the time|is known|are known|is no leak|is not a leak|is fine"""
)
INTO_ONLY = ("into", "to", "in the table", "as columns of", "onto")
UNITS = {
    "hour": 1 / 24, "hr": 1 / 24, "h": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0,
    "quarter": 91.0, "year": 365.0,
}  # fmt: skip
