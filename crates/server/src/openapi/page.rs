//! The OpenAPI document as one page of HTML: no script, nothing from elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

pub(super) const CSS: &str = include_str!("page.css");

/// Writes the page from the document alone.
pub(super) fn render(document: &Value) -> String {
    let mut html = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Rapport API</title>\n\
         <link rel=\"stylesheet\" href=\"/api/docs.css\">\n<main>\n",
    );
    // Writing into a String cannot fail.
    let _ = write_page(&mut html, document);
    html.push_str("</main>\n</html>\n");
    html
}

fn write_page(html: &mut String, document: &Value) -> std::fmt::Result {
    writeln!(html, "<h1>Rapport API {}</h1>", text(document, "/info/version"))?;
    writeln!(html, "<p>{}</p>", text(document, "/info/description"))?;
    writeln!(
        html,
        "<p>For programs: <a href=\"/api/openapi.json\">openapi.json</a></p>"
    )?;
    let mut by_tag: BTreeMap<String, Vec<(String, String, &Value)>> = BTreeMap::new();
    for (path, methods) in entries(document, "/paths") {
        for (method, call) in entries(methods, "") {
            let call = (method.to_uppercase(), path.clone(), call);
            by_tag.entry(text(call.2, "/tags/0")).or_default().push(call);
        }
    }
    for (tag, calls) in by_tag {
        writeln!(html, "<h2>{tag}</h2>")?;
        for (method, path, call) in calls {
            write_call(html, &method, &path, call)?;
        }
    }
    writeln!(html, "<h2>Types</h2>")?;
    for (name, schema) in entries(document, "/components/schemas") {
        let name = escape(name);
        writeln!(html, "<section id=\"{name}\"><h3>{name}</h3>")?;
        write_schema(html, schema)?;
        writeln!(html, "</section>")?;
    }
    Ok(())
}

fn write_call(html: &mut String, method: &str, path: &str, call: &Value) -> std::fmt::Result {
    let path = escape(path);
    writeln!(html, "<section><h3><b>{method}</b> <code>{path}</code></h3>")?;
    writeln!(
        html,
        "<p><strong>{}.</strong> {}</p>",
        text(call, "/summary"),
        text(call, "/description")
    )?;
    writeln!(html, "<dl>")?;
    for parameter in items(call, "/parameters") {
        let place = text(parameter, "/in");
        let (name, detail) = (text(parameter, "/name"), text(parameter, "/description"));
        writeln!(html, "<dt><code>{name}</code> <i>{place}</i><dd>{detail}")?;
    }
    if let Some(body) = call.pointer("/requestBody/content/application~1json/schema") {
        writeln!(html, "<dt>Body<dd>{}", kind(body))?;
    }
    for (status, answer) in entries(call, "/responses") {
        write!(html, "<dt>{}<dd>{}", escape(status), text(answer, "/description"))?;
        if let Some(schema) = answer.pointer("/content/application~1json/schema") {
            write!(html, ": {}", kind(schema))?;
        }
        writeln!(html)?;
    }
    writeln!(html, "</dl></section>")
}

fn write_schema(html: &mut String, schema: &Value) -> std::fmt::Result {
    let detail = text(schema, "/description");
    if !detail.is_empty() {
        writeln!(html, "<p>{detail}</p>")?;
    }
    let variants = items(schema, "/oneOf");
    if variants.is_empty() && schema.pointer("/properties").is_none() {
        return writeln!(html, "<p>{}</p>", kind(schema));
    }
    if !variants.is_empty() {
        writeln!(html, "<p>One of</p><ul>")?;
        for variant in variants {
            writeln!(html, "<li>{} {}", kind(variant), text(variant, "/description"))?;
            write_properties(html, variant)?;
        }
        writeln!(html, "</ul>")?;
    }
    write_properties(html, schema)
}

fn write_properties(html: &mut String, schema: &Value) -> std::fmt::Result {
    let parts = items(schema, "/allOf").iter().chain([schema]);
    let mut properties = parts.flat_map(|part| entries(part, "/properties")).peekable();
    if properties.peek().is_none() {
        return Ok(());
    }
    writeln!(html, "<dl>")?;
    for (name, property) in properties {
        let detail = text(property, "/description");
        writeln!(
            html,
            "<dt><code>{}</code><dd>{} {detail}",
            escape(name),
            kind(property)
        )?;
    }
    writeln!(html, "</dl>")
}

/// A type in a few words, with a link where it has a name.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema.pointer("/$ref").and_then(Value::as_str) {
        let name = escape(name.rsplit('/').next().unwrap_or(name));
        return format!("<a href=\"#{name}\">{name}</a>");
    }
    for many in ["/oneOf", "/allOf"] {
        let all: Vec<String> = items(schema, many)
            .iter()
            .map(kind)
            .filter(|kind| !kind.is_empty())
            .collect();
        if !all.is_empty() {
            return all.join(if many == "/oneOf" { " or " } else { " with " });
        }
    }
    let words: Vec<&str> = items(schema, "/enum").iter().filter_map(Value::as_str).collect();
    if !words.is_empty() {
        let words: Vec<String> = words
            .iter()
            .map(|word| format!("<code>\"{}\"</code>", escape(word)))
            .collect();
        return words.join(" or ");
    }
    match schema.pointer("/type") {
        Some(Value::String(name)) if name == "array" => {
            format!(
                "list of {}",
                schema.pointer("/items").map(kind).unwrap_or_default()
            )
        }
        Some(Value::String(name)) => escape(name),
        Some(Value::Array(names)) => {
            let names: Vec<String> = names.iter().filter_map(Value::as_str).map(escape).collect();
            names.join(" or ")
        }
        _ => String::new(),
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .map(escape)
        .unwrap_or_default()
}

fn entries<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value
        .pointer(pointer)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
