//! Text without further structure: a line is a record.

use super::{FormatInfo, Layout};
use crate::head::Head;
use crate::stretch::{Plain, Stretch};
use std::ops::ControlFlow;
use tidegate_domain::text::{SourceHint, Window};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "text",
    title: "Text",
    extensions: &["txt", "log", "md", "xml", "html", "yaml", "ini", "env"],
};

pub(super) fn recognise(_head: &Head<'_>) -> Option<Box<dyn Layout>> {
    Some(layout())
}

pub(super) fn layout() -> Box<dyn Layout> {
    Box::new(Text)
}

struct Text;

impl Layout for Text {
    fn visit(
        &self,
        stretch: &Stretch<'_>,
        hint: &SourceHint,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        visit(&Window {
            text: stretch.text,
            owned: stretch.owned.clone(),
            structure: &Plain(stretch),
            hint,
        })
    }

    fn advance(&mut self, _stretch: &Stretch<'_>, _to: usize) {}
}
