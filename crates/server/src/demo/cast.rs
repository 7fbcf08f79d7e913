//! Who is in the demo practice, and how much each client has talked.
//!
//! Owns the names. All of them are invented; the addresses lead nowhere (RFC 2606).

/// How long and how recent a client's direct conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Talk {
    /// Larger conversations from the topic files, in order from `start`.
    pub(super) threads: usize,
    /// Lines of small talk between two of them.
    pub(super) small: usize,
    /// Days since the first message.
    pub(super) days: u32,
    /// Minutes since the last message.
    pub(super) quiet_minutes: u32,
    /// Where in the topics this client begins, so that no two conversations are alike.
    pub(super) start: usize,
    pub(super) topic: Topic,
    /// How the end looks to the coach and to the client.
    pub(super) end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    /// Training, food, sleep and habits.
    Health,
    Business,
}

/// Who has read what, at the end of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Everybody has read everything.
    Read,
    /// The client's last messages wait for the coach.
    CoachUnread(usize),
    /// The coach's last message is on the client's phone, unread.
    Delivered,
    /// The coach's last message has reached the server only.
    Sent,
}

/// A client of the demo practice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) talk: Talk,
}

pub(super) const PRACTICE: &str = "Northstar Coaching";
pub(super) const HEAD_COACH: (&str, &str) = ("Ana Ferreira", "ana@northstar.example");
pub(super) const SECOND_COACH: (&str, &str) = ("Jonas Weber", "jonas@northstar.example");

const fn person(name: &'static str, email: &'static str, talk: Talk) -> Person {
    Person { name, email, talk }
}

const fn health(threads: usize, small: usize, days: u32, quiet_minutes: u32, start: usize, end: End) -> Talk {
    Talk {
        threads,
        small,
        days,
        quiet_minutes,
        start,
        topic: Topic::Health,
        end,
    }
}

const fn business(threads: usize, days: u32, quiet_minutes: u32, start: usize, end: End) -> Talk {
    Talk {
        threads,
        small: 0,
        days,
        quiet_minutes,
        start,
        topic: Topic::Business,
        end,
    }
}

const NOTHING: Talk = health(0, 0, 0, 0, 0, End::Read);
const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// The clients. The first is the one whose sign-in link is printed.
pub(super) const CLIENTS: [Person; 25] = [
    person(
        "Ben Okafor",
        "ben@example.com",
        health(33, 3, 410, 12, 0, End::Delivered),
    ),
    person(
        "Cleo Laurent",
        "cleo@example.com",
        health(9, 1, 120, 4, 3, End::CoachUnread(2)),
    ),
    person(
        "Zoë Lindqvist",
        "zoe@example.com",
        health(6, 1, 80, 35, 7, End::CoachUnread(1)),
    ),
    person(
        "Márton Szabó",
        "marton@example.com",
        health(5, 1, 61, 50, 11, End::Sent),
    ),
    person(
        "ليلى حداد",
        "layla@example.com",
        health(4, 1, 40, 2 * HOUR, 14, End::Read),
    ),
    person(
        "נועם לוי",
        "noam@example.com",
        health(3, 1, 33, 3 * HOUR, 17, End::CoachUnread(1)),
    ),
    person(
        "山本 さくら",
        "sakura@example.com",
        health(4, 2, 52, 5 * HOUR, 20, End::Read),
    ),
    person(
        "王小明",
        "xiaoming@example.com",
        health(2, 1, 20, 6 * HOUR, 23, End::Delivered),
    ),
    person(
        "Łukasz Wójcik",
        "lukasz@example.com",
        business(5, 90, 7 * HOUR, 0, End::Read),
    ),
    person(
        "Priya Raghunathan",
        "priya@example.com",
        business(3, 45, 9 * HOUR, 2, End::CoachUnread(1)),
    ),
    person(
        "Maria Antonieta de los Ángeles Rodríguez-Villanueva y Fernández de Córdoba",
        "maria-antonieta@example.com",
        health(3, 0, 30, 20 * HOUR, 26, End::Read),
    ),
    person(
        "Siobhán Ní Bhriain",
        "siobhan@example.com",
        health(4, 1, 66, DAY, 29, End::Read),
    ),
    person(
        "Nguyễn Thị Minh Anh",
        "minhanh@example.com",
        health(3, 1, 48, DAY + 3 * HOUR, 5, End::Read),
    ),
    person(
        "Tomáš Dvořák",
        "tomas@example.com",
        business(2, 25, DAY + 8 * HOUR, 4, End::Delivered),
    ),
    person(
        "Aisha Bello",
        "aisha@example.com",
        health(2, 2, 30, 2 * DAY, 9, End::Read),
    ),
    person(
        "김민준",
        "minjun@example.com",
        health(2, 1, 28, 2 * DAY + 5 * HOUR, 12, End::Read),
    ),
    person(
        "Ólafur Þór Jónsson",
        "olafur@example.com",
        health(2, 0, 22, 3 * DAY, 15, End::Read),
    ),
    person(
        "Δήμητρα Παπαδοπούλου",
        "dimitra@example.com",
        health(2, 1, 26, 4 * DAY, 18, End::Sent),
    ),
    person(
        "Chiara D’Angelo",
        "chiara@example.com",
        business(2, 40, 6 * DAY, 6, End::Read),
    ),
    person(
        "Олена Шевченко",
        "olena@example.com",
        health(1, 1, 24, 8 * DAY, 21, End::Read),
    ),
    person(
        "Kwame Mensah-Boateng",
        "kwame@example.com",
        health(1, 0, 21, 11 * DAY, 24, End::Read),
    ),
    person(
        "Ingrid Øverland",
        "ingrid@example.com",
        health(1, 0, 40, 30 * DAY, 27, End::Delivered),
    ),
    person("Bo", "bo@example.com", health(1, 0, 60, 55 * DAY, 30, End::Read)),
    person("Fatima-Zahra El Amrani", "fatima@example.com", NOTHING),
    person("Jean-Baptiste Thévenet", "jean-baptiste@example.com", NOTHING),
];

/// A group: its name in `groups.txt`, its members by their place in [`CLIENTS`], and when it was last busy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) clients: &'static [usize],
    pub(super) days: u32,
    pub(super) quiet_minutes: u32,
    /// Messages at the end that the head coach has not read.
    pub(super) unread: usize,
    /// Its clients only read.
    pub(super) announcement: bool,
}

pub(super) const GROUPS: [Group; 6] = [
    Group {
        name: "Spring cohort",
        clients: &[0, 1, 2, 4, 6, 11, 12, 14, 16, 19],
        days: 47,
        quiet_minutes: 25,
        unread: 3,
        announcement: false,
    },
    Group {
        name: "12-week strength challenge",
        clients: &[3, 0, 7, 5, 15, 20],
        days: 50,
        quiet_minutes: 80,
        unread: 0,
        announcement: false,
    },
    Group {
        name: "Better sleep, small steps",
        clients: &[1, 10, 17, 21],
        days: 19,
        quiet_minutes: 26 * HOUR,
        unread: 1,
        announcement: false,
    },
    Group {
        name: "Founders' table",
        clients: &[8, 9, 13, 18],
        days: 12,
        quiet_minutes: 3 * DAY,
        unread: 0,
        announcement: false,
    },
    // One that runs by itself, so that the coach has left more than a badge can say.
    Group {
        name: "Steps of the day",
        clients: &[2, 5, 6, 12, 15, 19],
        days: 20,
        quiet_minutes: 100,
        unread: 112,
        announcement: false,
    },
    Group {
        name: "News from Northstar",
        clients: &[0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 14, 15, 16, 17, 19],
        days: 40,
        quiet_minutes: 5 * DAY,
        unread: 0,
        announcement: true,
    },
];

/// What the head coach has begun to write, by the client's place in [`CLIENTS`].
pub(super) const DRAFTS: [(usize, &str); 2] = [
    (2, "Before we change the weights, tell me"),
    (13, "Your sentence for Monday:\n"),
];
