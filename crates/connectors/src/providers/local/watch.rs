//! Notices that something below the folder changes, by the kernel's word. A hint and no more: network drives
//! say nothing, the kernel's table may be full, and a burst may be dropped. The walk is the truth.

use futures::StreamExt;
use futures::stream::BoxStream;
use inotify::{EventMask, Inotify, WatchDescriptor, WatchMask, Watches};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Folders watched at most: the kernel keeps some thousands for all programs of a person together.
const MOST_FOLDERS: usize = 4_096;
const BUFFER: usize = 64 * 1024;

/// An item for each burst of changes. `None` where the folder cannot be watched.
pub(super) fn watch(root: &Path) -> Option<BoxStream<'static, ()>> {
    let inotify = Inotify::init().ok()?;
    let mut folders = Folders {
        watches: inotify.watches(),
        known: HashMap::new(),
    };
    folders.add(root.to_owned());
    if folders.known.is_empty() {
        return None;
    }
    let events = inotify.into_event_stream(vec![0; BUFFER]).ok()?;
    let noticed = futures::stream::unfold((events, folders), |(mut events, mut folders)| async move {
        loop {
            // An error of the stream ends the hints; the schedule goes on.
            let event = events.next().await?.ok()?;
            if event.mask.contains(EventMask::IGNORED) {
                folders.known.remove(&event.wd);
                continue;
            }
            if event.mask.contains(EventMask::ISDIR)
                && event.mask.intersects(EventMask::CREATE | EventMask::MOVED_TO)
                && let (Some(folder), Some(name)) = (folders.known.get(&event.wd), &event.name)
            {
                folders.add(folder.join(name));
            }
            return Some(((), (events, folders)));
        }
    });
    Some(noticed.boxed())
}

struct Folders {
    watches: Watches,
    known: HashMap<WatchDescriptor, PathBuf>,
}

impl Folders {
    /// Watches a folder and those below it, links not followed, as many as there is room for.
    fn add(&mut self, folder: PathBuf) {
        let mask = WatchMask::CREATE
            | WatchMask::CLOSE_WRITE
            | WatchMask::DELETE
            | WatchMask::MOVE
            | WatchMask::ONLYDIR
            | WatchMask::DONT_FOLLOW;
        let mut waiting = vec![folder];
        while let Some(folder) = waiting.pop() {
            if self.known.len() >= MOST_FOLDERS {
                return;
            }
            let Ok(descriptor) = self.watches.add(&folder, mask) else {
                continue;
            };
            if let Ok(entries) = std::fs::read_dir(&folder) {
                let below = entries
                    .flatten()
                    .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
                    .map(|entry| entry.path());
                waiting.extend(below);
            }
            self.known.insert(descriptor, folder);
        }
    }
}
