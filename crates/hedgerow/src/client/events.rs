//! The server's steps, shown while one waits.

use std::io::{BufRead, BufReader};
use std::thread;

use serde_json::Value as Json;

use super::Client;
use crate::output::Progress;

/// Shows the steps of a fabric until the program ends. It is decoration: failures are silent.
pub(super) fn follow(client: Client, fabric: Option<String>, progress: Progress) {
    thread::spawn(move || {
        let mut request = client
            .agent
            .get(client.address(&["events"]))
            .header("authorization", &client.authorization)
            .header("accept", "text/event-stream");
        if let Some(fabric) = &fabric {
            request = request.query("fabric", fabric);
        }
        let Ok(mut response) = request.call() else { return };
        if !response.status().is_success() {
            return;
        }
        let lines = BufReader::new(response.body_mut().with_config().limit(u64::MAX).reader());
        for line in lines.lines() {
            let Ok(line) = line else { return };
            if let Some(step) = line.strip_prefix("data:").and_then(step) {
                progress.step(&step);
            }
        }
    });
}

/// The words for an event that tells progress.
fn step(data: &str) -> Option<String> {
    let event: Json = serde_json::from_str(data.trim()).ok()?;
    if event.get("event")?.as_str()? != "progress" {
        return None;
    }
    let step = event.get("step")?.as_str()?;
    let count = |name: &str| event.get(name).and_then(Json::as_u64);
    Some(match (count("done"), count("total")) {
        (Some(done), Some(total)) => format!("{step} ({done} of {total})"),
        (Some(done), None) => format!("{step} ({done})"),
        _ => step.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_with_its_count() {
        let of = |data: &str| step(data);
        assert_eq!(
            of(r#" {"event":"progress","fabric":"a","step":"reading","done":3,"total":9}"#),
            Some("reading (3 of 9)".to_owned())
        );
        assert_eq!(
            of(r#"{"event":"progress","fabric":null,"step":"fetching","done":null,"total":null}"#),
            Some("fetching".to_owned())
        );
        assert_eq!(of(r#"{"event":"conflicts","fabric":"a"}"#), None);
        assert_eq!(of("not json"), None);
    }
}
