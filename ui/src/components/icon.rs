//! Icons of the Lucide set (ISC licence), inlined: 24 units, stroke 1.75.

use dioxus::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Archive,
    Alert,
    Back,
    Bold,
    Chat,
    Check,
    Copy,
    Close,
    Code,
    CodeBlock,
    Down,
    Edit,
    Forth,
    Info,
    Italic,
    Key,
    Keyboard,
    Link,
    List,
    ListNumbers,
    Megaphone,
    Monitor,
    More,
    Phone,
    Quote,
    Reply,
    Search,
    Send,
    Settings,
    SignOut,
    Strike,
    Theme,
    Trash,
    Typography,
    UserPlus,
    Users,
    Write,
}

impl Icon {
    fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Archive => &[
                "M3 3h18a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1",
                "M4 8v11a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8",
                "M10 12h4",
            ],
            Self::Alert => &["M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0", "M12 8v4", "M12 16h.01"],
            Self::Back => &["m12 19-7-7 7-7", "M19 12H5"],
            Self::Bold => &["M6 12h9a4 4 0 0 1 0 8H7a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h7a4 4 0 0 1 0 8"],
            Self::Chat => &["M7.9 20A9 9 0 1 0 4 16.1L2 22Z"],
            Self::Check => &["M20 6 9 17l-5-5"],
            Self::Copy => &[
                "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2",
                "M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2",
            ],
            Self::Close => &["M18 6 6 18", "m6 6 12 12"],
            Self::Code => &["m16 18 6-6-6-6", "m8 6-6 6 6 6"],
            Self::CodeBlock => &[
                "m10 9-3 3 3 3",
                "m14 15 3-3-3-3",
                "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2",
            ],
            Self::Down => &["M12 5v14", "m19 12-7 7-7-7"],
            Self::Edit => &[
                "M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497z",
                "m15 5 4 4",
            ],
            Self::Forth => &["m9 18 6-6-6-6"],
            Self::Info => &[
                "M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0",
                "M12 16v-4",
                "M12 8h.01",
            ],
            Self::Italic => &["M19 4h-9", "M14 20H5", "M15 4 9 20"],
            Self::Key => &[
                "m15.5 7.5 2.3 2.3a1 1 0 0 0 1.4 0l2.1-2.1a1 1 0 0 0 0-1.4L19 4",
                "m21 2-9.6 9.6",
                "M2 15.5a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0",
            ],
            Self::Keyboard => &[
                "M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2",
                "M6 8h.01",
                "M10 8h.01",
                "M14 8h.01",
                "M18 8h.01",
                "M8 12h.01",
                "M12 12h.01",
                "M16 12h.01",
                "M7 16h10",
            ],
            Self::Link => &[
                "M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71",
                "M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71",
            ],
            Self::List => &[
                "M3 5h.01",
                "M3 12h.01",
                "M3 19h.01",
                "M8 5h13",
                "M8 12h13",
                "M8 19h13",
            ],
            Self::ListNumbers => &[
                "M11 5h10",
                "M11 12h10",
                "M11 19h10",
                "M4 4h1v5",
                "M4 9h2",
                "M6.5 20H3.4c0-1 2.6-1.925 2.6-3.5a1.5 1.5 0 0 0-2.6-1.02",
            ],
            Self::Megaphone => &[
                "M11 6a13 13 0 0 0 8.4-2.8A1 1 0 0 1 21 4v12a1 1 0 0 1-1.6.8A13 13 0 0 0 11 14H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z",
                "M6 14a12 12 0 0 0 2.4 7.2 2 2 0 0 0 3.2-2.4A8 8 0 0 1 10 14",
                "M8 6v8",
            ],
            Self::Monitor => &[
                "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2",
                "M8 21h8",
                "M12 17v4",
            ],
            Self::More => &[
                "M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0",
                "M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0",
                "M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0",
            ],
            Self::Phone => &[
                "M7 2h10a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2",
                "M12 18h.01",
            ],
            Self::Quote => &["M17 5H3", "M21 12H8", "M21 19H8", "M3 12v7"],
            Self::Reply => &["M20 18v-2a4 4 0 0 0-4-4H4", "m9 17-5-5 5-5"],
            Self::Search => &["M3 11a8 8 0 1 0 16 0a8 8 0 1 0-16 0", "m21 21-4.3-4.3"],
            Self::Send => &[
                "M3.714 3.048a.498.498 0 0 0-.683.627l2.843 7.627a2 2 0 0 1 0 1.396l-2.842 7.627a.498.498 0 0 0 .682.627l18-8.5a.5.5 0 0 0 0-.904z",
                "M6 12h16",
            ],
            Self::Settings => &[
                "M12.22 2h-.44a2 2 0 0 0-2 2v.18a2 2 0 0 1-1 1.73l-.43.25a2 2 0 0 1-2 0l-.15-.08a2 2 0 0 0-2.73.73l-.22.38a2 2 0 0 0 .73 2.73l.15.1a2 2 0 0 1 1 1.72v.51a2 2 0 0 1-1 1.74l-.15.09a2 2 0 0 0-.73 2.73l.22.38a2 2 0 0 0 2.73.73l.15-.08a2 2 0 0 1 2 0l.43.25a2 2 0 0 1 1 1.73V20a2 2 0 0 0 2 2h.44a2 2 0 0 0 2-2v-.18a2 2 0 0 1 1-1.73l.43-.25a2 2 0 0 1 2 0l.15.08a2 2 0 0 0 2.73-.73l.22-.39a2 2 0 0 0-.73-2.73l-.15-.08a2 2 0 0 1-1-1.74v-.5a2 2 0 0 1 1-1.74l.15-.09a2 2 0 0 0 .73-2.73l-.22-.38a2 2 0 0 0-2.73-.73l-.15.08a2 2 0 0 1-2 0l-.43-.25a2 2 0 0 1-1-1.73V4a2 2 0 0 0-2-2z",
                "M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
            ],
            Self::SignOut => &[
                "M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4",
                "m16 17 5-5-5-5",
                "M21 12H9",
            ],
            Self::Strike => &["M16 4H9a3 3 0 0 0-2.83 4", "M14 12a4 4 0 0 1 0 8H6", "M4 12h16"],
            Self::Theme => &[
                "M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0",
                "M12 18a6 6 0 0 0 0-12v12z",
            ],
            Self::Trash => &[
                "M3 6h18",
                "M19 6v14c0 1-1 2-2 2H7c-1 0-2-1-2-2V6",
                "M8 6V4c0-1 1-2 2-2h4c1 0 2 1 2 2v2",
                "M10 11v6",
                "M14 11v6",
            ],
            Self::Typography => &[
                "m15 16 2.536-7.328a1.02 1.02 1 0 1 1.928 0L22 16",
                "M15.697 14h5.606",
                "m2 16 4.039-9.69a.5.5 0 0 1 .923 0L11 16",
                "M3.304 13h6.392",
            ],
            Self::UserPlus => &[
                "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2",
                "M5 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
                "M19 8v6",
                "M22 11h-6",
            ],
            Self::Users => &[
                "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2",
                "M5 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
                "M22 21v-2a4 4 0 0 0-3-3.87",
                "M16 3.13a4 4 0 0 1 0 7.75",
            ],
            Self::Write => &[
                "M12 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2v-7",
                "M18.375 2.625a1 1 0 0 1 3 3l-9.013 9.014a2 2 0 0 1-.853.505l-2.873.84a.5.5 0 0 1-.62-.62l.84-2.873a2 2 0 0 1 .506-.852z",
            ],
        }
    }
}

/// Draws an icon; words for it belong to whatever holds it.
#[component]
pub(crate) fn Glyph(icon: Icon, #[props(default = 20)] size: u8) -> Element {
    rsx! {
        svg {
            width: "{size}",
            height: "{size}",
            view_box: "0 0 24 24",
            fill: "none",
            stroke: "currentColor",
            stroke_width: "1.75",
            stroke_linecap: "round",
            stroke_linejoin: "round",
            "aria-hidden": "true",
            for d in icon.paths() {
                path { d: *d }
            }
        }
    }
}
