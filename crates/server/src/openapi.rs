//! What the API is, as an OpenAPI document and as a page to read.
//!
//! Owns the document: the schemas come from the types of `protocol`, the calls from `openapi/operations.rs`, and a test
//! holds them against the routes. The page is in `openapi/page.rs`. Must not know what a call does.

mod operations;
mod page;

use std::collections::BTreeMap;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use protocol::{ApiError, ClientFrame, ErrorCode, ServerFrame};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use operations::{OPERATIONS, Operation, Who};

/// The document and the page.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let css = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    Router::new()
        .route("/api/openapi.json", get(async || axum::Json(document())))
        .route(
            "/api/docs",
            get(async || axum::response::Html(page::render(&document()))),
        )
        .route("/api/docs.css", get(async move || (css, page::CSS)))
}

/// Method and path of every call in the document, such as `("GET", "/api/me")`.
pub fn calls() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPERATIONS
        .iter()
        .map(|operation| (operation.method, operation.path))
}

/// The OpenAPI 3.1 document.
pub fn document() -> Value {
    let mut schemas = Schemas::default();
    schemas.add::<ApiError>();
    schemas.add::<ClientFrame>();
    schemas.add::<ServerFrame>();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for operation in OPERATIONS {
        for shape in [operation.body, operation.answer].into_iter().flatten() {
            (shape.collect)(&mut schemas.0);
        }
        let method = operation.method.to_ascii_lowercase();
        paths
            .entry(operation.path)
            .or_default()
            .insert(method, describe(operation));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rapport",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The API that Rapport's own apps use. Bodies and answers are JSON. Every refusal has one \
                shape, ApiError, and a code to branch on. The socket at /api/socket carries ClientFrame and ServerFrame.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas.into_json(),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "For apps: the token that signing in with wants_token answers.",
                },
                "cookie": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": operations::COOKIE,
                    "description": "For browsers: set by signing in, HttpOnly, SameSite=Strict.",
                },
            },
        },
    })
}

fn describe(operation: &Operation) -> Value {
    let mut described = Map::new();
    described.insert("operationId".into(), operation.name.into());
    described.insert("tags".into(), json!([operation.tag]));
    described.insert("summary".into(), operation.summary.into());
    described.insert("description".into(), operation.detail.into());
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|(name, detail)| {
            let in_path = operation.path.contains(&format!("{{{name}}}"));
            json!({
                "name": name,
                "in": if in_path { "path" } else { "query" },
                "required": in_path || ["limit", "offset", "sort"].contains(name),
                "description": detail,
                "schema": { "type": "string" },
            })
        })
        .collect();
    if !parameters.is_empty() {
        described.insert("parameters".into(), parameters.into());
    }
    if let Some(body) = operation.body {
        let content = json!({ "application/json": { "schema": body.reference() } });
        described.insert(
            "requestBody".into(),
            json!({ "required": true, "content": content }),
        );
    }
    if operation.takes_bytes {
        let content = json!({ "application/octet-stream": {} });
        described.insert(
            "requestBody".into(),
            json!({ "required": true, "content": content }),
        );
    }
    if operation.who != Who::Anybody {
        described.insert("security".into(), json!([{ "token": [] }, { "cookie": [] }]));
    }
    described.insert("responses".into(), responses(operation));
    described.into()
}

fn responses(operation: &Operation) -> Value {
    let mut responses = Map::new();
    let (status, detail) = operation.success;
    let mut success = json!({ "description": detail });
    if let (Some(answer), Some(success)) = (operation.answer, success.as_object_mut()) {
        let content = json!({ "application/json": { "schema": answer.reference() } });
        success.insert("content".into(), content);
    }
    responses.insert(status.to_string(), success);
    let signed_in: &[ErrorCode] = match operation.who {
        Who::Anybody => &[],
        Who::SignedIn => &[ErrorCode::SignInNeeded, ErrorCode::SessionEnded],
        Who::Coach => &[
            ErrorCode::SignInNeeded,
            ErrorCode::SessionEnded,
            ErrorCode::Forbidden,
        ],
    };
    let mut refusals: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for code in signed_in.iter().chain(operation.refusals) {
        let name = serde_json::to_value(code).unwrap_or_default();
        let name = format!("`{}`", name.as_str().unwrap_or_default());
        let names = refusals.entry(code.status()).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for (status, names) in refusals {
        let content = json!({ "application/json": { "schema": reference("ApiError") } });
        let refusal = json!({ "description": names.join(", "), "content": content });
        responses.insert(status.to_string(), refusal);
    }
    responses.into()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

type Named = Vec<(String, RefOr<Schema>)>;

/// A type of `protocol` as body or answer.
#[derive(Clone, Copy)]
struct Shape {
    name: fn() -> String,
    collect: fn(&mut Named),
    list: bool,
}

impl Shape {
    const fn of<T: ToSchema>() -> Self {
        Self {
            name: || T::name().into_owned(),
            collect: |named| {
                named.push((T::name().into_owned(), T::schema()));
                T::schemas(named);
            },
            list: false,
        }
    }

    const fn list_of<T: ToSchema>() -> Self {
        Self {
            list: true,
            ..Self::of::<T>()
        }
    }

    fn reference(self) -> Value {
        let one = reference(&(self.name)());
        if self.list {
            json!({ "type": "array", "items": one })
        } else {
            one
        }
    }
}

#[derive(Default)]
struct Schemas(Named);

impl Schemas {
    fn add<T: ToSchema>(&mut self) {
        (Shape::of::<T>().collect)(&mut self.0);
    }

    fn into_json(self) -> Value {
        let named: BTreeMap<String, Value> = self
            .0
            .into_iter()
            .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()))
            .collect();
        serde_json::to_value(named).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
