"""Makes a file of a kind with values in all places where it can hide them.

make.py KIND VALUES FILE: VALUES is JSON with lists of texts and numbers, which are used up in order.
"""

import json
import os
import sys


class Values:
    def __init__(self, path):
        values = json.load(open(path))
        self.texts, self.numbers = list(values["texts"]), iter(values["numbers"])

    def text(self, fits=lambda text: True):
        at = next(at for at, text in enumerate(self.texts) if fits(text))
        return self.texts.pop(at)

    def mail(self):
        return self.text(lambda text: "@" in text)

    def latin(self):
        return self.text(lambda text: all(ord(letter) < 256 for letter in text))

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


def quoted(text, charset="utf-8"):
    import email.header

    return email.header.Header(text, charset, maxlinelen=60).encode()


def word(text):
    import base64

    code = base64.b64encode(text.encode()).decode()
    return f"=?UTF-8?B?{code}?="


def split_word(text):
    """Two words, the second of which begins within a letter, if there is a long one."""
    import base64

    raw = text.encode()
    half = len(raw) // 2
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(part).decode()}?=" for part in (raw[:half], raw[half:]))


def body(raw, transfer):
    import base64
    import quopri

    if transfer == "base64":
        return base64.encodebytes(raw).replace(b"\n", b"\r\n")
    if transfer == "quoted-printable":
        return quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return raw


def part(kind, transfer, raw, *fields):
    head = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {transfer}", *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body(raw, transfer)


def multipart(boundary, kind, parts, before=b"", after=b"", *fields):
    head = [*fields, f'Content-Type: multipart/{kind}; boundary="{boundary}"']
    mark = b"\r\n--" + boundary.encode()
    whole = "\r\n".join(head).encode() + b"\r\n\r\n" + before
    return whole + b"".join(mark + b"\r\n" + piece for piece in parts) + mark + b"--\r\n" + after


def mail(values, number=0):
    import base64
    import gzip
    import html
    import io
    import urllib.parse
    import zipfile

    def inner_lines(count, text=values.text):
        return "".join(f"keep line {n}: {text()}\r\n" for n in range(count))

    def references(text):
        """Letters as marks of markup write them, and a tag in their middle."""
        half = len(text) // 2
        return "".join(f"&#{ord(letter)};" for letter in text[:half]) + "<i></i>" + html.escape(text[half:])

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("inner.txt"), inner_lines(2))
    inner = "\r\n".join([
        f"From: {word(values.text())} <{values.mail()}>",
        f"To: {values.mail()}",
        f"Subject: keep inner {word(values.text())}",
        "Date: Mon, 05 Jan 2026 10:00:00 +0000",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: base64",
        "",
        "",
    ]).encode() + body(inner_lines(3).encode(), "base64")
    name = values.text(lambda text: "\"" not in text)
    alternative = multipart(f"alt{number}", "alternative", [
        part("text/plain; charset=utf-8", "quoted-printable", inner_lines(4).encode()),
        part("text/plain; charset=iso-8859-1", "8bit", inner_lines(3, values.latin).encode("latin-1")),
        part("text/plain; charset=gb18030", "base64", inner_lines(3).encode("gb18030")),
        part("text/plain; charset=utf-16le", "base64", inner_lines(2).encode("utf-16-le")),
        part("text/plain; charset=iso-2022-jp", "7bit", inner_lines(2, values.mail).encode("iso-2022-jp")),
        part('text/html; charset="UTF-8"', "quoted-printable",
             f"<p>keep <b>{html.escape(values.text())}</b></p><p>{references(values.text())}</p><a href='mailto:{values.mail()}'>"
             f"{html.escape(values.text())}</a>\r\n".encode()),
    ])
    parts = [
        alternative,
        part("text/csv", "base64", f"name,mail\r\n{values.text()},{values.mail()}\r\nkeep,row\r\n".encode(),
             "Content-Disposition: attachment;\r\n filename*=utf-8''" + urllib.parse.quote(values.text()) + ".csv"),
        part(f'application/json; name="{quoted(name)}.json"', "8bit",
             ('{"keep": 1, "card": %d, "mail": "%s"}\r\n' % (values.number(), values.mail())).encode(),
             'Content-Disposition: attachment; filename="data.json"'),
        part("application/gzip", "base64", gzip.compress(inner_lines(2).encode(), mtime=0),
             'Content-Disposition: attachment; filename="a.txt.gz"'),
        part("application/zip", "base64", packed.getvalue(), 'Content-Disposition: attachment; filename="a.zip"'),
        part("message/rfc822", "7bit", inner),
        part("image/x-unknown", "base64", b"\x89XYZ\0\1\2" * 20,
             f'Content-Disposition: attachment; filename="{word(values.text())}.xyz"'),
        part("text/calendar; charset=utf-8", "8bit",
             f"BEGIN:VCALENDAR\r\nSUMMARY:keep {values.text()}\r\nEND:VCALENDAR\r\n".encode()),
    ]
    head = [
        f"Return-Path: <{values.mail()}>",
        f"Delivered-To: {values.mail()}",
        f"Received: from relay.test (relay.test [192.0.2.1])\r\n\tby mx.test for <{values.mail()}>;"
        "\r\n\tMon, 05 Jan 2026 10:00:00 +0000",
        "DKIM-Signature: v=1; a=rsa-sha256; d=site.test; s=a;\r\n\tbh=AAAA; b=BBBB",
        f"From: {quoted(values.text())} <{values.mail()}>",
        f'To: "{values.text(lambda text: chr(34) not in text and text.isascii())}" <{values.mail()}>,'
        f"\r\n {split_word(values.text())} <{values.mail()}>, {values.mail()}",
        f"Cc: keep@site.test, {values.mail()} (keep {values.text(lambda text: text.startswith('+49'))})",
        f"Subject: keep {word(values.text())} and {values.text(lambda text: text.isascii())}",
        f"Message-ID: <{number}.{values.mail()}>",
        f"X-Customer: keep {values.text()}",
        f"X-Folded: keep\r\n {values.text()}\r\n\tend",
        f"List-Unsubscribe: <https://site.test/?u={urllib.parse.quote(values.text())}>",
        f"X-Code: {base64.b64encode(values.text().encode()).decode()}",
        "Date: Mon, 05 Jan 2026 10:00:00 +0000",
        "MIME-Version: 1.0",
    ]
    return multipart(f"b{number}", "mixed", parts, values.text().encode(), values.text().encode() + b"\r\n", *head)


def eml(values, path):
    with open(path, "wb") as file:
        file.write(mail(values))


def mbox(values, path):
    with open(path, "wb") as file:
        for number in range(5):
            file.write(f"From {values.mail()} Mon Jan  5 10:00:00 2026\n".encode())
            file.write(mail(values, number).replace(b"\r\n", b"\n") + b"\n")


def tar(values, path):
    import gzip
    import io
    import tarfile

    def text(fits=lambda text: True):
        """A value that can be in a name."""
        return values.text(lambda text: "/" not in text and fits(text))

    with open(path, "wb") as file:
        for kind in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
            plain = kind == tarfile.USTAR_FORMAT
            ascii = str.isascii if plain else lambda text: True
            common = {"comment": f"keep {values.text()}"} if kind == tarfile.PAX_FORMAT else None
            archive = tarfile.open(fileobj=file, mode="w", format=kind, pax_headers=common)

            def add(name, content, **more):
                info = tarfile.TarInfo(name)
                info.size, info.mtime, info.mode = len(content), 1_700_000_000, 0o640
                for key, value in more.items():
                    setattr(info, key, value)
                archive.addfile(info, io.BytesIO(content))

            for n in range(12):
                lines = f"keep {n}: {values.text()}, {values.number()}\n".encode()
                add(f"folder {n}/{text(ascii)}.txt", lines, uname=text(lambda text: len(text.encode()) < 31 and ascii(text)),
                    gname=text(lambda text: len(text.encode()) < 31 and ascii(text)))
                add(f"packed {n}.csv.gz", gzip.compress(f"keep,{values.mail()}\n".encode(), mtime=0))
            add("long/" + "x" * 80 + "/" + "y" * 60 + " " + text(ascii), b"keep long\n")
            add(f"keepin {text(ascii)}/", b"", type=tarfile.DIRTYPE)
            add("link", b"", type=tarfile.SYMTYPE, linkname=f"folder/{text(ascii)}")
            add("hard", b"", type=tarfile.LNKTYPE, linkname="folder 0/keep")
            add("unknown.bin", b"\x7fELF\2\1\1\0" * 40)
            if kind == tarfile.PAX_FORMAT:
                add("records", b"keep records\n", pax_headers={
                    "SCHILY.xattr.user.who": values.text(), "comment": f"keep {values.text()}"})
            if not plain:
                add("longlink", b"", type=tarfile.SYMTYPE, linkname="z" * 120 + " " + text())
            archive.close()


def rtf(values, path):
    import binascii

    def letters(text, start=0):
        """Letters beyond ASCII as numbers, or in the code page of the document."""
        written = ""
        for letter in text:
            if letter in "\\{}":
                written += "\\" + letter
            elif letter.isascii():
                written += letter
            elif ord(letter) < 256 and start % 2:
                written += f"\\'{ord(letter):02x}"
            else:
                written += f"\\u{ord(letter)}?"
        return written

    def text(start=0):
        return letters(values.text(), start)

    def split(start=0):
        """Letters in two groups with a word between."""
        value = values.text()
        half = len(value) // 2
        return f"{{\\b {letters(value[:half], start)}}}{{\\i\\fs22 {letters(value[half:], start)}}}"

    parts = [
        r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}{\f1 " + text() + ";}}",
        r"{\stylesheet{\s0 keep;}{\s1 " + text() + ";}}",
        r"{\info{\title keep " + text() + r"}{\author " + text(1) + r"}{\operator " + text() + "}"
        r"{\doccomm " + text() + r"}{\*\company " + text() + "}}",
        r"{\*\userprops{\propname keep}\proptype30{\staticval " + text() + "}}",
        r"{\*\revtbl{Unknown;}{" + text() + ";}}",
        r"{\header keep " + text() + r"\par}{\footer " + split() + r"\par}",
        r"{\*\datastore " + binascii.hexlify(b"\xd0\xcf" + values.text().encode() + b"\0").decode() + "}",
        r"{\*\generator keep " + text() + ";}",
        r"{\*\unknown " + text() + "}",
    ]
    for n in range(60):
        parts.append(
            r"\pard keep " + text(n) + r" and " + split(n) + r"\tab x\par" + "\r\n"
            r"{\field{\*\fldinst HYPERLINK " + f'"mailto:{values.mail()}"' + r"}{\fldrslt " + text(n) + "}}"
            r"{\footnote keep " + text(n) + r"}{\deleted " + text(n) + r"}{\v " + text(n) + "}"
            r"{\*\atnauthor " + text(n) + r"}{\*\annotation keep " + text(n) + "}"
            r"{\*\bkmkstart " + text(n) + r"}{\*\bkmkend b}\par ")
    png = binascii.hexlify(b"\x89PNG\r\n\x1a\n" + values.text().encode() * 3).decode()
    parts.append(r"{\*\shppict{\pict\pngblip\picw1\pich1 " + png[:64] + "\r\n" + png[64:] + "}}")
    parts.append(r"{\object{\*\objdata " + binascii.hexlify(b"\1\5" + values.text().encode() + b"\0\0").decode() + r"}{\result keep}}")
    with open(path, "wb") as file:
        file.write(("".join(parts) + "}\r\n").encode("ascii"))


MAKERS = {"rtf": rtf, "tar": tar, "sqlite": sqlite, "lines": lines, "eml": eml, "mbox": mbox}

kind, values, path = sys.argv[1:]
MAKERS[kind](Values(values), path)
