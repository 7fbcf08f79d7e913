//! What coaches do besides writing: groups set this way and that, rights given and taken, clients filed, notes among themselves.

use engine::store::Store;
use engine::ui::{Reply, Request};
use protocol::{AccountId, AccountKind, CohortRule, ConversationId, GroupOptions, GroupSwitch, Role, TagId};
use rand::Rng;
use rand::seq::IndexedRandom;

use crate::device::Device;
use crate::world::{Promise, World};

const NAMES: [&str; 6] = ["Online", "Knee", "Strength", "New", "Paused", "online"];

impl World {
    fn is_coach(&self, at: usize) -> bool {
        self.devices[at].actor.kind == AccountKind::Coach
    }

    /// Mostly somebody who may change the group, so that something comes of it.
    pub(super) fn who_manages(&mut self, at: usize, id: ConversationId) -> usize {
        let manages = |device: &Device| {
            let saved = device.engine.as_ref()?.store().load().ok()?;
            let mut members = saved.members.into_iter();
            members.find(|member| {
                (member.conversation, member.account) == (id, device.actor.account) && member.may_manage()
            })
        };
        let devices = self.devices.iter().enumerate();
        let all: Vec<usize> = devices
            .filter(|(_, device)| manages(device).is_some())
            .map(|(at, _)| at)
            .collect();
        let picked = all.choose(&mut self.random).copied();
        picked.filter(|_| self.random.random_bool(0.8)).unwrap_or(at)
    }

    /// Somebody of the same practice.
    fn mate(&mut self, at: usize, kind: Option<AccountKind>) -> Option<AccountId> {
        let workspace = self.devices[at].actor.workspace;
        let mates = self.devices.iter().map(|device| device.actor);
        let mates: Vec<_> = mates
            .filter(|actor| actor.workspace == workspace && kind.is_none_or(|kind| actor.kind == kind))
            .map(|actor| actor.account)
            .collect();
        mates.choose(&mut self.random).copied()
    }

    /// One that the device shows.
    fn tag(&mut self, at: usize) -> Option<TagId> {
        let tags = &self.devices[at].screen.roster.tags;
        tags.choose(&mut self.random).map(|tag| tag.id)
    }

    /// A client who tries gets nowhere.
    pub(super) fn note(&mut self, at: usize, id: ConversationId) {
        let number = self.promises.len();
        let reply_to = self.shown_message(at, id);
        self.ask(
            at,
            Request::Send {
                files: Vec::new(),
                conversation: id,
                text: format!("message {number}"),
                reply_to,
                staff_only: true,
            },
        );
        if let Some(Ok(Reply::Message { id: message })) = self.devices[at].last_reply.take() {
            self.notes.insert(message);
            self.promises.push(Promise {
                message,
                conversation: id,
                device: at,
            });
        }
    }

    pub(super) fn group_options(&mut self) -> GroupOptions {
        GroupOptions {
            announcement: self.random.random_bool(0.3),
            from_joining: self.random.random_bool(0.4),
            hidden_members: false,
        }
    }

    pub(super) fn rule(&mut self, at: usize) -> Option<CohortRule> {
        let tags: Vec<TagId> = (0..2).filter_map(|_| self.tag(at)).collect();
        match self.random.random_range(0..6) {
            _ if !self.is_coach(at) => None,
            0 => Some(CohortRule::Everyone),
            1 | 2 if !tags.is_empty() => Some(CohortRule::Any { tags }),
            3 if !tags.is_empty() => Some(CohortRule::All { tags }),
            _ => None,
        }
    }

    pub(super) fn change_rights(&mut self, at: usize, conversation: ConversationId) {
        let who = self.who_posts(at, conversation);
        let Some(account) = who.or_else(|| self.mate(at, None)) else {
            return;
        };
        let on = self.random.random_bool(0.5);
        let request = match self.random.random_range(0..10) {
            0..4 => Request::SetPosting {
                conversation,
                account,
                can_post: on,
            },
            4..6 => {
                let roles = [Role::Member, Role::Admin, Role::Admin, Role::Owner];
                let role = roles.choose(&mut self.random).copied().unwrap_or(Role::Member);
                Request::SetRole {
                    conversation,
                    account,
                    role,
                }
            }
            6..8 => {
                let switch = match self.random.random_range(0..4) {
                    0 => GroupSwitch::Description(format!("Since {}", self.now)),
                    1 => GroupSwitch::Announcement(on),
                    2 => GroupSwitch::NoReactions(on),
                    _ => GroupSwitch::FromJoining(on),
                };
                Request::SetGroup { conversation, switch }
            }
            _ => {
                let rule = self.rule(at);
                Request::SetCohort { conversation, rule }
            }
        };
        let silenced = matches!(request, Request::SetPosting { can_post: false, .. });
        self.ask(at, request);
        if silenced {
            self.write_before_hearing(account, conversation);
        }
    }

    /// A plain member who may write, as the device knows.
    fn who_posts(&mut self, at: usize, conversation: ConversationId) -> Option<AccountId> {
        let saved = self.devices[at].engine.as_ref()?.store().load().ok()?;
        let members = saved.members.into_iter();
        let posting: Vec<_> = members
            .filter(|member| member.conversation == conversation && member.role == Role::Member)
            .filter(|member| member.may_post())
            .map(|member| member.account)
            .collect();
        posting.choose(&mut self.random).copied()
    }

    /// Who was just silenced is writing on a device that has yet to hear of it.
    fn write_before_hearing(&mut self, account: AccountId, conversation: ConversationId) {
        let devices = self.devices.iter().enumerate();
        let own: Vec<usize> = devices
            .filter(|(_, device)| device.engine.is_some() && device.actor.account == account)
            .map(|(at, _)| at)
            .collect();
        if let Some(at) = own.choose(&mut self.random).copied() {
            self.send(at, conversation);
        }
    }

    /// On a coach's device, so that something comes of it; seldom on a client's.
    pub(super) fn file_clients(&mut self, at: usize) {
        let coaches: Vec<usize> = (0..self.devices.len())
            .filter(|at| self.is_coach(*at) && self.devices[*at].engine.is_some())
            .collect();
        let picked = coaches.choose(&mut self.random).copied();
        let at = picked.filter(|_| self.random.random_bool(0.9)).unwrap_or(at);
        let Some(account) = self.mate(at, Some(AccountKind::Client)) else {
            return;
        };
        let (tag, coach) = (self.tag(at), self.mate(at, Some(AccountKind::Coach)));
        let roll = self.random.random_range(0..10);
        let request = match (roll, tag) {
            (0..6, Some(tag)) => Request::TagClient {
                account,
                tag,
                on: self.random.random_bool(0.7),
            },
            (6, _) => Request::AssignClient { account, coach },
            (7, Some(id)) => Request::DeleteTag { id },
            _ => {
                let name = NAMES.choose(&mut self.random).copied().unwrap_or("New");
                let again = self.random.random_bool(0.3);
                Request::SaveTag {
                    id: tag.filter(|_| again),
                    name: name.into(),
                    hue: self.random.random_range(0..360),
                }
            }
        };
        self.ask(at, request);
    }
}
