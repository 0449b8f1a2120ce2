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
FROM './secrets.csv'
FROM '../../etc/passwd'
FROM '~/secrets.csv'
FROM 'file:///etc/passwd'
FROM 'data/*.parquet'
FROM '**/*.json'
FROM ['a.csv', 'b.csv']
FROM '/dev/stdin'
FROM '/proc/self/environ'
FROM 'other.duckdb'
FROM 'hf://datasets/x/y.parquet'
FROM 'gs://bucket/x.csv'
FROM 'az://container/x.csv'
FROM 'http://169.254.169.254/latest/meta-data'
FROM "customers.csv"
FROM main."x.parquet"
FROM "../v"."x.csv"
SELECT * FROM read_csv(['x.csv', 'y.csv'], union_by_name = true)
SELECT * FROM read_csv('/dev/stdin')
SELECT * FROM READ_CSV('x.csv')
SELECT * FROM "read_csv"('x.csv')
SELECT * FROM main.read_csv('x.csv')
SELECT * FROM system.main.read_text('/etc/passwd')
SELECT * FROM read_json_auto('x.json')
SELECT * FROM read_json_objects('x.json')
SELECT * FROM read_json_objects_auto('x.json')
SELECT * FROM read_ndjson('x.json')
SELECT * FROM read_ndjson_auto('x.json')
SELECT * FROM parquet_schema('x.parquet')
SELECT * FROM parquet_file_metadata('x.parquet')
SELECT * FROM parquet_kv_metadata('x.parquet')
SELECT * FROM parquet_bloom_probe('x.parquet', 'a', 1)
SELECT * FROM arrow_scan(1, 2, 3)
SELECT * FROM arrow_scan_dumb(1, 2, 3)
SELECT * FROM seq_scan('customers')
SELECT * FROM sqlite_scan('x.db', 't')
SELECT * FROM postgres_scan('host=x', 'public', 't')
SELECT * FROM mysql_scan('host=x', 'a', 't')
SELECT * FROM iceberg_scan('x')
SELECT * FROM delta_scan('x')
SELECT * FROM st_read('x.shp')
SELECT * FROM read_xlsx('x.xlsx')
SELECT * FROM http_get('https://example.invalid')
SELECT http_get('https://example.invalid')
SELECT read_text('/etc/passwd')
SELECT read_blob('/etc/passwd')
SELECT glob('/*')
SELECT * FROM customers WHERE email = (SELECT content FROM read_text(email) LIMIT 1)
SELECT CASE WHEN EXISTS (FROM '/etc/shadow') THEN 1 ELSE 0 END
SELECT count(*) FILTER (WHERE id IN (SELECT size FROM read_blob('/etc/*'))) FROM customers
SELECT * FROM customers ASOF JOIN 'x.csv' x ON x.id >= customers.id
SELECT * FROM customers POSITIONAL JOIN 'x.csv'
SELECT * FROM customers SEMI JOIN read_csv('x.csv') USING (id)
SELECT * FROM (FROM (FROM (FROM 'x.csv')))
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT size FROM read_blob('x'), r) SELECT * FROM r
WITH a AS MATERIALIZED (FROM read_csv('x.csv')) SELECT * FROM a
SELECT id FROM customers EXCEPT SELECT id FROM 'x.csv'
SELECT id FROM customers INTERSECT ALL FROM read_csv('x.csv')
SELECT id FROM customers QUALIFY row_number() OVER (ORDER BY (SELECT 1 FROM 'x.csv')) = 1
SELECT id FROM customers GROUP BY id, (SELECT 1 FROM 'x.csv')
SELECT id FROM customers HAVING (SELECT true FROM 'x.csv')
SELECT id FROM customers OFFSET (SELECT size FROM read_blob('x'))
SELECT sum(id) OVER (ROWS BETWEEN (SELECT 1 FROM 'x.csv') PRECEDING AND CURRENT ROW) FROM customers
SELECT {'a': (SELECT content FROM read_text('x'))}
SELECT MAP {'a': (SELECT content FROM read_text('x'))}
SELECT [(SELECT content FROM read_text('x'))]
SELECT ARRAY(SELECT content FROM read_text('x'))
SELECT list_filter([1], x -> EXISTS (FROM 'x.csv'))
SELECT list_reduce([1, 2], (a, b) -> (SELECT size FROM read_blob('x')))
SELECT * REPLACE ((SELECT content FROM read_text('x')) AS name) FROM customers
SELECT COLUMNS(c -> c IN (SELECT content FROM read_text('x'))) FROM customers
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
COPY (SELECT 1) TO '/tmp/x.parquet' (FORMAT parquet)
COPY customers TO '/dev/stdout'
COPY FROM DATABASE base TO other
EXPORT DATABASE '/tmp/x' (FORMAT parquet)
ATTACH 'host=x' AS p (TYPE postgres)
ATTACH DATABASE IF NOT EXISTS 'x.duckdb' AS y (READ_WRITE)
ATTACH OR REPLACE 'x.duckdb' AS base
DETACH DATABASE IF EXISTS base
USE memory
SET SCHEMA 'crm'
SET GLOBAL threads = 64
SET SESSION enable_external_access = true
SET enable_external_access = true
SET lock_configuration = false
SET allowed_directories = ['/']
SET temp_directory = '/tmp'
SET custom_extension_repository = 'http://example.invalid'
SET TimeZone = 'Asia/Tokyo'
RESET ALL
PRAGMA memory_limit = '1TB'
PRAGMA disable_checkpoint_on_shutdown
PRAGMA import_database('x')
FORCE INSTALL httpfs FROM community
LOAD '/tmp/evil.duckdb_extension'
UPDATE EXTENSIONS
CREATE OR REPLACE TABLE customers AS SELECT 1 AS id
CREATE TEMP TABLE customers AS SELECT 1 AS id
CREATE SCHEMA evil
CREATE SEQUENCE s
CREATE TYPE t AS ENUM ('a')
CREATE INDEX i ON customers (id)
CREATE UNIQUE INDEX i ON customers (id)
CREATE OR REPLACE MACRO trim(x) AS (SELECT content FROM read_text('/etc/passwd'))
CREATE MACRO t() AS TABLE FROM 'x.csv'
CREATE FUNCTION lower(x) AS 'owned'
CREATE TRIGGER t AFTER INSERT ON customers FOR EACH STATEMENT DELETE FROM customers
CREATE OR REPLACE TEMP VIEW customers AS FROM 'x.csv'
CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'x')
DROP SECRET s
DROP SCHEMA crm CASCADE
DROP VIEW IF EXISTS v
DROP MACRO lower
ALTER TABLE customers RENAME TO gone
ALTER TABLE customers DROP COLUMN id
ALTER TABLE customers ALTER id SET DATA TYPE VARCHAR
ALTER VIEW v RENAME TO w
INSERT OR REPLACE INTO customers VALUES (1)
INSERT INTO customers DEFAULT VALUES
UPDATE customers SET id = 1 FROM s1 RETURNING *
DELETE FROM customers USING s1 WHERE true
TRUNCATE TABLE crm.orders
ROLLBACK
ABORT
BEGIN TRANSACTION READ ONLY
EXPLAIN ANALYZE INSERT INTO customers SELECT * FROM customers
EXPLAIN (FORMAT json) DELETE FROM customers
PREPARE p AS DELETE FROM customers
EXECUTE p(1)
CALL force_checkpoint()
CALL dsdgen(sf = 1)
SHOW ALL TABLES
SHOW DATABASES
SHOW
DESCRIBE SELECT 1
SUMMARIZE SELECT 1
VACUUM ANALYZE customers
COMMENT ON COLUMN customers.id IS 'x'
LISTEN x
GRANT ALL ON customers TO x
SELECT 1 INTO t
SELECT * INTO OUTFILE 'x' FROM customers
DO $$ BEGIN END $$
SELECT 1; COPY customers TO 'x.csv'; SELECT 2
SELECT 1;; SELECT 2
SELECT 1 /* ; */ ; DROP TABLE customers /*
SELECT 1) AS q; DROP TABLE customers; SELECT * FROM (SELECT 1
SELECT 1) q CROSS JOIN (FROM 'x.csv'
SELECT 1 --
SELECT 1 /* open
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
WITH m AS (MERGE INTO customers USING s1 ON true WHEN MATCHED THEN DELETE RETURNING *) SELECT * FROM m
WITH t AS (TRUNCATE customers) SELECT 1
WITH t AS (DROP TABLE customers) SELECT 1
WITH t AS (ATTACH 'x.duckdb') SELECT 1
WITH t AS (CREATE TABLE x AS SELECT 1) SELECT 1
WITH d AS MATERIALIZED (DELETE FROM customers RETURNING *) SELECT count(*) FROM d
SELECT * FROM customers WHERE id IN (DELETE FROM customers RETURNING id)
SELECT (INSERT INTO customers VALUES (1) RETURNING id)
SELECT * FROM customers UNION ALL (DELETE FROM customers RETURNING *)
SELECT * FROM (UPDATE customers SET id = 1 RETURNING *) q
SELECT * FROM (EXPLAIN DELETE FROM customers)
SELECT * FROM (PRAGMA database_list)
SELECT * FROM (CALL pragma_version())
SELECT * FROM (SHOW ALL TABLES)
SELECT * FROM query('SELECT 1')
FROM query('COPY customers TO ''x.csv''')
SELECT query('DROP TABLE customers')
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))
SELECT json_serialize_sql('SELECT 1')
SELECT json_deserialize_sql('{}')
SELECT json_serialize_plan('SELECT 1')
SELECT * FROM pragma_storage_info('customers')
SELECT * FROM pragma_database_size()
SELECT * FROM pragma_version()
SELECT * FROM pragma_user_agent()
SELECT * FROM pragma_metadata_info('base')
SELECT * FROM truncate_duckdb_logs()
SELECT * FROM disable_logging()
SELECT * FROM set_config('threads', '64')
SELECT * FROM test_all_types()
SELECT * FROM test_vector_types(NULL::INTEGER)
SELECT * FROM summary((SELECT 1))
SELECT * FROM repeat_row(1, num_rows = 1000000000)
SELECT * FROM repeat('x', 10000000000)
SELECT * FROM which_secret('s3://x', 's3')
SELECT * FROM read_duckdb('/tmp/*.duckdb', table_name = 't')
SELECT currval('s')
SELECT nextval('crm.s') AS id, name FROM customers
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
SELECT * FROM memory.main.customers
SELECT * FROM shadow.main.customers
SELECT * FROM "__vibecli".in1
SELECT * FROM __vibecli.in1
SELECT * FROM "__base".customers
SELECT * FROM temp.__written
SELECT * FROM __written
SELECT * FROM vibecli.changes_0123456789ab_1
SELECT * FROM information_schema.columns
SELECT * FROM pg_catalog.pg_tables
SELECT * FROM pg_tables
SELECT * FROM main.sqlite_master
SELECT * FROM sqlite_schema
SELECT * FROM duckdb_columns()
SELECT * FROM duckdb_columns
SELECT * FROM duckdb_views
SELECT * FROM duckdb_constraints()
SELECT * FROM duckdb_functions()
SELECT * FROM duckdb_extensions()
SELECT * FROM duckdb_logs()
SELECT * FROM duckdb_temporary_files()
SELECT * FROM duckdb_memory()
SELECT * FROM duckdb_variables()
SELECT * FROM duckdb_prepared_statements()
SELECT * FROM duckdb_schemas
SELECT * FROM duckdb_indexes()
SELECT * FROM duckdb_sequences()
SELECT * FROM duckdb_types()
SELECT * FROM duckdb_keywords()
SELECT * FROM duckdb_optimizers()
SELECT * FROM duckdb_secret_types()
SELECT * FROM duckdb_external_file_cache()
SELECT * FROM crm."orders" AS o, crm.customers
SELECT * FROM other.customers
SELECT * FROM a.b.c.d
SELECT current_query()
SELECT current_schema()
SELECT getenv('OPENAI_API_KEY') FROM customers
SELECT txid_current()
SELECT in_search_path('base', 'main')
SELECT pg_typeof(1), pg_get_constraintdef(1)
SELECT has_table_privilege('customers', 'select')
SELECT obj_description(1, 'x')
SELECT stats(id) FROM customers
SELECT vector_type(id) FROM customers
SELECT get_block_size('base')
SELECT system.main.read_text('x')
SELECT base.main.lower('x')
SELECT customers.current_setting('threads')
SELECT 'memory_limit'.current_setting()
SELECT name.getenv() FROM customers
SELECT $1
SELECT $name
SELECT ?1 + 1
SELECT * FROM customers AT (VERSION => 1)
SELECT * FROM customers AT (TIMESTAMP => now())
# not repeatable
SELECT random()
SELECT uuid()
SELECT gen_random_uuid() AS id, * FROM customers
SELECT * FROM customers USING SAMPLE 10%
SELECT * FROM customers TABLESAMPLE reservoir(10 ROWS)
SELECT setseed(0.5)
SELECT count(*) FILTER (WHERE random() > 0.5) FROM customers
SELECT row_number() OVER (ORDER BY random()) FROM customers
SELECT uuidv4()
SELECT uuidv7()
SELECT gen_random_uuid()
SELECT id FROM customers ORDER BY random() LIMIT 3
SELECT id FROM customers WHERE random() < 0.1
SELECT list_transform([1, 2], x -> random())
SELECT 0.5.setseed()
SELECT * FROM customers TABLESAMPLE 1%
SELECT * FROM (SELECT * FROM customers) USING SAMPLE 5 ROWS
SELECT * FROM customers USING SAMPLE system(10%)
SELECT * FROM range(10) USING SAMPLE 1
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
SELECT repeat(name, 1000000000) FROM customers
SELECT repeat('x', id) FROM customers
SELECT repeat('x', (SELECT 1000000000))
SELECT repeat('x', 999 * 999 * 999)
SELECT repeat('x', '1e9'::INTEGER)
SELECT lpad(lpad('x', 1000, 'y'), 1000, 'z')
SELECT rpad('x', id::INTEGER, 'y') FROM customers
SELECT repeat(lpad('x', 999, 'y'), 999)
SELECT name.repeat(1000000000) FROM customers
SELECT [1].list_resize(2000000000)
SELECT array_resize([1], 2000000000)
SELECT list_resize(list_resize([[1]], 1000000), 1000000)
SELECT range(1000000000)
SELECT len(generate_series(0, 4000000000))
SELECT range(0, 2000000, 1)
SELECT list_transform([1], x -> generate_series(1, 1000000000))
SELECT [range(1000000) FOR x IN range(1000000)]
SELECT list_concat(range(5000000), range(5000000))
SELECT sleep_ms(1)
SELECT 100000.sleep_ms()
SELECT array_to_string(range(100000000), 'xxxxxxxxxx')
SELECT string_agg(repeat('x', 1000000), '') FROM range(100000)
SELECT 10::DOUBLE ** 400, repeat('é', 100001)
SELECT encode(repeat('x', 500000000))
