"""What models have taken so far: tokens and money, of one intent or of one conversation."""

from dataclasses import dataclass

from vibecli.config import Budget
from vibecli.errors import Blocked

MILLION = 1_000_000


@dataclass
class Spending:
    """A running total."""

    tokens: int = 0
    cost: float = 0.0

    def add(self, tokens_in: int, tokens_out: int, budget: Budget) -> None:
        """Count one call."""
        self.tokens += tokens_in + tokens_out
        priced = tokens_in * budget.input_price + tokens_out * budget.output_price
        self.cost += priced / MILLION


def check_budget(run: Spending, session: Spending, next_tokens: int, budget: Budget) -> None:
    """Raise Blocked when a request of about so many tokens would go beyond a limit."""
    limits = (
        ("run", run, budget.run_tokens, budget.run_cost),
        ("session", session, budget.session_tokens, budget.session_cost),
    )
    for name, spent, tokens, cost in limits:
        if tokens and spent.tokens + next_tokens > tokens:
            raise Blocked(
                f"the {name} may take {tokens:,} tokens: {spent.tokens:,} are used, and the"
                f" request has about {next_tokens:,}; it was not sent",
                hint=f"raise {name}_tokens under [model] in vibecli.toml, or --planner offline",
            )
        if cost and spent.cost + next_tokens * budget.input_price / MILLION > cost:
            raise Blocked(
                f"the {name} may cost {cost:g}: {spent.cost:.4g} is used; nothing more was sent",
                hint=f"raise {name}_cost under [model] in vibecli.toml, or --planner offline",
            )
