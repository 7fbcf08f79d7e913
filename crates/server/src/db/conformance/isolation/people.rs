//! Writes and looks at what a practice knows of its people, for the two practices that must not see each other.

use protocol::{AccountKind, ClientFile, Cohort, CohortRule, FeedId, Member, Receipt, Role, Tag, TagId};

use super::{Dice, IDS, person, talk, told, ws};
use crate::db::{DbError, Mark, Tx};

/// One write that the rows allow; a conflict is as good as any.
pub(super) async fn write<T: Tx>(tx: &mut T, side: u8, dice: &mut Dice) -> Result<(), DbError> {
    let (ws, rev) = (ws(side), 2 + dice.below(20));
    let (who, of) = (person(dice.id()), talk(dice.id()));
    let tag = TagId::from_number(80 + dice.id());
    let name = format!("{} of {side}", dice.below(1_000));
    match dice.below(9) {
        0 => {
            let row = Tag {
                id: tag,
                name: name.clone(),
                hue: 7,
                rev,
                deleted: dice.maybe(),
            };
            match tx.tag_named(ws, &name).await? {
                Some(_) => Ok(()),
                None => tx.put_tag(ws, &row, &name).await,
            }
        }
        1 => {
            let row = ClientFile {
                account: who,
                tags: vec![tag],
                coach: dice.maybe().then_some(person(0)),
                rev,
            };
            tx.put_client_files(ws, &[row]).await
        }
        2 => {
            let row = Cohort {
                conversation: of,
                rule: dice.maybe().then(|| CohortRule::Any { tags: vec![tag] }),
                rev,
            };
            tx.put_cohort(ws, &row).await
        }
        3 => {
            let row = Member {
                conversation: of,
                account: who,
                name: String::new(),
                kind: AccountKind::Client,
                role: Role::Member,
                can_post: dice.maybe(),
                active: dice.maybe(),
                since: 0,
            };
            tx.put_members(ws, &[(row, rev)]).await
        }
        4 => {
            let mark = dice.maybe().then_some(Mark::Rule);
            tx.mark_members(ws, of, &[who, person(1)], mark).await
        }
        5 => tx.put_memberships(ws, of, dice.maybe(), &[(who, rev)]).await,
        6 => {
            let row = Receipt {
                conversation: of,
                account: who,
                delivered: rev,
                read: rev,
            };
            tx.put_receipts(ws, &[(row, rev)]).await
        }
        7 => tx.raise_by(ws, FeedId::Conversation(of), rev).await.map(drop),
        _ => tx.raise_accounts(ws, &[who]).await.map(drop),
    }
}

pub(super) async fn look<T: Tx>(tx: &mut T, side: u8, all: &mut Vec<String>) {
    let ws = ws(side);
    all.push(format!(
        "tags: {}, {}",
        told(&tx.tags_changed(ws, 0, 99).await.unwrap()),
        tx.count_tags(ws).await.unwrap()
    ));
    all.push(told(&tx.client_files_changed(ws, 0, 99).await.unwrap()));
    all.push(told(&tx.cohorts_changed(ws, 0, 99).await.unwrap()));
    for id in 0..u128::from(IDS) {
        let tag = tx.tag(ws, TagId::from_number(80 + id)).await.unwrap();
        if let Some(tag) = &tag {
            let named = tx.tag_named(ws, &tag.name).await.unwrap();
            all.push(format!("{named:?}"));
        }
        all.push(told(&tag));
        all.push(told(&tx.client_file(ws, person(id)).await.unwrap()));
        all.push(told(&tx.cohort(ws, talk(id)).await.unwrap()));
        let crowd = tx.crowd(ws, talk(id), None).await.unwrap();
        all.push(format!("crowd: {crowd:?}"));
        let keepers = tx.keepers(ws, talk(id)).await.unwrap();
        all.push(format!("keepers: {keepers:?}"));
    }
}
