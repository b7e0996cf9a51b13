//! Live state as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use futures::Stream;
use hedgerow_sync::views::{Event, Scope};
use hedgerow_sync::{Heard, Listener};
use serde::Deserialize;
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;

use crate::acting::Within;
use crate::extract::Parameters;
use crate::problem::Problems;
use crate::state::App;

/// How often a quiet stream says that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The header by which a browser says what it heard last.
const LAST: &str = "last-event-id";

/// Which events are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Only what is about this fabric, and what names no fabric.
    fabric: Option<String>,
    /// The id of the last event that was heard: the stream goes on behind it. The header
    /// `last-event-id` goes before it.
    since: Option<String>,
}

/// What happens, while it happens
///
/// A stream of server-sent events. The event's name is the `event` of its data; its id is what to go
/// on from, as `since` or in the header `last-event-id`. The first message is `hello` with the id
/// from which the stream goes on. What was missed and is not kept any more is told by `reset`: what
/// is shown must be asked for anew.
#[utoipa::path(get, path = "/events", tag = "events", operation_id = "listenToEvents",
    params(EventsQuery, ("last-event-id" = Option<String>, Header, description = "The id of the last event that was heard.")),
    responses((status = 200, description = "The stream.", body = Event, content_type = "text/event-stream"), Problems))]
pub(crate) async fn listen(
    State(app): State<App>,
    Within(scope): Within,
    headers: HeaderMap,
    Parameters(query): Parameters<EventsQuery>,
) -> Sse<impl Stream<Item = Result<Message, Infallible>>> {
    let last = headers.get(LAST).map(|value| value.to_str().unwrap_or_default());
    let since = last.or(query.since.as_deref()).filter(|since| !since.is_empty());
    let listener = app.engine.listen(since);
    let ear = Ear { listener, scope, fabric: query.fabric, stopping: app.stopping, greeted: false };
    let stream = futures::stream::unfold(ear, |mut ear| async move {
        let message = ear.next().await?;
        Some((Ok(message), ear))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// One stream.
struct Ear {
    listener: Listener,
    scope: Scope,
    fabric: Option<String>,
    stopping: CancellationToken,
    greeted: bool,
}

impl Ear {
    async fn next(&mut self) -> Option<Message> {
        if !std::mem::replace(&mut self.greeted, true) {
            return Some(plain("hello", &self.listener.id()));
        }
        loop {
            let heard = tokio::select! {
                () = self.stopping.cancelled() => return None,
                heard = self.listener.next() => heard?,
            };
            match heard {
                Heard::Reset(id) => return Some(plain("reset", &id)),
                Heard::Event(told) => {
                    let Some(event) = told.event.within(&self.scope) else { continue };
                    if self.fabric.as_ref().is_some_and(|wanted| !event.concerns(wanted)) {
                        continue;
                    }
                    let data = serde_json::to_string(&event).unwrap_or_default();
                    return Some(Message::default().id(&told.id).event(event.name()).data(data));
                }
            }
        }
    }
}

/// A message of the stream's own.
fn plain(name: &str, id: &str) -> Message {
    let data = serde_json::json!({"event": name, "id": id}).to_string();
    Message::default().id(id).event(name).data(data)
}
