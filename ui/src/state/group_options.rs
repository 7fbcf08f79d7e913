//! How a group can be set, in words that say what is so now. Switches that are off by themselves are told the way round that people think.

use protocol::{GroupOptions, GroupSettings, GroupSwitch};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GroupOption {
    Announcement,
    /// Who may only read may react.
    Reactions,
    /// Joiners see what was written before.
    History,
    /// Members see each other.
    Names,
}

pub(crate) const ALL: [GroupOption; 4] = [
    GroupOption::Announcement,
    GroupOption::Reactions,
    GroupOption::History,
    GroupOption::Names,
];

/// Those that are decided when a group is made.
pub(crate) const AT_START: [GroupOption; 3] = [
    GroupOption::Announcement,
    GroupOption::History,
    GroupOption::Names,
];

impl GroupOption {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Announcement => "Announcement group",
            Self::Reactions => "Readers can react",
            Self::History => "New people see earlier messages",
            Self::Names => "Members see each other",
        }
    }

    pub(crate) fn hint(self, on: bool) -> &'static str {
        match (self, on) {
            (Self::Announcement, true) => "Whoever joins can only read. You decide who else posts.",
            (Self::Announcement, false) => "Whoever joins can post.",
            (Self::Reactions, true) => "Who can only read may answer with an emoji.",
            (Self::Reactions, false) => "Who can only read cannot react either.",
            (Self::History, true) => "Whoever joins can read everything from the beginning.",
            (Self::History, false) => "Whoever joins sees only what is written from then on.",
            (Self::Names, true) => "Everybody sees who is in the group.",
            (Self::Names, false) => "Members learn the names of owner and admins only.",
        }
    }

    pub(crate) fn hook(self) -> &'static str {
        match self {
            Self::Announcement => "option-announcement",
            Self::Reactions => "option-reactions",
            Self::History => "option-history",
            Self::Names => "option-names",
        }
    }

    pub(crate) fn is_on(self, settings: &GroupSettings) -> bool {
        match self {
            Self::Announcement => settings.announcement,
            Self::Reactions => !settings.no_reactions,
            Self::History => !settings.from_joining,
            Self::Names => !settings.hidden_members,
        }
    }

    pub(crate) fn switch(self, on: bool) -> GroupSwitch {
        match self {
            Self::Announcement => GroupSwitch::Announcement(on),
            Self::Reactions => GroupSwitch::NoReactions(!on),
            Self::History => GroupSwitch::FromJoining(!on),
            Self::Names => GroupSwitch::HiddenMembers(!on),
        }
    }

    /// As it is for a group that is being made.
    pub(crate) fn is_chosen(self, options: GroupOptions) -> bool {
        match self {
            Self::Announcement => options.announcement,
            Self::Reactions => true,
            Self::History => !options.from_joining,
            Self::Names => !options.hidden_members,
        }
    }

    pub(crate) fn choose(self, options: &mut GroupOptions, on: bool) {
        match self {
            Self::Announcement => options.announcement = on,
            Self::Reactions => {}
            Self::History => options.from_joining = !on,
            Self::Names => options.hidden_members = !on,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_group_is_open() {
        let on = ALL.map(|option| option.is_on(&GroupSettings::default()));
        assert_eq!(on, [false, true, true, true]);
        for option in AT_START {
            let plain = option.is_chosen(GroupOptions::default());
            assert_eq!(plain, option.is_on(&GroupSettings::default()), "{option:?}");
        }
    }

    #[test]
    fn what_is_chosen_is_so() {
        for option in AT_START {
            let mut options = GroupOptions::default();
            let other = !option.is_chosen(options);
            option.choose(&mut options, other);
            assert_eq!(option.is_chosen(options), other, "{option:?}");
        }
        assert_eq!(GroupOption::History.switch(false), GroupSwitch::FromJoining(true));
        assert_eq!(
            GroupOption::Reactions.switch(false),
            GroupSwitch::NoReactions(true)
        );
        assert_eq!(
            GroupOption::Announcement.switch(true),
            GroupSwitch::Announcement(true)
        );
    }
}
