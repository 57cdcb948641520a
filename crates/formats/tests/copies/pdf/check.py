"""Looks for values in a PDF file without any of the code that wrote it: in its bytes, in every stream unpacked, in
every string and name by itself, and in what poppler's tools say of it.

Arguments: the file, a file of values (one a line). Prints a line for each thing that is wrong.
"""

import base64
import binascii
import html
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import zlib

wrong = []


def views(data):
    """The bytes as every text that they may be."""
    texts = [data.decode("utf-8", "replace"), data.decode("latin-1")]
    if b"\0" in data:
        for shift in (0, 1):
            texts.append(data[shift:].decode("utf-16-le", "replace"))
            texts.append(data[shift:].decode("utf-16-be", "replace"))
    for text in list(set(texts)):
        texts.append(html.unescape(text))
        texts.append(urllib.parse.unquote(html.unescape(text)))
        texts.append(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), text))
        for run in re.findall(r"[A-Za-z0-9+/_-]{12,}={0,2}", text):
            plain = run.replace("-", "+").replace("_", "/").rstrip("=")
            for skip in range(4):
                part = plain[skip:]
                part = part[: len(part) - (len(part) % 4 == 1)]
                try:
                    texts.append(base64.b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "replace"))
                except (binascii.Error, ValueError):
                    pass
            if re.fullmatch(r"[0-9a-fA-F]+", run):
                whole = bytes.fromhex(run[: len(run) // 2 * 2])
                texts.append(whole.decode("utf-8", "replace"))
                texts.append(whole.decode("utf-16-be", "replace"))
    return texts


def search(where, data, values, digits):
    for text in set(views(data)):
        small = " ".join(text.lower().split())
        for value in values:
            if value in small:
                wrong.append(f"{where}: a value is left: {value}")
    text = data.decode("latin-1")
    found = set(re.findall(r"\d+", re.sub(r"(?<=\d)[ ./()-]{1,2}(?=\d)", "", text)))
    for number in found & digits:
        wrong.append(f"{where}: the digits of a value are left ({number})")


def literal(text, at):
    """The string in brackets that begins at `at`, and where it ends (ISO 32000-1, 7.3.4.2)."""
    out, depth, at = bytearray(), 1, at + 1
    escapes = {b"n": 10, b"r": 13, b"t": 9, b"b": 8, b"f": 12}
    while at < len(text):
        byte = text[at : at + 1]
        if byte == b"\\":
            rest = text[at + 1 : at + 4]
            octal = re.match(rb"[0-7]{1,3}", rest)
            if octal:
                out.append(int(octal.group(), 8) & 255)
                at += 1 + len(octal.group())
            else:
                out.append(escapes.get(rest[:1], rest[0] if rest else 0))
                at += 2
            continue
        if byte == b"(":
            depth += 1
        elif byte == b")":
            depth -= 1
            if depth == 0:
                return bytes(out), at + 1
        out += byte
        at += 1
    return bytes(out), at


def strings(data):
    """All strings and names, and the strings of each line of operators as one."""
    found, line, at = [], bytearray(), 0
    while at < len(data):
        byte = data[at : at + 1]
        if byte == b"(":
            text, at = literal(data, at)
            found.append(text)
            line += text
            continue
        if byte == b"<" and data[at : at + 2] != b"<<":
            end = data.find(b">", at)
            inner = re.sub(rb"\s", b"", data[at + 1 : end]) if end > 0 else b""
            if end > 0 and re.fullmatch(rb"[0-9a-fA-F]*", inner):
                text = bytes.fromhex((inner + b"0" * (len(inner) % 2)).decode())
                found.append(text)
                line += text
                at = end + 1
                continue
        if byte == b"/":
            name = re.match(rb"/[^\s()<>\[\]{}/%]*", data[at:]).group()
            found.append(re.sub(rb"#([0-9a-fA-F]{2})", lambda m: bytes.fromhex(m.group(1).decode()), name[1:]))
            at += len(name)
            continue
        if byte == b"\n" or data[at : at + 2] in (b"Tj", b"TJ", b"ET"):
            found.append(bytes(line))
            if data[at : at + 2] == b"ET" or byte == b"\n" and len(line) > 4000:
                line = bytearray()
        at += 1
    found.append(bytes(line))
    return found


def pieces(data):
    """The file without its streams, and each stream unpacked."""
    outside, last = bytearray(), 0
    for match in re.finditer(rb"stream\r?\n", data):
        if match.start() < last or data[match.start() - 3 : match.start()] == b"end":
            continue
        end = data.find(b"endstream", match.end())
        if end < 0:
            wrong.append("a stream does not end")
            break
        outside += data[last : match.start()]
        last = end
        body = data[match.end() : end]
        head = data[data.rfind(b" obj", 0, match.start()) : match.start()]
        if b"/FlateDecode" in head:
            try:
                body = zlib.decompressobj().decompress(body)
            except zlib.error as error:
                wrong.append(f"a stream is damaged: {error}")
        yield body
    outside += data[last:]
    yield bytes(outside)


def tool(*words):
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode != 0:
        wrong.append(f"{words[0]} fails: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout, done.stderr


def main():
    path = sys.argv[1]
    with open(sys.argv[2], encoding="utf-8") as lines:
        values = [line.rstrip("\n").lower() for line in lines if line.strip()]
    digits = set()
    for value in values:
        if re.fullmatch(r"[+0-9 ./()-]+", value) and len(re.sub(r"\D", "", value)) >= 8:
            digits.add(re.sub(r"\D", "", value))
    with open(path, "rb") as file:
        data = file.read()
    search("bytes", data, values, set())
    for number, piece in enumerate(pieces(data)):
        search(f"stream {number}", piece, values, set())
        # One after the other, with what no value has between them.
        search(f"strings {number}", b"\x01".join(strings(piece)), values, digits)
    for how in ([], ["-layout"], ["-raw"]):
        text, said = tool("pdftotext", *how, path, "-")
        search("pdftotext " + " ".join(how), text, values, digits)
        if said and "strict" in sys.argv:
            wrong.append(f"pdftotext says: {said.decode('utf-8', 'replace')}")
    for what in ([], ["-meta"], ["-js"], ["-struct-text"], ["-url"], ["-dests"]):
        text, _ = tool("pdfinfo", *what, path)
        search("pdfinfo " + " ".join(what), text, values, digits)
    with tempfile.TemporaryDirectory() as folder:
        text, _ = tool("pdfdetach", "-list", path)
        search("attachments", text, values, digits)
        tool("pdfdetach", "-saveall", "-o", folder, path)
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as file:
                search("attachment", file.read(), values, digits)
            search("name of an attachment", name.encode(), values, digits)
    for line in wrong:
        print(line)


main()
