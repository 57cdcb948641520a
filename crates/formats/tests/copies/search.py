"""Searches a copy for every removed value with readers of Python's standard library.

search.py KIND VALUES FILE: a line "left: ..." for each value found, a line "fact: ..." for what must stay.
"""

import base64
import binascii
import html
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


def message(message, depth=0):
    import gzip
    import io
    import zipfile

    kind = message.get_content_type()
    unknown = kind == "image/x-unknown"
    yield "fact", f"{depth} {'text/plain' if unknown else kind}"
    for name, value in message.items():
        yield "text", f"{name}: {value}"
        if not unknown and name.lower() not in ("dkim-signature", "x-code", "list-unsubscribe") and not name.lower().startswith("content"):
            kept = " keep" if "keep" in str(value) else ""
            yield "fact", f"{depth} {name}{kept}"
    yield "text", str(message.get_filename())
    yield "text", str(message.preamble) + str(message.epilogue)
    for address in ("from", "to"):
        if depth == 0 and message[address] is not None:
            yield "fact", f"{address} {min(2, len(message[address].addresses))}"
            for one in message[address].addresses:
                yield "text", f"{one.display_name} {one.addr_spec}"
    if message.is_multipart():
        for piece in message.iter_parts():
            yield from message_of(piece, depth + 1)
        return
    content = message.get_payload(decode=True)
    yield "bytes", content
    charset = message.get_content_charset()
    if charset:
        text = content.decode(charset)
        yield "text", text
        if kind == "text/html":
            yield "text", html.unescape(re.sub(r"<[^>]*>", "", text))
        if "left out of the copy" not in text:
            yield "fact", f"{depth} {text.count('keep')} lines, {len(text.splitlines())}"
    if kind == "application/gzip":
        yield "bytes", gzip.decompress(content)
    if kind == "application/zip":
        archive = zipfile.ZipFile(io.BytesIO(content))
        for name in archive.namelist():
            yield "bytes", archive.read(name)


def message_of(piece, depth):
    yield from message(piece, depth)


def eml(path):
    import email
    import email.policy

    yield from message(email.message_from_bytes(open(path, "rb").read(), policy=email.policy.default))


def mbox(path):
    import email
    import email.policy
    import mailbox

    def factory(file):
        return email.message_from_binary_file(file, policy=email.policy.default)

    for one in mailbox.mbox(path, factory=factory, create=False):
        yield from message(one)


def tar(path):
    import gzip
    import tarfile

    archive = tarfile.open(path, ignore_zeros=True)
    for info in archive:
        yield "text", f"{info.name} {info.linkname} {info.uname} {info.gname} {info.pax_headers}"
        if info.name != "unknown.bin":
            yield "fact", f"{info.type} {info.mode} {info.mtime} {info.name[:6]} {len(info.pax_headers.get('comment', '')) > 4}"
        if info.isfile():
            content = archive.extractfile(info).read()
            if info.name.endswith(".gz"):
                content = gzip.decompress(content)
            yield "bytes", content
            if info.name != "unknown.bin":
                yield "fact", f"{content.count(b'keep')} lines in {info.name[:6]}"


def raw(path):
    yield from ()


def rtf(path):
    source = open(path, "rb").read().decode("latin-1")
    yield "fact", f"{source.count('{') - source.count(chr(92) + '{')} groups, {source.count('keep')} kept"
    for word in ("par", "b", "fs", "footnote", "annotation", "fldinst", "pict", "objdata"):
        found = re.findall(rf"\\{word}(?![a-z])", source)
        yield "fact", f"{word} {len(found)}"
    source = re.sub(r"\\u(-?\d+) ?(\?|\\'..)", lambda found: chr(int(found[1]) % 65536), source)
    source = re.sub(r"\\'(..)", lambda found: bytes.fromhex(found[1]).decode("cp1252", "replace"), source)
    for digits in re.findall(r"(?:[0-9a-f]{2}\s*){6,}", source):
        yield "bytes", bytes.fromhex("".join(digits.split()))
    source = re.sub(r"\\[a-z]+-?\d* ?", "", source)
    yield "text", re.sub(r"\\([\\{}])", r"\1", source)
    yield "text", re.sub(r"[{}\r\n]", "", source)


READERS = {"rtf": rtf, "raw": raw, "tar": tar, "eml": eml, "mbox": mbox, "sqlite": sqlite, "bzip2": packed("bz2"), "xz": packed("lzma"), "gzip": packed("gzip")}


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


if __name__ == "__main__":
    main(*sys.argv[1:])
