//! Names of files in the copy of an archive: two files whose names differed in what was removed must not become one.

use std::collections::HashSet;

/// The names that the copy has so far.
#[derive(Debug, Default)]
pub(crate) struct Names(HashSet<String>);

impl Names {
    /// Notes a name that is as it was.
    pub(crate) fn keep(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    /// The name that stands for one that was changed: no part of its path is empty, and no other file has it. Folders
    /// may be named twice.
    pub(crate) fn free(&mut self, name: &str) -> String {
        let folder = name.len() > 1 && name.ends_with('/');
        let path = if folder { name.trim_end_matches('/') } else { name };
        let parts: Vec<&str> = path
            .split('/')
            .map(|part| if part.is_empty() { "_" } else { part })
            .collect();
        let mut found = parts.join("/");
        if folder {
            found.push('/');
            self.0.insert(found.clone());
            return found;
        }
        let plain = found.clone();
        let (stem, end) = match plain.rsplit_once('.') {
            Some((stem, end)) if !end.contains('/') && !stem.is_empty() => (stem, format!(".{end}")),
            _ => (plain.as_str(), String::new()),
        };
        let mut number = 2_u64;
        while !self.0.insert(found.clone()) {
            found = format!("{stem} ({number}){end}");
            number += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn no_two_files_have_one_name() {
        let mut names = Names::default();
        names.keep("a/b.txt");
        let table = [
            ("a/b.txt", "a/b (2).txt"),
            ("a/b.txt", "a/b (3).txt"),
            ("", "_"),
            ("a//c", "a/_/c"),
            ("d/", "d/"),
            ("d/", "d/"),
            ("e.d/f", "e.d/f"),
            ("e.d/f", "e.d/f (2)"),
        ];
        for (name, free) in table {
            assert_eq!(names.free(name), free);
        }
    }
}
