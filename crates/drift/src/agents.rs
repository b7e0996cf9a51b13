//! What the agents of switches say they applied.
//!
//! A switch has what the fabric last made for it where its agent applied the newest generation. Which generation carries
//! which commit the cluster does not tell, so that nothing more is said than that.

use hedgerow_model::{Agent, AgentStanding, Agents, Millis};
use serde_json::Value as Json;

/// For how long an agent may be silent, in milliseconds; it tells of itself several times a minute.
const SILENT: Millis = 5 * 60_000;

/// What an agent says; `object` is without its status.
#[must_use]
pub fn agent(object: &Json, status: Option<&Json>) -> Option<Agent> {
    let none = Json::Null;
    let status = status.unwrap_or(&none);
    let metadata = object.get("metadata")?;
    let text = |key: &str| metadata.get(key).and_then(Json::as_str).map(str::to_owned);
    let number = |key: &str| status.get(key).and_then(Json::as_i64);
    let time = |key: &str| {
        let text = status.get(key).and_then(Json::as_str)?;
        let at: jiff::Timestamp = text.parse().ok()?;
        // What is not set is written as the year 1.
        (at.as_millisecond() > 0).then(|| at.as_millisecond())
    };
    Some(Agent {
        namespace: text("namespace").unwrap_or_default(),
        name: text("name")?,
        generation: metadata.get("generation").and_then(Json::as_i64),
        given_at: None,
        applied: number("lastAppliedGen"),
        applied_at: time("lastAppliedTime"),
        tried: number("lastAttemptGen"),
        tried_at: time("lastAttemptTime"),
        heard_at: time("lastHeartbeat"),
    })
}

/// Agents as they are now, with when each was seen to be given what it has: `before` is what was known, `at` is now.
#[must_use]
pub fn gone_on(before: &[Agent], mut now: Vec<Agent>, at: Millis) -> Vec<Agent> {
    let key = |agent: &Agent| (agent.namespace.clone(), agent.name.clone());
    let known: std::collections::HashMap<_, &Agent> =
        before.iter().map(|agent| (key(agent), agent)).collect();
    for agent in &mut now {
        agent.given_at = match known.get(&key(agent)) {
            Some(before) if before.generation == agent.generation => before.given_at,
            Some(_) => Some(at),
            None => None,
        };
    }
    now
}

/// How a switch stands.
#[must_use]
pub fn standing(agent: &Agent, now: Millis) -> AgentStanding {
    let (Some(generation), Some(applied)) = (agent.generation, agent.applied) else {
        return AgentStanding::Unknown;
    };
    match agent.heard_at {
        None => return AgentStanding::Unknown,
        Some(heard) if now - heard > SILENT => return AgentStanding::Silent,
        Some(_) => {}
    }
    match applied.cmp(&generation) {
        std::cmp::Ordering::Equal => AgentStanding::Applied,
        std::cmp::Ordering::Less => AgentStanding::Behind,
        // It was made anew since, or says what cannot be.
        std::cmp::Ordering::Greater => AgentStanding::Unknown,
    }
}

/// The same as a sentence.
#[must_use]
pub fn told(agent: &Agent, now: Millis) -> String {
    let at = |time: Option<Millis>| time.map(|at| format!(" at {}", clock(at))).unwrap_or_default();
    let since =
        |time: Option<Millis>| time.map(|at| format!(" since {}", clock(at))).unwrap_or_default();
    match standing(agent, now) {
        AgentStanding::Applied => {
            format!("it applied the configuration last made for it{}", at(agent.applied_at))
        }
        AgentStanding::Behind if agent.tried == agent.generation => {
            format!(
                "it is behind{}: it tried to apply the configuration last made for it{}, without success so far",
                since(agent.given_at),
                at(agent.tried_at)
            )
        }
        AgentStanding::Behind => format!(
            "it is behind{}: it has yet to apply the configuration last made for it",
            since(agent.given_at)
        ),
        AgentStanding::Silent => format!("it was not heard of{}", since(agent.heard_at)),
        AgentStanding::Unknown => match (agent.applied, agent.heard_at) {
            (_, None) => "it was never heard of".to_owned(),
            (None, _) => "it does not say that it applied anything".to_owned(),
            _ => "it says that it applied a configuration that was not made for it".to_owned(),
        },
    }
}

/// How many switches are as the fabric last made them, and how many there are.
#[must_use]
pub fn count(agents: &Agents, now: Millis) -> (usize, usize) {
    let is_on = |agent: &&Agent| standing(agent, now) == AgentStanding::Applied;
    (agents.all.iter().filter(is_on).count(), agents.all.len() + agents.more)
}

/// How many switches are named at most.
const NAMED: usize = 3;

/// All switches in one sentence; `None` where there are none to speak of.
#[must_use]
pub fn in_one(agents: &Agents, now: Millis) -> Option<String> {
    if let Some(problem) = &agents.problem {
        return Some(format!("what is on the switches is not known: {problem}"));
    }
    let (on, all) = count(agents, now);
    match (on, all) {
        (_, 0) => return None,
        (1, 1) => {
            return Some("the switch applied the configuration last made for it".to_owned());
        }
        (on, all) if on == all => {
            return Some(format!(
                "all {all} switches applied the configuration last made for them"
            ));
        }
        _ => {}
    }
    let others: Vec<&Agent> =
        agents.all.iter().filter(|agent| standing(agent, now) != AgentStanding::Applied).collect();
    let named: Vec<String> = others
        .iter()
        .take(NAMED)
        .map(|agent| {
            let what = match standing(agent, now) {
                AgentStanding::Silent => {
                    let since = agent.heard_at.map(|at| format!(" since {}", clock(at)));
                    format!("not heard of{}", since.unwrap_or_default())
                }
                AgentStanding::Behind => {
                    let since = agent.given_at.map(|at| format!(" since {}", clock(at)));
                    format!("behind{}", since.unwrap_or_default())
                }
                _ => "unknown".to_owned(),
            };
            format!("{} {what}", agent.name)
        })
        .collect();
    let rest = match all - on - named.len() {
        0 => String::new(),
        rest => format!(", and {rest} more"),
    };
    Some(format!(
        "{on} of {all} switches applied the configuration last made for them; {}{rest}",
        named.join(", ")
    ))
}

/// What the switches say of something that changed in the cluster at a time: nothing where that is not known of all of them.
///
/// The fabric makes configurations out of all resources, and does not tell of which; so it is told what it made since then,
/// and no more.
#[must_use]
pub fn since(agents: &Agents, changed: Millis, now: Millis) -> Option<String> {
    if agents.problem.is_some() || agents.more > 0 || agents.all.is_empty() {
        return None;
    }
    let made: Vec<&Agent> =
        agents.all.iter().filter(|agent| agent.given_at.is_some_and(|at| at >= changed)).collect();
    if made.is_empty() {
        return Some(
            "no new configuration was made for any switch since it came to the cluster: nothing follows from it for them, or that is still to come"
                .to_owned(),
        );
    }
    let waits = made.iter().filter(|it| standing(it, now) != AgentStanding::Applied).count();
    let switches =
        if made.len() == 1 { "1 switch".to_owned() } else { format!("{} switches", made.len()) };
    Some(match waits {
        0 => format!(
            "new configuration was made for {switches} since it came to the cluster, and applied there; of what that was made the cluster does not tell"
        ),
        waits => format!(
            "new configuration was made for {switches} since it came to the cluster; it is not known to be applied on {waits} of them"
        ),
    })
}

/// A time, to the second.
fn clock(at: Millis) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    /// 2026-11-01T10:00:00Z.
    const NOW: Millis = 1_793_527_200_000;

    fn read(name: &str, generation: i64, status: &Json) -> Agent {
        let object =
            json!({"metadata": {"name": name, "namespace": "default", "generation": generation}});
        agent(&object, Some(status)).unwrap()
    }

    fn applied(name: &str, generation: i64, applied: i64) -> Agent {
        let status = json!({"lastAppliedGen": applied, "lastAppliedTime": "2026-11-01T09:58:00Z",
            "lastAttemptGen": applied, "lastHeartbeat": "2026-11-01T09:59:50.5Z"});
        read(name, generation, &status)
    }

    fn all(agents: &[Agent]) -> Agents {
        Agents { served: true, all: agents.to_vec(), ..Agents::default() }
    }

    #[rstest]
    #[case::level(json!({"lastAppliedGen": 3, "lastAppliedTime": "2026-11-01T09:58:00Z", "lastHeartbeat": "2026-11-01T09:59:00Z"}),
        AgentStanding::Applied, "it applied the configuration last made for it at 2026-11-01T09:58:00Z")]
    #[case::behind(json!({"lastAppliedGen": 2, "lastHeartbeat": "2026-11-01T09:59:00Z"}),
        AgentStanding::Behind, "it is behind: it has yet to apply")]
    #[case::fails(json!({"lastAppliedGen": 2, "lastAttemptGen": 3, "lastAttemptTime": "2026-11-01T09:59:30Z", "lastHeartbeat": "2026-11-01T09:59:00Z"}),
        AgentStanding::Behind, "it tried to apply the configuration last made for it at 2026-11-01T09:59:30Z, without success")]
    #[case::behind_after_an_attempt_at_another(json!({"lastAppliedGen": 2, "lastAttemptGen": 2, "lastHeartbeat": "2026-11-01T09:59:00Z"}),
        AgentStanding::Behind, "it has yet to apply")]
    #[case::quiet_for_five_minutes(json!({"lastAppliedGen": 3, "lastHeartbeat": "2026-11-01T09:55:00Z"}),
        AgentStanding::Applied, "it applied the configuration")]
    #[case::and_for_longer(json!({"lastAppliedGen": 3, "lastHeartbeat": "2026-11-01T09:54:59.999Z"}),
        AgentStanding::Silent, "it was not heard of since")]
    #[case::silent(json!({"lastAppliedGen": 3, "lastHeartbeat": "2026-11-01T09:54:00Z"}),
        AgentStanding::Silent, "it was not heard of since 2026-11-01T09:54:00Z")]
    #[case::never_heard_of(json!({"lastAppliedGen": 3}), AgentStanding::Unknown, "never heard of")]
    #[case::a_time_that_is_none(json!({"lastAppliedGen": 3, "lastHeartbeat": "0001-01-01T00:00:00Z"}), AgentStanding::Unknown, "never heard of")]
    #[case::the_first_of_all_times(json!({"lastAppliedGen": 3, "lastHeartbeat": "1970-01-01T00:00:00Z"}), AgentStanding::Unknown, "never heard of")]
    #[case::applied_nothing(json!({"lastHeartbeat": "2026-11-01T09:59:00Z"}), AgentStanding::Unknown, "does not say")]
    #[case::of_the_future(json!({"lastAppliedGen": 9, "lastHeartbeat": "2026-11-01T09:59:00Z"}), AgentStanding::Unknown, "not made for it")]
    #[case::odd(json!({"lastAppliedGen": "3", "lastHeartbeat": 7}), AgentStanding::Unknown, "never heard of")]
    fn a_switch_stands_by_what_its_agent_says(
        #[case] status: Json,
        #[case] expected: AgentStanding,
        #[case] said: &str,
    ) {
        let agent = read("leaf-1", 3, &status);
        assert_eq!(standing(&agent, NOW), expected);
        assert!(told(&agent, NOW).contains(said), "{}", told(&agent, NOW));
    }

    #[test]
    fn hostile_objects_are_no_agents() {
        for odd in [json!(null), json!([]), json!({"metadata": 5}), json!({"metadata": {}})] {
            assert_eq!(agent(&odd, Some(&odd)), None);
        }
    }

    #[test]
    fn when_a_configuration_was_given_is_when_it_was_seen_to_change() {
        let first = gone_on(&[], vec![applied("a", 3, 3)], 5);
        assert_eq!(first[0].given_at, None, "it had it when it was first seen");
        let same = gone_on(&first, vec![applied("a", 3, 3)], 6);
        assert_eq!(same[0].given_at, None);
        let next = gone_on(&same, vec![applied("a", 4, 3), applied("b", 1, 1)], 7);
        assert_eq!((next[0].given_at, next[1].given_at), (Some(7), None));
        let kept = gone_on(&next, vec![applied("a", 4, 4)], 8);
        assert_eq!(kept[0].given_at, Some(7));
    }

    #[test]
    fn all_of_them_is_said_of_all_of_them_only() {
        let of = |agents: &[Agent]| in_one(&all(agents), NOW);
        assert_eq!(of(&[]), None);
        let (a, b) = (applied("a", 3, 3), applied("b", 5, 5));
        assert_eq!(
            of(&[a.clone(), b.clone()]).unwrap(),
            "all 2 switches applied the configuration last made for them"
        );
        assert_eq!(
            of(std::slice::from_ref(&a)).unwrap(),
            "the switch applied the configuration last made for it"
        );
        let behind = Agent { given_at: Some(NOW - 60_000), ..applied("c", 4, 3) };
        let silent = Agent { heard_at: Some(NOW - 3_600_000), ..applied("d", 4, 4) };
        let odd = Agent { applied: None, ..applied("e", 4, 4) };
        let many =
            [a.clone(), behind.clone(), silent, odd, Agent { applied: None, ..applied("f", 4, 4) }];
        assert_eq!(
            of(&many).unwrap(),
            "1 of 5 switches applied the configuration last made for them; c behind since 2026-11-01T09:59:00Z, d not heard of since 2026-11-01T09:00:00Z, e unknown, and 1 more"
        );
        let more = Agents { more: 1, ..all(std::slice::from_ref(&a)) };
        assert_eq!(count(&more, NOW), (1, 2), "what was not read is not counted as applied");
        let unread = Agents { problem: Some("no".into()), ..all(&[a]) };
        assert_eq!(in_one(&unread, NOW).unwrap(), "what is on the switches is not known: no");
    }

    #[test]
    fn of_a_change_no_more_is_said_than_what_was_made_since() {
        let given = |at: Millis, agent: Agent| Agent { given_at: Some(at), ..agent };
        let of = |agents: &[Agent]| since(&all(agents), NOW - 1_000, NOW);
        let before = given(NOW - 2_000, applied("a", 3, 3));
        assert!(
            of(&[before.clone(), applied("b", 3, 3)]).unwrap().contains("or that is still to come")
        );
        let after = given(NOW - 500, applied("b", 4, 4));
        assert!(of(&[before.clone(), after.clone()]).unwrap().starts_with(
            "new configuration was made for 1 switch since it came to the cluster, and applied there"
        ));
        let behind = given(NOW - 500, applied("c", 4, 3));
        assert!(of(&[after, behind]).unwrap().ends_with("not known to be applied on 1 of them"));
        assert_eq!(of(&[]), None);
        assert_eq!(since(&Agents { more: 1, ..all(&[before]) }, 0, NOW), None);
    }
}
