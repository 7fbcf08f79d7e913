//! Who is in a group, and what this person may do about each of them: decided by the function by which the server decides.

use engine::ui::{ConversationDetails, Request};
use protocol::rights::{Act, Standing};
use protocol::{AccountId, ConversationId, ConversationKind, Member, Role};

use crate::format::fold::fold;

/// People that a list shows before it is asked for more.
pub(crate) const AT_FIRST: usize = 30;
/// And so many more each time.
pub(crate) const MORE: usize = 200;
/// From here on people are looked for by name.
pub(crate) const SEARCHED: usize = 12;

/// How this person stands in the open conversation; `None` while it is not known.
pub(crate) fn standing(details: &ConversationDetails, me: Option<AccountId>) -> Option<Standing> {
    let own = details.members.iter().find(|member| Some(member.account) == me)?;
    Some(Standing {
        conversation: details.kind,
        archived: details.archived,
        no_reactions: details.settings.no_reactions,
        kind: own.kind,
        role: own.role,
        can_post: own.can_post,
        active: own.active,
    })
}

/// Whether it may be done; nothing may while it is not known.
pub(crate) fn may(details: &ConversationDetails, me: Option<AccountId>, act: Act) -> bool {
    standing(details, me).is_some_and(|standing| standing.may(act).is_ok())
}

/// What stands beside a name in a group.
pub(crate) fn tag(member: &Member) -> Option<&'static str> {
    match member.role {
        Role::Owner => Some("owner"),
        Role::Admin => Some("admin"),
        Role::Member if !member.can_post => Some("read-only"),
        Role::Member => None,
    }
}

/// What an owner or admin can do about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemberAct {
    LetPost,
    ReadOnly,
    MakeAdmin,
    TakeAdmin,
    HandOver,
    Remove,
}

/// What this person may do about a member, in the order of the menu. Nothing about oneself: for that there is "Leave".
pub(crate) fn acts(details: &ConversationDetails, me: Option<AccountId>, member: &Member) -> Vec<MemberAct> {
    let Some(standing) = standing(details, me).filter(|_| me != Some(member.account)) else {
        return Vec::new();
    };
    let from = member.role;
    let wants = [
        (MemberAct::LetPost, !member.can_post, Act::SetPosting(from)),
        (MemberAct::ReadOnly, member.can_post, Act::SetPosting(from)),
        (
            MemberAct::MakeAdmin,
            from == Role::Member,
            Act::SetRole {
                from,
                to: Role::Admin,
            },
        ),
        (
            MemberAct::TakeAdmin,
            from == Role::Admin,
            Act::SetRole {
                from,
                to: Role::Member,
            },
        ),
        (
            MemberAct::HandOver,
            from != Role::Owner,
            Act::SetRole {
                from,
                to: Role::Owner,
            },
        ),
        (MemberAct::Remove, true, Act::Remove(from)),
    ];
    wants
        .into_iter()
        .filter(|(_, fits, act)| *fits && standing.may(*act).is_ok())
        .map(|(wanted, ..)| wanted)
        .collect()
}

impl MemberAct {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::LetPost => "Let them post",
            Self::ReadOnly => "Make read-only",
            Self::MakeAdmin => "Make admin",
            Self::TakeAdmin => "Dismiss as admin",
            Self::HandOver => "Hand over the group",
            Self::Remove => "Remove from the group",
        }
    }

    pub(crate) fn hook(self) -> &'static str {
        match self {
            Self::LetPost => "member-let-post",
            Self::ReadOnly => "member-read-only",
            Self::MakeAdmin => "member-make-admin",
            Self::TakeAdmin => "member-take-admin",
            Self::HandOver => "member-hand-over",
            Self::Remove => "member-remove",
        }
    }

    /// What is asked first, and the words of the button: for what cannot be taken back, or shows.
    pub(crate) fn question(self, name: &str) -> Option<(String, &'static str, &'static str)> {
        match self {
            Self::HandOver => Some((
                format!("Hand the group over to {name}?"),
                "They become the owner, and you stay as an admin. Only they can hand it back.",
                "Hand over",
            )),
            Self::Remove => Some((
                format!("Remove {name}?"),
                "They won't see this group any more. What they wrote stays.",
                "Remove",
            )),
            _ => None,
        }
    }

    pub(crate) fn request(self, conversation: ConversationId, account: AccountId) -> Request {
        let role = |role| Request::SetRole {
            conversation,
            account,
            role,
        };
        match self {
            Self::LetPost | Self::ReadOnly => Request::SetPosting {
                conversation,
                account,
                can_post: self == Self::LetPost,
            },
            Self::MakeAdmin => role(Role::Admin),
            Self::TakeAdmin => role(Role::Member),
            Self::HandOver => role(Role::Owner),
            Self::Remove => Request::RemoveMember {
                conversation,
                account,
            },
        }
    }

    /// What is said afterwards, and how it is taken back.
    pub(crate) fn said(
        self,
        conversation: ConversationId,
        account: AccountId,
        name: &str,
    ) -> (String, Option<Request>) {
        let back = |act: Self| Some(act.request(conversation, account));
        match self {
            Self::LetPost => (format!("{name} can post"), back(Self::ReadOnly)),
            Self::ReadOnly => (format!("{name} can only read"), back(Self::LetPost)),
            Self::MakeAdmin => (format!("{name} is an admin"), back(Self::TakeAdmin)),
            Self::TakeAdmin => (format!("{name} is no longer an admin"), back(Self::MakeAdmin)),
            Self::HandOver => (format!("{name} owns the group"), None),
            Self::Remove => (
                format!("{name} was removed"),
                Some(Request::AddMembers {
                    conversation,
                    accounts: vec![account],
                }),
            ),
        }
    }
}

/// The people to list: all, or those whose names hold what was typed; and how many have no name for this person, in a group whose
/// members are hidden from each other.
pub(crate) fn listed<'a>(
    details: &'a ConversationDetails,
    me: Option<AccountId>,
    typed: &str,
) -> (Vec<&'a Member>, usize) {
    let hides = hides(details, me);
    let named = |member: &&Member| !hides || is_named(member, me);
    let wanted = fold(typed.trim());
    let hidden = details.members.iter().filter(|member| !named(member)).count();
    let found = details
        .members
        .iter()
        .filter(named)
        .filter(|member| wanted.is_empty() || fold(&member.name).contains(&wanted))
        .collect();
    (found, hidden)
}

/// Whether members without an office have no names here for this person.
pub(crate) fn hides(details: &ConversationDetails, me: Option<AccountId>) -> bool {
    details.kind == ConversationKind::Group
        && details.settings.hidden_members
        && !may(details, me, Act::Change)
}

pub(crate) fn is_named(member: &Member, me: Option<AccountId>) -> bool {
    member.role >= Role::Admin || Some(member.account) == me
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use protocol::{AccountKind, GroupSettings};

    const HERE: ConversationId = ConversationId::from_number(1);

    fn person(number: u128, name: &str, role: Role) -> Member {
        Member {
            conversation: HERE,
            account: AccountId::from_number(number),
            name: name.into(),
            kind: if role == Role::Member {
                AccountKind::Client
            } else {
                AccountKind::Coach
            },
            role,
            can_post: true,
            active: true,
            since: 0,
        }
    }

    /// Ana owns it, David helps, Ben and Cleo are clients; Cleo only reads.
    pub(crate) fn group() -> ConversationDetails {
        let mut cleo = person(4, "Cleo", Role::Member);
        cleo.can_post = false;
        ConversationDetails {
            id: HERE,
            kind: ConversationKind::Group,
            title: "Spring cohort".into(),
            client: None,
            members: vec![
                person(1, "Ana", Role::Owner),
                person(2, "David", Role::Admin),
                person(3, "Bén", Role::Member),
                cleo,
            ],
            may_post: true,
            may_manage: true,
            may_leave: true,
            archived: false,
            pinned: Vec::new(),
            may_mention_everyone: true,
            settings: GroupSettings::default(),
        }
    }

    fn id(number: u128) -> Option<AccountId> {
        Some(AccountId::from_number(number))
    }

    fn about(me: u128, whom: usize) -> Vec<MemberAct> {
        let details = group();
        acts(&details, id(me), &details.members[whom])
    }

    #[test]
    fn the_owner_does_everything_and_nothing_to_themselves() {
        use MemberAct::*;
        assert_eq!(about(1, 0), []);
        assert_eq!(about(1, 1), [TakeAdmin, HandOver, Remove]);
        assert_eq!(about(1, 2), [ReadOnly, MakeAdmin, HandOver, Remove]);
        assert_eq!(about(1, 3), [LetPost, MakeAdmin, HandOver, Remove]);
    }

    #[test]
    fn an_admin_looks_after_members_and_a_member_after_nobody() {
        use MemberAct::*;
        assert_eq!(about(2, 0), []);
        assert_eq!(about(2, 2), [ReadOnly, Remove]);
        assert_eq!(about(3, 3), []);
        assert_eq!(about(9, 3), []); // who is not in it
    }

    #[test]
    fn tags_are_those_of_the_guide() {
        let tags: Vec<_> = group().members.iter().map(tag).collect();
        assert_eq!(tags, [Some("owner"), Some("admin"), None, Some("read-only")]);
    }

    #[test]
    fn what_is_done_is_taken_back_by_its_opposite() {
        let account = AccountId::from_number(3);
        for (act, opposite) in [
            (MemberAct::ReadOnly, MemberAct::LetPost),
            (MemberAct::MakeAdmin, MemberAct::TakeAdmin),
        ] {
            let (_, back) = act.said(HERE, account, "Ben");
            assert_eq!(back, Some(opposite.request(HERE, account)));
        }
        assert_eq!(MemberAct::HandOver.said(HERE, account, "Ben").1, None);
        assert!(MemberAct::HandOver.question("Ben").is_some());
    }

    #[test]
    fn people_are_found_by_any_part_of_their_name() {
        let details = group();
        let names = |typed| {
            let (found, _) = listed(&details, id(1), typed);
            found.iter().map(|member| member.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(""), ["Ana", "David", "Bén", "Cleo"]);
        assert_eq!(names(" en"), ["Bén"]);
    }

    #[test]
    fn hidden_members_are_counted_and_not_listed() {
        let mut details = group();
        details.settings.hidden_members = true;
        let (found, hidden) = listed(&details, id(3), "");
        let names: Vec<_> = found.iter().map(|member| member.name.as_str()).collect();
        assert_eq!((names, hidden), (vec!["Ana", "David", "Bén"], 1));
        let (found, hidden) = listed(&details, id(2), "");
        assert_eq!((found.len(), hidden), (4, 0)); // an admin sees all
    }
}
