//! The structure of one window of named values, read when it is first asked.

use super::{Columns, Field, Grammar, Told, read};
use crate::stretch::Stretch;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use tidegate_domain::finding::Location;
use tidegate_domain::text::{Column, Structure};

pub(super) struct Answers<'a, G> {
    stretch: &'a Stretch<'a>,
    /// Where the first unit begins.
    from: usize,
    grammar: &'a G,
    columns: &'a Columns<G>,
    fields: OnceCell<Vec<Field>>,
    labels: OnceCell<Vec<String>>,
}

impl<'a, G: Grammar> Answers<'a, G> {
    pub(super) fn new(
        stretch: &'a Stretch<'a>,
        from: usize,
        grammar: &'a G,
        columns: &'a Columns<G>,
    ) -> Self {
        Self {
            stretch,
            from,
            grammar,
            columns,
            fields: OnceCell::new(),
            labels: OnceCell::new(),
        }
    }

    fn fields(&self) -> &[Field] {
        self.fields.get_or_init(|| {
            let mut told = Told {
                fields: Some(Vec::new()),
            };
            let mut grammar = self.grammar.clone();
            let text = self.stretch.text;
            let overlap = self.stretch.overlap;
            read((text, overlap), &mut grammar, self.from, text.len(), &mut told);
            told.fields.unwrap_or_default()
        })
    }

    fn field(&self, at: usize) -> Option<&Field> {
        let fields = self.fields();
        let after = fields.partition_point(|field| field.span.start <= at);
        fields
            .get(after.checked_sub(1)?)
            .filter(|field| field.span.contains(&at))
    }
}

impl<G: Grammar> Structure for Answers<'_, G> {
    fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        self.field(at)
            .map(|field| field.name.label())
            .filter(|label| !label.is_empty())
            .map(Cow::Borrowed)
    }

    fn record(&self, at: usize) -> Range<usize> {
        self.stretch.line(at)
    }

    fn value(&self, at: usize) -> Option<Range<usize>> {
        let field = self.field(at).filter(|field| field.whole)?;
        let reach = self.stretch.reach(at);
        Some(field.span.start.max(reach.start)..field.span.end.min(reach.end))
    }

    fn labels(&self) -> &[String] {
        self.labels.get_or_init(|| {
            let labels: BTreeSet<&str> = self.fields().iter().map(|field| field.name.label()).collect();
            labels.into_iter().map(str::to_owned).collect()
        })
    }

    fn values(&self, wanted: &dyn Fn(&str) -> bool) -> Option<Vec<Range<usize>>> {
        // Few names, many values.
        let mut known: HashMap<&str, bool> = HashMap::new();
        let fields = self.fields().iter().filter(|field| {
            let label = field.name.label();
            field.whole && *known.entry(label).or_insert_with(|| wanted(label))
        });
        Some(fields.map(|field| field.span.clone()).collect())
    }

    fn column(&self, at: usize) -> Option<Column<'_>> {
        self.columns.samples().column(self.field(at)?.name.path())
    }

    fn columns(&self) -> Vec<Column<'_>> {
        self.columns.samples().columns()
    }

    fn locate(&self, span: Range<usize>) -> Location {
        Location {
            json_path: self.field(span.start).map(|field| field.name.path().to_owned()),
            ..self.stretch.locate(span)
        }
    }
}
