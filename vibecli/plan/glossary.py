"""The glossary: what the business's words mean, from glossary.yaml. Read only."""

from vibecli.model import Model


class Term(Model):
    """A word or phrase, what it means, and the SQL predicate or expression it stands for."""

    name: str
    meaning: str
    table: str | None = None
    sql: str | None = None
    synonyms: tuple[str, ...] = ()


class Glossary(Model):
    """Terms, metrics, rules, joins and protected tables of one project."""

    terms: tuple[Term, ...] = ()  # predicates: "active customer": status = 'active'
    metrics: tuple[Term, ...] = ()  # expressions: "net revenue": sum(amount - refund)
    rules: tuple[str, ...] = ()  # sentences the planner must follow
    joins: tuple[str, ...] = ()  # preferred join conditions: orders.customer_id = customers.id
    protected: tuple[str, ...] = ()  # tables no plan may write
