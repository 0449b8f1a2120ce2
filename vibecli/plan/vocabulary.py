"""What SQL in a plan may be made of: kinds of nodes, functions, table functions.

Owns the allow-list; the guard walks a tree against it. Functions come from the engine itself, those
left out are named here with their reason.
"""

from vibecli.engine.base import BASE, Engine, Session
from vibecli.engine.names import MAIN
from vibecli.setting import RESERVED


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EXPRESSIONS = _words("""
    BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA LAMBDA_REF
    OPERATOR POSITIONAL_REFERENCE STAR SUBQUERY TYPE WINDOW
""")
NODES = _words("""
    SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE
    BASE_TABLE EMPTY EXPRESSION_LIST JOIN PIVOT SUBQUERY TABLE_FUNCTION
    DISTINCT_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_MODIFIER
    ORDER_DEFAULT ASCENDING DESCENDING
""")
TABLE_FUNCTIONS = _words("unnest range generate_series")
PADDING = _words("repeat lpad rpad")  # bounded: they make gigabytes out of a few letters
LISTS = _words("range generate_series list_resize array_resize")  # bounded for the same reason
WINDOW_FUNCTIONS = _words("""
    row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead
    first first_value last last_value nth_value fill
""")
OTHER_PLACES = RESERVED - {MAIN} | {BASE}
_NOT_REPEATABLE = _words("random setseed uuid uuidv4 uuidv7 gen_random_uuid nextval currval setval")
_TELLS_OF_THE_SESSION = _words("""
    getvariable current_setting getenv version stats vector_type current_catalog current_database
    current_schema current_schemas current_user current_role session_user user current_query
    current_query_id current_connection_id current_transaction_id txid_current in_search_path
    get_block_size col_description obj_description shobj_description parse_duckdb_log_message
""")
_HIDES_OR_DOES = _words("""
    query query_table json_execute_serialized_sql sleep_ms write_log invoke combine finalize
    to_aggregate_state create_sort_key index_key map_to_pg_oid format_pg_type format_type
""")
_DENIED = _NOT_REPEATABLE | _TELLS_OF_THE_SESSION | _HIDES_OR_DOES
_DENIED_PREFIXES = ("__internal", "pg_", "has_", "inet_", "json_serialize_", "json_deserialize_")
_CACHE: dict[str, frozenset[str]] = {}


def allowed_functions(engine: Engine, session: Session) -> frozenset[str]:
    """Give the engine's own functions that only compute, in lower case; asked once per version."""
    key = f"{engine.name} {engine.version}"
    if key not in _CACHE:
        _CACHE[key] = _ask(session)
    return _CACHE[key]


def denied(function: str) -> bool:
    """True when a function is kept out although the engine has it."""
    return function in _DENIED or function.startswith(_DENIED_PREFIXES)


def _ask(session: Session) -> frozenset[str]:
    rows = session.rows(
        "SELECT lower(function_name) FROM duckdb_functions() WHERE internal AND function_type "
        "IN ('scalar', 'aggregate', 'macro', 'window') GROUP BY 1 "
        "HAVING NOT coalesce(bool_or(stability = 'VOLATILE'), false)"
    )
    return frozenset(name for (name,) in rows if not denied(name)) | WINDOW_FUNCTIONS
