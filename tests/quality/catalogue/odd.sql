CREATE TABLE contacts ("First Name" VARCHAR, "Last Name" VARCHAR, "E-Mail" VARCHAR, "Mobile Phone" VARCHAR, "State" VARCHAR, "order" INTEGER, "signup date" VARCHAR);
INSERT INTO contacts SELECT ['Ann','Bo','Cy','Di','Ed'][1 + i % 5], ['O''Neil','van Dam','Li','Garcia'][1 + i % 4], 'p' || i || '@mail.test', '555 01' || (1000 + i), ['CA','NY','TX'][1 + i % 3], i % 5, CAST(DATE '2023-01-01' + CAST(i AS INTEGER) AS VARCHAR) FROM range(1, 71) t(i);
INSERT INTO contacts SELECT * FROM contacts LIMIT 3;
CREATE TABLE tbl_member (store_id INTEGER, member_no INTEGER, full_name VARCHAR, email_addr VARCHAR, home_phone VARCHAR, work_phone VARCHAR, status VARCHAR, balance DOUBLE, joined DATE, PRIMARY KEY (store_id, member_no));
INSERT INTO tbl_member SELECT 1 + i % 4, i, ['Ann O''Neil','Bo van Dam','Cy Li','Di Garcia'][1 + i % 4], 'p' || i || '@mail.test', '555 01' || (1000 + i), '555 02' || (1000 + i), ['active','dormant','O''Hara "x"'][1 + i % 3], i * 1.5, DATE '2022-01-01' + CAST(i AS INTEGER) FROM range(1, 61) t(i);
CREATE TABLE "golden records" ("golden id" VARCHAR PRIMARY KEY, name VARCHAR, email VARCHAR, phone VARCHAR, member_no INTEGER);
INSERT INTO "golden records" SELECT 'G' || i, ['Ann O''Neil','Bo van Dam'][1 + i % 2], 'p' || i || '@mail.test', '555 01' || (1000 + i), i FROM range(1, 31) t(i);
CREATE TABLE "Event Log" (device VARCHAR, kind VARCHAR, seen_at TIMESTAMP);
INSERT INTO "Event Log" SELECT 'd-' || (i % 40), ['open','click','buy'][1 + i % 3], TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR FROM range(1, 400) t(i);
