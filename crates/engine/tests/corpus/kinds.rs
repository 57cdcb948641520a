//! What is planted: which detector must find it, under which column and words it stands, and how one is made.
//! Knows no file format.

use super::dice::{BASE62, BASE64, Dice, HEX, UPPER};
use super::numbers::{self as n};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// What the aims are stated for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Numbers with check digits or a form of their own, and secrets.
    Validated,
    /// Names and street addresses.
    People,
    /// E-mail addresses, telephone numbers, dates of birth.
    Contact,
}

#[derive(Debug)]
pub struct Kind {
    pub detector: &'static str,
    /// As a column or key.
    pub column: &'static str,
    /// As words of a sentence.
    pub words: &'static str,
    pub make: fn(&mut Dice) -> String,
}

const fn kind(
    detector: &'static str,
    column: &'static str,
    words: &'static str,
    make: fn(&mut Dice) -> String,
) -> Kind {
    Kind {
        detector,
        column,
        words,
        make,
    }
}

pub static IDENTIFIERS: &[Kind] = &[
    kind("payment_card", "card_number", "Card number", n::card),
    kind("iban", "iban", "IBAN", n::iban),
    kind("us_ssn", "ssn", "SSN", n::us_ssn),
    kind(
        "us_aba_routing",
        "routing_number",
        "ABA routing number",
        n::us_aba_routing,
    ),
    kind("us_npi", "npi", "NPI", n::us_npi),
    kind("de_steuer_id", "steuer_id", "Steuer-ID", n::de_steuer_id),
    kind("uk_nhs_number", "nhs_number", "NHS number", n::uk_nhs_number),
    kind(
        "uk_nino",
        "national_insurance_number",
        "National Insurance number",
        n::uk_nino,
    ),
    kind("fr_siren", "siren", "SIREN", n::fr_siren),
    kind("fr_siret", "siret", "SIRET", n::fr_siret),
    kind(
        "fr_nir",
        "numero_securite_sociale",
        "Numéro de sécurité sociale",
        n::fr_nir,
    ),
    kind("es_dni", "dni", "DNI", n::es_dni),
    kind("es_nie", "nie", "NIE", n::es_nie),
    kind("it_partita_iva", "partita_iva", "Partita IVA", n::it_partita_iva),
    kind(
        "it_codice_fiscale",
        "codice_fiscale",
        "Codice fiscale",
        n::it_codice_fiscale,
    ),
    kind("nl_bsn", "bsn", "BSN", n::nl_bsn),
    kind("be_nrn", "rijksregisternummer", "Rijksregisternummer", n::be_nrn),
    kind("pt_nif", "nif", "NIF", n::pt_nif),
    kind(
        "se_personnummer",
        "personnummer",
        "Personnummer",
        n::se_personnummer,
    ),
    kind("fi_hetu", "henkilotunnus", "Henkilötunnus", n::fi_hetu),
    kind(
        "no_fodselsnummer",
        "fodselsnummer",
        "Fødselsnummer",
        n::no_fodselsnummer,
    ),
    kind("dk_cpr", "cpr_nummer", "CPR-nummer", n::dk_cpr),
    kind("pl_pesel", "pesel", "PESEL", n::pl_pesel),
    kind("pl_nip", "nip", "NIP", n::pl_nip),
    kind("br_cpf", "cpf", "CPF", n::br_cpf),
    kind("br_cnpj", "cnpj", "CNPJ", n::br_cnpj),
    kind("ca_sin", "sin", "Social Insurance Number", n::ca_sin),
    kind("au_tfn", "tfn", "Tax File Number", n::au_tfn),
    kind("au_abn", "abn", "ABN", n::au_abn),
    kind(
        "au_medicare",
        "medicare_number",
        "Medicare number",
        n::au_medicare,
    ),
    kind("in_aadhaar", "aadhaar", "Aadhaar", n::in_aadhaar),
    kind(
        "cn_resident_id",
        "resident_id",
        "Resident ID card",
        n::cn_resident_id,
    ),
    kind(
        "kr_rrn",
        "resident_registration_number",
        "Resident registration number",
        n::kr_rrn,
    ),
    kind(
        "za_id_number",
        "sa_id_number",
        "South African ID number",
        n::za_id_number,
    ),
    kind("ch_ahv", "ahv_nummer", "AHV-Nummer", n::ch_ahv),
    kind("ro_cnp", "cnp", "CNP", n::ro_cnp),
    kind("tr_tckn", "tc_kimlik_no", "TC Kimlik No", n::tr_tckn),
    kind("ar_cuit", "cuit", "CUIT", n::ar_cuit),
    kind("hr_oib", "oib", "OIB", n::hr_oib),
    kind("device_imei", "imei", "IMEI", n::device_imei),
    kind("vehicle_vin", "vin", "VIN", n::vehicle_vin),
];

pub static PEOPLE: &[Kind] = &[
    kind("person_name", "full_name", "Name", person),
    kind("email_address", "email", "E-mail", |dice| {
        let (name, host) = (person(dice).to_lowercase().replace(' ', "."), dice.pick(HOSTS));
        format!("{name}{}@{host}", dice.between(100, 999))
    }),
    kind("street_address", "address", "Address", street),
    kind("phone_number", "phone", "Phone", |dice| match dice.below(3) {
        // Kept free for fiction by the regulators of the US, the UK and France.
        0 => format!("+1 202 555 01{}", dice.digits(2)),
        1 => format!("+44 7700 900{}", dice.digits(3)),
        _ => format!("+33 1 99 00 {} {}", dice.digits(2), dice.digits(2)),
    }),
    kind("date_of_birth", "date_of_birth", "Date of birth", |dice| {
        let (year, month, day) = dice.day();
        format!("19{year}-{month:02}-{day:02}")
    }),
];

pub static SECRETS: &[Kind] = &[
    kind("aws_access_key", "AWS_ACCESS_KEY_ID", "AWS access key", |dice| {
        format!("AKIA{}", dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16))
    }),
    kind("github_token", "GITHUB_TOKEN", "GitHub token", |dice| {
        checked(dice, "ghp_")
    }),
    kind("npm_token", "NPM_TOKEN", "npm token", |dice| {
        checked(dice, "npm_")
    }),
    kind("stripe_key", "STRIPE_SECRET_KEY", "Stripe key", |dice| {
        format!("sk_{}_{}", "live", dice.text(BASE62, 24))
    }),
    kind("slack_token", "SLACK_BOT_TOKEN", "Slack token", |dice| {
        format!(
            "xox{}-{}-{}-{}",
            "b",
            dice.digits(12),
            dice.digits(13),
            dice.text(BASE62, 24)
        )
    }),
    kind("gitlab_token", "GITLAB_TOKEN", "GitLab token", |dice| {
        format!("gl{}-{}", "pat", dice.text(BASE62, 20))
    }),
    kind("google_api_key", "GOOGLE_API_KEY", "Google API key", |dice| {
        format!("AI{}{}", "za", dice.text(BASE62, 35))
    }),
    kind("sendgrid_key", "SENDGRID_API_KEY", "SendGrid key", |dice| {
        format!("SG.{}.{}", dice.text(BASE62, 22), dice.text(BASE62, 43))
    }),
    kind(
        "digitalocean_token",
        "DIGITALOCEAN_TOKEN",
        "DigitalOcean token",
        |dice| format!("dop_v1_{}", dice.text(HEX, 64)),
    ),
    kind("hugging_face_token", "HF_TOKEN", "Hugging Face token", |dice| {
        format!(
            "hf_{}",
            dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 34)
        )
    }),
    kind("json_web_token", "SESSION_TOKEN", "Session token", |dice| {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"{}","iat":1767225600}}"#, dice.digits(10)));
        format!("{header}.{claims}.{}", dice.text(BASE62, 43))
    }),
    kind("generic_secret", "DATABASE_PASSWORD", "Password", |dice| {
        dice.text("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", 22)
    }),
    kind("generic_secret", "CLIENT_SECRET", "Client secret", |dice| {
        dice.text(BASE62, 32)
    }),
];

/// A private key: the only value of many lines.
pub fn private_key(dice: &mut Dice) -> String {
    let lines: Vec<String> = (0..12).map(|_| dice.text(BASE64, 64)).collect();
    let name = format!("{} KEY", "RSA PRIVATE");
    format!(
        "-----BEGIN {name}-----\n{}\n-----END {name}-----",
        lines.join("\n")
    )
}

pub fn class(detector: &str) -> Class {
    match detector {
        "person_name" | "street_address" => Class::People,
        "email_address" | "phone_number" | "date_of_birth" | "uk_postcode" | "ca_postal_code" => {
            Class::Contact
        }
        _ => Class::Validated,
    }
}

/// A prefix, thirty characters and their CRC-32 in six base-62 digits, as GitHub and npm write theirs.
fn checked(dice: &mut Dice, prefix: &str) -> String {
    let body = dice.text(BASE62, 30);
    let mut rest = crc32fast::hash(body.as_bytes()) as usize;
    let mut check = Vec::new();
    for _ in 0..6 {
        check.insert(0, BASE62.as_bytes()[rest % 62]);
        rest /= 62;
    }
    format!("{prefix}{body}{}", String::from_utf8(check).unwrap())
}

/// Names that are kept free for testing (RFC 6761).
const HOSTS: &[&str] = &[
    "harbour-mail.test",
    "northwind.test",
    "post.fjord.test",
    "kontor.test",
];

fn person(dice: &mut Dice) -> String {
    const GIVEN: &[&str] = &[
        "Anna",
        "Benjamin",
        "Carla",
        "Daniel",
        "Elena",
        "Francisco",
        "Greta",
        "Hugo",
        "Ines",
        "Jonas",
        "Laura",
        "Maria",
        "Nora",
        "Oskar",
        "Priya",
        "Rosa",
        "Samuel",
        "Thomas",
        "Vera",
        "William",
    ];
    const FAMILY: &[&str] = &[
        "Bergman",
        "Castro",
        "Eriksen",
        "Fischer",
        "Garcia",
        "Hughes",
        "Ivanova",
        "Jansen",
        "Kowalski",
        "Lindqvist",
        "Moreau",
        "Novak",
        "Okafor",
        "Petrov",
        "Rossi",
        "Silva",
        "Tanaka",
        "Vogel",
        "Walker",
        "Yilmaz",
    ];
    format!("{} {}", dice.pick(GIVEN), dice.pick(FAMILY))
}

fn street(dice: &mut Dice) -> String {
    let number = dice.between(2, 189);
    match dice.below(4) {
        0 => format!(
            "{number} {} Street, Springfield, IL 627{}",
            dice.pick(&["Maple", "Oak", "Cedar"]),
            dice.digits(2)
        ),
        1 => format!(
            "{number} {} Road, Leeds LS{} {}{}",
            dice.pick(&["Station", "Church", "Mill"]),
            dice.between(1, 9),
            dice.between(1, 9),
            dice.text("ABDEFGHJLNPQRSTUWXYZ", 2)
        ),
        2 => format!(
            "{} {number}, 506{} Köln",
            dice.pick(&["Lindenstraße", "Hauptstraße", "Gartenweg"]),
            dice.digits(2)
        ),
        _ => format!(
            "{number} rue {}, 6900{} Lyon",
            dice.pick(&["des Lilas", "Victor Hugo", "de la Gare"]),
            dice.between(1, 9)
        ),
    }
}

/// A code of capitals, for what is not planted.
pub fn code(dice: &mut Dice, letters: usize, digits: usize) -> String {
    format!("{}-{}", dice.text(UPPER, letters), dice.digits(digits))
}
