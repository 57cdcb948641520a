"""Makes a file of a kind with values in all places where it can hide them.

make.py KIND VALUES FILE: VALUES is JSON with lists of texts and numbers, which are used up in order.
"""

import json
import os
import sys


class Values:
    def __init__(self, path):
        values = json.load(open(path))
        self.texts, self.numbers = iter(values["texts"]), iter(values["numbers"])

    def text(self):
        return next(self.texts)

    def number(self):
        return int(next(self.numbers))


def sqlite(values, path):
    import sqlite3

    if os.path.exists(path):
        os.remove(path)
    database = sqlite3.connect(path)
    run = database.execute
    run("PRAGMA page_size = 1024")
    run("PRAGMA encoding = 'UTF-8'")
    run("PRAGMA auto_vacuum = 1")
    run("PRAGMA secure_delete = 0")
    run("PRAGMA user_version = 7")
    run("PRAGMA application_id = 4711")
    run("CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT DEFAULT 'keep default', mail UNIQUE,"
        " note, photo BLOB, card INTEGER, real REAL, upper TEXT GENERATED ALWAYS AS (upper(name)) STORED)")
    run("CREATE INDEX people_name ON people (lower(name))")
    run("CREATE TABLE plain (a, b)")
    run("CREATE TABLE keyed (mail TEXT, n INTEGER, note TEXT, PRIMARY KEY (mail, n)) WITHOUT ROWID")
    run("CREATE TABLE strict (id INTEGER PRIMARY KEY, name TEXT, thing ANY) STRICT")
    run("CREATE TABLE parent (mail TEXT PRIMARY KEY)")
    run("CREATE TABLE child (mail TEXT REFERENCES parent (mail), keep TEXT)")
    run("CREATE TABLE log (at TEXT, what TEXT)")
    run("CREATE TABLE rowids (rowid, _rowid_ TEXT, other TEXT)")
    run('CREATE TABLE "odd ""name" ("a ""b" TEXT, [order] TEXT)')
    run("CREATE TRIGGER people_changed AFTER UPDATE ON people BEGIN"
        " INSERT INTO log VALUES (datetime(), old.name); END")
    run("CREATE VIEW all_names AS SELECT name FROM people UNION SELECT a FROM plain")
    run("CREATE VIRTUAL TABLE notes USING fts5(body, who UNINDEXED)")
    run("CREATE VIRTUAL TABLE letters USING fts4(body)")
    run("CREATE VIRTUAL TABLE places USING rtree(id, x0, x1, +label TEXT)")
    for n in range(40):
        run("INSERT INTO people (name, mail, note, photo, card, real) VALUES (?, ?, ?, ?, ?, ?)",
            (values.text(), f"{n}: {values.text()}", f"keep {n}\n{values.text()}, {values.text()} " * 3,
             f"as bytes: {values.text()}".encode(), values.number(), float(values.number())))
        run("INSERT INTO plain VALUES (?, ?)", (values.text(), values.number()))
        run("INSERT INTO keyed VALUES (?, ?, ?)", (f"{n} {values.text()}", n, f"keep key {values.text()}"))
        run("INSERT INTO strict (name, thing) VALUES (?, ?)", (values.text(), values.text() if n % 2 else values.number()))
        mail = f"{n}/{values.text()}"
        run("INSERT INTO parent VALUES (?)", (mail,))
        run("INSERT INTO child VALUES (?, ?)", (mail, f"keep child {n}"))
        run("INSERT INTO rowids VALUES (?, ?, ?)", (values.text(), values.text(), f"keep row {n}"))
        run('INSERT INTO "odd ""name" VALUES (?, ?)', (values.text(), '{"mail": "%s"}' % values.text()))
        run("INSERT INTO notes VALUES (?, ?)", (f"keep note {values.text()}", values.text()))
        run("INSERT INTO letters VALUES (?)", (f"keep letter {values.text()}",))
        run("INSERT INTO places VALUES (?, 1, 2, ?)", (n, values.text()))
    # Rows and tables that are gone, but linger in free pages, and text longer than a page.
    run("CREATE TABLE gone (a, b)")
    for n in range(60):
        run("INSERT INTO gone VALUES (?, ?)", (values.text() + " x" * 400, values.number()))
        run("INSERT INTO plain VALUES (?, ?)", ("drop me " + values.text(), 1))
    run("INSERT INTO plain VALUES (?, ?)", ("filler " * 900 + values.text() + " filler" * 900, 1))
    run("DELETE FROM plain WHERE a LIKE 'drop me%'")
    run("DROP TABLE gone")
    run("INSERT INTO notes(notes) VALUES ('optimize')")
    run("ANALYZE")
    database.commit()
    database.execute("PRAGMA journal_mode = WAL")
    database.close()


def lines(values, path):
    with open(path, "w", encoding="utf-8") as file:
        for n in range(100):
            file.write(f"keep {n}: {values.text()}; {values.number()}\n")


MAKERS = {"sqlite": sqlite, "lines": lines}

kind, values, path = sys.argv[1:]
MAKERS[kind](Values(values), path)
