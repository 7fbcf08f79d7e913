//! Tags, and how each client is filed. Coaches only. Whatever changes here, the groups with a rule follow at once.

use protocol::{
    AccountId, AccountKind, ApiError, CLIENT_TAGS, ClientFile, Cohort, CohortRule, ErrorCode, Outcome, Tag,
    TagId,
};

use super::access::{access_account, access_as_coach};
use super::{Actor, Failure, Work, cohorts, refuse, text};
use crate::db::Tx;

/// Most tags of a practice.
const TAGS: u32 = 500;

/// Makes a tag or changes it.
pub(super) async fn save<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: TagId,
    name: String,
    hue: u16,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    let name = text::name(work.limits(), &name)?;
    let folded = name.to_lowercase();
    let before = work.tx.tag(work.ws, id).await?;
    if before.as_ref().is_some_and(|before| before.deleted) {
        return Err(refuse(ErrorCode::NotFound, "This tag was deleted."));
    }
    let tag = Tag {
        id,
        name,
        hue: hue % 360,
        rev: before.as_ref().map_or(0, |before| before.rev),
        deleted: false,
    };
    if before.as_ref() == Some(&tag) {
        return Ok(Outcome::Done);
    }
    let named = work.tx.tag_named(work.ws, &folded).await?;
    if named.is_some_and(|named| named != id) {
        return Err(refuse(ErrorCode::Taken, "There is a tag of this name already."));
    }
    if before.is_none() && work.tx.count_tags(work.ws).await? >= TAGS {
        return Err(too_many(TAGS, "A practice"));
    }
    work.put_tag(tag, &folded).await?;
    Ok(Outcome::Done)
}

/// Takes it off all clients and out of all rules.
pub(super) async fn delete<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: TagId,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    let tag = existing(work, id).await?;
    if tag.deleted {
        return Ok(Outcome::Done);
    }
    let deleted = Tag {
        name: String::new(),
        deleted: true,
        ..tag
    };
    work.put_tag(deleted, "").await?;
    let files = work.tx.client_files_changed(work.ws, 0, u32::MAX).await?;
    let mut changed = Vec::new();
    for (_, mut file) in files {
        let had = file.tags.len();
        file.tags.retain(|tag| *tag != id);
        if file.tags.len() < had {
            changed.push(file);
        }
    }
    if !changed.is_empty() {
        work.put_client_files(changed).await?;
    }
    for (_, cohort) in work.tx.cohorts_changed(work.ws, 0, u32::MAX).await? {
        let Some(rule) = cohort.rule.as_ref().and_then(|rule| without(rule, id)) else {
            continue;
        };
        work.put_cohort(Cohort {
            rule: Some(rule),
            ..cohort
        })
        .await?;
        cohorts::settle(work, cohort.conversation, None).await?;
    }
    Ok(Outcome::Done)
}

/// The rule without this tag, when it names it.
fn without(rule: &CohortRule, id: TagId) -> Option<CohortRule> {
    let rest = |tags: &Vec<TagId>| {
        let rest: Vec<TagId> = tags.iter().copied().filter(|tag| *tag != id).collect();
        (rest.len() < tags.len()).then_some(rest)
    };
    match rule {
        CohortRule::Everyone => None,
        CohortRule::Any { tags } => rest(tags).map(|tags| CohortRule::Any { tags }),
        CohortRule::All { tags } => rest(tags).map(|tags| CohortRule::All { tags }),
    }
}

/// Puts a tag on a client or takes it off.
pub(super) async fn tag_client<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    account: AccountId,
    tag: TagId,
    on: bool,
) -> Result<Outcome, Failure> {
    let mut file = client_file(work, actor, account).await?;
    if existing(work, tag).await?.deleted {
        if on {
            return Err(refuse(ErrorCode::NotFound, "This tag was deleted."));
        }
        return Ok(Outcome::Done);
    }
    if file.tags.contains(&tag) == on {
        return Ok(Outcome::Done);
    }
    if !on {
        file.tags.retain(|one| *one != tag);
    } else if file.tags.len() >= CLIENT_TAGS {
        return Err(too_many(
            u32::try_from(CLIENT_TAGS).unwrap_or(u32::MAX),
            "A client",
        ));
    } else {
        file.tags.push(tag);
    }
    let tags = file.tags.clone();
    work.put_client_files(vec![file]).await?;
    cohorts::settle_one(work, account, &tags).await?;
    Ok(Outcome::Done)
}

/// Says who looks after a client.
pub(super) async fn assign<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    account: AccountId,
    coach: Option<AccountId>,
) -> Result<Outcome, Failure> {
    let file = client_file(work, actor, account).await?;
    if let Some(coach) = coach {
        let coach = access_account(work.tx, actor, coach).await?;
        if coach.kind != AccountKind::Coach {
            return Err(refuse(
                ErrorCode::Invalid,
                "Only a coach can look after a client.",
            ));
        }
    }
    if file.coach != coach {
        work.put_client_files(vec![ClientFile { coach, ..file }]).await?;
    }
    Ok(Outcome::Done)
}

/// How a client is filed now; for coaches.
async fn client_file<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    account: AccountId,
) -> Result<ClientFile, Failure> {
    access_as_coach(actor)?;
    let client = access_account(work.tx, actor, account).await?;
    if client.kind != AccountKind::Client {
        return Err(refuse(ErrorCode::Invalid, "Only clients are filed."));
    }
    let file = work.tx.client_file(work.ws, account).await?;
    Ok(file.unwrap_or(ClientFile {
        account,
        tags: Vec::new(),
        coach: None,
        rev: 0,
    }))
}

/// Also one that was deleted.
async fn existing<T: Tx>(work: &mut Work<'_, T>, id: TagId) -> Result<Tag, Failure> {
    let tag = work.tx.tag(work.ws, id).await?;
    tag.ok_or_else(|| refuse(ErrorCode::NotFound, "There is no such tag."))
}

fn too_many(limit: u32, who: &str) -> Failure {
    let message = format!("{who} may have {limit} tags at most.");
    ApiError::new(ErrorCode::TooLong, message)
        .with("limit", limit)
        .into()
}
