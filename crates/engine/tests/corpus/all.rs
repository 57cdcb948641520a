//! Which files the corpus has. Each format goes round all kinds of values, so that each kind meets many formats.

use super::{
    containers,
    dice::Dice,
    file::{File, Planted, Prose, Table},
    kinds::{IDENTIFIERS, Kind, PEOPLE, SECRETS, private_key},
    packed_files as packed,
    text_files::{ENCODINGS, NOTES, SETTINGS, TABLES, cards, encoded, file},
    trees::{PROGRAMS, TIMED, TREES, structured_cards},
};

/// Formats whose places are cells.
pub static TABLES_OF_CELLS: &[&str] = &[
    "csv",
    "csv (semicolons)",
    "tsv",
    "xlsx",
    "ods",
    "avro",
    "parquet",
    "arrow",
    "sqlite",
];

/// Some of a list, from where the last time ended.
#[derive(Debug, Default)]
struct Round(usize);

impl Round {
    fn next(&mut self, of: &'static [Kind], many: usize) -> Vec<&'static Kind> {
        self.0 += many;
        (self.0 - many..self.0).map(|at| &of[at % of.len()]).collect()
    }
}

struct Corpus {
    dice: Dice,
    identifiers: Round,
    people: Round,
    secrets: Round,
    files: Vec<File>,
}

impl Corpus {
    fn table(&mut self) -> Table {
        let mut kinds = self.identifiers.next(IDENTIFIERS, 4);
        kinds.extend(self.people.next(PEOPLE, 2));
        Table::new(&mut self.dice, &kinds, 6)
    }

    fn prose(&mut self) -> Prose {
        let mut kinds = self.identifiers.next(IDENTIFIERS, 4);
        kinds.extend(self.people.next(PEOPLE, 3));
        kinds.extend(self.secrets.next(SECRETS, 1));
        Prose::new(&mut self.dice, &kinds, 2)
    }

    /// Files whose words every encoding has.
    fn plain(&mut self) -> Table {
        let mut kinds = self.identifiers.next(IDENTIFIERS, 5);
        kinds.extend([&PEOPLE[0], &PEOPLE[1], &PEOPLE[3]]);
        Table::new(&mut self.dice, &kinds, 8)
    }

    fn name(&self, end: &str) -> String {
        let apart = if end.starts_with('/') { "" } else { "." };
        format!("case/{:03}{apart}{end}", self.files.len())
    }

    fn text(&mut self, format: &'static str, end: &str, text: &str, planted: Vec<Planted>) {
        let name = self.name(end);
        self.files.push(file(name, format, text, planted));
    }

    fn bytes(&mut self, format: &'static str, end: &str, bytes: Vec<u8>, planted: Vec<Planted>) {
        let mut file = file(self.name(end), format, "", planted);
        file.bytes = bytes;
        self.files.push(file);
    }
}

type FromTable = fn(&Table) -> Vec<u8>;
type FromProse = fn(&Prose) -> Vec<u8>;

static BOOKS: &[(&str, &str, FromTable)] = &[
    ("docx table", "docx", packed::docx_table),
    ("xlsx", "xlsx", packed::xlsx),
    ("ods", "ods", packed::ods),
    ("avro", "avro", packed::avro),
    ("parquet", "parquet", packed::parquet),
    ("arrow", "arrow", packed::arrow),
    ("csv in gz", "csv.gz", |t| packed::gzip(csv(t).as_bytes())),
    ("csv in zip", "zip", |t| {
        packed::zip(&[("a/list.csv", csv(t).as_bytes())])
    }),
    ("csv in tar", "tar", |t| {
        packed::tar(&[("a/list.csv", csv(t).as_bytes())])
    }),
    ("xlsx in zip in zip", "zip", |t| {
        packed::zip(&[("inner.zip", &packed::zip(&[("list.xlsx", &packed::xlsx(t))]))])
    }),
];

static DOCUMENTS: &[(&str, &str, FromProse)] = &[
    ("docx", "docx", packed::docx),
    ("pptx", "pptx", packed::pptx),
    ("odt", "odt", packed::odt),
    ("rtf", "rtf", packed::rtf),
    ("pdf", "pdf", packed::pdf),
    ("txt in tar.gz", "tar.gz", |p| {
        packed::gzip(&packed::tar(&[("note.txt", p.text().as_bytes())]))
    }),
];

static RARER_BOOKS: &[(&str, &str, FromTable)] = &[
    ("csv in bz2", "csv.bz2", |t| containers::bzip2(csv(t).as_bytes())),
    ("csv in xz", "csv.xz", |t| containers::xz(csv(t).as_bytes())),
    ("csv in zst", "csv.zst", |t| containers::zstd(csv(t).as_bytes())),
    ("csv in 7z", "7z", |t| {
        containers::sevenz("a/list.csv", csv(t).as_bytes())
    }),
    ("sqlite", "sqlite", containers::sqlite),
];

static RARER_DOCUMENTS: &[(&str, &str, FromProse)] = &[
    ("msg", "msg", containers::msg),
    ("odp", "odp", containers::odp),
    ("jpeg", "jpg", containers::jpeg),
];

fn csv(table: &Table) -> String {
    table.joined(",", "\n", "\"")
}

pub fn planted() -> Vec<File> {
    let mut corpus = Corpus {
        dice: Dice::new(0x71de_9a7e),
        identifiers: Round::default(),
        people: Round::default(),
        secrets: Round::default(),
        files: Vec::new(),
    };
    for _ in 0..9 {
        for (format, end, write) in TABLES {
            let table = corpus.table();
            corpus.text(format, end, &write(&table), table.planted);
        }
        for (format, end, write) in NOTES {
            let prose = corpus.prose();
            corpus.text(format, end, &write(&prose), prose.planted);
        }
        for (format, end, write) in DOCUMENTS {
            let prose = corpus.prose();
            corpus.bytes(format, end, write(&prose), prose.planted);
        }
        for (format, end, write) in BOOKS {
            let table = corpus.table();
            corpus.bytes(format, end, write(&table), table.planted);
        }
    }
    for _ in 0..7 {
        for (format, end, write) in SETTINGS {
            let kinds = corpus.secrets.next(SECRETS, 5);
            let table = Table::new(&mut corpus.dice, &kinds, 2);
            corpus.text(format, end, &write(&table), table.planted);
        }
        for (format, encoding) in ENCODINGS {
            let table = corpus.plain();
            let name = corpus.name("log");
            let lines = table
                .records(|column, value| format!("{column}: {value}\r\n"), "")
                .join("\r\n");
            corpus
                .files
                .push(encoded(name, format, encoding, &lines, table.planted));
        }
        for (format, end, calendar) in [("vcard", "vcf", false), ("icalendar", "ics", true)] {
            let (text, planted) = cards(&mut corpus.dice, calendar);
            corpus.text(format, end, &text, planted);
        }
        let value = private_key(&mut corpus.dice);
        let text = format!("{value}\n");
        corpus.text(
            "pem",
            "pem",
            &text,
            vec![Planted {
                detector: "private_key",
                value,
                cell: None,
            }],
        );
    }
    for _ in 0..9 {
        for (format, end, write) in TREES {
            let table = corpus.table();
            corpus.text(format, end, &write(&table), table.planted);
        }
        for (format, end, write) in RARER_BOOKS {
            let table = corpus.table();
            corpus.bytes(format, end, write(&table), table.planted);
        }
        for (format, end, write) in RARER_DOCUMENTS {
            let prose = corpus.prose();
            corpus.bytes(format, end, write(&prose), prose.planted);
        }
    }
    for _ in 0..7 {
        for (format, end, write) in PROGRAMS {
            let kinds = corpus.secrets.next(SECRETS, 5);
            let table = Table::new(&mut corpus.dice, &kinds, 2);
            corpus.text(format, end, &write(&table), table.planted);
        }
        let table = Table::new(&mut corpus.dice, &[&TIMED[0], &PEOPLE[1]], 8);
        corpus.text("csv (times)", "csv", &csv(&table), table.planted);
        let (text, planted) = structured_cards(&mut corpus.dice);
        corpus.text("vcard (parts)", "vcf", &text, planted);
    }
    corpus.files
}
