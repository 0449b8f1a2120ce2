"""The rules measured again inside the commit: they agree with the review, or nothing is written."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.changes import applied
from tests.integration.shadowing import Workspace, append, remove, update
from vibecli.config import Policy
from vibecli.errors import Blocked, Stale
from vibecli.rulebook import Rules

SHOP = """
CREATE TABLE customers AS SELECT i AS customer_id, 'tier' || i % 3 AS tier,
    'u' || i || '@mail.example' AS email FROM range(100) r(i);
CREATE TABLE orders AS SELECT i AS order_id, i % 90 AS customer_id, i * 1.5 AS total
    FROM range(300) r(i);
CREATE VIEW spent AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY ALL;
"""
