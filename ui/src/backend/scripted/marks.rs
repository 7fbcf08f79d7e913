//! Stories of what people do to messages besides writing them: reactions, pins, stars, forwarded and deleted ones, cards of
//! links, and how conversations are filed.

use engine::ui::{ReactionCount, Status, TimelineItem};
use protocol::{CardPicture, FilingSwitch, LinkCard, RichText, Seq, Span, SpanKind, Timestamp};

use super::NOW;
use super::people::{ANA, CLIENTS, client};
use super::scenes::append;
use super::stage::{Stage, Talk};
use super::talks::{COHORT, NEWS};

const HOUR: i64 = 3_600_000;

/// What is special about the story that is told.
pub(super) fn set(stage: &mut Stage) {
    let name = stage.name.clone();
    if let Some(ben) = stage.talks.first_mut() {
        match name.as_str() {
            "menu" => react(ben.items.get_mut(8), "❤️", true, &[]),
            "history" => add_edited(ben),
            "link-card" => add_cards(ben),
            "moderated" => moderate(ben),
            "forwarded" => add_forwarded(ben),
            "starred" | "follow-up" => star(ben),
            _ => {}
        }
    }
    let cohort = stage.talks.iter_mut().find(|talk| talk.id == COHORT);
    if let Some(cohort) = cohort {
        match name.as_str() {
            "reactions" => add_reactions(cohort),
            "mentions" => add_mentions(cohort),
            "info" | "info-offline" => add_question(cohort),
            "pinned" | "pinned-details" => pin(cohort),
            "starred" => {
                if let Some(item) = cohort.items.get_mut(9) {
                    item.starred = true;
                }
            }
            _ => {}
        }
    }
    if matches!(name.as_str(), "rows" | "row-menu" | "row-mute" | "archived") {
        file(stage);
    }
}

fn react(item: Option<&mut TimelineItem>, emoji: &str, own: bool, names: &[&str]) {
    if let Some(item) = item {
        item.reactions.push(ReactionCount {
            emoji: emoji.into(),
            count: names.len() as u32 + u32::from(own),
            own,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        });
    }
}

fn add_reactions(cohort: &mut Talk) {
    let names: Vec<&str> = CLIENTS.iter().take(5).copied().collect();
    for (emoji, own, people) in [
        ("👍", true, 5),
        ("❤️", false, 3),
        ("🔥", true, 2),
        ("💪🏽", false, 1),
        ("🎉", false, 4),
        ("👨‍👩‍👧‍👦", false, 1),
        ("😅", true, 0),
        ("🥗", false, 2),
        ("🙌", false, 1),
    ] {
        react(
            cohort.items.get_mut(9),
            emoji,
            own,
            names.get(..people).unwrap_or_default(),
        );
    }
    react(cohort.items.get_mut(7), "😅", true, &["Ben Okafor"]);
    react(cohort.items.get_mut(10), "👍", false, &["Zoë Lindqvist"]);
    react(cohort.items.get_mut(12), "🔥", true, &["Ben Okafor", "נועם כהן"]);
    if let Some(item) = cohort.items.get_mut(9)
        && let Some(thumb) = item.reactions.first_mut()
    {
        thumb.count = 27; // more than have names
    }
    cohort.unread = 0;
}

fn mention(words: &str, name: &str, kind: SpanKind) -> RichText {
    let start = words.find(name).unwrap_or_default();
    RichText {
        text: words.to_owned(),
        spans: vec![Span {
            start: start as u32,
            end: (start + name.len()) as u32,
            kind,
        }],
    }
}

fn add_mentions(cohort: &mut Talk) {
    for (author, words, name, kind, me) in [
        (
            client(3),
            "@Ana Berger could you look at my form video?",
            "@Ana Berger",
            SpanKind::Mention { account: ANA },
            true,
        ),
        (
            ANA,
            "@Mateo Fernández tonight. @everyone is welcome to watch.",
            "@Mateo Fernández",
            SpanKind::Mention { account: client(3) },
            false,
        ),
        (
            client(1),
            "@everyone who has a spare foam roller?",
            "@everyone",
            SpanKind::Everyone,
            true,
        ),
    ] {
        if let Some(item) = append(cohort, author, "", 2) {
            item.body = mention(words, name, kind);
            item.mentions_me = me;
        }
    }
    cohort.unread = 0;
}

fn add_question(cohort: &mut Talk) {
    append(
        cohort,
        ANA,
        "Who comes to the call on Thursday? A thumb is enough.",
        30,
    );
    cohort.unread = 0;
}

fn pin(cohort: &mut Talk) {
    for index in [0, 3, 9] {
        if let Some(item) = cohort.items.get_mut(index) {
            item.pinned = true;
        }
    }
    cohort.unread = 0;
}

fn star(ben: &mut Talk) {
    for (index, starred, hours) in [(2, true, None), (7, true, Some(18)), (14, false, Some(-2))] {
        if let Some(item) = ben.items.get_mut(index) {
            item.starred = starred;
            item.follow_up_at = hours.map(|hours: i64| Timestamp(NOW + hours * HOUR));
        }
    }
    ben.unread = 0;
}

fn add_edited(ben: &mut Talk) {
    if let Some(item) = append(
        ben,
        ANA,
        "Monday: squat 85 kg, 4x6. Thursday: 40 min easy, heart rate under 142. Eat 2,150 kcal on rest days.",
        12,
    ) {
        item.edited_at = Some(Timestamp(NOW - 4 * 60_000));
        item.pinned = true;
        item.starred = true;
    }
    ben.unread = 0;
}

fn add_forwarded(ben: &mut Talk) {
    if let Some(item) = append(
        ben,
        ANA,
        "New in the library: the ten-minute morning mobility. No equipment.",
        3,
    ) {
        item.forwarded = true;
    }
    if let Some(item) = append(
        ben,
        client(0),
        "Office hours move to Wednesday, 17:00, from next week on.",
        2,
    ) {
        item.forwarded = true;
    }
    ben.unread = 0;
}

fn moderate(ben: &mut Talk) {
    for (index, by) in [(9, "Ana Berger"), (12, "David Klein")] {
        if let Some(item) = ben.items.get_mut(index) {
            item.body = RichText::default();
            item.deleted = true;
            item.deleted_by = Some(by.into());
        }
    }
    ben.unread = 0;
}

fn add_cards(ben: &mut Talk) {
    let card = |url: &str, site: &str, title: &str, description: &str, picture: bool| LinkCard {
        url: url.into(),
        title: title.into(),
        description: description.into(),
        site: site.into(),
        picture: picture.then(|| CardPicture {
            width: 72,
            height: 72,
            jpeg: PICTURE.into(),
        }),
    };
    for (author, words, card) in [
        (
            client(0),
            "Is this the one? https://www.vienna-half.example/june",
            card(
                "https://www.vienna-half.example/june",
                "Vienna Half",
                "Half marathon on 14 June: course, start times and where to leave your bag",
                "21.1 km along the Danube, flat and fast. Start at 8:30 from the Reichsbrücke, pacers for 1:40, 1:50 and 2:00.",
                true,
            ),
        ),
        (
            ANA,
            "Yes. And read this before: https://berger-coaching.example/taper",
            card(
                "https://berger-coaching.example/taper",
                "berger-coaching.example",
                "Tapering without losing your mind",
                "",
                false,
            ),
        ),
        (
            client(0),
            "https://www.haaretz.example/run",
            card(
                "https://www.haaretz.example/run",
                "הארץ",
                "איך מתאמנים לחצי מרתון בחום",
                "שלוש שעות לפני הזריחה, מים כל עשרים דקות",
                true,
            ),
        ),
    ] {
        if let Some(item) = append(ben, author, words, 5) {
            item.card = Some(Box::new(card));
        }
    }
    ben.unread = 0;
}

fn file(stage: &mut Stage) {
    let away: &[usize] = &[8, 11, 15];
    for (index, talk) in stage.talks.iter_mut().enumerate() {
        let newest = talk.items.len() as Seq;
        let switches: &[FilingSwitch] = match index {
            4 => &[FilingSwitch::Pinned(true)],
            2 => &[FilingSwitch::Muted(Some(Timestamp(NOW + 8 * HOUR)))],
            6 => &[FilingSwitch::Unread(true)],
            7 => &[
                FilingSwitch::Pinned(true),
                FilingSwitch::Muted(Some(Timestamp(NOW + HOUR))),
            ],
            _ if away.contains(&index) => &[FilingSwitch::Archived(Some(newest))],
            _ => &[],
        };
        for switch in switches {
            talk.filing.set(*switch);
        }
        talk.mentioned = talk.id == COHORT;
        if talk.id == NEWS {
            talk.archived = true;
        }
    }
    let due = stage.talks.get_mut(10).and_then(|talk| talk.items.last_mut());
    if let Some(item) = due {
        item.follow_up_at = Some(Timestamp(NOW - HOUR));
    }
    for talk in &mut stage.talks {
        for item in &mut talk.items {
            item.status = item.status.or(Some(Status::Read));
        }
    }
}

/// A JPEG of 72 by 72 pixels: a sun over hills.
const PICTURE: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA4KCw0LCQ4NDA0QDw4RFiQXFhQUFiwgIRokNC43NjMuMjI6QVNGOj1OPjIySGJJTlZYXV5dOEVmbWVabFNbXVn/2wBDAQ8QEBYTFioXFypZOzI7WVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVn/wAARCABIAEgDASIAAhEBAxEB/8QAGgABAAIDAQAAAAAAAAAAAAAAAAMFAgQGAf/EAC0QAAICAgAFAgILAAAAAAAAAAABAhEDBAUhMUFREoEGEyIjMkJSYWJxgpHR/8QAGQEBAAMBAQAAAAAAAAAAAAAAAAECBAMF/8QAHxEBAAMAAQUBAQAAAAAAAAAAAAECERIDBBMhMQVR/9oADAMBAAIRAxEAPwDo6FElCjXrBiOhRJQoaYjoUSUYZZrFjlOXRETaIjZTFJtOQ8oUVeTayzlfrcV4jyJ9Xbl61DK7T5J+DNXu6TbG6/53UrTk3aBJQNWsGM6FElCjlrriOhRJQoaYjo1eIwctVtfdabN6jxxtU1aK3jlWYdOnbx3i38c2ZYoueSMY9W6LTLwvHKVwm4X2q0T62lj13auUvLMNe3tvv49i/fdPhtfqSgSUD0NeHjOhR5nzYtfG8maahFd2UG9x2eS4ai+XH8b+0/28HGbRDpPpbbm9r6a+tlc+0I82zHR4hg3Y1F+jLXOD6+3k5KUnKTlJtt8233CbjJOLaa5prsU8k6rruaFFDw/jjjWPc5rtkS5+6OghKOSCnCSlF8007TLxbVo9saFElEGxs4NWN58sYeE+r9idTjOgUe18QLnHVxfzn/gK84V2FNsbGbZyevNklOX59iIA4qgAAG1o8Qz6M7xSuDf0oPozVAFrt8e2s9xxVgj+nm/7KuUpTk5Sk5SfVt22eAamZ0AAQAAAAAAAAAAAAAP/2Q==";
