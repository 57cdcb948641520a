//! Copies of office documents: values in every place that the formats have, none of which may be left.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code"
)]

#[path = "copies/office/anywhere.rs"]
mod anywhere;
#[path = "copies/office/excel.rs"]
mod excel;
#[path = "copies/office/inside.rs"]
mod inside;
#[path = "copies/office/letter.rs"]
mod letter;
#[path = "copies/office/open.rs"]
mod open;
#[path = "copies/office/open_document.rs"]
mod open_document;
#[path = "copies/office/proof.rs"]
mod proof;
#[path = "copies/office/seed.rs"]
mod seed;
#[path = "copies/office/show.rs"]
mod show;
#[path = "copies/office/word.rs"]
mod word;
#[path = "copies/office/words.rs"]
mod words;
