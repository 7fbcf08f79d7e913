//! What is special about each story: its last messages, its drafts, who is typing.

use engine::ui::{Place, Quote, Status, TimelineItem, TypingPerson};
use protocol::{AccountId, Activity, RichText, Role, Timestamp};

use super::NOW;
use super::people::{ANA, CLIENTS, DAVID, client};
use super::stage::{Stage, Talk, message, quote};
use super::talks::{self, COHORT, NEWS};

/// Fills the stage with what was said before the story begins.
pub(crate) fn tell_the_past(stage: &mut Stage) {
    let ben = match stage.name.as_str() {
        "empty-conversation" => Vec::new(),
        _ => talks::ben(),
    };
    stage.talks.push(stage.direct_talk(0, ben));
    for (index, (ago, own, words)) in talks::LAST.iter().enumerate() {
        let author = if *own { ANA } else { client(index + 1) };
        let line = (*ago, author, *words);
        stage.talks.push(stage.direct_talk(index + 1, vec![line]));
    }
    let people: Vec<_> = [ANA, DAVID].into_iter().chain((0..6).map(client)).collect();
    stage
        .talks
        .push(stage.group_talk(COHORT, "Spring cohort", &people, talks::cohort()));
    let all: Vec<_> = [ANA].into_iter().chain((0..CLIENTS.len()).map(client)).collect();
    let mut news = stage.group_talk(NEWS, "Announcements", &all, talks::news());
    for member in news.members.iter_mut().filter(|member| member.account != ANA) {
        member.can_post = false;
    }
    if stage.name == "forward" {
        // Somebody else leads it: there is a place where Ana only reads.
        for member in news.members.iter_mut().filter(|member| member.account == ANA) {
            (member.role, member.can_post) = (Role::Member, false);
        }
    }
    stage.talks.push(news);
    set_the_scene(stage);
}

/// What is special about the story that is told.
fn set_the_scene(stage: &mut Stage) {
    let name = stage.name.clone();
    let own = stage.me.id;
    if let Some(ben) = stage.talks.first_mut() {
        ben.unread = if name == "unread-line" { 6 } else { 2 };
        match name.as_str() {
            "typing" => ben.typing = typing(&["Ben Okafor"]),
            "reply" | "conversation" => add_reply(ben),
            "long-texts" => add_long(ben),
            "rtl-emoji" => add_scripts(ben),
            "formatting" => add_formatted(ben),
            "offline" => add_own(ben, 2, Status::Waiting, None),
            "failed" => add_own(
                ben,
                2,
                Status::Failed,
                Some("The message was refused: it has a link that isn't allowed."),
            ),
            "deleted" | "edited" => add_changed(ben),
            "long" | "jump" | "jump-back" => add_history(ben, 600),
            _ => {}
        }
    }
    if name == "unread-line" {
        // What Ana answered meanwhile was not read on any of her devices: the story only needs the line.
        if let Some(ben) = stage.talks.first_mut() {
            ben.items.retain(|item| item.place <= Place::Sent(9) || !item.own);
        }
    }
    super::filed::set(stage);
    super::marks::set(stage);
    super::voices::set(stage);
    super::sent::set(stage);
    super::groups::set(stage);
    let set = |talks: &mut Vec<Talk>, index: usize, unread: u32| {
        if let Some(talk) = talks.get_mut(index) {
            talk.unread = unread;
        }
    };
    set(&mut stage.talks, 1, 1);
    set(&mut stage.talks, 2, 128);
    set(&mut stage.talks, 7, 3);
    if let Some(talk) = stage.talks.get_mut(3) {
        talk.draft = "Looks good from the side. Try to keep the".into();
    }
    if let Some(talk) = stage.talks.get_mut(5) {
        talk.typing = typing(&["Priya Raman"]);
    }
    if let Some(cohort) = stage.talks.iter_mut().find(|talk| talk.id == COHORT) {
        cohort.unread = 3;
        if name == "group" {
            cohort.typing = typing(&["Cleo Adler", "Mateo Fernández"]);
        }
    }
    for talk in &mut stage.talks {
        for item in &mut talk.items {
            item.own = item.author == own;
            item.status = if item.own {
                item.status.or(Some(Status::Read))
            } else {
                None
            };
        }
    }
    if let Some(last) = stage.talks.get_mut(4).and_then(|talk| talk.items.last_mut()) {
        last.status = last.own.then_some(Status::Delivered);
    }
    for talk in stage
        .talks
        .iter_mut()
        .skip(23)
        .filter(|talk| talk.client.is_some())
    {
        for item in &mut talk.items {
            item.status = item.own.then_some(Status::Sent);
        }
    }
}

fn typing(names: &[&str]) -> Vec<TypingPerson> {
    let person = |name: &&str| TypingPerson {
        name: (*name).into(),
        activity: Activity::Typing,
    };
    names.iter().map(person).collect()
}

pub(super) fn append<'a>(
    talk: &'a mut Talk,
    author: AccountId,
    words: &str,
    ago: i64,
) -> Option<&'a mut TimelineItem> {
    let seq = talk.items.len() as u64 + 1;
    let id = talk.id.0.as_u128() * 10_000 + u128::from(seq);
    talk.items
        .push(message(id, seq, author, words, NOW - ago * 60_000));
    talk.items.last_mut()
}

fn add_reply(ben: &mut Talk) {
    let quoted = ben.items.get(14).map(quote);
    if let Some(item) = append(
        ben,
        ANA,
        "Start on June 1: two weeks out, volume down by a third, keep the pace.",
        3,
    ) {
        item.reply = quoted;
        item.status = Some(Status::Read);
    }
    if let Some(item) = append(
        ben,
        ANA,
        "Coffee yes, if you have it before training too. Nothing new on race day.",
        2,
    ) {
        item.edited_at = Some(Timestamp(NOW - 60_000));
        item.status = Some(Status::Delivered);
    }
    ben.unread = 0;
}

fn add_long(ben: &mut Talk) {
    let long = "I've been thinking about what you said about habits, and I wrote down what a normal week looks like for me, because I think the plan needs to fit it and not the other way round.\n\nMonday and Tuesday are the worst: I leave at 6:40 and am back at 19:30, and by then I eat whatever is there. Wednesday I work from home, so that could be the long session. Thursdays the kids have football, which means an hour of sitting in the car that I could use for the mobility routine if it works sitting down.\n\nFridays are free after three. Weekends depend.\n\nWhat would you do with that?";
    append(ben, client(0), long, 6);
    append(
        ben,
        client(0),
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_and_a_word_that_never_ends_0123456789012345678901234567890123456789",
        5,
    );
    append(
        ben,
        client(0),
        "https://example.com/a/very/long/address/that/does/not/fit/into/any/bubble/at/all/and/should/break/somewhere?with=parameters&and=more",
        4,
    );
    append(
        ben,
        ANA,
        "Thank you for writing it down. Give me until tonight.",
        1,
    );
    ben.title = "Benjamin Chukwuemeka Okafor-Montgomery of the Lower Danube Runners".into();
}

fn add_formatted(ben: &mut Talk) {
    append(
        ben,
        ANA,
        "**Week 3**, three sessions:\n1. Squat 5x5 at *80 kg*\n2. Row 4x8\n   - slow on the way down\n   - no straps\n3. ~~Run 5 km~~ Walk 40 min\n\nThe plan is at https://example.com/plan",
        9,
    );
    append(
        ben,
        client(0),
        "> Row 4x8\n\nCan I use `snake_case` names in the sheet? **RPE 8** felt like *nine*.",
        8,
    );
    append(
        ben,
        ANA,
        "Sure. This goes into the first cell:\n```\n=IF(B2 >= 80, \"add 2.5 kg next week\", \"stay where you are and sleep more\")\n```",
        7,
    );
    append(
        ben,
        client(0),
        "Somebody sent me [www.your-bank.example](https://evil.example/login). Is that you? 3*5*2 is still 30, by the way",
        6,
    );
}

fn add_scripts(ben: &mut Talk) {
    append(
        ben,
        client(0),
        "شكراً جزيلاً! سأبدأ الخطة الجديدة يوم الأحد، هل أحتاج إلى وزن إضافي؟",
        7,
    );
    append(ben, ANA, "לא צריך. Start with 10 kg, and add 2.5 kg a week.", 6);
    append(ben, client(0), "💪🏽", 5);
    append(ben, ANA, "🎉🎉", 4);
    append(ben, client(0), "👨‍👩‍👧‍👦 all of us came along 😄", 3);
    append(ben, client(0), "明日から始めます。よろしくお願いします。", 2);
}

fn add_own(ben: &mut Talk, count: u64, status: Status, failure: Option<&str>) {
    let words = [
        "Start on June 1: two weeks out, volume down by a third.",
        "And coffee is fine.",
    ];
    for (order, words) in (0..count).zip(words) {
        let failed = failure.is_some() && order == 0;
        if let Some(item) = append(ben, ANA, words, 0) {
            item.place = Place::Waiting(order);
            item.sent_at = None;
            item.status = Some(if failed || failure.is_none() {
                status
            } else {
                Status::Waiting
            });
            item.failure = failure.filter(|_| failed).map(str::to_owned);
        }
    }
    ben.unread = 0;
}

fn add_changed(ben: &mut Talk) {
    let quoted = ben.items.get(9).map(quote);
    if let Some(item) = ben.items.get_mut(9) {
        item.deleted = true;
        item.body = RichText::default();
    }
    if let Some(item) = append(ben, ANA, "No worries, we'll look at it again.", 2) {
        item.reply = quoted.map(|quote| Quote {
            deleted: true,
            text: String::new(),
            ..quote
        });
        item.edited_at = Some(Timestamp(NOW));
    }
    ben.unread = 0;
}

/// Many messages before those of today.
fn add_history(ben: &mut Talk, count: u64) {
    let words = [
        "Done. 35 minutes, easy.",
        "How did it feel?",
        "Good. Legs a bit heavy on the last two, but the breathing was fine and I could have gone on.",
        "Then we add five minutes next week.",
        "👍",
        "Weight 78.4 this morning",
    ];
    let mut items: Vec<_> = (1..=count)
        .zip(words.iter().cycle())
        .map(|(seq, words)| {
            let author = if words.ends_with(['?', 'k', '.']) && seq % 2 == 0 {
                ANA
            } else {
                client(0)
            };
            let at = NOW - 5 * 86_400_000 - (count - seq) as i64 * 47 * 60_000;
            let mut item = message(
                7_000_000 + u128::from(seq),
                seq,
                author,
                &format!("{words} ({seq})"),
                at,
            );
            item.own = author == ANA;
            item
        })
        .collect();
    for item in &mut ben.items {
        if let Place::Sent(seq) = item.place {
            item.place = Place::Sent(seq + count);
        }
    }
    items.append(&mut ben.items);
    let far = items.get(40).map(quote);
    if let Some(item) = items.last_mut() {
        item.reply = far;
    }
    ben.items = items;
    ben.unread = 0;
}
