"""A person forgotten through the command line: gone from every byte, and not coming back."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests import files, nursery

DATABASE = "vibecli.duckdb"
HERS = (
    "zoe.quill@new.example",
    "zoe.quill@old.example",
    "Quillfeather",
    "Nightingale",
    "987654321",
    "zoe.quill@mid.example",
)
TABLES = """
CREATE TABLE clients (id INTEGER PRIMARY KEY, name VARCHAR, mail VARCHAR, tel VARCHAR, street VARCHAR);
CREATE TABLE invoices (no INTEGER PRIMARY KEY, client_id INTEGER REFERENCES clients (id), total INTEGER);
CREATE TABLE newsletter (mail VARCHAR, since DATE);
CREATE TABLE tickets (ticket INTEGER, body VARCHAR, tags VARCHAR[]);
CREATE INDEX by_total ON invoices (total);
CREATE VIEW mails AS SELECT name, mail FROM clients;
INSERT INTO clients SELECT i, ['Ana','Ben','Cora','Dan'][1 + i % 4] || ' ' || ['Ruiz','Stone','Price'][1 + i % 3],
    'person' || i || '@mail.example', '+49 30 55' || (10000 + i * 7), 'Elm Street ' || i FROM range(1, 60) r(i);
INSERT INTO invoices SELECT 1000 + i, i, i % 13 FROM range(1, 60) r(i);
UPDATE clients SET name = 'Zoe Quillfeather', mail = 'zoe.quill@old.example', tel = '+49 30 987654321',
    street = 'Nightingale Lane 99' WHERE id = 7;
UPDATE clients SET name = 'Max Stone', tel = '030 1112223' WHERE id = 8;
INSERT INTO newsletter VALUES ('ZOE.QUILL@new.example', '2024-01-01'), ('other@x.example', '2024-01-02');
INSERT INTO tickets VALUES (1, 'Called zoe.quill@new.example back', ['vip']),
    (2, 'A bazoe.quill@new.example calls', ['zoe.quill@new.example']);
CREATE TABLE logins (mail VARCHAR, line VARCHAR);
INSERT INTO logins VALUES ('zoe.quill@new.example', 'in: zoe.quill@new.example');
"""
NEW_MAIL = {
    "kind": "write", "id": "s1", "why": "w", "mode": "update", "target": "clients", "keys": ["id"],
    "select": "SELECT id, 'zoe.quill@new.example' AS mail FROM clients WHERE id = 7",
}  # fmt: skip
MID_MAIL = {
    **NEW_MAIL,
    "select": "SELECT id, 'zoe.quill@mid.example' AS mail FROM clients WHERE id = 7",
}
OTHERS = {
    "kind": "write", "id": "s2", "why": "w", "mode": "update", "target": "clients", "keys": ["id"],
    "select": "SELECT id, upper(street) AS street FROM clients WHERE id BETWEEN 6 AND 9",
}  # fmt: skip


@pytest.fixture(scope="module")
def _clients(tmp_path_factory):
    """A database whose person was updated by an applied plan, and said in words since."""
    folder = tmp_path_factory.mktemp("clients")
    with files.write(folder / DATABASE) as session:
        for statement in TABLES.strip().split(";\n"):
            session.run(statement)
        session.run("CHECKPOINT")
    for title, steps in (("first mail", [MID_MAIL]), ("new mail", [NEW_MAIL, OTHERS])):
        plan = {"kind": "plan", "title": title, "confidence": "high", "steps": steps}
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        done = nursery.run("run", "plan.json", "--yes", cwd=folder)
        assert done.returncode == 0, done.stderr
    (folder / "plan.json").unlink()
    return folder


@pytest.fixture
def clients(_clients, shop):
    """The folder of that database; `ask` works in it."""
    for path in shop.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return shutil.copytree(_clients, shop, dirs_exist_ok=True)


@pytest.fixture
def forgotten(clients, ask):
    """The folder after the person is forgotten, and what was shown."""
    planned = ask("ask", "forget the customer with email zoe.quill@new.example everywhere")
    assert planned.code == 3
    return clients, ask("apply", _plan(planned), "--confirm=forget")


def _plan(ran):
    return ran.err.rpartition("vibecli apply ")[2].split()[0]


def _rows(folder, sql):
    with files.read(folder / DATABASE) as session:
        return session.rows(sql)


def _bytes(folder):
    """Give the files that hold one of the person's values in their bytes."""
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        text = path.read_bytes().lower()
        found += [(path.name, value) for value in HERS if value.lower().encode() in text]
    return found


def test_a_person_is_gone_from_every_byte_and_everybody_else_stays(clients, ask):
    assert {value for _, value in _bytes(clients)} >= {HERS[0], HERS[1], HERS[-1]}
    others = "SELECT id, name, mail, tel, street FROM clients WHERE id <> 7 ORDER BY id"
    before = _rows(clients, others)
    planned = ask("ask", "forget the customer with email zoe.quill@new.example everywhere")
    assert planned.code == 3
    assert "clients" in planned.out
    assert "newsletter" in planned.out
    assert "type forget" in planned.out
    ended = ask("apply", _plan(planned), "--confirm=forget")
    assert ended.code == 0
    assert "0 hits" in ended.out
    assert _rows(clients, others) == before
    assert _rows(clients, "SELECT no FROM invoices WHERE client_id = 7") == []
    assert _rows(clients, "SELECT mail FROM newsletter") == [("other@x.example",)]
    assert _rows(clients, "SELECT body FROM tickets ORDER BY ticket") == [
        ("Called [removed] back",), ("A bazoe.quill@new.example calls",),
    ]  # fmt: skip
    assert _rows(clients, "SELECT count(*) FROM mails") == [(58,)]
    left = _bytes(clients)
    assert {value for _, value in left} == {HERS[0]}  # in a longer address of somebody else
    assert {name for name, _ in left} == {DATABASE}
    assert not [*clients.glob(".vibecli-erasing*"), *clients.glob("*.wal")]


@pytest.mark.slow
def test_undo_neither_takes_it_back_nor_brings_the_person_back_by_an_earlier_plan(forgotten, ask):
    folder, ended = forgotten
    plan_id = ended.out.split()[2]
    refused = ask("undo", plan_id)
    assert refused.code == 2
    assert "by design" in refused.err
    earlier = next(
        line.split()[0] for line in ask("history").out.splitlines() if "new mail" in line
    )
    assert ask("undo", earlier).code == 0
    assert _rows(folder, "SELECT count(*) FROM clients WHERE id = 7") == [(0,)]
    assert _rows(folder, "SELECT street FROM clients WHERE id = 8") == [("Elm Street 8",)]
    assert ask("audit", "verify").code == 0


def test_a_load_brings_nothing_of_the_person_back(forgotten, ask):
    folder, _ = forgotten
    rows = (
        "id,name,mail,tel,street\n7,Zoe Q,Zoe.Quill@NEW.example,1,x\n70,Neu Mann,n@x.example,2,y\n"
    )
    (folder / "clients.csv").write_text(rows, encoding="utf-8")
    (folder / "invoices.csv").write_text(
        "no,client_id,total\n2000,7,1\n2001,8,1\n", encoding="utf-8"
    )
    loaded = ask("load", "clients.csv", "invoices.csv", "--append")
    assert loaded.code == 0
    assert loaded.out.count("of suppressed persons: 1 row") == 2
    assert _rows(folder, "SELECT count(*) FROM clients WHERE id IN (7, 70)") == [(1,)]
    addresses = "address\nzoe.quill@new.example\nzoe.quill@old.example\n"
    (folder / "again.csv").write_text(addresses, encoding="utf-8")
    assert "of suppressed persons: 2 rows" in ask("load", "again.csv").out
    assert ask("unsuppress", "zoe.quill@new.example", "--yes").code == 0
    assert ask("load", "again.csv", "--replace").out.count("suppressed") == 0


@pytest.mark.slow
def test_what_may_be_two_persons_is_asked_and_nobody_is_told_clearly(clients, ask):
    with files.write(clients / DATABASE) as session:
        session.run("UPDATE clients SET tel = '+49 30 987654321' WHERE id = 8")
    asked = ask("forget", "+49 (30) 987-654-321")
    assert asked.code == 3
    assert "clients:7" in asked.err
    assert "clients:8" in asked.err
    one = ask("forget", "clients:7", "+49 111 111")
    assert one.code == 3
    assert "hold the same tel" in one.out
    assert "nobody here is known by [" in one.out
    ended = ask("apply", _plan(one), "--confirm=forget")
    assert ended.code == 0
    assert "clients.tel: 1" in ended.out
    assert _rows(clients, "SELECT name FROM clients WHERE id = 8") == [("Max Stone",)]
    nobody = ask("forget", "nobody@x.example")
    assert nobody.code == 2
    assert "nobody here is known by" in nobody.err


@pytest.mark.slow
def test_yes_needs_the_policy_and_a_typed_word(clients, ask):
    assert ask("forget", "zoe.quill@new.example", "--yes").code == 3
    denied = ask("forget", "zoe.quill@new.example", "--yes", "--confirm=forget")
    assert denied.code == 4
    assert "--yes may not forget" in denied.err
    told = json.loads(ask("audit", "-o", "json").out)
    assert [one["event"] for one in told[:2]] == ["refused", "applying"]
    assert _rows(clients, "SELECT count(*) FROM clients WHERE id = 7") == [(1,)]


@pytest.mark.slow
def test_yes_forgets_where_the_policy_allowed_it_from_the_start(tmp_path, monkeypatch, command):
    with files.write(tmp_path / DATABASE) as session:
        for statement in TABLES.strip().split(";\n"):
            session.run(statement)
    (tmp_path / "vibecli.toml").write_text(
        '[policy]\nforget_unattended = "allow"\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert command("forget", "zoe.quill@old.example", "--yes", "--confirm=forget").code == 0
    assert _rows(tmp_path, "SELECT count(*) FROM clients WHERE id = 7") == [(0,)]


@pytest.mark.slow
def test_what_is_protected_and_what_is_kept_stays(clients, ask):
    (clients / "vibecli.toml").write_text('[policy]\nprotected = ["invoices"]\n', encoding="utf-8")
    assert ask("forget", "zoe.quill@new.example").code == 4
    kept = ask("forget", "zoe.quill@new.example", "--keep", "newsletter", "--keep", "invoices")
    assert "newsletter is left out" in kept.out
    assert ask("forget", "zoe.quill@new.example", "--only", "nothing").code == 2


@pytest.mark.slow
def test_a_pseudonym_is_the_same_everywhere_and_leaves_no_byte(clients, ask):
    planned = ask("forget", "zoe.quill@new.example", "--mode", "pseudonymise")
    assert ask("apply", _plan(planned), "--confirm=forget").code == 0
    name, mail, tel = _rows(clients, "SELECT name, mail, tel FROM clients WHERE id = 7")[0]
    assert name.startswith("Person ")
    assert mail.endswith("@pseudonym.invalid")
    assert tel.startswith("+")
    assert len(tel) == len("+49 30 987654321")
    assert (mail,) in _rows(clients, "SELECT mail FROM newsletter")
    assert _rows(clients, "SELECT mail, line FROM logins") == [(mail, "in: [removed]")]
    assert _rows(clients, "SELECT count(*) FROM invoices WHERE client_id = 7") == [(1,)]
    assert {value for _, value in _bytes(clients)} == {HERS[0]}


@pytest.mark.slow
def test_the_data_of_a_person_is_written_where_they_say_and_told_in_the_audit(clients, ask):
    done = ask("export-subject", "zoe.quill@new.example", "--to", "hers")
    assert done.code == 0
    assert "hers/subject.json" in done.err
    document = json.loads((clients / "hers/subject.json").read_text("utf-8"))
    assert {t["table"] for t in document["tables"]} == {
        "clients", "invoices", "logins", "newsletter",
    }  # fmt: skip
    page = (clients / "hers/subject.html").read_text("utf-8")
    assert "Quillfeather" in page
    assert "default-src 'none'" in page
    assert (clients / "hers/subject.json").stat().st_mode & 0o077 == 0
    assert "exported" in ask("audit").out
    assert ask("export-subject", "clients:7", "--to", "hers").code == 0
    other = ask("export-subject", "clients:8", "--to", "hers")
    assert other.code == 2
    assert "somebody else" in other.err
    assert "Quillfeather" in (clients / "hers/subject.json").read_text("utf-8")
    (clients / "hers/subject.json").write_text("mine", encoding="utf-8")
    assert ask("export-subject", "zoe.quill@new.example", "--to", "hers").code == 2


@pytest.mark.slow
def test_a_person_who_is_suppressed_stays_and_undo_lets_them_in_again(clients, ask):
    assert ask("suppress", "zoe.quill@new.example", "--yes").code == 0
    (clients / "more.csv").write_text(
        "mail\nzoe.quill@new.example\nx@y.example\n", encoding="utf-8"
    )
    assert "1 row" in ask("load", "more.csv").out.partition("suppressed persons:")[2]
    assert _rows(clients, "SELECT count(*) FROM clients WHERE id = 7") == [(1,)]
    assert ask("undo").code == 0
    assert "suppressed" not in ask("load", "more.csv", "--replace").out
    assert ask("unsuppress", "zoe.quill@new.example", "--yes").code == 2
    assert ask("suppress", "C-1").code == 2


@pytest.mark.slow
def test_a_plan_inserts_nothing_of_a_suppressed_person(clients, ask):
    assert ask("suppress", "zoe.quill@new.example", "--yes").code == 0
    insert = {
        "kind": "write", "id": "s1", "why": "w", "mode": "append", "target": "newsletter",
        "select": "SELECT mail, NULL AS since FROM clients WHERE id IN (7, 8)",
    }  # fmt: skip
    plan = {"kind": "plan", "title": "t", "confidence": "high", "steps": [insert]}
    (clients / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    shown = ask("run", "plan.json", "--yes")
    assert shown.code == 0
    assert "left out of newsletter, of suppressed persons: 1 row" in shown.out
    assert _rows(clients, "SELECT count(*) FROM newsletter") == [(3,)]


@pytest.mark.slow
def test_a_forgotten_person_is_looked_for_again_by_plan_and_by_what_is_typed(forgotten, ask):
    folder, ended = forgotten
    plan_id = ended.out.split()[2]
    assert ask("forget", "--verify", plan_id).code == 0
    with files.write(folder / DATABASE) as session:
        session.run("INSERT INTO newsletter VALUES ('zoe.quill@new.example', NULL)")
    back = ask("forget", "--verify", plan_id, "-o", "json")
    assert back.code == 1
    assert "newsletter.mail" in back.out
    assert "zoe.quill" not in back.out
    assert ask("forget", "--verify", "zoe.quill@new.example").code == 1


@pytest.mark.few(1)
@pytest.mark.parametrize(
    "said", ["forget zoe.quill@new.example if it rains", "gdpr +49 30 987654321 forget"]
)
def test_no_model_is_told_whom_to_forget(clients, ask, said, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    ran = ask("ask", said)
    assert ran.code == 1
    assert "no model may be told whom" in ran.out + ran.err
    assert not (clients / ".vibecli/egress.jsonl").exists()
    assert (
        ask("ask", "forget zoe.quill@new.example").code == 3
    )  # read offline, whatever the planner


def _apply_and_die(plan_id, moment):
    """Apply, and be killed just after a moment of it."""
    from vibecli.run.compaction import Held
    from vibecli.run.erasure import Erasure
    from vibecli.run.erasure_purge import Purge

    kept = {"purge": (Purge, "_caches"), "_keep": (Erasure, "_keep")}
    owner, name = kept.get(moment, (Held, moment))
    work = getattr(owner, name)

    def dying(self, *told):
        work(self, *told)
        os.kill(os.getpid(), 9)

    setattr(owner, name, dying)
    return nursery.cli("apply", plan_id, "--confirm=forget")


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["put_in_place", "copy_worked", "copy_old", "purge", "_keep"])
def test_killed_at_any_moment_it_is_the_old_file_or_the_new_one(clients, ask, moment):
    plan_id = _plan(ask("forget", "zoe.quill@new.example"))
    with Path(os.devnull).open("r+b") as nothing:
        from functools import partial

        child = nursery.start(
            partial(_apply_and_die, plan_id, moment), *[nothing.fileno()] * 3, cwd=clients
        )
        assert child.wait(60) != 0
    there = _rows(clients, "SELECT count(*) FROM clients WHERE id = 7")[0][0]
    assert there == (moment in {"copy_old", "copy_worked"})
    assert _rows(clients, "SELECT count(*) FROM clients WHERE id <> 7") == [(58,)]
    if moment in {"purge", "_keep"}:
        assert f"apply {plan_id} --confirm=forget" in ask("doctor").out
    ended = ask("apply", plan_id, "--confirm=forget")
    assert ended.code == 0
    assert "0 hits" in ended.out
    assert {name for name, _ in _bytes(clients)} == {DATABASE}
    assert not [*clients.glob(".vibecli-erasing*")]


@pytest.mark.slow
def test_whatever_vibecli_kept_of_the_person_is_cleaned_and_other_files_are_named(clients, ask):
    state, mail = clients / ".vibecli", "Zoe.Quill@new.example"
    ask("ask", "show clients with mail " + mail)
    ask("suppress", "x@y.example")  # a reviewed plan without the person stays
    for name in ("sessions/a.jsonl", "egress/b.json", "error.log", "questions/c.json"):
        path = state / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"intent": f"mail {mail} or call +49 (30) 987-654-321"}))
    (state / "index" / "x").mkdir(parents=True)
    (state / "index" / "x" / "keys.bin").write_bytes(mail.encode())
    with files.write(clients / DATABASE) as session:
        hers = "SELECT mail FROM clients WHERE id = 7"
        session.run(f"COPY ({hers}) TO '{clients}/out.parquet' (COMPRESSION zstd)")
    kept = [path for path in (state / "plans").iterdir() if path.is_dir()]
    ended = ask("apply", _plan(ask("forget", mail)), "--confirm=forget")
    assert ended.code == 0
    assert "0 hits" in ended.out
    assert "out.parquet: " in ended.out
    text = json.loads((state / "sessions/a.jsonl").read_text("utf-8"))["intent"]
    assert text == "mail [removed] or call [removed]"
    assert not (state / "index").exists()
    assert any(path.exists() for path in kept)
    assert {name for name, _ in _bytes(clients)} <= {DATABASE, "out.parquet"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "person", ["", "  ", "@", "'; DROP TABLE clients; --", "a" * 9_000, "nowhere:7", "clients:"]
)
def test_what_names_nobody_ends_in_one_line(clients, ask, person):
    ran = ask("forget", person)
    assert ran.code in {1, 2}
    assert ran.err.count("error:") == 1
    assert "fault of vibecli" not in ran.err
    assert _rows(clients, "SELECT count(*) FROM clients") == [(59,)]


@pytest.mark.slow
def test_an_identity_table_takes_no_record_of_a_suppressed_person(clients, ask):
    assert ask("suppress", "clients:7", "--yes").code == 0
    records = (
        "VALUES ('p', 'clients', '7', 1.0), ('q', 'clients', '9', 1.0), ('r', 'other', '7', 1.0)"
    )
    made = {
        "kind": "write", "id": "s1", "why": "w", "mode": "create", "target": "ids",
        "select": f"SELECT * FROM ({records}) AS r(person_id, source, record_id, probability)",
    }  # fmt: skip
    plan = {"kind": "plan", "title": "t", "confidence": "high", "steps": [made]}
    (clients / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    assert ask("run", "plan.json", "--yes").code == 0
    assert _rows(clients, "SELECT person_id FROM ids ORDER BY ALL") == [("q",), ("r",)]


@pytest.mark.slow
def test_without_its_key_nothing_is_loaded_that_may_bring_a_person_back(clients, ask):
    assert ask("suppress", "zoe.quill@new.example", "--yes").code == 0
    (clients / ".vibecli/pseudonym.key").unlink()
    (clients / "more.csv").write_text("mail\nzoe.quill@new.example\n", encoding="utf-8")
    refused = ask("load", "more.csv")
    assert refused.code == 2
    assert "key that suppressed persons are sealed with is missing" in refused.err


@pytest.mark.slow
def test_a_record_without_a_name_takes_nobody_who_shares_its_mail_or_line(clients, ask):
    with files.write(clients / DATABASE) as session:
        session.run("UPDATE clients SET name = NULL, mail = 'we@home.example' WHERE id = 20")
        session.run("UPDATE clients SET mail = 'we@home.example' WHERE id IN (21, 22)")
        session.run("UPDATE clients SET tel = '+49 30 4445556' WHERE id IN (23, 24)")
        session.run("UPDATE clients SET name = 'Ana Zimmer' WHERE id = 23")
        session.run("UPDATE clients SET name = 'Ana Quast' WHERE id = 24")
    for one in ("clients:20", "clients:23"):
        planned = ask("forget", one)
        assert "2 rows of other persons" in planned.out or "1 rows of other" in planned.out
        assert "59 -> 58 rows" in planned.out


@pytest.mark.slow
def test_a_file_of_an_older_duckdb_stays_one_and_computed_columns_do_no_harm(clients, ask):
    import duckdb

    (clients / DATABASE).unlink()
    with duckdb.connect() as session:
        session.execute(f"ATTACH '{clients / DATABASE}' AS f (STORAGE_VERSION 'v1.0.0')")
        session.execute("USE f")
        session.execute(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, given_name VARCHAR, surname VARCHAR,"
            " email VARCHAR, full_name VARCHAR AS (given_name || ' ' || surname))"
        )
        session.execute("INSERT INTO people SELECT i, 'Ana', 'Ruiz', 'p' || i || '@x.example'"
                        " FROM range(9) r(i)")  # fmt: skip
    before = (clients / DATABASE).read_bytes()[12:20]
    ended = ask("apply", _plan(ask("forget", "p7@x.example")), "--confirm=forget")
    assert ended.code == 0, ended.err
    assert (clients / DATABASE).read_bytes()[12:20] == before
    assert _rows(clients, "SELECT count(*) FROM people") == [(8,)]


@pytest.mark.slow
def test_a_phone_in_a_text_is_found_in_any_spelling_and_never_in_a_longer_number(clients, ask):
    longer = "no. 149305510343, +493055103431"
    said = f"{longer}, tel. +49305510343 or 0049305510343, (030) 551 03 43"
    with files.write(clients / DATABASE) as session:
        session.run("INSERT INTO tickets VALUES (3, ?, NULL)", [said])
    ended = ask("apply", _plan(ask("forget", "clients:49")), "--confirm=forget")
    assert ended.code == 0
    assert "spelled otherwise" in ended.out
    told = f"{longer}, tel. [removed] or [removed], [removed]"
    assert (told,) in _rows(clients, "SELECT body FROM tickets")


@pytest.mark.slow
def test_a_son_of_the_same_name_at_the_same_line_stays_by_his_birth_date(clients, ask):
    with files.write(clients / DATABASE) as session:
        session.run("ALTER TABLE clients ADD COLUMN birth_date DATE")
        session.run("UPDATE clients SET birth_date = DATE '1960-01-01' + id * 97")
        session.run(
            "UPDATE clients SET name = 'Zoe Quillfeather', tel = '030 987654321' WHERE id = 8"
        )
    asked = ask("forget", "+49 30 987654321")
    assert "may be 2 persons" in asked.err
    planned = ask("forget", "clients:7")
    assert "hold the same tel" in planned.out
    assert "59 -> 58 rows" in planned.out
    assert ask("customer", "030 987654321").code == 3


@pytest.mark.slow
def test_a_pseudonym_leaves_the_loyalty_number_that_an_account_has_and_says_so(clients, ask):
    with files.write(clients / DATABASE) as session:
        session.run("ALTER TABLE clients ADD COLUMN loyalty_no VARCHAR")
        session.run("UPDATE clients SET loyalty_no = 'L-2' || (10000 + id)")
        session.run("CREATE TABLE accounts (loyalty_no VARCHAR PRIMARY KEY, points INTEGER)")
        session.run("INSERT INTO accounts SELECT loyalty_no, id FROM clients")
    planned = ask("forget", "clients:7", "--mode", "pseudonymise")
    assert "still name this person: clients.loyalty_no" in planned.out
    assert ask("apply", _plan(planned), "--confirm=forget").code == 0
    tied = "SELECT mail, points FROM clients JOIN accounts USING (loyalty_no) WHERE id = 7"
    ((mail, points),) = _rows(clients, tied)
    assert mail.endswith("@pseudonym.invalid")
    assert points == 7
