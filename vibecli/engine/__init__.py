"""Database engines behind one protocol; DuckDB is the first."""
