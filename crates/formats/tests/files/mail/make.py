"""Makes the mails beside it with Python's email package: `python make.py`. All persons in them are made up."""

import mailbox
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).parent
WHEN = format_datetime(datetime(2026, 1, 5, 10, 0, tzinfo=timezone.utc))
CSV = "id,email\n1,ann@site.test\n2,bob@site.test\n"


def mail(subject, text):
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "Änne Müller <anne@site.test>"
    message["To"] = "Bob <bob@site.test>, carl@site.test"
    message["Cc"] = "dora@site.test"
    message["Subject"] = subject
    message["Date"] = WHEN
    message["Message-ID"] = "<1@site.test>"
    message.set_content(text)
    return message


inner = mail("Innen", "call emil@site.test\n")
whole = mail("Größe: planned@site.test", "Dear bob@site.test,\n\nGrüße\n" + "a long line with words " * 20 + "\n")
whole.add_alternative("<p>Dear <b>fred@site.test</b>, grüße</p>\n", subtype="html")
whole.add_attachment(CSV.encode(), maintype="text", subtype="csv", filename="people ü.csv")
whole.add_attachment(b"Rar!\x1a\x07\x01\0" + bytes(200), maintype="application", subtype="vnd.rar", filename="old.rar")
whole.add_attachment(inner)
(HERE / "whole.eml").write_bytes(whole.as_bytes())

latin = mail("Latin", "x")
latin.set_content("Grüße an gert@site.test\n", charset="iso-8859-1", cte="quoted-printable")
(HERE / "latin.eml").write_bytes(latin.as_bytes())
japanese = mail("日本", "x")
japanese.set_content("こんにちは hana@site.test\n", charset="iso-2022-jp")
(HERE / "japanese.eml").write_bytes(japanese.as_bytes())

path = HERE / "three.mbox"
path.unlink(missing_ok=True)
box = mailbox.mbox(path)
for number, message in enumerate([mail("one", "From me to ida@site.test\n"), whole, mail("three", "jan@site.test\n")]):
    stored = mailbox.mboxMessage(message.as_bytes(policy=policy.default))
    stored.set_from("anne@site.test", (2026, 1, 5, 10, number, 0, 0, 5, 0))
    box.add(stored)
box.flush()
box.close()
