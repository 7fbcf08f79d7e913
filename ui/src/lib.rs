//! The one interface: coach and client, desktop, phone and web.
//!
//! `app` is the root and the pump of updates; `screens` and `components` draw what `state` holds and ask through `desk`;
//! `sound` is what plays and what is recorded; `backend` is the only way out; `dom` the only place that touches the page.
//!
//! Hooks for tests (`data-testid`), kept stable:
//! - doors: `sign-in-email`, `sign-in-code`, `sign-in-submit`, `choose-account` (`data-name`), `join-code`, `join-submit`,
//!   `practice-name`, `your-name`, `create-submit`, `server-url`, `server-submit`
//! - shell: `rail-inbox`, `rail-clients`, `rail-settings`, `new-conversation`, `connection-line`, `try-now`, `toast`
//! - list: `search`, `filter-all`, `filter-unread`, `filter-needs-reply`, `conversation-row` (`data-title`, `data-unread`)
//! - conversation: `conversation-title`, `conversation-state`, `timeline`, `message` (`data-id`, `data-own`, `data-status`,
//!   `data-text`), `status` (its `title` is the text), `new-line`, `day`, `jump-to-latest`, `retry`, `discard`, `quote`
//! - message actions: `action-reply`, `action-copy`, `action-edit`, `action-delete`
//! - composer: `composer`, `send`, `composer-banner`, `composer-leave`, `read-only`, `composer-count`, `suggestions`, `suggestion`,
//!   `formatting-bar`, `format-*`, `everyone-send`, `everyone-back`
//! - voice: `record`, `recording` (`data-stage`), `record-time`, `record-pause`, `record-stop`, `record-cancel`, `record-microphone`,
//!   `voice-draft`, `voice-delete`; `voice-note` (`data-state`, `data-fresh`), `voice-play`, `voice-time`, `voice-speed`, `voice-slider`,
//!   `heard` (`data-heard`); `mini-player`, `mini-play`, `mini-show`, `mini-speed`, `mini-stop`; the sound is the element `voice-player`
//! - emoji: `emoji-open`, `emoji-picker`, `emoji-search`, `emoji` (`data-emoji`), `emoji-tab`, `emoji-tone`, `tone`
//! - keys: `switcher-search`, `switcher-option`, `shortcuts`, `show-shortcuts`
//! - dialogs: `picker-search`, `picker-option` (`data-name`), `picker-chip`, `group-name`, `picker-submit`,
//!   `invite-name`, `invite-email`, `invite-submit`, `invite-code`, `invite-link`, `invite-qr`, `confirm`
//! - details: `details-toggle`, `member` (`data-name`, `data-tag`), `member-search`, `more-members`, `member-more` and in its menu
//!   `member-let-post`, `member-read-only`, `member-make-admin`, `member-take-admin`, `member-hand-over`, `member-remove`, `member-chat`;
//!   `add-members`, `rename-group`, `leave-group`, `archive-group`, `option-announcement`, `option-reactions`, `option-history`,
//!   `option-names`, `edit-filling`; `group-name`, `group-description-input`, `group-picture`, `group-picture-input`, `edit-group-submit`
//! - groups: `new-group`, `new-announcement`, `group-options`, `filling-hand`, `filling-everyone`, `filling-tags`, `filling-tag`
//!   (`data-name`), `filling-submit`; `event` (`data-text`) in the timeline; `read-only`, `draft-kept`, `message-coach`
//! - vault: `rail-vault`, `vault-title`, `vault-search`, `vault-tag`, `vault-upload` (`vault-input`), `vault-new-folder`, `folder-name`, `folder-save`,
//!   `vault-folder` (`data-name`), `vault-up`, `vault-item` (`data-name`), `vault-more`, `vault-show`, `vault-rename`, `vault-delete`, `folder-rename`,
//!   `folder-delete`, `vault-name`, `vault-place`, `vault-tags`, `vault-item-save`; from a message `action-keep`, `viewer-keep`, `keep-name`, `keep-save`
//! - the paper clip of coaches: `attach`, `attach-device`, `attach-vault`, `attach-template`; `pick-search`, `pick-folder`, `pick-item`, `pick-take`
//! - templates: `rail-templates`, `template-row` (`data-name`), `new-template`, `template-name`, `template-own`, `template-shared`, `template-text`,
//!   `template-placeholder`, `template-attach` (`template-input`), `template-vault`, `template-record`, `template-file`, `template-save`, `template-undo`,
//!   `template-delete`, `template-preview`; in the composer `suggestion`, `left-open`
//! - clients: `client-row` (`data-name`), `open-chat`, `invite`, `new-code`
//! - settings: `theme-*`, `text-*`, `enter-sends`, `own-name`, `device` (`data-name`), `end-device`, `sign-out`

mod app;
mod backend;
mod components;
mod desk;
mod dom;
mod format;
mod route;
mod screens;
mod sound;
mod state;

/// Starts the interface in the page.
pub fn start() {
    dom::report_panics();
    dioxus::launch(app::App);
}
