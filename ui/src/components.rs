//! Parts that screens are made of, one a file. They draw what they are given and emit what the person wants.

pub(crate) mod avatar;
pub(crate) mod bottom_bar;
pub(crate) mod composer;
pub(crate) mod confirm;
pub(crate) mod connection_line;
pub(crate) mod conversation_header;
pub(crate) mod conversation_list;
pub(crate) mod conversation_row;
pub(crate) mod details;
pub(crate) mod dialog;
pub(crate) mod icon;
pub(crate) mod invite_dialog;
pub(crate) mod message;
pub(crate) mod message_menu;
pub(crate) mod message_text;
pub(crate) mod new_conversation;
pub(crate) mod people_picker;
pub(crate) mod qr;
pub(crate) mod quick_switcher;
pub(crate) mod rail;
pub(crate) mod shortcut_sheet;
pub(crate) mod skeleton;
pub(crate) mod status_mark;
pub(crate) mod timeline;
pub(crate) mod toasts;
