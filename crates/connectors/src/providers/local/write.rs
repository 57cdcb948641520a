//! Writing and deleting files below the folder. A file appears under its name whole, or not at all.

use super::{Place, blocking};
use crate::beneath::Root;
use crate::connector::{PutCondition, SourceError, Upload, UploadBody, UploadProgress};
use sha2::{Digest, Sha256};
use std::io::Write;
use tidegate_domain::{
    context::RunContext,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef},
    problem::ErrorClass,
};

/// Bytes of one step of writing.
const PIECE: u64 = 1 << 20;

pub(super) async fn put(
    place: &Place,
    ctx: &RunContext,
    upload: Upload<'_>,
    seen: &mut (dyn FnMut(UploadProgress) + Send),
) -> Result<ObjectMeta, SourceError> {
    let key = upload.object.key.clone();
    if key.as_bytes().ends_with(b"/") {
        if upload.body.size() > 0 {
            return Err(no_name(&key));
        }
        return make_folder(place, key).await;
    }
    let (root, path, condition) = (place.root.clone(), key.clone(), upload.condition.clone());
    let (root, mut part) = blocking(move || {
        let root = Root::open(&root)?;
        permitted(&root, &path, &condition)?;
        let part = root.part(&path, &temporary(&path), 0)?;
        Ok((root, part))
    })
    .await
    .map_err(|error| unheld(error, &key))?;
    let size = upload.body.size();
    let mut at = 0;
    while at < size {
        if ctx.cancelled() {
            return Err(SourceError::new(ErrorClass::Cancelled, "Cancelled.", ""));
        }
        let bytes = piece(upload.body, at, size).await?;
        at += bytes.len() as u64;
        part = blocking(move || {
            part.file()
                .write_all(&bytes)
                .map_err(|error| part.trouble(&error))?;
            Ok(part)
        })
        .await?;
        seen(UploadProgress {
            sent: at,
            state: None,
        });
    }
    let condition = upload.condition.clone();
    blocking(move || {
        permitted(&root, &key, &condition)?;
        part.land(None, condition != PutCondition::Create)
    })
    .await
}

async fn piece(body: &dyn UploadBody, at: u64, size: u64) -> Result<bytes::Bytes, SourceError> {
    let bytes = body.read(at..(at + PIECE).min(size)).await?;
    if bytes.is_empty() {
        return Err(SourceError::new(
            ErrorClass::Changed,
            "The file became shorter while it was being copied.",
            "Upload it again.",
        ));
    }
    Ok(bytes)
}

/// A key that ends with `/` names a folder.
async fn make_folder(place: &Place, key: ObjectKey) -> Result<ObjectMeta, SourceError> {
    let root = place.root.clone();
    blocking(move || {
        Root::open(&root)?.make_folder(&key)?;
        Ok(ObjectMeta {
            object: ObjectRef {
                bucket: String::new(),
                key,
            },
            size: 0,
            version: tidegate_domain::object::Version(String::new()),
            modified: None,
            storage_class: None,
            unreadable: None,
        })
    })
    .await
}

/// Whether what lies at the target is what the condition asks for.
fn permitted(root: &Root, path: &ObjectKey, condition: &PutCondition) -> Result<(), SourceError> {
    let there = root.meta(path)?;
    match (condition, there) {
        (PutCondition::Overwrite, _) | (PutCondition::Create, None) => Ok(()),
        (PutCondition::Replace(version), Some(there)) if there.version == *version => Ok(()),
        (PutCondition::Create, Some(_)) => Err(SourceError::new(
            ErrorClass::Conflict,
            format!("{path} is there already."),
            "",
        )),
        (PutCondition::Replace(_), _) => Err(SourceError::new(
            ErrorClass::Conflict,
            format!("{path} was changed by someone else meanwhile."),
            "Look at it again before you replace it.",
        )),
    }
}

/// The same for every attempt at one key, so that a leftover is taken up and not left for ever.
fn temporary(path: &ObjectKey) -> String {
    let hash = Sha256::digest(path.as_bytes());
    let hex: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!(".tidegate-{hex}.part")
}

/// A name that leads nowhere is no missing file when it is to be written.
fn unheld(error: SourceError, key: &ObjectKey) -> SourceError {
    let names = key.as_bytes().split(|byte| *byte == b'/');
    let impossible = names
        .into_iter()
        .any(|name| name.is_empty() || name == b"." || name == b".." || name.contains(&0));
    if impossible { no_name(key) } else { error }
}

fn no_name(key: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::Unreadable,
        format!("A folder cannot hold a file named {key}."),
        "Empty names, \u{201c}.\u{201d}, \u{201c}..\u{201d} and zero bytes are no file names; choose another one.",
    )
}

/// Deletes files, one answer each. A key that ends with `/` names a folder, which goes only when there are no
/// files in it.
pub(super) async fn delete(place: &Place, keys: &[ObjectKey]) -> Vec<Result<(), SourceError>> {
    let (root, wanted) = (place.root.clone(), keys.to_vec());
    let answers = blocking(move || {
        let root = Root::open(&root)?;
        Ok(wanted
            .iter()
            .map(|key| match key.as_bytes().ends_with(b"/") {
                true => root.remove_empty(key),
                false => root.remove(key),
            })
            .collect())
    })
    .await;
    answers.unwrap_or_else(|error| keys.iter().map(|_| Err(error.clone())).collect())
}
