"""Made-up customers for models: the longer they have been away, the likelier they leave."""

import numpy as np
from hypothesis import strategies as st

from vibecli.learn.frame import Frame

CUTS = ("2025-01-01", "2025-04-01")
FEATURES = ("away", "spent", "plan", "noise")


def arrays(count, seed=0, cuts=CUTS):
    """Give columns as the engine gives them: a row for each customer and cut."""
    draw = np.random.default_rng(seed)
    rows = count * len(cuts)
    away = draw.integers(0, 90, rows).astype(float)
    plan = draw.choice(["month", "year", None], rows, p=[0.6, 0.3, 0.1])
    chance = 1 / (1 + np.exp(2.5 - away / 20 + 1.5 * (plan == "year")))
    spent = np.ma.masked_array(draw.exponential(100, rows), mask=draw.random(rows) < 0.2)
    return {
        "customer": np.tile([f"c{n}" for n in range(count)], len(cuts)).astype(object),
        "cut": np.repeat(np.array(cuts, "datetime64[us]"), count),
        "away": away,
        "spent": spent,
        "plan": plan.astype(object),
        "noise": draw.integers(0, 5, rows),
        "left": draw.random(rows) < chance,
    }


def customers(count, seed=0, cuts=CUTS):
    """Give a frame of them; of one cut it is a static table."""
    columns = arrays(count, seed, cuts)
    cut = "cut" if len(cuts) > 1 else None
    names = {"key": "customer", "label": "left", "cut": cut, "segments": ["plan"]}
    return Frame.of(columns, features=FEATURES, **names)


@st.composite
def scored(draw, least=2):
    """Give a few probabilities, many of them equal, and labels of both kinds."""
    rows = draw(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40))
    rows += [(draw(st.integers(0, 6)), kind) for kind in (True, False) for _ in range(least)]
    return np.array([row[0] for row in rows]) / 6, np.array([row[1] for row in rows])
