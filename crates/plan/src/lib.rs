//! Plans commits: files, drafts, decisions and schemas in; commits, or the reasons why not, out.
//!
//! Pure: no I/O, no clock, no database, no lock. Files are read through one small trait, [`Files`].
//! The preview, a publish, normalising raw/ and repairing a directory all ask the functions here, so
//! that what was previewed is what is applied.

mod also;
mod approval;
mod area;
mod arrive;
mod aside;
mod blame;
mod carried;
mod clashes;
mod combine;
mod copies;
mod decide;
mod diff;
mod edges;
mod few;
mod fields;
mod file_edit;
mod file_kinds;
mod files;
mod introduced;
mod inverse;
mod judged;
mod kustomize;
mod lists;
mod memo;
mod message;
mod migrated;
mod named;
mod names;
mod normalise;
mod offer;
mod overlay;
mod own;
mod parse;
mod past;
mod placement;
mod policy;
mod policy_file;
mod publish;
mod raw;
mod read_back;
mod records;
mod repair;
mod returned;
mod settle;
mod stack;
mod started;
mod together;
mod verify;
mod with_cluster;

pub use also::{Wish, also_edited};
pub use approval::{Authors, SeenAct, acts_revision, is_second, revision};
pub use area::{
    Area, AreaError, Classifier, FILE_LIMIT, base_name, folder, globs, is_chart, is_kustomization,
    is_too_large, is_yaml, normal_directory, prefix,
};
pub use arrive::{
    Arrived, ArrivedDocument, FileRows, Happened, Places, Stray, ended, happened, is_present, keep,
    keep_strays, keep_unread, not_understood, reads_the_same,
};
pub use aside::Aside;
pub use blame::{Before, Blamed, Past, SetBy, Version, Whose, at_place, blame};
pub use carried::{MOST_BYTES, MOST_TOUCHED, Touched, carries_over};
pub use clashes::clashes;
pub use combine::{DocumentState, value_again, value_of};
pub use copies::{Kept, Stands, digest, kept};
pub use decide::broken_by;
pub use diff::unified_diff;
pub use edges::{READER, edges_of, edges_of_text, is_stale};
pub use few::{Few, MOST_OF_FABRIC, MOST_OF_FILE, More, few_of_each};
pub use fields::{DraftSide, FieldRow, FieldState, rows};
pub use file_kinds::FileKinds;
pub use files::{Entry, Files, FilesError, MemoryFiles};
pub use introduced::{Introduced, introduced};
pub use inverse::{Inverse, Pictures, inverse};
pub use judged::{
    Checks, Held, edits_of, errors, errors_since, finding as rule_finding, object, stands_beside,
};
pub use kustomize::{broken, inputs};
pub use lists::split_lists;
pub use memo::Memo;
pub use message::{TRAILER, coauthors};
pub use names::{lookalike_message, lookalikes};
pub use normalise::{Known, normalise};
pub use offer::{LeftPlace, Migrated, migrate_text, offered};
pub use overlay::{FileEdit, FileError};
pub use own::{OwnCommit, PlanError};
pub use parse::{
    ParsedDocument, ParsedFile, check, check_after, limits, looks_like_template, odd_documents,
    parse_file,
};
pub use past::{
    Became, PastDifference, PastDocument, PastFiles, UnreadThen, compare_past, read_dropped,
    read_past,
};
pub use placement::{Sibling, Surroundings, plural};
pub use policy::{Case, Policies, Verdict, WhyLeft};
pub use policy_file::{
    Accepted, CannotAccept, OwnerDifference, POLICIES, POLICY_LIMIT, PolicyChange,
    PolicyDifference, PolicyNews, PolicyProblem, RuleDifference, SeverityDifference,
    accept_policy_file, compare_policies, dismiss_policy_file, is_of_hedgerow, note_policy_file,
    note_written_policy, policy_file_attention, policy_file_state, policy_path, read_policy,
    read_policy_file, write_policy,
};
pub use publish::{
    Onto, Preview, Ready, Stacked, because, has_moved, is_asked, outcome, published,
};
pub use raw::{Raw, is_in_raw, read_raw};
pub use records::{
    Becomes, Records, TrialMerge, is_outdated, merge_for_trial, of_draft, reconcile, reopens,
    would_be, would_become,
};
pub use repair::{loose, repair};
pub use returned::LastPlace;
pub use settle::{Choice, NoChoice, Step, step, still_broken, with_field};
pub use stack::{Disagreement, Fate, Input, LargeDeletion, Stack, kinds_to_place};
pub use started::{OldFile, Stood, put_back, stood};
pub use together::{
    Joint, Meant, Sorted, Standpoint, Together, reconcile_together, record, sort, to_note,
};
pub use verify::{RowDifference, differing_rows, lists_few, paired, was_in};
pub use with_cluster::{
    AgreedOn, InCluster, SeenThere, Settles, against_draft, against_git, reconcile_with_cluster,
    settles, was_overruled,
};
