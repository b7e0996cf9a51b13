//! What to try on the page of a demo: three things in each direction.

use hedgerow_server::{Tour, TourDirection, TourStep};

use crate::output::quoted;

/// The tour of a demo whose repository is cloned from `clone_url`.
pub(crate) fn tour(clone_url: &str) -> Tour {
    let clone = format!("git clone {} hedgerow-demo\ncd hedgerow-demo", quoted(clone_url));
    let steps = STEPS
        .iter()
        .map(|step| TourStep {
            direction: step.direction,
            title: step.title.to_owned(),
            text: step.text.to_owned(),
            commands: step.commands.to_owned(),
            page: step.page.to_owned(),
            page_title: step.page_title.to_owned(),
        })
        .collect();
    Tour { clone, steps }
}

struct Step {
    direction: TourDirection,
    title: &'static str,
    text: &'static str,
    commands: &'static str,
    page: &'static str,
    page_title: &'static str,
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
    },
    Step {
        direction: TourDirection::FromGit,
        title: "Drop a file into raw/",
        text: "Hedgerow moves the resources to managed/, in one commit. What it cannot read stays, with the reason on the page.",
        commands: "git pull -q && printf 'apiVersion: wiring.githedgehog.com/v1beta1\\nkind: Server\\nmetadata:\\n  name: server-9\\n' > fabric-a/raw/new.yaml\n\
                   git add . && git commit -qm 'A new server' && git push -q",
        page: "/fabrics/fabric-a?tab=directory",
        page_title: "Watch its directory",
    },
    Step {
        direction: TourDirection::FromGit,
        title: "Switch a resource off by commenting it out",
        text: "It is not treated as deleted: the page offers to switch it on again.",
        commands: "git pull -q && sed -i 's/^/# /' fabric-a/managed/vpcs/lab.yaml\n\
                   git commit -qam 'The lab is closed' && git push -q",
        page: "/fabrics/fabric-a/resources/VPC/default/lab",
        page_title: "Watch VPC lab",
    },
    Step {
        direction: TourDirection::ToGit,
        title: "Edit a field and publish it",
        text: "Set spec.subnets.front.dhcp.range.end to 10.10.1.250, save it in a new change, look at its exact diff and publish \
               it. In Git it is one line; the comments around it stay.",
        commands: "git pull -q && git show",
        page: "/fabrics/fabric-a/resources/VPC/default/web",
        page_title: "Open VPC web",
    },
    Step {
        direction: TourDirection::ToGit,
        title: "Switch on a resource that is commented out",
        text: "Uncomment VPC tenant in a change and publish it.",
        commands: "git pull -q && git show",
        page: "/fabrics/fabric-b/resources/VPC/default/tenant",
        page_title: "Open VPC tenant",
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
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_three_steps_in_each_direction() {
        let tour = tour("file:///d/r.git");
        assert_eq!(tour.clone, "git clone file:///d/r.git hedgerow-demo\ncd hedgerow-demo");
        for direction in [TourDirection::FromGit, TourDirection::ToGit] {
            let steps = tour.steps.iter().filter(|step| step.direction == direction);
            assert_eq!(steps.count(), 3);
        }
    }

    #[test]
    fn its_lines_are_those_of_the_guide_which_are_tried_as_they_stand() {
        let guide = super::super::guide("", "", "file:///d/r.git", None);
        for step in tour("file:///d/r.git").steps {
            for line in step.commands.lines() {
                assert!(guide.contains(line), "{line}");
            }
        }
    }
}
