//! Copies of mails, mailboxes and RTF documents: values in fields, parts, charsets and attachments, none left, all else
//! as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod copies;

use copies::{Planted, copied, made, proved, refused, removal, searched, survives_damage};
use tidegate_formats::LeftOut;

#[test]
fn a_mail_keeps_its_parts_and_loses_its_values() {
    let planted = Planted::new(3, 300, 4);
    let mail = made("eml", &planted);
    let before = searched("eml", "before", &mail, &planted);
    assert!(before.left.len() > 60, "{}", before.left.len());
    let (copy, told) = proved("letter.eml", &mail, &planted.removals());
    searched("eml", "after", &copy, &planted).kept(&before);
    let left_out: Vec<&str> = told.left_out.iter().map(|left| left.reason.as_str()).collect();
    assert_eq!(
        left_out,
        [
            "It is not a kind of file that can be read.",
            "It holds something that is removed in a form that cannot be changed."
        ]
    );
    survives_damage("letter.eml", &mail, &planted.removals(), 150);
}

#[test]
fn a_mailbox_keeps_its_messages() {
    let planted = Planted::new(4, 1_200, 10);
    let mailbox = made("mbox", &planted);
    let before = searched("mbox", "before", &mailbox, &planted);
    assert!(before.left.len() > 300, "{}", before.left.len());
    let (copy, told) = proved("all.mbox", &mailbox, &planted.removals());
    // The attachment of each that nobody knows, its field in Base64, and links that are written in a way of their own.
    let attached = |left: &&LeftOut| left.member.ends_with(".xyz");
    assert_eq!(told.left_out.iter().filter(attached).count(), 5);
    assert!((10..15).contains(&told.left_out.len()), "{:?}", told.left_out);
    searched("mbox", "after", &copy, &planted).kept(&before);
    survives_damage("all.mbox", &mailbox, &planted.removals(), 40);
}

fn mail(lines: &[&str]) -> Vec<u8> {
    lines.join("\r\n").into_bytes()
}

#[test]
fn what_has_no_value_keeps_its_bytes() {
    let text = mail(&[
        "From: Ann <ann@site.test>",
        "To:bob@site.test",
        "Subject: =?iso-8859-1?q?Gr=fc=dfe?=  ",
        "DKIM-Signature: a=b",
        "Date: Mon, 5 Jan 2026 10:00:00 +0000",
        "Content-Type: multipart/mixed; boundary=x",
        "",
        "--x",
        "Content-Transfer-Encoding: base64",
        "",
        "Z3LDvMOf",
        " ZQ==",
        "--x",
        "",
        "plain",
        "--x--",
    ]);
    let (same, told) = copied("a.eml", &text, &removal("nobody@site.test", "x")).unwrap();
    assert!(same == text && told.replaced == 0);
    let (other, _) = copied("a.eml", &text, &removal("ann@site.test", "[MAIL]")).unwrap();
    let expected = String::from_utf8(text)
        .unwrap()
        .replace("ann@site.test", "[MAIL]")
        .replace("DKIM-Signature: a=b\r\n", "");
    assert_eq!(String::from_utf8(other).unwrap(), expected);
}

#[test]
fn what_is_sealed_is_refused_or_unsealed() {
    let removals = removal("ann@site.test", "[MAIL]");
    let head = "From: ann@site.test\r\nDate: x\r\nSubject: y\r\n";
    for (kind, reason) in [
        ("application/pkcs7-mime; smime-type=enveloped-data", "encrypted"),
        ("multipart/encrypted; boundary=x", "encrypted"),
        ("text/plain\r\nContent-Type: text/html", "says twice"),
        ("multipart/mixed; boundary=\"ann@site.test\"", "mark between"),
    ] {
        let bytes = format!("{head}Content-Type: {kind}\r\n\r\n--x\r\n\r\nAAAA\r\n--x--\r\n");
        let told = refused("a.eml", bytes.as_bytes(), &removals);
        assert!(told.contains(reason), "{kind}: {told}");
    }
    let signed = format!(
        "{head}Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=x\r\n\r\n\
         --x\r\n\r\nDear ann@site.test\r\n--x\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--x--\r\n"
    );
    let (copy, told) = copied("a.eml", signed.as_bytes(), &removals).unwrap();
    let copy = String::from_utf8(copy).unwrap();
    assert!(
        copy.contains("multipart/mixed") && copy.contains("Dear [MAIL]"),
        "{copy}"
    );
    assert!(!copy.contains("MIIB") && told.left_out.len() == 1, "{copy}");
}

#[test]
fn a_rich_text_keeps_its_form() {
    let planted = Planted::new(10, 700, 1);
    let document = made("rtf", &planted);
    let before = searched("rtf", "before", &document, &planted);
    assert!(before.left.len() > 550, "{}", before.left.len());
    let (copy, told) = proved("letter.rtf", &document, &planted.removals());
    assert_eq!(told.left_out.len(), 2, "{:?}", told.left_out);
    searched("rtf", "after", &copy, &planted).kept(&before);
    survives_damage("letter.rtf", &document, &planted.removals(), 100);
}

#[test]
fn words_of_a_rich_text_stay_words() {
    let removals = removal("Müller", "Xaver");
    for (document, expected) in [
        (r"{\rtf1\b M\u252?ller a}", r"{\rtf1\b Xaver a}"),
        (r"{\rtf1 M\b\'fcller a}", r"{\rtf1 Xaver\b  a}"),
        (r"{\rtf1\uc2 M\u252\'c3\'bcller}", r"{\rtf1\uc2 Xaver}"),
        (r"{\rtf1 M\b{\'fc}\i ller\par}", r"{\rtf1 Xaver\b{}\i \par}"),
    ] {
        let (copy, _) = copied("a.rtf", document.as_bytes(), &removals).unwrap();
        assert_eq!(String::from_utf8(copy).unwrap(), expected);
    }
    let told = refused("a.rtf", br"{\rtf1 M{\b x}", &removals);
    assert!(told.contains("cut off"), "{told}");
}
