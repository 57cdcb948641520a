//! Texts of HTML without their values: what is shown as one text is looked at as one, whatever tags are between its
//! letters and however these are written; then the values of attributes, comments and scripts.

use super::{Copying, Place};
use std::ops::Range;

/// Tags within a text that is shown as one; all others end it.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt",
    "u", "var", "wbr",
];

/// Names of the characters from U+00A0 to U+00FF (HTML 4.01, 24.2.1), in their order.
const LATIN: &[&str] = &[
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo",
    "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot",
    "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",
    "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute",
    "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash",
    "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc", "atilde",
    "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc",
    "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave",
    "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// Signs that stand in addresses and numbers.
const SIGNS: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("commat", '@'),
    ("period", '.'),
    ("lowbar", '_'),
    ("plus", '+'),
    ("num", '#'),
    ("colon", ':'),
    ("sol", '/'),
    ("lpar", '('),
    ("rpar", ')'),
    ("comma", ','),
    ("hyphen", '\u{2010}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("euro", '\u{20ac}'),
];

/// A text with the places of its letters in the source.
#[derive(Default)]
struct Flow {
    text: String,
    letters: Vec<(usize, Range<usize>)>,
}

impl Flow {
    fn push(&mut self, c: char, range: Range<usize>) {
        // Space of any kind and length is shown as one.
        if c.is_whitespace() {
            if self.text.ends_with(' ') {
                if let Some((_, last)) = self
                    .letters
                    .last_mut()
                    .filter(|(_, last)| last.end == range.start)
                {
                    last.end = range.end;
                }
                return;
            }
            self.letters.push((self.text.len(), range));
            self.text.push(' ');
            return;
        }
        self.letters.push((self.text.len(), range));
        self.text.push(c);
    }

    /// Letters of `source` as they are, or as references say.
    fn take(&mut self, source: &str, range: Range<usize>) {
        let mut at = range.start;
        while let Some(rest) = source.get(at..range.end).filter(|rest| !rest.is_empty()) {
            let (c, length) = reference(rest).unwrap_or_else(|| {
                let c = rest.chars().next().unwrap_or_default();
                (c, c.len_utf8())
            });
            self.push(c, at..at + length.max(1));
            at += length.max(1);
        }
    }
}

impl Copying<'_> {
    /// `html` without its values, or `None` when it has none.
    pub(crate) fn html(&mut self, html: &str) -> Option<String> {
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        for flow in flows(html) {
            for place in self.places(&flow.text) {
                replace(&flow, &place, &mut edits);
            }
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut written = String::with_capacity(html.len());
        let mut at = 0;
        for (range, with) in &edits {
            written.push_str(html.get(at..range.start).unwrap_or_default());
            written.push_str(with);
            at = range.end.max(at);
        }
        written.push_str(html.get(at..).unwrap_or_default());
        // A word between two tags is one for those who do not look at tags.
        match self.text(&written) {
            Some(written) => Some(written),
            None => (!edits.is_empty()).then_some(written),
        }
    }
}

fn replace(flow: &Flow, place: &Place, edits: &mut Vec<(Range<usize>, String)>) {
    let first = flow.letters.partition_point(|(at, _)| *at < place.span.start);
    let letters = flow.letters.get(first..).unwrap_or_default();
    let mut with = Some(quick_xml::escape::escape(place.with.as_str()).into_owned());
    for (_, range) in letters.iter().take_while(|(at, _)| *at < place.span.end) {
        edits.push((range.clone(), with.take().unwrap_or_default()));
    }
}

/// All texts of the source.
fn flows(source: &str) -> Vec<Flow> {
    let mut flows = Vec::new();
    let mut shown = Flow::default();
    let mut at = 0;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let next = rest.find('<').unwrap_or(rest.len());
        if next > 0 {
            shown.take(source, at..at + next);
            at += next;
            continue;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").map_or(source.len(), |end| at + 4 + end);
            flows.push(raw(source, at + 4..end));
            at = (end + 3).min(source.len());
            continue;
        }
        let begins = rest
            .as_bytes()
            .get(1)
            .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?'));
        if !begins {
            shown.push('<', at..at + 1);
            at += 1;
            continue;
        }
        let end = at + tag_end(rest);
        let name = name(rest);
        if !INLINE.contains(&name.as_str()) {
            flows.push(std::mem::take(&mut shown));
        }
        attributes(source, at..end, &mut flows);
        at = end;
        if matches!(name.as_str(), "script" | "style") && !rest.starts_with("</") {
            let close = format!("</{name}");
            let body = source.get(at..).unwrap_or_default().to_ascii_lowercase();
            let end = body.find(&close).map_or(source.len(), |end| at + end);
            flows.push(raw(source, at..end));
            at = end;
        }
    }
    flows.push(shown);
    flows
}

/// A text in which nothing stands for something else.
fn raw(source: &str, range: Range<usize>) -> Flow {
    let mut flow = Flow::default();
    for (at, c) in source.get(range.clone()).unwrap_or_default().char_indices() {
        let at = range.start + at;
        flow.push(c, at..at + c.len_utf8());
    }
    flow
}

/// The length of the tag that `text` begins with: to the next `>` that is in no quotes.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // Quotes that never end are none.
    text.find('>').map_or(text.len(), |at| at + 1)
}

fn name(tag: &str) -> String {
    tag.trim_start_matches(['<', '/'])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The values of a tag's attributes, each a text of its own.
fn attributes(source: &str, tag: Range<usize>, flows: &mut Vec<Flow>) {
    let mut at = tag.start;
    while let Some(found) = source.get(at..tag.end).and_then(|rest| rest.find('=')) {
        let start = at + found + 1;
        let rest = source.get(start..tag.end).unwrap_or_default();
        let start = start + rest.len() - rest.trim_start().len();
        let rest = source.get(start..tag.end).unwrap_or_default();
        let (from, to) = match rest.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inner = rest.get(1..).unwrap_or_default();
                let length = inner.find(char::from(*quote)).unwrap_or(inner.len());
                (start + 1, start + 1 + length)
            }
            _ => {
                let length = rest
                    .find(|c: char| c.is_whitespace() || c == '>')
                    .unwrap_or(rest.len());
                (start, start + length)
            }
        };
        let mut flow = Flow::default();
        flow.take(source, from..to);
        flows.push(flow);
        at = to.max(start);
        if at >= tag.end {
            return;
        }
    }
}

/// The character that the reference at the beginning of `text` stands for, and the length of that.
fn reference(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix('&')?;
    let (digits, radix, before) = match inner.as_bytes() {
        [b'#', b'x' | b'X', ..] => (inner.get(2..)?, 16, 3),
        [b'#', ..] => (inner.get(1..)?, 10, 2),
        _ => {
            let (name, _) = inner.split_once(';').filter(|(name, _)| name.len() <= 8)?;
            let c = SIGNS
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, c)| *c)
                .or_else(|| {
                    let number = LATIN.iter().position(|known| *known == name)?;
                    char::from_u32(0xa0 + u32::try_from(number).ok()?)
                })?;
            return Some((c, name.len() + 2));
        }
    };
    let length = digits
        .bytes()
        .take_while(|byte| char::from(*byte).is_digit(radix))
        .count();
    let number = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
    let ended = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((char::from_u32(number)?, before + length + ended))
}

#[cfg(test)]
mod tests {
    use crate::account::Account;
    use crate::budget::Budget;
    use crate::redact::{Copying, Removal, Removals};
    use proptest::prelude::*;

    fn without(html: &str) -> Option<String> {
        let removals = Removals::new(
            [("jürgen@site.test", "[MAIL]"), ("Jürgen Groß", "<X>")]
                .map(|(value, with)| Removal {
                    value: value.to_owned(),
                    with: with.to_owned(),
                })
                .into(),
        );
        let (budget, account) = (Budget::default(), Account::default());
        Copying::of(&removals, &budget, &account).html(html)
    }

    #[test]
    fn what_is_shown_as_one_text_is_one() {
        for (html, expected) in [
            ("<p>J&uuml;rgen\r\n Gro&szlig;!</p>", "<p>&lt;X&gt;!</p>"),
            (
                "<p>J<b>ürgen</b> Gr<i>oß</i></p>",
                "<p>&lt;X&gt;<b></b><i></i></p>",
            ),
            ("<td>Jürgen</td><td>Groß</td>", ""),
            (
                "<a href='mailto:j&#252;rgen&commat;site.test'>j&#xfcrgen@site.test</a>",
                "<a href='mailto:[MAIL]'>[MAIL]</a>",
            ),
            ("<img alt=jürgen@site.test>", "<img alt=[MAIL]>"),
            ("<!-- jürgen@site.test -->", "<!-- [MAIL] -->"),
            (
                "<script>var a = 'jürgen@site.test' < 1</SCRIPT>x",
                "<script>var a = '[MAIL]' < 1</SCRIPT>x",
            ),
            ("x<b></b>Jürgen Groß", "x<b></b><X>"),
            ("1 < 2 &unknown; & \" > <", ""),
        ] {
            assert_eq!(without(html).unwrap_or_default(), expected, "{html}");
        }
    }

    proptest! {
        #[test]
        fn anything_may_be_given(html in "[<>&;#x\"'=a-cü/! -]{0,60}") {
            prop_assert_eq!(without(&html), None);
        }
    }
}
