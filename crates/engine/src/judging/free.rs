//! What is free in a fabric: VLANs, subnets and ports that neither Git nor an open change takes.

use std::sync::Arc;

use hedgerow_model::{Fabric, Identity};
use hedgerow_rules::{
    Edit, Free, Kind, LONGEST_SUBNET, Most, NotFound, Planned, Taken, TakenBy, free_ports,
    free_subnets, free_vlans,
};

use super::Judging;
use crate::core::blocking;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::views::{FreeRequest, FreeView, FreeWhat, Knowledge, ResourceName, TakenView};

/// How many are looked for, and how many that are taken are listed, where nobody says.
const USUAL: Most = Most { free: 5, taken: 20 };

/// The most that may be asked for, of both.
const MOST: usize = 1000;

impl Engine {
    /// The next free VLANs, subnets or ports of a fabric, and by whom those in between are taken: by what Git
    /// has, and by the drafts of open changes.
    ///
    /// # Errors
    /// When there is no such fabric, namespace or Switch, or the request does not say what it needs.
    pub async fn free(&self, fabric: &str, request: FreeRequest) -> Result<FreeView, EngineError> {
        let wanted = Wanted::of(request)?;
        let fabric = self.core.fabric_named(fabric).await?;
        self.core.judging().free(&fabric, wanted).await
    }
}

/// What is looked for, complete.
struct Wanted {
    what: What,
    most: Most,
}

enum What {
    Vlan { namespace: String },
    Subnet { namespace: String, length: u8 },
    Port { switch: String },
}

impl Wanted {
    fn of(request: FreeRequest) -> Result<Self, EngineError> {
        let FreeRequest { what, length, namespace, switch, count, taken } = request;
        let unfit = |field: &str, what: &str| {
            Err(EngineError::Malformed(format!("`{field}` does not apply to {what}: remove it")))
        };
        match (what, &length, &namespace, &switch) {
            (FreeWhat::Vlan, Some(_), ..) => return unfit("length", "VLANs"),
            (FreeWhat::Port, Some(_), ..) => return unfit("length", "ports"),
            (FreeWhat::Port, _, Some(_), _) => return unfit("namespace", "ports"),
            (FreeWhat::Vlan, .., Some(_)) => return unfit("switch", "VLANs"),
            (FreeWhat::Subnet, .., Some(_)) => return unfit("switch", "subnets"),
            _ => {}
        }
        let most = Most { free: count.unwrap_or(USUAL.free), taken: taken.unwrap_or(USUAL.taken) };
        if !(1..=MOST).contains(&most.free) {
            return Err(EngineError::Malformed(format!("`count` must be from 1 to {MOST}")));
        }
        if most.taken > MOST {
            return Err(EngineError::Malformed(format!("`taken` must be from 0 to {MOST}")));
        }
        let namespace = namespace.unwrap_or_else(|| Identity::DEFAULT_NAMESPACE.to_owned());
        let what = match what {
            FreeWhat::Vlan => What::Vlan { namespace },
            FreeWhat::Subnet => match length {
                Some(length) if length <= LONGEST_SUBNET => What::Subnet { namespace, length },
                _ => {
                    return Err(EngineError::Malformed(format!(
                        "`length` must be the length of the subnet, from 0 to {LONGEST_SUBNET} bits"
                    )));
                }
            },
            FreeWhat::Port => match switch {
                Some(switch) => What::Port { switch },
                None => {
                    return Err(EngineError::Malformed(
                        "`switch` is missing: name the Switch whose ports to list".to_owned(),
                    ));
                }
            },
        };
        Ok(Self { what, most })
    }

    /// Whether a draft of a resource can make a difference.
    fn is_about(&self, identity: &Identity) -> bool {
        let kind = Kind::of(identity);
        match &self.what {
            What::Vlan { .. } => matches!(kind, Kind::Vpc | Kind::VlanNamespace),
            What::Subnet { .. } => matches!(kind, Kind::Vpc | Kind::Ipv4Namespace),
            What::Port { .. } => matches!(kind, Kind::Connection | Kind::Switch),
        }
    }
}

impl Judging<'_> {
    async fn free(&self, fabric: &Fabric, wanted: Wanted) -> Result<FreeView, EngineError> {
        // Before the resources: they may be newer than what is said of them, never older.
        let evidence = self.evidence(fabric).await?;
        let open = self.open_changes(fabric, |identity| wanted.is_about(identity)).await?;
        let mut planned = Vec::new();
        for change in open.changes {
            let name: Arc<str> = Arc::from(change.name);
            planned.extend(change.edits.into_iter().filter_map(|edit| match edit {
                Edit::Set(object) => Some(Planned { change: Arc::clone(&name), object }),
                Edit::Remove(_) => None,
            }));
        }
        let inventory = self.inventory(fabric.id).await?;
        let found = blocking(move || match &wanted.what {
            What::Vlan { namespace } => free_vlans(&inventory, &planned, namespace, wanted.most),
            What::Subnet { namespace, length } => {
                free_subnets(&inventory, &planned, namespace, *length, wanted.most)
            }
            What::Port { switch } => free_ports(&inventory, &planned, switch, wanted.most),
        })
        .await?;
        let Free { of, is_known, free, taken, more_taken, mut unchecked, .. } =
            found.map_err(|missing: NotFound| {
                EngineError::Invalid(format!("fabric `{}`: {missing}", fabric.name))
            })?;
        unchecked.extend(open.left_out);
        Ok(FreeView {
            of: ResourceName::from(&of),
            state: if is_known { Knowledge::Known } else { Knowledge::Unknown },
            free,
            taken: taken.into_iter().map(taken_view).collect(),
            more_taken,
            unchecked,
            evidence,
        })
    }
}

fn taken_view(taken: Taken) -> TakenView {
    let Taken { what, by } = taken;
    match by {
        TakenBy::Reserved => {
            TakenView { what, reserved: true, by: None, field: None, change: None }
        }
        TakenBy::Resource { identity, field, change } => TakenView {
            what,
            reserved: false,
            by: Some(ResourceName::from(&*identity)),
            field: Some(field),
            change: change.map(|change| change.to_string()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(what: FreeWhat) -> FreeRequest {
        FreeRequest { what, length: None, namespace: None, switch: None, count: None, taken: None }
    }

    fn refusal(request: FreeRequest) -> String {
        Wanted::of(request).err().unwrap().to_string()
    }

    #[test]
    fn a_request_says_what_it_needs_and_nothing_else() {
        assert_eq!(Wanted::of(asked(FreeWhat::Vlan)).unwrap().most, USUAL);
        let subnet = |length| FreeRequest { length, ..asked(FreeWhat::Subnet) };
        assert!(Wanted::of(subnet(Some(30))).is_ok());
        assert!(refusal(subnet(Some(31))).contains("from 0 to 30"));
        assert!(refusal(subnet(None)).contains("`length`"));
        assert!(refusal(asked(FreeWhat::Port)).contains("`switch` is missing"));
        let none = FreeRequest { count: Some(0), ..asked(FreeWhat::Vlan) };
        assert!(refusal(none).contains("from 1 to 1000"));
        let many = FreeRequest { taken: Some(1001), ..asked(FreeWhat::Vlan) };
        assert!(refusal(many).contains("from 0 to 1000"));
        let unfit = FreeRequest { switch: Some("a".into()), ..asked(FreeWhat::Vlan) };
        assert!(refusal(unfit).contains("remove it"));
        let unfit = FreeRequest { namespace: Some("a".into()), ..asked(FreeWhat::Port) };
        assert!(refusal(unfit).contains("remove it"));
    }
}
