//! Whether a text is a table, what parts its cells, and whether its first row names them.

use super::row::cells;
use super::scan::{Dialect, Open};
use crate::head::Head;
use crate::samples::{ROWS, Samples};

/// Records looked at.
const SAMPLE: usize = 60;
/// Delimiters tried, most usual first.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// Names longer than this are values.
const LONGEST_NAME: usize = 80;

const OURS: [(&str, Option<u8>); 4] = [
    ("csv", None),
    ("tsv", Some(b'\t')),
    ("tab", Some(b'\t')),
    ("psv", Some(b'|')),
];

/// A table as its head shows it.
pub(super) struct Sniffed {
    pub(super) dialect: Dialect,
    pub(super) header: Header,
    pub(super) samples: Samples,
}

/// The row that names the columns.
pub(super) struct Header {
    /// Empty when the first row holds values.
    pub(super) names: Vec<String>,
    /// 1-based.
    pub(super) row: u64,
}

/// The table that `head` begins, if it is one.
pub(super) fn sniff(head: &Head<'_>) -> Option<Sniffed> {
    let extension = head.extension();
    let ours = OURS.iter().find(|(end, _)| *end == extension);
    // A name that says what else it is, is believed: prose and programs have commas too.
    if ours.is_none() && !matches!(extension, "" | "txt" | "dat" | "data" | "export" | "out" | "dump") {
        return None;
    }
    let before = Preamble::of(head.text);
    let tables = DELIMITERS
        .iter()
        .filter(|one| before.delimiter.is_none_or(|own| own == **one))
        .map(|delimiter| {
            let dialect = Dialect {
                delimiter: *delimiter,
                longest_quoted: head.overlap / 2,
            };
            let rows = sample(dialect, head, before.bytes, SAMPLE);
            (dialect, rows)
        });
    let best = tables
        .map(|(dialect, rows)| (score(&rows), dialect, rows))
        .filter(|(score, ..)| *score > 0.0)
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    let (dialect, rows) = match (ours, best) {
        (Some(_), Some((_, dialect, rows))) => (dialect, rows),
        (Some((_, usual)), None) => {
            let dialect = Dialect {
                delimiter: before.delimiter.or(*usual).unwrap_or(b','),
                longest_quoted: head.overlap / 2,
            };
            (dialect, sample(dialect, head, before.bytes, SAMPLE))
        }
        (None, Some((_, dialect, rows))) if strict(&rows) => (dialect, rows),
        (None, _) => return None,
    };
    let header = Header {
        names: names(&rows),
        row: before.rows + 1,
    };
    let rows = sample(dialect, head, before.bytes, ROWS + 1);
    let values = rows.iter().skip(usize::from(!header.names.is_empty()));
    let cells = values.flat_map(|row| row.iter().map(String::as_str).enumerate());
    Some(Sniffed {
        dialect,
        header,
        samples: Samples::of(cells),
    })
}

/// What stands before the first row: empty lines, and the `sep=;` that Excel writes.
struct Preamble {
    bytes: usize,
    rows: u64,
    delimiter: Option<u8>,
}

impl Preamble {
    fn of(text: &str) -> Self {
        let mut found = Self {
            bytes: 0,
            rows: 0,
            delimiter: None,
        };
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            match bare.strip_prefix("sep=").map(str::as_bytes) {
                Some([delimiter]) if found.delimiter.is_none() => found.delimiter = Some(*delimiter),
                _ if bare.is_empty() => {}
                _ => break,
            }
            found.bytes += line.len();
            found.rows += 1;
        }
        found
    }
}

/// The first records of `head` from `from` on, without one that is cut.
fn sample(dialect: Dialect, head: &Head<'_>, from: usize, many: usize) -> Vec<Vec<String>> {
    let bytes = head.text.as_bytes();
    let mut starts = vec![from];
    let open = dialect.records(bytes, from, bytes.len(), Open::default(), &mut |start| {
        starts.push(start)
    });
    if head.whole && !open && starts.last() != Some(&bytes.len()) {
        starts.push(bytes.len());
    }
    starts
        .windows(2)
        .take(many)
        .map(|pair| {
            cells(dialect, head.text, pair[0]..pair[1])
                .map(|cell| cell.text(head.text))
                .collect()
        })
        .filter(|row: &Vec<String>| row.len() > 1 || row.first().is_some_and(|cell| !cell.is_empty()))
        .collect()
}

/// How much a sample looks like a table: the share of rows of the usual width, a little more for more
/// columns; 0 for none.
fn score(rows: &[Vec<String>]) -> f64 {
    let Some(width) = usual_width(rows).filter(|width| *width > 1) else {
        return 0.0;
    };
    let same = rows.iter().filter(|row| row.len() == width).count();
    let share = same as f64 / rows.len().max(1) as f64;
    if share < 0.6 {
        0.0
    } else {
        share + (width.min(50) as f64) / 1000.0
    }
}

fn usual_width(rows: &[Vec<String>]) -> Option<usize> {
    let first = rows.first()?.len();
    let count = |width: usize| rows.iter().filter(|row| row.len() == width).count();
    let usual = rows.iter().map(Vec::len).max_by_key(|width| count(*width))?;
    Some(if count(first) * 2 >= count(usual) {
        first
    } else {
        usual
    })
}

/// What a text must be to be taken for a table without a name that says so.
fn strict(rows: &[Vec<String>]) -> bool {
    let Some(first) = rows.first() else { return false };
    rows.len() >= 3
        && rows.iter().all(|row| row.len() == first.len())
        && rows
            .iter()
            .flatten()
            .filter(|cell| cell.len() > LONGEST_NAME || cell.ends_with('.'))
            .count()
            * 10
            <= rows.len() * first.len()
        && (first.len() > 2 || !names(rows).is_empty())
}

/// The first row as names, or nothing when it may hold values like the rows below it: a name that is
/// none would be kept with findings, and could itself be somebody's.
fn names(rows: &[Vec<String>]) -> Vec<String> {
    let Some((first, rest)) = rows.split_first() else {
        return Vec::new();
    };
    let filled = first.iter().filter(|cell| !cell.trim().is_empty()).count();
    if filled == 0 || filled * 2 < first.len() || first.iter().any(|cell| is_value(cell.trim())) {
        return Vec::new();
    }
    // A name may recur below by chance, in one column of many; values of a small set recur more.
    let recurring = first
        .iter()
        .enumerate()
        .filter(|(column, name)| !name.is_empty() && rest.iter().any(|row| row.get(*column) == Some(*name)));
    if recurring.count() * 4 > filled {
        return Vec::new();
    }
    let differs = (0..first.len()).any(|column| {
        let below = || {
            rest.iter()
                .filter_map(|row| row.get(column))
                .filter(|cell| !cell.trim().is_empty())
        };
        let values = below().filter(|cell| is_value(cell.trim())).count();
        values > 0 && values * 2 >= below().count()
    });
    if !differs && !first.iter().any(|cell| names_column(cell)) {
        return Vec::new();
    }
    first.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Words of which column names are made.
const WORDS: &[&str] = &[
    "id",
    "uuid",
    "key",
    "name",
    "first",
    "last",
    "surname",
    "fullname",
    "firstname",
    "lastname",
    "username",
    "user",
    "customer",
    "client",
    "email",
    "mail",
    "phone",
    "tel",
    "mobile",
    "fax",
    "address",
    "street",
    "city",
    "town",
    "state",
    "zip",
    "postcode",
    "postal",
    "country",
    "region",
    "date",
    "time",
    "created",
    "updated",
    "birth",
    "dob",
    "birthday",
    "ssn",
    "iban",
    "bic",
    "account",
    "card",
    "number",
    "nr",
    "no",
    "amount",
    "price",
    "total",
    "currency",
    "type",
    "status",
    "title",
    "description",
    "comment",
    "note",
    "notes",
    "value",
    "code",
    "password",
    "token",
    "secret",
    "ip",
    "url",
    "gender",
    "age",
    "company",
    "department",
    "role",
    "size",
    "category",
    "vorname",
    "nachname",
    "strasse",
    "straße",
    "ort",
    "plz",
    "stadt",
    "land",
    "telefon",
    "handy",
    "geburtsdatum",
    "kunde",
    "konto",
    "betrag",
    "datum",
    "firma",
    "nom",
    "prenom",
    "prénom",
    "adresse",
    "ville",
    "pays",
    "téléphone",
    "naissance",
    "montant",
    "nombre",
    "apellido",
    "apellidos",
    "correo",
    "teléfono",
    "dirección",
    "ciudad",
    "país",
    "fecha",
    "cognome",
    "indirizzo",
    "città",
    "telefono",
    "data",
    "naam",
    "achternaam",
    "straat",
    "plaats",
    "naissance",
    "imię",
    "nazwisko",
    "adres",
    "miasto",
];

/// Whether a cell reads as a column's name: a usual word, or words joined as programs do.
fn names_column(cell: &str) -> bool {
    let cell = cell.trim();
    let lower = cell.to_lowercase();
    cell.contains('_')
        || lower
            .split(|c: char| !c.is_alphabetic())
            .any(|word| WORDS.contains(&word))
}

/// Whether a cell is surely no column's name.
fn is_value(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    cell.len() > LONGEST_NAME
        || cell.contains('@')
        || cell.contains("://")
        || cell.contains('\n')
        || (!cell.is_empty() && letters == 0 && digits > 0)
        || digits >= 6 && digits >= letters
}
