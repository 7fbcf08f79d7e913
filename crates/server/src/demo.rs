//! The demo practice: a head coach, a second coach, 25 clients, groups, and what they have talked about.
//!
//! Owns who and what: `demo/cast.rs` has the people, `demo/talk/` the words, `demo/script.rs` deals them out, and here
//! the script becomes the past of a practice. Must not know HTTP or the command line.

mod cast;
mod roster;
mod script;
mod talk;
mod templates;

use anyhow::Context as _;
use protocol::{AccountKind, Timestamp};

use crate::admin::{
    Admin, Gesture, HandedCode, Seed, SeedConversation, SeedDraft, SeedGesture, SeedMessage, SeedPerson,
    SeedPlace, SeedSeen, SeedTemplate,
};
use crate::config::{Config, Database};
use crate::hosted::{DATABASE, Db, system};
use crate::routes::{parse_token, token_text};
use script::{Conversation, Who};

/// Hue of the demo's brand.
const BRAND_HUE: u16 = 172;
const MINUTE_MS: i64 = 60_000;
/// People of a seed are named by their place: the coaches come first.
const COACHES: usize = 2;
const OPENED_DAYS_AGO: i64 = 500;

/// Links that sign in, once.
#[derive(Debug)]
pub struct Links {
    pub coach: String,
    pub client: String,
}

/// Makes the practice, unless there is one already.
pub async fn prepare<D: Db>(admin: &Admin<D>) -> anyhow::Result<()> {
    if admin.workspaces().await?.is_empty() {
        let planted = admin.seed(story(system::now())).await;
        planted.context("the demo practice could not be made")?;
    }
    Ok(())
}

/// Throws the database of the data folder away. Nothing else: the folder may hold what is not ours.
pub fn forget(config: &Config) -> anyhow::Result<()> {
    anyhow::ensure!(
        config.database == Database::Embedded,
        "--fresh begins the embedded database anew. Empty a PostgreSQL database yourself, or name another one."
    );
    for ending in ["", "-wal", "-shm"] {
        let path = config.data.join(format!("{DATABASE}{ending}"));
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", path.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Fresh links for the coach and the first client, valid for 48 hours.
pub async fn links<D: Db>(admin: &Admin<D>, public_url: &str) -> anyhow::Result<Links> {
    Ok(Links {
        coach: code(admin, cast::HEAD_COACH.1).await?.link(public_url),
        client: code(admin, cast::CLIENTS[0].email).await?.link(public_url),
    })
}

/// A bearer token of the coach: `before` when it still holds, a new device's otherwise.
pub async fn coach_token<D: Db>(admin: &Admin<D>, before: Option<&str>) -> anyhow::Result<String> {
    if let Some(text) = before
        && let Some(token) = parse_token(text)
        && admin.holds(token).await?
    {
        return Ok(text.to_owned());
    }
    let code = code(admin, cast::HEAD_COACH.1).await?.code;
    let token = admin.redeem(code, "Rapport on this computer").await?;
    Ok(token_text(&token))
}

async fn code<D: Db>(admin: &Admin<D>, email: &str) -> anyhow::Result<HandedCode> {
    let found = admin.find(email).await?.pop().with_context(|| {
        format!(
            "there is a practice without {email}: it is not the demo's. Choose another --data, or --fresh."
        )
    })?;
    admin.sign_in_code(found.workspace.id, found.account.id).await
}

/// The whole practice, as if the months before `now` had happened.
pub fn story(now: Timestamp) -> Seed {
    let ago = |minutes: u32| now.plus_ms(-i64::from(minutes) * MINUTE_MS);
    let opened_at = now.plus_ms(-OPENED_DAYS_AGO * 24 * 60 * MINUTE_MS);
    let coaches = [cast::HEAD_COACH, cast::SECOND_COACH].map(|(name, email)| SeedPerson {
        kind: AccountKind::Coach,
        name: name.to_owned(),
        email: Some(email.to_owned()),
        created_at: opened_at,
        joined_at: Some(opened_at),
    });
    let mut people = Vec::from(coaches);
    let mut conversations = Vec::new();
    let minute = now.0.div_euclid(MINUTE_MS).rem_euclid(24 * 60) as u32;
    let directs = script::directs(minute);
    for (client, (person, direct)) in cast::CLIENTS.iter().zip(directs).enumerate() {
        let came = ago(direct.opened_minutes_ago);
        people.push(SeedPerson {
            kind: AccountKind::Client,
            name: person.name.to_owned(),
            email: Some(person.email.to_owned()),
            created_at: came,
            // Who has never talked has not joined yet.
            joined_at: (!direct.said.is_empty()).then_some(came),
        });
        conversations.push(conversation(
            SeedPlace::Direct(place(Who::Client(client))),
            direct,
            &ago,
        ));
    }
    for (group, gathering) in script::groups(minute) {
        let clients = group.clients.iter().map(|client| Who::Client(*client));
        let at = SeedPlace::Group {
            name: group.name.to_owned(),
            owner: place(Who::HeadCoach),
            members: clients.chain([Who::SecondCoach]).map(place).collect(),
            created_at: ago(gathering.opened_minutes_ago),
            announcement: group.announcement.then(|| place(Who::SecondCoach)),
        };
        conversations.push(conversation(at, gathering, &ago));
    }
    let gestures = gestures(&conversations);
    let roster = roster::roster(now, &conversations);
    Seed {
        workspace_name: cast::PRACTICE.to_owned(),
        brand_hue: BRAND_HUE,
        opened_at,
        people,
        conversations,
        // The direct conversations come first, in the order of the clients.
        drafts: Vec::from(cast::DRAFTS.map(|(client, text)| SeedDraft {
            person: place(Who::HeadCoach),
            conversation: client,
            text: text.to_owned(),
        })),
        templates: templates::templates(opened_at),
        gestures,
        tags: roster.tags,
        cohorts: roster.cohorts,
        notes: roster.notes,
    }
}

/// In the first conversations: a thumb for the coach's last words, a strong arm for the client's; one message is pinned, one
/// is starred, one was edited, and one conversation stays at the top.
fn gestures(conversations: &[SeedConversation]) -> Vec<SeedGesture> {
    let coach = place(Who::HeadCoach);
    let mut gestures = Vec::new();
    for (number, conversation) in conversations.iter().enumerate().take(6) {
        let SeedPlace::Direct(client) = conversation.place else {
            continue;
        };
        let mut add = |person, author, what| {
            let messages = &conversation.messages;
            let found = messages.iter().rposition(|message| message.author == author);
            if let Some((message, said)) = found.and_then(|place| Some((place, messages.get(place)?))) {
                gestures.push(SeedGesture {
                    person,
                    conversation: number,
                    message,
                    at: said.sent_at.plus_ms(20_000),
                    what,
                });
            }
        };
        add(client, coach, Gesture::React("👍".to_owned()));
        add(coach, client, Gesture::React("💪".to_owned()));
        match number {
            0 => {
                add(coach, coach, Gesture::Pin);
                add(coach, coach, Gesture::KeepOnTop);
            }
            1 => add(coach, client, Gesture::Star),
            2 => {
                let last = conversation
                    .messages
                    .iter()
                    .rfind(|message| message.author == coach);
                if let Some(said) = last {
                    let typed = format!("{} 🙂", said.body.text);
                    add(coach, coach, Gesture::Edit(markup::from_typed(&typed)));
                }
            }
            _ => {}
        }
    }
    gestures
}

/// Where somebody is in the seed's list of people.
fn place(who: Who) -> usize {
    match who {
        Who::HeadCoach => 0,
        Who::SecondCoach => 1,
        Who::Client(client) => COACHES + client,
    }
}

fn conversation(at: SeedPlace, from: Conversation, ago: &impl Fn(u32) -> Timestamp) -> SeedConversation {
    let all = from.said.len();
    let seen = from.unseen.into_iter().map(|unseen| SeedSeen {
        person: place(unseen.who),
        delivered: all.saturating_sub(unseen.undelivered),
        read: all.saturating_sub(unseen.unread),
    });
    let messages = from.said.into_iter().map(|said| SeedMessage {
        author: place(said.who),
        sent_at: ago(said.minutes_ago),
        body: markup::from_typed(&said.text),
        reply_to: said.reply_to,
    });
    SeedConversation {
        place: at,
        seen: seen.collect(),
        messages: messages.collect(),
    }
}

#[cfg(test)]
mod tests;
