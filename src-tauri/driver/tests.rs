//! Scenarios of the driver, without a display and without a network.

mod damage;
mod files;
mod given;
mod line;
mod recordings;
mod signing;

use engine::ui::{Reply, Request, Update};
use protocol::{ApiError, ErrorCode};

use super::world::{ANA, BEN, World};

fn ended() -> ApiError {
    ApiError::new(ErrorCode::SessionEnded, "This device was signed out.")
}

fn out_of_reach() -> ApiError {
    ApiError::new(ErrorCode::Unavailable, "Can't reach the server.")
}

fn is_reset(update: &Update) -> bool {
    matches!(update, Update::Reset(snapshot) if snapshot.me.account.id == ANA)
}

/// A group that Ana makes, offline or not, is a thing of hers that the store keeps.
fn make_group(world: &mut World) {
    let made = world.ask(Request::CreateGroup {
        name: "Spring".into(),
        members: vec![BEN],
        options: protocol::GroupOptions::default(),
        rule: None,
    });
    assert!(matches!(made, Ok(Reply::Conversation { .. })), "{made:?}");
}

fn groups_shown(world: &mut World) -> usize {
    world.told();
    world.attach();
    let told = world.told();
    let rows = told.iter().find_map(|update| match update {
        Update::Reset(snapshot) => Some(snapshot.rows.len()),
        _ => None,
    });
    rows.unwrap()
}
