//! What words are accepted: names and message bodies, measured by the limits that every client was told.

use protocol::{ApiError, ErrorCode, Limits, RichText};

use super::{Failure, refuse};

fn too_long(what: &str, limit: u32) -> Failure {
    let message = format!("{what} may have {limit} characters at most.");
    Failure::Refused(ApiError::new(ErrorCode::TooLong, message).with("limit", limit))
}

fn fits(text: &str, limit: u32) -> bool {
    // Bytes are at least as many as characters: most texts need no counting.
    let limit = limit as usize;
    text.len() <= limit || text.chars().count() <= limit
}

/// The name as it is kept: without space around it.
pub(super) fn name(limits: Limits, name: &str) -> Result<String, Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Err(refuse(ErrorCode::Invalid, "Give a name."));
    }
    if !fits(name, limits.name_chars) {
        return Err(too_long("A name", limits.name_chars));
    }
    if name.chars().any(char::is_control) {
        return Err(refuse(
            ErrorCode::Invalid,
            "A name is one line of plain characters.",
        ));
    }
    Ok(name.to_owned())
}

/// U+0000 means nothing in a text, and not every database can keep it.
pub(super) fn storable(text: &str) -> Result<(), Failure> {
    if text.contains('\0') {
        return Err(refuse(
            ErrorCode::Invalid,
            "A text cannot have the character U+0000 in it.",
        ));
    }
    Ok(())
}

/// `alone`: nothing else is in the message.
pub(super) fn body(limits: Limits, body: &RichText, alone: bool) -> Result<(), Failure> {
    if !fits(&body.text, limits.message_chars) {
        return Err(too_long("A message", limits.message_chars));
    }
    if alone && body.is_blank() {
        return Err(refuse(ErrorCode::Invalid, "A message needs some text."));
    }
    // Formatting that outgrows the text it formats is no formatting.
    if body.spans.len() > limits.message_chars as usize {
        return Err(too_long("A message", limits.message_chars));
    }
    storable(&body.text)?;
    body.check().map_err(|error| {
        refuse(
            ErrorCode::Invalid,
            &format!("The message is not well-formed: {error}."),
        )
    })
}

/// A saved message; `alone`: without files.
pub(super) fn template(limits: Limits, text: &str, alone: bool) -> Result<(), Failure> {
    if !fits(text, limits.message_chars) {
        return Err(too_long("A template", limits.message_chars));
    }
    if alone && text.trim().is_empty() {
        return Err(refuse(ErrorCode::Invalid, "A template needs a text or a file."));
    }
    storable(text)
}

pub(super) fn draft(limits: Limits, text: &str) -> Result<(), Failure> {
    if !fits(text, limits.message_chars) {
        return Err(too_long("A draft", limits.message_chars));
    }
    storable(text)
}

/// The address as it is kept and compared: lower case, without space around it.
pub(super) fn email(email: &str) -> Result<String, Failure> {
    let email = email.trim().to_lowercase();
    let looks_right = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    }) || email.ends_with("@localhost");
    let clean = !email
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == ',' || c == '<' || c == '>');
    if looks_right && clean && email.len() <= 254 {
        Ok(email)
    } else {
        Err(refuse(
            ErrorCode::Invalid,
            "That does not look like an e-mail address.",
        ))
    }
}
