"""Makes the archives beside it: `pip install py7zr`, then `python make.py`. All persons in them are made up."""

import io
import tarfile
import zipfile
from pathlib import Path

import py7zr

HERE = Path(__file__).parent
TABLE = "id,name,email\n" + "".join(f"{n},Person {n},person{n}@site.test\n" for n in range(1, 41))
FILES = {
    "letters/one.txt": "Dear ann@site.test,\nyours, bob\n",
    "tables/people.csv": TABLE,
    "data/one.json": '{"owner": {"email": "carl@site.test"}}\n',
}


def seven(name, password=None, hide_names=False, filters=None):
    with py7zr.SevenZipFile(HERE / name, "w", password=password, header_encryption=hide_names, filters=filters) as archive:
        for path, text in FILES.items():
            archive.writestr(text, path)


seven("lzma2.7z")
seven("ppmd.7z", filters=[{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}])
seven("bzip2.7z", filters=[{"id": py7zr.FILTER_BZIP2}])
seven("copy.7z", filters=[{"id": py7zr.FILTER_COPY}])
seven("zstd.7z", filters=[{"id": py7zr.FILTER_ZSTD, "level": 3}])
seven("x86.7z", filters=[{"id": py7zr.FILTER_X86}, {"id": py7zr.FILTER_LZMA2, "preset": 6}])
seven("encrypted.7z", password="made-up")
seven("names-encrypted.7z", password="made-up", hide_names=True)

with tarfile.open(HERE / "pax.tar", "w", format=tarfile.PAX_FORMAT) as archive:
    for path, text in {**FILES, "long/" + "n" * 200 + "/ü.txt": "dora@site.test\n"}.items():
        entry = tarfile.TarInfo(path)
        entry.size = len(text.encode())
        archive.addfile(entry, io.BytesIO(text.encode()))
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    archive.addfile(link)

with tarfile.open(HERE / "gnu.tar", "w", format=tarfile.GNU_FORMAT) as archive:
    for path, text in {**FILES, "long/" + "n" * 200 + "/u.txt": "dora@site.test\n"}.items():
        entry = tarfile.TarInfo(path)
        entry.size = len(text.encode())
        archive.addfile(entry, io.BytesIO(text.encode()))

with zipfile.ZipFile(HERE / "python.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for path, text in FILES.items():
        archive.writestr(path, text)
    archive.writestr(zipfile.ZipInfo("stored.txt"), "dora@site.test\n")
    archive.writestr("bzip2.txt", "emil@site.test\n" * 50, zipfile.ZIP_BZIP2)
    archive.writestr("lzma.txt", "fred@site.test\n" * 50, zipfile.ZIP_LZMA)
