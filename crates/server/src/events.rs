//! Live state as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use futures::Stream;
use hedgerow_access::{People, Principal};
use hedgerow_engine::views::{Event, Scope};
use hedgerow_engine::{EventId, Listener, StreamItem};
use serde::Deserialize;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;

use crate::acting::{Within, scope_of};
use crate::admission::{Admitted, Full};
use crate::extract::Parameters;
use crate::principal::Caller;
use crate::problem::{Problem, Problems};
use crate::state::App;

/// How often a quiet stream says that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How often it is asked whether a listener may still listen, when nothing says that it changed:
/// sessions and tokens end by themselves.
const ASK_AGAIN: Duration = Duration::from_secs(60);

/// When whoever is sent away is told to come again, in seconds.
const COME_AGAIN: u64 = 30;

/// The header by which a browser says what it heard last.
const LAST: &str = "last-event-id";

/// Which events are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Only what is about this fabric, and what names no fabric.
    fabric: Option<String>,
    /// The id of the last event that was heard: the stream continues behind it. The header
    /// `last-event-id` goes before it.
    since: Option<String>,
}

/// What happens, while it happens
///
/// A stream of server-sent events. The event's name is the `event` of its data; its id is what to go
/// on from, as `since` or in the header `last-event-id`. The first message is `hello` with the id
/// from which the stream continues. What was missed and is not kept any more is told by `reset`: what
/// is shown must be asked for again; the same is told when the listener may see more or less than
/// before. Events are kept for a day, over a restart too; `progress` is not, and has no id. The stream ends with the session or the token.
#[utoipa::path(get, path = "/events", tag = "events", operation_id = "listenToEvents",
    params(EventsQuery, ("last-event-id" = Option<String>, Header, description = "The id of the last event that was received.")),
    responses((status = 200, description = "The stream.", body = Event, content_type = "text/event-stream"), Problems))]
pub(crate) async fn listen(
    State(app): State<App>,
    Within(scope): Within,
    Caller(principal): Caller,
    headers: HeaderMap,
    Parameters(query): Parameters<EventsQuery>,
) -> Result<Sse<impl Stream<Item = Result<Message, Infallible>>>, Problem> {
    let place = app.lanes.streams().enter_now(principal.user()).map_err(refusal)?;
    let last = headers.get(LAST).map(|value| value.to_str().unwrap_or_default());
    let since = last.or(query.since.as_deref()).filter(|since| !since.is_empty());
    let listener = app.engine.listen(since);
    let mut changed = app.people.watch();
    // What changed since the gate looked is not missed.
    changed.mark_changed();
    let mut now_and_then = interval(ASK_AGAIN);
    now_and_then.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let standing = Standing { people: app.people, principal, changed, now_and_then };
    let (fabric, stopping) = (query.fabric, app.stopping);
    let ear =
        EventStream { listener, standing, scope, fabric, stopping, greeted: false, _place: place };
    let stream = futures::stream::unfold(ear, |mut ear| async move {
        let message = ear.next().await?;
        Some((Ok(message), ear))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// What is told to somebody who may not listen for lack of room.
fn refusal(full: Full) -> Problem {
    match full {
        Full::Own => Problem::too_many(
            COME_AGAIN,
            "too many streams of events of this account are open; close some",
        ),
        Full::All => Problem::busy(COME_AGAIN, "too many streams of events are open"),
    }
}

/// One stream.
struct EventStream {
    listener: Listener,
    standing: Standing,
    scope: Scope,
    fabric: Option<String>,
    stopping: CancellationToken,
    greeted: bool,
    _place: Admitted,
}

impl EventStream {
    async fn next(&mut self) -> Option<Message> {
        if !std::mem::replace(&mut self.greeted, true) {
            return Some(plain("hello", self.listener.id()));
        }
        loop {
            let heard = tokio::select! {
                // In this order: whoever may not hear something any more does not hear it.
                biased;
                () = self.stopping.cancelled() => return None,
                () = self.standing.due() => {
                    let scope = self.standing.ask().await?;
                    if self.becomes(scope) {
                        return Some(plain("reset", self.listener.id()));
                    }
                    continue;
                }
                heard = self.listener.next() => heard?,
            };
            match heard {
                StreamItem::Reset(id) => return Some(plain("reset", id)),
                StreamItem::Event(id, event) => {
                    let Some(event) = event.within(&self.scope) else { continue };
                    if self.fabric.as_ref().is_some_and(|wanted| !event.concerns(wanted)) {
                        continue;
                    }
                    let data = serde_json::to_string(&event).unwrap_or_default();
                    let message = Message::default().event(event.name()).data(data);
                    return Some(match id {
                        Some(id) => message.id(id.to_string()),
                        None => message,
                    });
                }
            }
        }
    }
}

impl EventStream {
    /// Whether what may be heard is another than before.
    fn becomes(&mut self, scope: Scope) -> bool {
        let another = scope != self.scope;
        self.scope = scope;
        another
    }
}

/// Whether a listener may still listen, and to what.
struct Standing {
    people: People,
    principal: Principal,
    changed: watch::Receiver<u64>,
    now_and_then: Interval,
}

impl Standing {
    /// Waits until it is to be asked again. Nothing is lost when something else comes first.
    async fn due(&mut self) {
        tokio::select! {
            changed = self.changed.changed() => {
                if changed.is_err() {
                    // The server goes; the stream ends with it.
                    std::future::pending::<()>().await;
                }
            }
            _ = self.now_and_then.tick() => {}
        }
    }

    /// What may be heard from now on; none when nothing may.
    async fn ask(&mut self) -> Option<Scope> {
        match self.people.again(&self.principal).await {
            Ok(again) => {
                self.principal = again?;
                Some(scope_of(&self.principal))
            }
            Err(error) => {
                tracing::warn!(reason = %error, "a stream of events was closed: its permissions could not be read");
                None
            }
        }
    }
}

/// A message of the stream's own.
fn plain(name: &str, id: EventId) -> Message {
    let id = id.to_string();
    let data = serde_json::json!({"event": name, "id": id}).to_string();
    Message::default().id(id).event(name).data(data)
}
