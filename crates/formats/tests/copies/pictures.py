"""Makes pictures with values in all places where they can hide them, and searches copies with parsers of its own.

pictures.py make KIND BASE VALUES FILE: FILE is the picture BASE with values of VALUES in it.
pictures.py search KIND VALUES FILE: a line "left: ..." for each value found, a line "fact: ..." for what must stay.
"""

import binascii
import hashlib
import importlib.util
import json
import os
import struct
import sys
import zlib


class Values:
    def __init__(self, path):
        self.texts = list(json.load(open(path))["texts"])

    def text(self, code="utf-8"):
        for at, text in enumerate(self.texts):
            try:
                coded = text.encode(code)
            except UnicodeEncodeError:
                continue
            del self.texts[at]
            return coded
        raise SystemExit("too few values")

    def name(self):
        return self.text("ascii")


def exif(values, order="<", thumbnail=True, position=True):
    """A block of two directories, with a small picture, notes of the maker and a position (EXIF 2.32)."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    wide = "utf-16-le"
    comment = b"UNICODE\0" + values.text(wide) if order == "<" else b"ASCII\0\0\0" + values.name()
    first = [
        (270, 2, b"keep " + values.text() + b"\0"),
        (274, 3, struct.pack(order + "H", 6)),
        (315, 2, values.text("latin-1") + b"\0"),
        (33432, 2, values.name() + b"\0"),
        (0x9C9C, 1, values.text(wide) + b"\0\0"),
    ]
    inner = [(37500, 7, b"Maker\0\1" + values.text() + b"\0\xff" + values.text(wide)), (37510, 7, comment), (42016, 2, b"keep\0")]
    rational = lambda *parts: b"".join(struct.pack(order + "II", part, 1) for part in parts)
    places = [(1, 2, b"S\0"), (2, 5, rational(33, 51, 24)), (3, 2, b"E\0"), (4, 5, rational(151, 12, 55))]
    small = b"\xff\xd8\xff\xfe" + struct.pack(">H", 20) + values.text()[:18].ljust(18) + b"\xff\xd9"
    second = [(270, 2, values.text() + b"\0")]
    return directories(head, order, first, inner, places if position else [], second if thumbnail else [], small)


def directory(order, at, entries, following):
    """A directory that stands at `at` with its values behind it; `following` stands for the place of the next."""
    body = struct.pack(order + "H", len(entries))
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}
    behind, place = b"", at + 2 + len(entries) * 12 + 4
    for tag, kind, data in sorted(entries):
        body += struct.pack(order + "HHI", tag, kind, len(data) // sizes[kind])
        if len(data) <= 4:
            body += data.ljust(4, b"\0")
        else:
            body += struct.pack(order + "I", place + len(behind))
            behind += data + b"\0" * (len(data) % 2)
    return body + struct.pack(order + "I", following), behind


def directories(head, order, first, inner, places, second, small):
    long = lambda value: struct.pack(order + "I", value)
    size = lambda entries: len(b"".join(directory(order, 0, entries, 0)))
    first = first + [(34665, 4, long(0))] + ([(34853, 4, long(0))] if places else [])
    at = [len(head)]
    for entries in (first, inner, places):
        at.append(at[-1] + (size(entries) if entries else 0))
    second = second and second + [(513, 4, long(0)), (514, 4, long(len(small)))]
    end = at[3] + (size(second) if second else 0)
    first = [(tag, kind, long(at[1]) if tag == 34665 else long(at[2]) if tag == 34853 else data) for tag, kind, data in first]
    block = head + b"".join(directory(order, at[0], first, at[3] if second else 0)) + b"".join(directory(order, at[1], inner, 0))
    if places:
        block += b"".join(directory(order, at[2], places, 0))
    if second:
        second = [(tag, kind, long(end) if tag == 513 else data) for tag, kind, data in second]
        block += b"".join(directory(order, at[3], second, 0)) + small
    return block


def xmp(values, whole=True):
    escaped = values.text().decode().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" dc:creator="{values.name().decode()}"><dc:title>{escaped}</dc:title>'
        f"<xmp:Nick>{''.join(f'&#{ord(c)};' for c in values.text().decode())}</xmp:Nick>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return body.encode()


def iptc(values):
    """Data sets within a resource (IPTC-IIM 4.2)."""
    sets = b""
    for number, data in ((120, values.text()), (80, values.text()), (25, values.name()), (5, b"keep")):
        sets += b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(data)) + data
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(sets)) + sets + b"\0" * (len(sets) % 2)


def segments(data):
    """Markers of a JPEG file with what they hold, up to its end, and what follows that."""
    at, found = 2, []
    while True:
        assert data[at] == 0xFF, at
        kind = data[at + 1]
        if kind == 0xD9:
            return found, data[at + 2 :]
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        body, at = data[at + 4 : at + 2 + length], at + 2 + length
        if kind == 0xDA:
            start = at
            while data[at] != 0xFF or data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
                at += 1
            body += data[start:at]
        found.append((kind, body))


def jpeg_make(base, values):
    own = [(kind, body) for kind, body in segments(base)[0] if kind < 0xE0 or kind == 0xDB]
    split = values.text() + b" " + values.text()
    more = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + b"<a>" + split + b"</a></x:xmpmeta>"
    part = lambda at, to: b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + struct.pack(">II", len(more), at) + more[at:to]
    cut, profile, resources = len(more) // 2, b"\0" * 40 + values.name() + b"\0" * 20, iptc(values)
    told = [
        (0xE0, b"JFIF\0\1\2\1\0\x48\0\x48\1\1" + b"\1\2\3"),
        (0xE1, b"Exif\0\0" + exif(values)),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(values)),
        (0xE1, part(0, cut)),
        (0xE1, part(cut, len(more))),
        (0xE2, b"ICC_PROFILE\0\1\2" + profile[:45]),
        (0xE2, b"ICC_PROFILE\0\2\2" + profile[45:]),
        (0xE4, b"other\0" + values.text("utf-16-le")),
        (0xE5, b"keep this"),
        (0xEB, b"JP\0\1seal"),
        (0xED, b"Photoshop 3.0\0" + resources[:30]),
        (0xED, b"Photoshop 3.0\0" + resources[30:]),
        (0xFE, values.text()),
        (0xFE, values.text("latin-1")),
        (0xFE, binascii.hexlify(values.text())),
        (0xFE, b"keep this comment"),
    ]
    late = [(0xFE, values.text())]
    whole = b"\xff\xd8"
    for kind, body in told + own + late:
        if kind == 0xDA:
            length = struct.unpack(">H", base[base.index(b"\xff\xda") + 2 :][:2])[0]
            whole += b"\xff\xda" + struct.pack(">H", length) + body
        else:
            whole += b"\xff" + bytes([kind]) + struct.pack(">H", len(body) + 2) + body
    return whole + b"\xff\xd9" + b"behind " + values.text()


def jpeg_search(data):
    found, behind = segments(data)
    pixels = hashlib.sha256()
    for kind, body in found:
        if kind == 0xDB or kind < 0xE0:
            pixels.update(bytes([kind]) + body)
    for kind, head in ((0xE1, b"http://ns.adobe.com/xmp/extension/\0"), (0xE2, b"ICC_PROFILE\0"), (0xED, b"Photoshop 3.0\0")):
        skip = len(head) + {0xE1: 40, 0xE2: 2, 0xED: 0}[kind]
        yield "bytes", b"".join(body[skip:] for own, body in found if own == kind and body.startswith(head))
    for kind, body in found:
        if kind == 0xE1 and body.startswith(b"Exif\0\0"):
            yield from block(body[6:])
        if body.startswith(b"JFIF"):
            yield "fact", f"size {body[5:12]}"
    yield "fact", f"pixels {pixels.hexdigest()}"
    yield "fact", f"keep {sum(body.startswith(b'keep') for _, body in found)}"
    yield "bytes", behind


def block(data):
    """Orientation, and whether there is a position."""
    order = "<" if data.startswith(b"II") else ">"
    at = struct.unpack(order + "I", data[4:8])[0]
    for index in range(struct.unpack(order + "H", data[at : at + 2])[0]):
        tag, _, _, value = struct.unpack(order + "HHI4s", data[at + 2 + index * 12 :][:12])
        if tag == 274:
            yield "fact", f"turned {struct.unpack(order + 'H', value[:2])[0]}"
        if tag == 34853:
            yield "bytes", b"-33.856667, 151.215278"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def chunks(data):
    at, found = 8, []
    while True:
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body, sum_ = data[at + 8 : at + 8 + length], data[at + 8 + length :][:4]
        assert struct.unpack(">I", sum_)[0] == zlib.crc32(kind + body)
        found.append((kind, body))
        at += length + 12
        if kind == b"IEND":
            return found, data[at:]


def png_make(base, values):
    own, _ = chunks(base)
    pack = zlib.compress
    hexed = binascii.hexlify(b"Exif\0\0" + exif(values)).decode()
    lines = "\n".join(hexed[at : at + 72] for at in range(0, len(hexed), 72))
    told = [
        (b"iCCP", b"keep\0\0" + pack(b"\0" * 40 + values.text())),
        (b"sPLT", b"keep" + values.name() + b"\0\x08"),
        (b"tIME", b"\x07\xea\1\2\3\4\5"),
        (b"pHYs", struct.pack(">IIB", 2835, 2835, 1)),
        (b"tEXt", b"Author\0" + values.text("latin-1")),
        (b"tEXt", b"Title\0keep this"),
        (b"zTXt", b"Comment\0\0" + pack(b"; ".join([values.text()] * 3))),
        (b"iTXt", b"Description\0\0\0en\0" + values.text() + b"\0keep"),
        (b"iTXt", b"Description\0\1\0en\0Name\0" + pack(values.text())),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(values)),
        (b"zTXt", b"Raw profile type exif\0\0" + pack(f"\nexif\n    {len(hexed) // 2}\n{lines}\n".encode())),
        (b"eXIf", exif(values, ">")),
        (b"caBX", b"seal"),
        (b"abCd", b"\1\2" + values.text("utf-16-be")),
        (b"abCe", b"keep"),
    ]
    own = [(kind, body) for kind, body in own if kind in (b"IHDR", b"PLTE", b"IDAT", b"IEND")]
    whole = base[:8]
    for kind, body in own[:1] + told + own[1:-1] + [(b"tEXt", b"Late\0" + values.name())] + own[-1:]:
        whole += chunk(kind, body)
    return whole + values.text()


def png_search(data):
    found, behind = chunks(data)
    for kind, body in found:
        name, _, rest = body.partition(b"\0")
        if kind in (b"zTXt", b"iCCP"):
            text = zlib.decompress(rest[1:])
            yield "bytes", text
            if name.startswith(b"Raw"):
                yield "bytes", binascii.unhexlify(b"".join(text.split(b"\n")[3:]))
        if kind == b"iTXt" and rest[0] == 1:
            yield "bytes", zlib.decompress(rest[2:].split(b"\0", 2)[2])
        if kind == b"eXIf":
            yield from block(body)
        if kind in (b"IHDR", b"tIME", b"pHYs"):
            yield "fact", f"{kind} {body}"
    yield "fact", f"keep {sum(b'keep' == body[-4:] for kind, body in found if kind == b'abCe')}"
    yield "fact", f"title {sum(body == bytes(b'Title') + bytes(1) + b'keep this' for _, body in found)}"
    pixels = zlib.decompress(b"".join(body for kind, body in found if kind == b"IDAT"))
    yield "fact", f"pixels {hashlib.sha256(pixels).hexdigest()}"
    yield "bytes", behind


def blocks(data):
    return b"".join(bytes([len(data[at : at + 255])]) + data[at : at + 255] for at in range(0, len(data), 255)) + b"\0"


def gif_pieces(data):
    """The head, extensions by kind, pictures."""
    table = lambda flags: 3 << ((flags & 7) + 1) if flags & 0x80 else 0
    at = 13 + table(data[10])
    found = [("head", data[:at], b"")]
    while data[at] != 0x3B:
        start, kind = at, "picture"
        if data[at] == 0x21:
            kind, at = data[at + 1], at + 2
        else:
            assert data[at] == 0x2C
            at += 11 + table(data[at + 9])
        body = b""
        while data[at]:
            body += data[at + 1 : at + 1 + data[at]]
            at += data[at] + 1
        at += 1
        found.append((kind, data[start:at], body))
    return found, data[at + 1 :]


def gif_make(base, values):
    own, _ = gif_pieces(base)
    pictures = b"".join(raw for kind, raw, _ in own if kind in ("picture", 0xF9))
    trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    return (
        own[0][1].replace(b"GIF87a", b"GIF89a")
        + b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
        + b"\x21\xfe" + blocks(b"a" * 250 + values.text())
        + b"\x21\xfe" + blocks(values.text("latin-1"))
        + b"\x21\xfe" + blocks(b"keep this")
        + b"\x21\xff\x0bXMP DataXMP" + xmp(values) + trailer
        + b"\x21\xff\x0bICCRGBG1012" + blocks(b"\0" * 240 + values.text())
        + b"\x21\xff\x0bOTHERAPP1.0" + blocks(b"x" * 250 + values.text("utf-16-le"))
        + b"\x21\x01" + blocks(b"\0" * 12 + values.text())
        + pictures
        + b"\x21\xfe" + blocks(values.text())
        + b"\x3b" + values.text()
    )


def gif_search(data):
    found, behind = gif_pieces(data)
    for kind, raw, body in found:
        yield "bytes", body
        if kind in ("head", "picture"):
            yield "fact", f"{kind} {hashlib.sha256(raw).hexdigest()}"
    yield "fact", f"keep {sum(body == b'keep this' for _, _, body in found)}, {sum(body.startswith(b'NETSCAPE') for _, _, body in found)}"
    yield "bytes", behind


def riff(data):
    length = struct.unpack("<I", data[4:8])[0] + 8
    at, found = 12, []
    while at < length:
        kind, size = struct.unpack("<4sI", data[at : at + 8])
        found.append((kind, data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    assert at == length
    return found, data[length:]


def riff_chunk(kind, body):
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp_make(base, values):
    own = [(kind, body) for kind, body in riff(base)[0] if kind in (b"VP8X", b"VP8 ", b"VP8L", b"ALPH")]
    assert own[0][0] == b"VP8X"
    extended = bytes([own[0][1][0] | 0x2C]) + own[0][1][1:]
    told = [(b"VP8X", extended), (b"ICCP", b"\0" * 40 + values.text())] + own[1:]
    told += [(b"EXIF", exif(values)), (b"XMP ", xmp(values)), (b"OTHR", values.text("utf-16-be") + b"!"), (b"KEEP", b"keep this")]
    body = b"WEBP" + b"".join(riff_chunk(kind, body) for kind, body in told)
    return b"RIFF" + struct.pack("<I", len(body)) + body + values.text()


def webp_search(data):
    found, behind = riff(data)
    for kind, body in found:
        if kind in (b"VP8 ", b"VP8L", b"KEEP"):
            yield "fact", f"{kind} {hashlib.sha256(body).hexdigest()}"
        if kind == b"EXIF":
            yield from block(body)
        if kind == b"VP8X":
            flags = [(0x20, b"ICCP"), (0x08, b"EXIF"), (0x04, b"XMP ")]
            for flag, of in flags:
                assert bool(body[0] & flag) == any(own == of for own, _ in found), of
    yield "bytes", behind


def tiff_make(base, values, order):
    """Two pages of grey, with everything that EXIF has in the first."""
    long, short = (lambda value: struct.pack(order + "I", value)), (lambda value: struct.pack(order + "H", value))
    whole = bytearray((b"II*\0" if order == "<" else b"MM\0*") + long(0))
    whole += b"waste " + values.text() + b"\0\0"
    whole += b"\0" * (len(whole) % 2)
    link = 4
    for page in range(2):
        pixels = bytes(range(256))
        at = len(whole)
        whole += pixels
        entries = [
            (256, 3, short(16)), (257, 3, short(16)), (258, 3, short(8)), (259, 3, short(1)), (262, 3, short(1)),
            (273, 4, long(at)), (277, 3, short(1)), (278, 3, short(16)), (279, 4, long(256)),
            (269, 2, values.text() + b"\0"), (285, 2, values.name() + b"\0"), (305, 2, b"keep this\0"), (316, 2, b"abc\0"),
            (700, 1, xmp(values)), (34377, 7, iptc(values)), (34675, 7, b"\0" * 30 + values.text()),
            (65000, 1, values.text("utf-16-be")), (65001, 1, b"keep this"),
        ]
        sets = iptc(values)[12:]
        entries.append((33723, 4, sets + b"\0" * (-len(sets) % 4)))
        if page == 0:
            places = [(1, 2, b"S\0"), (2, 5, struct.pack(order + "IIIIII", 33, 1, 51, 1, 24, 1)), (3, 2, b"E\0"), (4, 5, struct.pack(order + "IIIIII", 151, 1, 12, 1, 55, 1))]
            inner = [(37510, 7, b"ASCII\0\0\0" + values.text()), (37500, 7, values.text()), (42016, 2, b"keep\0")]
            for tag, own in ((34853, places), (34665, inner)):
                entries.append((tag, 4, long(len(whole))))
                whole += b"".join(directory(order, len(whole), own, 0))
        at = len(whole)
        whole[link : link + 4] = long(at)
        body, behind = directory(order, at, entries, 0)
        link = at + len(body) - 4
        whole += body + behind
    return bytes(whole)


def tiff_search(data):
    order = "<" if data.startswith(b"II") else ">"
    at, pages = struct.unpack(order + "I", data[4:8])[0], 0
    while at:
        count = struct.unpack(order + "H", data[at : at + 2])[0]
        tags, last = {}, 0
        for index in range(count):
            tag, kind, number, value = struct.unpack(order + "HHI4s", data[at + 2 + index * 12 :][:12])
            assert tag > last
            last, size = tag, {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}[kind] * number
            place = struct.unpack(order + "I", value)[0]
            tags[tag] = value[:size] if size <= 4 else data[place : place + size]
            if tag == 34853:
                yield "bytes", b"-33.856667, 151.215278"
            if tag in (256, 257, 258, 259, 262, 273, 277, 278, 279, 305, 65001):
                yield "fact", f"{pages} {tag} {tags[tag]}"
        start = struct.unpack(order + "I", tags[273])[0]
        yield "fact", f"{pages} pixels {hashlib.sha256(data[start:][:256]).hexdigest()}"
        pages, at = pages + 1, struct.unpack(order + "I", data[at + 2 + count * 12 :][:4])[0]
    yield "fact", f"{pages} pages, {len(data)} bytes"


KINDS = {
    "jpeg": (jpeg_make, jpeg_search),
    "png": (png_make, png_search),
    "gif": (gif_make, gif_search),
    "webp": (webp_make, webp_search),
    "tiff": (lambda base, values: tiff_make(base, values, "<"), tiff_search),
    "tiff-big": (lambda base, values: tiff_make(base, values, ">"), tiff_search),
}


def search(kind, path, file):
    spec = importlib.util.spec_from_file_location("search", os.path.join(os.path.dirname(__file__), "search.py"))
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    data = open(file, "rb").read()
    pieces = [data]
    for what, piece in KINDS[kind][1](data):
        if what == "fact":
            print("fact:", piece)
        else:
            pieces.append(piece)
    whole = b"\n\0\n".join(pieces)
    small = whole.decode("utf-8", "surrogateescape").lower().encode("utf-8", "surrogateescape") + whole.lower()
    for value in json.load(open(path))["texts"]:
        texts, exact = shared.forms(value)
        if any(form in small for form in texts) or any(form in whole for form in exact):
            print("left:", value)


if sys.argv[1] == "make":
    _, kind, base, path, file = sys.argv[1:]
    picture = KINDS[kind][0](open(base, "rb").read(), Values(path))
    open(file, "wb").write(picture)
else:
    search(*sys.argv[2:])
