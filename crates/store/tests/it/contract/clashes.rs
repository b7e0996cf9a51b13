//! What changes break, alone and together.

use hedgerow_model::{BrokenPair, BrokenRule, ChangeId, ChangeState, Identity, Judged};
use hedgerow_store::Clash;

use super::Database;
use crate::world::{World, change_in, draft, opened, save, to, world};

fn broken(rule: &str) -> BrokenRule {
    BrokenRule {
        rule: rule.into(),
        resource: Some(Identity::new("g", "K", "a")),
        field: None,
        other: None,
        message: "is taken".into(),
        path: None,
        line: None,
    }
}

fn clash(one: ChangeId, other: ChangeId, rule: &str) -> Clash {
    Clash { between: [one, other], broken: vec![broken(rule)] }
}

async fn change<D>(world: &World<D>, gone: &[[ChangeId; 2]], new: &[Clash]) {
    let mut tx = world.store.write().await.unwrap();
    tx.change_clashes(world.fabric, gone, new).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn changes_that_break_a_rule_together_are_told_of_both_until_one_is_over<
    D: Database,
>() {
    let world = world::<D>().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(change_in(&world, ChangeState::Open).await);
    }
    ids.sort();
    let [a, b, c] = ids[..] else { unreachable!() };
    change(&world, &[], &[clash(a, b, "r"), clash(b, c, "r")]).await;
    let of = async |ids: &[ChangeId]| world.store.clashes_of(ids).await.unwrap();
    assert_eq!(of(&[a]).await, [clash(a, b, "r")]);
    assert_eq!(of(&[b]).await, [clash(a, b, "r"), clash(b, c, "r")]);
    assert_eq!(of(&[a, c]).await.len(), 2);
    assert_eq!(world.store.clashes(world.fabric).await.unwrap().len(), 2);
    // Written again it says the new; what is gone is gone; one whose change is gone meanwhile is left out.
    change(&world, &[[b, c]], &[clash(a, b, "s"), clash(a, ChangeId::generate(), "r")]).await;
    assert_eq!(world.store.clashes(world.fabric).await.unwrap(), [clash(a, b, "s")]);
    assert_eq!(world.store.fabrics_with_changes().await.unwrap(), [world.fabric]);
    let mut tx = world.store.write().await.unwrap();
    tx.settle_changes(&[to(a, ChangeState::Discarded)], 3).await.unwrap();
    tx.settle_changes(&[to(c, ChangeState::Discarded)], 3).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(of(&[b]).await, []);
    assert_eq!(world.store.fabrics_with_changes().await.unwrap(), []);
    let mut tx = world.store.write().await.unwrap();
    tx.remove_fabric(world.fabric, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.store.clashes(world.fabric).await.unwrap(), []);
}

pub(crate) async fn what_a_change_broke_is_kept_until_it_is_edited<D: Database>() {
    let world = world::<D>().await;
    let id = opened(&world).await;
    let pair = BrokenPair("r".into(), vec![Identity::new("g", "K", "a")]);
    let judged = Judged {
        written: 4,
        ruling: "x".into(),
        held: vec!["VPC".into()],
        breaks: vec![pair],
        more: true,
    };
    let note = async || {
        let mut tx = world.store.write().await.unwrap();
        tx.note_judged(&[(id, judged.clone())]).await.unwrap();
        tx.commit().await.unwrap();
    };
    let noted = async || world.store.judged_changes(&[id]).await.unwrap().remove(&id);
    assert_eq!(noted().await, None);
    note().await;
    assert_eq!(noted().await.as_ref(), Some(&judged));
    assert_eq!(world.store.change(id).await.unwrap().unwrap().judged, Some(judged.clone()));
    let mut tx = world.store.write().await.unwrap();
    save(&mut tx, &draft(id, world.fabric, "another"), None, 3).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(noted().await, None, "by a save");
    note().await;
    let drafts = world.store.drafts(id).await.unwrap();
    let mut tx = world.store.write().await.unwrap();
    tx.set_broken_in(id, &[drafts[0].identity.clone()]).await.unwrap();
    tx.commit().await.unwrap();
    let broken = async || world.store.broken_drafts(&[drafts[0].id]).await.unwrap();
    assert_eq!(broken().await, [drafts[0].id]);
    let mut tx = world.store.write().await.unwrap();
    tx.set_broken_in(id, &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(broken().await, []);
    assert_eq!(noted().await.as_ref(), Some(&judged), "which is no edit");
    let mut tx = world.store.write().await.unwrap();
    tx.remove_drafts(&[drafts[0].id], 9).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(noted().await, None, "by a draft that goes");
}
