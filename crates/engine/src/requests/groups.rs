//! Making groups, and changing them: what the server would refuse is refused at once, what changes nothing is not sent.

use protocol::rights::Act;
use protocol::{
    AccountId, AccountKind, ApiError, CohortRule, Command, ConversationId, ConversationKind,
    DESCRIPTION_CHARS, ErrorCode, GroupOptions, GroupSwitch, Member, Role,
};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::store::Store;
use crate::trouble::{may_not, not_here};
use crate::ui::Reply;

impl<S: Store> Engine<S> {
    pub(super) fn create_group(
        &mut self,
        name: &str,
        members: Vec<AccountId>,
        options: GroupOptions,
        rule: Option<CohortRule>,
    ) -> Result<Reply, ApiError> {
        let name = self.checked_name(name)?;
        if members.is_empty() && rule.is_none() {
            return Err(ApiError::new(
                ErrorCode::Invalid,
                "Pick at least one person for the group.",
            ));
        }
        let rule = self.checked_rule(rule)?;
        let id = ConversationId(self.new_uuid());
        let command = Command::CreateGroup {
            id,
            name,
            members,
            options,
            rule,
        };
        self.show_new_group(&command);
        self.enqueue(command);
        Ok(Reply::Conversation { id })
    }

    /// A group that is here and in which this person may do that.
    pub(super) fn group_in_which(
        &self,
        id: ConversationId,
        act: Act,
    ) -> Result<&ConversationState, ApiError> {
        let state = self.conversations.get(&id).filter(|state| state.is_listed());
        let state = state.ok_or_else(not_here)?;
        self.may(state, act).map_err(may_not)?;
        Ok(state)
    }

    /// Somebody who is in it.
    fn member_of(&self, id: ConversationId, account: AccountId) -> Result<Member, ApiError> {
        let state = self.conversations.get(&id).ok_or_else(not_here)?;
        let member = self.member_shown(state, account).filter(|member| member.active);
        let gone = || ApiError::new(ErrorCode::NotFound, "That person is not in this group any more.");
        member.map(|member| member.into_owned()).ok_or_else(gone)
    }

    pub(super) fn rename_group(&mut self, conversation: ConversationId, name: &str) -> Result<(), ApiError> {
        let name = self.checked_name(name)?;
        let state = self.group_in_which(conversation, Act::Change)?;
        if self.meta_shown(state).is_none_or(|meta| meta.name != name) {
            self.enqueue(Command::RenameGroup { conversation, name });
        }
        Ok(())
    }

    pub(super) fn archive_group(
        &mut self,
        conversation: ConversationId,
        archived: bool,
    ) -> Result<(), ApiError> {
        let state = self.group_in_which(conversation, Act::Archive)?;
        if self
            .meta_shown(state)
            .is_none_or(|meta| meta.archived != archived)
        {
            self.enqueue(Command::ArchiveGroup {
                conversation,
                archived,
            });
        }
        Ok(())
    }

    pub(super) fn add_members(
        &mut self,
        conversation: ConversationId,
        mut accounts: Vec<AccountId>,
    ) -> Result<(), ApiError> {
        let state = self.group_in_which(conversation, Act::AddPeople)?;
        accounts.retain(|account| {
            let known = self.member_shown(state, *account);
            known.is_none_or(|member| !member.active)
        });
        if !accounts.is_empty() {
            self.enqueue(Command::AddMembers {
                conversation,
                accounts,
            });
        }
        Ok(())
    }

    pub(super) fn remove_member(
        &mut self,
        conversation: ConversationId,
        account: AccountId,
    ) -> Result<(), ApiError> {
        let member = self.member_of(conversation, account)?;
        self.group_in_which(conversation, Act::Remove(member.role))?;
        self.enqueue(Command::RemoveMember {
            conversation,
            account,
        });
        Ok(())
    }

    pub(super) fn leave_group(&mut self, conversation: ConversationId) -> Result<(), ApiError> {
        self.group_in_which(conversation, Act::Leave)?;
        self.enqueue(Command::LeaveGroup { conversation });
        Ok(())
    }

    pub(super) fn set_group(
        &mut self,
        conversation: ConversationId,
        switch: GroupSwitch,
    ) -> Result<(), ApiError> {
        let switch = checked_switch(switch)?;
        let state = self.group_in_which(conversation, Act::Change)?;
        let meta = self.meta_shown(state).ok_or_else(not_here)?;
        let settings = &meta.settings;
        let is_so = match &switch {
            GroupSwitch::Description(text) => settings.description == *text,
            GroupSwitch::Picture(file) => settings.picture.as_ref().map(|picture| picture.id) == *file,
            GroupSwitch::Announcement(on) => settings.announcement == *on,
            GroupSwitch::NoReactions(on) => settings.no_reactions == *on,
            GroupSwitch::FromJoining(on) => settings.from_joining == *on,
            GroupSwitch::HiddenMembers(on) => settings.hidden_members == *on,
        };
        if !is_so {
            self.enqueue(Command::SetGroup { conversation, switch });
        }
        Ok(())
    }

    pub(super) fn set_role(
        &mut self,
        conversation: ConversationId,
        account: AccountId,
        role: Role,
    ) -> Result<(), ApiError> {
        let from = self.member_of(conversation, account)?.role;
        self.group_in_which(conversation, Act::SetRole { from, to: role })?;
        if from != role {
            self.enqueue(Command::SetRole {
                conversation,
                account,
                role,
            });
        }
        Ok(())
    }

    pub(super) fn set_posting(
        &mut self,
        conversation: ConversationId,
        account: AccountId,
        can_post: bool,
    ) -> Result<(), ApiError> {
        let member = self.member_of(conversation, account)?;
        self.group_in_which(conversation, Act::SetPosting(member.role))?;
        if member.can_post != can_post {
            self.enqueue(Command::SetPosting {
                conversation,
                account,
                can_post,
            });
        }
        Ok(())
    }

    pub(super) fn set_cohort(
        &mut self,
        conversation: ConversationId,
        rule: Option<CohortRule>,
    ) -> Result<(), ApiError> {
        let state = self.group_in_which(conversation, Act::Change)?;
        let is_group = state
            .meta
            .as_ref()
            .is_some_and(|meta| meta.kind == ConversationKind::Group);
        if self.me.account.kind != AccountKind::Coach || !is_group {
            return Err(ApiError::new(
                ErrorCode::Forbidden,
                "Only coaches decide whom a group takes in by itself.",
            ));
        }
        let rule = self.checked_rule(rule)?;
        if self.roster_shown().rule_of(conversation) != rule.as_ref() {
            self.enqueue(Command::SetCohort { conversation, rule });
        }
        Ok(())
    }
}

fn checked_switch(switch: GroupSwitch) -> Result<GroupSwitch, ApiError> {
    let GroupSwitch::Description(text) = switch else {
        return Ok(switch);
    };
    let text = text.trim().to_owned();
    if text.chars().count() > DESCRIPTION_CHARS {
        let words = format!("A description can have {DESCRIPTION_CHARS} characters.");
        return Err(ApiError::new(ErrorCode::TooLong, words).with("limit", DESCRIPTION_CHARS));
    }
    Ok(GroupSwitch::Description(text))
}
