//! `hedgerow free FABRIC vlan|subnet/PREFIX|port SWITCH`: the next free ones, and what holds the others.

use std::str::FromStr;

use hedgerow_engine::views::{FreeView, Knowledge};

use super::{Session, draft};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The fabric's name.
    fabric: String,
    /// What to look for: `vlan`, `subnet/LENGTH` such as `subnet/24`, or `port` with the switch.
    #[arg(value_name = "vlan|subnet/LENGTH|port")]
    what: What,
    /// The switch, for `port`.
    switch: Option<String>,
    /// The VLANNamespace or IPv4Namespace; `default` if not given.
    #[arg(long)]
    namespace: Option<String>,
    /// How many free ones to list, at most 1000.
    #[arg(short = 'n', long = "count", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: u16,
    /// How many of those that are taken to list, at most 1000.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(0..=1000))]
    taken: u16,
}

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Vlan,
    Subnet(u8),
    Port,
}

impl FromStr for What {
    type Err = &'static str;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        const LONGEST: u8 = 30;
        match typed.split_once('/') {
            None if typed == "vlan" => Ok(Self::Vlan),
            None if typed == "port" => Ok(Self::Port),
            Some(("subnet", length)) => {
                let length = length.parse().ok().filter(|length| *length <= LONGEST);
                length.map(Self::Subnet).ok_or("the length of a subnet is a number from 0 to 30")
            }
            None if typed == "subnet" => Err("give the length of the subnet, as in `subnet/24`"),
            _ => Err("choose `vlan`, `subnet/LENGTH` or `port`"),
        }
    }
}

pub(crate) fn run(args: &Args, session: &Session) -> Result<Exit, Failure> {
    let (count, taken, length) = (
        args.count.to_string(),
        args.taken.to_string(),
        match args.what {
            What::Subnet(length) => length.to_string(),
            What::Vlan | What::Port => String::new(),
        },
    );
    let mut query = vec![("count", count.as_str()), ("taken", taken.as_str())];
    match (args.what, &args.switch) {
        (What::Vlan, None) => query.push(("what", "vlan")),
        (What::Subnet(_), None) => query.extend([("what", "subnet"), ("length", length.as_str())]),
        (What::Port, Some(switch)) => query.extend([("what", "port"), ("switch", switch.as_str())]),
        (What::Port, None) => {
            return Err(Failure::usage("name the switch: `hedgerow free FABRIC port SWITCH`"));
        }
        (What::Vlan | What::Subnet(_), Some(switch)) => {
            return Err(Failure::usage(format!("`{switch}`: only `port` has a switch")));
        }
    }
    query.extend(args.namespace.as_deref().map(|namespace| ("namespace", namespace)));
    let path = ["fabrics", args.fabric.as_str(), "free"];
    let answer = session.client()?.get::<FreeView>(&path, &query)?;
    if session.is_json() {
        output::json(&answer.json)?;
    } else {
        output::print(&text(&answer.value))?;
    }
    Ok(Exit::Done)
}

fn text(view: &FreeView) -> String {
    let of = draft::resource(&view.of.kind, &view.of.namespace, &view.of.name);
    let free = match (view.state, view.free.is_empty()) {
        (Knowledge::Unknown, _) => "not known".to_owned(),
        (Knowledge::Known, true) => "none".to_owned(),
        (Knowledge::Known, false) => view.free.join(", "),
    };
    let mut table = Table::new(&["taken", "by", "field", "change"], "none is taken before these");
    for taken in &view.taken {
        let by = taken.by.as_ref().map(|by| draft::resource(&by.kind, &by.namespace, &by.name));
        table.row([
            taken.what.clone(),
            by.unwrap_or_else(|| "reserved for the fabric".to_owned()),
            taken.field.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
            taken.change.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    let mut text = format!("free in {of}: {free}\n{}", table.text());
    if view.more_taken > 0 {
        text.push_str(&format!("… and {} more that are taken\n", view.more_taken));
    }
    for note in &view.unchecked {
        text.push_str(&output::harmless(&format!("note: {note}")));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use hedgerow_engine::views::{Evidence, ResourceName, TakenView};

    use super::*;

    #[test]
    fn what_is_free_comes_first_and_then_what_holds_the_others() {
        let name = |kind: &str, name: &str| ResourceName {
            group: "g".into(),
            kind: kind.into(),
            namespace: "default".into(),
            name: name.into(),
        };
        let taken = |what: &str, by: Option<&str>, change: Option<&str>| TakenView {
            what: what.into(),
            reserved: by.is_none(),
            by: by.map(|by| name("VPC", by)),
            field: by.map(|_| hedgerow_model::FieldPath::of_keys(["spec", "vlan"])),
            change: change.map(Into::into),
        };
        let mut view = FreeView {
            of: name("VLANNamespace", "default"),
            state: Knowledge::Known,
            free: vec!["7".into(), "9".into()],
            taken: vec![taken("8", Some("a"), Some("c")), taken("10-19", None, None)],
            more_taken: 3,
            unchecked: vec!["the installation settings are not given".into()],
            evidence: Evidence { commit: None, looked_at: None },
        };
        assert_eq!(
            text(&view),
            "free in VLANNamespace/default: 7, 9\n\
             TAKEN  BY                       FIELD      CHANGE\n\
             8      VPC/a                    spec.vlan  c\n\
             10-19  reserved for the fabric  -          -\n\
             … and 3 more that are taken\n\
             note: the installation settings are not given\n"
        );
        (view.free, view.taken) = (Vec::new(), Vec::new());
        assert!(text(&view).starts_with("free in VLANNamespace/default: none\nnone is taken"));
        view.state = Knowledge::Unknown;
        assert!(text(&view).starts_with("free in VLANNamespace/default: not known\n"));
    }
}
