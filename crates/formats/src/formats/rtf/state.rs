//! What RTF's words mean: where text belongs, and in which encoding it is written.

use super::lexer::hex;
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::{BTreeMap, HashMap};

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Into {
    Part(&'static str),
    /// A field of the properties.
    Property(&'static str),
    /// Name and value of a property of the user's own.
    OwnName,
    OwnValue,
    /// Hex digits of a file inside.
    File(&'static str),
    Fonts,
    Nothing,
}

/// What holds within a group.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) into: Into,
    /// The group has just begun: a word may still say what it is.
    begun: bool,
    /// The group itself says where its text goes.
    own: bool,
    /// After `\*`: what nobody knows is passed over.
    optional: bool,
    hidden: bool,
    deleted: bool,
    font: i32,
    /// Bytes that stand for a character written as `\u`, which are to be passed over.
    stand_in: i32,
    skip: i32,
    /// The first half of a character beyond the basic plane.
    high: Option<u16>,
    lead: Option<u8>,
    default: &'static Encoding,
    encoding: &'static Encoding,
}

impl Default for State {
    fn default() -> Self {
        Self {
            into: Into::Part("body"),
            begun: false,
            own: false,
            optional: false,
            hidden: false,
            deleted: false,
            font: 0,
            stand_in: 1,
            skip: 0,
            high: None,
            lead: None,
            default: WINDOWS_1252,
            encoding: WINDOWS_1252,
        }
    }
}

/// What has been told so far.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) texts: BTreeMap<&'static str, String>,
    pub(super) properties: Vec<(String, String)>,
    pub(super) files: Vec<File>,
    pub(super) own_name: String,
    pub(super) value: String,
    /// Text that is shown to nobody, for those who want that too.
    pub(super) passed: Option<String>,
    /// Encodings of fonts by their numbers.
    fonts: HashMap<i32, &'static Encoding>,
    file: Vec<u8>,
    half: Option<u8>,
}

/// A file inside.
#[derive(Debug)]
pub(super) struct File {
    pub(super) kind: &'static str,
    pub(super) bytes: Vec<u8>,
}

impl State {
    /// The name of the part that text goes to now, if it goes to one.
    pub(super) fn part(&self) -> Option<&'static str> {
        match self.into {
            Into::Part("body") if self.deleted => Some("deleted text"),
            Into::Part("body") if self.hidden => Some("hidden text"),
            Into::Part(part) => Some(part),
            _ => None,
        }
    }

    /// Whether a letter has begun that is not whole yet.
    pub(super) fn waits(&self) -> bool {
        self.lead.is_some() || self.high.is_some()
    }

    /// Whether bytes that stand for a letter that was written otherwise are still to come.
    pub(super) fn skips(&self) -> bool {
        self.skip > 0
    }

    /// The group itself says where its text goes.
    pub(super) fn owns(&self) -> bool {
        self.own
    }

    /// A group begins that is like the one around it.
    pub(super) fn begin(&mut self) {
        self.begun = true;
        self.own = false;
    }

    /// Takes a word; gives the number of bytes that follow it as they are, if it announces any.
    pub(super) fn word(&mut self, word: &[u8], number: Option<i32>, told: &mut Told) -> Option<usize> {
        let begun = std::mem::take(&mut self.begun);
        self.lead = None;
        match word {
            b"*" => {
                self.optional = true;
                self.begun = true;
            }
            b"\\" | b"{" | b"}" => self.byte(word[0], told),
            b"~" => self.put("\u{a0}", told),
            b"_" => self.put("-", told),
            b"par" | b"line" | b"row" | b"sect" | b"page" | b"column" | b"\n" | b"\r" => self.put("\n", told),
            b"tab" | b"cell" | b"nestcell" => self.put("\t", told),
            b"emdash" => self.put("\u{2014}", told),
            b"endash" => self.put("\u{2013}", told),
            b"bin" => return number.and_then(|length| usize::try_from(length).ok()),
            b"u" => self.unicode(number.unwrap_or(0), told),
            b"uc" => self.stand_in = number.unwrap_or(1).clamp(0, 16),
            b"v" => self.hidden = number != Some(0),
            b"deleted" => self.deleted = number != Some(0),
            b"plain" => (self.hidden, self.deleted) = (false, false),
            b"ansicpg" => {
                self.default = number.map_or(WINDOWS_1252, codepage);
                self.encoding = self.default;
            }
            b"f" => {
                self.font = number.unwrap_or(0);
                self.encoding = told.fonts.get(&self.font).copied().unwrap_or(self.default);
            }
            b"fcharset" if self.into == Into::Fonts => {
                if let Some(encoding) = number.and_then(charset) {
                    told.fonts.insert(self.font, encoding);
                }
            }
            _ if begun || self.optional => self.destination(word, told),
            _ => {}
        }
        None
    }

    fn destination(&mut self, word: &[u8], told: &mut Told) {
        let part = |part| Some(Into::Part(part));
        let into = match word {
            b"fonttbl" => Some(Into::Fonts),
            b"colortbl"
            | b"stylesheet"
            | b"filetbl"
            | b"listtable"
            | b"listoverridetable"
            | b"rsidtbl"
            | b"themedata"
            | b"colorschememapping"
            | b"latentstyles"
            | b"datastore"
            | b"generator"
            | b"xmlnstbl"
            | b"pgptbl"
            | b"atnref"
            | b"atndate"
            | b"bkmkstart"
            | b"bkmkend"
            | b"nonshppict"
            | b"revtim"
            | b"creatim"
            | b"printim"
            | b"buptim"
            | b"private" => Some(Into::Nothing),
            b"header" | b"headerl" | b"headerr" | b"headerf" => part("header"),
            b"footer" | b"footerl" | b"footerr" | b"footerf" => part("footer"),
            b"footnote" => part("footnotes"),
            b"annotation" | b"atnauthor" | b"atnid" => part("comments"),
            b"fldinst" => part("hyperlinks"),
            b"ffdeftext" | b"ffname" | b"ffhelptext" | b"ffstattext" | b"ffl" => part("form field"),
            b"info" | b"userprops" => Some(Into::Nothing),
            b"title" => Some(Into::Property("Title")),
            b"subject" => Some(Into::Property("Subject")),
            b"author" => Some(Into::Property("Author")),
            b"manager" => Some(Into::Property("Manager")),
            b"company" => Some(Into::Property("Company")),
            b"operator" => Some(Into::Property("Last author")),
            b"category" => Some(Into::Property("Category")),
            b"keywords" => Some(Into::Property("Keywords")),
            b"comment" | b"doccomm" => Some(Into::Property("Comments")),
            b"hlinkbase" => Some(Into::Property("Link base")),
            b"propname" => Some(Into::OwnName),
            b"staticval" => Some(Into::OwnValue),
            b"revtbl" => Some(Into::Property("Author")),
            b"pict" => Some(Into::File("picture")),
            b"objdata" => Some(Into::File("object")),
            // Groups of text that hold nothing else.
            b"shppict" | b"shpinst" | b"shptxt" | b"fldrslt" | b"result" | b"objclass" | b"pntext" => None,
            _ if self.optional => Some(Into::Nothing),
            _ => None,
        };
        self.optional = false;
        if let Some(into) = into {
            if matches!(into, Into::File(_)) {
                told.file.clear();
                told.half = None;
            }
            self.into = into;
            self.own = true;
        }
    }

    /// One byte of text in the encoding that holds here.
    pub(super) fn byte(&mut self, byte: u8, told: &mut Told) {
        self.begun = false;
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        if byte.is_ascii() && self.lead.is_none() {
            let mut buffer = [0; 4];
            return self.put(char::from(byte).encode_utf8(&mut buffer), told);
        }
        let bytes = match self.lead.take() {
            Some(lead) => vec![lead, byte],
            None if !self.encoding.is_single_byte() => {
                self.lead = Some(byte);
                return;
            }
            None => vec![byte],
        };
        let (text, _) = self.encoding.decode_without_bom_handling(&bytes);
        self.put(&text, told);
    }

    /// A character written as a signed number of 16 bits.
    fn unicode(&mut self, number: i32, told: &mut Told) {
        let unit = number.rem_euclid(0x1_0000) as u16;
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        if units.len() == 1 && (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
        } else {
            self.skip = 0;
            self.put(&String::from_utf16_lossy(&units), told);
        }
        self.skip = self.stand_in;
    }

    fn put(&mut self, text: &str, told: &mut Told) {
        match self.into {
            Into::Part(part) => {
                let part = self.part().unwrap_or(part);
                told.texts.entry(part).or_default().push_str(text);
            }
            Into::Property(_) | Into::OwnValue => told.value.push_str(text),
            Into::OwnName => told.own_name.push_str(text),
            Into::File(_) => {}
            Into::Fonts | Into::Nothing => {
                if let Some(passed) = &mut told.passed {
                    passed.push_str(text);
                }
            }
        }
    }
}

impl Told {
    /// A group ends.
    pub(super) fn end(&mut self, state: &State) {
        if !state.own {
            return;
        }
        match state.into {
            Into::Property(field) => {
                let value = std::mem::take(&mut self.value);
                let value = value.trim();
                if !value.is_empty() {
                    self.properties.push((field.to_owned(), value.to_owned()));
                }
            }
            Into::OwnValue => {
                let value = std::mem::take(&mut self.value);
                let name = std::mem::take(&mut self.own_name);
                self.properties.push((name, value));
            }
            Into::File(kind) if !self.file.is_empty() => {
                let bytes = std::mem::take(&mut self.file);
                let bytes = if kind == "object" { payload(bytes) } else { bytes };
                self.files.push(File { kind, bytes });
            }
            Into::Part(part) if part != "body" => {
                let text = self.texts.entry(part).or_default();
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }

    /// Digits of a file inside.
    pub(super) fn hex(&mut self, digits: &[u8]) {
        for digit in digits.iter().filter(|digit| digit.is_ascii_hexdigit()) {
            match self.half.take() {
                Some(high) => self.file.extend(hex(&[high, *digit])),
                None => self.half = Some(*digit),
            }
        }
    }

    pub(super) fn binary(&mut self, state: &State, bytes: &[u8]) {
        if matches!(state.into, Into::File(_)) {
            self.file.extend_from_slice(bytes);
        }
    }
}

/// The file within an embedded object's wrapping, when it is one that begins as such files do.
fn payload(bytes: Vec<u8>) -> Vec<u8> {
    const BEGINNINGS: [&[u8]; 3] = [crate::compound::MAGIC, b"PK\x03\x04", b"%PDF-"];
    let start = BEGINNINGS
        .iter()
        .filter_map(|beginning| memchr::memmem::find(&bytes, beginning))
        .min();
    match start {
        Some(start) => bytes[start..].to_vec(),
        None => bytes,
    }
}

/// The encoding of a Windows code page.
fn codepage(number: i32) -> &'static Encoding {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        866 => "ibm866".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252)
}

/// The encoding of a font's character set; 0 and 1 say nothing of their own.
fn charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    Some(codepage(page))
}
