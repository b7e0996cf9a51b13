//! The engine's face: clusters.

use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{
    ClusterAccess, ClusterPlace, ClusterTest, ClusterView, FabricView, NewCluster, Page,
    PageRequest,
};

type Answer<T> = Result<T, EngineError>;

impl Engine {
    /// Adds a cluster, after a live test.
    ///
    /// # Errors
    /// When the name or the cluster is taken, the kubeconfig is not used, or the cluster does not answer.
    pub async fn add_cluster(&self, new: NewCluster) -> Answer<ClusterView> {
        self.core.admin().add_cluster(new, &self.actor).await
    }

    /// The clusters, by name; never what they are asked with.
    ///
    /// # Errors
    /// When the page cannot be read or the database does not answer.
    pub async fn clusters(&self, ask: &PageRequest) -> Answer<Page<ClusterView>> {
        self.core.admin().cluster_page(ask).await
    }

    /// One cluster.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn cluster(&self, name: &str) -> Answer<ClusterView> {
        self.core.admin().cluster_view(name).await
    }

    /// Exchanges how a cluster is reached and who asks, after a live test. `expected` is the revision that was seen.
    ///
    /// # Errors
    /// When another cluster answers there, or none; then the old one is still in use.
    pub async fn rotate_cluster(
        &self,
        name: &str,
        access: ClusterAccess,
        expected: Option<i64>,
    ) -> Answer<ClusterView> {
        self.core.admin().rotate_cluster(name, access, expected, &self.actor).await
    }

    /// Asks a cluster, live, and what the login may do. That it does not answer is an answer, not an error.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn test_cluster(&self, name: &str) -> Answer<ClusterTest> {
        self.core.admin().test_cluster(name, &self.actor).await
    }

    /// Removes a cluster in which no fabric lives. `expected` is the revision that was seen.
    ///
    /// # Errors
    /// When a fabric lives in it, or it was edited since.
    pub async fn remove_cluster(&self, name: &str, expected: Option<i64>) -> Answer<()> {
        self.core.admin().remove_cluster(name, expected, &self.actor).await
    }

    /// The manifest that allows what a fabric needs in its cluster, or would in these namespaces: to be followed, and
    /// with `apply` to be re-applied, with `status` to be told how far it is: by Argo CD, Flux and the agents of switches.
    ///
    /// # Errors
    /// When there is no such fabric, or a namespace is none.
    pub async fn cluster_manifest(
        &self,
        fabric: &str,
        namespaces: Vec<String>,
        apply: bool,
        status: bool,
    ) -> Answer<String> {
        self.core.admin().cluster_manifest(fabric, namespaces, (apply, status)).await
    }

    /// Says in which cluster and namespaces a fabric lives; `None`: in none. What was seen in another cluster is
    /// forgotten, and what was agreed with it. `expected` is the revision of the fabric's settings that was seen.
    ///
    /// # Errors
    /// When another fabric has the namespace, or the settings were edited since.
    pub async fn set_fabric_place(
        &self,
        fabric: &str,
        place: Option<ClusterPlace>,
        expected: Option<i64>,
    ) -> Answer<FabricView> {
        self.core.admin().set_fabric_place(fabric, place, expected, &self.actor).await
    }
}
