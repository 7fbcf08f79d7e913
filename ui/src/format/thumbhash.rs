//! What stands in a picture's place until it has come: a ThumbHash (base64, some 25 bytes) becomes a few hundred pixels, as a
//! BMP file in an address. After the reference decoder at evanw.github.io/thumbhash.

use super::base64;

/// Longer side, in pixels.
const SIDE: f32 = 32.0;

/// An address for `src`; `None` for what is no hash.
pub(crate) fn address(hash: &str) -> Option<String> {
    let picture = decode(&base64::decode(hash)?)?;
    Some(format!(
        "data:image/bmp;base64,{}",
        base64::encode(&picture.bmp())
    ))
}

/// Opaque: what is see-through lies on a middle grey.
struct Picture {
    width: usize,
    height: usize,
    /// Blue, green, red.
    pixels: Vec<[u8; 3]>,
}

/// Factors of the cosines of one channel.
struct Channel {
    across: usize,
    down: usize,
    base: f32,
    factors: Vec<f32>,
}

impl Channel {
    fn read(
        nibbles: &mut impl Iterator<Item = u8>,
        across: usize,
        down: usize,
        base: f32,
        scale: f32,
    ) -> Self {
        let mut factors = Vec::new();
        for y in 0..down {
            let mut x = usize::from(y == 0);
            while x * down < across * (down - y) {
                let nibble = nibbles.next().unwrap_or(7);
                factors.push((f32::from(nibble) / 7.5 - 1.0) * scale);
                x += 1;
            }
        }
        Self {
            across,
            down,
            base,
            factors,
        }
    }

    fn at(&self, cos_x: &[f32], cos_y: &[f32]) -> f32 {
        let mut factors = self.factors.iter();
        let mut sum = self.base;
        for (y, cos_y) in cos_y.iter().enumerate().take(self.down) {
            let from = usize::from(y == 0);
            for (x, cos_x) in cos_x.iter().enumerate().skip(from) {
                if x * self.down >= self.across * (self.down - y) {
                    break;
                }
                sum += factors.next().copied().unwrap_or(0.0) * cos_x * cos_y * 2.0;
            }
        }
        sum
    }
}

fn decode(hash: &[u8]) -> Option<Picture> {
    let (head, rest) = hash.split_at_checked(5)?;
    let byte = |index: usize| head.get(index).copied().map_or(0, u32::from);
    let first = byte(0) | byte(1) << 8 | byte(2) << 16;
    let second = byte(3) | byte(4) << 8;
    let part = |from: u32, by: u32, of: f32| (from >> by) as f32 / of;
    let light = part(first & 63, 0, 63.0);
    let warm = part(first >> 6 & 63, 0, 31.5) - 1.0;
    let green = part(first >> 12 & 63, 0, 31.5) - 1.0;
    let light_scale = part(first >> 18 & 31, 0, 31.0);
    let has_alpha = first >> 23 & 1 == 1;
    let warm_scale = part(second >> 3 & 63, 0, 63.0);
    let green_scale = part(second >> 9 & 63, 0, 63.0);
    let landscape = second >> 15 & 1 == 1;
    let short = (second & 7) as usize;
    let long = if has_alpha { 5 } else { 7 };
    let (across, down) = if landscape { (long, short) } else { (short, long) };
    let ratio = across as f32 / down.max(1) as f32;
    let (alpha, rest) = match rest.split_first() {
        Some((alpha, rest)) if has_alpha => (Some(*alpha), rest),
        _ => (None, rest),
    };
    let mut nibbles = rest.iter().flat_map(|byte| [byte & 15, byte >> 4]);
    let light = Channel::read(&mut nibbles, across.max(3), down.max(3), light, light_scale);
    let warm = Channel::read(&mut nibbles, 3, 3, warm, warm_scale * 1.25);
    let green = Channel::read(&mut nibbles, 3, 3, green, green_scale * 1.25);
    let alpha = alpha.map(|alpha| {
        let base = f32::from(alpha & 15) / 15.0;
        Channel::read(&mut nibbles, 5, 5, base, f32::from(alpha >> 4) / 15.0)
    });
    if !(0.1..=10.0).contains(&ratio) {
        return None;
    }
    let width = if ratio > 1.0 { SIDE } else { SIDE * ratio }.round().max(1.0) as usize;
    let height = if ratio > 1.0 { SIDE / ratio } else { SIDE }.round().max(1.0) as usize;
    let waves = |count: usize, at: usize, of: usize| -> Vec<f32> {
        let place = std::f32::consts::PI / of as f32 * (at as f32 + 0.5);
        (0..count).map(|wave| (place * wave as f32).cos()).collect()
    };
    let columns: Vec<_> = (0..width).map(|x| waves(7, x, width)).collect();
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        let row = waves(7, y, height);
        for column in &columns {
            let (l, p, q) = (
                light.at(column, &row),
                warm.at(column, &row),
                green.at(column, &row),
            );
            let blue = l - 2.0 / 3.0 * p;
            let red = (3.0 * l - blue + q) / 2.0;
            let seen = alpha
                .as_ref()
                .map_or(1.0, |alpha| alpha.at(column, &row).clamp(0.0, 1.0));
            let level =
                |value: f32| ((value.clamp(0.0, 1.0) * seen + 0.5 * (1.0 - seen)) * 255.0).round() as u8;
            pixels.push([level(blue), level(red - q), level(red)]);
        }
    }
    Some(Picture {
        width,
        height,
        pixels,
    })
}

impl Picture {
    /// 24 bits a pixel, rows from below, each filled up to four bytes.
    fn bmp(&self) -> Vec<u8> {
        const HEADERS: u32 = 54;
        let fill = (4 - self.width * 3 % 4) % 4;
        let body = (self.width * 3 + fill) * self.height;
        let mut file = Vec::with_capacity(HEADERS as usize + body);
        file.extend(b"BM");
        for number in [
            HEADERS + body as u32,
            0,
            HEADERS,
            40,
            self.width as u32,
            self.height as u32,
        ] {
            file.extend(number.to_le_bytes());
        }
        file.extend([1, 0, 24, 0]); // one plane, 24 bits
        for number in [0u32, body as u32, 2_835, 2_835, 0, 0] {
            file.extend(number.to_le_bytes());
        }
        for row in self.pixels.chunks(self.width).rev() {
            file.extend(row.iter().flatten());
            file.extend(std::iter::repeat_n(0, fill));
        }
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the format's own page: a sunrise, 4 to 3.
    const SUNRISE: &str = "1QcSHQRnh493V4dIh4eXh1h4kJUI";

    #[test]
    fn a_hash_becomes_a_small_picture_of_its_shape() {
        let picture = decode(&base64::decode(SUNRISE).unwrap()).unwrap();
        let ratio = picture.width as f32 / picture.height as f32;
        assert_eq!(picture.pixels.len(), picture.width * picture.height);
        assert!(
            picture.width.max(picture.height) == 32 && (0.5..2.0).contains(&ratio),
            "{ratio}"
        );
        // It is no flat colour.
        let light = |pixel: &[u8; 3]| pixel.iter().map(|level| u32::from(*level)).sum::<u32>();
        let lightest = picture.pixels.iter().map(light).max().unwrap();
        let darkest = picture.pixels.iter().map(light).min().unwrap();
        assert!(lightest > darkest + 60, "{darkest} to {lightest}");
    }

    #[test]
    fn the_file_is_as_long_as_it_says() {
        let file = decode(&base64::decode(SUNRISE).unwrap()).unwrap().bmp();
        assert_eq!(
            u32::from_le_bytes(file[2..6].try_into().unwrap()) as usize,
            file.len()
        );
        assert!(address(SUNRISE).unwrap().starts_with("data:image/bmp;base64,Qk"));
    }

    #[test]
    fn what_is_no_hash_is_nothing() {
        for hash in ["", "AA==", "????", "AAAAAAAA"] {
            let _ = address(hash); // a picture or nothing, and no crash
        }
        assert_eq!(address("not base64 at all"), None);
        assert_eq!(address("AAAA"), None);
        let zeros = vec![0u8; 40];
        let _ = decode(&zeros);
        let ones = vec![255u8; 40];
        let _ = decode(&ones);
    }
}
