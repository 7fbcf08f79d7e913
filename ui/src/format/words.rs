//! The words for states and counts, so that each is said the same everywhere.

use engine::ui::{Status, TypingPerson};
use protocol::Activity;

use super::face::first_name;

/// Text of the five status marks: for hover and screen readers.
pub(crate) fn status_words(status: Status) -> &'static str {
    match status {
        Status::Waiting => "Waiting to send",
        Status::Sent => "Sent",
        Status::Delivered => "Delivered",
        Status::Read => "Read",
        Status::Failed => "Couldn't send",
    }
}

/// "Ana is typing", "Ana and Ben are typing", "3 people are typing"; `None` when nobody is.
pub(crate) fn typing_words(people: &[TypingPerson], named: bool) -> Option<String> {
    let doing = |activity| match activity {
        Activity::Recording => "recording a voice note",
        _ => "typing",
    };
    match people {
        [] => None,
        [one] if !named => Some(format!("{}…", doing(one.activity))),
        [one] => Some(format!("{} is {}…", first_name(&one.name), doing(one.activity))),
        [one, two] => Some(format!(
            "{} and {} are typing…",
            first_name(&one.name),
            first_name(&two.name)
        )),
        more => Some(format!("{} people are typing…", more.len())),
    }
}

/// A count with its noun.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}

/// Unread counts are counted up to 100.
pub(crate) fn badge(unread: u32) -> String {
    if unread >= 100 {
        "99+".into()
    } else {
        unread.to_string()
    }
}

/// The window's title.
pub(crate) fn window_title(unread: u32, name: &str) -> String {
    if unread == 0 {
        name.to_owned()
    } else {
        format!("({}) {name}", badge(unread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, activity: Activity) -> TypingPerson {
        TypingPerson {
            name: name.into(),
            activity,
        }
    }

    #[test]
    fn who_types_is_said_in_a_sentence() {
        let ana = person("Ana Berger", Activity::Typing);
        let ben = person("Ben Okafor", Activity::Recording);
        assert_eq!(typing_words(&[], true), None);
        assert_eq!(
            typing_words(std::slice::from_ref(&ana), false).unwrap(),
            "typing…"
        );
        assert_eq!(
            typing_words(std::slice::from_ref(&ben), true).unwrap(),
            "Ben is recording a voice note…"
        );
        assert_eq!(
            typing_words(&[ana.clone(), ben.clone()], true).unwrap(),
            "Ana and Ben are typing…"
        );
        assert_eq!(
            typing_words(&[ana.clone(), ben, ana], true).unwrap(),
            "3 people are typing…"
        );
    }

    #[test]
    fn counts_stop_at_99() {
        assert_eq!((badge(99), badge(100)), ("99".into(), "99+".into()));
        assert_eq!(window_title(3, "Rapport"), "(3) Rapport");
        assert_eq!(window_title(0, "Rapport"), "Rapport");
    }
}
