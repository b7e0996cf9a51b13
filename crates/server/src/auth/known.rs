//! Who sent a request: the installation's token, a person's token, or a browser's session.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use hedgerow_access::{AccessError, Principal, Visit};

use super::{cookie, origin};
use crate::problem::Problem;
use crate::state::App;

/// Who sent a request. A token counts before a cookie: whoever sends one means it.
pub(super) async fn principal(
    app: &App,
    parts: &Parts,
    visit: &Visit,
) -> Result<Principal, Problem> {
    let headers = &parts.headers;
    if headers.contains_key(AUTHORIZATION) {
        return by_token(app, bearer(headers)?, visit).await;
    }
    let Some(session) = cookie::read(cookie::Kind::Session, headers, app.config.encrypted()) else {
        return Err(Problem::unauthorised(
            "log in, or send an API token as `authorization: Bearer TOKEN`",
        ));
    };
    let principal = app.people.by_session(&session, visit).await.map_err(Problem::from)?;
    let Some(principal) = principal else {
        return Err(Problem::unauthorised("the session has ended; log in again"));
    };
    if origin::is_unsafe(&parts.method) {
        let public = app.config.public_url.as_ref().map(crate::PublicUrl::origin);
        origin::check(headers, public).map_err(Problem::forged)?;
        let csrf = principal.session.as_ref().map_or("", |session| session.csrf.as_str());
        origin::check_value(headers, csrf).map_err(Problem::forged)?;
    }
    Ok(principal)
}

async fn by_token(app: &App, presented: &str, visit: &Visit) -> Result<Principal, Problem> {
    if app.token.fits(presented) {
        return Ok(Principal::administrator(visit));
    }
    match app.people.by_token(presented, visit).await {
        Ok(principal) => Ok(principal),
        Err(AccessError::Denied(said)) => Err(Problem::unauthorised(said)),
        Err(other) => Err(Problem::from(other)),
    }
}

fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let wrong = || Problem::unauthorised("the header must read `authorization: Bearer TOKEN`");
    let text =
        headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(wrong)?;
    let (scheme, presented) = text.split_once(' ').ok_or_else(wrong)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(presented.trim()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, text.parse().unwrap());
        bearer(&headers).ok().map(str::to_owned)
    }

    #[test]
    fn a_token_comes_behind_its_scheme() {
        assert_eq!(with("Bearer x").as_deref(), Some("x"));
        assert_eq!(with("bearer x ").as_deref(), Some("x"));
        assert_eq!(with("Basic x"), None);
        assert_eq!(with("Bearer"), None);
        assert_eq!(with(""), None);
    }
}
