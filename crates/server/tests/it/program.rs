//! The program from the outside: its commands, its first line, and how it stops.

use crate::support::http;
use crate::support::program::{Program, run, value};

const CREATE: [&str; 8] = [
    "workspace",
    "create",
    "--name",
    "Fit with Ana",
    "--coach",
    "Ana",
    "--email",
    "ana@fit.example",
];

#[tokio::test]
async fn a_practice_is_opened_and_people_come_in_by_the_command_line() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().join("new");
    let (code, out, _) = run(&CREATE, &data).await;
    assert_eq!(code, Some(0));
    assert!(value(&out, "link").ends_with(&format!("/join#{}", value(&out, "code"))));
    let (_, list, _) = run(&["workspace", "list"], &data).await;
    assert!(list.trim_end().ends_with("Fit with Ana"), "{list}");

    let (code, out, _) = run(
        &[
            "invite",
            "--workspace",
            "Fit with Ana",
            "--name",
            "Ben",
            "--email",
            "ben@example.com",
        ],
        &data,
    )
    .await;
    assert_eq!(code, Some(0));
    assert_eq!(value(&out, "client"), "Ben");
    let (code, out, _) = run(&["code", "--email", "Ben@Example.com"], &data).await;
    assert_eq!((code, value(&out, "account")), (Some(0), "Ben in Fit with Ana"));

    let (code, _, error) = run(&["code", "--email", "nobody@example.com"], &data).await;
    assert_eq!(code, Some(1));
    assert!(error.contains("nobody has the address"), "{error}");
    let (code, _, error) = run(&["invite", "--name", "Ben", "--workspace", "Dora's"], &data).await;
    assert_eq!(code, Some(1));
    assert!(error.contains("workspace list"), "{error}");
    let (code, out, _) = run(&["doctor"], &data).await;
    assert_eq!(code, Some(0), "{out}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&data).unwrap().permissions().mode() & 0o777,
            0o700
        );
    }
}

#[tokio::test]
async fn names_from_a_file_are_invited_at_once() {
    let data = tempfile::tempdir().unwrap();
    run(&CREATE, data.path()).await;
    let names = data.path().join("names.txt");
    // More than may wait to be handed out by a server that runs: here nobody hands anything out.
    let many: String = (1..=1_100).map(|number| format!("Client {number}\n")).collect();
    std::fs::write(&names, format!("Ben\n\n  Cleo \n{many}")).unwrap();
    let (code, out, _) = run(&["invite", "--names-from", names.to_str().unwrap()], data.path()).await;
    assert_eq!(code, Some(0));
    let codes = out.lines().filter(|line| line.starts_with("code: "));
    assert_eq!(codes.count(), 1_102);
    assert!(out.contains("client: Cleo\n"));
}

#[tokio::test]
async fn a_bad_setting_stops_the_program_with_words() {
    let data = tempfile::tempdir().unwrap();
    let (code, out, error) = run(&["serve", "--listen", "everywhere"], data.path()).await;
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        error.contains("--listen") && error.contains("everywhere") && error.contains("127.0.0.1:8080"),
        "{error}"
    );
}

#[tokio::test]
async fn a_doctor_finds_what_is_wrong() {
    let data = tempfile::tempdir().unwrap();
    let (code, out, _) = run(&["doctor"], data.path()).await;
    assert_eq!(code, Some(1));
    assert!(
        out.contains("WRONG") && out.contains("rapport.db") && out.contains("--data"),
        "{out}"
    );
}

#[tokio::test]
async fn the_demo_signs_in_by_its_links_and_keeps_its_data() {
    let data = tempfile::tempdir().unwrap();
    let token_file = data.path().join("session.json");
    let command = ["demo", "--token-file", token_file.to_str().unwrap()];
    let mut sessions = Vec::new();
    for _ in 0..2 {
        let mut demo = Program::start(&command, data.path()).await;
        for (key, who) in [("coach: ", "Ana Ferreira"), ("client: ", "Ben Okafor")] {
            let line = demo.line().await;
            let link = line.strip_prefix(key).unwrap();
            let (page, code) = link.split_once('#').unwrap();
            assert_eq!(page, format!("http://{}/join", demo.address));
            let body = serde_json::json!({ "code": code, "device_name": "Firefox" });
            let redeem = format!("http://{}/api/sign-in/redeem", demo.address);
            let answer = http()
                .post(redeem)
                .json(&body)
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap();
            assert!(answer.contains(who), "{answer}");
        }
        let session: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&token_file).unwrap()).unwrap();
        assert_eq!(session["server"], format!("http://{}", demo.address));
        let me = http().get(format!("http://{}/api/me", demo.address));
        let me = me
            .bearer_auth(session["token"].as_str().unwrap())
            .send()
            .await
            .unwrap();
        assert!(me.text().await.unwrap().contains("Ana Ferreira"));
        sessions.push(session["token"].clone());
        demo.kill().await;
    }
    assert_eq!(sessions[0], sessions[1], "the app stays signed in");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&token_file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

#[cfg(unix)]
#[tokio::test]
async fn sigterm_stops_the_server_in_good_order() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::serve(data.path()).await;
    let ready = http()
        .get(format!("http://{}/readyz", program.address))
        .send()
        .await
        .unwrap();
    assert_eq!(ready.status(), 200);
    let id = program.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(program.ended().await.code(), Some(0));
    let wal = std::fs::metadata(data.path().join("rapport.db-wal"));
    assert!(
        wal.is_err() || wal.is_ok_and(|wal| wal.len() == 0),
        "everything is in the one file"
    );
}
