//! Text files of every format that is text: tables, trees, notes, settings, in several encodings.

use super::{
    dice::Dice,
    file::{File, Planted, Prose, Table},
    kinds,
};
use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

pub type TableWriter = fn(&Table) -> String;

pub static TABLES: &[(&str, &str, TableWriter)] = &[
    ("csv", "csv", |t| t.joined(",", "\r\n", "\"")),
    ("csv (semicolons)", "csv", |t| t.joined(";", "\n", "\"")),
    ("tsv", "tsv", |t| t.joined("\t", "\n", "")),
    ("json", "json", |t| {
        format!("{{\"records\":[{}]}}\n", objects(t).join(",\n"))
    }),
    ("jsonl", "jsonl", |t| objects(t).join("\n") + "\n"),
    ("yaml", "yaml", |t| {
        let items = t.records(|column, value| format!("{column}: \"{value}\""), "\n    ");
        format!("records:\n  - {}\n", items.join("\n  - "))
    }),
    ("toml", "toml", |t| {
        let items = t.records(|column, value| format!("{column} = \"{value}\""), "\n");
        format!("[[records]]\n{}\n", items.join("\n\n[[records]]\n"))
    }),
    ("ini", "ini", |t| {
        let items = t.records(|column, value| format!("{column} = {value}"), "\n");
        (1..)
            .zip(items)
            .map(|(at, item)| format!("[record {at}]\n{item}\n\n"))
            .collect()
    }),
    ("xml", "xml", |t| {
        let items = t.records(|column, value| format!("<{column}>{value}</{column}>"), "\n    ");
        format!(
            "<?xml version=\"1.0\"?>\n<records>\n  <r>{}</r>\n</records>\n",
            items.join("</r>\n  <r>")
        )
    }),
    ("html table", "html", |t| {
        let rows: String = (t.rows.iter())
            .map(|row| format!("<tr><td>{}</td></tr>\n", row.join("</td><td>")))
            .collect();
        let head = t.columns.join("</th><th>");
        format!(
            "<!DOCTYPE html><html><body><table>\n<tr><th>{head}</th></tr>\n{rows}</table></body></html>\n"
        )
    }),
    ("markdown table", "md", |t| {
        let rows: String = t
            .rows
            .iter()
            .map(|row| format!("| {} |\n", row.join(" | ")))
            .collect();
        let rule = "|---".repeat(t.columns.len());
        format!("# Records\n\n| {} |\n{rule}|\n{rows}", t.columns.join(" | "))
    }),
    ("sql", "sql", |t| {
        let columns = t.columns.join(", ");
        (t.rows.iter())
            .map(|row| {
                format!(
                    "INSERT INTO records ({columns}) VALUES ('{}');\n",
                    row.join("', '")
                )
            })
            .collect()
    }),
    ("log", "log", |t| {
        let items = t.records(|column, value| format!("{column}=\"{value}\""), " ");
        (10..)
            .zip(items)
            .map(|(at, item)| format!("2026-03-04T08:{at}:07Z INFO records: saved {item}\n"))
            .collect()
    }),
];

fn objects(table: &Table) -> Vec<String> {
    let items = table.records(|column, value| format!("\"{column}\": \"{value}\""), ", ");
    items.iter().map(|item| format!("{{{item}}}")).collect()
}

pub type ProseWriter = fn(&Prose) -> String;

pub static NOTES: &[(&str, &str, ProseWriter)] = &[
    ("txt", "txt", Prose::text),
    ("markdown", "md", |p| format!("# Note\n\n{}", p.text())),
    ("html", "html", |p| {
        let lines: String = p.lines.iter().map(|line| format!("<p>{line}</p>\n")).collect();
        format!("<!DOCTYPE html>\n<html><head><title>Note</title></head><body>\n{lines}</body></html>\n")
    }),
    ("log (notes)", "log", |p| {
        p.lines
            .iter()
            .map(|line| format!("2026-03-04 08:10:07,120 INFO note - {line}\n"))
            .collect()
    }),
    ("source comments", "py", |p| {
        let lines: String = p.lines.iter().map(|line| format!("# {line}\n")).collect();
        format!("{lines}def total(items):\n    return sum(item.price for item in items)\n")
    }),
    ("eml", "eml", |p| {
        format!(
            "From: office@kontor.example\r\nTo: desk@kontor.example\r\nSubject: The case\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
            p.text().replace('\n', "\r\n")
        )
    }),
    ("json text", "json", |p| {
        format!(
            "{{\"id\": 4, \"note\": {}}}\n",
            serde_json::to_string(&p.text()).unwrap()
        )
    }),
    ("notebook", "ipynb", |p| {
        let lines: Vec<String> = p
            .lines
            .iter()
            .map(|line| serde_json::to_string(&format!("{line}\n")).unwrap())
            .collect();
        format!(
            "{{\"cells\": [{{\"cell_type\": \"markdown\", \"metadata\": {{}}, \"source\": [\n{}]}}],\n \
             \"metadata\": {{}}, \"nbformat\": 4, \"nbformat_minor\": 5}}\n",
            lines.join(",\n")
        )
    }),
];

pub static SETTINGS: &[(&str, &str, TableWriter)] = &[
    ("env", "env", |t| {
        t.records(|key, value| format!("{key}={value}\n"), "").join("\n")
    }),
    ("properties", "properties", |t| {
        t.records(|key, value| format!("{key} = {value}\n"), "")
            .join("\n")
    }),
    ("settings yaml", "yaml", |t| {
        let items = t.records(|key, value| format!("    {key}: {value}\n"), "");
        (1..)
            .zip(items)
            .map(|(at, item)| format!("stage{at}:\n  environment:\n{item}"))
            .collect()
    }),
    ("settings toml", "toml", |t| {
        let items = t.records(|key, value| format!("{key} = \"{value}\"\n"), "");
        (1..)
            .zip(items)
            .map(|(at, item)| format!("[stage{at}]\n{item}"))
            .collect()
    }),
    ("settings ini", "ini", |t| {
        let items = t.records(|key, value| format!("{key}={value}\n"), "");
        (1..)
            .zip(items)
            .map(|(at, item)| format!("[stage{at}]\n{item}"))
            .collect()
    }),
    ("settings json", "appsettings.json", |t| {
        format!("[{}]\n", objects(t).join(",\n"))
    }),
    ("python", "settings.py", |t| {
        t.records(|key, value| format!("{key} = \"{value}\"\n"), "")
            .join("\n")
    }),
    ("javascript", "config.js", |t| {
        t.records(|key, value| format!("const {key} = '{value}';\n"), "")
            .join("\n")
    }),
    ("shell", "config.sh", |t| {
        format!(
            "#!/bin/sh\n{}",
            t.records(|key, value| format!("export {key}='{value}'\n"), "")
                .join("\n")
        )
    }),
    ("dockerfile", "/Dockerfile", |t| {
        format!(
            "FROM debian\n{}",
            t.records(|key, value| format!("ENV {key}={value}\n"), "")
                .join("\n")
        )
    }),
    ("xml settings", "/web.config", |t| {
        let items = t.records(
            |key, value| format!("<add key=\"{key}\" value=\"{value}\"/>\n"),
            "",
        );
        format!("<configuration>\n{}</configuration>\n", items.concat())
    }),
];

pub static ENCODINGS: &[(&str, &Encoding)] = &[
    ("utf-16le", UTF_16LE),
    ("utf-16be", UTF_16BE),
    ("windows-1252", WINDOWS_1252),
    ("shift_jis", SHIFT_JIS),
];

pub fn file(name: String, format: &'static str, text: &str, planted: Vec<Planted>) -> File {
    File {
        name,
        format,
        bytes: text.as_bytes().to_vec(),
        encoding: UTF_8,
        planted,
    }
}

/// Text in one of the older encodings, after a line that tells it from others.
pub fn encoded(
    name: String,
    format: &'static str,
    encoding: &'static Encoding,
    text: &str,
    planted: Vec<Planted>,
) -> File {
    let first = match format {
        "shift_jis" => "参加者名簿です。社外に出さないでください。\r\nよろしくお願いします。\r\n",
        _ => "Gästeliste für das Fest, größte Straße, schöne Grüße. Bitte nicht weitergeben.\r\n",
    };
    let text = format!("{first}{text}");
    let bytes = match format {
        "utf-16le" => [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
        "utf-16be" => [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect(),
        _ => encoding.encode(&text).0.into_owned(),
    };
    File {
        name,
        format,
        bytes,
        encoding,
        planted,
    }
}

/// Persons as address books and calendars hold them.
pub fn cards(dice: &mut Dice, calendar: bool) -> (String, Vec<Planted>) {
    let (mut text, mut planted) = (String::new(), Vec::new());
    for _ in 0..6 {
        let values: Vec<String> = kinds::PEOPLE.iter().map(|kind| (kind.make)(dice)).collect();
        let [name, email, _, phone, born] = values.as_slice() else {
            unreachable!()
        };
        let mut plant = |detector, value: &str| {
            planted.push(Planted {
                detector,
                value: value.to_owned(),
                cell: None,
            });
        };
        plant("person_name", name);
        plant("email_address", email);
        if calendar {
            text.push_str(&format!(
                "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20260304T083000Z\r\nSUMMARY:Planning\r\n\
                 ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT:mailto:{email}\r\nEND:VEVENT\r\n",
                kinds::code(dice, 4, 8)
            ));
        } else {
            plant("phone_number", phone);
            plant("date_of_birth", born);
            text.push_str(&format!(
                "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nEMAIL:{email}\r\nTEL;TYPE=cell:{phone}\r\nBDAY:{born}\r\nEND:VCARD\r\n"
            ));
        }
    }
    match calendar {
        true => (
            format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{text}END:VCALENDAR\r\n"),
            planted,
        ),
        false => (text, planted),
    }
}
