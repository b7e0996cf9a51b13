//! Prints how long a merge of a 100-line resource takes: values, text by lines, text by the editor.
//!
//! `cargo run --release -p hedgerow-merge --example speed`

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a program for a person at a terminal"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use hedgerow_merge::{Manual, Merged, Side, Way, merge_documents, merge_read, merge_values};
use hedgerow_model::{FieldPath, ListType, ListTypes, Segment};
use hedgerow_yaml::{Limits, read};

/// The lists of a VPC.
struct Types;

impl ListTypes for Types {
    fn list_type(&self, path: &FieldPath) -> ListType {
        match path.segments().last() {
            Some(Segment::Key(name)) if name == "staticRoutes" => {
                ListType::Keyed(vec!["prefix".into()])
            }
            Some(Segment::Key(name)) if name == "dnsServers" => ListType::Set,
            _ => ListType::Atomic,
        }
    }
}

/// A VPC of a hundred lines.
fn vpc() -> String {
    let mut text = String::from(
        "# The tenants of hall two.\napiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\n\
         metadata:\n  name: vpc-1\n  namespace: default\nspec:\n  ipv4Namespace: default\n\
         \x20 subnets:\n",
    );
    for n in 1..=9 {
        let _ = write!(
            text,
            "    subnet-{n}: # rack {n}\n      subnet: 10.0.{n}.0/24\n      vlan: {vlan}\n      \
             dhcp:\n        enable: true\n        range:\n          start: 10.0.{n}.10\n          \
             end: 10.0.{n}.99\n        options:\n          dnsServers: [10.0.{n}.1, 10.0.{n}.2]\n",
            vlan = 1000 + n
        );
    }
    text.push_str("  staticRoutes:\n    - prefix: 10.9.0.0/16\n      nextHops: [10.0.1.1]\n");
    text
}

/// The median of many runs, in milliseconds.
fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..2_000)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn main() {
    let base = vpc();
    let draft = base.replace("vlan: 1003", "vlan: 1303").replace("# rack 5", "# rack 5, moved");
    let git = base.replace("vlan: 1007", "vlan: 1707").replace("10.0.2.99", "10.0.2.199");
    // Both touch one line, so that only the editor can bring them together.
    let line = "dnsServers: [10.0.4.1, 10.0.4.2]";
    let draft_near = draft.replace(line, "dnsServers: [10.0.4.1, 10.0.4.2, 10.0.4.3]");
    let git_near = git.replace(line, "dnsServers: [10.0.4.2]");

    let parse = |text: &str| read(text, &Limits::default()).expect("the text is written above");
    let documents = [&base, &draft, &git].map(|text| parse(text));
    let [b, d, g] = &documents;
    let merge = |draft: &str, git: &str| -> Merged {
        merge_documents(Some(&base), Some(draft), Some(git), &Types, &mut Manual)
            .expect("the texts can be merged")
    };
    assert_eq!(merge(&draft, &git).way, Way::Lines);
    assert_eq!(merge(&draft_near, &git_near).way, Way::Edits);

    println!(
        "one resource of {} lines; medians of 2,000 runs, in milliseconds",
        base.lines().count()
    );
    let values = median(|| {
        black_box(merge_values(
            Some(b.value()),
            Some(d.value()),
            Some(g.value()),
            &Types,
            &mut Manual,
        ));
    });
    println!("values                          {values:.4}   target 0.1");
    let reading = median(|| {
        black_box(parse(&base));
    });
    println!("reading one of them             {reading:.4}");
    let lines = median(|| {
        black_box(merge(&draft, &git));
    });
    println!("text by lines                   {lines:.4}   target 0.5");
    let cached = median(|| {
        let side = |text, document| Some(Side { text, document });
        let merged =
            merge_read(side(&base, b), side(&draft, d), side(&git, g), &Types, &mut Manual);
        let _ = black_box(merged);
    });
    println!("text by lines, sides read before {cached:.4}");
    let edits = median(|| {
        black_box(merge(&draft_near, &git_near));
    });
    println!("text by the editor              {edits:.4}   target 1.5");
}
