//! Archives by the command line, of a server that runs.

use crate::support::http;
use crate::support::program::{Program, run, value};

#[tokio::test]
async fn a_running_server_is_backed_up_and_comes_back_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let archive = folder.path().join("backups/monday");
    let archive = archive.to_str().unwrap();
    let mut demo = Program::start(&["demo"], &here).await;
    let coach = demo.line().await;
    let (code, out, error) = run(&["backup", archive], &here).await;
    assert_eq!(code, Some(0), "{out}{error}");
    assert!(value(&out, "written").contains("rows"), "{out}");
    demo.kill().await;

    let (code, out, error) = run(&["restore", archive], &there).await;
    assert_eq!(code, Some(0), "{out}{error}");
    let (code, out, _) = run(&["doctor"], &there).await;
    assert_eq!(code, Some(0), "{out}");
    // The link that was open signs in at the restored server.
    let restored = Program::serve(&there).await;
    let (_, link) = coach.split_once('#').unwrap();
    let answer = http()
        .post(format!("http://{}/api/sign-in/redeem", restored.address))
        .json(&serde_json::json!({ "code": link, "device_name": "Firefox" }))
        .send()
        .await
        .unwrap();
    assert!(answer.text().await.unwrap().contains("Ana Ferreira"));

    let (code, _, error) = run(&["restore", archive], &there).await;
    assert_eq!(code, Some(1));
    assert!(
        error.contains("--data") && error.contains("Nothing was changed"),
        "{error}"
    );
    let (code, _, error) = run(&["import", archive], &folder.path().join("third")).await;
    assert_eq!(code, Some(1));
    assert!(error.contains("restore"), "{error}");
    assert!(!folder.path().join("third").exists());
}

#[tokio::test]
async fn a_practice_moves_to_another_server_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let archive = folder.path().join("practice");
    let archive = archive.to_str().unwrap();
    for (data, name) in [(&here, "Fit with Ana"), (&here, "Dora's"), (&there, "Strong")] {
        let create = [
            "workspace",
            "create",
            "--name",
            name,
            "--coach",
            "Eve",
            "--email",
            "eve@fit.example",
        ];
        assert_eq!(run(&create, data).await.0, Some(0));
    }
    let (code, _, error) = run(&["export", archive], &here).await;
    assert_eq!(code, Some(1));
    assert!(error.contains("--workspace"), "{error}");
    let (code, out, error) = run(&["export", "--workspace", "Dora's", archive], &here).await;
    assert_eq!(code, Some(0), "{out}{error}");
    let running = Program::serve(&there).await;
    let (code, out, error) = run(&["import", archive], &there).await;
    assert_eq!(code, Some(0), "{out}{error}");
    running.kill().await;
    let (_, list, _) = run(&["workspace", "list"], &there).await;
    assert!(
        list.contains("Dora's") && list.contains("Strong") && !list.contains("Ana"),
        "{list}"
    );
    let (code, out, _) = run(&["doctor"], &there).await;
    assert_eq!(code, Some(0), "{out}");
}
