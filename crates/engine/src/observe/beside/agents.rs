//! The agents of a fabric's switches, by what is known now.

use hedgerow_drift::agents::gone_on;
use hedgerow_model::{Agent, Agents, Millis};

use super::Known;
use super::part::{Kept, What};

/// The most agents that are kept one by one.
const MOST: usize = 2_000;

/// What is known of the agents.
pub(super) fn of(known: &Known, at: Millis) -> Agents {
    let served = known.served.contains(&What::Agents);
    let mut all = Vec::new();
    let mut problem = None;
    for part in known.parts.iter().filter(|part| part.what == What::Agents) {
        if let Some(away) = &part.away {
            problem = Some(format!("agents: {away}"));
        }
        if part.is_too_many {
            problem = Some("there are more agents than are looked at".to_owned());
        }
        all.extend(part.objects.values().filter_map(|kept| match kept {
            Kept::Agent(agent) => Some(agent.clone()),
            _ => None,
        }));
    }
    all.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    let more = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let denied = known.denied.iter().find(|denied| denied.what == What::Agents);
    if denied.is_some() {
        problem = Some("the login may not read the agents of switches".to_owned());
    }
    let missing = denied.map(|denied| denied.missing.clone()).unwrap_or_default();
    Agents { served, all: gone_on(&known.before, all, at), more, problem, missing }
}

/// Whether they say the same but for when they were last heard of.
pub(super) fn same(a: &Agents, b: &Agents) -> bool {
    let quiet = |agents: &Agents| -> Vec<Agent> {
        agents.all.iter().map(|agent| Agent { heard_at: None, ..agent.clone() }).collect()
    };
    let never = |agents: &Agents| -> Vec<bool> {
        agents.all.iter().map(|agent| agent.heard_at.is_none()).collect()
    };
    (a.served, a.more, &a.problem, &a.missing) == (b.served, b.more, &b.problem, &b.missing)
        && never(a) == never(b)
        && quiet(a) == quiet(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agents(applied: i64, heard: Option<i64>) -> Agents {
        let agent = Agent {
            namespace: "default".into(),
            name: "leaf-1".into(),
            generation: Some(3),
            given_at: None,
            applied: Some(applied),
            applied_at: None,
            tried: None,
            tried_at: None,
            heard_at: heard,
        };
        Agents { served: true, all: vec![agent], ..Agents::default() }
    }

    #[test]
    fn that_an_agent_was_heard_of_again_is_no_news() {
        assert!(same(&agents(3, Some(1)), &agents(3, Some(2))));
        assert!(!same(&agents(3, Some(1)), &agents(2, Some(1))));
        assert!(!same(&agents(3, None), &agents(3, Some(1))), "that it was heard of at all is");
        let problem = Agents { problem: Some("x".into()), ..agents(3, Some(1)) };
        assert!(!same(&agents(3, Some(1)), &problem));
    }
}
