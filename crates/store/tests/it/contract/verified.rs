//! What was found when fabrics were verified.

use hedgerow_model::{VerifyOutcome, VerifyReport, VerifyState};

use super::Database;
use crate::world::world;

pub(crate) async fn the_last_verification_of_a_fabric_is_kept_and_goes_with_it<D: Database>() {
    let world = world::<D>().await;
    let fabric = world.fabric;
    assert_eq!(world.store.verify_report(fabric).await.unwrap(), None);
    assert!(world.store.verified_of_all(&[fabric]).await.unwrap().is_empty());
    let mut report = VerifyReport::new("env", "ann", 1);
    report.conclude(Vec::new(), 5);
    let mut tx = world.store.write().await.unwrap();
    tx.set_verified(fabric, &report).await.unwrap();
    report.git.state = VerifyState::Checked;
    report.conclude(Vec::new(), 7);
    tx.set_verified(fabric, &report).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.verify_report(fabric).await.unwrap(), Some(report));
    let known = world.store.verified_of_all(&[fabric]).await.unwrap()[&fabric];
    assert_eq!((known.outcome, known.found, known.at), (VerifyOutcome::Agrees, 0, 7));
    assert!(world.store.verified_at().await.unwrap().is_empty(), "it was not read yet");
    let mut tx = world.store.write().await.unwrap();
    tx.set_ingested(&[(world.source, None)], "c", 1).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.verified_at().await.unwrap(), [(fabric, Some(7))]);
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(fabric, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.verify_report(fabric).await.unwrap(), None);
}
