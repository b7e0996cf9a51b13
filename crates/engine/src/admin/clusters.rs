//! Clusters: added, tested, exchanged, removed; and which fabric lives where.

use hedgerow_cluster::{
    Chosen, Cluster as Client, ClusterError, Connection, Held, Need, allowing, missing,
    read_kubeconfig,
};
use hedgerow_model::{
    Actor, Applying, AuditAction, Cluster, ConflictsGone, CredentialState, Identity, Millis,
};
use hedgerow_seal::{ExposeSecret as _, SecretString};
use hedgerow_store::{NewCluster as NewRow, Reached};
use serde_json::json;

use super::configure::check_name;
use super::{Admin, ConfigureError};
use crate::core::{Note, now};
use crate::error::{EngineError, Thing};
use crate::observe::ClusterTrouble;
use crate::record::entry;
use crate::views::{
    ClusterAccess, ClusterPlace, ClusterTest, ClusterView, Event, FabricView, HeldView, NewCluster,
    Page, PageRequest, USUAL,
};

/// How long before its end a certificate is warned about.
const WARN_MS: Millis = 14 * 86_400_000;

/// The most namespaces of a fabric: each is followed for each kind.
const NAMESPACES: usize = 20;

/// What following a kind needs, and what re-applying and applying need besides.
const TO_FOLLOW: [&str; 3] = ["get", "list", "watch"];
const TO_APPLY: [&str; 3] = ["create", "patch", "update"];

/// What is needed besides where what Git no longer has is deleted.
const TO_PRUNE: &str = "delete";

/// A cluster that answered.
struct Answered {
    secret: SecretString,
    reached: Reached,
}

impl Admin<'_> {
    /// Adds a cluster, after a live test.
    pub(crate) async fn add_cluster(
        &self,
        new: NewCluster,
        actor: &Actor,
    ) -> Result<ClusterView, EngineError> {
        check_name(Thing::Cluster, &new.name)?;
        if self.store.cluster_by_name(&new.name).await?.is_some() {
            return Err(ConfigureError::Exists { thing: Thing::Cluster, name: new.name }.into());
        }
        let answered = self.answers(&new.name, &new.access).await?;
        if let Some(known) = self.same_cluster(&answered.reached).await? {
            return Err(ClusterTrouble::Known { known: known.name }.into());
        }
        let row = NewRow {
            name: new.name.clone(),
            reached: answered.reached.clone(),
            created_by: actor.login.clone(),
        };
        let mut tx = self.store.write().await?;
        tx.add_cluster(&row, &answered.secret, &self.keyring, now()).await?;
        let entry = entry(actor, AuditAction::ClusterCreate)
            .subject(new.name.clone())
            .after(&shown(&answered.reached));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.cluster_view(&new.name).await
    }

    /// Exchanges how a cluster is reached and who asks, after a live test; what fabrics agreed on with it stays, so it
    /// has to be the same cluster.
    pub(crate) async fn rotate_cluster(
        &self,
        name: &str,
        access: ClusterAccess,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<ClusterView, EngineError> {
        let cluster = self.cluster_named(name).await?;
        let answered = self.answers(name, &access).await?;
        let other = cluster.identity.as_ref().zip(answered.reached.identity.as_ref());
        if other.is_some_and(|(known, found)| known != found) {
            return Err(ClusterTrouble::Another { name: name.to_owned() }.into());
        }
        let mut tx = self.store.write().await?;
        let (reached, secret) = (&answered.reached, &answered.secret);
        tx.rotate_cluster(cluster.id, expected, reached, secret, &self.keyring, now()).await?;
        let before = json!({ "server": cluster.server, "login": cluster.login });
        let entry = entry(actor, AuditAction::ClusterRotate)
            .subject(name)
            .before(&before)
            .after(&shown(reached));
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        self.observed.settings_moved();
        self.cluster_view(name).await
    }

    /// Asks a cluster, live, and what the login may do for each fabric in it. That it does not answer is an answer.
    pub(crate) async fn test_cluster(
        &self,
        name: &str,
        actor: &Actor,
    ) -> Result<ClusterTest, EngineError> {
        let cluster = self.cluster_named(name).await?;
        let tried = self.permissions_of(&cluster).await;
        let mut tx = self.store.write().await?;
        let entry = entry(actor, AuditAction::ClusterTest).subject(name);
        let permissions = match tried {
            Ok((version, permissions)) => {
                let (works, version) = (CredentialState::Works, Some(version.as_str()));
                tx.set_cluster_state(cluster.id, works, None, version, now()).await?;
                tx.audit(&[entry.after(&json!({ "state": "works" }))]).await?;
                permissions
            }
            Err(error) => {
                let (failed, problem) = (CredentialState::Failed, error.to_string());
                tx.set_cluster_state(cluster.id, failed, Some(&problem), None, now()).await?;
                tx.audit(&[entry.after(&json!({ "state": "failed", "problem": problem }))]).await?;
                Vec::new()
            }
        };
        tx.commit().await?;
        for place in self.store.fabric_clusters().await? {
            if place.cluster == cluster.id {
                // Who follows it asks again what it serves, and how it defines that.
                self.tell_follower(place.fabric, Note::Again).await?;
            }
        }
        Ok(ClusterTest { cluster: self.cluster_view(name).await?, permissions })
    }

    async fn permissions_of(
        &self,
        cluster: &Cluster,
    ) -> Result<(String, Vec<HeldView>), EngineError> {
        let of = |error| EngineError::cluster(&cluster.name, error);
        let (_, client) = self.observe().open(cluster.id).await?;
        let version = client.version().await.map_err(of)?;
        let mut permissions = Vec::new();
        for place in self.store.fabric_clusters().await? {
            if place.cluster != cluster.id {
                continue;
            }
            let Some(fabric) = self.store.fabric(place.fabric).await? else { continue };
            let (mut follow, apply) = self.needs(place.fabric, place.applying).await?;
            follow.extend(self.observe().given_needs(place.fabric, &follow).await?);
            for namespace in &place.namespaces {
                let held: Held = client.permissions(namespace).await.map_err(of)?;
                let words = |needs: &[Need]| -> Vec<String> {
                    missing(&held, needs).into_iter().map(word).collect()
                };
                let lacks = words(&follow);
                permissions.push(HeldView {
                    fabric: fabric.name.clone(),
                    namespace: namespace.clone(),
                    held: follow.len() - lacks.len(),
                    missing: lacks,
                    missing_to_apply: words(&apply),
                    incomplete: held.incomplete,
                });
            }
        }
        Ok((version, permissions))
    }

    /// What following a fabric needs, and what re-applying and applying need besides.
    async fn needs(
        &self,
        fabric: hedgerow_model::FabricId,
        applying: Applying,
    ) -> Result<(Vec<Need>, Vec<Need>), EngineError> {
        let kinds = self.observe().plurals(fabric).await?;
        let of = |verbs: &[&'static str]| -> Vec<Need> {
            kinds
                .iter()
                .flat_map(|(group, resource)| {
                    verbs.iter().map(|verb| Need {
                        group: group.clone(),
                        resource: resource.clone(),
                        verb,
                    })
                })
                .collect()
        };
        let prune: &[&'static str] = if applying.prune { &[TO_PRUNE] } else { &[] };
        Ok((of(&TO_FOLLOW), of(&[&TO_APPLY[..], prune].concat())))
    }

    /// The manifest that allows what a fabric needs in its cluster, and no more.
    pub(crate) async fn cluster_manifest(
        &self,
        fabric: &str,
        namespaces: Vec<String>,
        (apply, status): (bool, bool),
    ) -> Result<String, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let mut namespaces = namespaces_of(namespaces)?;
        let mut applying = Applying::OBSERVE;
        if let Some(place) = self.store.clusters_of_fabrics(&[fabric.id]).await?.pop() {
            (namespaces, applying) = (place.namespaces, place.applying);
        }
        let (mut needs, more) = self.needs(fabric.id, applying).await?;
        let given = self.observe().given_needs(fabric.id, &needs).await?;
        if apply {
            needs.extend(more);
        }
        let mut also = match status {
            true => self.observe().beside_needs(fabric.id, &namespaces).await?,
            false => Vec::new(),
        };
        also.extend(namespaces.iter().map(|namespace| (namespace.clone(), given.clone())));
        let home = namespaces.first().map_or(Identity::DEFAULT_NAMESPACE, String::as_str);
        Ok(allowing("hedgerow", home, &namespaces, &needs, &also))
    }

    pub(crate) async fn remove_cluster(
        &self,
        name: &str,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<(), EngineError> {
        let cluster = self.cluster_named(name).await?;
        let fabrics = self.store.fabrics_in_cluster(cluster.id).await?;
        if !fabrics.is_empty() {
            return Err(ClusterTrouble::InUse { name: name.to_owned(), fabrics }.into());
        }
        let mut tx = self.store.write().await?;
        tx.remove_cluster(cluster.id, expected).await?;
        let before = json!({ "server": cluster.server, "login": cluster.login });
        let entry = entry(actor, AuditAction::ClusterDelete).subject(name).before(&before);
        tx.audit(&[entry]).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn cluster_page(
        &self,
        ask: &PageRequest,
    ) -> Result<Page<ClusterView>, EngineError> {
        const LIST: &str = "clusters";
        let (limit, after) = (ask.limit(USUAL)?, ask.after::<String>(LIST)?);
        let mut views = Vec::new();
        for cluster in self.store.clusters(after.as_deref(), limit + 1).await? {
            let fabrics = self.store.fabrics_in_cluster(cluster.id).await?;
            views.push(view(cluster, fabrics));
        }
        Ok(Page::cut(views, limit, LIST, |view: &ClusterView| view.name.clone()))
    }

    pub(crate) async fn cluster_view(&self, name: &str) -> Result<ClusterView, EngineError> {
        let cluster = self.cluster_named(name).await?;
        let fabrics = self.store.fabrics_in_cluster(cluster.id).await?;
        Ok(view(cluster, fabrics))
    }

    async fn cluster_named(&self, name: &str) -> Result<Cluster, EngineError> {
        let cluster = self.store.cluster_by_name(name).await?;
        cluster.ok_or_else(|| EngineError::not_found(Thing::Cluster, name))
    }

    /// A cluster that is the same as the one that answered.
    async fn same_cluster(&self, reached: &Reached) -> Result<Option<Cluster>, EngineError> {
        let all = self.store.clusters(None, i64::MAX).await?;
        Ok(all.into_iter().find(|known| match (&known.identity, &reached.identity) {
            (Some(known), Some(found)) => known == found,
            _ => known.server == reached.server,
        }))
    }

    /// Says in which cluster and namespaces a fabric lives, or that it lives in none.
    pub(crate) async fn set_fabric_place(
        &self,
        name: &str,
        place: Option<ClusterPlace>,
        expected: Option<i64>,
        actor: &Actor,
    ) -> Result<FabricView, EngineError> {
        let fabric = self.fabric_named(name).await?;
        let before = self.store.clusters_of_fabrics(&[fabric.id]).await?.pop();
        let wanted = match &place {
            None => None,
            Some(place) => {
                let cluster = self.cluster_named(&place.cluster).await?;
                let stays = before.as_ref().filter(|it| it.cluster == cluster.id);
                let namespaces = match stays {
                    Some(it) if place.namespaces.is_empty() => it.namespaces.clone(),
                    _ => namespaces_of(place.namespaces.clone())?,
                };
                let was = stays.map_or(Applying::OBSERVE, |it| it.applying);
                let applying = Applying {
                    mode: place.apply.unwrap_or(was.mode),
                    prune: place.prune.unwrap_or(was.prune),
                    refused: place.refused.unwrap_or(was.refused),
                };
                Some((cluster, namespaces, applying))
            }
        };
        // No ingest reads by definitions that are about to be forgotten.
        let _edits = self.lock_fabric(fabric.id).await;
        let mut tx = self.store.write().await?;
        if let Some((cluster, namespaces, _)) = &wanted {
            for other in tx.fabric_clusters().await? {
                if other.cluster != cluster.id || other.fabric == fabric.id {
                    continue;
                }
                if let Some(namespace) = namespaces.iter().find(|it| other.namespaces.contains(it))
                {
                    let owner =
                        tx.fabric(other.fabric).await?.map(|it| it.name).unwrap_or_default();
                    return Err(ClusterTrouble::NamespaceTaken {
                        cluster: cluster.name.clone(),
                        namespace: namespace.clone(),
                        owner,
                    }
                    .into());
                }
            }
        }
        let same = match (&before, &wanted) {
            (None, None) => true,
            (Some(before), Some((cluster, namespaces, applying))) => {
                before.cluster == cluster.id
                    && before.namespaces == *namespaces
                    && before.applying == *applying
            }
            _ => false,
        };
        if same {
            drop(tx);
            return self.fabric_by_name(name).await;
        }
        tx.count_fabric_edit(fabric.id, expected).await?;
        let stays = before.as_ref().map(|it| it.cluster) == wanted.as_ref().map(|(it, ..)| it.id);
        let place_now =
            wanted.as_ref().map(|(cluster, namespaces, _)| (cluster.id, namespaces.as_slice()));
        let same_place =
            before.as_ref().map(|it| (it.cluster, it.namespaces.as_slice())) == place_now;
        if !same_place {
            tx.set_fabric_cluster(fabric.id, place_now, !stays).await?;
            if !stays {
                for change in tx.supersede_with_cluster(fabric.id, now()).await? {
                    let because = ConflictsGone::ClusterMoved;
                    self.drafts().reopen(&mut tx, change, because).await?;
                }
            }
        }
        let is_redefined = !stays && before.is_some();
        if is_redefined {
            tx.read_anew(fabric.id).await?;
        }
        let applying = wanted.as_ref().map_or(Applying::OBSERVE, |(_, _, applying)| *applying);
        tx.set_applying(fabric.id, applying, now()).await?;
        if !same_place {
            // Whoever follows it, or writes to it, by what was so until now does neither any more.
            tx.revoke_leases(fabric.id).await?;
        }
        let before_name = match &before {
            Some(before) => tx.cluster(before.cluster).await?.map(|cluster| cluster.name),
            None => None,
        };
        let entry = entry(actor, AuditAction::FabricUpdate)
            .fabric(name)
            .before(&json!({
                "cluster": before_name,
                "applying": before.as_ref().map(|before| before.applying),
                "namespaces": before.map(|before| before.namespaces),
            }))
            .after(&json!({
                "cluster": wanted.as_ref().map(|(cluster, ..)| &cluster.name),
                "applying": wanted.as_ref().map(|(_, _, applying)| applying),
                "namespaces": wanted.as_ref().map(|(_, namespaces, _)| namespaces),
            }));
        tx.audit(&[entry]).await?;
        self.record().emit(&mut tx, &Event::Fabric { fabric: name.to_owned() })?;
        tx.commit().await?;
        if is_redefined {
            self.redefined(fabric.id);
        }
        if !same_place {
            self.look_at_leases(fabric.id).await?;
            self.observed.placed(fabric.id);
        }
        self.tell_follower_or_log(fabric.id, Note::Apply).await;
        self.observed.settings_moved();
        self.fabric_by_name(name).await
    }

    /// Reads how a cluster is to be reached, and asks it.
    async fn answers(&self, name: &str, access: &ClusterAccess) -> Result<Answered, EngineError> {
        let connection = match (&access.kubeconfig, access.in_cluster) {
            (Some(text), false) => {
                let context = access.context.as_deref();
                let Chosen { connection, .. } = read_kubeconfig(text.0.expose_secret(), context)
                    .map_err(ClusterTrouble::from)?;
                connection
            }
            (None, true) => Connection::of_this_pod().map_err(ClusterTrouble::NotInCluster)?,
            _ => return Err(ClusterTrouble::NoAccess.into()),
        };
        let of = |error: ClusterError| EngineError::cluster(name, error);
        let client = Client::open(&connection, &self.programs).await.map_err(of)?;
        let version = client.version().await.map_err(of)?;
        let identity = client.id().await.map_err(of)?;
        let secret = serde_json::to_string(&connection)
            .map_err(|error| EngineError::Internal(format!("a connection: {error}")))?;
        Ok(Answered {
            secret: secret.into(),
            reached: Reached {
                server: connection.server.clone(),
                login: connection.login_word().to_owned(),
                expires_at: connection.expires_at(),
                identity,
                version: Some(version),
            },
        })
    }
}

fn word(need: &Need) -> String {
    match need.group.as_str() {
        "" => format!("{} {}", need.verb, need.resource),
        group => format!("{} {}.{group}", need.verb, need.resource),
    }
}

/// What the audit says of how a cluster is reached.
fn shown(reached: &Reached) -> serde_json::Value {
    json!({
        "server": reached.server, "login": reached.login, "version": reached.version,
        "expires_at": reached.expires_at,
    })
}

/// Namespaces in order, each once; `default` where none is named.
fn namespaces_of(mut names: Vec<String>) -> Result<Vec<String>, ClusterTrouble> {
    if names.is_empty() {
        names.push(Identity::DEFAULT_NAMESPACE.to_owned());
    }
    names.sort();
    names.dedup();
    if names.len() > NAMESPACES {
        return Err(ClusterTrouble::ManyNamespaces(NAMESPACES));
    }
    for name in &names {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=63).contains(&name.len())
            && name.bytes().all(inner)
            && !name.starts_with('-')
            && !name.ends_with('-');
        if !fits {
            return Err(ClusterTrouble::Namespace(name.clone()));
        }
    }
    Ok(names)
}

fn view(cluster: Cluster, fabrics: Vec<String>) -> ClusterView {
    let problem = cluster.problem.or_else(|| {
        let left = cluster.expires_at? - now();
        match left {
            ..=0 => Some("its certificate has expired; give it another one".to_owned()),
            1..=WARN_MS => Some(format!(
                "its certificate expires in {} days; give it another one",
                left / 86_400_000
            )),
            _ => None,
        }
    });
    ClusterView {
        name: cluster.name,
        server: cluster.server,
        version: cluster.version,
        login: cluster.login,
        state: cluster.state,
        problem,
        checked_at: cluster.checked_at,
        expires_at: cluster.expires_at,
        fabrics,
        created_at: cluster.created_at,
        created_by: cluster.created_by,
        rotated_at: cluster.rotated_at,
        revision: cluster.revision,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_are_names_of_namespaces_each_once() {
        let of = |names: &[&str]| namespaces_of(names.iter().map(|&it| it.to_owned()).collect());
        assert_eq!(of(&[]).unwrap(), ["default"]);
        assert_eq!(of(&["b", "a", "b"]).unwrap(), ["a", "b"]);
        let long = "a".repeat(64);
        for odd in ["", "A", "a/b", "-a", "a-", "a.b", "*", long.as_str()] {
            assert!(matches!(of(&[odd]), Err(ClusterTrouble::Namespace(_))), "{odd}");
        }
        let many: Vec<String> = (0..=NAMESPACES).map(|n| format!("n{n}")).collect();
        assert!(matches!(namespaces_of(many), Err(ClusterTrouble::ManyNamespaces(_))));
    }
}
