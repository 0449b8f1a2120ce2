"""A ceiling on what a request costs: at most 4,000 tokens in the middle, schema and all."""

import pytest

from tests.benchmarks.prompt_size import DATABASES, medians, quarter, requests

NAMES = (
    "example",
    DATABASES[0],
    *(pytest.param(n, marks=pytest.mark.benchmark) for n in DATABASES[1:]),
)
CEILING = 3_650  # characters / 4; o200k_base counts about 300 more, of 4,000


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_median_request_stays_as_short_as_it_is(name, tmp_path):
    assert medians(requests(name, tmp_path / name), quarter)["all"] <= CEILING
