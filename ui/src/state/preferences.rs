//! What a person has set on this device: look and keys. Kept as JSON in the page's own storage; what cannot be read is
//! the default.

use serde::{Deserialize, Serialize};

use super::playing::Speed;
use crate::format::emoji_list::Tone;

/// Settings of this device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Preferences {
    pub theme: Theme,
    pub text_size: TextSize,
    /// Enter sends and Shift+Enter makes a line; or the other way round.
    pub enter_sends: bool,
    /// The formatting bar is open; by the kind of device as long as nobody has said.
    pub formatting_bar: Option<bool>,
    /// Width of the list in CSS pixels, 260 to 420.
    pub list_width: u16,
    /// Of the emoji that have one.
    pub skin_tone: Tone,
    /// How quickly voice notes play.
    pub speed: Speed,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            text_size: TextSize::Normal,
            enter_sends: true,
            formatting_bar: None,
            list_width: 320,
            skin_tone: Tone::Plain,
            speed: Speed::Normal,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// Value of `data-theme`; none follows the system.
    pub(crate) fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TextSize {
    Small,
    #[default]
    Normal,
    Large,
    Larger,
}

impl TextSize {
    /// Value of `--text-scale`.
    pub(crate) fn scale(self) -> &'static str {
        match self {
            Self::Small => "0.9",
            Self::Normal => "1",
            Self::Large => "1.15",
            Self::Larger => "1.3",
        }
    }
}

impl Preferences {
    pub(crate) fn read(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok())
            .map(Self::sound)
            .unwrap_or_default()
    }

    pub(crate) fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn sound(mut self) -> Self {
        self.list_width = list_width(f64::from(self.list_width));
        self
    }
}

/// A width of the list that leaves room for the rest.
pub(crate) fn list_width(wanted: f64) -> u16 {
    wanted.clamp(260.0, 420.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_comes_back() {
        let set = Preferences {
            theme: Theme::Dark,
            text_size: TextSize::Large,
            enter_sends: false,
            formatting_bar: Some(false),
            list_width: 400,
            skin_tone: Tone::Medium,
            speed: Speed::Double,
        };
        assert_eq!(Preferences::read(Some(&set.write())), set);
    }

    #[test]
    fn what_cannot_be_read_is_the_default() {
        for json in [None, Some(""), Some("{"), Some(r#"{"theme":"sepia"}"#)] {
            assert_eq!(Preferences::read(json), Preferences::default());
        }
        let partial = Preferences::read(Some(r#"{"theme":"dark","list_width":9000,"unknown":1}"#));
        assert_eq!((partial.theme, partial.list_width), (Theme::Dark, 420));
    }
}
