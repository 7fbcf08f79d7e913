//! `/readyz`: what a load balancer and an operator learn.

use backing::S3;
use server::config::{MediaPlace, S3Place, Secret};

use crate::support::http;
use crate::support::running::Running;

async fn readiness(server: &Running) -> (u16, String) {
    let answer = server.http.get(server.url("/readyz")).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_node_without_media_is_ready_and_says_so() {
    // Installs what speaks TLS.
    drop(http());
    let s3 = S3::shared().unwrap();
    let bucket = |bucket: String| {
        MediaPlace::S3(S3Place {
            bucket,
            prefix: String::new(),
            endpoint: Some(s3.endpoint()),
            region: "us-east-1".into(),
            access_key: Secret::new(S3::ACCESS_KEY),
            secret_key: Secret::new(S3::SECRET_KEY),
        })
    };
    let there = bucket(s3.create_bucket().unwrap());
    let whole = Running::with(|config| config.media = there).await;
    assert_eq!(readiness(&whole).await, (200, "ready".into()));
    let nowhere = bucket("no-such-bucket".into());
    let without = Running::with(|config| config.media = nowhere).await;
    assert_eq!(readiness(&without).await, (200, "ready, without media".into()));
}
