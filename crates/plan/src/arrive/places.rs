//! Where resources are, and which of several documents counts.

use std::collections::BTreeMap;

use hedgerow_model::{Identity, Standing};

use crate::combine::DocumentState;

/// Pictures of resources by identity, each with the file it is in.
pub type Places = BTreeMap<Identity, Vec<(String, DocumentState)>>;

/// Whether a resource is somewhere, readable or not, and not only in comments.
pub fn is_present(places: &Places, identity: &Identity) -> bool {
    stands(places, identity, &[Standing::Live, Standing::Unreadable])
}

/// Whether one of a resource's documents has one of these standings.
pub(super) fn stands(places: &Places, identity: &Identity, standings: &[Standing]) -> bool {
    let documents = places.get(identity).map_or(&[][..], Vec::as_slice);
    documents.iter().any(|(_, picture)| standings.contains(&picture.standing))
}

/// The picture of a resource that counts: live before unreadable before commented out, then in the
/// order of the files.
pub fn best(after: &Places, elsewhere: &Places, identity: &Identity) -> Option<DocumentState> {
    let rank = |standing: Standing| match standing {
        Standing::Live => 0,
        Standing::Unreadable => 1,
        Standing::CommentedOut => 2,
    };
    [after, elsewhere]
        .into_iter()
        .filter_map(|places| places.get(identity))
        .flatten()
        .min_by_key(|(path, picture)| (rank(picture.standing), path))
        .map(|(_, picture)| picture.clone())
}
