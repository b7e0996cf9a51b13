//! The other applier: what is asked of it, whichever it is.

use anyhow::Result;

use super::Place;
use super::argo::Argo;
use super::flux::Flux;
use crate::process;

/// Which one.
#[derive(Clone, Copy)]
pub(super) enum Theirs {
    Argo,
    Flux,
}

/// One that works.
pub(super) enum Applier {
    Argo(Argo),
    Flux(Flux),
}

impl Theirs {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Argo => "Argo CD",
            Self::Flux => "Flux",
        }
    }

    pub(super) fn rig(self) -> &'static str {
        match self {
            Self::Argo => "argo",
            Self::Flux => "flux",
        }
    }

    /// Has it apply the repository.
    pub(super) async fn start(self, place: &Place) -> Result<Applier> {
        match self {
            Self::Argo => Argo::start(place).map(Applier::Argo),
            Self::Flux => Flux::start(place).map(Applier::Flux),
        }
    }

    pub(super) fn of_commits(self) -> &'static str {
        match self {
            Self::Argo => {
                "a commit that changes every object; both look at Git every three seconds"
            }
            Self::Flux => {
                "a commit that changes every object; Flux is told of it at once, Hedgerow looks at Git every three \
                 seconds"
            }
        }
    }

    pub(super) fn of_edits(self) -> &'static str {
        match self {
            Self::Argo => "until its drift is listed, and until the Application is out of sync",
            Self::Flux => {
                "until its drift is listed, and until it is undone by the reconciliation each ten seconds"
            }
        }
    }

    pub(super) fn of_memory(self) -> &'static str {
        match self {
            Self::Argo => {
                "resident: Hedgerow's one process; the application controller and the repository server"
            }
            Self::Flux => "resident: Hedgerow's one process with Git; the kustomize-controller",
        }
    }
}

impl Applier {
    /// There is another commit.
    pub(super) fn told(&self, place: &Place, commit: &str) -> Result<()> {
        match self {
            Self::Argo(_) => Ok(()),
            Self::Flux(flux) => flux.told(place, commit),
        }
    }

    /// Milliseconds from an edit by hand until it is seen. It is undone afterwards.
    pub(super) async fn sees(&self, place: &Place, round: usize) -> Result<f64> {
        match self {
            Self::Argo(argo) => argo.sees(place, round).await,
            Self::Flux(flux) => flux.sees(place, round).await,
        }
    }

    /// The most memory that its processes had resident.
    pub(super) fn memory_mb(&self, place: &Place) -> Result<f64> {
        let programs: &[&str] = match self {
            Self::Argo(_) => &["--app-resync=", "--revision-cache-expiration="],
            Self::Flux(_) => &["kustomize-controller"],
        };
        process::peaks_below(place.server.rig_process()?, programs)
    }

    /// Has it apply nothing more; what it applied stays.
    pub(super) fn stop(&self, place: &Place) -> Result<()> {
        match self {
            Self::Argo(argo) => argo.stop(place),
            Self::Flux(flux) => flux.stop(place),
        }
    }
}
