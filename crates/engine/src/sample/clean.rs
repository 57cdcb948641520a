//! Clean files that look dirty: order numbers, hashes, versions, placeholders. Nothing is to be found here.

use super::{SampleFile, values::Dice};
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) fn look_alikes() -> Vec<SampleFile> {
    let mut dice = Dice::new(0x0c1e_a4f1);
    let mut files = vec![
        clean("README.txt", README.to_owned()),
        clean("code/.env.example", PLACEHOLDERS.to_owned()),
        clean("code/package-lock.json", lock_file(&mut dice)),
        clean("code/CHANGELOG.md", changelog(&mut dice)),
        clean("code/theme.css", STYLE.to_owned()),
        clean("warehouse/orders.csv", orders(&mut dice)),
        clean("warehouse/checksums.sha256", checksums(&mut dice)),
        SampleFile {
            planted: BTreeMap::from([("geo_coordinates", 2 * STATIONS)]),
            ..clean("warehouse/coordinates.tsv", coordinates(&mut dice))
        },
        clean("handbook/travel.md", TRAVEL.to_owned()),
        clean("handbook/poems.txt", POEMS.to_owned()),
        SampleFile {
            path: "design/intro.mp4".into(),
            bytes: [&b"\x00\x00\x00\x18ftypmp42"[..], &[0; 40]].concat(),
            planted: BTreeMap::new(),
        },
        clean("design/empty.txt", String::new()),
    ];
    for day in 1..=6 {
        files.push(clean(
            &format!("logs/build/build-{day:02}.log"),
            build_log(&mut dice),
        ));
    }
    files
}

fn clean(path: &str, text: String) -> SampleFile {
    SampleFile {
        path: path.to_owned(),
        bytes: text.into_bytes(),
        planted: BTreeMap::new(),
    }
}

const README: &str = "This folder is Tidegate's sample. Every name, number, key and address in it is made up:\n\
    numbers come from ranges that are kept free for tests or fiction, keys are chance.\n\
    You can change or delete these files; \"Try the sample\" writes them anew.\n";

const PLACEHOLDERS: &str = "# Copy to .env and fill in\nDATABASE_PASSWORD=changeme\nAPI_KEY=your-api-key-here\n\
    SECRET_KEY=${SECRET_KEY}\nTOKEN=<token>\nAWS_REGION=eu-central-1\nLOG_LEVEL=info\nPORT=8080\n";

const STYLE: &str = ":root { --ink: #1a2b3c; --paper: #fafafa }\n@media (min-width: 1024px) { .card { padding: 12px 16px } }\n\
    .icon { background: url(icons/logo@2x.png) }\n";

const TRAVEL: &str = "# Travel\n\nBook early. Trains before planes below 600 km. Ask the office for the current\n\
    per diem (2026-01-01: 28, 2025-01-01: 27). Room 12-34, floor 5. Meeting 2026-03-04 10:30.\n";

const POEMS: &str = "The tide came in, the tide went out,\nand left upon the shore\na bottle with a letter in it,\n\
    nothing more.\n\nДождь идёт, и море дышит,\nчайка над водой.\n\n海は静かに\n夜をわたる\n";

fn orders(dice: &mut Dice) -> String {
    let mut csv = String::from("order_id;article;quantity;weight_kg;shipped\n");
    for row in 0..400 {
        let _ = writeln!(
            csv,
            "{};{:013};{};{}.{};2026-{:02}-{:02}",
            100_000 + row,
            dice.below(9_999_999_999_999),
            1 + dice.below(40),
            dice.below(30),
            dice.below(10),
            1 + dice.below(12),
            1 + dice.below(28)
        );
    }
    csv
}

fn checksums(dice: &mut Dice) -> String {
    (0..60).fold(String::new(), |mut text, file| {
        let _ = writeln!(text, "{}  part-{file:03}.bin", dice.text("0123456789abcdef", 64));
        text
    })
}

/// Places of the table of coordinates: no person's, which no detector can know.
const STATIONS: u64 = 120;

fn coordinates(dice: &mut Dice) -> String {
    let mut table = String::from("station\tlatitude\tlongitude\televation\n");
    for station in 0..STATIONS {
        let _ = writeln!(
            table,
            "S{station:03}\t{}.{:06}\t{}.{:06}\t{}",
            40 + dice.below(20),
            dice.below(1_000_000),
            dice.below(20),
            dice.below(1_000_000),
            dice.below(2_000)
        );
    }
    table
}

fn lock_file(dice: &mut Dice) -> String {
    let mut json = String::from("{\n  \"lockfileVersion\": 3,\n  \"packages\": {\n");
    for package in 0..60 {
        let _ = writeln!(
            json,
            "    \"node_modules/pkg-{package}\": {{ \"version\": \"{}.{}.{}\", \"integrity\": \"sha512-{}==\" }}{}",
            dice.below(9),
            dice.below(30),
            dice.below(30),
            dice.text(
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                86
            ),
            if package == 59 { "" } else { "," }
        );
    }
    json.push_str("  }\n}\n");
    json
}

fn changelog(dice: &mut Dice) -> String {
    (0..25).fold(String::from("# Changes\n"), |mut text, version| {
        let _ = writeln!(
            text,
            "\n## 4.{}.{} (2025-{:02}-{:02})\n\n- Fix the thing ({})",
            25 - version,
            dice.below(9),
            1 + dice.below(12),
            1 + dice.below(28),
            dice.text("0123456789abcdef", 40)
        );
        text
    })
}

fn build_log(dice: &mut Dice) -> String {
    (0..150).fold(String::new(), |mut log, step| {
        let _ = writeln!(
            log,
            "2026-05-{:02}T{:02}:{:02}:{:02}.{:03}Z INFO step {step} took {} ms id={}",
            1 + dice.below(28),
            dice.below(24),
            dice.below(60),
            dice.below(60),
            dice.below(1_000),
            dice.below(90_000),
            uuid(dice)
        );
        log
    })
}

fn uuid(dice: &mut Dice) -> String {
    let mut hex = |length| dice.text("0123456789abcdef", length);
    format!("{}-{}-4{}-a{}-{}", hex(8), hex(4), hex(3), hex(3), hex(12))
}
