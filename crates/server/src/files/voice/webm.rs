//! WebM after RFC 8794 (EBML) and RFC 9559 (Matroska), as browsers write it while they record: one track of Opus, of unknown length.

use std::borrow::Cow;

use super::{Head, Sound};

/// Elements that hold others. They are walked into and their ends are not minded: what follows is told apart by its own id, and while
/// recording nobody knows where they end.
const SEGMENT: u32 = 0x1853_8067;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const CLUSTER: u32 = 0x1f43_b675;
const BLOCK_GROUP: u32 = 0xa0;

const TRACK_NUMBER: u32 = 0xd7;
const CODEC: u32 = 0x86;
const CODEC_PRIVATE: u32 = 0x63a2;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK: u32 = 0xa1;

#[derive(Default)]
struct Track {
    number: u64,
    is_opus: bool,
    head: Option<Head>,
}

/// None when there is no Opus in it. One that breaks off is read as far as it goes.
pub(super) fn read(bytes: &[u8]) -> Option<Sound<'_>> {
    let mut rest = bytes;
    let mut track = Track::default();
    let mut chosen: Option<(u64, Head)> = None;
    let mut packets = Vec::new();
    while let Some(id) = id(&mut rest) {
        let Some(length) = length(&mut rest) else { break };
        if matches!(id, SEGMENT | TRACKS | TRACK | CLUSTER | BLOCK_GROUP) {
            if id == TRACK {
                track = Track::default();
            }
            continue;
        }
        let content = length.and_then(|length| rest.split_at_checked(usize::try_from(length).ok()?));
        let Some((content, after)) = content else { break };
        rest = after;
        match id {
            TRACK_NUMBER => track.number = number(content)?,
            CODEC => track.is_opus = content.starts_with(b"A_OPUS"),
            CODEC_PRIVATE => track.head = Head::read(content),
            SIMPLE_BLOCK | BLOCK => {
                let (number, _) = chosen?;
                packets.extend(block(content, number)?.map(Cow::Borrowed));
            }
            _ => {}
        }
        // The elements of a track may come in any order.
        if let (
            Track {
                number: 1..,
                is_opus: true,
                head: Some(head),
            },
            None,
        ) = (&track, chosen)
        {
            chosen = Some((track.number, *head));
        }
    }
    let (_, head) = chosen?;
    Some(Sound {
        head,
        packets,
        end: None,
    })
}

/// The packet of a block that belongs to the track; none at all when several are laced together, which no browser does.
fn block(content: &[u8], track: u64) -> Option<Option<&[u8]>> {
    let mut rest = content;
    let of = length(&mut rest)??;
    let ([_, _, flags], packet) = rest.split_first_chunk()?;
    (flags & 0x06 == 0).then_some((of == track && !packet.is_empty()).then_some(packet))
}

fn number(content: &[u8]) -> Option<u64> {
    (content.len() <= 8).then(|| content.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// With the bits that say how long it is, as the specification writes it.
fn id(rest: &mut &[u8]) -> Option<u32> {
    let count = usize::try_from(rest.first()?.leading_zeros() + 1).ok()?;
    let (id, after) = rest.split_at_checked(count)?;
    *rest = after;
    (count <= 4).then(|| id.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

/// Without the bits that say how long it is; `Some(None)` is "unknown".
fn length(rest: &mut &[u8]) -> Option<Option<u64>> {
    let count = rest.first()?.leading_zeros() + 1;
    (count <= 8).then_some(())?;
    let (length, after) = rest.split_at_checked(usize::try_from(count).ok()?)?;
    *rest = after;
    let all = (1 << (7 * count)) - 1;
    let length = length.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)) & all;
    Some((length != all).then_some(length))
}
