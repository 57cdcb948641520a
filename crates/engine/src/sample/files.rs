//! The sample's files with something in them, and what that is.

use super::{
    SampleFile,
    values::{self, Dice},
};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Write as _;

/// Rows of the large customer table.
const CUSTOMERS: usize = 20_000;

/// A file being written: text, and the different values planted so far.
struct Draft {
    text: String,
    planted: BTreeMap<&'static str, std::collections::BTreeSet<String>>,
}

impl Draft {
    fn new(beginning: &str) -> Self {
        Self {
            text: beginning.to_owned(),
            planted: BTreeMap::new(),
        }
    }

    /// Counts a value as planted and hands it back for writing.
    fn plant(&mut self, detector: &'static str, value: String) -> String {
        self.planted.entry(detector).or_default().insert(value.clone());
        value
    }

    /// Counts a person's name where it can be known as one.
    fn plant_name(&mut self, who: &Person) -> String {
        self.plant("person_name", format!("{} {}", who.given, who.family))
    }

    fn file(self, path: impl Into<String>) -> SampleFile {
        let bytes = self.text.clone().into_bytes();
        self.encoded(path, bytes)
    }

    fn encoded(self, path: impl Into<String>, bytes: Vec<u8>) -> SampleFile {
        SampleFile {
            path: path.into(),
            bytes,
            planted: self
                .planted
                .into_iter()
                .map(|(detector, values)| (detector, values.len() as u64))
                .collect(),
        }
    }
}

struct Person {
    given: &'static str,
    family: &'static str,
    email: String,
    phone: String,
    born: String,
}

fn person(dice: &mut Dice) -> Person {
    let (given, family) = (values::given(dice), values::family(dice));
    Person {
        email: values::email(dice, given, family),
        phone: values::phone(dice),
        born: values::birth_date(dice),
        given,
        family,
    }
}

pub(super) fn sensitive() -> Vec<SampleFile> {
    let mut dice = Dice::new(0x7de_6a7e);
    let mut files = vec![
        customers(&mut dice),
        payroll(&mut dice),
        donors_utf16(&mut dice),
        guests_latin1(&mut dice),
        guests_shift_jis(&mut dice),
        environment(&mut dice),
        terraform(&mut dice),
        settings_yaml(&mut dice),
        deploy_key(&mut dice),
        session_dump(&mut dice),
        card_export_gz(&mut dice),
        profiles_json(&mut dice),
    ];
    for month in 1..=12 {
        files.push(events(&mut dice, month));
    }
    for number in 1..=14 {
        files.push(letter(&mut dice, number));
    }
    for day in 1..=14 {
        files.push(access_log(&mut dice, day));
    }
    for ticket in 1..=10 {
        files.push(ticket_note(&mut dice, ticket));
    }
    files
}

fn customers(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("customer_id,first_name,last_name,email,phone,dob,card_number,note\r\n");
    for row in 0..CUSTOMERS {
        let who = person(dice);
        let given = draft.plant("person_name", who.given.to_owned());
        let family = draft.plant("person_name", who.family.to_owned());
        let email = draft.plant("email_address", who.email);
        let phone = draft.plant("phone_number", who.phone);
        let born = draft.plant("date_of_birth", who.born);
        let card = if row % 4 == 0 {
            draft.plant("payment_card", values::card(dice))
        } else {
            String::new()
        };
        let note = if row % 50 == 0 {
            "\"prefers mail, \"\"not\"\" calls\""
        } else {
            ""
        };
        let _ = write!(
            draft.text,
            "{},{given},{family},{email},{phone},{born},{card},{note}\r\n",
            700_000 + row,
        );
    }
    draft.file("customers/customers.csv")
}

fn payroll(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("employee\tssn\tiban\tbirth date\tnet\n");
    for _ in 0..120 {
        let who = person(dice);
        let name = draft.plant_name(&who);
        let ssn = draft.plant("us_ssn", values::ssn(dice));
        let iban = draft.plant("iban", values::iban(dice));
        let born = draft.plant("date_of_birth", who.born);
        let _ = writeln!(
            draft.text,
            "{name}\t{ssn}\t{iban}\t{born}\t{}.00",
            2_000 + dice.below(4_000)
        );
    }
    draft.file("hr/payroll-2026-03.tsv")
}

fn donors_utf16(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("Vorname;Nachname;E-Mail;IBAN\r\n");
    for _ in 0..80 {
        let who = person(dice);
        let given = draft.plant("person_name", who.given.to_owned());
        let family = draft.plant("person_name", format!("{}-Müller", who.family));
        let email = draft.plant("email_address", who.email);
        let iban = draft.plant("iban", values::iban(dice));
        let _ = write!(draft.text, "{given};{family};{email};{iban}\r\n");
    }
    let bytes = [0xfeffu16]
        .into_iter()
        .chain(draft.text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    draft.encoded("marketing/spender-utf16.csv", bytes)
}

fn guests_latin1(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("Gästeliste für das Sommerfest. Bitte nicht weitergeben.\r\n\r\n");
    for _ in 0..30 {
        let who = person(dice);
        let email = draft.plant("email_address", who.email);
        let phone = draft.plant("phone_number", who.phone);
        let _ = write!(
            draft.text,
            "{} {}-Höß, Straße der Möwen, E-Mail: {email}, Telefon: {phone}\r\n",
            who.given, who.family
        );
    }
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&draft.text);
    let bytes = bytes.into_owned();
    draft.encoded("events/gaesteliste.txt", bytes)
}

fn guests_shift_jis(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("参加者名簿です。社外に出さないでください。\r\n");
    for number in 1..=30 {
        let who = person(dice);
        let email = draft.plant("email_address", who.email);
        let _ = write!(
            draft.text,
            "{number}番　田中さんの紹介　連絡先： {email} まで。\r\n"
        );
    }
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(&draft.text);
    let bytes = bytes.into_owned();
    draft.encoded("events/meibo-sjis.txt", bytes)
}

fn environment(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("# production\nLOG_LEVEL=info\n");
    let key = draft.plant("aws_access_key", values::aws_key_id(dice));
    let secret = draft.plant("aws_access_key", values::aws_secret(dice));
    let password = draft.plant("generic_secret", values::password(dice));
    let token = draft.plant("github_token", values::github_token(dice));
    let _ = write!(
        draft.text,
        "AWS_ACCESS_KEY_ID={key}\nAWS_SECRET_ACCESS_KEY={secret}\nDATABASE_PASSWORD={password}\nGITHUB_TOKEN={token}\nPORT=8080\n"
    );
    draft.file("code/.env")
}

fn terraform(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("region = \"eu-central-1\"\ninstance_type = \"t3.small\"\n");
    let password = draft.plant("generic_secret", values::password(dice));
    let _ = writeln!(draft.text, "db_password = \"{password}\"");
    draft.file("code/infra/prod.tfvars")
}

fn settings_yaml(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("server:\n  port: 8080\nmail:\n  host: smtp.harbour-mail.test\n");
    let secret = draft.plant("generic_secret", values::password(dice));
    let _ = write!(
        draft.text,
        "  password: {secret}\n  password_hash_rounds: 12\nfeature_flags:\n  token_refresh: true\n"
    );
    draft.file("code/settings.yaml")
}

fn deploy_key(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("");
    draft.text = draft.plant("private_key", values::private_key(dice));
    draft.file("code/deploy_rsa")
}

fn session_dump(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("");
    for request in 0..40 {
        let token = draft.plant("json_web_token", values::json_web_token(dice));
        let _ = writeln!(
            draft.text,
            "GET /api/items/{request} HTTP/1.1\nAuthorization: Bearer {token}\n"
        );
    }
    draft.file("support/session-dump.txt")
}

fn card_export_gz(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("holder,card number,amount\n");
    for _ in 0..200 {
        let who = person(dice);
        let name = draft.plant_name(&who);
        let card = draft.plant("payment_card", values::card(dice));
        let _ = writeln!(draft.text, "{name},{card},{}.50", dice.below(400));
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing into memory cannot fail.
    let _ = packed.write_all(draft.text.as_bytes());
    let bytes = packed.finish().unwrap_or_default();
    draft.encoded("payments/cards-2025.csv.gz", bytes)
}

fn profiles_json(dice: &mut Dice) -> SampleFile {
    let mut draft = Draft::new("{\n  \"profiles\": [\n");
    for number in 0..60 {
        let who = person(dice);
        let name = draft.plant_name(&who);
        let email = draft.plant("email_address", who.email);
        let born = draft.plant("date_of_birth", who.born);
        let comma = if number == 59 { "" } else { "," };
        let _ = writeln!(
            draft.text,
            "    {{ \"id\": {number}, \"name\": \"{name}\", \"contact\": {{ \"email\": \"{}\" }}, \"date_of_birth\": \"{born}\" }}{comma}",
            // Escaped as some writers do; it is the same address.
            email.replace('@', "\\u0040"),
        );
    }
    draft.text.push_str("  ]\n}\n");
    draft.file("exports/profiles.json")
}

fn events(dice: &mut Dice, month: u32) -> SampleFile {
    let mut draft = Draft::new("");
    for event in 0..250 {
        let who = person(dice);
        let day = 1 + dice.below(28);
        if event % 5 == 0 {
            let email = draft.plant("email_address", who.email);
            let phone = draft.plant("phone_number", who.phone);
            let _ = writeln!(
                draft.text,
                "{{\"at\":\"2026-{month:02}-{day:02}T08:00:00Z\",\"event\":\"signup\",\"user\":{{\"email\":\"{email}\",\"phone\":\"{phone}\"}}}}"
            );
        } else {
            let _ = writeln!(
                draft.text,
                "{{\"at\":\"2026-{month:02}-{day:02}T08:00:00Z\",\"event\":\"click\",\"item\":{},\"ms\":{}}}",
                dice.below(100_000),
                dice.below(5_000)
            );
        }
    }
    draft.file(format!("exports/events-2026-{month:02}.jsonl"))
}

fn letter(dice: &mut Dice, number: u32) -> SampleFile {
    let who = person(dice);
    let mut draft = Draft::new("");
    let (greeting, bank, mail, end) = match number % 4 {
        0 => (
            "Dear",
            "please pay to the account with IBAN",
            "Write to",
            "Kind regards",
        ),
        1 => (
            "Guten Tag",
            "bitte überweisen Sie auf das Konto mit der IBAN",
            "E-Mail an",
            "Mit freundlichen Grüßen",
        ),
        2 => (
            "Bonjour",
            "veuillez payer sur le compte IBAN",
            "Écrivez à",
            "Cordialement",
        ),
        _ => (
            "Здравствуйте,",
            "оплатите, пожалуйста, на счёт IBAN",
            "Пишите на",
            "С уважением",
        ),
    };
    let name = draft.plant_name(&who);
    let iban = draft.plant("iban", values::iban(dice));
    let email = draft.plant("email_address", who.email);
    let _ = write!(
        draft.text,
        "{greeting} {name},\n\n{bank} {} until the end of the month.\n{mail} {email}.\n\n{end}\nHarbour Office\n",
        grouped(&iban)
    );
    draft.file(format!("letters/letter-{number:03}.txt"))
}

/// An IBAN as it is printed: in groups of four.
fn grouped(iban: &str) -> String {
    iban.as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn access_log(dice: &mut Dice, day: u32) -> SampleFile {
    let mut draft = Draft::new("");
    for line in 0..600 {
        let _ = write!(
            draft.text,
            "198.51.100.{} - - [{day:02}/Jun/2026:{:02}:{:02}:{:02} +0000] \"GET /item/{} HTTP/1.1\" 200 {}",
            dice.below(255),
            dice.below(24),
            dice.below(60),
            dice.below(60),
            dice.below(90_000),
            dice.below(60_000)
        );
        if line % 120 == 60 {
            let who = person(dice);
            let email = draft.plant("email_address", who.email);
            let _ = write!(draft.text, " user={email}");
        }
        draft.text.push('\n');
    }
    draft.file(format!("logs/web/access-2026-06-{day:02}.log"))
}

fn ticket_note(dice: &mut Dice, ticket: u32) -> SampleFile {
    let who = person(dice);
    let mut draft = Draft::new("");
    let name = draft.plant_name(&who);
    let card = draft.plant("payment_card", values::card(dice));
    let phone = draft.plant("phone_number", who.phone);
    let _ = write!(
        draft.text,
        "Ticket {}\n\nCustomer {name} called: the card {card} was charged twice.\nCall back: phone {phone}\n\
         Order 2026-{:06}, parcel 00{}.\n",
        4_000 + ticket,
        dice.below(999_999),
        dice.text("0123456789", 16)
    );
    draft.file(format!("support/ticket-{}.txt", 4_000 + ticket))
}
