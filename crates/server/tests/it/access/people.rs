//! The commands about tags, clients and rules of groups, for the walk.

use protocol::{AccountId, CohortRule, Command, ConversationId, TagId};

use crate::support::people::fresh;

/// A tag of the practice.
pub(super) fn saves_tag() -> (TagId, Command) {
    let number = fresh();
    let id = TagId::from_number(number);
    let save = Command::SaveTag {
        id,
        name: format!("Online {number}"),
        hue: 200,
    };
    (id, save)
}

/// `tag` is there; `client` and `coach` are of the practice.
pub(super) fn commands(
    conversation: ConversationId,
    tag: TagId,
    client: AccountId,
    coach: AccountId,
) -> Vec<Command> {
    vec![
        saves_tag().1,
        Command::TagClient {
            account: client,
            tag,
            on: true,
        },
        Command::AssignClient {
            account: client,
            coach: Some(coach),
        },
        Command::SetCohort {
            conversation,
            rule: Some(CohortRule::Any { tags: vec![tag] }),
        },
        Command::DeleteTag { id: tag },
    ]
}
