//! What the commands on files share: reading, writing, finding and showing them; and what points others at files.

pub(crate) mod area;
pub(crate) mod crds;
pub(crate) mod diagnostic;
pub(crate) mod files;
pub(crate) mod manifests;
