//! `/metrics`: on a listener of its own, and of nobody in particular.

use crate::support::http;
use crate::support::program::Program;

async fn get(url: &str) -> (u16, String) {
    let answer = http().get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn what_happens_is_counted_by_route_and_code() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Program::start(&["demo", "--metrics-listen", "127.0.0.1:0"], data.path()).await;
    let link = server.line().await;
    assert!(server.line().await.starts_with("client: "));
    let line = server.line().await;
    let metrics = line.strip_prefix("metrics on ").unwrap();

    let (_, code) = link.split_once('#').unwrap();
    let body = serde_json::json!({ "code": code, "device_name": "Firefox", "wants_token": true });
    let redeem = http()
        .post(format!("http://{}/api/sign-in/redeem", server.address))
        .json(&body);
    let session: serde_json::Value = redeem.send().await.unwrap().json().await.unwrap();
    let token = session["token"].as_str().unwrap();
    for name in ["Runners", "Swimmers", ""] {
        let id = uuid::Uuid::from_u128(name.len() as u128 + 1);
        let create = serde_json::json!({
            "id": id, "command": { "type": "create_group", "id": id, "name": name, "members": [] }
        });
        let call = http().post(format!("http://{}/api/commands", server.address));
        call.bearer_auth(token).json(&create).send().await.unwrap();
    }
    get(&format!(
        "http://{}/api/devices/{}",
        server.address,
        uuid::Uuid::from_u128(7)
    ))
    .await;
    get(&format!("http://{}/anything/at/all", server.address)).await;

    let (status, text) = get(metrics).await;
    assert_eq!(status, 200);
    for counted in [
        "rapport_commands_total{code=\"ok\"} 2",
        "rapport_commands_total{code=\"invalid\"} 1",
        "rapport_connections 0",
        "rapport_requests_total{method=\"POST\",route=\"/api/commands\",status=\"200\"} 3",
        "rapport_requests_total{method=\"GET\",route=\"/api/devices/{device}\",status=\"405\"} 1",
        "route=\"dashboard\"",
        "rapport_commit_seconds_bucket{le=",
        "rapport_commit_jobs_count ",
        "rapport_resyncs_total 0",
        "# EOF",
    ] {
        assert!(text.contains(counted), "{counted} is not in:\n{text}");
    }
    for told in [code, token, "Runners", "Ana", "anything"] {
        assert!(!text.contains(told), "{told} is nobody's business");
    }
    // Not where everybody else is served, and nothing else where it is.
    let (_, page) = get(&format!("http://{}/metrics", server.address)).await;
    assert!(!page.contains("rapport_commands"), "{page}");
    assert_eq!(get(&metrics.replace("/metrics", "/api/me")).await.0, 404);
}
