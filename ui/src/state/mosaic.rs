//! Where the pictures of one message stand: a box that is known before any of them has come, so that nothing jumps. A single
//! picture keeps its shape; several make rows of equal width, cut as little as can be.

use protocol::Pixels;

/// Widest box of several pictures, in pixels.
const WIDE: f32 = 430.0;
/// Box of one picture, in pixels.
const ONE: (f32, f32) = (400.0, 400.0);
/// Narrowest box: room for the time, and for a caption.
const NARROW: f32 = 150.0;
const NARROW_WITH_WORDS: f32 = 270.0;
/// Shapes beyond these are cut: width by height.
const SHAPES: (f32, f32) = (0.5, 2.6);
const SHAPES_IN_A_ROW: (f32, f32) = (0.62, 1.9);
/// Height of several that looks best, as a part of their width.
const HIGH: f32 = 0.92;
const MOST_IN_A_ROW: usize = 4;

/// A box, and the places in it as parts of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mosaic {
    /// In pixels, where there is room.
    pub width: f32,
    /// Width by height.
    pub ratio: f32,
    pub tiles: Vec<Tile>,
}

/// In hundredths of the box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tile {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

/// `words`: there is a caption below.
pub(crate) fn mosaic(sizes: &[Option<Pixels>], words: bool) -> Mosaic {
    match sizes {
        [] => Mosaic {
            width: 0.0,
            ratio: 1.0,
            tiles: Vec::new(),
        },
        [one] => single(*one, words),
        several => rows(several),
    }
}

/// What is not known yet is taken for a picture from a phone held upright, or a square.
fn ratio(size: Option<Pixels>, (low, high): (f32, f32)) -> f32 {
    size.filter(|size| size.width > 0 && size.height > 0)
        .map_or(1.0, |size| size.width as f32 / size.height as f32)
        .clamp(low, high)
}

fn single(size: Option<Pixels>, words: bool) -> Mosaic {
    let shape = ratio(size, SHAPES);
    let narrow = if words { NARROW_WITH_WORDS } else { NARROW };
    // A small picture is not blown up.
    let own = size.map_or(ONE.0, |size| size.width as f32);
    let width = ONE.0.min(ONE.1 * shape).min(own).max(narrow);
    let height = (width / shape).min(ONE.1).max(72.0);
    Mosaic {
        width,
        ratio: width / height,
        tiles: vec![Tile {
            left: 0.0,
            top: 0.0,
            width: 100.0,
            height: 100.0,
        }],
    }
}

fn rows(sizes: &[Option<Pixels>]) -> Mosaic {
    let shapes: Vec<f32> = sizes.iter().map(|size| ratio(*size, SHAPES_IN_A_ROW)).collect();
    let (mut best, mut least) = (Vec::new(), f32::MAX);
    for cuts in cuts(shapes.len()) {
        let strain = strain(&shapes, &cuts);
        if strain < least {
            (best, least) = (cuts, strain);
        }
    }
    let rows = split(&shapes, &best);
    let high: f32 = rows.iter().map(|row| height(row)).sum();
    let mut tiles = Vec::with_capacity(shapes.len());
    let mut top = 0.0;
    for row in rows {
        let part = height(row) / high * 100.0;
        let sum: f32 = row.iter().sum();
        let mut left = 0.0;
        for shape in row {
            let width = shape / sum * 100.0;
            tiles.push(Tile {
                left,
                top,
                width,
                height: part,
            });
            left += width;
        }
        top += part;
    }
    Mosaic {
        width: WIDE,
        ratio: 1.0 / high,
        tiles,
    }
}

/// All ways to make rows of so many pictures, as the lengths of the rows. There are few pictures: few ways as well.
fn cuts(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    (1..=count.min(MOST_IN_A_ROW))
        .flat_map(|first| {
            cuts(count - first).into_iter().map(move |mut rest| {
                rest.insert(0, first);
                rest
            })
        })
        .collect()
}

fn split<'a>(mut shapes: &'a [f32], cuts: &[usize]) -> Vec<&'a [f32]> {
    let mut rows = Vec::with_capacity(cuts.len());
    for length in cuts {
        let Some((row, rest)) = shapes.split_at_checked(*length) else {
            break;
        };
        rows.push(row);
        shapes = rest;
    }
    rows
}

/// Of a row, as a part of its width. A lone upright picture is cut.
fn height(row: &[f32]) -> f32 {
    (1.0 / row.iter().sum::<f32>()).clamp(0.2, 0.8)
}

/// How far a way is from what looks best: its height, rows of unlike heights, and large rows below small ones.
fn strain(shapes: &[f32], cuts: &[usize]) -> f32 {
    let heights: Vec<f32> = split(shapes, cuts).into_iter().map(height).collect();
    let high: f32 = heights.iter().sum();
    // Many pictures may be higher than few.
    let wanted = HIGH + shapes.len().saturating_sub(4) as f32 * 0.05;
    let least = heights.iter().copied().fold(f32::MAX, f32::min);
    let most = heights.iter().copied().fold(0.0, f32::max);
    let falling = cuts.windows(2).filter(|pair| pair.first() > pair.last()).count() as f32;
    let cut: f32 = split(shapes, cuts)
        .into_iter()
        .map(|row| (1.0 / row.iter().sum::<f32>() - height(row)).abs())
        .sum();
    (high - wanted).abs() + (most - least) * 0.35 + falling * 0.12 + cut
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPRIGHT: Option<Pixels> = Some(Pixels {
        width: 1_200,
        height: 1_600,
    });
    const LYING: Option<Pixels> = Some(Pixels {
        width: 1_600,
        height: 900,
    });

    /// Pictures in each row.
    fn shape(sizes: &[Option<Pixels>]) -> Vec<usize> {
        let mut rows: Vec<(f32, usize)> = Vec::new();
        for tile in mosaic(sizes, false).tiles {
            match rows.last_mut() {
                Some((top, count)) if (*top - tile.top).abs() < 0.01 => *count += 1,
                _ => rows.push((tile.top, 1)),
            }
        }
        rows.into_iter().map(|(_, count)| count).collect()
    }

    #[test]
    fn one_keeps_its_shape() {
        let upright = mosaic(&[UPRIGHT], false);
        assert_eq!((upright.width, upright.ratio), (300.0, 0.75));
        let lying = mosaic(&[LYING], false);
        assert_eq!(lying.width, 400.0);
        assert!((lying.ratio - 16.0 / 9.0).abs() < 0.01);
        // Unknown: a square.
        assert_eq!(mosaic(&[None], false).ratio, 1.0);
    }

    #[test]
    fn what_is_small_or_long_has_room_for_the_time() {
        let small = mosaic(
            &[Some(Pixels {
                width: 40,
                height: 40,
            })],
            false,
        );
        assert_eq!((small.width, small.ratio), (150.0, 1.0));
        let long = mosaic(
            &[Some(Pixels {
                width: 300,
                height: 9_000,
            })],
            false,
        );
        assert!(long.width >= 150.0 && long.width / long.ratio <= 400.1);
        let wide = mosaic(
            &[Some(Pixels {
                width: 9_000,
                height: 300,
            })],
            false,
        );
        assert!(wide.width / wide.ratio >= 72.0);
        assert_eq!(
            mosaic(&[UPRIGHT], true).width.max(270.0),
            mosaic(&[UPRIGHT], true).width
        );
    }

    #[test]
    fn several_make_rows() {
        assert_eq!(shape(&[UPRIGHT, UPRIGHT]), [2]);
        assert_eq!(shape(&[LYING, LYING]), [1, 1]);
        assert_eq!(shape(&[LYING, LYING, LYING]), [1, 2]);
        assert_eq!(shape(&[UPRIGHT; 4]), [2, 2]);
        assert_eq!(shape(&[UPRIGHT; 10]).into_iter().sum::<usize>(), 10);
    }

    #[test]
    fn the_box_is_filled_and_nothing_lies_over_another() {
        for count in 2..=10 {
            for size in [UPRIGHT, LYING, None] {
                let mosaic = mosaic(&vec![size; count], false);
                let area: f32 = mosaic.tiles.iter().map(|tile| tile.width * tile.height).sum();
                assert!((area - 10_000.0).abs() < 1.0, "{count}: {area}");
                let high = mosaic.width / mosaic.ratio;
                assert!((130.0..620.0).contains(&high), "{count}: {high}");
            }
        }
    }
}
