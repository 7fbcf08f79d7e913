//! The way between the devices and the server, and the server's end of it.

use engine::{CallId, Input};
use protocol::{
    Answer, ApiError, Call, Change, ClientFrame, CommandId, CommandResult, ErrorCode, FeedPage, MessageId,
    ServerFrame, SubmitCommand, Timestamp,
};
use rand::Rng;
use server::domain::Publication;
use std::collections::BTreeMap;

use super::{Event, HEARTBEAT_MS, World, limits};
use crate::device::panic_with;
use crate::network::{Plant, delay_ms};

impl World {
    pub(super) fn send_to_server(&mut self, device: usize, frame: ClientFrame) {
        let Some(line) = self.devices[device].line else {
            return;
        };
        if let ClientFrame::Command {
            id,
            command: protocol::Command::SendMessage { id: message, .. },
        } = &frame
        {
            self.sending.insert(*id, *message);
        }
        let at = self.arrival(line, true);
        if self.random.random_bool(self.faults.repeat_frame) {
            self.faults_seen += 1;
            let again = at + self.random.random_range(1..3_000);
            self.schedule_at(
                again,
                Event::ToServer {
                    device,
                    line,
                    frame: frame.clone(),
                },
            );
        }
        self.schedule_at(at, Event::ToServer { device, line, frame });
    }

    pub(super) fn send_to_client(&mut self, device: usize, frame: ServerFrame) {
        let Some(line) = self.devices[device].line else {
            return;
        };
        let live = matches!(frame, ServerFrame::Feed(_));
        if live && self.random.random_bool(self.faults.lose_frame) {
            self.faults_seen += 1;
            return;
        }
        let at = self.arrival(line, false);
        if live && self.random.random_bool(self.faults.repeat_frame) {
            self.faults_seen += 1;
            let again = at + self.random.random_range(1..3_000);
            self.schedule_at(
                again,
                Event::ToClient {
                    device,
                    line,
                    frame: frame.clone(),
                },
            );
        }
        self.schedule_at(at, Event::ToClient { device, line, frame });
    }

    pub(super) fn arrival(&mut self, line: u64, up: bool) -> i64 {
        let on_the_way = delay_ms(&mut self.random, &self.faults, &mut self.faults_seen);
        let last = self.arrivals.entry((line, up)).or_insert(0);
        *last = (*last).max(self.now + on_the_way);
        *last
    }

    pub(super) fn opened(&mut self, device: usize, line: u64) {
        if self.devices[device].line != Some(line) {
            return;
        }
        if !self.server_is_up {
            self.devices[device].line = None;
            return self.give(device, Input::Disconnected);
        }
        self.give(device, Input::Connected);
        let account = self.devices[device].actor.account;
        self.send_to_client(
            device,
            ServerFrame::Ready {
                account,
                limits: limits(),
            },
        );
    }

    pub(super) fn server_receives(&mut self, device: usize, line: u64, frame: ClientFrame) {
        if !self.server_is_up || self.devices[device].line != Some(line) {
            return;
        }
        match frame {
            ClientFrame::Command { id, command } => {
                let actor = self.devices[device].actor;
                let submit = self.planted_memory(SubmitCommand { id, command });
                let (result, publications) = self.server.submit(Timestamp(self.now), &actor, submit);
                self.publish(publications);
                let result = match result {
                    Ok(outcome) => CommandResult::Ok(outcome),
                    Err(error) => CommandResult::Error(error),
                };
                self.send_to_client(device, ServerFrame::Result { id, result });
            }
            ClientFrame::Ping => self.send_to_client(device, ServerFrame::Pong),
            ClientFrame::Activity { .. } | ClientFrame::Authenticate { .. } => {}
        }
    }

    /// As if the server had no memory of commands and messages: what arrives again is new to it.
    pub(super) fn planted_memory(&mut self, mut submit: SubmitCommand) -> SubmitCommand {
        if self.plant == Some(Plant::NoCommandMemory) && !self.arrived.insert(submit.id) {
            submit.id = CommandId::from_number(self.random.random());
            if let protocol::Command::SendMessage { id, .. } = &mut submit.command {
                *id = MessageId::from_number(self.random.random());
            }
        }
        submit
    }

    pub(super) fn publish(&mut self, publications: Vec<Publication>) {
        for publication in publications {
            let audience = self
                .server
                .audience(&publication)
                .unwrap_or_else(|error| panic_with(&error.message));
            for device in 0..self.devices.len() {
                let actor = self.devices[device].actor;
                if audience.contains(&actor.account) {
                    let page = self.planted(publication.page_for(&actor));
                    self.send_to_client(device, ServerFrame::Feed(page));
                }
            }
        }
    }

    pub(super) fn planted(&self, page: FeedPage) -> FeedPage {
        match self.plant {
            Some(Plant::NoNumberCheck) => FeedPage { after: 0, ..page },
            Some(Plant::SilentReactions) => {
                let mut page = page;
                page.changes
                    .retain(|change| !matches!(change, Change::Reaction(_)));
                page
            }
            Some(Plant::SilentVault) => {
                let mut page = page;
                page.changes
                    .retain(|change| !matches!(change, Change::VaultItem(_)));
                page
            }
            _ => page,
        }
    }

    pub(super) fn server_is_called(&mut self, device: usize, boot: u32, id: CallId, call: &Call) {
        let unavailable = || Err(ApiError::new(ErrorCode::Unavailable, "no connection"));
        let fails = self.random.random_bool(self.faults.fail_call);
        self.faults_seen += u64::from(fails);
        let actor = self.devices[device].actor;
        let result = match call {
            _ if fails || !self.server_is_up => unavailable(),
            Call::Sync(request) => self.server.sync(&actor, request).map(Answer::Sync),
            Call::History(conversation, query) => self
                .server
                .history(&actor, *conversation, *query)
                .map(Answer::History),
            Call::Versions(conversation, message) => self
                .server
                .versions(&actor, *conversation, *message)
                .map(Answer::Versions),
            Call::Seen(conversation, message) => self
                .server
                .seen(&actor, *conversation, *message)
                .map(Answer::Seen),
            Call::BeginFile(new) => self.begin_file(device, new),
            Call::DropFile(file) => self
                .server
                .drop_file(Timestamp(self.now), &actor, *file)
                .map(|()| Answer::Done),
            _ => unavailable(),
        };
        let after = delay_ms(&mut self.random, &self.faults, &mut self.faults_seen);
        self.schedule(
            after,
            Event::Answered {
                device,
                boot,
                id,
                result,
            },
        );
    }

    pub(super) fn heartbeat(&mut self) {
        self.schedule(HEARTBEAT_MS, Event::Heartbeat);
        if !self.server_is_up {
            return;
        }
        let mut known = BTreeMap::new();
        for device in 0..self.devices.len() {
            let actor = self.devices[device].actor;
            let heads = known.entry(actor.account).or_insert_with(|| {
                self.server
                    .heads(&actor)
                    .unwrap_or_else(|error| panic_with(&error.message))
            });
            let frame = ServerFrame::Heartbeat { heads: heads.clone() };
            self.send_to_client(device, frame);
        }
    }
}
