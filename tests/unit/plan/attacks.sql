-- One statement a line; every one must be refused. A line '# name' opens a group.
# files
FROM 'secrets.csv'
SELECT * FROM '/etc/passwd'
SELECT * FROM "data.parquet"
SELECT * FROM read_csv('x.csv')
SELECT * FROM read_csv_auto('x.csv')
SELECT * FROM read_text('/etc/passwd')
SELECT * FROM read_blob('/etc/passwd')
SELECT * FROM read_json('x.json')
SELECT * FROM read_ndjson_objects('x.json')
SELECT * FROM read_parquet('x.parquet')
SELECT * FROM parquet_scan(['a', 'b'])
SELECT * FROM parquet_metadata('x.parquet')
SELECT * FROM glob('/*')
SELECT * FROM sniff_csv('x.csv')
SELECT * FROM read_duckdb('other.duckdb')
SELECT * FROM 'https://example.invalid/x.csv'
SELECT * FROM 's3://bucket/x.parquet'
SELECT (SELECT content FROM read_text('/etc/passwd'))
SELECT * FROM customers WHERE id IN (SELECT size FROM read_blob('x'))
WITH a AS (FROM 'x.csv') SELECT * FROM a
SELECT * FROM customers, LATERAL (SELECT * FROM read_text(name))
SELECT * FROM customers JOIN 'x.csv' x ON x.id = customers.id
SELECT * FROM customers UNION ALL BY NAME FROM 'x.csv'
PIVOT 'x.csv' ON a IN (1) USING sum(b)
UNPIVOT 'x.csv' ON a, b
SELECT * FROM (VALUES ((SELECT content FROM read_text('x'))))
SELECT * FROM customers ORDER BY (SELECT 1 FROM 'x.csv')
SELECT * FROM customers LIMIT (SELECT size FROM read_text('x'))
SELECT list_transform([1], x -> (SELECT content FROM read_text('x')))
SELECT * FROM pandas_scan(1)
SELECT * FROM python_arrow_scan(1, 2, 3)
# statements
COPY customers TO 'out.csv'
COPY (SELECT * FROM customers) TO 'out.csv'
COPY customers FROM 'in.csv'
EXPORT DATABASE 'folder'
IMPORT DATABASE 'folder'
ATTACH 'other.duckdb'
ATTACH ':memory:' AS m
DETACH base
USE base
PRAGMA database_list
PRAGMA enable_profiling
CALL pragma_version()
INSTALL httpfs
LOAD httpfs
SET memory_limit = '1TB'
SET search_path = 'base'
SET VARIABLE x = 1
RESET memory_limit
CREATE TABLE t AS SELECT 1
CREATE MACRO lower(x) AS 'owned'
CREATE VIEW v AS SELECT 1
CREATE SECRET s (TYPE s3)
DROP TABLE customers
ALTER TABLE customers ADD COLUMN x INT
INSERT INTO customers SELECT * FROM customers
UPDATE customers SET name = 'x'
DELETE FROM customers
TRUNCATE customers
MERGE INTO customers USING s1 ON true WHEN MATCHED THEN DELETE
BEGIN
COMMIT
CHECKPOINT
FORCE CHECKPOINT
VACUUM
ANALYZE
EXPLAIN SELECT 1
EXPLAIN ANALYZE DELETE FROM customers
PREPARE p AS SELECT 1
EXECUTE p
DEALLOCATE p
DESCRIBE customers
SHOW TABLES
SUMMARIZE customers
COMMENT ON TABLE customers IS 'x'
SELECT 1; SELECT 2
SELECT 1; DROP TABLE customers
SELECT * FROM customers;
SELECT * FROM customers -- all of them
SELECT 1) UNION (SELECT 2
PIVOT customers ON city USING count(*)
# hidden writes
WITH d AS (DELETE FROM customers RETURNING *) SELECT * FROM d
WITH i AS (INSERT INTO customers SELECT * FROM s1 RETURNING *) SELECT * FROM i
WITH u AS (UPDATE customers SET name = 'x' RETURNING *) SELECT * FROM u
WITH c AS (COPY customers TO 'x.csv') SELECT 1
SELECT * FROM (DELETE FROM customers RETURNING *)
SELECT * FROM (SUMMARIZE customers)
SELECT * FROM (DESCRIBE customers)
SELECT * FROM (SHOW TABLES)
SELECT * FROM query('DROP TABLE customers')
SELECT * FROM query_table('customers')
SELECT * FROM query_table(['customers', 'x.csv'])
SELECT * FROM json_execute_serialized_sql('{}')
SELECT json_execute_serialized_sql('{}')
SELECT * FROM checkpoint()
SELECT * FROM force_checkpoint('base')
SELECT * FROM pragma_table_info('customers')
SELECT * FROM enable_logging()
SELECT nextval('s')
SELECT write_log('x')
SELECT setval('s', 1)
# other places
SELECT * FROM base.main.customers
SELECT * FROM base.crm.orders
SELECT * FROM information_schema.tables
SELECT * FROM system.main.duckdb_tables
SELECT * FROM duckdb_tables
SELECT * FROM duckdb_tables()
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_databases()
SELECT * FROM duckdb_secrets()
SELECT * FROM sqlite_master
SELECT * FROM pg_catalog.pg_class
SELECT * FROM vibecli.runs
SELECT * FROM temp.main.x
SELECT * FROM nowhere
SELECT * FROM crm.customers
WITH x AS (SELECT * FROM x) SELECT * FROM x
WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a
SELECT * FROM (WITH inner_one AS (SELECT 1) SELECT * FROM inner_one) q, inner_one
SELECT getvariable('x')
SELECT current_setting('memory_limit')
SELECT getenv('HOME')
SELECT current_database()
SELECT current_schemas(true)
SELECT version()
SELECT pg_get_viewdef(1)
SELECT * FROM customers WHERE name = $1
SELECT * FROM customers WHERE name = ?
SELECT my_macro(1)
SELECT system.main.lower('x')
# not repeatable
SELECT random()
SELECT uuid()
SELECT gen_random_uuid() AS id, * FROM customers
SELECT * FROM customers USING SAMPLE 10%
SELECT * FROM customers TABLESAMPLE reservoir(10 ROWS)
SELECT setseed(0.5)
SELECT count(*) FILTER (WHERE random() > 0.5) FROM customers
SELECT row_number() OVER (ORDER BY random()) FROM customers
# bombs
SELECT repeat('x', 1000000000)
SELECT repeat(repeat(repeat('x', 1000), 1000), 1000)
SELECT lpad('x', 1000000000, 'y')
SELECT rpad(name, id, 'y') FROM customers
SELECT list_aggregate(range(500000000), 'string_agg')
SELECT range(0, 100000000000)
SELECT list_transform(range(1000000), x -> range(1000000))
SELECT list_transform(range(10), x -> range(10))
SELECT generate_series(1, 9999999999)
SELECT list_resize([1], 4000000000)
SELECT sleep_ms(100000)
SELECT pg_sleep(100)
SELECT repeat('x', '1000000000'::BIGINT)
SELECT repeat('x', CAST(1000000000 AS BIGINT))
