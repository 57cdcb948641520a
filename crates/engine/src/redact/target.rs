//! Where copies go: a folder, or a place in a connector that may be exported to. Each copy appears whole under its
//! name, or not at all.

use crate::known_provider;
use crate::objects::boundary::may_write;
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
    connector::Connector,
    context::RunContext,
    export::Manifest,
    key::ObjectKey,
    object::ObjectRef,
    problem::{ErrorClass, Problem},
};

/// The manifest's name beside the copies.
const MANIFEST: &str = "tidegate-manifest.json";

/// Where copies go.
pub(crate) struct Target {
    source: Box<dyn Source>,
    /// Of a connector: asked before each write.
    boundary: Option<(Connector, bool)>,
    bucket: String,
    /// Before each key; empty or with a slash at its end.
    prefix: Vec<u8>,
    /// Where copies wait for their proof, in files without a name.
    scratch: PathBuf,
    /// What is there already is replaced.
    replace: bool,
}

impl Target {
    /// A folder, which is made where it is missing.
    ///
    /// # Errors
    /// When it cannot be made, or lies in one of the folders that are copied or scanned, or one of them in it.
    pub(crate) fn folder(path: &Path, scanned: &[PathBuf], replace: bool) -> Result<Self, Problem> {
        let refused =
            |what: String, remedy: &str| Problem::new(ErrorClass::ConfigInvalid, what, remedy).on_field("to");
        let shown = path.display();
        if !path.is_absolute() && path.as_os_str().is_empty() {
            return Err(refused(
                "No folder is named for the copies.".to_owned(),
                "Choose a folder.",
            ));
        }
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
            replace,
        })
    }

    /// A place in a connector's storage. `buckets` says whether its provider has buckets.
    pub(crate) fn connector(
        source: Box<dyn Source>,
        connector: Connector,
        buckets: bool,
        place: &ObjectRef,
        scratch: &Path,
        replace: bool,
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
            replace,
        };
        target.checked(&ObjectKey::from(MANIFEST))?;
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

    /// Gives the scratch file its place, and answers it. A file that is there already with the same bytes is this copy.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when another file is there and may not be replaced.
    pub(crate) async fn publish(
        &self,
        ctx: &RunContext,
        key: &ObjectKey,
        file: File,
        size: u64,
        sha256: &str,
    ) -> Result<ObjectKey, Problem> {
        if key.as_bytes() == MANIFEST.as_bytes() {
            return Err(Problem::new(
                ErrorClass::Conflict,
                "Its name is that of the manifest, which lies beside the copies.",
                "Copy it by itself, to another place.",
            ));
        }
        let object = self.checked(key)?;
        let body = ScratchBody::new(file, size);
        match self.put(ctx, &object, &body, PutCondition::Create).await {
            Ok(()) => Ok(object.key),
            Err(error) if error.class == ErrorClass::Conflict => {
                if self.holds(ctx, &object, sha256).await {
                    return Ok(object.key);
                }
                if !self.replace {
                    return Err(Problem::new(
                        ErrorClass::Conflict,
                        "Another file is at the place of its copy.",
                        "Choose an empty place, or let the export replace what is there.",
                    ));
                }
                let there = self
                    .source
                    .stat(ctx, &object)
                    .await
                    .map_err(SourceError::into_problem)?;
                self.put(ctx, &object, &body, PutCondition::Replace(there.version))
                    .await
                    .map_err(SourceError::into_problem)?;
                Ok(object.key)
            }
            Err(error) => Err(error.into_problem()),
        }
    }

    /// Writes the manifest in the place of an earlier one.
    pub(crate) async fn manifest(&self, ctx: &RunContext, manifest: &Manifest) -> Result<(), Problem> {
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
        let object = self.checked(&ObjectKey::from(MANIFEST))?;
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
