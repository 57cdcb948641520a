//! Columns, trees and programs that look like trouble as a whole: numbers that pass a check by chance, names of
//! secrets without any.

use super::{
    dice::HEX,
    look_alikes::{Clean, uuid},
};

pub static COLUMNS: &[Clean] = &[
    (
        "order numbers like cards",
        "csv",
        "order,customer,total\n",
        |d, at| {
            format!(
                "{},{},{}.{}\n",
                4_000_120_045_000_000 + at * 13,
                d.below(900),
                d.below(90),
                d.digits(2)
            )
        },
    ),
    ("grouped vouchers", "jsonl", "", |d, at| {
        format!(
            "{{\"voucher\": \"5412 75{:02} {} {}\", \"used\": {at}}}\n",
            d.below(99),
            d.digits(4),
            d.digits(4)
        )
    }),
    (
        "grouped vouchers in a page",
        "md",
        "| voucher | shop |\n|---|---|\n",
        |d, at| {
            format!(
                "| 4000-12{:02}-{}-{} | {at} |\n",
                d.below(99),
                d.digits(4),
                d.digits(4)
            )
        },
    ),
    (
        "stock in the form of taxpayers",
        "csv",
        "stock_code,shelf\n",
        |d, at| format!("9{}-7{}-{},{at}\n", d.digits(2), d.below(9), d.digits(4)),
    ),
    ("names of secrets", "java", "class Names {\n", |d, at| {
        format!(
            "  String TOKEN_{at} = \"{}\"; String password = \"{}\";\n",
            d.pick(&[
                "access_token",
                "X-Auth-Token2",
                "urn:ietf:params:oauth:token-type:jwt"
            ]),
            d.pick(&[
                "",
                "Enter the password (8 letters)",
                "{0}/{1}",
                "org.harbour.Password2"
            ])
        )
    }),
    (
        "settings of machines",
        "yaml",
        "kind: Deployment\nspec:\n",
        |d, at| {
            format!(
                "  - image: harbour.test/app-{at}@sha256:{}\n    secretName: app-tls-{at}\n    tokenPath: /run/secrets/t{at}\n    port: {}\n",
                d.text(HEX, 64),
                d.digits(4)
            )
        },
    ),
    (
        "drawings",
        "svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\">\n",
        |d, at| {
            format!(
                "<path id=\"p{at}\" d=\"M{}.{} {}.{}L{}.{} {}\"/>\n",
                d.digits(3),
                d.digits(3),
                d.digits(3),
                d.digits(9),
                d.digits(2),
                d.digits(4),
                d.digits(9)
            )
        },
    ),
    ("bookings", "ics", "BEGIN:VCALENDAR\nVERSION:2.0\n", |d, at| {
        format!(
            "BEGIN:VEVENT\nUID:{}\nDTSTART:2026030{}T0{}3000Z\nSEQUENCE:{at}\nSUMMARY:Room {}\nEND:VEVENT\n",
            uuid(d),
            d.between(1, 9),
            d.below(9),
            d.digits(4)
        )
    }),
    ("births of files", "log", "", |d, at| {
        format!(
            "Birth: 2026-03-04 08:10:{:02}.{} +0000 size {}\n",
            at % 60,
            d.digits(9),
            d.digits(7)
        )
    }),
];
