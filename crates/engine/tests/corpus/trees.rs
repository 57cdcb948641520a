//! Trees, cards and programs: texts in which a value's name stands further away than in the line before it.

use super::{
    dice::Dice,
    file::Planted,
    kinds::{self, Kind},
    text_files::TableWriter,
};

/// A column's last word, and what stands before it.
fn split(column: &str) -> (&str, &str) {
    column.rsplit_once('_').unwrap_or(("record", column))
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Lines of a code cell of a notebook.
fn notebook(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| json(&format!("{line}\n"))).collect();
    format!(
        "{{\"cells\": [{{\"cell_type\": \"code\", \"execution_count\": 1, \"metadata\": {{}}, \"outputs\": [], \
         \"source\": [\n{}]}}],\n \"metadata\": {{}}, \"nbformat\": 4, \"nbformat_minor\": 5}}\n",
        lines.join(",\n")
    )
}

pub static TREES: &[(&str, &str, TableWriter)] = &[
    ("yaml (blocks)", "yaml", |t| {
        let fields = |column: &str, value: &str| format!("{column}: |\n        {value}\n");
        let items = t.records(fields, "    ");
        format!("---\nregister:\n  people:\n  - {}", items.join("  - "))
    }),
    ("yaml (lists)", "yml", |t| {
        let of = |at: usize| -> String { t.rows.iter().map(|row| format!("  - '{}'\n", row[at])).collect() };
        (t.columns.iter().enumerate())
            .map(|(at, column)| format!("{column}:\n{}", of(at)))
            .collect()
    }),
    ("toml (lists)", "toml", |t| {
        let of =
            |at: usize| -> Vec<String> { t.rows.iter().map(|row| format!("  \"{}\"", row[at])).collect() };
        (t.columns.iter().enumerate())
            .map(|(at, column)| {
                format!(
                    "[batch.{column}]\nitems = 1\nvalues = [\n{},\n]\n",
                    of(at).join(",\n")
                )
            })
            .collect()
    }),
    ("properties (dotted)", "properties", |t| {
        let items = t.records(|column, value| format!("person.7.{column}={value}\n"), "");
        items.concat()
    }),
    ("xml (attributes)", "xml", |t| {
        let items = t.records(|column, value| format!("{column}=\"{value}\""), " ");
        format!(
            "<?xml version=\"1.0\"?>\n<list><r {}/></list>\n",
            items.join("/><r ")
        )
    }),
    ("xml (deep)", "xml", |t| {
        let items = t.records(
            |column, value| {
                let (around, name) = split(column);
                format!("<{around}_{name}>\n      <value>\n        {value}\n      </value>\n    </{around}_{name}>\n")
            },
            "",
        );
        format!(
            "<people xmlns=\"urn:x\">\n<p>{}</p>\n</people>\n",
            items.join("</p>\n<p>")
        )
    }),
    ("xml (keys)", "xml", |t| {
        let items = t.records(
            |column, value| format!("<field name=\"{column}\">{value}</field>"),
            "",
        );
        format!("<rows><row>{}</row></rows>\n", items.join("</row><row>"))
    }),
    ("property list", "plist", |t| {
        let items = t.records(
            |column, value| format!("<key>{column}</key>\n<string>{value}</string>\n"),
            "",
        );
        format!(
            "<?xml version=\"1.0\"?>\n<plist version=\"1.0\"><array><dict>{}</dict></array></plist>\n",
            items.join("</dict><dict>")
        )
    }),
    ("python program", "py", |t| {
        let items = t.records(
            |column, value| format!("    {}: {},\n", json(column), json(value)),
            "",
        );
        format!("PEOPLE = [dict({{\n{}}})]\n", items.join("}),\n  dict({\n"))
    }),
    ("java program", "java", |t| {
        let items = t.records(
            |column, value| format!("  static final String {column} = {};\n", json(value)),
            "",
        );
        (1..)
            .zip(items)
            .map(|(at, item)| format!("final class Person{at} {{\n{item}}}\n"))
            .collect()
    }),
    ("rust program", "rs", |t| {
        let items = t.records(
            |column, value| format!("    let {column}: &str = {};\n", json(value)),
            "",
        );
        (1..)
            .zip(items)
            .map(|(at, item)| format!("fn person_{at}() {{\n{item}}}\n"))
            .collect()
    }),
    ("notebook code", "ipynb", |t| {
        let items = t.records(|column, value| format!("{column} = {}", json(value)), "\n");
        notebook(&items.join("\n").lines().map(str::to_owned).collect::<Vec<_>>())
    }),
];

/// Programs and trees that are not configuration, with secrets in them.
pub static PROGRAMS: &[(&str, &str, TableWriter)] = &[
    ("secrets in java", "java", |t| {
        let items = t.records(
            |key, value| format!("  private String {key} = {};\n", json(value)),
            "",
        );
        format!("class Client {{\n{}}}\n", items.concat())
    }),
    ("secrets in typescript", "ts", |t| {
        let items = t.records(
            |key, value| format!("export const {key}: string = '{value}';\n"),
            "",
        );
        items.concat()
    }),
    ("secrets in a notebook", "ipynb", |t| {
        let items = t.records(|key, value| format!("{key} = '{value}'"), "\n");
        notebook(&items.join("\n").lines().map(str::to_owned).collect::<Vec<_>>())
    }),
    ("secrets in xml", "xml", |t| {
        let items = t.records(|key, value| format!("  <{key}>{value}</{key}>\n"), "");
        format!("<account>\n{}</account>\n", items.join("</account>\n<account>\n"))
    }),
    ("secrets in json", "json", |t| {
        let items = t.records(|key, value| format!("  {}: {}", json(key), json(value)), ",\n");
        format!("[{{\n{}\n}}]\n", items.join("},\n{"))
    }),
];

/// Birth dates as databases write their times.
pub static TIMED: &[Kind] = &[Kind {
    detector: "date_of_birth",
    column: "birth_date",
    words: "Date of birth",
    make: |dice| {
        let (year, month, day) = dice.day();
        let apart = dice.pick(&["T", " "]);
        let end = dice.pick(&["", ".000", "Z"]);
        format!("19{year}-{month:02}-{day:02}{apart}00:00:00{end}")
    },
}];

/// Persons as programs for addresses write them, structured and folded.
pub fn structured_cards(dice: &mut Dice) -> (String, Vec<Planted>) {
    let (mut text, mut planted) = (String::new(), Vec::new());
    for _ in 0..6 {
        let values: Vec<String> = kinds::PEOPLE.iter().map(|kind| (kind.make)(dice)).collect();
        let [name, email, _, phone, born] = values.as_slice() else {
            unreachable!()
        };
        let (given, family) = name.split_once(' ').unwrap();
        let born = born.replace('-', "");
        for (detector, value) in [
            ("person_name", family),
            ("person_name", given),
            ("email_address", email),
            ("phone_number", phone),
            ("date_of_birth", &born),
        ] {
            planted.push(Planted {
                detector,
                value: value.to_owned(),
                cell: None,
            });
        }
        text.push_str(&format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:{family};{given};;;\r\nitem1.EMAIL;TYPE=INTERNET:{email}\r\n\
             item1.X-ABLabel:work\r\nTEL;TYPE=\"cell,voice\":{phone}\r\nBDAY;VALUE=date:{born}\r\n\
             NOTE:Comes by on the second day of each month\r\n  and leaves on the third\r\nREV:20260304T083000Z\r\nEND:VCARD\r\n"
        ));
    }
    (text, planted)
}
