use crate::support::World;

#[tokio::test]
async fn probes_need_no_token_and_tell_nothing() {
    let world = World::new().await;
    for path in ["/healthz", "/readyz"] {
        let answer = world.send_as_it_is("GET", path, &[], "").await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "ok\n"), "{path}");
    }
}

#[tokio::test]
async fn figures_count_requests_by_route_and_not_by_name() {
    let world = World::new().await;
    world.get("/api/v1/fabrics/some-secret-name").await;
    let figures = world.send_as_it_is("GET", "/metrics", &[], "").await;
    assert!(figures.text.contains("route=\"/api/v1/fabrics/{fabric}\""), "{figures:?}");
    assert!(!figures.text.contains("some-secret-name"), "{figures:?}");
    assert!(figures.headers["content-type"].to_str().unwrap().starts_with("text/plain"));
}

#[tokio::test]
async fn answers_are_neither_kept_nor_guessed_at_nor_framed() {
    let world = World::new().await;
    let answer = world.get("/api/v1/fabrics").await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert_eq!(answer.headers["x-frame-options"], "DENY");
}

#[tokio::test]
async fn the_description_is_there_for_everybody() {
    let world = World::new().await;
    let answer = world.send_as_it_is("GET", "/api/openapi.json", &[], "").await;
    let json = answer.json();
    assert!(json["openapi"].as_str().unwrap().starts_with("3."), "{answer:?}");
    assert_eq!(json["components"]["securitySchemes"]["token"]["scheme"], "bearer");
}
