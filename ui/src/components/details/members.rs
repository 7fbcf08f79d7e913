//! Who is in the conversation, with their tags; in a group a menu for each person. A large group is drawn in parts.

use dioxus::prelude::*;
use engine::ui::{ConversationDetails, Request};
use protocol::rights::Act;
use protocol::{AccountKind, ConversationId, ConversationKind, Member};

use super::asking::Asking;
use crate::components::avatar::Avatar;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::{Menu, MenuItem};
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::format::words::count;
use crate::route::{Part, Route};
use crate::state::members::{AT_FIRST, MORE, MemberAct, SEARCHED, acts, listed, may, tag};
use crate::state::toasts::Action;

const MENU: &str = "member-menu";

/// Where the menu of a person is open.
#[derive(Clone, PartialEq)]
struct MenuAt {
    member: Member,
    /// The pointer's place; `None` for a sheet.
    at: Option<(f64, f64)>,
}

#[component]
pub(super) fn Members(conversation: ConversationId, asking: Signal<Option<Asking>>) -> Element {
    let desk = use_desk();
    let mut asking = asking;
    let mut typed = use_signal(String::new);
    let mut shown = use_signal(|| AT_FIRST);
    let menu = use_signal(|| None::<MenuAt>);
    let me = desk.model.my_id();
    let details = desk.model.details.read();
    let Some(details) = details.as_ref().filter(|details| details.id == conversation) else {
        return rsx! {};
    };
    let group = details.kind == ConversationKind::Group;
    let (found, hidden) = listed(details, me, &typed.read());
    let (number, room) = (found.len(), *shown.read());
    let found: Vec<_> = found.into_iter().take(room).cloned().collect();
    rsx! {
        section { class: "details-section", "data-testid": "members",
            h3 { class: "section-title", if group { "Members" } else { "In this conversation" } }
            if may(details, me, Act::AddPeople) && !details.archived {
                button {
                    class: "list-button",
                    "data-testid": "add-members",
                    onclick: move |_| asking.set(Some(Asking::Add)),
                    span { class: "list-button-icon", Glyph { icon: Icon::UserPlus } }
                    "Add people"
                }
            }
            if details.members.len() - hidden > SEARCHED {
                label { class: "search member-search",
                    Glyph { icon: Icon::Search, size: 18 }
                    input {
                        class: "search-input",
                        r#type: "search",
                        "data-testid": "member-search",
                        placeholder: "Search members",
                        aria_label: "Search members",
                        value: "{typed}",
                        oninput: move |event| {
                            typed.set(event.value());
                            shown.set(AT_FIRST);
                        },
                    }
                }
            }
            ul {
                for member in found {
                    MemberRow {
                        key: "{member.account}",
                        own: me == Some(member.account),
                        has_menu: has_menu(desk, details, &member),
                        group,
                        member,
                        menu,
                    }
                }
            }
            if number == 0 {
                p { class: "member-none", "Nobody by that name" }
            }
            if number > room {
                button {
                    class: "button plain wide",
                    "data-testid": "more-members",
                    onclick: move |_| shown += MORE,
                    {format!("Show {} more", MORE.min(number - room))}
                }
            }
            if hidden > 0 && typed.read().is_empty() {
                p { class: "member-none", "data-testid": "hidden-members",
                    {format!("And {}. Members don't see each other in this group.", count(hidden as u64, "other", "others"))}
                }
            }
            if let Some(open) = menu.read().clone() {
                MemberMenu { conversation, open, menu, asking }
            }
        }
    }
}

/// A coach can always go on to a client; the rest is for who may.
fn has_menu(desk: Desk, details: &ConversationDetails, member: &Member) -> bool {
    let me = desk.model.my_id();
    details.kind == ConversationKind::Group
        && me != Some(member.account)
        && (leads_to_client(desk, member) || !acts(details, me, member).is_empty())
}

fn leads_to_client(desk: Desk, member: &Member) -> bool {
    member.kind == AccountKind::Client && desk.model.is_coach()
}

#[component]
fn MemberRow(
    member: Member,
    own: bool,
    group: bool,
    has_menu: bool,
    menu: Signal<Option<MenuAt>>,
) -> Element {
    let mut menu = menu;
    let name = member.name.clone();
    let tag = tag(&member).filter(|_| group);
    let by_pointer = member.clone();
    rsx! {
        li {
            class: "member",
            "data-testid": "member",
            "data-name": "{name}",
            "data-tag": tag.unwrap_or_default(),
            oncontextmenu: move |event| {
                if has_menu {
                    event.prevent_default();
                    let at = event.client_coordinates();
                    let at = (!dom::is_touch()).then_some((at.x, at.y));
                    menu.set(Some(MenuAt { member: by_pointer.clone(), at }));
                }
            },
            Avatar { id: member.account.0.as_u128(), name: name.clone(), size: 36 }
            span { class: "member-name one-line", dir: "auto",
                "{name}"
                if own { span { class: "quiet", " (you)" } }
            }
            if let Some(tag) = tag {
                span { class: "tag", "{tag}" }
            }
            if has_menu {
                button {
                    class: "icon-button small member-more",
                    title: "Actions",
                    aria_label: "Actions for {name}",
                    aria_haspopup: "dialog",
                    "data-testid": "member-more",
                    id: "more-{member.account}",
                    // A key has no place of its own.
                    onclick: move |_| {
                        let place = || dom::focus::place_of(&format!("more-{}", member.account));
                        let at = if dom::is_touch() { None } else { place() };
                        menu.set(Some(MenuAt { member: member.clone(), at }));
                    },
                    Glyph { icon: Icon::More, size: 18 }
                }
            }
        }
    }
}

#[component]
fn MemberMenu(
    conversation: ConversationId,
    open: MenuAt,
    menu: Signal<Option<MenuAt>>,
    asking: Signal<Option<Asking>>,
) -> Element {
    let desk = use_desk();
    let (mut menu, mut asking) = (menu, asking);
    let MenuAt { member, at } = open;
    let details = desk.model.details.read();
    let acts = details
        .as_ref()
        .map_or_else(Vec::new, |details| acts(details, desk.model.my_id(), &member));
    let account = member.account;
    let client = leads_to_client(desk, &member);
    let direct = desk.model.rows.read().direct_of(account).filter(|_| client);
    rsx! {
        Menu {
            id: MENU,
            label: "Actions for {member.name}",
            at,
            rows: acts.len() + 1 + usize::from(client) + usize::from(direct.is_some()),
            on_close: move |()| menu.set(None),
            p { class: "menu-title one-line", dir: "auto", "{member.name}" }
            if let Some(id) = direct {
                MenuItem {
                    icon: Icon::Chat,
                    label: "Open their conversation",
                    hook: "member-chat",
                    on_choose: move |()| {
                        menu.set(None);
                        desk.go(Route::Conversation { id, details: false });
                    },
                }
            }
            if client {
                MenuItem {
                    icon: Icon::Users,
                    label: "Client profile",
                    hook: "member-profile",
                    on_choose: move |()| {
                        menu.set(None);
                        desk.go(Route::Client(account, Part::Overview));
                    },
                }
            }
            for act in acts {
                MenuItem {
                    key: "{act.hook()}",
                    icon: icon(act),
                    label: act.label(),
                    hook: act.hook(),
                    danger: act == MemberAct::Remove,
                    on_choose: {
                        let member = member.clone();
                        move |()| {
                            menu.set(None);
                            match act.question(&member.name) {
                                Some(_) => asking.set(Some(Asking::About(act, member.clone()))),
                                None => perform(desk, conversation, act, &member),
                            }
                        }
                    },
                }
            }
        }
    }
}

/// Does it, says so, and offers to take it back.
pub(super) fn perform(desk: Desk, conversation: ConversationId, act: MemberAct, member: &Member) {
    desk.ask(act.request(conversation, member.account));
    let (words, back) = act.said(conversation, member.account, &member.name);
    let undo = |request: Request| Action {
        label: "Undo",
        request,
    };
    desk.say_with(words, back.map(undo));
}

fn icon(act: MemberAct) -> Icon {
    match act {
        MemberAct::LetPost => Icon::Edit,
        MemberAct::ReadOnly => Icon::Eye,
        MemberAct::MakeAdmin | MemberAct::TakeAdmin => Icon::Shield,
        MemberAct::HandOver => Icon::Crown,
        MemberAct::Remove => Icon::UserMinus,
    }
}
