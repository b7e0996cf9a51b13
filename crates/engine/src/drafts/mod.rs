//! What people want resources to be: drafts, the changes they belong to, who may publish them.

mod approvals;
mod asked;
mod authorship;
mod change_error;
mod changes;
mod desk;
mod destination;
mod edits;
mod error;
mod keep_one;
mod migrate;
mod naming;
mod origins;
mod past;
mod refused;
mod rename;
mod save;
mod set_each;
mod set_fields;
mod split;
mod split_error;
mod take;
mod trial;
mod undo;
mod unsave;
mod verify;

pub(crate) use authorship::{in_the_name_of, person};
pub use change_error::ChangeError;
pub(crate) use edits::Wanted;
pub use error::DraftError;
pub(crate) use keep_one::MOST_COPIES;
pub(crate) use naming::kind_name;
pub(crate) use refused::{Around, BackTo, Refused};
pub(crate) use save::{At, Edited, pictures_in, with_wanted};
pub use split_error::SplitError;
pub(crate) use take::{FROM_THE_CLUSTER, Take, Taking, left_view};

crate::core::capability! {
    /// What people want resources to be: drafts, the changes they belong to, who may publish them.
    Drafts, drafts
}
