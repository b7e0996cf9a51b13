//! A SwitchProfile: what ports a model of switch has, and what they can do.

use crate::object::Object;
use crate::tree::Tree;

/// What a SwitchProfile says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile<'t> {
    spec: &'t Tree,
}

/// A port of a profile.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ProfilePort<'t> {
    /// A management port.
    Management,
    /// A port whose speed is that of its group.
    Grouped,
    /// A port with a speed of its own.
    Speed { supported: &'t Tree, auto_neg: bool },
    /// A port that can be broken out.
    Breakout { modes: Modes<'t>, auto_neg: bool },
    /// The profile contradicts itself: nothing can be said.
    Undefined,
}

/// The breakout modes of a port.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Modes<'t> {
    default: &'t str,
    supported: &'t Tree,
}

/// Whether a port is there, for a Connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence<'t> {
    /// A port for data.
    Data,
    /// A port for management.
    Management,
    /// A part of a port that is there, but is in this mode.
    NotBrokenOut { port: &'t str, mode: &'t str },
    /// There is no such port.
    Missing,
    /// The switch has a breakout mode that its profile does not know.
    Unknown,
}

impl<'t> Profile<'t> {
    pub(crate) fn of(object: &'t Object) -> Self {
        Self { spec: &object.spec }
    }

    /// Whether it has a feature: a key of its `features`.
    pub(crate) fn has(self, feature: &str) -> bool {
        self.spec.at(&["features", feature]).flag()
    }

    /// The most lanes of the switch; 0 for no limit.
    pub(crate) fn max_ports(self) -> i64 {
        self.spec.get("maxPorts").int()
    }

    /// The most lanes of a pipeline; `None` where the profile does not know it.
    pub(crate) fn pipeline_max_ports(self, pipeline: &str) -> Option<i64> {
        let pipeline = self.spec.get("pipelines").get(pipeline);
        pipeline.is_there().then(|| pipeline.get("maxPorts").int())
    }

    /// The port of this name, as the profile has it.
    pub(crate) fn port(self, name: &str) -> Option<ProfilePort<'t>> {
        let port = self.spec.get("ports").get(name);
        port.is_there().then(|| self.classify(port))
    }

    /// All ports, each with its name and its pipeline.
    pub(crate) fn ports(self) -> impl Iterator<Item = (&'t str, ProfilePort<'t>, &'t str)> {
        let ports = self.spec.get("ports").entries().filter(|(_, port)| port.is_there());
        ports.map(move |(name, port)| (name, self.classify(port), port.get("pipeline").text()))
    }

    fn classify(self, port: &'t Tree) -> ProfilePort<'t> {
        if port.get("management").flag() {
            return ProfilePort::Management;
        }
        let name = port.get("profile").text();
        if name.is_empty() {
            let grouped = !port.get("group").text().is_empty();
            return if grouped { ProfilePort::Grouped } else { ProfilePort::Undefined };
        }
        let profile = self.spec.get("portProfiles").get(name);
        let auto_neg = profile.get("autoNegAllowed").flag();
        let (speed, breakout) = (profile.get("speed"), profile.get("breakout"));
        if speed.is_there() {
            ProfilePort::Speed { supported: speed.get("supported"), auto_neg }
        } else if breakout.is_there() {
            let (default, supported) = (breakout.get("default").text(), breakout.get("supported"));
            ProfilePort::Breakout { modes: Modes { default, supported }, auto_neg }
        } else {
            ProfilePort::Undefined
        }
    }

    /// The speeds that a group of ports supports; `None` where there is no such group.
    pub(crate) fn group_speeds(self, group: &str) -> Option<&'t Tree> {
        let group = self.spec.get("portGroups").get(group);
        let profile = self.spec.get("portProfiles").get(group.get("profile").text());
        group.is_there().then(|| profile.at(&["speed", "supported"]))
    }

    /// Whether there is a port for a Connection, under the breakouts of a switch. `E1/1` and `E1/1/1` are the
    /// same port.
    pub(crate) fn presence<'p>(self, name: &'p str, breakouts: &'p Tree) -> Presence<'p>
    where
        't: 'p,
    {
        match self.port(name) {
            Some(ProfilePort::Management) => return Presence::Management,
            Some(ProfilePort::Breakout { modes, .. }) => {
                let known = modes.lanes(modes.mode(name, breakouts)).is_some();
                return if known { Presence::Data } else { Presence::Unknown };
            }
            Some(_) => return Presence::Data,
            None => {}
        }
        let Some((port, lane)) = sub_port(name) else { return Presence::Missing };
        let Some(ProfilePort::Breakout { modes, .. }) = self.port(port) else {
            return Presence::Missing;
        };
        let mode = modes.mode(port, breakouts);
        match modes.lanes(mode) {
            None => Presence::Unknown,
            Some(lanes) if lane <= lanes => Presence::Data,
            Some(_) => Presence::NotBrokenOut { port, mode },
        }
    }
}

impl<'t> Modes<'t> {
    /// The mode that a port is in: that of the switch, else the default.
    pub(crate) fn mode<'p>(self, port: &str, breakouts: &'p Tree) -> &'p str
    where
        't: 'p,
    {
        let chosen = breakouts.get(port);
        if chosen.is_there() { chosen.text() } else { self.default }
    }

    /// Into how many lanes a mode breaks the port out; `None` where the mode is not supported.
    pub(crate) fn lanes(self, mode: &str) -> Option<usize> {
        let mode = self.supported.get(mode);
        mode.is_there().then(|| mode.get("offsets").items().len())
    }

    /// The names of the modes that are supported.
    pub(crate) fn names(self) -> impl Iterator<Item = &'t str> {
        self.supported.entries().map(|(name, _)| name)
    }
}

/// What to do where none of these was chosen. A profile may list very many; the first ones are shown.
pub(crate) fn advice<'t>(choices: impl Iterator<Item = &'t str>) -> String {
    const SHOWN: usize = 12;
    let mut choices: Vec<&str> = choices.take(SHOWN + 1).collect();
    if choices.is_empty() {
        return "remove the entry".to_owned();
    }
    let more = if choices.len() > SHOWN { ", …" } else { "" };
    choices.truncate(SHOWN);
    format!("choose {}{more}", choices.join(", "))
}

/// The port and the number of the lane of a name such as `E1/55/2`. Lanes count from 1.
pub(crate) fn sub_port(name: &str) -> Option<(&str, usize)> {
    let (port, lane) = name.rsplit_once('/')?;
    let plain = lane.bytes().all(|byte| byte.is_ascii_digit()) && !lane.starts_with('0');
    Some((port, lane.parse().ok().filter(|_| plain)?))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_long_list_of_choices_is_cut() {
        assert_eq!(advice(std::iter::empty()), "remove the entry");
        assert_eq!(advice(["10G", "25G"].into_iter()), "choose 10G, 25G");
        assert!(advice(std::iter::repeat_n("a", 12)).ends_with("a, a"));
        assert!(advice(std::iter::repeat_n("a", 13)).ends_with("a, a, …"));
    }

    #[rstest]
    #[case("E1/55/2", Some(("E1/55", 2)))]
    #[case("E1/55", Some(("E1", 55)))]
    #[case("E1/55/0", None)]
    #[case("E1/55/01", None)]
    #[case("E1/55/+1", None)]
    #[case("E1/55/", None)]
    #[case("E1", None)]
    fn the_port_and_the_lane_of_a_name(
        #[case] name: &str,
        #[case] expected: Option<(&str, usize)>,
    ) {
        assert_eq!(sub_port(name), expected);
    }
}
