//! Why a link has no card. Says nothing of the link itself, so that it may be logged and kept.

/// A card is a courtesy: none of these is shown to anybody but the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoCard {
    #[error("the address is none that is looked at")]
    NotPublic,
    #[error("too many redirects")]
    Redirects,
    #[error("there is nothing at the address")]
    NotHere,
    #[error("what is there is no page")]
    NotAPage,
    #[error("the page does not say what it is")]
    Silent,
    #[error("it is too large")]
    TooLarge,
    /// Trying again later may help, with this and all that follow.
    #[error("the name could not be resolved")]
    Unresolved,
    #[error("the connection failed")]
    Unreachable,
    #[error("the site is busy or broken")]
    Busy,
    #[error("it took too long")]
    TooSlow,
    /// The server stopped or broke over it, time and again.
    #[error("it was never finished")]
    Unfinished,
}

impl NoCard {
    pub(crate) fn may_pass(self) -> bool {
        match self {
            Self::Unresolved | Self::Unreachable | Self::Busy | Self::TooSlow | Self::Unfinished => true,
            Self::NotPublic
            | Self::Redirects
            | Self::NotHere
            | Self::NotAPage
            | Self::Silent
            | Self::TooLarge => false,
        }
    }
}
