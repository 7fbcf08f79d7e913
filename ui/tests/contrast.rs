//! Reads the tokens and checks that what stands on each other can be read: 4.5:1 for text, 3:1 for marks, for the default
//! brand and for every hostile hue (yellow, neon green, magenta and all between), in light, dark and high contrast.

#![expect(
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "what stands outside a test function here is part of a test all the same"
)]

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../assets/styles/01-tokens.css");

/// Lightness, chroma and hue of each token; `None` is the brand's hue.
type Set = BTreeMap<String, (f64, f64, Option<f64>)>;

/// Tokens between the brace after `start` and the brace that closes it.
fn tokens(start: &str) -> Set {
    let from = TOKENS.find(start).unwrap_or_else(|| panic!("no {start}")) + start.len();
    let block = &TOKENS[from..];
    let block = &block[..block.find('}').unwrap()];
    block
        .lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": ")?;
            let inside = value.strip_prefix("oklch(")?.strip_suffix(");")?;
            let mut parts = inside.split_whitespace();
            let (lightness, chroma, hue) = (parts.next()?, parts.next()?, parts.next()?);
            Some((
                name.to_owned(),
                (lightness.parse().ok()?, chroma.parse().ok()?, hue.parse().ok()),
            ))
        })
        .collect()
}

fn over(base: &Set, changes: &Set) -> Set {
    let mut set = base.clone();
    set.extend(changes.clone());
    set
}

fn light() -> Set {
    tokens("/* light */\n  :root {")
}

fn dark() -> Set {
    over(&light(), &tokens(":root[data-theme=\"dark\"] {"))
}

/// Luminance of a colour as a screen shows it: what sRGB lacks is clipped.
fn luminance((lightness, chroma, hue): (f64, f64, Option<f64>), brand: f64) -> f64 {
    let hue = hue.unwrap_or(brand).to_radians();
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s;
    0.2126 * red.clamp(0.0, 1.0) + 0.7152 * green.clamp(0.0, 1.0) + 0.0722 * blue.clamp(0.0, 1.0)
}

fn contrast(set: &Set, above: &str, below: &str, brand: f64) -> f64 {
    let get = |name: &str| luminance(*set.get(name).unwrap_or_else(|| panic!("no --{name}")), brand);
    let (one, two) = (get(above), get(below));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

/// Text on what it stands on.
const TEXT: [(&str, &[&str]); 11] = [
    (
        "text-1",
        &[
            "surface-0",
            "surface-1",
            "surface-2",
            "surface-3",
            "brand-soft",
            "brand-softer",
            "warn-soft",
            "bad-soft",
        ],
    ),
    (
        "text-2",
        &[
            "surface-0",
            "surface-1",
            "surface-2",
            "surface-3",
            "brand-soft",
            "brand-softer",
            "warn-soft",
        ],
    ),
    (
        "text-3",
        &[
            "surface-0",
            "surface-1",
            "surface-2",
            "brand-soft",
            "brand-softer",
        ],
    ),
    ("brand", &["surface-0", "surface-1", "surface-2", "brand-softer"]),
    (
        "brand-strong",
        &["surface-0", "surface-1", "surface-2", "brand-soft"],
    ),
    ("on-brand", &["brand", "brand-strong"]),
    ("bad", &["surface-0", "surface-1", "bad-soft", "brand-soft"]),
    ("on-bad", &["bad"]),
    ("good", &["surface-0", "surface-1"]),
    ("warn", &["surface-0", "surface-1"]),
    ("surface-0", &["text-1"]),
];

/// Marks, borders of fields, focus rings, status checks.
const MARKS: [(&str, &[&str]); 4] = [
    ("brand", &["surface-0", "surface-1", "surface-2", "brand-soft"]),
    ("line-strong", &["surface-0"]),
    ("warn", &["warn-soft"]),
    ("bad", &["brand-soft"]),
];

fn failures(set: &Set, pairs: &[(&str, &[&str])], least: f64) -> Vec<String> {
    let mut found = Vec::new();
    for (above, grounds) in pairs {
        for below in *grounds {
            let worst = (0..360)
                .map(|hue| (contrast(set, above, below, f64::from(hue)), hue))
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .unwrap();
            if worst.0 < least {
                found.push(format!(
                    "--{above} on --{below}: {:.2} at hue {}",
                    worst.0, worst.1
                ));
            }
        }
    }
    found
}

fn check(name: &str, set: &Set, text: f64) {
    let mut bad = failures(set, &TEXT, text);
    bad.extend(failures(set, &MARKS, 3.0));
    assert!(bad.is_empty(), "{name}:\n{}", bad.join("\n"));
}

#[test]
fn light_can_be_read_with_every_brand() {
    check("light", &light(), 4.5);
}

#[test]
fn dark_can_be_read_with_every_brand() {
    check("dark", &dark(), 4.5);
}

#[test]
fn high_contrast_is_higher() {
    let light = over(&light(), &tokens(":root:not([data-theme=\"dark\"]) {"));
    let dark = over(
        &dark(),
        &tokens("@media (prefers-contrast: more) {\n    :root[data-theme=\"dark\"] {"),
    );
    for (name, set) in [("light", &light), ("dark", &dark)] {
        check(name, set, 4.5);
        for text in ["text-1", "text-2", "text-3"] {
            let worst = (0..360)
                .map(|hue| contrast(set, text, "surface-0", f64::from(hue)))
                .fold(f64::MAX, f64::min);
            assert!(worst >= 7.0, "{name}: --{text} {worst:.2}");
        }
    }
}

#[test]
fn initials_can_be_read_on_every_face() {
    for (start, name) in [
        ("/* light */\n  :root {", "light"),
        (":root[data-theme=\"dark\"] {", "dark"),
    ] {
        let from = TOKENS.find(start).unwrap();
        let number = |token: &str| -> f64 {
            let rest = &TOKENS[from..];
            let rest = &rest[rest.find(token).unwrap() + token.len() + 2..];
            rest[..rest.find(';').unwrap()].parse().unwrap()
        };
        let face = (number("--face-lightness"), number("--face-chroma"));
        for hue in 0..360 {
            let ground = luminance((face.0, face.1, Some(f64::from(hue))), 0.0);
            let ratio = (luminance((0.995, 0.0, Some(0.0)), 0.0) + 0.05) / (ground + 0.05);
            assert!(ratio >= 4.5, "{name}: {ratio:.2} at hue {hue}");
        }
    }
}

#[test]
fn tags_can_be_read_in_every_colour() {
    for (start, name) in [
        ("/* light */\n  :root {", "light"),
        (":root[data-theme=\"dark\"] {", "dark"),
    ] {
        let from = TOKENS.find(start).unwrap();
        let numbers = |token: &str| -> (f64, f64) {
            let rest = &TOKENS[from..];
            let rest = &rest[rest.find(token).unwrap() + token.len() + 2..];
            let (lightness, chroma) = rest[..rest.find(';').unwrap()].split_once(' ').unwrap();
            (lightness.parse().unwrap(), chroma.parse().unwrap())
        };
        let (ground, ink) = (numbers("--tag-ground"), numbers("--tag-ink"));
        for hue in 0..360 {
            let at = |(lightness, chroma)| luminance((lightness, chroma, Some(f64::from(hue))), 0.0);
            let (one, two) = (at(ground), at(ink));
            let ratio = (one.max(two) + 0.05) / (one.min(two) + 0.05);
            assert!(ratio >= 4.5, "{name}: {ratio:.2} at hue {hue}");
        }
    }
}

#[test]
fn both_ways_into_the_dark_are_the_same() {
    let by_system = tokens("@media (prefers-color-scheme: dark) {\n    :root:not([data-theme=\"light\"]) {");
    assert_eq!(by_system, tokens(":root[data-theme=\"dark\"] {"));
}

#[test]
fn the_check_can_fail() {
    let mut set = light();
    set.insert("text-3".into(), (0.62, 0.01, None));
    assert!(!failures(&set, &TEXT, 4.5).is_empty());
    assert!((contrast(&set, "qr-dark", "qr-light", 0.0) - 20.3).abs() < 1.5);
}
