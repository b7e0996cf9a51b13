//! Reading settings that a person wrote, with errors that name the field.

use hedgerow_model::Value;
use hedgerow_schema::nearest;
use ipnet::IpNet;
use serde_json::{Map, Value as Json, json};

use super::fields::MOST;
use super::{Form, SETTINGS, Setting, Settings};

impl Settings {
    /// Reads what differs from the installer's defaults; nothing at all stands for the defaults.
    ///
    /// # Errors
    /// Which setting is unknown, or has a value that makes no sense, and what to write: to be read after the
    /// place.
    pub fn read(value: &Value) -> Result<Self, String> {
        let json = serde_json::to_value(value).map_err(|error| error.to_string())?;
        let map = match json {
            Json::Null => Map::new(),
            Json::Object(map) => map,
            _ => {
                return Err("the installation settings must be a map of names to values".to_owned());
            }
        };
        for (name, value) in &map {
            let setting = SETTINGS.iter().find(|setting| setting.name == name);
            check(setting.ok_or_else(|| unknown(name))?, value)?;
        }
        let settings: Self =
            serde_json::from_value(Json::Object(map)).map_err(|error| error.to_string())?;
        settings.fits()?;
        Ok(settings)
    }

    /// What differs from the installer's defaults, as [`Self::read`] takes it.
    #[must_use]
    pub fn differing(&self) -> Map<String, Json> {
        let defaults = Self::default().all();
        self.all().into_iter().filter(|(name, value)| defaults.get(name) != Some(value)).collect()
    }

    /// Every setting by its name.
    #[must_use]
    pub fn all(&self) -> Map<String, Json> {
        match json!(self) {
            Json::Object(map) => map,
            _ => Map::new(),
        }
    }

    /// Whether the settings make sense beside each other.
    fn fits(&self) -> Result<(), String> {
        let Self { leaf_asn_start, leaf_asn_end, spine_asn, management_subnet, .. } = self;
        if leaf_asn_start > leaf_asn_end {
            return Err(format!(
                "`leafAsnStart` is {leaf_asn_start} and `leafAsnEnd` is {leaf_asn_end}: the first must not be the larger one"
            ));
        }
        if (leaf_asn_start..=leaf_asn_end).contains(&spine_asn) {
            return Err(format!(
                "`spineAsn` is {spine_asn}, which is among those of leaves, {leaf_asn_start} to {leaf_asn_end}: choose another"
            ));
        }
        for (name, address) in
            [("managementDhcpStart", self.management_dhcp_start), ("controlVip", self.control_vip)]
        {
            if !management_subnet.contains(&address) {
                return Err(format!(
                    "`{name}` is {address}, which is outside of `managementSubnet`, {management_subnet}: set both"
                ));
            }
        }
        if self.server_mtu_offset >= self.fabric_mtu {
            return Err(format!(
                "`serverMtuOffset` is {} and must be smaller than `fabricMtu`, {}",
                self.server_mtu_offset, self.fabric_mtu
            ));
        }
        Ok(())
    }
}

fn unknown(name: &str) -> String {
    let near = nearest(name, SETTINGS.iter().map(|setting| setting.name));
    match near {
        Some(near) => format!("`{}` is not a setting; did you mean `{near}`?", short(name)),
        None => {
            let names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
            format!("`{}` is not a setting; the settings are {}", short(name), names.join(", "))
        }
    }
}

/// Whether one value is what its setting takes.
fn check(setting: &Setting, value: &Json) -> Result<(), String> {
    let fits = match setting.form {
        Form::Choice(words) => value.as_str().is_some_and(|word| words.contains(&word)),
        Form::Number { least, most } => value
            .as_u64()
            .is_some_and(|number| (u64::from(least)..=u64::from(most)).contains(&number)),
        Form::Networks => {
            return entries(setting, value, |entry| {
                let net: IpNet = read(entry)?;
                (net.trunc() == net)
                    .then_some(())
                    .ok_or_else(|| format!("has bits behind its prefix: write {}", net.trunc()))
            });
        }
        Form::VlanRanges => {
            return entries(setting, value, |entry| {
                let range: super::VlanRange = read(entry)?;
                let makes_sense = 1 <= range.from && range.from <= range.to && range.to <= 4094;
                makes_sense.then_some(()).ok_or_else(|| {
                    "must go from a VLAN to the same or a larger one, from 1 to 4094".to_owned()
                })
            });
        }
        Form::Network => {
            let net: Option<ipnet::Ipv4Net> = read(value).ok();
            if let Some(net) = net.filter(|net| net.trunc() != *net) {
                return Err(format!(
                    "`{}` has bits behind its prefix: write {}",
                    setting.name,
                    net.trunc()
                ));
            }
            net.is_some()
        }
        Form::Address => read::<std::net::Ipv4Addr>(value).is_ok(),
        Form::Flag => value.is_boolean(),
    };
    let Setting { name, form, .. } = setting;
    if fits {
        Ok(())
    } else {
        Err(format!("`{name}` must be {form}, not {}", short(&value.to_string())))
    }
}

/// Whether a value is a list whose entries are each what they must be.
fn entries(
    setting: &Setting,
    value: &Json,
    check: impl Fn(&Json) -> Result<(), String>,
) -> Result<(), String> {
    let Setting { name, form, .. } = setting;
    let list = value.as_array().filter(|list| list.len() <= MOST);
    let list = list.ok_or_else(|| format!("`{name}` must be {form}"))?;
    for (at, entry) in list.iter().enumerate() {
        check(entry).map_err(|why| format!("`{name}[{at}]` {why}"))?;
    }
    Ok(())
}

fn read<T: serde::de::DeserializeOwned>(value: &Json) -> Result<T, String> {
    T::deserialize(value)
        .map_err(|error| format!("cannot be read: {error}; it is {}", short(&value.to_string())))
}

/// A text as far as a message quotes it.
fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
