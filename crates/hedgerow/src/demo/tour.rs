//! What to try on the page of a demo: things in each direction, and with a cluster there.

use std::path::Path;

use hedgerow_model::AuditAction;
use hedgerow_server::{Demo, Tour, TourDirection, TourEvidence, TourStep};

use super::{cluster, people};
use crate::exit::Failure;
use crate::kept;
use crate::output::quoted;

/// What a demo in `root` shows of itself, whose repository is cloned from `clone_url`; with `kubectl`, what asks its
/// cluster.
pub(crate) fn shown(root: &Path, clone_url: &str, kubectl: Option<&str>) -> Result<Demo, Failure> {
    let new_id = || format!("{:032x}", rand::random::<u128>());
    let id = kept::find_or_make(&root.join("tour"), new_id)?;
    Ok(Demo { people: people::to_be(), tour: tour(id, clone_url, kubectl) })
}

/// The tour of a demo whose repository is cloned from `clone_url`; with `kubectl`, what asks its cluster, of one with a
/// cluster.
fn tour(id: String, clone_url: &str, kubectl: Option<&str>) -> Tour {
    let clone = format!("git clone {} hedgerow-demo\ncd hedgerow-demo", quoted(clone_url));
    let kubectl = kubectl.map(|kubectl| (kubectl, cluster::STEPS));
    let in_cluster = kubectl.into_iter().flat_map(|(kubectl, steps)| {
        steps.iter().map(move |step| step_of(step, &cluster::commands(step.commands, kubectl)))
    });
    let steps = STEPS.iter().map(|step| step_of(step, step.commands)).chain(in_cluster).collect();
    Tour { id, clone, steps }
}

fn step_of(step: &Step, commands: &str) -> TourStep {
    TourStep {
        direction: step.direction,
        title: step.title.to_owned(),
        text: step.text.to_owned(),
        commands: commands.to_owned(),
        page: step.page.to_owned(),
        page_title: step.page_title.to_owned(),
        done: false,
        evidence: step.evidence,
    }
}

/// One thing to try.
pub(super) struct Step {
    pub(super) direction: TourDirection,
    pub(super) title: &'static str,
    pub(super) text: &'static str,
    pub(super) commands: &'static str,
    pub(super) page: &'static str,
    pub(super) page_title: &'static str,
    /// What shows that it was done.
    pub(super) evidence: TourEvidence,
}

/// Each works by itself, in any order, in the clone.
const STEPS: &[Step] = &[
    Step {
        direction: TourDirection::FromGit,
        title: "Change one line",
        text: "Open fabric-a beside the terminal. Two seconds after the push the row of VPC batch is highlighted and shows another VLAN, without a reload.",
        commands: "git pull -q && sed -i 's|vlan: 1020|vlan: 1021|' fabric-a/managed/vpcs/batch.yaml\n\
                   git commit -qam 'Workers move to VLAN 1021' && git push -q",
        page: "/fabrics/fabric-a?q=kind:vpc",
        page_title: "Watch fabric-a",
        evidence: TourEvidence::InGit("fabric-a", "VPC", "batch", "vlan: 1021"),
    },
    Step {
        direction: TourDirection::FromGit,
        title: "Drop a file into raw/",
        text: "Hedgerow moves the resources to managed/, in one commit. What it cannot read stays, with the reason on the page.",
        commands: "git pull -q && printf 'apiVersion: wiring.githedgehog.com/v1beta1\\nkind: Server\\nmetadata:\\n  name: server-9\\n' > fabric-a/raw/new.yaml\n\
                   git add . && git commit -qm 'A new server' && git push -q",
        page: "/fabrics/fabric-a?tab=directory",
        page_title: "Watch its directory",
        evidence: TourEvidence::InGit("fabric-a", "Server", "server-9", ""),
    },
    Step {
        direction: TourDirection::FromGit,
        title: "Switch a resource off by commenting it out",
        text: "It is not treated as deleted: the page offers to switch it on again.",
        commands: "git pull -q && sed -i 's/^/# /' fabric-a/managed/vpcs/lab.yaml\n\
                   git commit -qam 'The lab is closed' && git push -q",
        page: "/fabrics/fabric-a/resources/VPC/default/lab",
        page_title: "Watch VPC lab",
        evidence: TourEvidence::CommentedOut("fabric-a", "VPC", "lab"),
    },
    Step {
        direction: TourDirection::ToGit,
        title: "Edit a field and publish it",
        text: "Set spec.subnets.front.dhcp.range.end to 10.10.1.250, save it in a new change, look at its exact diff and publish \
               it. In Git it is one line; the comments around it stay.",
        commands: "git pull -q && git show",
        page: "/fabrics/fabric-a/resources/VPC/default/web",
        page_title: "Open VPC web",
        evidence: TourEvidence::Published("fabric-a", "VPC", "web"),
    },
    Step {
        direction: TourDirection::ToGit,
        title: "Switch on a resource that is commented out",
        text: "Uncomment VPC tenant in a change and publish it.",
        commands: "git pull -q && git show",
        page: "/fabrics/fabric-b/resources/VPC/default/tenant",
        page_title: "Open VPC tenant",
        evidence: TourEvidence::InGit("fabric-b", "VPC", "tenant", ""),
    },
    Step {
        direction: TourDirection::ToGit,
        title: "Create a conflict with Git in one field, and resolve it",
        text: "Give spec.subnets.default.vlan of VPC tills the value 111 in a change. Then push another value with these lines. The \
               change is in conflict, nothing is pushed; choose on the page Conflicts, and publish.",
        commands: "git pull -q && sed -i 's/vlan: 101$/vlan: 121/' fabric-b/vpcs.yaml\n\
                   git commit -qam 'Tills move to VLAN 121' && git push -q",
        page: "/fabrics/fabric-b/resources/VPC/default/tills",
        page_title: "Open VPC tills",
        evidence: TourEvidence::Audited(AuditAction::ConflictResolve, "fabric-b", "VPC/tills"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_three_steps_in_each_direction_and_more_with_a_cluster() {
        let of = |kubectl: Option<&str>, direction| {
            let tour = tour("1".to_owned(), "file:///d/r.git", kubectl);
            assert_eq!(tour.clone, "git clone file:///d/r.git hedgerow-demo\ncd hedgerow-demo");
            assert!(tour.steps.iter().all(|step| !step.done));
            tour.steps.into_iter().filter(|step| step.direction == direction).count()
        };
        for direction in [TourDirection::FromGit, TourDirection::ToGit] {
            assert_eq!(of(None, direction), 3);
            assert_eq!(of(Some("kubectl"), direction), 3);
        }
        assert_eq!(of(None, TourDirection::InCluster), 0);
        assert_eq!(of(Some("kubectl"), TourDirection::InCluster), 7);
    }

    #[test]
    fn its_lines_are_those_of_the_guide_which_are_tried_as_they_stand() {
        let kubectl = "kubectl --kubeconfig /d/k";
        let guide = super::super::guide("", "", "file:///d/r.git", None)
            + &super::super::steps_with_cluster(kubectl);
        for step in tour(String::new(), "file:///d/r.git", Some(kubectl)).steps {
            for line in step.commands.lines() {
                assert!(guide.contains(line), "{line}");
            }
        }
    }

    #[test]
    fn a_demo_keeps_its_tour_and_another_has_another() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let id = |at: usize| shown(folders[at].path(), "file:///d/r.git", None).unwrap().tour.id;
        assert_eq!(id(0), id(0));
        assert_ne!(id(0), id(1));
    }

    #[test]
    fn each_command_in_the_cluster_is_whole() {
        let kubectl = "/o/kubectl --kubeconfig '/d/k k'";
        for step in tour(String::new(), "file:///d/r.git", Some(kubectl)).steps {
            if step.direction == TourDirection::InCluster {
                assert!(!step.commands.contains('@'), "{}", step.commands);
                let named = step.commands.matches("kubectl").count();
                assert_eq!(step.commands.matches(kubectl).count(), named, "{}", step.commands);
            }
        }
    }
}
