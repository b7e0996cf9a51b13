//! `hedgerow policy try`: what a policy would decide of the conflicts on record, in one fabric or, of the policy for all,
//! in several.

use hedgerow_engine::views::{
    FabricView, PolicyTry, SeverityCounts, TriedDrift, TriedView, TryPolicy,
};
use hedgerow_model::Policy;
use serde_json::json;

use super::Session;
use super::conflicts::how;
use super::policy::ALL;
use crate::client::{Answer, Client};
use crate::exit::{Exit, Failure};
use crate::output::{self, Table};

/// Tries a policy: that of a fabric or, where it is the one for all, in the fabrics that are named, or in all.
pub(super) fn run(
    of: &str,
    policy: Option<Policy>,
    within: Vec<String>,
    session: &Session,
) -> Result<Exit, Failure> {
    let client = session.client()?;
    if of == ALL {
        let fabrics = match within.is_empty() {
            false => within,
            true => {
                let all = client.list::<FabricView>(&["fabrics"], &[("limit", "1000")], None)?;
                all.value.into_iter().map(|view| view.fabric).collect()
            }
        };
        return for_all(&client, policy, fabrics, session);
    }
    if !within.is_empty() {
        return Err(Failure::usage(format!(
            "`--in` goes with `{ALL}`, the policy for all fabrics"
        )));
    }
    let answer = tried(&client, of, &TryPolicy { policy, everywhere: None })?;
    if session.is_json() {
        output::json(&answer.json)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&HEADINGS[1..], NONE);
    let words = words(&answer.value);
    answer.value.conflicts.into_iter().for_each(|one| table.row(row(one)));
    words.iter().for_each(|words| table.note(words));
    output::print(&table.text())?;
    Ok(Exit::Done)
}

const HEADINGS: [&str; 8] =
    ["fabric", "id", "resource", "path", "state", "people", "policy", "rule"];

const NONE: &str = "no conflicts on record";

fn tried(client: &Client, fabric: &str, request: &TryPolicy) -> Result<Answer<PolicyTry>, Failure> {
    client.post::<PolicyTry>(&["fabrics", fabric, "policy", "try"], request)
}

/// The policy for all, behind each fabric's own.
fn for_all(
    client: &Client,
    everywhere: Option<Policy>,
    fabrics: Vec<String>,
    session: &Session,
) -> Result<Exit, Failure> {
    let request = TryPolicy { policy: None, everywhere };
    let (mut all, mut notes) = (Vec::new(), Vec::new());
    let mut table = Table::new(&HEADINGS, NONE);
    for fabric in fabrics {
        let answer = tried(client, &fabric, &request)?;
        notes.extend(words(&answer.value).into_iter().map(|words| format!("{fabric}: {words}")));
        for one in answer.value.conflicts {
            table.row(std::iter::once(fabric.clone()).chain(row(one)));
        }
        all.push(json!({ "fabric": fabric, "tried": answer.json }));
    }
    if session.is_json() {
        output::json(&all)?;
        return Ok(Exit::Done);
    }
    notes.iter().for_each(|words| table.note(words));
    output::print(&table.text())?;
    Ok(Exit::Done)
}

fn row(one: TriedView) -> [String; 7] {
    let people = one.conflict.decision.as_ref().filter(|_| one.conflict.life.policy.is_none());
    let says = match (&one.decision, &one.why) {
        (Some(decision), _) => how(decision),
        (None, Some(why)) => format!("left: {why}"),
        (None, None) => "left".to_owned(),
    };
    let differs = if one.agrees == Some(false) { " (differs)" } else { "" };
    [
        one.conflict.id.to_string(),
        format!("{}/{}", one.conflict.kind, one.conflict.name),
        one.conflict.path.to_string(),
        one.conflict.state.to_string(),
        people.map_or_else(|| "-".to_owned(), how),
        format!("{says}{differs}"),
        one.rule.map_or_else(|| "-".to_owned(), |rule| rule.to_string()),
    ]
}

/// How many resources are named whose drift would matter more, or less.
const NAMED: usize = 10;

/// `1 error, 2 warnings, 0 info`.
fn counts(of: &SeverityCounts) -> String {
    let SeverityCounts { error, warning, info } = *of;
    let many = |count: i64| if count == 1 { "" } else { "s" };
    format!("{error} error{}, {warning} warning{}, {info} info", many(error), many(warning))
}

fn words(tried: &PolicyTry) -> Vec<String> {
    let PolicyTry { decided, left, agree, differ, .. } = tried;
    let mut words = vec![format!(
        "{decided} would be decided, {left} left to people; of those that people decided, {agree} the same way and {differ} otherwise"
    )];
    if let Some(TriedDrift { now, then, changed }) = &tried.drift
        && !changed.is_empty()
    {
        words.push(format!("drift would be {}; it is {}", counts(then), counts(now)));
        let named = changed.iter().take(NAMED);
        words.extend(named.map(|it| format!("{}: {} instead of {}", it.resource, it.then, it.now)));
    }
    if tried.more {
        words.push("older conflicts were not tried".to_owned());
    }
    words
}
