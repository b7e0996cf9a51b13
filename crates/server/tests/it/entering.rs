//! Coming in by a browser: set-up, log-in, sessions, and what other sites cannot do.

use axum::http::HeaderMap;
use hedgerow_model::Role;
use hedgerow_server::{Demo, DemoPerson, Network, PublicUrl, Tour};
use serde_json::{Value as Json, json};

use crate::support::{JSON, PASSWORD, World};

fn first(world: &World, code: &str) -> Json {
    let _ = world;
    json!({
        "code": code,
        "login": "root",
        "name": "The Root",
        "email": "root@example.org",
        "password": PASSWORD,
    })
}

#[tokio::test]
async fn the_first_administrator_is_made_once_with_the_code_and_is_logged_in() {
    let world = World::new().await;
    let set_up = async |body: Json| {
        world.send_as_it_is("POST", "/api/v1/setup", &[JSON], body.to_string()).await
    };
    let needed = async || world.send_as_it_is("GET", "/api/v1/setup", &[], "").await.json();
    assert_eq!(needed().await, json!({"needed": true}));
    set_up(first(&world, "guessed")).await.problem(401);
    let mut weak = first(&world, world.setup_code.reveal());
    weak["password"] = json!("short");
    assert!(set_up(weak).await.problem(422).contains("12 characters"));
    let made = set_up(first(&world, world.setup_code.reveal())).await;
    assert_eq!(made.status, 201, "{made:?}");
    let me = made.json();
    assert_eq!(
        (&me["kind"], &me["login"], &me["admin"]),
        (&json!("user"), &json!("root"), &json!(true))
    );
    assert_eq!(me["permissions"].as_array().unwrap().len(), 8);
    assert_eq!(needed().await, json!({"needed": false}));
    let again = world.browse(&made.browser(), "GET", "/api/v1/me", "").await;
    assert_eq!(again.json(), me);
    assert_eq!(me["tour"], json!(false), "nothing to ask for on a server that is no demo");
    set_up(first(&world, world.setup_code.reveal())).await.problem(409);
}

#[tokio::test]
async fn a_demo_names_its_people_to_everybody_and_no_password() {
    let world = World::configured(|config| {
        config.demo = Some(Demo {
            people: vec![DemoPerson::new("vera", "Vera Lane", Role::Viewer)],
            tour: Tour { id: "1".to_owned(), clone: String::new(), steps: Vec::new() },
        });
    })
    .await;
    let setup = world.send_as_it_is("GET", "/api/v1/setup", &[], "").await.json();
    let vera = json!({
        "login": "vera",
        "name": "Vera Lane",
        "role": "viewer",
        "about": Role::Viewer.about(),
    });
    assert_eq!(setup["demo"], json!([vera]));
    // what to try is for those who are known, who are told that there is something
    assert_eq!(world.get("/api/v1/me").await.json()["tour"], json!(true));
    world.send_as_it_is("GET", "/api/v1/tour", &[], "").await.problem(401);
}

#[tokio::test]
async fn guessing_the_code_is_slowed_down() {
    let world = World::new().await;
    let guess = first(&world, "guessed").to_string();
    loop {
        let answer = world.send_as_it_is("POST", "/api/v1/setup", &[JSON], guess.clone()).await;
        if answer.status != 401 {
            answer.problem(429);
            assert_eq!(answer.headers["retry-after"], "1");
            assert_eq!(answer.json()["retry_after"], 1);
            break;
        }
    }
}

#[tokio::test]
async fn a_cookie_that_was_planted_before_the_log_in_is_worth_nothing_after_it() {
    let world = World::new().await;
    world.person("ada", json!([])).await;
    let planted = format!("hedgerow_session={}", "a".repeat(64));
    let logged_in = world.try_log_in("ada", PASSWORD, &[("cookie", &planted)]).await;
    let browser = logged_in.browser();
    assert_ne!(browser.cookie, planted);
    let me = async |cookie: &str| {
        world.send_as_it_is("GET", "/api/v1/me", &[("cookie", cookie)], "").await
    };
    me(&planted).await.problem(401);
    assert_eq!(me(&browser.cookie).await.status, 200);
    // Beside another one of the same name nobody can tell which was planted.
    me(&format!("{planted}; {}", browser.cookie)).await.problem(401);
    // The next log-in of the browser is another session, and the one before has ended.
    let next = world.try_log_in("ada", PASSWORD, &[("cookie", &browser.cookie)]).await.browser();
    assert_ne!(next.cookie, browser.cookie);
    me(&browser.cookie).await.problem(401);
}

#[tokio::test]
async fn logging_out_ends_the_session_and_takes_the_cookie_away() {
    let world = World::new().await;
    world.person("ada", json!([])).await;
    let browser = world.log_in("ada").await;
    let out = world.browse(&browser, "DELETE", "/api/v1/session", "").await;
    assert_eq!(out.status, 204, "{out:?}");
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    world.browse(&browser, "GET", "/api/v1/me", "").await.problem(401);
}

#[tokio::test]
async fn what_changes_something_must_come_from_our_own_page() {
    let world = World::new().await;
    world.person("ada", json!([])).await;
    let browser = world.log_in("ada").await;
    let other = world.log_in("ada").await;
    let send = async |headers: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> =
            [("cookie", browser.cookie.as_str()), ("host", "h.test"), JSON]
                .into_iter()
                .chain(headers.iter().copied())
                .collect();
        world.send_as_it_is("PATCH", "/api/v1/me", &all, "{}").await
    };
    let csrf = ("x-csrf-token", browser.csrf.as_str());
    assert_eq!(send(&[csrf]).await.status, 200);
    assert_eq!(send(&[csrf, ("origin", "http://h.test")]).await.status, 200);
    for headers in [
        &[][..],
        &[("x-csrf-token", "")],
        &[("x-csrf-token", other.csrf.as_str())],
        &[csrf, ("origin", "http://evil.test")],
        &[csrf, ("origin", "null")],
        &[csrf, ("sec-fetch-site", "cross-site")],
        &[csrf, ("sec-fetch-site", "same-site")],
    ] {
        let answer = send(headers).await;
        answer.problem(403);
        assert_eq!(answer.json()["type"], "urn:hedgerow:problem:forged", "{headers:?}");
    }
    // Nor does another site log anybody in.
    let foreign = [("origin", "http://evil.test"), ("host", "h.test")];
    world.try_log_in("ada", PASSWORD, &foreign).await.problem(403);
    // A form cannot send JSON.
    let form = [("content-type", "text/plain"), ("host", "h.test")];
    let body = json!({"login": "ada", "password": PASSWORD}).to_string();
    world.send_as_it_is("POST", "/api/v1/session", &form, body).await.problem(415);
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let world = World::new().await;
    world.person("ada", json!([])).await;
    let browser = world.log_in("ada").await;
    world.wait(12 * 3_600_000 - 1);
    assert_eq!(world.browse(&browser, "GET", "/api/v1/me", "").await.status, 200);
    world.wait(7 * 24 * 3_600_000);
    world.browse(&browser, "GET", "/api/v1/me", "").await.problem(401);
}

#[tokio::test]
async fn wrong_passwords_are_told_alike_and_slowed_down() {
    let world = World::new().await;
    world.person("ada", json!([])).await;
    let wrong = world.try_log_in("ada", "wrong password", &[]).await.problem(401);
    assert_eq!(world.try_log_in("bob", "wrong password", &[]).await.problem(401), wrong);
    let mut answer = world.try_log_in("ada", "wrong password", &[]).await;
    while answer.status == 401 {
        answer = world.try_log_in("ada", "wrong password", &[]).await;
    }
    answer.problem(429);
    assert!(answer.headers.contains_key("retry-after"));
    world.try_log_in("ada", PASSWORD, &[]).await.problem(429);
    world.wait(900_000);
    assert_eq!(world.try_log_in("ada", PASSWORD, &[]).await.status, 200);
}

#[tokio::test]
async fn over_https_the_cookie_is_for_this_host_alone() {
    let world = World::configured(|told| {
        told.public_url = Some(PublicUrl::parse("https://hedgerow.example.org").unwrap());
    })
    .await;
    world.person("ada", json!([])).await;
    let ours = [("host", "inside:8484"), ("origin", "https://hedgerow.example.org")];
    let answer = world.try_log_in("ada", PASSWORD, &ours).await;
    let given = answer.headers["set-cookie"].to_str().unwrap();
    assert!(given.starts_with("__Host-hedgerow_session="), "{given}");
    for attribute in ["Path=/", "HttpOnly", "SameSite=Strict", "Secure"] {
        assert!(given.contains(&format!("; {attribute}")), "{given}");
    }
    assert!(answer.headers["strict-transport-security"].to_str().unwrap().contains("max-age="));
    let plain = answer.browser().cookie.replace("__Host-", "");
    world.send_as_it_is("GET", "/api/v1/me", &[("cookie", &plain)], "").await.problem(401);
}

#[tokio::test]
async fn the_address_is_the_peers_unless_a_trusted_proxy_says_another() {
    async fn address(trusted: &[&str]) -> String {
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let world = World::configured(|told| told.trusted_proxies = trusted).await;
        world.person("ada", json!([])).await;
        let forwarded = ("x-forwarded-for", "127.0.0.1, 203.0.113.9");
        assert_eq!(world.try_log_in("ada", PASSWORD, &[forwarded]).await.status, 200);
        let entries = world.get("/api/v1/audit?action=login").await.items();
        entries[0]["from"].as_str().unwrap().to_owned()
    }
    assert_eq!(address(&[]).await, "192.0.2.1");
    assert_eq!(address(&["192.0.2.0/24"]).await, "203.0.113.9");
}

#[tokio::test]
async fn answers_of_the_api_let_a_browser_do_nothing_with_them() {
    let world = World::new().await;
    let answer = world.send_as_it_is("GET", "/api/v1/setup", &[], "").await;
    let headers: &HeaderMap = &answer.headers;
    assert_eq!(headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
    assert!(!headers.contains_key("strict-transport-security"));
}
