//! Where copies go: a folder, or a place in a connector that may be exported to. Each copy appears whole under its
//! name, or not at all.

use crate::objects::boundary::may_write;
use crate::{known_provider, off_thread};
use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tidegate_connectors::{
    Connector as Source, Http, HttpOptions, PutCondition, SourceError, Surroundings, Upload, UploadBody,
};
use tidegate_domain::{
    connector::Connector,
    context::RunContext,
    export::Manifest,
    id::ExportId,
    key::ObjectKey,
    object::{ObjectRef, Version},
    problem::{ErrorClass, Problem},
};
use tidegate_store::Store;

/// Where copies go.
pub(crate) struct Target {
    source: Box<dyn Source>,
    /// Of a connector: asked before each write.
    boundary: Option<(Connector, bool)>,
    bucket: String,
    /// Before each key; empty or with a slash at its end.
    prefix: Vec<u8>,
    /// Where copies wait for their proof, in files without a name. Of a folder: the folder itself.
    scratch: PathBuf,
    /// What knows the copies that were written earlier, when they are replaced.
    earlier: Option<Store>,
}

impl Target {
    /// A folder, which may be missing: nothing is made before [`Target::prepare`].
    ///
    /// # Errors
    /// When it cannot be there, or lies in one of the folders that are copied or scanned, or one of them in it.
    pub(crate) fn folder(path: &Path, scanned: &[PathBuf], earlier: Option<Store>) -> Result<Self, Problem> {
        if path.as_os_str().is_empty() {
            return Err(refused(
                "No folder is named for the copies.".to_owned(),
                "Choose a folder.",
            ));
        }
        let path = place_of(path)?;
        let meets = |other: &PathBuf| path.starts_with(other) || other.starts_with(&path);
        if let Some(other) = scanned.iter().find(|other| meets(other)) {
            return Err(refused(
                format!(
                    "The copies would lie in what is scanned: {} and {}.",
                    path.display(),
                    other.display()
                ),
                "Choose a folder outside it.",
            ));
        }
        let config = serde_json::json!({ "path": path.to_string_lossy() });
        let source = known_provider("local")?.connect(
            &config,
            None,
            &Surroundings::bare(Http::new(HttpOptions::default())),
        )?;
        Ok(Self {
            source,
            boundary: None,
            bucket: String::new(),
            prefix: Vec::new(),
            scratch: path,
            earlier,
        })
    }

    /// Makes the folder of the copies where it is missing.
    ///
    /// # Errors
    /// When it cannot be made, or is not any more where it was checked to be.
    pub(crate) fn prepare(&self) -> Result<(), Problem> {
        if self.boundary.is_some() {
            return Ok(());
        }
        let shown = self.scratch.display();
        std::fs::create_dir_all(&self.scratch).map_err(|error| {
            refused(
                format!("The folder {shown} for the copies cannot be made: {error}."),
                "Choose another folder.",
            )
        })?;
        match self.scratch.canonicalize() {
            Ok(path) if path == self.scratch => Ok(()),
            _ => Err(refused(
                format!("{shown} is not the folder any more that it was a moment ago."),
                "Choose another folder.",
            )),
        }
    }

    /// A place in a connector's storage. `buckets` says whether its provider has buckets.
    pub(crate) fn connector(
        source: Box<dyn Source>,
        connector: Connector,
        buckets: bool,
        place: &ObjectRef,
        scratch: &Path,
        earlier: Option<Store>,
    ) -> Result<Self, Problem> {
        let mut prefix = place.key.as_bytes().to_vec();
        if !prefix.is_empty() && !prefix.ends_with(b"/") {
            prefix.push(b'/');
        }
        let target = Self {
            source,
            boundary: Some((connector, buckets)),
            bucket: place.bucket.clone(),
            prefix,
            scratch: scratch.to_owned(),
            earlier,
        };
        target.checked(&ObjectKey::from(Manifest::file_name(None).as_str()))?;
        Ok(target)
    }

    /// Where the copy of `key` goes.
    ///
    /// # Errors
    /// When it may not be written there.
    fn checked(&self, key: &ObjectKey) -> Result<ObjectRef, Problem> {
        let object = ObjectRef {
            bucket: self.bucket.clone(),
            key: ObjectKey::from_bytes([&self.prefix, key.as_bytes()].concat()),
        };
        if let Some((connector, buckets)) = &self.boundary {
            may_write(connector, *buckets, &object)?;
        }
        Ok(object)
    }

    /// An empty file without a name, which goes when the program does.
    pub(crate) fn scratch(&self) -> Result<File, Problem> {
        tempfile::tempfile_in(&self.scratch).map_err(|error| {
            Problem::new(
                ErrorClass::LocalStorage,
                format!("No copy can be written in {}: {error}.", self.scratch.display()),
                "Check that there is room on the disk, and that the folder may be written to.",
            )
        })
    }

    /// Gives the scratch file, the copy of `source`, its place, and answers it. A file that is there already with the same bytes is this copy.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when another file is there and may not be replaced.
    pub(crate) async fn publish(
        &self,
        ctx: &RunContext,
        source: &ObjectRef,
        key: &ObjectKey,
        file: File,
        size: u64,
        sha256: &str,
    ) -> Result<ObjectKey, Problem> {
        if Manifest::takes_name(key) {
            return Err(Problem::new(
                ErrorClass::Conflict,
                "Its name is that of a manifest, which lies beside the copies.",
                "Copy it by itself, to another place.",
            ));
        }
        let object = self.checked(key)?;
        let body = ScratchBody::new(file, size);
        match self.put(ctx, &object, &body, PutCondition::Create).await {
            Ok(()) => Ok(object.key),
            Err(error) if error.class == ErrorClass::Conflict => {
                let (version, there) = self
                    .there(ctx, &object)
                    .await
                    .map_err(SourceError::into_problem)?;
                if there == sha256 {
                    return Ok(object.key);
                }
                self.may_replace(there, source, &object.key).await?;
                self.put(ctx, &object, &body, PutCondition::Replace(version))
                    .await
                    .map_err(SourceError::into_problem)?;
                Ok(object.key)
            }
            Err(error) => Err(error.into_problem()),
        }
    }

    /// Writes the manifest of an export, or of copies that no export keeps, in the place of an earlier one.
    pub(crate) async fn manifest(
        &self,
        ctx: &RunContext,
        export: Option<&ExportId>,
        manifest: &Manifest,
    ) -> Result<(), Problem> {
        let broken = |error: &dyn std::fmt::Display| {
            Problem::new(
                ErrorClass::LocalStorage,
                format!("The manifest could not be written: {error}."),
                "Check that there is room on the disk.",
            )
        };
        let text = serde_json::to_vec_pretty(manifest).map_err(|error| broken(&error))?;
        let mut file = self.scratch().map_err(|error| broken(&error))?;
        io::Write::write_all(&mut file, &text).map_err(|error| broken(&error))?;
        let body = ScratchBody::new(file, text.len() as u64);
        let object = self.checked(&ObjectKey::from(Manifest::file_name(export).as_str()))?;
        self.put(ctx, &object, &body, PutCondition::Overwrite)
            .await
            .map_err(SourceError::into_problem)
    }

    async fn put(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
        body: &ScratchBody,
        condition: PutCondition,
    ) -> Result<(), SourceError> {
        let upload = Upload {
            object,
            body,
            condition,
            content_type: None,
            resume: None,
        };
        self.source.put(ctx, upload, &mut |_| {}).await.map(|_| ())
    }

    /// The version and the hash of the file at `object`.
    async fn there(&self, ctx: &RunContext, object: &ObjectRef) -> Result<(Version, String), SourceError> {
        let version = self.source.stat(ctx, object).await?.version;
        let mut opened = self.source.open(ctx, object, Some(&version), None).await?;
        let mut hash = Sha256::new();
        while let Some(chunk) = opened.stream.next().await {
            hash.update(&chunk?);
        }
        Ok((version, crate::hex(&hash.finalize())))
    }

    /// # Errors
    /// [`ErrorClass::Conflict`] when the file with this hash is not to be replaced.
    async fn may_replace(&self, sha256: String, source: &ObjectRef, at: &ObjectKey) -> Result<(), Problem> {
        let Some(store) = self.earlier.clone() else {
            return Err(Problem::new(
                ErrorClass::Conflict,
                "Another file is at the place of its copy.",
                "Choose an empty place, or let the export replace earlier copies.",
            ));
        };
        let (source, at) = (source.clone(), at.clone());
        if off_thread(move || {
            store
                .exports()
                .wrote(&sha256, &source, &at)
                .map_err(Problem::from)
        })
        .await?
        {
            return Ok(());
        }
        Err(Problem::new(
            ErrorClass::Conflict,
            "A file that is no earlier copy of this object is at the place of its copy, and was not touched.",
            "Choose an empty place, or move that file away.",
        ))
    }
}

fn refused(what: String, remedy: &str) -> Problem {
    Problem::new(ErrorClass::ConfigInvalid, what, remedy).on_field("to")
}

/// Where `path` is or would be: what is there already, without links, and the missing rest below it.
fn place_of(path: &Path) -> Result<PathBuf, Problem> {
    let cannot = |error: &dyn std::fmt::Display| {
        refused(
            format!("{} cannot be opened: {error}.", path.display()),
            "Choose another folder.",
        )
    };
    let mut missing = Vec::new();
    let mut there = path;
    loop {
        match there.canonicalize() {
            Ok(found) if found.is_dir() => {
                return Ok(missing.iter().rev().fold(found, |place, name| place.join(name)));
            }
            Ok(_) => return Err(cannot(&"a file is in its way")),
            // A link that leads nowhere is there, and what a folder of its name would be is not known.
            Err(error) if error.kind() == io::ErrorKind::NotFound && there.symlink_metadata().is_err() => {}
            Err(error) => return Err(cannot(&error)),
        }
        match (there.file_name(), there.parent()) {
            (Some(name), Some(above)) => {
                missing.push(name.to_owned());
                there = if above.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    above
                };
            }
            _ => return Err(cannot(&"\u{201c}..\u{201d} follows a folder that is not there")),
        }
    }
}

/// A copy on its way to its place.
struct ScratchBody {
    file: Arc<Mutex<File>>,
    size: u64,
}

impl ScratchBody {
    fn new(file: File, size: u64) -> Self {
        Self {
            file: Arc::new(Mutex::new(file)),
            size,
        }
    }
}

#[async_trait]
impl UploadBody for ScratchBody {
    fn size(&self) -> u64 {
        self.size
    }

    async fn read(&self, range: Range<u64>) -> Result<Bytes, SourceError> {
        let file = Arc::clone(&self.file);
        let broken = |error: &dyn std::fmt::Display| {
            SourceError::new(
                ErrorClass::LocalStorage,
                format!("A copy could not be read again: {error}."),
                "Check the disk.",
            )
        };
        let read = tokio::task::spawn_blocking(move || -> io::Result<Vec<u8>> {
            let mut file = crate::locked(&file);
            file.seek(SeekFrom::Start(range.start))?;
            let length = range.end.saturating_sub(range.start);
            let mut bytes = Vec::new();
            (&mut *file).take(length).read_to_end(&mut bytes)?;
            if (bytes.len() as u64) < length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Ok(bytes)
        })
        .await;
        match read {
            Ok(Ok(bytes)) => Ok(bytes.into()),
            Ok(Err(error)) => Err(broken(&error)),
            Err(error) => Err(broken(&error)),
        }
    }
}
