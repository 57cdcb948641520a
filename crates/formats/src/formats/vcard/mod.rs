//! Cards of contacts and calendars (vCard, iCalendar): a property's name, its parameters and its value in a line.

mod grammar;

use super::{FormatInfo, Layout};
use crate::fields::Fields;
use crate::head::Head;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "vcard",
    title: "Contacts and calendars (vCard, iCalendar)",
    extensions: &["vcf", "vcard", "ics", "ical", "ifb"],
};

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    let begins = head.text.trim_start();
    ["BEGIN:VCARD", "BEGIN:VCALENDAR"]
        .iter()
        .any(|begin| {
            begins
                .get(..begin.len())
                .is_some_and(|text| text.eq_ignore_ascii_case(begin))
        })
        .then(|| Fields::layout(grammar::Cards::new(), head))
}
