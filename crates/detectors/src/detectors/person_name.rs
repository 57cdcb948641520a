//! Finds names of people: in columns and fields that are named so, after titles and salutations, in signatures
//! and e-mail headers, and as pairs of well-known names in prose. With anything else about a person, a name makes
//! it personal data.
//!
//! **How.** Structure comes first: a label such as *last name*, *Ansprechpartner* or *姓名* makes its cell a name
//! when it is one to six words of letters; a general one (*name*, *owner*) wants a word from the lists as well.
//! Then *Mr*, *Frau*, *Dear*, *Sehr geehrte* before capitalised words, *Kind regards* in the line above, a header
//! such as *From:* before an address in angle brackets. Last, in prose, a well-known given name before a
//! well-known family name, both capitalised. The lists are of the 1990 census of the United States and of
//! frequent names in some twenty other languages.
//!
//! **Limits.** A capitalised word alone is no person, nor is a name in small letters in prose. Names in other than
//! Latin letters are found by labels and titles only. Lines of logs have no people.

use crate::{
    evidence::Evidence,
    names::{canonical, capital_follows, has_office_word, is_family, is_given, known, may_be_name, run},
    spec::{Prose, Sink, Spec, Trigger, wordy},
    words::Words,
};
use std::ops::Range;
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "person_name",
    title: "Name of a person",
    category: Category::Personal,
    severity: Severity::Low,
    version: 1,
    source: include_str!("person_name.rs"),
    examples: &[
        "Dear Ms Okafor,",
        "Sehr geehrter Herr Dr. Müller,",
        "the tenant, Margaret Thompson, has paid",
        "From: Giulia Rossi <g.rossi@sample-mail.net>",
        "Kind regards,\nPavel Novák",
    ],
    counterexamples: &[
        "Dear Sir or Madam,",
        "Dear Customer,",
        "Kind regards,\nHarbour Office",
        "New York City Hall",
        "Virginia Beach",
        "2026-01-02 INFO Connection Closed",
        "John Street 5",
    ],
    trigger: Trigger::Prose(Prose {
        labels: &ANY_LABEL,
        cell,
        beside: BEFORE,
        at_word,
        capital: Some(capital),
    }),
};

macro_rules! labels {
    (strong: [$($strong:literal),* $(,)?], weak: [$($weak:literal),* $(,)?]) => {
        static STRONG: Words = Words::new(&[$($strong),*]);
        static WEAK: Words = Words::new(&[$($weak),*]);
        static ANY_LABEL: Words = Words::new(&[$($strong,)* $($weak),*]);
    };
}

labels! {
    strong: [
        "full name", "first name", "last name", "middle name", "given name", "family name", "fname", "lname",
        "surname", "forename", "maiden name", "customer name", "client name", "patient name", "employee name",
        "contact name", "account holder", "account name", "cardholder", "card holder", "name on card",
        "policy holder", "next of kin", "emergency contact", "beneficiary name", "passenger", "passenger name",
        "guest name", "student name", "person name", "legal name", "nachname", "vorname", "familienname",
        "geburtsname", "kontoinhaber", "ansprechpartner", "nom complet", "nom de famille", "prénom", "prenom",
        "titulaire", "nombre completo", "apellido", "apellidos", "titular", "nome completo", "cognome",
        "sobrenome", "nome e cognome", "voornaam", "achternaam", "förnamn", "efternamn", "fornavn", "etternavn",
        "efternavn", "etunimi", "sukunimi", "imię", "nazwisko", "jméno", "příjmení", "фамилия", "имя", "отчество",
        "фио", "прізвище", "ім'я", "όνομα", "επώνυμο", "ονοματεπώνυμο", "ad soyad", "soyad", "soyadı", "姓名",
        "名前", "氏名", "お名前", "성명", "이름", "الاسم", "اسم", "שם משפחה", "שם פרטי", "नाम", "पूरा नाम",
    ],
    weak: [
        "name", "names", "nom", "nome", "nombre", "naam", "namn", "navn", "nimi", "person", "contact", "author",
        "owner", "manager", "employee", "patient", "customer", "client", "recipient", "sender", "signed by",
        "from", "to", "cc", "holder", "bcc", "reply to", "assignee", "creator", "last modified by", "tenant", "student",
    ]
}

const BEFORE: &[&str] = &[
    "Mr ",
    "Mr. ",
    "Mrs ",
    "Mrs. ",
    "Ms ",
    "Ms. ",
    "Miss ",
    "Mx ",
    "Dr ",
    "Dr. ",
    "Prof. ",
    "Herr ",
    "Herrn ",
    "Frau ",
    "Monsieur ",
    "Madame ",
    "Mademoiselle ",
    "Mme ",
    "Señor ",
    "Señora ",
    "Sr. ",
    "Sra. ",
    "Signor ",
    "Signora ",
    "Sig. ",
    "Sig.ra ",
    "Dott. ",
    "Dott.ssa ",
    "Senhor ",
    "Senhora ",
    "Dhr. ",
    "Mevr. ",
    "Mevrouw ",
    "Pan ",
    "Pani ",
    "Dear ",
    "Hi ",
    "Hello ",
    "Hallo ",
    "Liebe ",
    "Lieber ",
    "Cher ",
    "Chère ",
    "Estimado ",
    "Estimada ",
    "Caro ",
    "Cara ",
    "Geachte ",
    "Beste ",
    "Kära ",
    "Hej ",
    "Szanowny ",
    "egards,",
    "egards",
    "incerely,",
    "incerely",
    "Grüßen",
    "Grüße",
    "Grüssen",
    "Cordialement",
    "ordialement,",
    "Saludos",
    "aluti,",
    "aluti",
    "groet,",
    "groeten",
    "hälsningar",
    "From: ",
    "To: ",
    "Cc: ",
    "Von: ",
    "An: ",
    "De: ",
    "господин ",
    "госпожа ",
    "Уважаемый ",
    "Уважаемая ",
];

/// Openings of letters: a name after them is likely only when it is a known one.
const OPENINGS: &[&str] = &[
    "Dear ",
    "Hi ",
    "Hello ",
    "Hallo ",
    "Liebe ",
    "Lieber ",
    "Cher ",
    "Chère ",
    "Estimado ",
    "Estimada ",
    "Caro ",
    "Cara ",
    "Geachte ",
    "Beste ",
    "Kära ",
    "Hej ",
    "Szanowny ",
    "Pan ",
    "Pani ",
    "Miss ",
];

/// Capitalised words after a title or an opening that are nobody's name.
const NOBODY: &[&str] = &[
    "sir",
    "madam",
    "customer",
    "customers",
    "team",
    "all",
    "colleague",
    "colleagues",
    "friend",
    "friends",
    "applicant",
    "reader",
    "readers",
    "user",
    "users",
    "member",
    "members",
    "valued",
    "hiring",
    "doctor",
    "president",
    "world",
    "there",
    "everyone",
    "everybody",
    "folks",
    "damen",
    "herren",
    "kunde",
    "kundin",
    "client",
    "cliente",
    "kollegen",
    "kolleginnen",
    "monsieur",
    "madame",
    "señores",
    "american",
    "european",
    "am",
    "pan",
];

fn cell(sink: &mut Sink<'_>, cell: Range<usize>) {
    let Some(text) = sink.window.text.get(cell.clone()) else {
        return;
    };
    // `Jane Doe <jane@…>`: the name is what stands before the address.
    let name = text
        .split('<')
        .next()
        .unwrap_or(text)
        .trim_matches(['"', ' ', '\'', ';', ',']);
    if name.is_empty() || !may_be_name(name) {
        return;
    }
    let start = cell.start + (name.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let span = start..start + name.len();
    // Asked last, since it costs most.
    let Some(place) = sink.place(cell) else {
        return;
    };
    let known = known(name);
    let strong = place.label(&STRONG);
    let latin = name.chars().any(|c| c.is_ascii_alphabetic());
    let evidence = match (strong, place.label(&WEAK)) {
        (Some(label), _) => Evidence::new("words of letters only", 0.15).column(label, 0.5),
        (None, Some(label)) if known.given && known.words > 1 => {
            Evidence::new("words of letters only", 0.1).column(label, 0.25)
        }
        _ => return,
    };
    let evidence = lists(evidence, known).penalty_if(
        strong.is_some() && latin && !known.given && !known.family && known.words > 3,
        "many words, and none of the lists of names",
        0.3,
    );
    sink.push(&SPEC, span, canonical(name), evidence);
}

/// `start..end` is one of [`BEFORE`].
fn at_word(sink: &mut Sink<'_>, start: usize, end: usize) {
    let text = sink.window.text;
    let Some(word) = text.get(start..end) else {
        return;
    };
    if word.ends_with(": ") {
        return header(sink, start, end);
    }
    if !word.ends_with(' ') {
        return signature(sink, end);
    }
    if wordy(sink.before(start)) {
        return;
    }
    let mut at = end;
    // Titles follow each other: `Herr Dr. Müller`, `Sehr geehrte Frau …`.
    while let Some(title) = BEFORE
        .iter()
        .find(|title| title.ends_with(' ') && text[at..].starts_with(*title))
    {
        at += title.len();
    }
    let opening = at == end && OPENINGS.contains(&word);
    let span = run(text, at);
    let name = &text[span.clone()];
    let first = name
        .split([' ', '\u{a0}'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if name.chars().count() < 2 || NOBODY.contains(&first.as_str()) || sink.place(span.clone()).is_none() {
        return;
    }
    let known = known(name);
    if opening && !(known.given || known.family) {
        return;
    }
    let evidence = if opening {
        Evidence::new("a letter's opening stands before it", 0.35)
    } else {
        Evidence::new("a title stands before it", 0.55)
    };
    sink.push(&SPEC, span, canonical(name), lists(evidence, known));
}

/// `From: "Jane Doe" <…>` at the beginning of a line.
fn header(sink: &mut Sink<'_>, start: usize, end: usize) {
    if start > 0 && sink.before(start) != b'\n' {
        return;
    }
    let rest = &sink.window.text[end..];
    let line = rest.lines().next().unwrap_or_default();
    let Some((given, _)) = line.split_once('<') else {
        return;
    };
    let name = given.trim_matches(['"', ' ']);
    if name.is_empty() || !may_be_name(name) {
        return;
    }
    let at = end + (name.as_ptr() as usize).saturating_sub(rest.as_ptr() as usize);
    let span = at..at + name.len();
    if sink.place(span.clone()).is_some() {
        let evidence = Evidence::new("the name in a message's header", 0.6);
        sink.push(&SPEC, span, canonical(name), lists(evidence, known(name)));
    }
}

/// The next line with anything on it, after the words that end a letter.
fn signature(sink: &mut Sink<'_>, end: usize) {
    let text = sink.window.text;
    let Some(rest) = text.get(end..) else {
        return;
    };
    let gap = rest.len()
        - rest
            .trim_start_matches([',', ' ', '\r', '\n', '\t', '!', '.'])
            .len();
    let between = &rest[..gap];
    if !between.contains('\n') || between.matches('\n').count() > 4 {
        return;
    }
    let at = end + gap;
    let span = run(text, at);
    let name = &text[span.clone()];
    let line = text[at..].lines().next().unwrap_or_default().trim_end();
    let known = known(name);
    // The whole line, or a name from the lists before what somebody does.
    if name.is_empty() || (name.len() < line.len() && !known.given) || known.words == 0 {
        return;
    }
    if known.words == 1 && !known.given || has_office_word(name) {
        return;
    }
    if sink.place(span.clone()).is_some() {
        let evidence = Evidence::new("it stands where a letter is signed", 0.5);
        sink.push(&SPEC, span, canonical(name), lists(evidence, known));
    }
}

fn capital(sink: &mut Sink<'_>, at: usize) {
    if !capital_follows(sink.bytes, at) {
        return;
    }
    let text = sink.window.text;
    let first = text[at..].split([' ', '\'', '’']).next().unwrap_or_default();
    if !is_given(first) {
        return;
    }
    let span = run(text, at);
    let name = &text[span.clone()];
    let mut words = name.split([' ', '\u{a0}']);
    let (Some(first), Some(last)) = (words.next(), words.next_back()) else {
        return;
    };
    if !is_given(first) || !is_family(last) {
        return;
    }
    // `San Francisco …`, `St. James …` and the like are places, whatever follows.
    let earlier = text[..at]
        .trim_end_matches(' ')
        .rsplit([' ', '\n'])
        .next()
        .unwrap_or_default();
    if matches!(
        earlier,
        "San" | "Santa" | "Saint" | "St." | "St" | "Fort" | "Port" | "Mount" | "Lake" | "Mt."
    ) {
        return;
    }
    let Some(place) = sink.place(span.clone()) else {
        return;
    };
    let evidence = Evidence::new("capitalised words", 0.1)
        .pattern("the first is a well-known given name", 0.25)
        .pattern("the last is a well-known family name", 0.2)
        .penalty_if(place.looks_like_log(), "a line of a log", 0.2);
    sink.push(&SPEC, span, canonical(name), evidence);
}

fn lists(evidence: Evidence, known: crate::names::Known) -> Evidence {
    let evidence = if known.given {
        evidence.pattern("a word of it is a well-known given name", 0.15)
    } else {
        evidence
    };
    if known.family {
        evidence.pattern("a word of it is a well-known family name", 0.1)
    } else {
        evidence
    }
}
