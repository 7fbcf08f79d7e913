//! What happens to groups in the story, and the lines that tell of it.

use engine::ui::{EventLine, Reply, Request, Roster, TimelineItem, Update};
use protocol::{
    AccountId, ApiError, Cohort, CohortRule, ConversationId, Filing, GroupEvent, GroupOptions, GroupSettings,
    GroupSwitch, Member, Role, Timestamp,
};

use super::NOW;
use super::hands::Move::{self, Click, Type};
use super::people::{ANA, CLIENTS, DAVID, client, name_of};
use super::scenes::append;
use super::sent::picture;
use super::stage::{Stage, Talk, message};
use super::talks::{COHORT, NEWS};

pub(super) fn moves(story: &str) -> &'static [Move] {
    match story {
        "new-announcement" => &[
            Click("new-conversation"),
            Click("new-announcement"),
            Click("picker-option"),
            Type("group-name", "Race news"),
            Click("filling-tags"),
            Click("filling-tag"),
            Click("group-options"),
        ],
        "member-menu" => &[Click("member-more")],
        "edit-group" => &[Click("rename-group")],
        "edit-filling" => &[Click("edit-filling"), Click("filling-tags"), Click("filling-tag")],
        "add-people" => &[Click("add-members"), Click("picker-option")],
        "hand-over" => &[Click("member-more"), Click("member-hand-over")],
        _ => &[],
    }
}

/// What is special about the story that is told.
pub(super) fn set(stage: &mut Stage) {
    let name = stage.name.clone();
    for talk in &mut stage.talks {
        if talk.id == NEWS {
            talk.settings.announcement = true;
            talk.settings.description =
                "What is new in the practice: times, courses, holidays. Questions go into our own conversation.".into();
            talk.settings.picture = Some(picture(84));
        }
        if talk.id == COHORT {
            talk.settings.description = "Eight weeks, three sessions a week, and each other.".into();
        }
    }
    let Some(talk) = stage.talk(NEWS) else { return };
    match name.as_str() {
        "read-only-draft" => {
            talk.draft = "Can the office hours be a bit later on Wednesdays?".into();
        }
        "hidden-members" => {
            talk.settings.hidden_members = true;
            for member in &mut talk.members {
                if member.role == Role::Member && member.account != client(0) {
                    member.name = "Member".into();
                }
            }
            if let Some(own) = talk.members.iter_mut().find(|member| member.account == client(0)) {
                own.since = 1;
            }
        }
        "events" => {
            if let Some(cohort) = stage.talk(COHORT) {
                tell_all(cohort);
            }
        }
        "member-menu" | "hand-over" => {
            if let Some(cohort) = stage.talk(COHORT) {
                for member in &mut cohort.members {
                    member.can_post = member.account != client(1);
                    if member.account == client(0) {
                        member.role = Role::Admin;
                    }
                }
            }
        }
        _ => {}
    }
}

/// Every kind of line, between messages.
fn tell_all(talk: &mut Talk) {
    let (ben, cleo) = (client(0), client(1));
    let added = |accounts: Vec<AccountId>, more| GroupEvent::Added { accounts, more };
    let role = |account, role| GroupEvent::Role { account, role };
    let posting = |account, can_post| GroupEvent::Posting { account, can_post };
    happen(
        talk,
        ANA,
        GroupEvent::Renamed {
            name: "Spring cohort".into(),
        },
        34,
    );
    append(talk, client(2), "Spring, at last", 33);
    happen(talk, ANA, added(vec![ben, cleo, client(5), client(6)], 12), 31);
    happen(talk, client(7), added(vec![client(7)], 0), 30);
    happen(talk, ANA, role(DAVID, Role::Admin), 26);
    happen(talk, DAVID, posting(cleo, false), 24);
    append(talk, DAVID, "One voice at a time until Thursday, please.", 23);
    happen(talk, ANA, GroupEvent::Announcement { on: true }, 12);
    happen(talk, client(8), GroupEvent::Left, 9);
    happen(talk, DAVID, GroupEvent::Removed { account: client(9) }, 8);
    append(talk, ANA, "From now on this is where I announce the week.", 4);
    happen(talk, ANA, GroupEvent::Described, 1);
}

fn happen(talk: &mut Talk, author: AccountId, event: GroupEvent, ago: i64) {
    if let Some(item) = append(talk, author, "", ago) {
        item.event = Some(Box::new(line(author, event, ANA)));
    }
}

/// As `me` reads it.
fn line(author: AccountId, event: GroupEvent, me: AccountId) -> EventLine {
    let named: Vec<AccountId> = match &event {
        GroupEvent::Added { accounts, .. } => accounts.clone(),
        GroupEvent::Removed { account }
        | GroupEvent::Role { account, .. }
        | GroupEvent::Posting { account, .. } => vec![*account],
        _ => Vec::new(),
    };
    let others = named.iter().filter(|account| **account != me);
    EventLine {
        author: name_of(author),
        own: author == me,
        names: others.map(|account| name_of(*account)).collect(),
        me: named.contains(&me),
        event,
    }
}

/// Does it, and tells what changed.
pub(super) fn take(stage: &mut Stage, request: Request) -> Result<Reply, ApiError> {
    let me = stage.me.id;
    match request {
        Request::CreateGroup {
            name,
            members,
            options,
            rule,
        } => return Ok(create(stage, name, members, options, rule)),
        Request::RenameGroup { conversation, name } => {
            let event = GroupEvent::Renamed { name: name.clone() };
            change(stage, conversation, Some(event), |talk| talk.title = name);
        }
        Request::AddMembers {
            conversation,
            accounts,
        } => {
            let members: Vec<_> = accounts
                .iter()
                .map(|account| stage.member(conversation, *account))
                .collect();
            let event = GroupEvent::Added { accounts, more: 0 };
            change(stage, conversation, Some(event), |talk| {
                let can_post = !talk.settings.announcement;
                let members = members.into_iter().map(|member| Member { can_post, ..member });
                talk.members.extend(members);
            });
        }
        Request::RemoveMember {
            conversation,
            account,
        } => change(
            stage,
            conversation,
            Some(GroupEvent::Removed { account }),
            |talk| {
                talk.members.retain(|member| member.account != account);
            },
        ),
        Request::LeaveGroup { conversation } => {
            stage.talks.retain(|talk| talk.id != conversation);
            stage.tell_row(conversation);
            stage.tell(Update::Closed { conversation });
        }
        Request::ArchiveGroup {
            conversation,
            archived,
        } => change(
            stage,
            conversation,
            Some(GroupEvent::Archived { on: archived }),
            |talk| talk.archived = archived,
        ),
        Request::SetGroup { conversation, switch } => set_group(stage, conversation, switch),
        Request::SetGroupPicture { conversation, file } => {
            change(stage, conversation, Some(GroupEvent::Pictured), |talk| {
                talk.settings.picture = Some(file.attachment());
            });
        }
        Request::SetRole {
            conversation,
            account,
            role,
        } => change(
            stage,
            conversation,
            Some(GroupEvent::Role { account, role }),
            |talk| {
                for member in &mut talk.members {
                    if member.account == account {
                        member.role = role;
                    } else if member.account == me && role == Role::Owner {
                        member.role = Role::Admin;
                    }
                }
            },
        ),
        Request::SetPosting {
            conversation,
            account,
            can_post,
        } => {
            let event = GroupEvent::Posting { account, can_post };
            change(stage, conversation, Some(event), |talk| {
                let mut members = talk.members.iter_mut();
                if let Some(member) = members.find(|member| member.account == account) {
                    member.can_post = can_post;
                }
            });
        }
        Request::SetCohort { conversation, rule } => tell_rule(stage, conversation, rule),
        _ => {}
    }
    Ok(Reply::Done)
}

fn set_group(stage: &mut Stage, conversation: ConversationId, switch: GroupSwitch) {
    let event = match &switch {
        GroupSwitch::Description(_) => Some(GroupEvent::Described),
        GroupSwitch::Picture(_) => Some(GroupEvent::Pictured),
        GroupSwitch::Announcement(on) => Some(GroupEvent::Announcement { on: *on }),
        _ => None,
    };
    change(stage, conversation, event, |talk| {
        let settings = &mut talk.settings;
        match switch {
            GroupSwitch::Description(words) => settings.description = words,
            GroupSwitch::Picture(_) => settings.picture = None,
            GroupSwitch::Announcement(on) => settings.announcement = on,
            GroupSwitch::NoReactions(on) => settings.no_reactions = on,
            GroupSwitch::FromJoining(on) => settings.from_joining = on,
            GroupSwitch::HiddenMembers(on) => settings.hidden_members = on,
        }
    });
}

/// Changes a group, writes the line that tells of it, and tells everything.
fn change(
    stage: &mut Stage,
    conversation: ConversationId,
    event: Option<GroupEvent>,
    change: impl FnOnce(&mut Talk),
) {
    stage.next += 1;
    let (id, me) = (stage.next, stage.me.id);
    if let Some(talk) = stage.talk(conversation) {
        change(talk);
        if let Some(event) = event {
            talk.items.push(told(id, talk.items.len() as u64 + 1, me, event));
        }
    }
    stage.tell_details(conversation);
    if stage.open == Some(conversation) {
        stage.tell_timeline(|_| {});
    }
    stage.tell_row(conversation);
}

fn told(id: u128, seq: u64, author: AccountId, event: GroupEvent) -> TimelineItem {
    let mut item = message(id, seq, author, "", NOW);
    item.event = Some(Box::new(line(author, event, author)));
    item
}

fn tell_rule(stage: &mut Stage, conversation: ConversationId, rule: Option<CohortRule>) {
    let cohort = Cohort {
        conversation,
        rule,
        rev: 2,
    };
    stage.tell(Update::Roster(Roster {
        cohorts: vec![cohort],
        ..Roster::default()
    }));
}

fn create(
    stage: &mut Stage,
    name: String,
    members: Vec<AccountId>,
    options: GroupOptions,
    rule: Option<CohortRule>,
) -> Reply {
    stage.next += 1;
    let id = ConversationId::from_number(stage.next);
    let files = &stage.roster.clients;
    let takes = |account: &AccountId| {
        let file = files.iter().find(|file| file.account == *account);
        let has = file.map_or(&[][..], |file| file.tags.as_slice());
        rule.as_ref().is_some_and(|rule| rule.takes(has)) && !members.contains(account)
    };
    let by_rule: Vec<_> = (0..CLIENTS.len()).map(client).filter(takes).collect();
    let me = stage.me.id;
    let members = std::iter::once(me)
        .chain(members)
        .chain(by_rule)
        .map(|account| Member {
            can_post: account == me || !options.announcement,
            ..stage.member(id, account)
        });
    let members = members.collect();
    stage.talks.push(Talk {
        id,
        title: name,
        client: None,
        members,
        items: vec![told(stage.next * 10, 1, me, GroupEvent::Created)],
        unread: 0,
        draft: String::new(),
        reply: None,
        files: Vec::new(),
        typing: Vec::new(),
        archived: false,
        settings: GroupSettings {
            announcement: options.announcement,
            from_joining: options.from_joining,
            hidden_members: options.hidden_members,
            ..GroupSettings::default()
        },
        filing: Filing::new(id),
        mentioned: false,
        made_at: Timestamp(NOW),
    });
    stage.tell_row(id);
    if rule.is_some() {
        tell_rule(stage, id, rule);
    }
    Reply::Conversation { id }
}
