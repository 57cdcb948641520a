//! Copies of tar archives: every file inside as the file it is, names, links, owners and records without their
//! values. What cannot be copied is left out, with the headers that told of it.

use super::LONGEST_EXTENSION;
use super::block::{Block, Field};
use super::header::{BLOCK, Header, Kind, text};
use super::pax::{self, Extended};
use crate::redact::{CopyError, Copying, Names};

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let mut archive = Archive {
        rest: &bytes,
        written: Vec::with_capacity(bytes.len()),
        names: Names::default(),
    };
    let mut zeros = 0;
    loop {
        if archive.rest.is_empty() && zeros > 0 {
            return Ok(archive.written);
        }
        let block = archive.block()?;
        if block.iter().all(|byte| *byte == 0) {
            zeros += 1;
            archive.written.extend_from_slice(&block);
            continue;
        }
        zeros = 0;
        archive.entry(block, copying)?;
    }
}

struct Archive<'b> {
    rest: &'b [u8],
    written: Vec<u8>,
    names: Names,
}

/// A header that tells of the entry after it.
struct Told {
    kind: Kind,
    block: Block,
    content: Vec<u8>,
}

impl<'b> Archive<'b> {
    fn block(&mut self) -> Result<[u8; BLOCK], CopyError> {
        let (block, rest) = self
            .rest
            .split_first_chunk::<BLOCK>()
            .ok_or_else(|| CopyError::refused("The tar archive is cut off."))?;
        self.rest = rest;
        Ok(*block)
    }

    /// Content of this size and the rest of its last block.
    fn content(&mut self, size: u64) -> Result<&'b [u8], CopyError> {
        let cut = || CopyError::refused("The tar archive is cut off.");
        let size = usize::try_from(size).map_err(|_| cut())?;
        let padded = size.checked_next_multiple_of(BLOCK).ok_or_else(cut)?;
        let (padded, rest) = self.rest.split_at_checked(padded).ok_or_else(cut)?;
        self.rest = rest;
        Ok(padded.get(..size).unwrap_or_default())
    }

    fn write(&mut self, block: &Block, content: &[u8]) {
        self.written.extend_from_slice(block.bytes());
        self.written.extend_from_slice(content);
        let padded = content.len().next_multiple_of(BLOCK);
        self.written
            .extend(std::iter::repeat_n(0, padded - content.len()));
    }

    /// Writes the entry that begins with `block`, and all headers that tell of it.
    fn entry(&mut self, block: [u8; BLOCK], copying: &mut Copying<'_>) -> Result<(), CopyError> {
        let damaged = || CopyError::refused("The tar archive is damaged: some blocks belong to no file.");
        let mut block = block;
        let mut told: Vec<Told> = Vec::new();
        let mut extended = Extended::default();
        let header = loop {
            let header = Header::parse(&block).ok_or_else(damaged)?;
            if !matches!(
                header.kind,
                Kind::LongName | Kind::LongLink | Kind::Extended | Kind::Global
            ) {
                break header;
            }
            if header.size > LONGEST_EXTENSION {
                return Err(CopyError::refused(
                    "The tar archive has a header too long to be read.",
                ));
            }
            let content = self.content(header.size)?.to_vec();
            match header.kind {
                Kind::LongName => extended.long_name(&content),
                Kind::Extended => extended.records(&content),
                _ => {}
            }
            let global = header.kind == Kind::Global;
            let one = Told {
                kind: header.kind,
                block: Block::new(&block),
                content,
            };
            if global {
                // It tells of all entries that follow, also when this one is left out.
                let one = rewritten(one, None, copying)?;
                self.write(&one.block, &one.content);
            } else {
                told.push(one);
            }
            block = self.block()?;
        };
        let size = extended.size.unwrap_or(header.size);
        let name = extended.name.clone().unwrap_or_else(|| header.name.clone());
        let (content, left_out) = self.made(&header, &extended, size, &name, copying)?;
        if let Some(reason) = left_out {
            let name = copying.text(&name).unwrap_or(name);
            copying.leave_out(&name, &reason);
            return Ok(());
        }
        self.told(&header, Block::new(&block), told, &name, content, copying)
    }

    /// The entry's content in the copy, or why it is not in it.
    fn made(
        &mut self,
        header: &Header,
        extended: &Extended,
        size: u64,
        name: &str,
        copying: &mut Copying<'_>,
    ) -> Result<(Option<Vec<u8>>, Option<String>), CopyError> {
        let out = |reason: &str| Ok((None, Some(reason.to_owned())));
        match header.kind {
            Kind::File if extended.sparse => {
                self.content(size)?;
                out("It is stored with holes (sparse), which is not read.")
            }
            Kind::File => {
                let content = self.content(size)?;
                match copying.member(name, content) {
                    Ok(copied) => Ok((Some(copied), None)),
                    Err(CopyError::Refused { reason }) => Ok((None, Some(reason))),
                    Err(error) => Err(error),
                }
            }
            Kind::Link | Kind::Nothing => Ok((None, None)),
            Kind::Sparse => {
                let mut more = header.more_sparse;
                while more {
                    more = self.block()?.get(504).is_some_and(|flag| *flag != 0);
                }
                self.content(size)?;
                out("It is stored with holes (sparse), which is not read.")
            }
            _ => {
                self.content(size)?;
                out("It is of an unknown kind, or goes on in another archive.")
            }
        }
    }

    fn told(
        &mut self,
        header: &Header,
        mut block: Block,
        told: Vec<Told>,
        name: &str,
        content: Option<Vec<u8>>,
        copying: &mut Copying<'_>,
    ) -> Result<(), CopyError> {
        let changed = copying.text(name);
        let shown = match &changed {
            Some(new) => self.names.free(new),
            None => {
                self.names.keep(name);
                name.to_owned()
            }
        };
        let named_before = told
            .iter()
            .any(|one| one.kind == Kind::LongName || one.has(b"path"));
        let new_size = content.as_ref().map(|content| content.len() as u64);
        for one in told {
            let mut one = rewritten(one, new_size, copying)?;
            if changed.is_some() {
                one.name(&shown);
            }
            self.write(&one.block, &one.content);
        }
        if changed.is_some() && !block.set(Field::Name, &shown) && !named_before {
            let record = pax::record_of(b"path", shown.as_bytes());
            self.write(&Block::extended(record.len() as u64), &record);
        }
        let link = block.text(Field::Link);
        if let Some(link) = copying.text(&link)
            && !block.set(Field::Link, &link)
        {
            return Err(CopyError::refused(
                "The name of a link in it is too long without what is removed.",
            ));
        }
        for owner in [Field::User, Field::Group] {
            let text = block.text(owner);
            if let Some(text) = copying.cell(&text) {
                block.set(owner, &text);
            }
        }
        if let Some(size) = new_size.filter(|size| *size != header.size) {
            block.set_size(size);
        }
        if copying.holds_in(block.bytes()) {
            block.clean();
            if copying.holds_in(block.bytes()) {
                return Err(CopyError::refused(
                    "Something that is removed stands in a header where it cannot be changed.",
                ));
            }
        }
        self.write(&block, &content.unwrap_or_default());
        Ok(())
    }
}

impl Told {
    fn has(&self, key: &[u8]) -> bool {
        self.kind == Kind::Extended
            && pax::all(&self.content).is_some_and(|all| all.iter().any(|(k, _)| *k == key))
    }

    /// Says `name` where it says a name.
    fn name(&mut self, name: &str) {
        match self.kind {
            Kind::LongName => self.content = [name.as_bytes(), b"\0"].concat(),
            Kind::Extended => {
                let records = pax::all(&self.content).unwrap_or_default();
                self.content = records
                    .iter()
                    .flat_map(|(key, value)| match *key {
                        b"path" => pax::record_of(key, name.as_bytes()),
                        key => pax::record_of(key, value),
                    })
                    .collect();
            }
            _ => {}
        }
        self.block.set_size(self.content.len() as u64);
    }
}

/// A header that tells of others without its values; `size` is that of the entry's content in the copy.
fn rewritten(mut told: Told, size: Option<u64>, copying: &mut Copying<'_>) -> Result<Told, CopyError> {
    let own = told.block.text(Field::Name);
    if let Some(own) = copying.text(&own) {
        told.block.set(Field::Name, &own);
    }
    for owner in [Field::User, Field::Group] {
        let text = told.block.text(owner);
        if let Some(text) = copying.cell(&text) {
            told.block.set(owner, &text);
        }
    }
    let before = told.content.len();
    if matches!(told.kind, Kind::LongName | Kind::LongLink) {
        let whole = text(&told.content);
        if let Some(new) = copying.text(&whole) {
            told.content = [new.as_bytes(), b"\0"].concat();
        } else if copying.holds_in(&told.content) {
            told.content = [whole.as_bytes(), b"\0"].concat();
        }
    } else {
        let records = pax::all(&told.content).ok_or_else(|| {
            CopyError::refused("The tar archive is damaged: a header in it cannot be read.")
        })?;
        let mut content = Vec::new();
        for (key, value) in records {
            let new = match (key, size) {
                (b"size", Some(size)) => size.to_string().into_bytes(),
                _ => record(value, copying),
            };
            if copying.holds_in(&new) || copying.holds_in(key) {
                copying.leave_out(
                    "a record of a header",
                    "It holds something that is removed in a form that cannot be changed.",
                );
                continue;
            }
            content.extend(pax::record_of(key, &new));
        }
        told.content = content;
    }
    if told.content.len() != before {
        told.block.set_size(told.content.len() as u64);
    }
    if copying.holds_in(told.block.bytes()) {
        told.block.clean();
    }
    Ok(told)
}

fn record(value: &[u8], copying: &mut Copying<'_>) -> Vec<u8> {
    std::str::from_utf8(value)
        .ok()
        .and_then(|text| copying.cell(text))
        .map_or_else(|| value.to_vec(), String::into_bytes)
}
