//! What the elements of office documents mean for the text that they hold: Word, PowerPoint, drawings and charts,
//! sheets and their comments, and OpenDocument.

/// Whose elements a part is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// Office Open XML.
    Open,
    /// OpenDocument.
    Odf,
}

/// What an element means for the text around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Its characters are the story's text.
    Text,
    /// So are all characters in it, also those of elements within it.
    Mixed,
    /// Its characters are text that was deleted.
    Deleted,
    /// Its characters are what a field is made of.
    Field,
    /// It stands for these characters.
    Stands(String),
    /// A line or cell ends with it.
    Ends(&'static str),
    /// Its texts are a line of their own, apart from what stands around it.
    Story,
    Run,
    /// The run's text is hidden.
    Hidden,
    Formula,
    /// A header or footer of a sheet, in which codes stand between the characters.
    Coded,
    /// A file in Base64.
    Packed,
    /// A date, which must remain one.
    Date,
    Other,
}

/// Spaces that one element may stand for.
const MOST_SPACES: usize = 1024;

pub(super) fn role(vocabulary: Vocabulary, name: &str, value: &dyn Fn(&str) -> Option<String>) -> Role {
    match vocabulary {
        Vocabulary::Open => open(name, value),
        Vocabulary::Odf => odf(name, value),
    }
}

fn open(name: &str, value: &dyn Fn(&str) -> Option<String>) -> Role {
    match name {
        "t" | "v" => Role::Text,
        "delText" => Role::Deleted,
        "instrText" | "delInstrText" => Role::Field,
        "p" | "tr" | "si" | "is" | "comment" | "threadedComment" | "text" | "row" => Role::Ends("\n"),
        "tc" => Role::Ends("\t"),
        "tab" | "ptab" => Role::Stands("\t".to_owned()),
        "br" | "cr" => Role::Stands("\n".to_owned()),
        "noBreakHyphen" => Role::Stands("-".to_owned()),
        "softHyphen" => Role::Stands(String::new()),
        "r" => Role::Run,
        "vanish" | "webHidden" => match value("val").as_deref() {
            Some("0" | "false" | "off") => Role::Other,
            _ => Role::Hidden,
        },
        "txbxContent" | "textbox" | "Fallback" | "rPh" => Role::Story,
        "f"
        | "formula"
        | "formula1"
        | "formula2"
        | "definedName"
        | "calculatedColumnFormula"
        | "totalsRowFormula"
        | "oldFormula" => Role::Formula,
        "oddHeader" | "evenHeader" | "firstHeader" | "oddFooter" | "evenFooter" | "firstFooter" => {
            Role::Coded
        }
        "binData" | "DataMashup" => Role::Packed,
        "created" | "modified" | "lastPrinted" | "filetime" | "date" => Role::Date,
        _ => Role::Other,
    }
}

fn odf(name: &str, value: &dyn Fn(&str) -> Option<String>) -> Role {
    match name {
        "p" | "h" => Role::Mixed,
        "s" => {
            let count = value("c").and_then(|count| count.parse().ok()).unwrap_or(1);
            Role::Stands(" ".repeat(MOST_SPACES.min(count)))
        }
        "tab" => Role::Stands("\t".to_owned()),
        "line-break" => Role::Stands("\n".to_owned()),
        "soft-page-break" => Role::Stands(String::new()),
        "note" | "notes" | "annotation" | "deletion" | "tracked-changes" | "previous" | "text-box"
        | "ruby-text" | "title" | "desc" | "note-citation" | "creator" => Role::Story,
        "table-cell" | "covered-table-cell" => Role::Ends("\t"),
        "table-row" => Role::Ends("\n"),
        "binary-data" => Role::Packed,
        "date" | "creation-date" | "print-date" => Role::Date,
        _ => Role::Other,
    }
}
