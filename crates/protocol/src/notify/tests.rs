//! The rule as a table. A row says only what is not as usual: somebody else sends a message that names nobody, in a conversation that is
//! heard, by day, while it is open nowhere.

use super::*;

const USUAL: Facts = Facts {
    deed: Deed::Sent,
    own: false,
    named: Named::No,
    level: Level::All,
    muted: false,
    quiet: false,
    open: false,
    seen: false,
};

/// In words: `edited`, `deleted`, `event`; `own`; `me` and `everyone` are named; `mentions` and `none` are levels; `muted`, `quiet`,
/// `open`, `seen`.
fn facts(words: &str) -> Facts {
    let mut facts = USUAL;
    for word in words.split_whitespace() {
        match word {
            "edited" => facts.deed = Deed::Edited,
            "deleted" => facts.deed = Deed::Deleted,
            "event" => facts.deed = Deed::Event,
            "own" => facts.own = true,
            "me" => facts.named = Named::Person,
            "everyone" => facts.named = Named::Everyone,
            "mentions" => facts.level = Level::Mentions,
            "none" => facts.level = Level::None,
            "muted" => facts.muted = true,
            "quiet" => facts.quiet = true,
            "open" => facts.open = true,
            "seen" => facts.seen = true,
            other => panic!("no such word: {other}"),
        }
    }
    facts
}

#[test]
fn who_is_told_of_what() {
    use Verdict::{Generic, Mention, Nothing, Silent};
    let table = [
        ("", Generic),
        ("me", Mention),
        ("everyone", Mention),
        // Never one's own.
        ("own", Nothing),
        ("own me", Nothing),
        // Not what one is looking at, or has read elsewhere.
        ("open", Nothing),
        ("open me", Nothing),
        ("seen", Nothing),
        ("seen me", Nothing),
        // An edit tells only those whom it newly names.
        ("edited", Nothing),
        ("edited me", Mention),
        ("edited everyone", Mention),
        ("edited own me", Nothing),
        ("edited open me", Nothing),
        ("edited seen me", Nothing),
        // What is gone, or was never said, tells nobody.
        ("deleted", Nothing),
        ("deleted me", Nothing),
        ("event", Nothing),
        // Levels: a mention gets through "mentions", and not through "none".
        ("mentions", Silent),
        ("mentions me", Mention),
        ("mentions everyone", Mention),
        ("none", Silent),
        ("none me", Silent),
        ("none everyone", Silent),
        ("none edited me", Silent),
        // Muted for a time: only one's own name.
        ("muted", Silent),
        ("muted me", Mention),
        ("muted everyone", Silent),
        ("muted mentions", Silent),
        ("muted mentions me", Mention),
        ("muted mentions everyone", Silent),
        ("muted none me", Silent),
        // Quiet hours: it counts, and nothing rings.
        ("quiet", Silent),
        ("quiet me", Silent),
        ("quiet everyone", Silent),
        ("quiet edited me", Silent),
        ("quiet muted me", Silent),
        ("quiet own", Nothing),
        ("quiet open", Nothing),
    ];
    for (words, verdict) in table {
        assert_eq!(decide(facts(words)), verdict, "{words:?}");
    }
}

fn all() -> impl Iterator<Item = Facts> {
    let flags = |number: u32, bit: u32| number & (1 << bit) != 0;
    let deeds = [Deed::Sent, Deed::Edited, Deed::Deleted, Deed::Event];
    let named = [Named::No, Named::Everyone, Named::Person];
    let levels = [Level::All, Level::Mentions, Level::None];
    deeds.into_iter().flat_map(move |deed| {
        named.into_iter().flat_map(move |named| {
            levels.into_iter().flat_map(move |level| {
                (0..32).map(move |number| Facts {
                    deed,
                    named,
                    level,
                    own: flags(number, 0),
                    muted: flags(number, 1),
                    quiet: flags(number, 2),
                    open: flags(number, 3),
                    seen: flags(number, 4),
                })
            })
        })
    })
}

#[test]
fn what_holds_for_all_of_them() {
    let mut count = 0;
    for facts in all() {
        count += 1;
        let verdict = decide(facts);
        assert!(!facts.own || verdict == Verdict::Nothing, "own: {facts:?}");
        assert!(!facts.quiet || verdict <= Verdict::Silent, "at night: {facts:?}");
        assert!(
            facts.named != Named::No || verdict != Verdict::Mention,
            "nobody is named: {facts:?}"
        );
        // Wanting to hear less never makes it louder.
        for quieter in [
            Facts { muted: true, ..facts },
            Facts { quiet: true, ..facts },
            Facts { open: true, ..facts },
            Facts { seen: true, ..facts },
            Facts {
                level: Level::None,
                ..facts
            },
        ] {
            assert!(decide(quieter) <= verdict, "{facts:?} {quieter:?}");
        }
    }
    assert_eq!(count, 4 * 3 * 3 * 32);
}
