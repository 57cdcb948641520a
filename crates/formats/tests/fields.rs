//! Text whose values have names before them: settings, YAML, XML, cards of contacts. Labels, paths and true places,
//! whatever the window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{encoded, hits, slice, small};
use proptest::prelude::*;
use std::ops::ControlFlow;
use tidegate_formats::{Budget, ReadingEnd, read};

/// A word of the text, with the label, the path and the value that it must have.
type Wanted<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);

fn check(name: &str, format: &str, text: &str, table: &[Wanted<'_>]) {
    for encoding in ["UTF-8", "UTF-16BE"] {
        let bytes = encoded(text, encoding);
        for budget in [Budget::default(), small(16, 1_024), small(200, 1_500)] {
            for (word, label, path, value) in table {
                let (hits, reading) = hits(name, &bytes, &budget, word);
                assert_eq!(
                    (reading.format.as_str(), &reading.end),
                    (format, &ReadingEnd::Complete)
                );
                assert_eq!(hits.len(), 1, "{word}");
                let hit = &hits[0];
                assert_eq!(hit.label.as_deref(), *label, "{word}");
                assert_eq!(hit.location.json_path.as_deref(), *path, "{word}");
                assert_eq!(hit.value.as_deref(), *value, "{word}");
                assert_eq!(slice(&bytes, &hit.location), encoded(word, encoding), "{word}");
            }
        }
    }
}

const YAML: &str = "\
# ssn: w01
---
people:
- ssn: w02
  full name: \"w03 Böll\"
  born: 1985-12-31 # w04
  mails: [w05, 'w06', \"w07\"]
- {ssn: w08, \"tax id\": w09, at: {iban: w10}}
cards:
  - number: w11
    note: |
      one w12

      two w13
    said: 'w14
      and w15'
    plain: w16
      w17
  - - w18
next: &here !secret w19
ref: *w20
list: [
  w21,
  a: w22
]
\"ann@site.test\": w23
url: http://w24.test/a: b
open: [w25
after: w26
...
---
other:
- w27
- x: w28
end: w29
";

#[test]
fn yaml_names_by_indentation() {
    check(
        "a.yaml",
        "yaml",
        YAML,
        &[
            ("w01", None, None, None),
            ("w02", Some("ssn"), Some("$.people[].ssn"), Some("w02")),
            ("w03", Some("full name"), Some("$.people[].*"), Some("w03 Böll")),
            ("w04", None, None, None),
            ("w05", Some("mails"), Some("$.people[].mails"), Some("w05")),
            ("w06", Some("mails"), Some("$.people[].mails"), Some("w06")),
            ("w07", Some("mails"), Some("$.people[].mails"), Some("w07")),
            ("w08", Some("ssn"), Some("$.people[].ssn"), Some("w08")),
            ("w09", Some("tax id"), Some("$.people[].*"), Some("w09")),
            ("w10", Some("iban"), Some("$.people[].iban"), Some("w10")),
            ("w11", Some("cards number"), Some("$.cards[].number"), Some("w11")),
            ("w12", Some("note"), Some("$.cards[].note"), None),
            ("w13", Some("note"), Some("$.cards[].note"), None),
            ("w14", Some("said"), Some("$.cards[].said"), None),
            ("w15", Some("said"), Some("$.cards[].said"), None),
            ("w16", Some("plain"), Some("$.cards[].plain"), Some("w16")),
            ("w17", Some("plain"), Some("$.cards[].plain"), Some("w17")),
            ("w18", Some("cards"), Some("$.cards[][]"), Some("w18")),
            ("w19", Some("next"), Some("$.next"), Some("w19")),
            ("w20", None, None, None),
            ("w21", Some("list"), Some("$.list"), Some("w21")),
            ("w22", Some("a"), Some("$.list.a"), Some("w22")),
            ("w23", Some("ann@site.test"), Some("$.*"), Some("w23")),
            ("w24", Some("url"), Some("$.url"), Some("http://w24.test/a: b")),
            ("w25", Some("open"), Some("$.open"), Some("w25")),
            ("w26", Some("after"), Some("$.after"), Some("w26")),
            ("w27", Some("other"), Some("$.other[]"), Some("w27")),
            ("w28", Some("x"), Some("$.other[].x"), Some("w28")),
            ("w29", Some("end"), Some("$.end"), Some("w29")),
        ],
    );
}

const SETTINGS: &str = "\
; ssn = w01
plain = w02
export DB_PASSWORD=\"w03 # x\" # w04
[server.main]
host: w05 ; w06
tax.id = 'w07'
ids = [ \"w08\", w09,
  'w10' ] # w11
owner = { ssn = \"w12\", \"e mail\" = w13 }
[[records]]
key = \"\"\"w14
w15\"\"\"
long = w16 \\
  w17
multi=\"-----BEGIN
w18
-----END\"
unclosed='w19
next=w20
largely w21
list = [
a = w22
[other]
number=w23
[batch.routing_number]
values = [
  \"w24\",
  w25,
]
";

#[test]
fn settings_are_named_by_sections() {
    check(
        "a.ini",
        "settings",
        SETTINGS,
        &[
            ("w01", None, None, None),
            ("w02", Some("plain"), Some("$.plain"), Some("w02")),
            ("w03", Some("DB_PASSWORD"), Some("$.DB_PASSWORD"), Some("w03 # x")),
            ("w04", None, None, None),
            ("w05", Some("host"), Some("$.server.main.host"), Some("w05")),
            ("w06", None, None, None),
            ("w07", Some("tax id"), Some("$.server.main.tax.id"), Some("w07")),
            ("w08", Some("ids"), Some("$.server.main.ids"), Some("w08")),
            ("w09", Some("ids"), Some("$.server.main.ids"), Some("w09")),
            ("w10", Some("ids"), Some("$.server.main.ids"), Some("w10")),
            ("w11", None, None, None),
            ("w12", Some("ssn"), Some("$.server.main.owner.ssn"), Some("w12")),
            ("w13", Some("e mail"), Some("$.server.main.owner.*"), Some("w13")),
            ("w14", Some("key"), Some("$.records[].key"), None),
            ("w15", Some("key"), Some("$.records[].key"), None),
            ("w16", Some("long"), Some("$.records[].long"), None),
            ("w17", Some("long"), Some("$.records[].long"), None),
            ("w18", Some("multi"), Some("$.records[].multi"), None),
            ("w19", Some("unclosed"), Some("$.records[].unclosed"), None),
            ("w20", Some("next"), Some("$.records[].next"), Some("w20")),
            ("w21", None, None, None),
            ("w22", Some("a"), Some("$.records[].a"), Some("w22")),
            ("w23", Some("other number"), Some("$.other.number"), Some("w23")),
            (
                "w24",
                Some("routing_number values"),
                Some("$.batch.routing_number.values"),
                Some("w24"),
            ),
            (
                "w25",
                Some("routing_number values"),
                Some("$.batch.routing_number.values"),
                Some("w25"),
            ),
        ],
    );
}

const SQL: &str = "\
-- ssn w01
SELECT 'w02';
CREATE TABLE `shop`.`people` (
  `id` int NOT NULL,
  `tax id` varchar(20) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `people` VALUES (1,'w03'),(2,'it''s (w04, a) \\' b;'),
 (3, 'w05\\');
insert into t (name, [ssn]) values ('w06', w07);
INSERT INTO other VALUES ('w08');
COPY public.staff (full_name, born) FROM stdin;
w09 x\tw10
w11\tw12
\\.
w13\tw14
";

#[test]
fn rows_of_dumps_have_the_names_of_columns() {
    check(
        "a.sql",
        "sql",
        SQL,
        &[
            ("w01", None, None, None),
            ("w02", None, None, None),
            ("w03", Some("tax id"), Some("$.people.*"), Some("w03")),
            (
                "w04",
                Some("tax id"),
                Some("$.people.*"),
                Some("it''s (w04, a) \\' b;"),
            ),
            ("w05", Some("tax id"), Some("$.people.*"), Some("w05\\")),
            ("w06", Some("name"), Some("$.t.name"), Some("w06")),
            ("w07", Some("ssn"), Some("$.t.ssn"), Some("w07")),
            ("w08", None, None, None),
            ("w09", Some("full_name"), Some("$.staff.full_name"), Some("w09 x")),
            ("w10", Some("born"), Some("$.staff.born"), Some("w10")),
            ("w11", Some("full_name"), Some("$.staff.full_name"), Some("w11")),
            ("w12", Some("born"), Some("$.staff.born"), Some("w12")),
            ("w13", None, None, None),
            ("w14", None, None, None),
        ],
    );
    let rows = "(7,'w00'),".repeat(30_000) + "(8,'w15');\n";
    let text = format!("INSERT INTO a (n, ssn) VALUES {rows}SELECT 'w16';\n");
    let (found, _) = hits("a.sql", text.as_bytes(), &Budget::default(), "w15");
    assert_eq!(
        (found[0].label.as_deref(), found[0].value.as_deref()),
        (Some("ssn"), Some("w15"))
    );
    let (found, _) = hits("a.sql", text.as_bytes(), &Budget::default(), "w16");
    assert_eq!(found[0].label, None);
}

#[test]
fn formats_are_told_by_content_first() {
    for (name, text, format) in [
        ("a.yaml", "a: 1\nb:\n  - 2\n", "yaml"),
        ("values", "---\na: 1\nb:\n  - 2\n", "yaml"),
        ("a.txt", "%YAML 1.2\n---\na: 1\n", "yaml"),
        ("a.yaml", "{\"a\": 1}", "yaml"),
        ("note", "Dear Ann,\nthis: is\nfine:\n", "text"),
        ("a.md", "---\ntitle: x\n---\ntext: y\n", "text"),
        ("a.toml", "[a]\nb = 1\n", "settings"),
        (".env", "A=1\n", "settings"),
        (".env.local", "# x\nA=1\n", "settings"),
        ("config", "[core]\nbare = false\nname = x\n", "settings"),
        ("a.properties", "a.b=c\\u00e4\n", "settings"),
        ("a.conf", "server {\n listen 80;\n root /x;\n}\n", "text"),
        ("a.py", "a = 1\nb = 2\n", "source"),
        ("run", "#!/bin/sh\na=1\n", "source"),
        ("a.bin", "<?xml version='1.0'?><a/>", "xml"),
        ("a", "<a><b/></a>", "xml"),
        ("a.xml", "<!DOCTYPE html><html></html>", "text"),
        ("a.html", "<a></a>", "text"),
        ("a.vue", "<template></template>", "source"),
        ("notes", "<- a\nb </ c\n", "text"),
        ("a.log", "a: 1\nb: 2\n", "text"),
        ("letter", "Dear Ann,\nI am = well\n", "text"),
    ] {
        let (_, reading) = hits(name, text.as_bytes(), &Budget::default(), "nothing");
        assert_eq!(reading.format, format, "{name}: {text}");
    }
}

const XML: &str = "\
<?xml version=\"1.0\" note=\"w01\"?>
<!-- w02 > w03 -->
<records xmlns:x='u'>
 <x:person ssn=\"w04\" born = 'w05'>
  <GeburtsDatum>w06</GeburtsDatum>
  <card><number> w07 </number></card>
  <entry key=\"tax id\">w08</entry><add key=\"Token\" value=\"w09\"/>
  <birthDate value=\"w10\"/>
  text w11 <b>w12</b> w13
  <![CDATA[ w14 </x> ]]>
  <many>
   w15
   w16</many>
 </x:person>
 <dict><key>ssn</key><string>w17</string><key>more</key><array><string>w18</string></array></dict>
 </stray> 3 < 4 w19
 <unclosed w20
</records>
";

#[test]
fn xml_names_by_elements_and_attributes() {
    let person = "/records/person";
    let path = |end: &str| format!("{person}{end}");
    check(
        "a.xml",
        "xml",
        XML,
        &[
            ("w01", None, None, None),
            ("w02", None, None, None),
            ("w03", None, None, None),
            ("w04", Some("ssn"), Some(&path("/@ssn")), Some("w04")),
            ("w05", Some("born"), Some(&path("/@born")), Some("w05")),
            (
                "w06",
                Some("GeburtsDatum"),
                Some(&path("/GeburtsDatum")),
                Some("w06"),
            ),
            (
                "w07",
                Some("card number"),
                Some(&path("/card/number")),
                Some("w07"),
            ),
            ("w08", Some("tax id"), Some(&path("/entry")), Some("w08")),
            ("w09", Some("Token"), Some(&path("/add/@value")), Some("w09")),
            (
                "w10",
                Some("birthDate value"),
                Some(&path("/birthDate/@value")),
                Some("w10"),
            ),
            ("w11", Some("person"), Some(person), Some("text w11")),
            ("w12", Some("b"), Some(&path("/b")), Some("w12")),
            ("w13", Some("person"), Some(person), Some("w13")),
            ("w14", Some("person"), Some(person), Some("w14 </x>")),
            ("w16", Some("many"), Some(&path("/many")), Some("w15\n   w16")),
            ("w17", Some("ssn"), Some("/records/dict/string"), Some("w17")),
            (
                "w18",
                Some("more string"),
                Some("/records/dict/array/string"),
                Some("w18"),
            ),
            ("w19", Some("records"), Some("/records"), Some("4 w19")),
            ("w20", Some("records"), Some("/records"), Some("unclosed w20")),
        ],
    );
}

const CARD: &str = "\
BEGIN:VCARD\r
VERSION:4.0\r
FN:w01 Böll\r
N:w02;w03;;;\r
item1.TEL;TYPE=\"cell;x:y\":w04\r
BDAY;VALUE=date:w05\r
ADR;TYPE=home:;;w06 1;w07;;w08;\r
NOTE:some\r
  w09\r
X-TAX-ID:w10\r
w11\r
END:VCARD\r
BEGIN:VCALENDAR\r
BEGIN:VEVENT\r
ATTENDEE;CN=\"w12 x\";ROLE=y:mailto:w13\r
END:VEVENT\r
COMMENT:w14\r
END:VCALENDAR\r
";

#[test]
fn cards_are_called_by_words() {
    check(
        "a.txt",
        "vcard",
        CARD,
        &[
            ("w01", Some("full name"), Some("$.VCARD.FN"), Some("w01 Böll")),
            ("w02", Some("family name"), Some("$.VCARD.N.*"), Some("w02")),
            ("w03", Some("given name"), Some("$.VCARD.N.*"), Some("w03")),
            ("w04", Some("telephone"), Some("$.VCARD.TEL"), Some("w04")),
            ("w05", Some("birthday"), Some("$.VCARD.BDAY"), Some("w05")),
            (
                "w06",
                Some("street address"),
                Some("$.VCARD.ADR.*"),
                Some("w06 1"),
            ),
            ("w07", Some("city"), Some("$.VCARD.ADR.city"), Some("w07")),
            ("w08", Some("postal code"), Some("$.VCARD.ADR.*"), Some("w08")),
            ("w09", Some("note"), Some("$.VCARD.NOTE"), None),
            ("w10", Some("tax-id"), Some("$.VCARD.X-TAX-ID"), Some("w10")),
            ("w11", None, None, None),
            (
                "w12",
                Some("full name"),
                Some("$.VCALENDAR.VEVENT.ATTENDEE.CN"),
                Some("w12 x"),
            ),
            (
                "w13",
                Some("attendee"),
                Some("$.VCALENDAR.VEVENT.ATTENDEE"),
                Some("mailto:w13"),
            ),
            ("w14", Some("comment"), Some("$.VCALENDAR.COMMENT"), Some("w14")),
        ],
    );
}

const PIECES: &[&str] = &[
    "qq",
    "qq",
    "qq",
    "\n",
    "\n",
    "\n",
    "  ",
    "    ",
    "- ",
    "a: ",
    "b: ",
    "key = ",
    "[x]\n",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\"",
    "'",
    "|\n",
    "#",
    "\"\"\"",
    "\\\n",
    "<a>",
    "</a>",
    "<b c=\"",
    "\">",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<",
    ">",
    "&x ",
    "---\n",
    "BEGIN:VCARD\n",
    "END:VCARD\n",
    "N:",
    "TEL;CN=",
    ";",
    "é",
    "long long long long long long text ",
    "<key>",
    "</key>",
    "<string>",
    "</string>",
    "?",
    "=",
    "\r\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands there: the same names at the same places however windows cut it, and no panic.
    #[test]
    fn names_do_not_depend_on_windows(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 1..600),
    ) {
        let text = pieces.concat();
        for (name, begin) in [
            ("a.yaml", "%YAML 1.2\n---\n"),
            ("a.toml", "a = 1\n"),
            ("a.xml", "<?xml version='1.0'?>\n<r>"),
            ("a.vcf", "BEGIN:VCARD\n"),
            ("a.py", "x = 1\n"),
            ("a.json", "{\"a\": [\n"),
            ("a.sql", "insert into a (b, c) values ("),
            ("a.sql", "copy a (b, c) from stdin;\n"),
            ("a.sql", "create table a (\n"),
        ] {
            let text = format!("{begin}{text}");
            let told = |window| hits(name, text.as_bytes(), &small(window, 300), "qq").0;
            let whole = told(1 << 20);
            for window in [16, 150, 700] {
                prop_assert_eq!(&told(window), &whole, "{}", name);
            }
        }
    }
}

/// Markup that never ends, nests without end or repeats itself costs its length, not its square.
#[test]
fn hostile_text_is_read_in_time() {
    for (name, begin, piece) in [
        ("a.xml", "<?xml version='1.0'?>", "<a "),
        ("a.xml", "<?xml version='1.0'?>", "<a b=\""),
        ("a.xml", "<?xml version='1.0'?>", "<a b='<c d=\""),
        ("a.xml", "<?xml version='1.0'?>", "</"),
        ("a.xml", "<?xml version='1.0'?>", "<a>"),
        ("a.xml", "<?xml version='1.0'?>", "<key>x"),
        ("a.yaml", "a:\n", "- "),
        ("a.yaml", "a:\n", "a: b: "),
        ("a.yaml", "a:\n", "[{"),
        ("a.yaml", "a:\n", "\n a:"),
        ("a.toml", "a = 1\n", "[\"a\","),
        ("a.toml", "a = [\n", "\"\n"),
        ("a.toml", "a = 1\n", "[a."),
        ("a.vcf", "BEGIN:VCARD\n", "BEGIN:A\n"),
        ("a.vcf", "BEGIN:VCARD\n", "N;CN=a"),
        ("a.py", "x\n", "a = \""),
        ("a.sql", "insert into a (b) values ", "('',"),
        ("a.sql", "copy a (b) from stdin;\n", "\t"),
        ("a.sql", "create table a (\n", "b int,\n"),
    ] {
        let text = format!("{begin}{}", piece.repeat(600_000 / piece.len()));
        let mut asked = 0_usize;
        let reading = read(name, &mut text.as_bytes(), &Budget::default(), &mut |window| {
            let step = (window.owned.len() / 200).max(1);
            for at in window
                .owned
                .clone()
                .step_by(step)
                .filter(|at| window.text.is_char_boundary(*at))
            {
                asked += usize::from(window.structure.label(at).is_some());
                window.structure.value(at);
                window.structure.column(at);
            }
            asked += window.structure.labels().len();
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(reading.end, ReadingEnd::Complete, "{name} {piece}");
    }
}
