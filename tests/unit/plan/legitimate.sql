-- One statement a line; every one must be let pass.
SELECT * FROM customers
FROM customers
FROM customers SELECT name WHERE id > 3
TABLE customers
SELECT * FROM Customers
SELECT * FROM main.customers
SELECT c.* FROM crm.Orders AS c
SELECT * FROM "my table"
SELECT "a b" FROM "select"
SELECT * FROM Größen
SELECT * FROM s1
SELECT lower(trim(email)) AS email FROM customers WHERE email LIKE '%@%' AND name IS NOT NULL
WITH a AS (SELECT * FROM customers), b AS MATERIALIZED (SELECT * FROM a) SELECT * FROM b, a
WITH customers AS (SELECT * FROM customers) SELECT * FROM customers
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10) SELECT * FROM r
SELECT *, row_number() OVER (PARTITION BY email ORDER BY id DESC) AS rn FROM customers QUALIFY rn = 1
SELECT sum(id) OVER w, lag(id, 1, 0) OVER w, first_value(id) OVER w FROM customers WINDOW w AS (ORDER BY id)
SELECT sum(amount) OVER (ORDER BY placed_at RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND CURRENT ROW) FROM crm.orders
SELECT * EXCLUDE (id) REPLACE (upper(name) AS name) FROM customers
SELECT COLUMNS('na.*') FROM customers
SELECT COLUMNS(c -> c LIKE 'e%') FROM customers
SELECT c.id, o.total FROM customers c, LATERAL (SELECT sum(amount) AS total FROM crm.orders o WHERE o.customer_id = c.id) o
SELECT * FROM customers c LEFT JOIN crm.orders o ON o.customer_id = c.id ANTI JOIN s1 USING (id)
SELECT * FROM crm.orders o ASOF JOIN s1 ON o.placed_at >= s1.at
SELECT {'a': id, 'b': name}.a, [id, id + 1][1], MAP {'k': name}['k'] FROM customers
SELECT list_transform(string_split(name, ' '), x -> lower(x)), [y || '!' FOR y IN tags IF y <> ''] FROM customers
SELECT unnest(tags) AS tag FROM customers
SELECT * FROM customers, unnest(tags) AS t(tag)
SELECT d::DATE FROM range(DATE '2026-01-01', DATE '2026-02-01', INTERVAL 1 DAY) AS r(d)
SELECT * FROM generate_series(1, 12) AS m(month)
PIVOT crm.orders ON status IN ('open', 'paid') USING sum(amount) GROUP BY customer_id
FROM crm.orders PIVOT (count(*) FOR status IN ('open', 'paid'))
UNPIVOT customers ON email, phone INTO NAME kind VALUE contact
VALUES (1, 'a'), (2, 'b')
SELECT * FROM (VALUES (1, 'gold'), (2, 'silver')) AS tiers(id, name)
SELECT city, count(*) FILTER (WHERE id > 1), count(DISTINCT email), string_agg(name, ', ' ORDER BY name) FROM customers GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL
SELECT city, status, sum(amount) FROM crm.orders GROUP BY GROUPING SETS ((city), (status), ())
SELECT city, grouping(city), count(*) FROM customers GROUP BY ROLLUP (city)
SELECT DISTINCT ON (email) * FROM customers ORDER BY email, id
SELECT regexp_replace(phone, '[^0-9+]', '', 'g'), regexp_extract(email, '@(.*)$', 1), regexp_matches(name, 'x') FROM customers
SELECT strftime(placed_at, '%Y-%m'), date_trunc('month', placed_at), date_diff('day', placed_at, now()), extract(year FROM placed_at) FROM crm.orders
SELECT * FROM crm.orders WHERE placed_at >= current_date - INTERVAL 90 DAYS AND placed_at < current_timestamp
SELECT CASE WHEN tier IN ('gold', 'platinum') THEN 'top' ELSE coalesce(tier, 'none') END, nullif(city, ''), TRY_CAST(zip AS INTEGER) FROM customers
SELECT * FROM customers WHERE EXISTS (SELECT 1 FROM crm.orders o WHERE o.customer_id = customers.id) AND id NOT IN (SELECT id FROM s1)
SELECT * FROM customers WHERE (name, city) IN (SELECT name, city FROM s1) AND id = ANY (SELECT id FROM s1)
SELECT id, email FROM customers UNION BY NAME SELECT id FROM s1 EXCEPT SELECT 1, 'x' ORDER BY 1 LIMIT 10 OFFSET 5
SELECT jaro_winkler_similarity(a.name, b.name), levenshtein(a.email, b.email), strip_accents(a.name), md5(a.email) FROM customers a JOIN s1 b ON a.city = b.city
SELECT arg_max(email, updated_at), mode(city), median(age), quantile_cont(age, 0.9), approx_count_distinct(id), any_value(name ORDER BY id) FROM customers
SELECT payload->>'$.device', json_extract_string(payload, '$.os'), payload->'a'->'b' FROM s1
SELECT lpad(CAST(id AS VARCHAR), 6, '0'), rpad(name, 10, ' '), repeat('*', 5) FROM customers
SELECT name.lower().trim() FROM customers
SELECT * FROM customers WHERE name ILIKE 'o''brien%' AND city SIMILAR TO 'B.*' AND zip ~ '[0-9]{5}'
SELECT printf('%05d', id), format('{} <{}>', name, email), concat_ws(' ', name, city), left(zip, 2), zip[1:2] FROM customers
SELECT struct_pack(a := id, b := name), struct_insert({'a': 1}, b := 2), row(1, 2), ARRAY[1, 2], ARRAY(SELECT id FROM s1) FROM customers
SELECT placed_at AT TIME ZONE 'Europe/Berlin', epoch(placed_at), make_date(2026, 1, 1), age(placed_at, DATE '2020-01-01') FROM crm.orders
SELECT round(amount, 2), amount::DECIMAL(10, 2), greatest(1, amount), abs(-amount), amount // 3, amount % 3, 2 ** 3, try(1 / 0) FROM crm.orders
SELECT name AS "weird "" name", '--not a comment', '; DROP TABLE x' FROM customers
SELECT * FROM customers TABLE_ALIAS POSITIONAL JOIN s1
SELECT id FROM customers WHERE name COLLATE nocase = 'x' LIMIT 5%
SELECT min_by(name, id), max_by(name, id), histogram(city), list(DISTINCT city ORDER BY city), bool_or(id > 1) FROM customers
