use serde_json::json;

use crate::support::{JSON, World};

#[tokio::test]
async fn every_path_of_the_api_asks_who_is_there() {
    let world = World::new().await;
    let description = world.get("/api/openapi.json").await.json();
    let mut tried = 0;
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation.get("security").is_some_and(|security| *security == json!([{}])) {
                continue;
            }
            let path = path.replace("{conflict}", "1").replace("{run}", "1");
            let answer = world.send_as_it_is(&method.to_uppercase(), &path, &[JSON], "{}").await;
            answer.problem(401);
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_that_says_what() {
    let world = World::new().await;
    assert!(world.get("/api/v1/fabric").await.problem(404).contains("/api/v1/fabric"));
    assert!(world.get("/elsewhere").await.problem(404).contains("/elsewhere"));
    for (path, thing, name) in [
        ("/api/v1/fabrics/none", "fabric", "none"),
        ("/api/v1/fabrics/none/resources", "fabric", "none"),
        ("/api/v1/repositories/none", "repository", "none"),
        ("/api/v1/changes/none", "change", "none"),
        ("/api/v1/changes/none/diff", "change", "none"),
        ("/api/v1/conflicts/77", "conflict", "77"),
        ("/api/v1/runs/77", "run", "77"),
    ] {
        let answer = world.get(path).await;
        let detail = answer.problem(404);
        assert!(detail.contains(name) && !detail.contains("`hedgerow "), "{path}: {detail}");
        let problem = answer.json();
        let told = [&problem["code"], &problem["thing"], &problem["name"]];
        assert_eq!(told, ["not-found", thing, name], "{path}");
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_take_is_a_problem_and_allow_names_those_it_does() {
    let world = World::new().await;
    let answer = world.send("PUT", "/api/v1/fabrics", &[], "").await;
    assert!(answer.problem(405).contains("PUT"));
    let allow = answer.headers["allow"].to_str().unwrap();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_with_its_place() {
    let world = World::new().await;
    let path = "/api/v1/fabrics";
    let detail = world.send("POST", path, &[JSON], "{\"name\": }").await.problem(400);
    assert!(detail.contains("line 1 column 10"), "{detail}");
    let wrong = json!({"name": "a", "repository": "r", "directory": ".", "layout": "flat"});
    let detail = world.post(path, &wrong).await.problem(422);
    assert!(detail.contains("`layout`") && detail.contains("in-place"), "{detail}");
    let detail =
        world.send("POST", path, &[("content-type", "text/plain")], "x").await.problem(415);
    assert!(detail.contains("text/plain"), "{detail}");
}

#[tokio::test]
async fn a_parameter_that_is_not_known_is_refused() {
    let world = World::new().await;
    let detail = world.get("/api/v1/changes?finshed=true").await.problem(400);
    assert!(detail.contains("finshed"), "{detail}");
    let detail = world.get("/api/v1/runs?limit=0").await.problem(400);
    assert!(detail.contains("limit"), "{detail}");
    let detail = world.get("/api/v1/conflicts/abc").await.problem(400);
    assert!(detail.contains("abc"), "{detail}");
}

#[tokio::test]
async fn a_request_that_is_too_large_is_refused() {
    let world = World::new().await;
    let large = " ".repeat((32 << 20) + 1);
    world.send("POST", "/api/v1/fabrics", &[JSON], &large).await.problem(413);
}

#[tokio::test]
async fn strangers_send_little() {
    let world = World::new().await;
    let large = " ".repeat((16 << 10) + 1);
    for path in ["/api/v1/session", "/api/v1/setup"] {
        let answer = world.send_as_it_is("POST", path, &[JSON], large.clone()).await;
        let detail = answer.problem(413);
        assert!(detail.contains("16"), "{detail}");
    }
}

#[tokio::test]
async fn a_decision_has_one_side_or_one_value() {
    let world = World::new().await;
    for body in [json!({}), json!({"take": "git", "value": "1"})] {
        let detail = world.post("/api/v1/conflicts/1/resolve", &body).await.problem(422);
        assert!(detail.contains("exactly one"), "{detail}");
    }
    let detail =
        world.post("/api/v1/conflicts/1/resolve", &json!({"take": "ours"})).await.problem(422);
    assert!(detail.contains("`take`") && detail.contains("draft"), "{detail}");
}

#[tokio::test]
async fn a_remote_that_cannot_be_reached_is_a_bad_gateway_or_an_invalid_request() {
    let world = World::new().await;
    let new = json!({"name": "net", "url": "file:///nonexistent/net.git"});
    let answer = world.post("/api/v1/repositories", &new).await;
    assert!(matches!(answer.status.as_u16(), 422 | 502), "{answer:?}");
    answer.problem(answer.status.as_u16());
}

#[tokio::test]
async fn a_repository_in_use_is_not_disconnected() {
    let world = World::with_fabric().await;
    let answer = world.send("DELETE", "/api/v1/repositories/net", &[], "").await;
    let detail = answer.problem(409);
    assert!(detail.contains("fabric"), "{detail}");
}
