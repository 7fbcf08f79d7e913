//! Filing clients: tags, and who looks after whom. Coaches only, who have all of it on their devices.

use protocol::{AccountId, AccountKind, ApiError, CLIENT_TAGS, CohortRule, Command, ErrorCode, TagId};

use crate::engine::Engine;
use crate::store::Store;
use crate::trouble::not_here;
use crate::ui::Reply;

impl<S: Store> Engine<S> {
    fn coaches_only(&self) -> Result<(), ApiError> {
        if self.me.account.kind == AccountKind::Coach {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Forbidden, "Only coaches may do that."))
    }

    pub(super) fn save_tag(&mut self, id: Option<TagId>, name: &str, hue: u16) -> Result<Reply, ApiError> {
        self.coaches_only()?;
        let name = self.checked_name(name)?;
        let hue = hue % 360;
        let tags = self.roster_shown().tags;
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        if tags.iter().any(|tag| Some(tag.id) != id && same(&tag.name)) {
            return Err(ApiError::new(
                ErrorCode::Taken,
                "There is a tag of that name already.",
            ));
        }
        let known = tags.iter().find(|tag| Some(tag.id) == id);
        if id.is_some() && known.is_none() {
            return Err(not_here());
        }
        let is_so = known.is_some_and(|tag| tag.name == name && tag.hue == hue);
        let id = id.unwrap_or_else(|| TagId(self.new_uuid()));
        if !is_so {
            self.enqueue(Command::SaveTag { id, name, hue });
        }
        Ok(Reply::Tag { id })
    }

    pub(super) fn delete_tag(&mut self, id: TagId) -> Result<(), ApiError> {
        self.coaches_only()?;
        if self.roster_shown().tags.iter().any(|tag| tag.id == id) {
            self.enqueue(Command::DeleteTag { id });
        }
        Ok(())
    }

    pub(super) fn tag_client(&mut self, account: AccountId, tag: TagId, on: bool) -> Result<(), ApiError> {
        self.coaches_only()?;
        self.known(account, AccountKind::Client)?;
        let roster = self.roster_shown();
        if on && !roster.tags.iter().any(|known| known.id == tag) {
            return Err(not_here());
        }
        let has = roster.file_of(account).tags;
        if has.contains(&tag) == on {
            return Ok(());
        }
        if on && has.len() >= CLIENT_TAGS {
            let words = format!("A client can have {CLIENT_TAGS} tags. Take one off first.");
            return Err(ApiError::new(ErrorCode::TooLong, words).with("limit", CLIENT_TAGS));
        }
        self.enqueue(Command::TagClient { account, tag, on });
        Ok(())
    }

    pub(super) fn assign_client(
        &mut self,
        account: AccountId,
        coach: Option<AccountId>,
    ) -> Result<(), ApiError> {
        self.coaches_only()?;
        self.known(account, AccountKind::Client)?;
        if let Some(coach) = coach {
            self.known(coach, AccountKind::Coach)?;
        }
        if self.roster_shown().file_of(account).coach != coach {
            self.enqueue(Command::AssignClient { account, coach });
        }
        Ok(())
    }

    /// Somebody of the practice.
    fn known(&self, account: AccountId, kind: AccountKind) -> Result<(), ApiError> {
        let known = self.people.get(&account);
        if known.is_some_and(|known| known.kind == kind) {
            return Ok(());
        }
        Err(not_here())
    }

    /// Whom a group can take in by itself; each tag once.
    pub(super) fn checked_rule(&self, rule: Option<CohortRule>) -> Result<Option<CohortRule>, ApiError> {
        let Some(mut rule) = rule else { return Ok(None) };
        self.coaches_only()?;
        let (CohortRule::Any { tags } | CohortRule::All { tags }) = &mut rule else {
            return Ok(Some(rule));
        };
        tags.sort_unstable();
        tags.dedup();
        if tags.is_empty() {
            return Err(ApiError::new(ErrorCode::Invalid, "Pick at least one tag."));
        }
        let known = self.roster_shown().tags;
        if tags.iter().all(|tag| known.iter().any(|known| known.id == *tag)) {
            return Ok(Some(rule));
        }
        Err(not_here())
    }
}
