"""Searches a copy for every removed value with readers of Python's standard library.

search.py KIND VALUES FILE: a line "left: ..." for each value found, a line "fact: ..." for what must stay.
"""

import base64
import binascii
import json
import re
import sys
import urllib.parse
import xml.sax.saxutils


def forms(value):
    """Bytes, in small letters, that say the value."""
    found = {value}
    digits = re.sub(r"\D", "", value)
    if len(digits) >= 8 and not re.sub(r"[\d +./()-]", "", value):
        found.add(digits)
    found.add(urllib.parse.quote(value, safe=""))
    found.add(urllib.parse.quote(value))
    found.add(xml.sax.saxutils.escape(value))
    found.add(xml.sax.saxutils.escape(value, {'"': "&quot;", "'": "&#39;"}))
    found.add(value.encode("ascii", "xmlcharrefreplace").decode())
    found.add(json.dumps(value)[1:-1])
    texts = {text.lower().encode() for text in found}
    texts |= {value.lower().encode(code) for code in ("utf-16-le", "utf-16-be", "utf-32-le")}
    try:
        texts.add(value.lower().encode("latin-1"))
    except UnicodeEncodeError:
        pass
    raw = value.encode()
    texts.add(binascii.hexlify(raw))
    exact = set()
    for skip in range(3):
        # What of the value alone decides the letters, whatever stands before and after it.
        code = base64.b64encode(b"\0" * skip + raw)
        exact.add(code[(0, 2, 3)[skip] : len(code) - 4])
    return texts, {code for code in exact if len(code) >= 8}


def sqlite(path):
    import sqlite3

    database = sqlite3.connect(path)
    database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    for pragma in ("user_version", "application_id", "page_size", "encoding", "journal_mode", "auto_vacuum"):
        yield "fact", f"{pragma} {database.execute(f'PRAGMA {pragma}').fetchone()[0]}"
    yield "fact", f"check {database.execute('PRAGMA integrity_check').fetchall()}"
    yield "fact", f"references {database.execute('PRAGMA foreign_key_check').fetchall()}"
    for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name"):
        yield "fact", f"{kind} {name}"
        yield "text", f"{name} {sql}"
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in tables:
        quoted = table.replace('"', '""')
        rows = database.execute(f'SELECT * FROM "{quoted}"').fetchall()
        if not re.search(r"_(data|idx|segments|segdir)$", table):
            yield "fact", f"{table} has {len(rows)} rows"
        for row in rows:
            for cell in row:
                if isinstance(cell, bytes):
                    yield "bytes", cell
                elif cell is not None:
                    yield "text", str(cell)
                    if isinstance(cell, str) and cell.startswith("keep "):
                        yield "fact", f"{table}: {' '.join(cell.split()[:2])}"
    for table in ("notes", "letters"):
        if (table,) in tables:
            found = database.execute(f"SELECT count(*) FROM {table} WHERE {table} MATCH 'keep'").fetchone()[0]
            yield "fact", f"{table} finds {found}"
            if table == "notes":
                database.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'notes', 'row')")
                for (word,) in database.execute("SELECT term FROM temp.words"):
                    yield "text", word


def packed(module):
    def read(path):
        content = __import__(module).open(path).read()
        yield "bytes", content
        yield "fact", f"{content.count(b'keep')} lines kept"

    return read


READERS = {"sqlite": sqlite, "bzip2": packed("bz2"), "xz": packed("lzma"), "gzip": packed("gzip")}


def main(kind, values, path):
    values = json.load(open(values))
    raw = open(path, "rb").read()
    pieces = [raw]
    for what, piece in READERS[kind](path):
        if what == "fact":
            print("fact:", piece.encode("unicode_escape").decode())
        else:
            pieces.append(piece.encode("utf-8", "surrogateescape") if what == "text" else piece)
    whole = b"\n\0\n".join(pieces)
    small = whole.decode("utf-8", "surrogateescape").lower().encode("utf-8", "surrogateescape") + whole.lower()
    for value in values["texts"] + values["numbers"]:
        texts, exact = forms(value)
        for form in texts:
            if form in small:
                print("left:", value, form)
        for form in exact:
            if form in whole:
                print("left:", value, form)


main(*sys.argv[1:])
