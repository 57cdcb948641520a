//! A folder that copies are written to: each appears whole under its name, or not at all, and nothing is replaced.

use crate::known_provider;
use async_trait::async_trait;
use bytes::Bytes;
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
    context::RunContext,
    export::Manifest,
    key::ObjectKey,
    object::ObjectRef,
    problem::{ErrorClass, Problem},
};

/// The manifest's name in the folder.
pub(crate) const MANIFEST: &str = "tidegate-manifest.json";

/// A folder of copies.
pub(crate) struct CopyFolder {
    path: PathBuf,
    source: Box<dyn Source>,
}

impl CopyFolder {
    /// Makes the folder where it is missing.
    ///
    /// # Errors
    /// When it cannot be made, or lies in what is copied, or what is copied lies in it.
    pub(crate) fn open(path: &Path, copied: &Path) -> Result<Self, Problem> {
        let refused = |what: String, remedy: &str| Problem::new(ErrorClass::ConfigInvalid, what, remedy);
        let shown = path.display();
        std::fs::create_dir_all(path).map_err(|error| {
            refused(
                format!("The folder {shown} for the copies cannot be made: {error}."),
                "Choose another folder.",
            )
        })?;
        let path = path.canonicalize().map_err(|error| {
            refused(
                format!("{shown} cannot be opened: {error}."),
                "Choose another folder.",
            )
        })?;
        if path.starts_with(copied) || copied.starts_with(&path) {
            return Err(refused(
                format!("The copies would lie in what is copied: {shown}."),
                "Choose a folder outside it.",
            ));
        }
        let config = serde_json::json!({ "path": path.to_string_lossy() });
        let source = known_provider("local")?.connect(
            &config,
            None,
            &Surroundings::bare(Http::new(HttpOptions::default())),
        )?;
        Ok(Self { path, source })
    }

    /// An empty file without a name on the folder's disk, which goes when the program does.
    pub(crate) fn scratch(&self) -> Result<File, Problem> {
        tempfile::tempfile_in(&self.path).map_err(|error| {
            Problem::new(
                ErrorClass::LocalStorage,
                format!("No copy can be written in {}: {error}.", self.path.display()),
                "Check that there is room on the disk, and that the folder may be written to.",
            )
        })
    }

    /// Gives the scratch file its place. A file that is there already with the same bytes is this copy.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when another file is there.
    pub(crate) async fn publish(
        &self,
        ctx: &RunContext,
        key: &ObjectKey,
        file: File,
        size: u64,
        sha256: &str,
    ) -> Result<(), SourceError> {
        let object = ObjectRef {
            bucket: String::new(),
            key: key.clone(),
        };
        let body = ScratchBody::new(file, size);
        let written = self.put(ctx, &object, &body, PutCondition::Create).await;
        match written {
            Err(error) if error.class == ErrorClass::Conflict && self.holds(ctx, &object, sha256).await => {
                Ok(())
            }
            written => written,
        }
    }

    /// Writes the manifest in the place of an earlier one.
    pub(crate) async fn manifest(&self, ctx: &RunContext, manifest: &Manifest) -> Result<(), SourceError> {
        let broken = |error: &dyn std::fmt::Display| {
            SourceError::new(
                ErrorClass::LocalStorage,
                format!("The manifest could not be written: {error}."),
                "Check that there is room on the disk.",
            )
        };
        let text = serde_json::to_vec_pretty(manifest).map_err(|error| broken(&error))?;
        let mut file = self.scratch().map_err(|error| broken(&error))?;
        io::Write::write_all(&mut file, &text).map_err(|error| broken(&error))?;
        let body = ScratchBody::new(file, text.len() as u64);
        let object = ObjectRef {
            bucket: String::new(),
            key: MANIFEST.into(),
        };
        self.put(ctx, &object, &body, PutCondition::Overwrite).await
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

    /// Whether the file at `object` has this hash.
    async fn holds(&self, ctx: &RunContext, object: &ObjectRef, sha256: &str) -> bool {
        use futures::StreamExt;
        let Ok(mut opened) = self.source.open(ctx, object, None, None).await else {
            return false;
        };
        let mut hash = Sha256::new();
        while let Some(chunk) = opened.stream.next().await {
            match chunk {
                Ok(chunk) => hash.update(&chunk),
                Err(_) => return false,
            }
        }
        let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        digits == sha256
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
