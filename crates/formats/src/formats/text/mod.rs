//! Text without further structure: a line is a record. Tables that some texts write out lend their names.

mod drawn;

use super::{FormatInfo, Layout};
use crate::head::Head;
use crate::stretch::{Plain, Stretch};
use drawn::{Drawing, Drawn, Tables};
use std::ops::ControlFlow;
use tidegate_domain::text::{SourceHint, Structure, Window};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "text",
    title: "Text",
    extensions: &["txt", "log", "md", "html"],
};

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    let tables = Drawing::of(head.file_name).map(|drawing| Tables::new(drawing, head));
    Some(Box::new(Text { tables }))
}

pub(super) fn layout() -> Box<dyn Layout> {
    Box::new(Text { tables: None })
}

struct Text {
    tables: Option<Tables>,
}

impl Layout for Text {
    fn visit(
        &self,
        stretch: &Stretch<'_>,
        hint: &SourceHint,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let drawn = self.tables.as_ref().map(|tables| Drawn::new(stretch, tables));
        let plain = Plain(stretch);
        let structure: &dyn Structure = match &drawn {
            Some(drawn) => drawn,
            None => &plain,
        };
        visit(&Window {
            text: stretch.text,
            owned: stretch.owned.clone(),
            structure,
            hint,
        })
    }

    fn advance(&mut self, _stretch: &Stretch<'_>, _to: usize) {}
}
