//! Live state as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use futures::Stream;
use hedgerow_sync::views::Event;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use utoipa::IntoParams;

use crate::extract::Parameters;
use crate::problem::Problems;
use crate::state::App;

/// How often a quiet stream says that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Which events are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Only what is about this fabric, and what names no fabric.
    fabric: Option<String>,
}

/// What happens, while it happens
///
/// A stream of server-sent events. The event's name is the `event` of its data. `lagged` means
/// that the reader was too slow and missed some: what it shows must be asked for anew.
#[utoipa::path(get, path = "/events", tag = "events", operation_id = "listenToEvents",
    params(EventsQuery),
    responses((status = 200, description = "The stream.", body = Event, content_type = "text/event-stream"), Problems))]
pub(crate) async fn listen(
    State(app): State<App>,
    Parameters(query): Parameters<EventsQuery>,
) -> Sse<impl Stream<Item = Result<Message, Infallible>>> {
    let receiver = app.engine.events();
    let stream = futures::stream::unfold(
        (receiver, app.stopping, query.fabric),
        |(mut receiver, stopping, fabric)| async move {
            loop {
                let received = tokio::select! {
                    () = stopping.cancelled() => return None,
                    received = receiver.recv() => received,
                };
                let message = match received {
                    Ok(event) if concerns(&event, fabric.as_deref()) => message(&event),
                    Ok(_) => continue,
                    Err(RecvError::Lagged(missed)) => Message::default()
                        .event("lagged")
                        .data(format!("{{\"event\":\"lagged\",\"missed\":{missed}}}")),
                    Err(RecvError::Closed) => return None,
                };
                return Some((Ok(message), (receiver, stopping, fabric)));
            }
        },
    );
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

fn message(event: &Event) -> Message {
    let name = match event {
        Event::Progress { .. } => "progress",
        Event::Ingested { .. } => "ingested",
        Event::Change { .. } => "change",
        Event::Conflicts { .. } => "conflicts",
    };
    let data = serde_json::to_string(event).unwrap_or_default();
    Message::default().event(name).data(data)
}

/// Whether an event is about the fabric that was asked for, or about none in particular.
fn concerns(event: &Event, wanted: Option<&str>) -> bool {
    let about = match event {
        Event::Progress { fabric, .. } => fabric.as_deref(),
        Event::Ingested { fabric, .. } | Event::Conflicts { fabric } => Some(fabric.as_str()),
        Event::Change { .. } => None,
    };
    wanted.is_none_or(|wanted| about.is_none_or(|about| about == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_to_one_fabric_hears_nothing_of_another() {
        let of = |fabric: &str| Event::Conflicts { fabric: fabric.to_owned() };
        assert!(concerns(&of("a"), None));
        assert!(concerns(&of("a"), Some("a")));
        assert!(!concerns(&of("b"), Some("a")));
        let whole =
            Event::Progress { fabric: None, step: "fetching".to_owned(), done: None, total: None };
        assert!(concerns(&whole, Some("a")));
    }
}
