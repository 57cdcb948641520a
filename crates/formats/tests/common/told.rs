//! Everything that a reading hands out, part by part.
#![allow(dead_code, reason = "each test file uses its part")]

use std::ops::ControlFlow;
use tidegate_formats::{Budget, FormatError, Reading, ReadingEnd, read};

/// One part's text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub page: Option<u32>,
    pub part: Option<String>,
    pub member: Option<String>,
    pub label: Option<String>,
    pub text: String,
}

pub fn worker() -> Budget {
    Budget {
        complex: true,
        ..Budget::default()
    }
}

pub fn try_told(name: &str, bytes: &[u8], budget: &Budget) -> Result<(Vec<Told>, Reading), FormatError> {
    let mut told = Vec::new();
    let reading = read(name, &mut &bytes[..], budget, &mut |window| {
        let place = window.structure.locate(window.owned.clone());
        told.push(Told {
            page: place.page,
            part: place.part,
            member: place.member,
            label: window
                .structure
                .label(window.owned.start)
                .map(|label| label.into_owned()),
            text: window.text[window.owned.clone()].to_owned(),
        });
        ControlFlow::Continue(())
    })?;
    Ok((told, reading))
}

pub fn told(name: &str, bytes: &[u8]) -> (Vec<Told>, Reading) {
    try_told(name, bytes, &worker()).expect("readable")
}

/// The text of a page.
pub fn page(told: &[Told], number: u32) -> String {
    told.iter()
        .filter(|told| told.page == Some(number) && told.part.is_none() && told.member.is_none())
        .map(|told| told.text.as_str())
        .collect()
}

/// The text of the parts of this name.
pub fn part(told: &[Told], name: &str) -> String {
    told.iter()
        .filter(|told| told.part.as_deref() == Some(name))
        .map(|told| told.text.as_str())
        .collect()
}

pub fn partial(reading: &Reading) -> &str {
    match &reading.end {
        ReadingEnd::Partial { message } => message,
        end => panic!("it is {end:?}"),
    }
}
