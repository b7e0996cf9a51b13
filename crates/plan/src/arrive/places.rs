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
pub(super) fn best(
    after: &Places,
    elsewhere: &Places,
    identity: &Identity,
) -> Option<DocumentState> {
    [after, elsewhere]
        .into_iter()
        .filter_map(|places| places.get(identity))
        .flatten()
        .min_by_key(|(path, picture)| (picture.standing.rank(), path))
        .map(|(_, picture)| picture.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_documents_one_counts() {
        use Standing::{CommentedOut as Off, Live, Unreadable as Broken};
        let id = Identity::new("g", "K", "a");
        let paths = ["a.yaml", "b.yaml", "c.yaml"];
        for (standings, wins) in [
            ([Off, Broken, Live], 2),
            ([Off, Broken, Off], 1),
            ([Off, Off, Off], 0),
            ([Off, Live, Live], 1),
        ] {
            let document = |n: usize| {
                let picture = DocumentState { standing: standings[n], text: paths[n].to_owned() };
                (paths[n].to_owned(), picture)
            };
            // However they are shared out, and in whatever order they are.
            for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
                for split in 0..=order.len() {
                    let of = |part: &[usize]| {
                        Places::from([(id.clone(), part.iter().map(|n| document(*n)).collect())])
                    };
                    let found = best(&of(&order[..split]), &of(&order[split..]), &id).unwrap();
                    assert_eq!(found.text, paths[wins]);
                }
            }
        }
        assert_eq!(best(&Places::new(), &Places::new(), &id), None);
    }
}
