"""Looks for values in a package without any of the code that wrote it, and whether the package holds together.

Arguments: the package, a file of values (one a line). Prints a line for each thing that is wrong.
"""

import base64
import binascii
import html
import io
import posixpath
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ET
import zipfile

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

wrong = []


def views(data):
    """The bytes as every text that they may be."""
    texts = [data.decode("utf-8", "replace"), data.decode("latin-1")]
    if b"\0" in data:
        for shift in (0, 1):
            texts.append(data[shift:].decode("utf-16-le", "replace"))
            texts.append(data[shift:].decode("utf-16-be", "replace"))
    for text in list(texts[:1] + texts[2:]):
        texts.append(html.unescape(text))
        texts.append(html.unescape(re.sub(r"<[^>]*>", "", text)))
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
                texts.append(bytes.fromhex(run[: len(run) // 2 * 2]).decode("utf-8", "replace"))
    return texts


def numbers(texts):
    """Numbers of the texts in all their digits, whatever their notation."""
    found = set()
    for text in texts:
        for number in re.findall(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text):
            try:
                value = float(number)
            except ValueError:
                continue
            if value == value and abs(value) < 1e17 and value == int(value):
                found.add(str(int(value)))
        found.update(re.findall(r"\d+", re.sub(r"(?<=\d)[ ./()-]{1,2}(?=\d)", "", text)))
    return found


def search(where, data, values, digits):
    texts = views(data)
    for text in texts:
        small = text.lower()
        for value in values:
            if value in small:
                wrong.append(f"{where}: a value is left")
    for number in numbers(texts) & digits:
        wrong.append(f"{where}: the digits of a value are left ({number})")


def well(name, data, archive):
    """XML is well formed, relations lead somewhere, and what refers to them finds them."""
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        wrong.append(f"{name}: not well formed: {error}")
        return
    names = set(archive.namelist())
    if name.endswith(".rels"):
        folder = posixpath.dirname(posixpath.dirname(name))
        ids = [relation.get("Id") for relation in root]
        if len(ids) != len(set(ids)):
            wrong.append(f"{name}: two relations have one name")
        for relation in root.iter(RELATIONS + "Relationship"):
            target = urllib.parse.unquote(relation.get("Target"))
            if relation.get("TargetMode") == "External":
                continue
            path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            if path not in names:
                wrong.append(f"{name}: {relation.get('Id')} leads nowhere")
        return
    if name == "[Content_Types].xml":
        for override in root.iter(TYPES + "Override"):
            if urllib.parse.unquote(override.get("PartName")).lstrip("/") not in names:
                wrong.append(f"{name}: a type of no part")
        return
    if name == "META-INF/manifest.xml":
        for entry in root.iter(MANIFEST + "file-entry"):
            path = entry.get(MANIFEST + "full-path")
            if not path.endswith("/") and path not in names:
                wrong.append(f"{name}: lists what is not there")
        return
    folder, file = posixpath.split(name)
    list_name = posixpath.join(folder, "_rels", file + ".rels")
    known = set()
    if list_name in names:
        known = {relation.get("Id") for relation in ET.fromstring(archive.read(list_name))}
    for element in root.iter():
        for key, value in element.attrib.items():
            if key.startswith(R) and value not in known:
                wrong.append(f"{name}: refers to a relation that is not there")


def package(where, data, values, digits):
    # What lies between the entries, too.
    search(where, data, values, set())
    archive = zipfile.ZipFile(io.BytesIO(data))
    if archive.testzip():
        wrong.append(f"{where}: damaged")
    infos = archive.infolist()
    if "mimetype" in archive.namelist():
        if infos[0].filename != "mimetype" or infos[0].compress_type != zipfile.ZIP_STORED or infos[0].extra:
            wrong.append(f"{where}: mimetype is not first and plain")
    search(where + " comment", archive.comment, values, digits)
    for info in infos:
        inside = f"{where}/{info.filename}"
        search(inside + " (name)", info.filename.encode(), values, digits)
        search(inside + " (comment)", info.comment + b" " + info.extra, values, digits)
        content = archive.read(info)
        if content[:4] == b"PK\x03\x04":
            package(inside, content, values, digits)
            continue
        search(inside, content, values, digits)
        if info.filename.endswith((".xml", ".rels", ".vml", ".rdf")):
            well(info.filename, content, archive)


def main():
    with open(sys.argv[2], encoding="utf-8") as lines:
        values = [line.rstrip("\n").lower() for line in lines if line.strip()]
    digits = set()
    for value in values:
        if re.fullmatch(r"[+0-9 ./()-]+", value):
            number = re.sub(r"\D", "", value)
            if len(number) >= 8 and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                digits.add(number)
    with open(sys.argv[1], "rb") as file:
        package("file", file.read(), values, digits)
    for line in wrong:
        print(line)


main()
