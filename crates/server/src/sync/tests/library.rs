//! Random histories of the library: two coaches on devices that hear everything or only now and then, and a client who hears nothing
//! of it. All end like one that starts afresh.

use protocol::{Command, FeedId, FileId, FolderId, TemplateId, VaultItemId};

use super::mirror::Mirror;
use crate::domain::Actor;
use crate::scene::{Scene, actor};

/// Chance from a seed: Knuth's linear congruential generator; the high bits are the good ones.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// Few, so that changes meet.
    fn id(&mut self) -> u128 {
        u128::from(self.below(6))
    }

    fn maybe(&mut self) -> bool {
        self.below(2) == 0
    }
}

fn some_command(chance: &mut Chance, files: &[FileId]) -> Command {
    let place = usize::try_from(chance.below(files.len() as u64)).unwrap();
    let folder = chance.maybe().then(|| FolderId::from_number(chance.id()));
    let name = format!("n{}", chance.below(9));
    match chance.below(9) {
        0..3 => Command::SaveVaultFolder {
            id: FolderId::from_number(chance.id()),
            name,
            parent: folder,
        },
        3 | 4 => Command::SaveVaultItem {
            id: VaultItemId::from_number(chance.id()),
            file: files[place],
            name,
            folder,
            tags: Vec::new(),
        },
        5 | 6 => Command::SaveTemplate {
            id: TemplateId::from_number(chance.id()),
            shared: chance.maybe(),
            name,
            text: format!("words {}", chance.below(99)),
            files: if chance.maybe() {
                vec![files[place]]
            } else {
                Vec::new()
            },
        },
        // Ids of what is deleted do not come back: these are rare, and of few.
        7 => Command::DeleteVaultFolder {
            id: FolderId::from_number(chance.id() / 2),
        },
        _ if chance.maybe() => Command::DeleteVaultItem {
            id: VaultItemId::from_number(chance.id() / 2),
        },
        _ => Command::DeleteTemplate {
            id: TemplateId::from_number(chance.id() / 2),
        },
    }
}

#[test]
fn every_device_ends_with_the_same_library() {
    let (mut done, mut held) = (0, 0);
    for seed in 0..20 {
        let mut chance = Chance(seed);
        let mut scene = Scene::new();
        let now = scene.now();
        let (made, _) = scene
            .server
            .create_coach(now, scene.workspace, "Jonas", None)
            .unwrap();
        let jonas = actor(scene.workspace, &made);
        let files: Vec<FileId> = (0..4).map(|_| scene.voice(scene.ana)).collect();
        let people: [Actor; 3] = [scene.ana, jonas, scene.ben];
        let mut live: Vec<Mirror> = people.map(|who| Mirror::afresh(who, &scene.server)).into();
        let mut seldom = live.clone();
        for turn in 0..150 {
            let who = people[usize::from(chance.maybe())];
            let id = protocol::CommandId::from_number(scene.number());
            let command = some_command(&mut chance, &files);
            let (outcome, told) = scene.submit(who, id, command);
            done += usize::from(outcome.is_ok());
            for publication in &told {
                for mirror in &mut live {
                    mirror.hear(&scene.server, publication);
                }
            }
            if turn % 37 == 0 {
                for mirror in &mut seldom {
                    mirror.catch_up(&scene.server);
                }
            }
        }
        for (place, who) in people.into_iter().enumerate() {
            let afresh = Mirror::afresh(who, &scene.server);
            seldom[place].catch_up(&scene.server);
            assert!(live[place].feeds == afresh.feeds, "seed {seed}: live {who:?}");
            assert!(seldom[place].feeds == afresh.feeds, "seed {seed}: seldom {who:?}");
            let practice = &afresh.feeds[&FeedId::Workspace(who.workspace)];
            let all = practice.folders.len() + practice.items.len() + practice.templates.len();
            if who == scene.ben {
                assert_eq!(all, 0);
            } else {
                held += all;
            }
        }
    }
    assert!(done > 1_000 && held > 100, "{done} {held}");
}
