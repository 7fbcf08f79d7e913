//! Groups, live: rights change while people write, and who joins later never hears what was before.

use protocol::{
    Change, Command, CommandId, CommandResult, ConversationId, ErrorCode, GroupEvent, GroupOptions,
    GroupSwitch, Message, MessageId, RichText, Role, ServerFrame,
};

use crate::support::line::{Line, messages};
use crate::support::people::{Person, fresh, send};
use crate::support::running::Running;

/// A group of ana's with these in it.
async fn gathers(ana: &Person<'_>, others: &[&Person<'_>], options: GroupOptions) -> ConversationId {
    let id = ConversationId::from_number(fresh());
    let create = Command::CreateGroup {
        id,
        name: "Runners".into(),
        members: others.iter().map(|one| one.account()).collect(),
        options,
        rule: None,
    };
    ana.does(create).await.unwrap();
    id
}

/// What this person's switch says, as their line hears it, and the event that comes with it.
async fn can_post(line: &mut Line, of: &Person<'_>) -> (bool, Message) {
    let account = of.account();
    line.wait(|frame| {
        let ServerFrame::Feed(page) = frame else {
            return None;
        };
        let can_post = page.changes.iter().find_map(|change| match change {
            Change::Member(member) if member.account == account => Some(member.can_post),
            _ => None,
        })?;
        Some((can_post, messages(page).pop()?))
    })
    .await
}

async fn refused(line: &mut Line, group: ConversationId) -> Option<ErrorCode> {
    let id = CommandId::from_number(fresh());
    match line.does(id, send(group, "Hello")).await {
        CommandResult::Ok(_) => None,
        CommandResult::Error(error) => Some(error.code),
    }
}

#[tokio::test]
async fn rights_change_live_on_every_device() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let group = gathers(&ana, &[&ben], GroupOptions::default()).await;
    let (mut phone, mut laptop) = (ben.line().await, ben.line().await);
    assert_eq!(refused(&mut phone, group).await, None);
    let switch = |can_post| Command::SetPosting {
        conversation: group,
        account: ben.account(),
        can_post,
    };
    ana.does(switch(false)).await.unwrap();
    for line in [&mut phone, &mut laptop] {
        let (can_post, told) = can_post(line, &ben).await;
        assert!(!can_post);
        assert_eq!(
            told.event.as_deref(),
            Some(&GroupEvent::Posting {
                account: ben.account(),
                can_post: false
            })
        );
        assert_eq!(told.author, ana.account());
        assert_eq!(refused(line, group).await, Some(ErrorCode::ReadOnly));
    }
    ana.does(switch(true)).await.unwrap();
    for line in [&mut phone, &mut laptop] {
        assert!(can_post(line, &ben).await.0);
        assert_eq!(refused(line, group).await, None);
    }
    ana.does(Command::SetRole {
        conversation: group,
        account: ben.account(),
        role: Role::Owner,
    })
    .await
    .unwrap();
    let set = Command::SetGroup {
        conversation: group,
        switch: GroupSwitch::Announcement(true),
    };
    assert!(ben.does(set).await.is_ok(), "who is owner now sets the group");
}

#[tokio::test]
async fn who_joins_later_never_hears_what_was_before() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let (ben, cleo) = (ana.invites("Ben").await, ana.invites("Cleo").await);
    let options = GroupOptions {
        from_joining: true,
        hidden_members: true,
        ..GroupOptions::default()
    };
    let group = gathers(&ana, &[&ben], options).await;
    let old = ben.says(group, "SECRET").await.unwrap();
    let (mut at_ben, mut at_cleo) = (ben.line().await, cleo.line().await);
    ana.does(Command::AddMembers {
        conversation: group,
        accounts: vec![cleo.account()],
    })
    .await
    .unwrap();
    let body = RichText::plain("SECRET as before");
    for (who, command) in [
        (
            &ana,
            Command::PinMessage {
                conversation: group,
                message: old.id,
                pinned: true,
            },
        ),
        (
            &ben,
            Command::EditMessage {
                conversation: group,
                message: old.id,
                body,
            },
        ),
        (
            &ana,
            Command::React {
                conversation: group,
                message: old.id,
                emoji: "🤫".into(),
                on: true,
            },
        ),
        (
            &ana,
            Command::SendMessage {
                id: MessageId::from_number(fresh()),
                conversation: group,
                body: RichText::plain("an answer"),
                attachments: Vec::new(),
                reply_to: Some(old.id),
                forwarded: false,
                staff_only: false,
            },
        ),
    ] {
        who.does(command).await.unwrap();
    }
    let (ben_heard, cleo_heard) = (at_ben.heard().await, at_cleo.heard().await);
    for words in ["SECRET as before", "🤫", "an answer"] {
        assert!(ben_heard.contains(words), "{words}");
    }
    assert!(cleo_heard.contains("an answer"));
    for hidden in ["SECRET", "🤫", "\"Ben\""] {
        assert!(!cleo_heard.contains(hidden), "{hidden}");
    }
    assert!(!ben_heard.contains("\"Cleo\""), "members do not learn her name");
}
