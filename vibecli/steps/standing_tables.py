"""The names of the tables in which streams keep what is of persons."""

from vibecli.data.survey import OWN_SCHEMA
from vibecli.engine.names import TableName

DEAD_LETTERS = "vibecli_dead_letters"
REVIEW = "vibecli_stream_review"
OUTBOX = "vibecli_outbox"
STREAM_TABLES = (DEAD_LETTERS, REVIEW, OUTBOX)  # those that people look into
STREAM_KEYS = TableName(OWN_SCHEMA, "stream_keys")  # an identifier, as a hash, and whom it names
STREAM_SEEDS = TableName(OWN_SCHEMA, "stream_seeds")  # what was looked at, as hashes
