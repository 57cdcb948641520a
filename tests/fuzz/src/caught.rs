//! Sees every panic on a thread, also those that the code under test catches: readers contain the panics of damaged
//! documents, and a fuzzer is there to find them.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

thread_local! {
    /// The panics of this thread while it is watched.
    static PANICS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Runs `work`: what it gave, unless it panicked to the end, and where panics began.
pub(crate) fn watched<T>(work: impl FnOnce() -> T) -> (Option<T>, Vec<String>) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !noted(info) {
                before(info);
            }
        }));
    });
    PANICS.with_borrow_mut(|panics| *panics = Some(Vec::new()));
    let done = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    let panics = PANICS.with_borrow_mut(Option::take).unwrap_or_default();
    (done, panics)
}

/// Whether the thread is watched; then the panic is kept.
fn noted(info: &PanicHookInfo<'_>) -> bool {
    PANICS.with_borrow_mut(|panics| {
        let Some(panics) = panics else {
            return false;
        };
        let at = info
            .location()
            .map_or_else(String::new, |at| format!("{}:{}", place(at.file()), at.line()));
        let words = info.payload_as_str().unwrap_or_default();
        panics.push(format!("it panicked at {at}: {words}"));
        true
    })
}

/// A source file's path without the folders of this machine.
fn place(file: &str) -> &str {
    match file.split_once("/registry/src/") {
        Some((_, inside)) => inside.split_once('/').map_or(inside, |(_, path)| path),
        None => file,
    }
}

#[cfg(test)]
mod tests {
    use super::watched;
    use std::panic::catch_unwind;

    #[test]
    fn a_panic_is_seen_though_it_is_caught() {
        let (done, panics) = watched(|| catch_unwind(|| panic!("inside")).is_err());
        assert_eq!(done, Some(true));
        assert_eq!(panics.len(), 1);
        assert!(
            panics[0].ends_with(": inside") && panics[0].contains("caught.rs:"),
            "{panics:?}"
        );
        let (done, panics) = watched(|| -> u8 { panic!("to the end") });
        assert_eq!((done, panics.len()), (None, 1));
        let (done, panics) = watched(|| 7);
        assert_eq!((done, panics.len()), (Some(7), 0));
    }
}
