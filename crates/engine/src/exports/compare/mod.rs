//! An original beside its redacted copy: both read again, their texts aligned, and each replacement told.
//!
//! Compares only what belongs together: the version that was copied, and the copy whose hash was recorded. Values are
//! masked until a person asks for them; nothing of what is read is stored or logged.

mod align;
mod differ;
mod page;
mod rows;
mod trial;

pub use trial::CopyTrial;

use crate::{
    Engine, Examiner,
    feed::{Feed, source_error},
    known_provider, off_thread,
};
use futures::StreamExt;
use page::{Extent, Page};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::sync::{Arc, atomic::AtomicU64};
use tidegate_connectors::{Connector as Source, Http, HttpOptions, SourceError, Surroundings};
use tidegate_domain::{
    compare::{CompareFrom, Comparison},
    context::RunContext,
    export::{CopyItem, Export, ExportTo, LeftOutMember},
    id::ExportId,
    key::ObjectKey,
    object::{ObjectRef, Version},
    problem::{ErrorClass, Problem},
};
use tidegate_formats::{FormatError, Reading, ReadingEnd};

/// Bytes of text that are compared at once.
const STRETCH: usize = 256 * 1024;

impl Engine {
    /// A stretch of an object and of its copy, side by side: the first, or the one that begins at `from`. Values are
    /// masked unless `reveal` is set. `copy` says which, where several buckets have the key.
    ///
    /// # Errors
    /// When there is no copy, or the original or the copy is not any more what it was when the copy was made.
    pub async fn export_compare(
        &self,
        ctx: &RunContext,
        id: &ExportId,
        key: &ObjectKey,
        copy: Option<ObjectKey>,
        from: Option<CompareFrom>,
        reveal: bool,
    ) -> Result<Comparison, Problem> {
        let export = self.export_show(id).await?;
        let (wanted, asked) = (id.clone(), key.clone());
        let found = self
            .db(move |store| store.exports().item(&wanted, &asked, copy.as_ref()))
            .await?;
        let Some((object, item)) = found else {
            return Err(Problem::new(
                ErrorClass::NotFound,
                format!("This export has nothing of {key}."),
                "Look at the objects of the export.",
            ));
        };
        let target = copy_of(&item)?;
        let connector = self.connector_show(&export.draft.connector_id).await?;
        let source = self.source(&connector).await?;
        let (place, copy) = self.copy_place(&export, target).await?;
        let policy = match self.policy_get(&export.policy.id).await {
            Ok(policy) => policy,
            Err(_) => self.policy_of(&connector).await?,
        };
        let examiner = self.examiner(&policy.draft, policy.draft.min_confidence).await?;
        let examiner = examiner.cancelled_by(ctx.cancel.clone());
        let version = Version(item.version.clone());
        let before = source
            .open(ctx, &object, Some(&version), None)
            .await
            .map_err(original_trouble)?;
        let from = match from {
            Some(from) => from,
            None => CompareFrom {
                copy_version: proved(ctx, place.as_ref(), &copy, &item).await?,
                ..CompareFrom::default()
            },
        };
        let copy_version = Version(from.copy_version.clone());
        let after = place
            .open(ctx, &copy, Some(&copy_version), None)
            .await
            .map_err(copy_trouble)?;
        let mut before = Feed::pump(before.stream, Arc::new(AtomicU64::new(0)));
        let mut after = Feed::pump(after.stream, Arc::new(AtomicU64::new(0)));
        let cancel = ctx.cancel.clone();
        let pair = Pair {
            name: item.key.to_text(),
            without: item.left_out,
            from,
            reveal,
        };
        let compared = off_thread(move || pair.compared(&examiner, &mut before, &mut after)).await;
        if cancel.is_cancelled() {
            return Err(Problem::new(ErrorClass::Cancelled, "Cancelled.", ""));
        }
        Ok(Comparison {
            key: item.key,
            target: item.target,
            ..compared?
        })
    }

    /// Where the copies of an export are, and one of them.
    async fn copy_place(
        &self,
        export: &Export,
        target: ObjectKey,
    ) -> Result<(Box<dyn Source>, ObjectRef), Problem> {
        let (place, bucket) = match &export.draft.to {
            ExportTo::Folder { path } => {
                let config = serde_json::json!({ "path": path });
                let around = Surroundings::bare(Http::new(HttpOptions::default()));
                let place = known_provider("local")?.connect(&config, None, &around)?;
                (place, String::new())
            }
            ExportTo::Connector {
                connector_id, bucket, ..
            } => {
                let connector = self.connector_show(connector_id).await?;
                (self.source(&connector).await?, bucket.clone())
            }
        };
        Ok((place, ObjectRef { bucket, key: target }))
    }
}

/// The copy's key.
fn copy_of(item: &CopyItem) -> Result<ObjectKey, Problem> {
    match &item.target {
        Some(target) if item.state.is_copy() => Ok(target.clone()),
        _ => Err(Problem::new(
            ErrorClass::NotFound,
            format!(
                "There is no copy of this object. {}",
                item.reason.as_deref().unwrap_or_default()
            ),
            "Only what was copied can be compared.",
        )),
    }
}

/// Reads the whole copy and answers its version, when it is the one whose hash was recorded.
async fn proved(
    ctx: &RunContext,
    place: &dyn Source,
    copy: &ObjectRef,
    item: &CopyItem,
) -> Result<String, Problem> {
    let version = place.stat(ctx, copy).await.map_err(copy_trouble)?.version;
    let opened = place
        .open(ctx, copy, Some(&version), None)
        .await
        .map_err(copy_trouble)?;
    let mut stream = opened.stream;
    let mut hash = Sha256::new();
    while let Some(chunk) = stream.next().await {
        if ctx.cancelled() {
            return Err(Problem::new(ErrorClass::Cancelled, "Cancelled.", ""));
        }
        hash.update(&chunk.map_err(copy_trouble)?);
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    match digits == item.sha256 {
        true => Ok(version.0),
        false => Err(copy_changed()),
    }
}

fn copy_changed() -> Problem {
    Problem::new(
        ErrorClass::Changed,
        "The copy is not as it was written any more: its content has changed since it was proved.",
        "Do not hand it on. Make the copy again.",
    )
}

fn copy_trouble(error: SourceError) -> Problem {
    match error.class {
        ErrorClass::NotFound => Problem::new(
            ErrorClass::NotFound,
            "The copy is not at its place any more.",
            "It was moved or deleted. Make the copy again.",
        ),
        ErrorClass::Changed => copy_changed(),
        _ => error.into_problem(),
    }
}

fn original_trouble(error: SourceError) -> Problem {
    match error.class {
        ErrorClass::NotFound => Problem::new(
            ErrorClass::NotFound,
            "The original is not there any more.",
            "The copy is as it was; there is nothing left to compare it with.",
        ),
        ErrorClass::Changed => Problem::new(
            ErrorClass::Changed,
            "The original has changed since its copy was made.",
            "Sync the connector and make the copy again to compare the two.",
        ),
        _ => error.into_problem(),
    }
}

/// Two documents of which one is the copy of the other.
struct Pair {
    name: String,
    /// Files inside that the copy does not have.
    without: Vec<LeftOutMember>,
    from: CompareFrom,
    reveal: bool,
}

impl Pair {
    fn compared(
        &self,
        examiner: &Examiner,
        before: &mut dyn Read,
        after: &mut dyn Read,
    ) -> Result<Comparison, Problem> {
        let extent = |from| Extent { from, most: STRETCH };
        let (mut old, reading) = page::read(
            examiner,
            &self.name,
            before,
            extent(self.from.before),
            &self.without,
        )
        .map_err(|error| unreadable(error, original_trouble))?;
        let (mut new, copy) = page::read(examiner, &self.name, after, extent(self.from.after), &[])
            .map_err(|error| unreadable(error, copy_trouble))?;
        let format = format_of(&reading)?;
        // What stands for values is shorter or longer: without this, one side's end has no other side.
        let lines = old.lines().min(new.lines());
        if !(old.last && new.last) && lines > 0 {
            old.truncate(lines);
            new.truncate(lines);
        }
        let changes = align::changes(&old.side(), &new.side());
        let end = self.end(&old, &new, &changes);
        let whole = old.last && new.last && end == (old.text.len(), new.text.len());
        let (rows, replacements) = rows::draw(&old, &new, &changes, end, self.reveal);
        Ok(Comparison {
            key: ObjectKey::default(),
            target: None,
            format,
            rows,
            replacements,
            next: (!whole).then(|| CompareFrom {
                before: self.from.before + end.0 as u64,
                after: self.from.after + end.1 as u64,
                copy_version: self.from.copy_version.clone(),
            }),
            cut: [reading, copy].into_iter().find_map(|reading| match reading.end {
                ReadingEnd::Partial { message } => Some(message),
                _ => None,
            }),
            revealed: self.reveal,
        })
    }

    /// Where this stretch ends in both texts.
    fn end(&self, old: &Page, new: &Page, changes: &[align::Change]) -> (usize, usize) {
        let all = (old.text.len(), new.text.len());
        if old.last && new.last {
            return all;
        }
        align::cut(&old.text, &new.text, changes, &old.found).unwrap_or(all)
    }
}

fn format_of(reading: &Reading) -> Result<String, Problem> {
    Ok(match reading.end {
        ReadingEnd::Unsupported => {
            return Err(Problem::new(
                ErrorClass::Unreadable,
                "This kind of file cannot be shown as text.",
                "Open the original and the copy with the program that made it.",
            ));
        }
        ReadingEnd::Empty => String::new(),
        _ if reading.encoding.is_empty() => reading.format.to_uppercase(),
        _ => format!("{}, {}", reading.format.to_uppercase(), reading.encoding),
    })
}

fn unreadable(error: FormatError, trouble: fn(SourceError) -> Problem) -> Problem {
    match error {
        FormatError::Input(error) => match source_error(error) {
            Ok(error) => trouble(error),
            Err(error) => Problem::new(
                ErrorClass::Unreadable,
                format!("It could not be read: {error}."),
                "",
            ),
        },
        error => Problem::new(ErrorClass::Unreadable, error.to_string(), ""),
    }
}
