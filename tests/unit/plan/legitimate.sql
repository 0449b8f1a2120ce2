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
SELECT count(*) FROM customers
SELECT DISTINCT city FROM customers ORDER BY city NULLS FIRST
SELECT id, sum(amount) AS total FROM crm.orders GROUP BY id HAVING sum(amount) > 100 ORDER BY total DESC LIMIT 10
SELECT c.id, count(o.id) AS orders FROM customers c LEFT JOIN crm.orders o ON o.customer_id = c.id GROUP BY c.id
SELECT c.id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM crm.orders o WHERE o.customer_id = c.id)
SELECT email, count(*) FROM customers WHERE email IS NOT NULL GROUP BY lower(email), email HAVING count(*) > 1
SELECT id, ntile(4) OVER (ORDER BY amount), dense_rank() OVER (PARTITION BY city ORDER BY amount DESC) FROM crm.orders
SELECT id, amount - lag(amount) OVER (PARTITION BY customer_id ORDER BY placed_at) AS delta FROM crm.orders
SELECT customer_id, max(placed_at) AS last, date_diff('day', max(placed_at), DATE '2026-11-01') AS recency FROM crm.orders GROUP BY 1
SELECT date_trunc('week', placed_at) AS week, approx_quantile(amount, 0.5), stddev_samp(amount), corr(amount, id) FROM crm.orders GROUP BY week
SELECT split_part(email, '@', 2) AS domain, count(*) FROM customers GROUP BY domain ORDER BY 2 DESC, 1
SELECT regexp_split_to_array(name, '\s+'), regexp_extract_all(phone, '\d+'), translate(phone, '()- ', '') FROM customers
SELECT soundex FROM (SELECT name AS soundex FROM customers)
SELECT coalesce(nullif(trim(phone), ''), 'none') AS phone FROM customers
SELECT CASE city WHEN 'Bern' THEN 1 WHEN 'Basel' THEN 2 ELSE NULL END FROM customers
SELECT ifnull(name, '?'), if(id > 3, 'a', 'b'), iif FROM (SELECT name, id, id AS iif FROM customers)
SELECT CAST('2026-11-01' AS DATE) + INTERVAL 1 MONTH, strptime('01.11.2026', '%d.%m.%Y'), try_strptime(name, '%Y') FROM customers
SELECT hash(email) % 100 AS bucket, sha256(email), md5(email), crc32 FROM (SELECT email, id AS crc32 FROM customers)
SELECT list_sort(tags), list_distinct(tags), list_contains(tags, 'x'), len(tags), tags[-1], flatten([tags, tags]) FROM customers
SELECT unnest({'a': 1, 'b': 2}), unnest([1, 2], recursive := true)
SELECT struct_extract(s, 'a'), s.a, s['a'] FROM (SELECT {'a': id} AS s FROM customers)
SELECT map_keys(m), map_values(m), map_extract(m, 'k'), cardinality(m) FROM (SELECT MAP {'k': id} AS m FROM customers)
SELECT json_extract(payload, '$.a[0]'), json_array_length(payload), payload ->> 'a', json_keys(payload), json_valid(payload) FROM s1
SELECT to_json(customers), row_to_json(customers), json_object('id', id), json_group_array(id) FROM customers GROUP BY ALL
SELECT histogram(city), list(name ORDER BY id), first(name ORDER BY id), count_if(id > 3), bool_and(id > 0) FROM customers
SELECT sum(amount) FILTER (status = 'paid'), avg(amount) FROM crm.orders
SELECT max(name, 3), min_by(name, id), max_by(name, id, 2) FROM customers
SELECT * EXCLUDE (name, city), COLUMNS('^e') FROM customers
SELECT * RENAME (name AS full_name) FROM customers
SELECT * LIKE '%name' FROM customers
SELECT min(COLUMNS(*)) FROM customers
SELECT id FROM customers WHERE COLUMNS(*) IS NOT NULL
SELECT a.id, b.id FROM customers a JOIN customers b ON a.id < b.id AND levenshtein(a.name, b.name) <= 2
SELECT damerau_levenshtein(a.name, b.name), jaccard(a.name, b.name), jaro_similarity(a.name, b.name), hamming(a.zip, b.zip) FROM customers a, customers b
SELECT * FROM customers NATURAL JOIN s1
SELECT * FROM customers CROSS JOIN (SELECT max(id) AS top FROM s1)
SELECT * FROM customers FULL OUTER JOIN s1 USING (id) ORDER BY ALL
SELECT * FROM customers c RIGHT JOIN s1 ON c.id = s1.id WHERE c.id IS NULL
SELECT * FROM customers SEMI JOIN s1 USING (id)
WITH ranked AS (SELECT *, row_number() OVER (PARTITION BY lower(email) ORDER BY updated_at DESC, id) AS rn FROM customers) SELECT * EXCLUDE rn FROM ranked WHERE rn = 1
WITH RECURSIVE tree AS (SELECT id, parent_id, 1 AS depth FROM s1 WHERE parent_id IS NULL UNION SELECT s.id, s.parent_id, t.depth + 1 FROM s1 s JOIN tree t ON s.parent_id = t.id) SELECT * FROM tree
WITH a(x, y) AS (VALUES (1, 2)), b AS NOT MATERIALIZED (SELECT x FROM a) SELECT * FROM a, b
SELECT month, sum(amount) FROM (SELECT strftime(placed_at, '%Y-%m') AS month, amount FROM crm.orders) GROUP BY CUBE (month)
(SELECT id FROM customers ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM s1 ORDER BY id LIMIT 1)
SELECT id FROM customers INTERSECT SELECT id FROM s1
SELECT id FROM customers EXCEPT ALL SELECT id FROM s1
SELECT bin, count(*) FROM (SELECT floor(amount / 10) * 10 AS bin FROM crm.orders) GROUP BY bin ORDER BY bin
SELECT sum(amount) OVER (PARTITION BY customer_id ORDER BY placed_at ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) FROM crm.orders
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY amount), listagg(status, ',') FROM crm.orders
SELECT isodow(placed_at), quarter(placed_at), last_day(placed_at), monthname(placed_at), epoch_ms(placed_at), time_bucket(INTERVAL 7 DAYS, placed_at) FROM crm.orders
SELECT isnan(amount), isinf(amount), isfinite(amount), round_even(amount, 1), sign(amount), trunc(amount), ln(greatest(amount, 1)) FROM crm.orders
SELECT id::VARCHAR || '-' || zip, name IS DISTINCT FROM city, name NOT LIKE 'A%', id BETWEEN 1 AND 5, id IN (1, 2), NOT (id = 3) FROM customers
SELECT unicode(name), chr(65), ascii(name), length(name), strlen(name), reverse(name), position('a' IN name), substring(name FROM 1 FOR 2), starts_with(name, 'A'), contains(name, 'b') FROM customers
SELECT nfc_normalize(name), regexp_full_match(zip, '\d{5}'), url_encode(name), url_decode(name), base64(encode(name)) FROM customers
SELECT typeof(id), pg_typeof FROM (SELECT id, id AS pg_typeof FROM customers)
SELECT range(5), generate_series(1, 3), list_zip([1], ['a']), list_sum([1, 2]), list_aggregate([1, 2], 'max'), list_has_any(tags, ['x']) FROM customers
SELECT x FROM unnest([1, 2, 3]) AS t(x) WHERE x > (SELECT min(id) FROM customers)
FROM customers AS c SELECT c.city, n: count(*) GROUP BY c.city
SELECT 'a' AS "group", 1 AS "select", id AS "order" FROM customers ORDER BY "order"
