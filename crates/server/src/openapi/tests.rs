//! The document, the page, and the golden wire.

use super::*;

#[test]
fn the_document_is_the_golden_one() {
    insta::assert_json_snapshot!("openapi", document());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut left = vec![&document];
    let mut seen = 0;
    while let Some(value) = left.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                    let pointer = target.trim_start_matches('#');
                    assert!(document.pointer(pointer).is_some(), "{target}");
                    seen += 1;
                }
                left.extend(fields.values());
            }
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
    assert!(seen > 50, "{seen}");
}

/// Method and path of every route, read from the tables themselves: a router does not tell what is in it.
fn routes() -> Vec<(String, String)> {
    let mut routes = Vec::new();
    for table in [include_str!("../routes.rs"), include_str!("../openapi.rs")] {
        for row in table.split(".route(").skip(1) {
            let row = row.split(".layer(").next().unwrap_or(row);
            let Some((path, handlers)) = row
                .trim_start()
                .strip_prefix('"')
                .and_then(|row| row.split_once('"'))
            else {
                panic!("a route that this test cannot read: {row}");
            };
            // Below /api, what no route takes.
            if path.contains('*') {
                continue;
            }
            let before = routes.len();
            for (handler, method) in [
                ("get(", "GET"),
                ("any(", "GET"),
                ("post(", "POST"),
                ("put(", "PUT"),
                ("delete(", "DELETE"),
            ] {
                if handlers.contains(handler) {
                    routes.push((method.to_owned(), path.to_owned()));
                }
            }
            assert!(routes.len() > before, "a route that this test cannot read: {row}");
        }
    }
    routes
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let mut routes = routes();
    let mut described: Vec<(String, String)> = calls()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    routes.sort();
    described.sort();
    assert_eq!(described, routes);
}

#[test]
fn every_call_of_a_client_is_described() {
    use protocol::*;
    let id = uuid::Uuid::nil();
    let query = HistoryQuery {
        before: Some(5),
        after: None,
        around: None,
        limit: 50,
    };
    let email = || "ana@fit.example".to_owned();
    let calls_of_clients = [
        Call::StartSignIn(StartSignIn { email: email() }),
        Call::VerifySignIn(VerifySignIn {
            email: email(),
            code: String::new(),
            device_name: String::new(),
            account: None,
            wants_token: false,
        }),
        Call::RedeemCode(RedeemCode {
            code: String::new(),
            device_name: String::new(),
            wants_token: false,
        }),
        Call::CreateWorkspace(CreateWorkspace {
            workspace_name: String::new(),
            your_name: String::new(),
            email: email(),
            code: String::new(),
            device_name: String::new(),
            wants_token: false,
        }),
        Call::SignOut,
        Call::Me,
        Call::Devices,
        Call::EndDevice(DeviceId(id)),
        Call::Invites,
        Call::CreateInvite(CreateInvite {
            name: String::new(),
            email: None,
            account: None,
            send_email: false,
        }),
        Call::RevokeInvite(InviteId(id)),
        Call::Sync(SyncRequest {
            feeds: Vec::new(),
            window: 50,
        }),
        Call::History(ConversationId(id), query),
        Call::BeginFile(NewFile {
            id: FileId(id),
            kind: FileKind::Document,
            name: String::new(),
            media_type: String::new(),
            bytes: 1,
            size: None,
            length_ms: None,
            placeholder: None,
            waveform: None,
            poster: None,
        }),
        Call::DropFile(FileId(id)),
        Call::Links(LinksQuery { files: Vec::new() }),
        Call::Files(
            ConversationId(id),
            FilesQuery {
                sort: FileSort::Voice,
                before: None,
                limit: 50,
            },
        ),
        Call::Submit(SubmitCommand {
            id: CommandId(id),
            command: Command::Rename { name: String::new() },
        }),
    ];
    for call in calls_of_clients {
        let request = call.request();
        let path = request
            .path
            .split('?')
            .next()
            .unwrap()
            .replace(&id.to_string(), "{}");
        let described = calls().any(|(method, known)| {
            let known: Vec<&str> = known
                .split('/')
                .map(|part| if part.starts_with('{') { "{}" } else { part })
                .collect();
            method == request.method.as_str() && known.join("/") == path
        });
        assert!(described, "{} {}", request.method.as_str(), request.path);
    }
}

#[test]
fn the_page_tells_of_every_call_and_type() {
    let document = document();
    let page = page::render(&document);
    for (method, path) in calls() {
        assert!(
            page.contains(&format!("<b>{method}</b> <code>{path}</code>")),
            "{method} {path}"
        );
    }
    for (name, _) in document["components"]["schemas"].as_object().unwrap() {
        assert!(page.contains(&format!("<h3>{name}</h3>")), "{name}");
    }
    assert!(!page.contains("<script"));
    assert!(!page.contains("http://") && !page.contains("https://"));
}
