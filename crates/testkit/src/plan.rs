//! What people do and what breaks: one random step after another.

mod attaching;
mod filing;
mod keeping;
mod shelving;

use engine::store::Store;
use engine::ui::{Reply, Request};
use protocol::{Activity, ConversationKind};
use rand::Rng;
use rand::seq::IndexedRandom;

use crate::world::{Promise, World};

impl World {
    /// Somebody does something.
    pub(crate) fn act(&mut self) {
        let running: Vec<usize> = (0..self.devices.len())
            .filter(|at| self.devices[*at].engine.is_some())
            .collect();
        let Some(&at) = running.choose(&mut self.random) else {
            return;
        };
        let rows: Vec<_> = self.devices[at].screen.rows.values().cloned().collect();
        let Some(row) = rows.choose(&mut self.random).cloned() else {
            return;
        };
        let id = row.id;
        match self.random.random_range(0..100) {
            0..22 => self.send(at, id),
            22..25 => self.note(at, id),
            25..31 => self.attach(at, id),
            31..33 => self.take_back(at),
            33..37 => self.look_or_listen(at, id),
            37..42 => self.edit_or_delete(at),
            42..48 => {
                if let Some(engine) = &self.devices[at].engine {
                    let seq = engine.head(protocol::FeedId::Conversation(id));
                    self.ask(
                        at,
                        Request::Seen {
                            conversation: id,
                            seq,
                        },
                    );
                }
            }
            48..51 => {
                let text = if self.random.random_bool(0.3) {
                    String::new()
                } else {
                    format!("draft {}", self.now)
                };
                self.ask(
                    at,
                    Request::SetDraft {
                        conversation: id,
                        text,
                        reply_to: None,
                    },
                );
            }
            51..58 => self.ask(at, Request::Open { conversation: id }),
            58..60 => self.ask(at, Request::LoadOlder),
            60..62 => self.ask(at, Request::JumpToLatest),
            62..63 => self.ask(
                at,
                Request::Activity {
                    conversation: id,
                    activity: Activity::Typing,
                },
            ),
            63..74 => self.do_to_a_message(at, id),
            74..79 => self.use_library(at, id),
            79..84 => self.file_clients(at),
            84..88 => self.new_group(at),
            88..89 => self.ask(
                at,
                Request::Rename {
                    name: format!("Name {}", self.now),
                },
            ),
            _ => {
                let groups = rows.iter().filter(|row| row.kind == ConversationKind::Group);
                let groups: Vec<_> = groups.map(|row| row.id).collect();
                let Some(id) = groups.choose(&mut self.random).copied() else {
                    return self.send(at, id);
                };
                let at = self.who_manages(at, id);
                if self.random.random_bool(0.4) {
                    self.change_group(at, id);
                } else {
                    self.change_rights(at, id);
                }
            }
        }
    }

    pub(super) fn send(&mut self, at: usize, id: protocol::ConversationId) {
        let burst = if self.random.random_bool(0.1) {
            self.random.random_range(2..12)
        } else {
            1
        };
        for _ in 0..burst {
            let number = self.promises.len();
            let reply_to = self.shown_message(at, id);
            let name = self.perhaps_a_name();
            let text = format!("message {number}{name}");
            self.ask(
                at,
                Request::Send {
                    files: Vec::new(),
                    conversation: id,
                    text,
                    reply_to,
                    staff_only: false,
                },
            );
            if let Some(Ok(Reply::Message { id: message })) = self.devices[at].last_reply.take() {
                self.promises.push(Promise {
                    message,
                    conversation: id,
                    device: at,
                });
            }
        }
    }

    /// Now and then, one of the latest messages that the device holds: nobody replies to what they cannot see.
    fn shown_message(&mut self, at: usize, id: protocol::ConversationId) -> Option<protocol::MessageId> {
        if !self.random.random_bool(0.2) {
            return None;
        }
        let store = self.devices[at].engine.as_ref()?.store();
        let latest = store.messages_before(id, protocol::Seq::MAX, 5).ok()?;
        latest.choose(&mut self.random).map(|message| message.id)
    }

    fn edit_or_delete(&mut self, at: usize) {
        let me = self.devices[at].actor.account;
        let own = |promise: &&Promise| self.devices[promise.device].actor.account == me;
        let own: Vec<_> = self.promises.iter().rev().take(40).filter(own).copied().collect();
        let Some(promise) = own.choose(&mut self.random) else {
            return;
        };
        let (conversation, message) = (promise.conversation, promise.message);
        if self.random.random_bool(0.3) {
            self.ask(
                at,
                Request::Delete {
                    conversation,
                    message,
                },
            );
            if matches!(self.devices[at].last_reply.take(), Some(Ok(_))) {
                self.deleted.insert(message);
            }
        } else {
            if self.shows_as_failed(at, message) {
                self.requeued.insert(message);
            }
            let name = self.perhaps_a_name();
            let text = format!("edited {}{name}", self.now);
            self.ask(
                at,
                Request::Edit {
                    conversation,
                    message,
                    text,
                },
            );
        }
    }

    fn new_group(&mut self, at: usize) {
        if self.groups_made >= 6 {
            return;
        }
        self.groups_made += 1;
        let workspace = self.devices[at].actor.workspace;
        let mates: Vec<_> = self
            .devices
            .iter()
            .filter(|device| device.actor.workspace == workspace)
            .collect();
        let members: Vec<_> = mates
            .choose_multiple(&mut self.random, 3)
            .map(|device| device.actor.account)
            .collect();
        let (options, rule) = (self.group_options(), self.rule(at));
        self.ask(
            at,
            Request::CreateGroup {
                name: format!("Group {}", self.now),
                members: members.clone(),
                options,
                rule,
            },
        );
        if let Some(Ok(Reply::Conversation { id })) = self.devices[at].last_reply.take() {
            self.added
                .extend(members.into_iter().map(|account| (id, account)));
        }
    }

    fn change_group(&mut self, at: usize, conversation: protocol::ConversationId) {
        let workspace = self.devices[at].actor.workspace;
        let mates: Vec<_> = self
            .devices
            .iter()
            .filter(|device| device.actor.workspace == workspace)
            .collect();
        let Some(account) = mates.choose(&mut self.random).map(|device| device.actor.account) else {
            return;
        };
        let request = match self.random.random_range(0..6) {
            0 | 1 => Request::AddMembers {
                conversation,
                accounts: vec![account],
            },
            2 => Request::RemoveMember {
                conversation,
                account,
            },
            3 => Request::RenameGroup {
                conversation,
                name: format!("Renamed {}", self.now),
            },
            4 => Request::ArchiveGroup {
                conversation,
                archived: self.random.random_bool(0.3),
            },
            _ => Request::LeaveGroup { conversation },
        };
        match &request {
            Request::AddMembers { .. } => self.added.insert((conversation, account)),
            Request::RemoveMember { .. } => self.taken_out.insert((conversation, account)),
            Request::LeaveGroup { .. } => {
                let me = self.devices[at].actor.account;
                self.taken_out.insert((conversation, me))
            }
            _ => false,
        };
        self.ask(at, request);
    }

    /// Something larger breaks.
    pub(crate) fn break_something(&mut self) {
        self.faults_seen += 1;
        let at = self.random.random_range(0..self.devices.len());
        match self.random.random_range(0..100) {
            0..45 => self.cut(at),
            45..70 => self.crash_device(at, false),
            70..85 => self.crash_device(at, true),
            _ => self.crash_server(),
        }
    }
}
