-- One statement a line; the guard lets them pass, and the worker's limits must contain them.
SELECT current_user, session_user, current_role, current_schema
SELECT format('{:>1000000000}', 'x') AS x
SELECT printf('%1000000000s', 'x') AS x
SELECT '1'::BIT << 4000000000 AS x
SELECT factorial(1000000) AS x
SELECT bar(1, 0, 10, 1000000000) AS x
SELECT generate_series(TIMESTAMP '2000-01-01', TIMESTAMP '2100-01-01', INTERVAL 1 MICROSECOND) AS x
SELECT range(TIMESTAMP '2000-01-01', TIMESTAMP '2100-01-01', INTERVAL 1 MICROSECOND) AS x
SELECT count(*) AS n FROM range(10000000000) a(i), range(10000000000) b(j) WHERE i * j % 7 = 3
SELECT count(*) AS n FROM customers a, customers b, customers c, customers d, customers e, customers f, range(100000)
SELECT list(i ORDER BY i DESC) AS x FROM range(10000000000) r(i)
SELECT string_agg(i::VARCHAR, 'xxxxxxxxxx') AS x FROM range(10000000000) r(i)
SELECT DISTINCT i FROM range(10000000000) r(i)
SELECT i, row_number() OVER (ORDER BY hash(i)) AS n FROM range(10000000000) r(i)
SELECT * FROM range(10000000000) r(i) ORDER BY hash(i)
SELECT histogram(i) AS x FROM range(10000000000) r(i)
SELECT approx_top_k(i, 1000000) AS x FROM range(10000000000) r(i)
SELECT unnest(range(1000000)) AS a, unnest(range(1000000)) AS b FROM range(100000)
SELECT list_transform(range(1000000), x -> repeat('x', 1000)) AS x
SELECT list_reduce(range(1000000), (a, b) -> a * b) AS x FROM range(100000)
SELECT list_sort(range(1000000)) AS x FROM range(1000000)
SELECT list_cosine_similarity(range(1000000)::DOUBLE[], range(1000000)::DOUBLE[]) AS x FROM range(1000000)
SELECT regexp_matches(repeat('a', 1000), '(a*)*(a*)*(a*)*b') AS x FROM range(100000000)
SELECT levenshtein(repeat('a', 1000), repeat('b', 1000)) AS x FROM range(100000000)
SELECT md5(repeat('x', 1000)) AS x FROM range(10000000000)
SELECT max(x) AS x FROM (SELECT sha256(i::VARCHAR) AS x FROM range(10000000000) r(i))
WITH RECURSIVE r AS (SELECT 'x' AS t UNION ALL SELECT t || t FROM r) SELECT max(length(t)) AS n FROM r
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) AS n FROM r
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, range(1000)) SELECT count(*) AS n FROM r
WITH RECURSIVE r AS (SELECT [1] AS l UNION ALL SELECT list_concat(l, l) FROM r) SELECT max(len(l)) AS n FROM r
WITH RECURSIVE r AS (SELECT {'a': 1}::VARCHAR AS s UNION ALL SELECT concat(s, s, s, s) FROM r) SELECT count(*) AS n FROM r
WITH a AS (SELECT repeat('x', 1000) AS t), b AS (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM a), c AS (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM b), d AS (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM c), e AS (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM d), f AS (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM e), g AS (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM f), h AS (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM g) SELECT length(t) AS n FROM h
SELECT replace(repeat('x', 1000), 'x', replace(repeat('x', 1000), 'x', replace(repeat('x', 1000), 'x', 'yyyyyyyyyy'))) AS x
SELECT regexp_replace(repeat('x', 1000), 'x', regexp_replace(repeat('x', 1000), 'x', repeat('y', 1000), 'g'), 'g') AS x
SELECT array_to_string(list_transform(range(1000000), x -> 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'), 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy') AS x FROM range(100000)
SELECT to_json(list_transform(range(1000000), x -> {'a': x})) AS x FROM range(100000)
SELECT json_group_array(i) AS x FROM range(10000000000) r(i)
SELECT map_from_entries(list_transform(range(1000000), x -> {'k': x, 'v': repeat('x', 1000)})) AS x
SELECT id, name, city, email, count(*) AS n FROM customers GROUP BY GROUPING SETS (CUBE (id, name, city, email), CUBE (id, name, city, email))
SELECT sum(i) OVER (ORDER BY i ROWS BETWEEN 1000000 PRECEDING AND 1000000 FOLLOWING) AS x FROM range(1000000000) r(i)
SELECT quantile_cont(i, 0.5) OVER (ORDER BY i ROWS BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) AS x FROM range(100000000) r(i)
PIVOT (SELECT i % 1000 AS a, i AS b FROM range(100000000) r(i)) ON a IN (1, 2, 3) USING sum(b), list(b) GROUP BY b
SELECT 10::HUGEINT ** 1000 AS x, 1e308 * 10 AS y, 1 / 0 AS z
SELECT bitstring('1', 2000000000) AS x
