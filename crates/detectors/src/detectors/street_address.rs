//! Finds street addresses as they are written in the United States, Canada, the United Kingdom, Ireland, Australia,
//! India, Germany, Austria, Switzerland, France, Spain, Latin America, Italy, the Netherlands, Belgium, Portugal and
//! Brazil. With a name they tell where somebody lives.
//!
//! **How.** A word such as *Street*, *straße*, *rue*, *calle*, *via*, *straat* or *rua* makes a candidate; around it
//! the country's grammar must hold: number and name before or after, in the order of the country. A postcode with its
//! town raises the confidence, as does a column named *address*, *Anschrift*, *dirección* … In such a column letters
//! and a number are enough.
//!
//! **Limits.** Addresses without a number, and those of other countries, are found only in columns that are named so.
//! Whether the street exists is not known. A firm's address looks like a person's.

use crate::{
    evidence::Evidence,
    names::canonical,
    spec::{Prose, Sink, Spec, Trigger},
    words::Words,
};
use regex_automata::{Input, meta::Regex, util::captures::Captures};
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "street_address",
    title: "Street address",
    category: Category::Personal,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("street_address.rs"),
    examples: &[
        "She lives at 1428 Elm Street, Springwood, OH 43004.",
        "221B Baker Street, London NW1 6XE",
        "Anschrift: Lindenstraße 12a, 10969 Berlin",
        "12 bis, rue de la Paix, 75002 Paris",
        "Calle de Alcalá, 45, 28014 Madrid",
        "Via Giuseppe Garibaldi 7, 16124 Genova",
        "Prinsengracht 263, 1016 GV Amsterdam",
        "Rua Augusta, 1508, São Paulo, CEP 01304-001",
        "42 Wallaby Way, Sydney NSW 2000",
    ],
    counterexamples: &[
        "the whole street was closed",
        "In 2020 Wall Street fell",
        "via 3 servers",
        "Seite 12",
        "3 ways to do it",
        "the Road to 2030",
    ],
    trigger: Trigger::Prose(Prose {
        labels: &LABELS,
        cell,
        beside: BESIDE,
        at_word,
        capital: None,
    }),
};

static LABELS: Words = Words::new(&[
    "address",
    "addr",
    "street",
    "street address",
    "address line",
    "home address",
    "billing address",
    "shipping address",
    "mailing address",
    "residence",
    "anschrift",
    "adresse",
    "straße",
    "strasse",
    "wohnort",
    "rue",
    "voie",
    "dirección",
    "direccion",
    "domicilio",
    "calle",
    "indirizzo",
    "via",
    "adres",
    "straat",
    "endereço",
    "endereco",
    "logradouro",
    "morada",
    "adress",
    "adres zamieszkania",
    "ulica",
    "adresa",
    "ulice",
    "адрес",
    "улица",
    "διεύθυνση",
    "住所",
    "地址",
    "주소",
    "पता",
]);

/// Other things that have addresses.
static NOT_LABELS: Words = Words::new(&[
    "email", "e mail", "mail", "ip", "mac", "web", "url", "btc", "eth", "wallet", "memory", "host", "smtp",
    "network", "remote", "bind", "listen", "server", "contract",
]);

static NEAR: Words = Words::new(&[
    "address",
    "addresses",
    "lives at",
    "living at",
    "residing at",
    "residence",
    "deliver to",
    "ship to",
    "anschrift",
    "adresse",
    "wohnhaft",
    "demeurant",
    "domicilié",
    "dirección",
    "domicilio",
    "indirizzo",
    "residente in",
    "adres",
    "endereço",
    "residente",
]);

const BESIDE: &[&str] = &[
    "Street",
    "STREET",
    "street,",
    " St,",
    " St.",
    " St\n",
    " St ",
    "Avenue",
    " Ave",
    "Road",
    " Rd",
    "Boulevard",
    "Blvd",
    "Drive",
    " Dr,",
    " Dr.",
    " Dr\n",
    "Lane",
    " Ln",
    "Court",
    "Place",
    "Square",
    "Terrace",
    " Way",
    "Parkway",
    "Pkwy",
    "Highway",
    "Crescent",
    " Close",
    "Gardens",
    "Grove",
    "Mews",
    "Nagar",
    "Marg",
    "straße ",
    "Straße ",
    "strasse ",
    "Strasse ",
    "str. ",
    "Str. ",
    "weg ",
    "Weg ",
    "platz ",
    "Platz ",
    "allee ",
    "Allee ",
    "gasse ",
    "damm ",
    "ufer ",
    " rue ",
    " avenue ",
    " boulevard ",
    " place ",
    " chemin ",
    " impasse ",
    " quai ",
    " route ",
    " allée ",
    "Calle ",
    "C/ ",
    "Avenida ",
    "Avda. ",
    "Plaza ",
    "Paseo ",
    "Carrer ",
    "Camino ",
    "Via ",
    "Viale ",
    "Piazza ",
    "Corso ",
    "Largo ",
    "Vicolo ",
    "straat ",
    "laan ",
    "plein ",
    "gracht ",
    "kade ",
    "singel ",
    "dijk ",
    "Rua ",
    "Travessa ",
    "Praça ",
    "Alameda ",
    "Av. ",
    "P.O. Box ",
    "PO Box ",
    "Postfach ",
];

/// Bytes before and after its word that an address may take.
const BEFORE: usize = 64;
const AFTER: usize = 96;

/// A pattern that is compiled when the first address may be written so: a scan must start in milliseconds.
struct Grammar {
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Grammar {
    /// A test demands that all compile.
    fn regex(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| Regex::new(&self.pattern).ok())
            .as_ref()
    }
}

/// The addresses of one way of writing; the group `post` is a postcode with its town.
static GRAMMARS: LazyLock<Vec<Grammar>> = LazyLock::new(|| {
    const WORD: &str = r"[A-ZÀ-Ý][\p{L}'’.-]*";
    const TOWN: &str = r"[A-ZÀ-Ý][\p{L}'’.-]+(?:[ -](?:[A-ZÀ-Ý][\p{L}'’.-]+|am|an|der|de|la|le|les|sur|del|di|do|da|upon)){0,3}";
    let patterns = [
        // 1428 Elm Street, Apt 3, Springwood, OH 43004 · 221B Baker Street, London NW1 6XE
        format!(
            r"\b\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}}[A-Za-z]?)?,? (?:[NSEW]{{1,2}}\.? )?(?:(?:{WORD}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}(?:Street|STREET|street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Square|Sq|Terrace|Way|Parkway|Pkwy|Highway|Hwy|Crescent|Cres|Close|Gardens|Grove|Mews|Nagar|Marg)\b\.?(?: [NSEW]{{1,2}}\b)?(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|#)\.? ?[0-9A-Za-z-]{{1,6}}\b)?(?P<post>(?:,?\s+{TOWN}){{0,2}},?\s+(?:[A-Z]{{2,3}},?\s+)?(?:\d{{5}}(?:-\d{{4}})?|[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d{{2}} ?[0-9A-Z]{{4}}|\d{{6}}|\d{{3}} \d{{3}}|(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) \d{{4}})\b)?"
        ),
        // Flat 4, MG Road, Bengaluru 560001
        format!(
            r"\b(?:Flat|House|Plot|Door|H\. ?No|Shop)\.?(?: No\.?)? ?[0-9A-Za-z/-]{{1,8}}, (?:{WORD}[ ,]+){{1,6}}(?:Road|Street|Nagar|Marg|Lane)\b(?P<post>[^\n]{{0,48}}?\b\d{{3}} ?\d{{3}}\b)?"
        ),
        // Lindenstraße 12a, 10969 Berlin · Am Alten Platz 3
        format!(
            r"\b(?:{WORD} ){{0,3}}[\p{{L}}.-]*(?:[Ss]traße|[Ss]trasse|[Ss]tr\.|[Ww]eg|[Pp]latz|[Aa]llee|gasse|damm|ufer) \d{{1,4}} ?[a-hA-H]?\b(?:[-–/]\d{{1,3}})?(?P<post>,?\s+(?:[A-Z]{{1,2}}-)?\d{{4,5}} {TOWN})?"
        ),
        // 12 bis, rue de la Paix, 75002 Paris
        format!(
            r"\b\d{{1,4}}(?: ?(?:bis|ter|[a-dA-D]))?,? (?:rue|avenue|boulevard|place|chemin|impasse|quai|route|allée) (?:(?:de|du|des|la|le|les) |d['’]|l['’]){{0,3}}{WORD}(?:[ -](?:{WORD}|de|du|des|la|le)){{0,4}}(?P<post>,?\s+\d{{5}} {TOWN})?"
        ),
        // Calle de Alcalá, 45, 28014 Madrid
        format!(
            r"\b(?:Calle|C/|Avenida|Avda\.|Plaza|Paseo|Carrer|Camino) (?:(?:de|del|la|las|los|el) ){{0,3}}{WORD}(?: (?:{WORD}|de|del|la|y)){{0,4}},? (?:[nN]?[º°.] ?)?\d{{1,4}}\b(?:,? \d{{1,2}}[ºª]?(?: ?[A-Z])?\b)?(?P<post>,?\s+(?:[A-Z]-?)?\d{{4,5}},? {TOWN})?"
        ),
        // Via Giuseppe Garibaldi 7, 16124 Genova
        format!(
            r"\b(?:Via|Viale|Piazza|Corso|Largo|Vicolo) (?:(?:del|della|dei|delle|di|dell['’]) ?){{0,2}}{WORD}(?: (?:{WORD}|di|del|della|e)){{0,4}},? (?:n\. ?)?\d{{1,4}}(?:/[A-Za-z0-9]{{1,2}})?\b(?P<post>,?\s+(?:-\s)?\d{{5}} {TOWN})?"
        ),
        // Prinsengracht 263, 1016 GV Amsterdam
        format!(
            r"\b(?:{WORD} ){{0,2}}[\p{{L}}-]+(?:straat|laan|plein|gracht|kade|singel|dijk|weg) \d{{1,4}}(?:[ -]?[a-zA-Z]{{1,2}}|-\d{{1,3}})?\b(?P<post>,?\s+\d{{4}} ?[A-Z]{{2}}\b(?: {TOWN})?|,?\s+\d{{4}} {TOWN})?"
        ),
        // Rua Augusta, 1508, São Paulo, CEP 01304-001
        format!(
            r"\b(?:Rua|Avenida|Av\.|Travessa|Praça|Alameda|Largo) (?:(?:da|de|do|das|dos) ){{0,2}}{WORD}(?: (?:{WORD}|da|de|do|das|dos|e)){{0,5}},? (?:[nN]?[º°.] ?)?\d{{1,5}}\b(?P<post>[^\n]{{0,48}}?(?:CEP:? ?)?\b\d{{4,5}}-\d{{3}}\b)?"
        ),
        r"\b(?:P\.?O\.? Box|Postfach) \d{2,6}\b(?P<post>,?\s+\d{5}\b[^\n]{0,30})?".to_owned(),
    ];
    patterns
        .into_iter()
        .map(|pattern| Grammar {
            pattern,
            compiled: OnceLock::new(),
        })
        .collect()
});

fn at_word(sink: &mut Sink<'_>, start: usize, end: usize) {
    let text = sink.window.text;
    let mut from = text.floor_char_boundary(start.saturating_sub(BEFORE));
    let mut to = text.ceil_char_boundary((end + AFTER).min(text.len()));
    // In a table, an address is within its cell.
    if let Some(cell) = sink.window.structure.value(start) {
        from = from.max(cell.start).min(start);
        to = to.min(cell.end).max(end.min(text.len()));
    }
    let (before, after) = (&sink.bytes[from..start], &sink.bytes[start..to]);
    let grammars = text.get(start..end).map_or(0..0, grammars_of);
    // English and French put the number before the street, the others behind it.
    let has_number = |bytes: &[u8]| bytes.iter().any(u8::is_ascii_digit);
    let wanted = match grammars.start {
        ENGLISH => has_number(before),
        FRENCH => has_number(&before[before.len().saturating_sub(12)..]),
        _ => has_number(after),
    };
    if !wanted {
        return;
    }
    let mut best: Option<(Range<usize>, bool)> = None;
    let grammars = GRAMMARS.get(grammars).unwrap_or_default();
    for grammar in grammars.iter().filter_map(Grammar::regex) {
        if grammar.find(Input::new(text).range(from..to)).is_none() {
            continue;
        }
        let mut captures: Captures = grammar.create_captures();
        let mut at = from;
        while at < start + 1 {
            grammar.captures(Input::new(text).range(at..to), &mut captures);
            let Some(found) = captures.get_match() else {
                break;
            };
            let span = found.range();
            // The match that holds the word, not another address of the same line.
            if span.start <= end && span.end >= end.min(start + 2) && span.start < end {
                let post = captures.get_group_by_name("post").is_some();
                if best.as_ref().is_none_or(|(known, _)| known.len() < span.len()) {
                    best = Some((span, post));
                }
                break;
            }
            at = span.end.max(at + 1);
            while at < to && !text.is_char_boundary(at) {
                at += 1;
            }
        }
    }
    let Some((span, post)) = best else {
        return;
    };
    if sink
        .found
        .iter()
        .any(|found| found.detector == SPEC.id && found.span == span)
    {
        return;
    }
    let Some(place) = sink.place(span.clone()) else {
        return;
    };
    let value = &text[span.clone()];
    let evidence = Evidence::new("a street and a number as they are written there", 0.5)
        .context(place.close_context(&NEAR), 0.2, 0.15)
        .penalty_if(year_in_a_sentence(text, &span), "the number is a year", 0.4)
        .penalty_if(place.looks_like_log(), "a line of a log", 0.2);
    let evidence = if post {
        evidence.pattern("a postcode with its town", 0.25)
    } else {
        evidence
    };
    let canonical = canonical(&value.replace([',', '\n', '\r'], " "));
    sink.push(&SPEC, span, canonical, evidence);
}

const ENGLISH: usize = 0;
const FRENCH: usize = 3;

/// The grammars, by their places, that a word of [`BESIDE`] may belong to.
fn grammars_of(word: &str) -> Range<usize> {
    let bare = word.trim();
    match bare {
        "rue" | "avenue" | "boulevard" | "place" | "chemin" | "impasse" | "quai" | "route" | "allée" => 3..4,
        "Calle" | "C/" | "Avda." | "Plaza" | "Paseo" | "Carrer" | "Camino" => 4..5,
        "Avenida" => 4..8,
        "Via" | "Viale" | "Piazza" | "Corso" | "Vicolo" => 5..6,
        "Largo" => 5..8,
        "Rua" | "Travessa" | "Praça" | "Alameda" | "Av." => 7..8,
        "P.O. Box" | "PO Box" | "Postfach" => 8..9,
        "straat" | "laan" | "plein" | "gracht" | "kade" | "singel" | "dijk" => 6..7,
        "straße" | "Straße" | "strasse" | "Strasse" | "str." | "Str." | "platz" | "Platz" | "allee"
        | "Allee" | "gasse" | "damm" | "ufer" => 2..3,
        "weg" | "Weg" => 2..7,
        _ => ENGLISH..2,
    }
}

/// `In 2020 Wall Street …`.
fn year_in_a_sentence(text: &str, span: &Range<usize>) -> bool {
    let year = text
        .get(span.start..span.start + 4)
        .and_then(|year| year.parse::<u32>().ok());
    let before = text[..span.start]
        .trim_end()
        .rsplit([' ', '\n'])
        .next()
        .unwrap_or_default();
    year.is_some_and(|year| (1900..2100).contains(&year))
        && !before.is_empty()
        && before.chars().all(char::is_alphabetic)
}

fn cell(sink: &mut Sink<'_>, cell: Range<usize>) {
    let Some(text) = sink.window.text.get(cell.clone()) else {
        return;
    };
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let spaced = text.trim().contains([' ', ',', '\n']);
    if letters < 3
        || digits == 0
        || digits > letters
        || !spaced
        || text.len() > 200
        || text.contains(['@', '=', '{', '<'])
        || text.contains("://")
    {
        return;
    }
    // Asked last, since it costs most.
    let Some(place) = sink.place(cell.clone()) else {
        return;
    };
    let (Some(label), None) = (place.label(&LABELS), place.label(&NOT_LABELS)) else {
        return;
    };
    let evidence = Evidence::new("letters and a number", 0.25).column(label, 0.5);
    let canonical = canonical(&text.replace([',', '\n', '\r'], " "));
    sink.push(&SPEC, cell, canonical, evidence);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grammar_compiles() {
        assert_eq!(GRAMMARS.iter().filter_map(Grammar::regex).count(), 9);
    }
}
