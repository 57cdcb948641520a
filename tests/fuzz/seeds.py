#!/usr/bin/env python3
"""Writes the seeds of corpus/: small files of every kind, with two made-up values that copies are made without.

Run it by hand (`python3 tests/fuzz/seeds.py`) after a change; what it writes is committed. It needs Python's own
library, `zstd` and `lz4`. Containers are stored, not packed, where their kind allows it: a changed byte is then a
changed byte of what they hold.
"""
import base64, bz2, gzip, io, json, lzma, shutil, sqlite3, struct, subprocess, tarfile, tempfile, zipfile, zlib
from pathlib import Path

HERE = Path(__file__).parent
MADE = HERE.parent.parent / "crates/formats/tests/files"
MAIL, CARD = "ann@site.test", "4111 1111 1111 1111"
CSV = f"id,name,email,card\n1,Ann,{MAIL},{CARD}\n2,\"Bob, \"\"B\"\"\",bob@site.test,\n3,Zoë,,\n"


def write(target, name, content):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def zipped(entries, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return out.getvalue()


def tarred(entries, kind):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        for name, content in entries:
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content.encode()))
    return out.getvalue().rstrip(b"\0") + bytes(1024)


def filtered(program, content):
    return subprocess.run(program, input=content, stdout=subprocess.PIPE, check=True).stdout


def archives():
    write("zip", "stored.zip", zipped([("a/people.csv", CSV), ("b.txt", f"mail {MAIL}\n")]))
    write("zip", "packed.zip", zipped([("a.csv", CSV * 3), ("é.txt", MAIL)], zipfile.ZIP_DEFLATED))
    write("zip", "inside.zip", zipped([("in.zip", zipped([("in.zip", zipped([("c.csv", CSV)]))]))]))
    write("zip", "bzip2.zip", zipped([("a.csv", CSV)], zipfile.ZIP_BZIP2))
    write("zip", "lzma.zip", zipped([("a.csv", CSV)], zipfile.ZIP_LZMA))
    out = io.BytesIO()
    # Lengths after the bytes, as from a stream.
    class Stream(io.RawIOBase):
        def writable(self): return True
        def write(self, data): return out.write(data)
    with zipfile.ZipFile(Stream(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", CSV)
    write("zip", "streamed.zip", out.getvalue())
    files = [("a/people.csv", CSV), ("notes.txt", f"mail {MAIL}\n")]
    write("tar", "ustar.tar", tarred(files, tarfile.USTAR_FORMAT))
    write("tar", "pax.tar", tarred([("é/" + "long" * 60, f"{MAIL}\n")] + files, tarfile.PAX_FORMAT))
    write("tar", "gnu.tar", tarred([("d/" + "long" * 60, f"{MAIL}\n")], tarfile.GNU_FORMAT))
    text = CSV.encode() * 3
    write("gzip", "csv.gz", gzip.compress(text, mtime=0))
    write("gzip", "two.gz", gzip.compress(text, mtime=0) + gzip.compress(b"more\n", 0, mtime=0))
    named = b"\x1f\x8b\x08\x1e" + bytes(6) + b"\x04\0ab\x02\0name.csv\0words\0"
    named += struct.pack("<H", zlib.crc32(named) & 0xFFFF)
    raw = zlib.compressobj(0, wbits=-15)
    write("gzip", "named.gz", named + raw.compress(text) + raw.flush() + struct.pack("<II", zlib.crc32(text), len(text)))
    write("gzip", "tar.gz", gzip.compress(tarred(files, tarfile.USTAR_FORMAT), mtime=0))
    write("bzip2", "csv.bz2", bz2.compress(text))
    write("bzip2", "two.bz2", bz2.compress(text) + bz2.compress(b"more\n" * 9, 1))
    write("bzip2", "runs.bz2", bz2.compress(b"a" * 5000 + text + b" " * 900))
    write("xz", "csv.xz", lzma.compress(text))
    write("xz", "filters.xz", lzma.compress(text, check=lzma.CHECK_CRC32, filters=[
        {"id": lzma.FILTER_DELTA, "dist": 3}, {"id": lzma.FILTER_LZMA2, "preset": 0}]))
    write("xz", "x86.xz", lzma.compress(text, check=lzma.CHECK_SHA256, filters=[
        {"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2, "preset": 0, "lc": 0, "lp": 2}]))
    write("zstd", "csv.zst", filtered(["zstd", "-19", "-c"], text))
    write("zstd", "fast.zst", filtered(["zstd", "--fast", "--no-check", "-c"], text * 4))
    skipped = b"\x50\x2a\x4d\x18" + struct.pack("<I", 5) + b"words"
    write("zstd", "skipped.zst", skipped + filtered(["zstd", "-c"], text) + filtered(["zstd", "-c"], b"more\n"))
    write("lz4", "csv.lz4", filtered(["lz4", "-q", "-c"], text))
    write("lz4", "linked.lz4", filtered(["lz4", "-9", "-q", "-BD", "-BX", "-B4", "--content-size", "-c"], text * 4))
    write("lz4", "plain.lz4", filtered(["lz4", "-1", "-q", "--no-frame-crc", "-c"], text[:80]))
    for name in ["copy.7z", "lzma2.7z", "bzip2.7z", "ppmd.7z", "x86.7z", "zstd.7z", "names-encrypted.7z"]:
        write("7z", name, (MADE / "archives" / name).read_bytes())


class Pdf:
    def __init__(self):
        self.objects = []

    def add(self, body, stream=None):
        if stream is not None:
            body = body[:-2].encode() + b"/Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream"
        self.objects.append(body if isinstance(body, bytes) else body.encode())
        return len(self.objects)

    def bytes(self, trailer=""):
        out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        at = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table
        return out + f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n".encode()


def pdfs():
    def page(content, more="", resources="", packing="", catalog=""):
        pdf = Pdf()
        pdf.add(f"<< /Type /Catalog /Pages 2 0 R {catalog} >>")
        pdf.add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                f"/Resources << /Font << /F1 5 0 R >> {resources} >> {more} >>")
        pdf.add(f"<< {packing} >>", content)
        pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding "
                "<< /BaseEncoding /WinAnsiEncoding /Differences [65 /A /B /eacute 90 /Z] >> /FirstChar 32 "
                "/LastChar 34 /Widths [278 278 355] >>")
        return pdf
    lines = f"BT /F1 10 Tf 14 TL 50 800 Td (Mail {MAIL}) Tj T* [(Card ) -200 ({CARD})] TJ ET".encode()
    write("pdf", "page.pdf", page(lines).bytes(f"/Info << /Author (Ann {MAIL}) >>"))
    write("pdf", "packed.pdf", page(zlib.compress(lines), packing="/Filter [/FlateDecode] /DecodeParms [null]").bytes())
    write("pdf", "hex.pdf", page(base64.a85encode(lines) + b"~>", packing="/Filter /ASCII85Decode").bytes())
    pdf = page(lines, more="/Annots [6 0 R 7 0 R]", catalog="/AcroForm << /Fields [7 0 R] >> /Outlines 8 0 R "
               "/Names << /EmbeddedFiles << /Names [(a.csv) 10 0 R] >> >>")
    pdf.add(f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (mailto:{MAIL}) >> /Contents (see) >>")
    pdf.add(f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (email) /V ({MAIL}) /Rect [0 0 9 9] >>")
    pdf.add("<< /Type /Outlines /First 9 0 R /Last 9 0 R /Count 1 >>")
    pdf.add(f"<< /Title (About {MAIL}) /Parent 8 0 R >>")
    pdf.add("<< /Type /Filespec /F (a.csv) /EF << /F 11 0 R >> >>")
    pdf.add("<< /Type /EmbeddedFile >>", CSV.encode())
    write("pdf", "parts.pdf", pdf.bytes())
    pdf = page(b"BT /F2 10 Tf 50 800 Td <00010002> Tj ET q /X1 Do Q", resources="/XObject << /X1 9 0 R >>")
    pdf.objects[2] = pdf.objects[2].replace(b"/F1 5 0 R", b"/F1 5 0 R /F2 6 0 R")
    pdf.add("<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 8 0 R >>")
    pdf.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
            "/Supplement 0 >> /DW 500 /W [1 [600 700] 3 9 400] >>")
    pdf.add("<< >>", b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> "
            b"endcodespacerange 1 beginbfchar <0001> <0041> endbfchar 1 beginbfrange <0002> <0005> <0061> endbfrange "
            b"1 beginbfrange <0006> <0007> [<0062> <D83DDE00>] endbfrange endcmap end")
    pdf.add("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >> >>",
            f"BT /F1 9 Tf ({MAIL}) Tj ET".encode())
    write("pdf", "composite.pdf", pdf.bytes())
    for name in ["encrypted-rc4.pdf", "encrypted-aes256.pdf", "object-streams-linearised.pdf"]:
        write("pdf", name, (MADE / "pdf" / name).read_bytes())


OFFICE = "application/vnd.openxmlformats-officedocument"


def package(main_path, main, parts, kinds):
    over = "".join(f"<Override PartName='/{path}' ContentType='{OFFICE}.any.{kind}+xml'/>" for path, kind in kinds)
    types = (f"<?xml version='1.0'?><Types><Default Extension='xml' ContentType='application/xml'/>"
             f"<Override PartName='/{main_path}' ContentType='{OFFICE}.{main}'/>{over}</Types>")
    return zipped([("[Content_Types].xml", types)] + parts)


def run(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def office():
    def docx(body, parts=(), kinds=()):
        document = f"<?xml version='1.0'?><w:document xmlns:w='w' xmlns:r='r'><w:body>{body}</w:body></w:document>"
        return package("word/document.xml", "wordprocessingml.document.main+xml",
                       [("word/document.xml", document), *parts], kinds)
    write("docx", "letter.docx", docx(
        f"<w:p><w:r><w:t>Mail ann@</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>site.test</w:t></w:r></w:p>{run(CARD)}"
        f"<w:p><w:del w:author='A'><w:r><w:delText>{MAIL}</w:delText></w:r></w:del><w:r><w:tab/><w:br/>"
        f"<w:instrText>HYPERLINK \"mailto:{MAIL}\"</w:instrText></w:r></w:p>"))
    cell = lambda text: f"<w:tc>{run(text)}</w:tc>"
    write("docx", "table.docx", docx(f"<w:tbl><w:tr>{cell('Name')}{cell('Email')}</w:tr>"
                                     f"<w:tr>{cell('Ann &amp; Bob')}{cell(MAIL)}</w:tr></w:tbl>"))
    write("docx", "parts.docx", docx(run("x"), [
        ("word/header1.xml", f"<w:hdr>{run(MAIL)}</w:hdr>"), ("word/comments.xml", f"<w:comments>{run(CARD)}</w:comments>"),
        ("word/_rels/document.xml.rels", f"<Relationships><Relationship Id='r1' Type='t' TargetMode='External' "
         f"Target='mailto:{MAIL}'/></Relationships>"),
        ("docProps/core.xml", f"<cp:coreProperties><dc:creator>{MAIL}</dc:creator></cp:coreProperties>"),
        ("word/embeddings/a.csv", CSV)], [("word/header1.xml", "header"), ("word/comments.xml", "comments")]))

    def xlsx(sheet, parts=(), kinds=()):
        return package("xl/workbook.xml", "spreadsheetml.sheet.main+xml", [
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/workbook.xml", "<workbook><sheets><sheet name='Staff' sheetId='1' r:id='r1'/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels",
             "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>"), *parts], kinds)
    inline = lambda at, text: f"<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>"
    write("xlsx", "inline.xlsx", xlsx(
        f"<worksheet><sheetData><row r='1'>{inline('A1', 'email')}{inline('B1', 'card')}</row>"
        f"<row r='2'>{inline('A2', MAIL)}{inline('B2', CARD)}</row></sheetData></worksheet>"))
    write("xlsx", "shared.xlsx", xlsx(
        "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1'><v>4111111111111111</v></c></row>"
        "<row r='9'><c r='B9' t='s'><v>1</v></c><c r='D9' s='1'><v>45000</v></c><c t='b'><v>1</v></c>"
        "<c r='E9' t='str'><f>A1&amp;B1</f><v>x</v></c></row></sheetData><hyperlinks><hyperlink ref='A1' r:id='r9'/>"
        "</hyperlinks></worksheet>",
        [("xl/sharedStrings.xml", f"<sst><si><t>{MAIL}</t></si><si><r><t>4111 1111 </t></r><r><t>1111 1111</t></r></si></sst>"),
         ("xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\\-mm\\-dd'/></numFmts><cellXfs>"
          "<xf numFmtId='0'/><xf numFmtId='164'/></cellXfs></styleSheet>")],
        [("xl/sharedStrings.xml", "sharedStrings"), ("xl/styles.xml", "styles")]))
    write("xlsx", "real.xlsx", (MADE / "office/people.xlsx").read_bytes())

    def pptx(slide, parts=(), kinds=()):
        return package("ppt/presentation.xml", "presentationml.presentation.main+xml", [
            ("ppt/presentation.xml", "<p:presentation><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>"),
            ("ppt/_rels/presentation.xml.rels", "<Relationships><Relationship Id='r1' Target='slides/slide1.xml'/></Relationships>"),
            ("ppt/slides/slide1.xml", slide), *parts], kinds)
    line = lambda text: f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
    slide = lambda body: f"<p:sld><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:sld>"
    write("pptx", "slide.pptx", pptx(slide(f"<p:sp><p:txBody>{line(MAIL)}{line(CARD)}</p:txBody></p:sp>")))
    write("pptx", "table.pptx", pptx(slide(
        f"<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody>{line('email')}</a:txBody></a:tc></a:tr>"
        f"<a:tr><a:tc><a:txBody>{line(MAIL)}</a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>")))
    write("pptx", "notes.pptx", pptx(slide(line("x")), [
        ("ppt/notesSlides/notesSlide1.xml", f"<p:notes><p:cSld>{line(MAIL)}</p:cSld></p:notes>"),
        ("ppt/slides/_rels/slide1.xml.rels", "<Relationships><Relationship Id='r1' Type='x/notesSlide' "
         "Target='../notesSlides/notesSlide1.xml'/></Relationships>"),
        ("ppt/comments/comment1.xml", f"<p:cmLst><p:cm><p:text>{CARD}</p:text></p:cm></p:cmLst>")],
        [("ppt/notesSlides/notesSlide1.xml", "notesSlide"), ("ppt/comments/comment1.xml", "comments")]))

    def odf(kind, body, parts=()):
        content = ("<?xml version='1.0' encoding='UTF-8'?><office:document-content xmlns:office='o' xmlns:text='t' "
                   f"xmlns:table='b'><office:body>{body}</office:body></office:document-content>")
        return zipped([("mimetype", f"application/vnd.oasis.opendocument.{kind}"), ("content.xml", content), *parts])
    write("odt", "letter.odt", odf("text", f"<office:text><text:p>Mail ann@<text:span>site.test</text:span></text:p>"
                                   f"<text:p>{CARD}<text:s text:c='3'/><text:tab/></text:p>"
                                   f"<text:p><office:annotation><dc:creator>{MAIL}</dc:creator></office:annotation>"
                                   "</text:p></office:text>"))
    value = lambda text, more="": f"<table:table-cell office:value-type='string' {more}><text:p>{text}</text:p></table:table-cell>"
    twice = value(CARD, "table:number-columns-repeated='2'")
    write("odt", "people.ods", odf("spreadsheet",
        f"<office:spreadsheet><table:table table:name='Staff'><table:table-row>{value('email')}{value('card')}"
        f"</table:table-row><table:table-row table:number-rows-repeated='3'>{value(MAIL)}"
        f"{twice}</table:table-row></table:table></office:spreadsheet>"))
    write("odt", "team.odp", odf("presentation",
        f"<office:presentation><draw:page><draw:frame><draw:text-box><text:p>{MAIL}</text:p></draw:text-box></draw:frame>"
        f"<presentation:notes><text:p>{CARD}</text:p></presentation:notes></draw:page></office:presentation>",
        [("meta.xml", f"<office:document-meta><dc:creator>{MAIL}</dc:creator></office:document-meta>"),
         ("styles.xml", f"<office:document-styles><style:header><text:p>{MAIL}</text:p></style:header></office:document-styles>")]))
    write("rtf", "letter.rtf", "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Arial;}}{\\info"
          f"{{\\author {MAIL}}}}}\\f0\\fs22 Mail {MAIL}\\par {CARD}\\par \\'e9\\u233?\\u-10179?\\u-8704?\\f1\\'c0\\par}}\n")
    write("rtf", "table.rtf", "{\\rtf1\\ansi\\trowd\\cellx1000\\cellx2000\\intbl email\\cell card\\cell\\row\\trowd\\cellx1000"
          f"\\cellx2000\\intbl {MAIL}\\cell {CARD}\\cell\\row\\pard {{\\field{{\\*\\fldinst HYPERLINK \"mailto:{MAIL}\"}}"
          f"{{\\fldrslt {{\\b ann}}@site.test}}}}{{\\v hidden}}{{\\*\\annotation {CARD}}}{{\\footnote {MAIL}}}}}")
    write("rtf", "object.rtf", "{\\rtf1\\ansi\\uc2{\\header " + MAIL + "\\par}{\\object\\objemb{\\*\\objdata 01050000020000"
          "000800000050617463680000000000000000000500000068656c6c6f}}{\\pict\\pngblip\\bin4 abcd 89504e47}{\\upr{a}"
          "{\\*\\ud{\\u228ae}}}\\~\\_\\-\\emdash\\line x\\par}")


def compound(streams):
    """A compound file ([MS-CFB], version 3) of streams by path; short ones lie in the mini stream."""
    tree = {}
    for path, content in streams:
        at = tree
        *folders, name = path.split("/")
        for folder in folders:
            at = at.setdefault(folder, {})
        at[name] = content
    entries, fat, sectors, mini, minifat = [["Root Entry", 5, None, 0, 0]], [], [], b"", []

    def put(content):
        first = len(sectors)
        for at in range(0, len(content), 512):
            sectors.append(content[at:at + 512].ljust(512, b"\0"))
            fat.append(len(sectors))
        if content:
            fat[-1] = 0xFFFFFFFE
        return first if content else 0xFFFFFFFE

    def walk(number, folder):
        nonlocal mini
        children = []
        for name, content in sorted(folder.items(), key=lambda pair: (len(pair[0]), pair[0].upper())):
            at = len(entries)
            children.append(at)
            if isinstance(content, dict):
                entries.append([name, 1, None, 0, 0])
                walk(at, content)
            elif len(content) >= 4096:
                entries.append([name, 2, None, put(content), len(content)])
            else:
                start = len(mini) // 64
                mini += content.ljust(-(-len(content) // 64) * 64, b"\0")
                minifat.extend(range(start + 1, len(mini) // 64 + 1))
                if content:
                    minifat[-1] = 0xFFFFFFFE
                entries.append([name, 2, None, start if content else 0xFFFFFFFE, len(content)])
        entries[number][2] = children
    walk(0, tree)
    entries[0][3], entries[0][4] = put(mini), len(mini)
    right = {}
    child = {}
    for number, entry in enumerate(entries):
        children = entry[2] or []
        child[number] = children[0] if children else 0xFFFFFFFF
        for one, after in zip(children, children[1:] + [0xFFFFFFFF]):
            right[one] = after
    listed = b""
    for number, (name, kind, _, start, size) in enumerate(entries):
        text = name.encode("utf-16-le")
        listed += text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF,
                                                      right.get(number, 0xFFFFFFFF), child[number])
        listed += bytes(36) + struct.pack("<IQ", start if kind != 1 else 0, size)
    while len(listed) % 512:
        listed += bytes(64) + struct.pack("<HBBIII", 0, 0, 1, *[0xFFFFFFFF] * 3) + bytes(48)
    directory = put(listed)
    packed = b"".join(struct.pack("<I", at) for at in minifat)
    minis = put(packed + b"\xff" * (-len(packed) % 512))
    fat.append(0xFFFFFFFD)
    at_fat = len(sectors)
    assert len(fat) <= 128
    sectors.append(b"".join(struct.pack("<I", at) for at in fat).ljust(512, b"\xff"))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, minis, len(packed + b"x") // 512 + 1, 0xFFFFFFFE, 0)
    return head + struct.pack("<I", at_fat).ljust(436, b"\xff") + b"".join(sectors)


def properties(pairs):
    """A property set ([MS-OLEPS]) of 8-bit texts."""
    values, places = b"", []
    for number, text in pairs:
        places.append((number, 8 + 8 * len(pairs) + len(values)))
        raw = text.encode("cp1252") + b"\0"
        values += struct.pack("<II", 30, len(raw)) + raw + bytes(-len(raw) % 4)
    section = struct.pack("<II", 8 + 8 * len(pairs) + len(values), len(pairs))
    section += b"".join(struct.pack("<II", *place) for place in places) + values
    kind = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    return b"\xfe\xff\0\0\5\1\2\0" + bytes(16) + struct.pack("<I", 1) + kind + struct.pack("<I", 48) + section


def ole():
    narrow, wide = f"Mail {MAIL}\rCard {CARD}\r".encode(), f"\x13HYPERLINK x\x14{MAIL}\x15\r".encode("utf-16-le")
    main = bytearray(0x600)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<II", main, 0x4C, len(narrow), len(wide) // 2)
    main[0x400:0x400 + len(narrow)] = narrow
    main[0x500:0x500 + len(wide)] = wide
    list_ = struct.pack("<III", 0, len(narrow), len(narrow) + len(wide) // 2)
    list_ += struct.pack("<HIH", 0, 0x400 * 2 | 0x40000000, 0) + struct.pack("<HIH", 0, 0x500, 0)
    table = b"\1\2\0ab\2" + struct.pack("<I", len(list_)) + list_
    owners = struct.pack("<H", 3) + "Ann".encode("utf-16-le")
    struct.pack_into("<II", main, 0x1A2, 0, len(table))
    struct.pack_into("<II", main, 0x1BA, len(table), len(owners))
    info = properties([(2, "Title"), (4, f"Ann {MAIL}")])
    write("ole", "letter.doc", compound([("WordDocument", bytes(main)), ("1Table", table + owners),
                                         ("\5SummaryInformation", info)]))
    record = lambda kind, body: struct.pack("<HH", kind, len(body)) + body
    short = lambda text: struct.pack("<HB", len(text), 0) + text.encode("cp1252")
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + record(0x42, struct.pack("<H", 1200))
    strings = record(0xFC, struct.pack("<II", 3, 3) + short("email") + short(MAIL) + short(CARD)[:12]) + record(
        0x3C, b"\0" + CARD[9:].encode())
    cells = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 6)) + b"".join([
        record(0xFD, struct.pack("<HHHI", row, column, 0, which)) for row, column, which in
        [(0, 0, 0), (1, 0, 1), (2, 0, 2)]]) + record(0x203, struct.pack("<HHHd", 1, 1, 0, 45000.0)) + record(
        0x27E, struct.pack("<HHHI", 2, 1, 0, 1234 << 2 | 2)) + record(0xBD, struct.pack("<HHHIHIH", 3, 0, 0, 6, 0, 10, 1)) + record(
        0x204, struct.pack("<HHH", 4, 0, 0) + short(MAIL)) + record(0x0A, b"")
    sheet = lambda at: record(0x85, struct.pack("<IHBB", at, 0, 5, 0) + b"Staff")
    before = len(start + sheet(0) + strings) + 4
    write("ole", "people.xls", compound([("Workbook", start + sheet(before) + strings + record(0x0A, b"") + cells),
                                         ("\5SummaryInformation", info)]))
    write("ole", "real.xls", (MADE / "office/people.xls").read_bytes())
    write("ole", "object.ole", compound([("\1Ole10Native", struct.pack("<IH", 40, 2) + b"a.csv\0a.csv\0" + bytes(4)
                                          + struct.pack("<I", 2) + b"x\0" + struct.pack("<I", len(CSV.encode())) + CSV.encode()),
                                         ("Object 1/CONTENTS", b"%PDF-1.4\n")]))
    utf16 = lambda text: text.encode("utf-16-le")
    rtf = b"{\\rtf1\\ansi " + MAIL.encode() + b"}"
    plain = struct.pack("<II", len(rtf) + 12, len(rtf)) + b"MELA\0\0\0\0" + rtf
    packed = struct.pack("<II", 30, 17) + b"LZFu\xf1\xc7\xa7\x03\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65"
    numbers = bytes(32) + struct.pack("<HHIII", 3, 0x3FFD, 0, 1251, 0)
    write("msg", "plain.msg", compound([
        ("__properties_version1.0", numbers), ("__substg1.0_0037001F", utf16(f"About {MAIL}")),
        ("__substg1.0_0C1A001E", b"\xc0\xed\xed\xe0"), ("__substg1.0_1000001F", utf16(f"Dear Bob,\r\n{CARD}\r\n")),
        ("__recip_version1.0_#00000000/__properties_version1.0", bytes(8)),
        ("__recip_version1.0_#00000000/__substg1.0_39FE001F", utf16(MAIL))]))
    write("msg", "attached.msg", compound([
        ("__properties_version1.0", numbers), ("__substg1.0_10090102", plain),
        ("__attach_version1.0_#00000000/__properties_version1.0", bytes(8)),
        ("__attach_version1.0_#00000000/__substg1.0_3707001F", utf16("people.csv")),
        ("__attach_version1.0_#00000000/__substg1.0_37010102", CSV.encode()),
        ("__attach_version1.0_#00000001/__properties_version1.0", bytes(8)),
        ("__attach_version1.0_#00000001/__substg1.0_3701000D/__properties_version1.0", bytes(24)),
        ("__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F", utf16(MAIL))]))
    write("msg", "packed.msg", compound([
        ("__properties_version1.0", numbers), ("__substg1.0_10090102", packed),
        ("__substg1.0_10130102", f"<html><p>{MAIL}</p></html>".encode()), ("__substg1.0_007D001F", utf16(f"From: {MAIL}\r\n"))]))


def mail():
    head = f"From: Ann <{MAIL}>\r\nTo: =?utf-8?B?QsO2Yg==?= <bob@site.test>\r\nSubject: =?iso-8859-1?Q?caf=E9?= {CARD}\r\n" \
           "Date: Mon, 2 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    write("eml", "plain.eml", head + f"Content-Type: text/plain; charset=utf-8\r\n\r\nDear Bob,\r\n{MAIL}\r\n{CARD}\r\n")
    encoded = base64.b64encode(CSV.encode()).decode()
    write("eml", "parts.eml", head + "Content-Type: multipart/mixed; boundary=\"b 1\"\r\n\r\nwords\r\n--b 1\r\n"
          "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
          f"Content-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9 ann=40site=\r\n.test\r\n--c\r\nContent-Type: text/html\r\n\r\n"
          f"<p>{MAIL} &#64;</p>\r\n--c--\r\n--b 1\r\nContent-Type: text/csv; name*0*=utf-8''peo; name*1=ple.csv\r\n"
          f"Content-Disposition: attachment; filename=people.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--b 1--\r\n")
    write("eml", "inner.eml", head + "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
          + head + f"\r\n{MAIL}\r\n--x\r\n\r\n{head}\r\nmore\r\n--x--\r\n")
    one = head.replace("\r\n", "\n")
    write("mbox", "two.mbox", f"From {MAIL} Mon Mar  2 10:00:00 2026\n{one}\nDear Bob\n>From there\n{CARD}\n\n"
          f"From {MAIL} Tue Mar  3 10:00:00 2026\n{one}\n{MAIL}\n")
    write("mbox", "lengths.mbox", f"From {MAIL} Mon Mar  2 10:00:00 2026\r\n{head}Content-Length: 15\r\n\r\nFrom\r\nthe mail\r\n\r\n"
          f"From x Tue Mar  3 10:00:00 2026\r\n{head}\r\n{CARD}\r\n")
    write("mbox", "parts.mbox", f"From {MAIL} Mon Mar  2 10:00:00 2026\n{one}Content-Type: multipart/mixed; boundary=b\n\n--b\n"
          f"Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n"
          f"{base64.b64encode(gzip.compress(CSV.encode(), mtime=0)).decode()}\n--b--\n")


def text():
    write("csv", "people.csv", CSV)
    write("csv", "semicolons.csv", "\ufeffid;email;card\r\n" + "".join(f"{at};{MAIL};{CARD}\r\n" for at in range(9)))
    write("csv", "lines.tsv", f"email\tnote\n{MAIL}\t\"two\nlines\"\n{CARD}\t'\n\n" + "x" * 400 + "\t\"open\n")
    record = {"customer": {"email": MAIL, "card": CARD, "tags": ["a\"b", "\u00e9\\", None, True, -1.5e3]}, "items": [{"n": 1}, {"n": 2}]}
    write("json", "record.json", json.dumps(record, indent=2))
    write("json", "lines.jsonl", "".join(json.dumps({"id": at, "email": MAIL, "in": {"card": CARD}}) + "\n" for at in range(6)))
    write("json", "escapes.json", f'[{{"a\\u0062\\n": "\\u0062ob@site.test", "\\ud83d\\ude00": "\\ud83d"}}, "{"x" * 500}", [[[[]]]], {{}}]')
    write("yaml", "people.yaml", f"# {MAIL}\npeople:\n  - email: {MAIL}\n    card: '{CARD}'\n    note: |\n      two\n      lines\n"
          "  - {email: \"a\\x40b\", tags: [a, b]}\n---\nfolded: >-\n  more\n\n  text\nanchor: &a 1\nalias: *a\n? key\n: value\n")
    write("settings", "mail.ini", f"; words\n[mail]\nuser = {MAIL}\npassword=\"a b\"\n\n[card]\nnumber: {CARD}\nlong = a \\\n  b\n")
    write("settings", "owner.toml", f"title = \"x\"\n[owner.card]\nemail = '{MAIL}'\nmany = [\n  \"{CARD}\", 'b',\n]\ntext = '''\ntwo\n'''\n")
    write("settings", "keys.env", f"export MAIL={MAIL}\nCARD='{CARD}'\nKEY=\"a\\nb\"\n")
    write("vcard", "card.vcf", f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEMAIL;TYPE=work:ann@site\r\n .test\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a=\r\nb\r\n"
          f"TEL;TYPE=\"a,b\":{CARD}\r\nEND:VCARD\r\n")
    write("sql", "dump.sql", f"CREATE TABLE people (id int, `email` text);\nINSERT INTO people (id, email) VALUES (1, '{MAIL}'), (2, 'O''Hara');\n"
          f"COPY people (id, email) FROM stdin;\n3\t{MAIL}\n\\.\n-- {CARD}\n/* open")
    write("source", "program.py", f"EMAIL = '{MAIL}'\ndef f(card=\"{CARD}\"):\n    return {{'a': \"\"\"b\n\"\"\"}}  # c\n")
    write("yaml", "tags.yaml", f"!!map {{? a : b, \"email\": !x '{MAIL}'}}\n...\n%YAML 1.2\n---\n- - - |+2\n      {CARD}\n\n- \"a\n  b\\\n  c\"\n")
    write("yaml", "compose.yaml", f"services:\n  mail:\n    environment:\n      - USER={MAIL}\n      CARD: \"{CARD}\" # words\n\ttab: x\n")
    write("vcard", "calendar.ics", f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nORGANIZER;CN=\"Ann\":mailto:{MAIL}\r\nSUMMARY:a\\, b\\n{CARD}\r\n"
          "DTSTART;TZID=x:20260302T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    write("vcard", "two.vcf", f"BEGIN:VCARD\nVERSION:4.0\nitem1.EMAIL;PREF=1:{MAIL}\nN:A;B\\;C;;;\nPHOTO:data:image/png;base64,iVBORw0KGgo\n =\n"
          f"END:VCARD\nbegin:vcard\nnote:{CARD}\n")
    write("sql", "rows.sql", f"insert into `a``b` values (1,'a\\'b',\"{MAIL}\",0x41,NULL),\n(-2.5e3,N'x',E'\\n','{CARD}',now());\n" * 3)
    write("sql", "dollar.sql", f"CREATE FUNCTION f() AS $body$ SELECT '{MAIL}' $body$;\nUPDATE p SET card = '{CARD}' WHERE id = 1;\nCOPY p FROM stdin;\na\\tb\t\\N\n")
    write("source", "program.js", f"const mail = `{MAIL} ${{a + `b`}}`; // c\n/* {CARD} */ let r = /[\"']/g, o = {{'k': \"{MAIL}\", n: 1}}\n" + "x" * 400)
    write("source", "program.rs", f"let a = r#\"{MAIL}\"#; const B: &'static str = \"{CARD}\\\n  x\"; let c = 'c';\n")
    write("xml", "people.xml", f"<?xml version='1.0'?>\n<people a='{MAIL}'><p card=\"{CARD}\">Ann &amp; Bob</p><!-- {MAIL} -->"
          f"<![CDATA[{MAIL}]]><empty/></people>\n")
    write("xml", "page.html", f"<!DOCTYPE html><html><head><script>var a = '<p>';</script><style>p {{}}</style></head><body><p class=a>"
          f"<a href=\"mailto:{MAIL}\">{CARD}</a><br><input value={MAIL}></body></html>")
    write("xml", "entities.xml", f"<!DOCTYPE a [<!ENTITY b \"{MAIL}\">]><a xmlns:c='d'>&b;&#98;&#x6f;b@site.test<c:e f='g'\n>{'<h>' * 40}{'</h>' * 39}</a>")
    words = f"Zoë wrote to {MAIL},\r\nand paid with {CARD}.\n" + "a long line " * 60 + "\n"
    write("text", "utf8.txt", words)
    write("text", "utf16le.txt", b"\xff\xfe" + (words + "😀").encode("utf-16-le"))
    write("text", "utf16be.txt", words.encode("utf-16-be"))
    write("text", "utf32le.txt", b"\xff\xfe\0\0" + words.encode("utf-32-le"))
    write("text", "latin.txt", (words + "Grüße aus Köln, 5 €\n").encode("cp1252"))
    write("text", "japanese.txt", ("東京都港区の山田太郎です。\n" * 12 + words.replace("ë", "")).encode("shift_jis"))
    write("text", "switched.txt", ("東京都港区の山田太郎です。\n" * 6 + MAIL + "\n").encode("iso2022_jp"))
    write("text", "chinese.txt", ("张伟住在北京市朝阳区。\n" * 12 + words + "𠀀").encode("gb18030"))
    write("text", "korean.txt", ("서울특별시 강남구에 사는 김철수입니다.\n" * 12 + MAIL).encode("euc_kr"))
    write("text", "russian.txt", ("Меня зовут Анна, я живу в Москве.\n" * 12 + MAIL).encode("koi8_r"))
    write("text", "broken.txt", words.encode() * 2 + b"\xff\xc3\xe2\x82 \xf0\x9f\x98\n\xed\xa0\x80\xc0\xaf" + words.encode())


def pictures():
    for name in ["everything.jpg", "tags.tif", "chunks.png", "exif.webp", "exif.heic", "comment.gif", "plain.bmp"]:
        write("image", name, (MADE / "images" / name).read_bytes())


def tables():
    def database(name, commands, before=""):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a"
            connection = sqlite3.connect(path)
            connection.executescript(f"PRAGMA page_size = 512;{before}{commands}")
            connection.commit()
            connection.close()
            write("sqlite", name, path.read_bytes())
    database("people.sqlite", f"CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, card TEXT, raw BLOB, n REAL);"
             f"INSERT INTO people VALUES (1, '{MAIL}', '{CARD}', x'00ff', 1.5), (2, NULL, '', '{MAIL}', 7);")
    database("wide.sqlite", f"CREATE TABLE \"a b\" (\"e\"\"f\" TEXT, x) WITHOUT ROWID;".replace("\"e\"\"f\" TEXT", "\"e\"\"f\" TEXT PRIMARY KEY")
             + f"INSERT INTO \"a b\" VALUES ('{MAIL}', '{'long ' * 200}'); CREATE VIEW v AS SELECT * FROM \"a b\";"
             f"CREATE INDEX i ON \"a b\" (x); CREATE TRIGGER t AFTER INSERT ON \"a b\" BEGIN SELECT '{CARD}'; END;",
             "PRAGMA encoding = 'UTF-16le';")
    database("search.sqlite", f"CREATE TABLE t (a); INSERT INTO t VALUES ('{MAIL}'), ('x'); CREATE TABLE u (a TEXT DEFAULT '{CARD}');"
             "DELETE FROM t WHERE a = 'x'; INSERT INTO u DEFAULT VALUES;", "PRAGMA auto_vacuum = 1;")


for kind in [archives, pdfs, office, ole, mail, text, pictures, tables]:
    kind()
