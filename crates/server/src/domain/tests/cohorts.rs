//! Groups that follow a rule: who comes and goes by it, and who stays whatever it says.

use protocol::{
    Account, AccountId, AccountKind, Change, CohortRule, Command, CommandId, ConversationId, ErrorCode,
    FeedId, GroupEvent, GroupOptions, Member, Role, SubmitCommand, TagId, Timestamp,
};

use crate::db::{Accounts as _, Members as _, ready};
use crate::domain::{Actor, execute};
use crate::scene::Scene;
use crate::sync::messages_of;

const ONLINE: TagId = TagId::from_number(1);
const STRENGTH: TagId = TagId::from_number(2);

fn any(tags: &[TagId]) -> Option<CohortRule> {
    Some(CohortRule::Any { tags: tags.to_vec() })
}

/// Ana's practice with two tags.
fn stage() -> Scene {
    let mut scene = Scene::new();
    for (id, name) in [(ONLINE, "Online"), (STRENGTH, "Strength")] {
        let name = name.to_owned();
        scene.does(scene.ana, Command::SaveTag { id, name, hue: 1 });
    }
    scene
}

fn gathers(scene: &mut Scene, rule: Option<CohortRule>, options: GroupOptions) -> ConversationId {
    let id = ConversationId::from_number(scene.number());
    let create = Command::CreateGroup {
        id,
        name: "Online".into(),
        members: Vec::new(),
        options,
        rule,
    };
    scene.does(scene.ana, create);
    id
}

fn tag(scene: &mut Scene, client: Actor, tag: TagId, on: bool) {
    let account = client.account;
    scene.does(scene.ana, Command::TagClient { account, tag, on });
}

fn set(scene: &mut Scene, conversation: ConversationId, rule: Option<CohortRule>) {
    scene.does(scene.ana, Command::SetCohort { conversation, rule });
}

fn add(scene: &mut Scene, conversation: ConversationId, who: Actor) {
    let accounts = vec![who.account];
    let command = Command::AddMembers {
        conversation,
        accounts,
    };
    scene.does(scene.ana, command);
}

fn remove(scene: &mut Scene, conversation: ConversationId, who: Actor) {
    let account = who.account;
    let command = Command::RemoveMember {
        conversation,
        account,
    };
    scene.does(scene.ana, command);
}

/// Who is in it, but for ana.
fn within(scene: &Scene, of: ConversationId) -> Vec<AccountId> {
    let ws = scene.workspace;
    let members = scene
        .server
        .look(|tx| ready(async { Ok(tx.active_members(ws, of).await?) }));
    let mut members = members.unwrap();
    members.retain(|account| *account != scene.ana.account);
    members.sort_unstable();
    members
}

fn member(scene: &Scene, of: ConversationId, who: Actor) -> Member {
    let ws = scene.workspace;
    let member = scene
        .server
        .look(|tx| ready(async { Ok(tx.member(ws, of, who.account).await?) }));
    member.unwrap().unwrap()
}

fn ids(who: &[Actor]) -> Vec<AccountId> {
    let mut ids: Vec<_> = who.iter().map(|actor| actor.account).collect();
    ids.sort_unstable();
    ids
}

/// Whose lines tell what, after the group was made.
fn events(scene: &Scene, of: ConversationId) -> Vec<(AccountId, GroupEvent)> {
    let page = scene
        .catch_up(scene.ana, FeedId::Conversation(of), 0)
        .pages
        .remove(0);
    messages_of(&page)
        .filter_map(|message| Some((message.author, *message.event.clone()?)))
        .filter(|(_, event)| *event != GroupEvent::Created)
        .collect()
}

fn added(who: &[Actor]) -> GroupEvent {
    GroupEvent::Added {
        accounts: ids(who),
        more: 0,
    }
}

#[test]
fn a_tag_brings_a_client_in_and_takes_them_out() {
    let mut scene = stage();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    tag(&mut scene, ben, ONLINE, true);
    let group = gathers(&mut scene, any(&[ONLINE, STRENGTH]), GroupOptions::default());
    assert_eq!(within(&scene, group), ids(&[ben]));
    tag(&mut scene, cleo, STRENGTH, true);
    assert_eq!(within(&scene, group), ids(&[ben, cleo]));
    tag(&mut scene, ben, STRENGTH, true);
    tag(&mut scene, ben, ONLINE, false);
    assert_eq!(
        within(&scene, group),
        ids(&[ben, cleo]),
        "one of the tags is enough"
    );
    tag(&mut scene, ben, STRENGTH, false);
    assert_eq!(within(&scene, group), ids(&[cleo]));
    let expected = [
        (ana.account, added(&[ben])),
        (cleo.account, added(&[cleo])),
        (ben.account, GroupEvent::Left),
    ];
    assert_eq!(events(&scene, group), expected);
    assert_eq!(
        scene.try_do(
            ben,
            crate::scene::send(protocol::MessageId::from_number(1), group, "hi")
        ),
        Err(ErrorCode::NotFound)
    );
    // The tag itself goes, and with it whom it brought.
    scene.does(ana, Command::DeleteTag { id: STRENGTH });
    assert_eq!(within(&scene, group), []);
    let page = scene
        .catch_up(ana, FeedId::Workspace(scene.workspace), 0)
        .pages
        .remove(0);
    let rules: Vec<_> = page
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Cohort(cohort) => cohort.rule.clone(),
            _ => None,
        })
        .collect();
    assert_eq!(rules, [any(&[ONLINE]).unwrap()]);
}

#[test]
fn hands_are_stronger_than_rules() {
    let mut scene = stage();
    let (ben, cleo) = (scene.ben, scene.cleo);
    let group = gathers(&mut scene, any(&[ONLINE]), GroupOptions::default());
    add(&mut scene, group, ben);
    tag(&mut scene, ben, ONLINE, true);
    tag(&mut scene, ben, ONLINE, false);
    assert_eq!(within(&scene, group), ids(&[ben]), "he was added by hand");
    // Brought by the rule, and then added by hand: now she stays as well.
    tag(&mut scene, cleo, ONLINE, true);
    add(&mut scene, group, cleo);
    tag(&mut scene, cleo, ONLINE, false);
    assert_eq!(within(&scene, group), ids(&[ben, cleo]));
    // Taken out, or gone by themselves: the rule does not bring them back, a hand does.
    remove(&mut scene, group, ben);
    scene.does(cleo, Command::LeaveGroup { conversation: group });
    for client in [ben, cleo] {
        tag(&mut scene, client, ONLINE, true);
    }
    set(&mut scene, group, Some(CohortRule::Everyone));
    assert_eq!(within(&scene, group), []);
    add(&mut scene, group, ben);
    assert_eq!(within(&scene, group), ids(&[ben]));
    set(&mut scene, group, None);
    assert_eq!(
        within(&scene, group),
        ids(&[ben]),
        "without a rule nobody goes whom a hand brought"
    );
}

#[test]
fn admins_stay_until_they_are_members_again() {
    let mut scene = stage();
    let (ana, ben) = (scene.ana, scene.ben);
    tag(&mut scene, ben, ONLINE, true);
    let group = gathers(&mut scene, any(&[ONLINE]), GroupOptions::default());
    let role = |role| Command::SetRole {
        conversation: group,
        account: ben.account,
        role,
    };
    scene.does(ana, role(Role::Admin));
    tag(&mut scene, ben, ONLINE, false);
    assert_eq!(within(&scene, group), ids(&[ben]));
    scene.does(ana, role(Role::Member));
    assert_eq!(within(&scene, group), []);
}

#[test]
fn the_whole_roster_is_a_rule_and_whoever_is_invited_is_in_it() {
    let mut scene = stage();
    let (ben, cleo) = (scene.ben, scene.cleo);
    let options = GroupOptions {
        announcement: true,
        from_joining: true,
        ..GroupOptions::default()
    };
    let group = gathers(&mut scene, Some(CohortRule::Everyone), options);
    scene.says(scene.ana, group, "Before emil");
    let (now, ws) = (scene.now(), scene.workspace);
    let (emil, _) = scene.server.create_client(now, ws, "Emil", None).unwrap();
    let emil = crate::scene::actor(ws, &emil);
    assert_eq!(within(&scene, group), ids(&[ben, cleo, emil]));
    let joined = member(&scene, group, emil);
    assert!(!joined.can_post, "he may read only");
    let seen = scene
        .catch_up(emil, FeedId::Conversation(group), 0)
        .pages
        .remove(0);
    assert!(joined.since > 0 && messages_of(&seen).all(|message| message.seq >= joined.since));
    assert!(messages_of(&seen).all(|message| message.body.text.is_empty()));
    // Coaches are no clients: they come by hand.
    let (now, ws) = (scene.now(), scene.workspace);
    scene.server.create_coach(now, ws, "Jonas", None).unwrap();
    assert_eq!(within(&scene, group).len(), 3);
    // All or nothing is not asked when the rule of a group becomes none.
    set(&mut scene, group, None);
    assert_eq!(within(&scene, group), [], "they came by the rule");
}

#[test]
fn a_rule_is_for_owner_and_admins_and_names_tags_that_are_there() {
    let mut scene = stage();
    let (ana, ben) = (scene.ana, scene.ben);
    let group = gathers(&mut scene, None, GroupOptions::default());
    add(&mut scene, group, ben);
    let rule = |rule| Command::SetCohort {
        conversation: group,
        rule,
    };
    let everyone = rule(Some(CohortRule::Everyone));
    assert_eq!(scene.try_do(ben, everyone.clone()), Err(ErrorCode::Forbidden));
    scene.does(
        ana,
        Command::SetRole {
            conversation: group,
            account: ben.account,
            role: Role::Admin,
        },
    );
    let refused = scene.try_do(ben, everyone);
    assert_eq!(refused, Err(ErrorCode::Forbidden), "an admin who is a client");
    let unknown = any(&[TagId::from_number(9)]);
    assert_eq!(scene.try_do(ana, rule(unknown)), Err(ErrorCode::NotFound));
    assert_eq!(scene.try_do(ana, rule(any(&[]))), Err(ErrorCode::Invalid));
    let direct = Command::SetCohort {
        conversation: scene.with_ben,
        rule: None,
    };
    assert_eq!(scene.try_do(ana, direct), Err(ErrorCode::Invalid));
}

/// How many statements it takes to give a group a rule that takes so many, to write to it, and to take the rule away again.
fn statements(clients: u32) -> u64 {
    let mut scene = stage();
    let ws = scene.workspace;
    let group = gathers(&mut scene, None, GroupOptions::default());
    scene.says(scene.ana, group, "Welcome");
    let invited = scene.server.write(|tx| {
        ready(async {
            for number in 0..clients {
                let client = Account {
                    id: AccountId::from_number(100_000 + u128::from(number)),
                    kind: AccountKind::Client,
                    name: format!("Client {number}"),
                    email: None,
                    joined_at: None,
                    direct: None,
                };
                tx.insert_account(ws, &client, Timestamp(1), 1).await?;
            }
            Ok(())
        })
    });
    invited.unwrap();
    let (ana, rules) = (
        scene.ana,
        crate::domain::Rules {
            now: scene.now(),
            limits: protocol::Limits::default(),
        },
    );
    let mut taken = 0;
    for (id, rule, expected) in [(1, Some(CohortRule::Everyone), clients + 2), (2, None, 0)] {
        let submit = SubmitCommand {
            id: CommandId::from_number(id),
            command: Command::SetCohort {
                conversation: group,
                rule,
            },
        };
        let done = scene.server.write(|tx| {
            let before = tx.statements();
            ready(execute(tx, &ana, rules, submit))?;
            Ok(tx.statements() - before)
        });
        taken += done.unwrap();
        assert_eq!(within(&scene, group).len(), expected as usize);
    }
    taken
}

#[test]
fn ten_thousand_come_and_go_in_as_many_statements_as_a_hundred() {
    // With ben, cleo and the owner, that is as many as a group may have.
    assert_eq!(statements(9_997), statements(97));
}
