//! What was said in the story, before it begins.

use protocol::{AccountId, ConversationId};

use super::people::{ANA, DAVID, client};

/// A group of the story.
pub(crate) const COHORT: ConversationId = ConversationId::from_number(201);
/// An announcement group, in which Ana's clients only read.
pub(crate) const NEWS: ConversationId = ConversationId::from_number(202);

/// Minutes before now, author, words.
pub(crate) type Line = (i64, AccountId, &'static str);

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

pub(crate) fn ben() -> Vec<Line> {
    let ben = client(0);
    vec![
        (
            3 * DAY + 300,
            ANA,
            "Morning Ben. How did the long run go on Saturday?",
        ),
        (3 * DAY + 262, ben, "Really well actually"),
        (
            3 * DAY + 261,
            ben,
            "18 km in 1:41, and the knee stayed quiet the whole way",
        ),
        (
            3 * DAY + 240,
            ANA,
            "That's a big step. Remember where we were in March, when 5 km was the limit.",
        ),
        (
            3 * DAY + 239,
            ANA,
            "Keep Monday easy then. 30 minutes, you should be able to talk the whole time.",
        ),
        (3 * DAY + 200, ben, "👍"),
        (
            DAY + 420,
            ben,
            "Quick one: the plan says strength on Wednesday, but I'm travelling. Can I swap it with Thursday?",
        ),
        (
            DAY + 390,
            ANA,
            "Of course. Then it looks like this:\n\nWed: rest, walk if you can\nThu: strength B, 3 rounds\nFri: easy 40 min\n\nDon't squeeze both into one day.",
        ),
        (DAY + 388, ben, "Perfect, thank you"),
        (
            76,
            ben,
            "Back from the hotel gym. They only had dumbbells up to 20 kg, so I did 4x12 instead of 3x8",
        ),
        (75, ben, "Hope that's ok?"),
        (
            58,
            ANA,
            "More than ok, that's exactly how to handle it. How did the last set feel, out of ten?",
        ),
        (55, ben, "An 8 I'd say"),
        (
            22,
            ANA,
            "Good. Then we stay with 12 reps this week and go back to the bar on Monday: https://berger-coaching.example/plan/week-20",
        ),
        (
            9,
            ben,
            "Will do. One more thing, my half marathon is on June 14. Should we start tapering in the first week of June or later?",
        ),
        (8, ben, "And is coffee before the race a good idea 😅"),
    ]
}

pub(crate) fn cohort() -> Vec<Line> {
    vec![
        (
            2 * DAY + 200,
            ANA,
            "Welcome to the spring cohort. Eight weeks, three sessions a week, and each other.",
        ),
        (2 * DAY + 190, client(1), "Excited to start"),
        (2 * DAY + 185, client(3), "Hola from Valencia 👋"),
        (
            DAY + 300,
            DAVID,
            "I'll take the Thursday calls while Ana is away. Same link as always.",
        ),
        (DAY + 290, client(2), "Thursday at seven?"),
        (DAY + 288, DAVID, "Seven, yes."),
        (150, client(1), "Week one done. The hill repeats were brutal"),
        (149, client(1), "But I slept like a stone"),
        (
            140,
            client(2),
            "Same here. My calves disagree with the stairs today",
        ),
        (
            96,
            ANA,
            "That's week one for everybody. Calves get better by Thursday: roll them, walk, drink more than you think.",
        ),
        (41, client(3), "Can I do the second session on the bike?"),
        (
            37,
            client(4),
            "I'd like to know that too, running twice in two days is too much for my shins at the moment and I don't want to lose the week because of it.",
        ),
        (35, client(1), "🔥🔥"),
    ]
}

pub(crate) fn news() -> Vec<Line> {
    vec![
        (
            6 * DAY,
            ANA,
            "New in the library: the ten-minute morning mobility. No equipment.",
        ),
        (
            2 * DAY + 60,
            ANA,
            "Office hours move to Wednesday, 17:00, from next week on.",
        ),
    ]
}

/// The last words of the others: minutes ago, whether Ana wrote them, words.
pub(crate) const LAST: [(i64, bool, &str); 24] = [
    (31, false, "Can we talk about the meal plan before the weekend?"),
    (
        62,
        false,
        "Slept 7.5 h, third night in a row. The no-screens rule works, I hate that it works",
    ),
    (
        130,
        true,
        "Send me a video of the squat when you can, from the side.",
    ),
    (170, false, "ok"),
    (3 * HOUR + 20, true, "Proud of you. Truly."),
    (5 * HOUR, false, "Byłem dziś na basenie, 40 długości"),
    (6 * HOUR, false, "היי, אפשר להזיז את השיחה ליום רביעי בשעה 18:00?"),
    (DAY + 30, true, "Then we look at it together on Friday."),
    (DAY + 200, false, "Thank you!"),
    (DAY + 400, true, "Merci for the honest answer. Rest this week."),
    (2 * DAY, false, "¿Lo dejamos para el lunes?"),
    (2 * DAY + 90, true, "Your form is ready, see the link above."),
    (3 * DAY, false, "ありがとうございます。明日から始めます。"),
    (3 * DAY + 300, false, "Weight 64.2, waist 71. Slow but steady"),
    (4 * DAY, true, "How is the shoulder?"),
    (5 * DAY, false, "Found a gym near the office"),
    (6 * DAY, true, "See you on Monday, 9:00."),
    (9 * DAY, false, "I'll be on holiday until the 20th"),
    (12 * DAY, true, "Here is the plan for May."),
    (16 * DAY, false, "Done with phase one"),
    (30 * DAY, true, "Take the week off. Then we start anew."),
    (41 * DAY, true, "Welcome. Ask me anything here, at any time."),
    (
        60 * DAY,
        true,
        "Welcome. I'll see when you've joined and write again then.",
    ),
    (200 * DAY, true, "Happy new year in advance"),
];
