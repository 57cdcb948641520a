//! Files that look like trouble and hold none: whatever is found in them is wrong.

use super::{
    dice::{BASE62, BASE64, Dice, HEX, luhn},
    file::File,
    kinds::code,
    look_alike_columns::COLUMNS,
    text_files::file,
};

pub fn uuid(dice: &mut Dice) -> String {
    let hex = dice.text(HEX, 32);
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..15],
        &hex[15..18],
        &hex[18..30]
    )
}

fn isbn(dice: &mut Dice) -> String {
    let body = format!("978{}", dice.digits(9));
    let sum = super::dice::weighed(&body, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
    format!(
        "{}-{}-{}-{}-{}",
        &body[..3],
        &body[3..4],
        &body[4..8],
        &body[8..],
        (10 - sum % 10) % 10
    )
}

/// Name, end of the file's name, first line, and the lines.
pub type Clean = (
    &'static str,
    &'static str,
    &'static str,
    fn(&mut Dice, usize) -> String,
);

static CLEAN: &[Clean] = &[
    ("orders", "csv", "order_id,article,quantity\n", |d, at| {
        format!("{},{},{}\n", 100_000 + at, d.digits(13), d.below(40))
    }),
    ("order notes", "txt", "", |d, at| {
        format!(
            "Order {}-{} was packed on day {at}, invoice {}.\n",
            d.between(2024, 2026),
            d.digits(6),
            d.digits(8)
        )
    }),
    ("tracking", "csv", "parcel,tracking_number,carrier\n", |d, at| {
        format!(
            "{at},1Z{}{},UPS\n",
            d.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 6),
            d.digits(10)
        )
    }),
    ("uuids", "json", "", |d, at| {
        format!("{{\"id\": \"{}\", \"step\": {at}}}\n", uuid(d))
    }),
    ("uuid log", "log", "", |d, at| {
        format!(
            "2026-03-04T08:{:02}:11.{}Z request {} took {} ms\n",
            at % 60,
            d.digits(6),
            uuid(d),
            d.below(900)
        )
    }),
    ("hashes", "sha256", "", |d, at| {
        format!("{}  part-{at:03}.bin\n", d.text(HEX, 64))
    }),
    ("short hashes", "md", "# Changes\n\n", |d, at| {
        format!("- {} step {at} ({})\n", d.text(HEX, 7), d.text(HEX, 40))
    }),
    (
        "timestamps",
        "csv",
        "event,created_at,updated_at,epoch\n",
        |d, at| {
            format!(
                "{at},2026-0{}-1{}T09:30:00Z,2026-03-04 10:00:0{},17{}\n",
                d.between(1, 9),
                d.below(10),
                d.below(10),
                d.digits(8)
            )
        },
    ),
    ("epoch milliseconds", "jsonl", "", |d, at| {
        format!(
            "{{\"at\":17{},\"seq\":{at},\"took\":{}}}\n",
            d.digits(11),
            d.below(5000)
        )
    }),
    ("versions", "lock", "", |d, at| {
        format!(
            "[[package]]\nname = \"part-{at}\"\nversion = \"{}.{}.{}\"\nchecksum = \"{}\"\n\n",
            d.below(9),
            d.below(40),
            d.below(90),
            d.text(HEX, 64)
        )
    }),
    (
        "coordinates",
        "tsv",
        "station\teasting\tnorthing\televation\n",
        |d, at| {
            format!(
                "S{at:03}\t{}.{}\t{}.{}\t{}\n",
                d.between(400_000, 600_000),
                d.digits(3),
                d.between(5_000_000, 6_000_000),
                d.digits(3),
                d.below(2000)
            )
        },
    ),
    ("test cards", "md", "# Cards for the sandbox\n\n", |d, _| {
        format!(
            "- {}\n",
            d.pick(&[
                "4111111111111111",
                "4242 4242 4242 4242",
                "5555555555554444",
                "378282246310005",
                "4000056655665556"
            ])
        )
    }),
    ("example addresses", "md", "# How to write to us\n\n", |d, at| {
        format!(
            "Step {at}: write to {}@{} or see https://www.example.com/{}.\n",
            d.pick(&["user", "name", "john.doe"]),
            d.pick(&["example.com", "example.org", "example.net"]),
            d.below(90)
        )
    }),
    ("minified", "js", "", |d, at| {
        format!(
            "!function(e,t){{var n=e[{at}],r=t.{}||0x{};return n?r<<{}:void 0}}(a,b);",
            d.text("abcdefgh", 2),
            d.text(HEX, 6),
            d.below(30)
        )
    }),
    ("pictures", "html", "<!DOCTYPE html><html><body>\n", |d, at| {
        format!(
            "<img alt=\"{at}\" src=\"data:image/png;base64,iVBORw0KGgo{}\">\n",
            d.text(BASE64, 600)
        )
    }),
    ("base64 parts", "eml.txt", "", |d, _| {
        format!("{}\n", d.text(BASE64, 76))
    }),
    ("isbns", "csv", "title,isbn,pages\n", |d, at| {
        format!("Volume {at},{},{}\n", isbn(d), d.between(90, 900))
    }),
    ("part numbers", "csv", "part_no,drawing,bin\n", |d, at| {
        format!("{},{},{at}\n", code(d, 3, 6), code(d, 2, 9))
    }),
    ("phone-like ids", "log", "", |d, at| {
        format!(
            "job {at}: batch {}-{}-{} finished, {} rows\n",
            d.between(201, 989),
            d.digits(3),
            d.digits(4),
            d.digits(7)
        )
    }),
    ("access log", "log", "", |d, at| {
        format!(
            "10.0.{}.{} - - [04/Mar/2026:08:10:{:02} +0000] \"GET /item/{} HTTP/1.1\" 200 {}\n",
            d.below(255),
            d.below(255),
            at % 60,
            d.digits(9),
            d.digits(5)
        )
    }),
    ("placeholders", "env", "# copy and fill in\n", |d, at| {
        format!(
            "API_KEY_{at}={}\nPASSWORD_{at}={}\n",
            d.pick(&[
                "your-api-key-here",
                "<token>",
                "${API_KEY}",
                "xxxxxxxxxxxxxxxxxxxx"
            ]),
            d.pick(&["changeme", "********", "{{ password }}", "<password>"])
        )
    }),
    ("style", "css", "", |d, at| {
        format!(
            ".icon-{at}{{color:#{};margin:{}px {}px;background:url(a@2x.png)}}\n",
            d.text(HEX, 6),
            d.below(99),
            d.below(99)
        )
    }),
    ("identifiers in code", "rs", "", |d, at| {
        format!(
            "pub const STEP_{at}: u64 = 0x{}; // {}\nlet {} = read({});\n",
            d.text(HEX, 16),
            d.digits(10),
            d.text("abcdefghijk", 6),
            d.digits(6)
        )
    }),
    ("measurements", "csv", "sensor,value,reference\n", |d, at| {
        format!(
            "{at},{}.{},{}.{}\n",
            d.below(900),
            d.digits(9),
            d.below(90),
            d.digits(12)
        )
    }),
    ("serial numbers", "csv", "device,serial,firmware\n", |d, at| {
        format!(
            "{at},SN{},{}.{}.{}\n",
            d.digits(11),
            d.below(9),
            d.below(20),
            d.below(30)
        )
    }),
    ("addresses of pages", "txt", "", |d, at| {
        format!(
            "https://shop.harbour.test/p/{}?ref={}&step={at}#{}\n",
            d.digits(10),
            d.text(BASE62, 12),
            d.digits(4)
        )
    }),
    (
        "names of things",
        "csv",
        "product_name,file_name,host_name,created\n",
        |d, at| {
            format!(
                "{} {},{}.pdf,node-{at}.harbour.test,19{}-0{}-1{}\n",
                d.pick(&["Garden", "Walker", "Vienna"]),
                d.pick(&["Chair", "Lamp", "Basket"]),
                d.text("abcdefgh", 6),
                d.between(60, 99),
                d.between(1, 9),
                d.below(10)
            )
        },
    ),
    (
        "long references",
        "csv",
        "order_reference,weight,pallet\n",
        |d, at| {
            let body = format!("4{}", d.digits(14));
            format!("R{body}{},{},{at}\n", luhn(&body), d.digits(9))
        },
    ),
    ("stock codes", "json", "", |d, at| {
        format!(
            "{{\"sku\": \"{}-{}-{}\", \"shelf\": {at}, \"ean\": \"4{}\"}}\n",
            d.digits(3),
            d.digits(2),
            d.digits(4),
            d.digits(12)
        )
    }),
    ("times and sizes", "md", "# Runs\n\n", |d, at| {
        format!(
            "Run {at} read {} rows in {}.{} s, offset {}, checksum {}, build {}.\n",
            d.digits(9),
            d.digits(2),
            d.digits(3),
            d.digits(11),
            d.digits(10),
            d.digits(8)
        )
    }),
];

const PROSE: &str = "The tide came in, the tide went out. Room 12-34 on floor 5 is free from 10:30 to 12:15.\n\
    The June report names 1,204 visits, 3.7 % more than in May. See page 118 and table 4.2.\n";

pub fn files() -> Vec<File> {
    let mut dice = Dice::new(0x0c1e_a4f1);
    let mut files = Vec::new();
    for round in 0..7 {
        for (format, end, first, line) in CLEAN.iter().chain(COLUMNS) {
            let mut text = (*first).to_owned();
            text.extend((0..60).map(|at| line(&mut dice, at)));
            if matches!(*end, "txt" | "md") {
                text.push_str(PROSE);
            }
            let name = format!("quiet/{round}/{}.{end}", format.replace(' ', "-"));
            files.push(file(name, format, &text, Vec::new()));
        }
    }
    files
}
