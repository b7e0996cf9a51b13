//! A preview that nobody waits for any more ends at the next file, wherever it is by then.

use std::collections::HashMap;

use std::cell::Cell;
use std::collections::BTreeSet;

use hedgerow_model::{EntryKind, Layout};
use hedgerow_plan::{Entry, Files, FilesError, MemoryFiles, Onto, repair};

use crate::support::{NEVER_LARGE, World, draft, id, live, source, thing};

/// Files that somebody waits for a number of questions long.
struct Patient {
    files: MemoryFiles,
    asked: Cell<usize>,
    patience: usize,
}

impl Patient {
    fn new(world: &World, patience: usize) -> Self {
        Self { files: world.files.clone(), asked: Cell::new(0), patience }
    }
}

impl Files for &Patient {
    type Id = <MemoryFiles as Files>::Id;

    fn wanted(&self) -> Result<(), FilesError> {
        self.asked.set(self.asked.get() + 1);
        match self.asked.get() > self.patience {
            true => Err(FilesError("nobody waits for it".into())),
            false => Ok(()),
        }
    }

    fn find(&self, path: &str) -> Result<Option<(Self::Id, EntryKind)>, FilesError> {
        self.files.find(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry<Self::Id>>, FilesError> {
        self.files.list(folder)
    }

    fn names(&self, folder: &str) -> Result<BTreeSet<String>, FilesError> {
        self.files.names(folder)
    }

    fn size(&self, id: &Self::Id) -> Result<u64, FilesError> {
        self.files.size(id)
    }

    fn read(&self, id: &Self::Id) -> Result<Vec<u8>, FilesError> {
        self.files.read(id)
    }
}

#[test]
fn a_preview_that_nobody_waits_for_ends_at_the_next_file() {
    let names: Vec<String> = (0..6).map(|n| format!("t{n}")).collect();
    // All in one file, which is read once: the question is asked for each draft all the same.
    let text: String = names.iter().map(|name| format!("---\n{}", thing(name, 1, "l"))).collect();
    let world = World::new(Layout::Managed, [("dc/managed/things/all.yaml", text)]);
    let drafts: Vec<_> = (1..)
        .zip(&names)
        .map(|(n, name)| draft(n, id(name), world.picture(&id(name)), live(thing(name, 2, "l"))))
        .collect();
    let preview = |patience| {
        let files = Patient::new(&world, patience);
        let onto = Onto { files: &files, commit: None, large: NEVER_LARGE, held: HashMap::new() };
        let ended = onto.preview(world.input(&drafts)).is_err();
        (ended, files.asked.get())
    };
    let (ended, all) = preview(usize::MAX);
    assert!(!ended && all > 12, "{all}");
    for patience in 0..all {
        let (ended, asked) = preview(patience);
        // The merge ends at once; then the difference is refused too.
        assert!(asked <= patience + 2, "{asked} after {patience}");
        assert!(ended || asked <= patience + 1, "{patience}");
    }
}

#[test]
fn so_does_the_preview_of_a_directory() {
    let files = (0..20).map(|n| (format!("dc/things/t{n}.yaml"), thing(&format!("t{n}"), 1, "l")));
    let world = World::new(Layout::Managed, files);
    let asked = |patience| {
        let files = Patient::new(&world, patience);
        (repair(&&files, &source(Layout::Managed), "lab").is_err(), files.asked.get())
    };
    assert_eq!(asked(7), (true, 8));
    let (failed, all) = asked(usize::MAX);
    assert!(!failed && all >= 20, "{all}");
}
