//! What the demo's coaches have kept for using again.

use protocol::Timestamp;

use super::script::Who;
use super::{SeedTemplate, place};

/// Who has it, whether all share it, how it is called, and what it says.
const TEMPLATES: [(Who, bool, &str, &str); 5] = [
    (
        Who::HeadCoach,
        true,
        "welcome",
        "Welcome, {first_name}! I am {coach_name}, and I look after your training.\n\nThree things to begin with:\n\
         1. Tell me what you want to reach by summer.\n2. Send me a photo of your equipment.\n3. Ask whatever you want to know, whenever.",
    ),
    (
        Who::HeadCoach,
        true,
        "check-in",
        "Hi {first_name|there}, how was your week?\n- Energy, 1 to 10\n- Sleep, hours a night\n- What went well, and what did not",
    ),
    (
        Who::SecondCoach,
        true,
        "reschedule",
        "No problem, {first_name}. Which day suits you instead?",
    ),
    (
        Who::HeadCoach,
        false,
        "form-video",
        "Could you film your next heavy set from the side, {first_name}? Whole body in the picture, phone at the height of your hips.",
    ),
    (
        Who::HeadCoach,
        false,
        "well-done",
        "**Well done**, {first_name|everyone}! That was the hardest week of the plan.",
    ),
];

pub(super) fn templates(at: Timestamp) -> Vec<SeedTemplate> {
    let templates = TEMPLATES.map(|(who, shared, name, text)| SeedTemplate {
        person: place(who),
        shared,
        name: name.to_owned(),
        text: text.to_owned(),
        at,
    });
    Vec::from(templates)
}
