//! Pictures as the browser decodes and draws them: a photo anew, a frame of a video, and how large each is.

use futures_util::future::{Either, select};
use protocol::Pixels;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, HtmlVideoElement, Url};

use super::{document, pause};

/// An address of bytes in this page, for as long as it is held.
struct Address(String);

impl Address {
    fn of(blob: &Blob) -> Option<Self> {
        Url::create_object_url_with_blob(blob).ok().map(Self)
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// A decoded picture: upright, whatever the camera was held like.
pub(crate) struct Decoded {
    image: HtmlImageElement,
    pub size: Pixels,
    _address: Address,
}

/// `None`: the browser does not know this kind of picture, or it is damaged.
pub(crate) async fn decode(blob: &Blob) -> Option<Decoded> {
    let address = Address::of(blob)?;
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&address.0);
    JsFuture::from(image.decode()).await.ok()?;
    let size = Pixels {
        width: image.natural_width(),
        height: image.natural_height(),
    };
    (size.width > 0 && size.height > 0).then_some(Decoded {
        image,
        size,
        _address: address,
    })
}

impl Decoded {
    /// Whether something lies behind it. A look at a small copy is enough.
    pub(crate) fn is_see_through(&self) -> bool {
        const SIDE: u32 = 48;
        let seen = || {
            let (_, context) = canvas(Pixels {
                width: SIDE,
                height: SIDE,
            })?;
            self.draw(&context, f64::from(SIDE), f64::from(SIDE))?;
            let side = f64::from(SIDE);
            let data = context.get_image_data(0.0, 0.0, side, side).ok()?;
            Some(
                data.data()
                    .chunks_exact(4)
                    .any(|pixel| pixel.last().is_some_and(|alpha| *alpha < 250)),
            )
        };
        seen().unwrap_or(false)
    }

    fn draw(&self, context: &CanvasRenderingContext2d, width: f64, height: f64) -> Option<()> {
        context
            .draw_image_with_html_image_element_and_dw_and_dh(&self.image, 0.0, 0.0, width, height)
            .ok()
    }

    /// The picture in another size, as a file that holds nothing but pixels.
    pub(crate) async fn drawn(&self, size: Pixels, media_type: &str, quality: f64) -> Option<Blob> {
        let (canvas, context) = canvas(size)?;
        self.draw(&context, f64::from(size.width), f64::from(size.height))?;
        file(&canvas, media_type, quality).await
    }
}

fn canvas(size: Pixels) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas: HtmlCanvasElement = document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(size.width);
    canvas.set_height(size.height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let _ = js_sys::Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into());
    Some((canvas, context))
}

async fn file(canvas: &HtmlCanvasElement, media_type: &str, quality: f64) -> Option<Blob> {
    let made = js_sys::Promise::new(&mut |resolve, _| {
        let _ = canvas.to_blob_with_type_and_encoder_options(&resolve, media_type, &quality.into());
    });
    JsFuture::from(made).await.ok()?.dyn_into().ok()
}

/// What is known of a video without playing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Film {
    pub size: Option<Pixels>,
    pub length_ms: Option<u32>,
    /// One of its pictures: a JPEG file in base64.
    pub poster: Option<String>,
}

/// How long a browser may take to look at a video, in milliseconds: one that cannot play it may never say so.
const PATIENCE_MS: i32 = 6_000;
/// Longer side of a poster, in pixels.
const POSTER_SIDE: u32 = 640;

/// Looks at a video; what cannot be found out is left out.
pub(crate) async fn film(blob: &Blob) -> Film {
    let mut film = Film::default();
    let looked = {
        let looking = Box::pin(look_at(blob, &mut film));
        let waiting = Box::pin(pause(PATIENCE_MS));
        matches!(select(looking, waiting).await, Either::Left(_))
    };
    if !looked {
        film.poster = None;
    }
    film
}

async fn look_at(blob: &Blob, film: &mut Film) -> Option<()> {
    let address = Address::of(blob)?;
    let video: HtmlVideoElement = document()?.create_element("video").ok()?.dyn_into().ok()?;
    video.set_muted(true);
    video.set_preload("auto");
    let loaded = heard(&video, "loadeddata");
    video.set_src(&address.0);
    JsFuture::from(loaded).await.ok()?;
    let size = Pixels {
        width: video.video_width(),
        height: video.video_height(),
    };
    let seconds = video.duration();
    film.size = (size.width > 0 && size.height > 0).then_some(size);
    film.length_ms = (seconds.is_finite() && seconds > 0.0).then_some((seconds * 1_000.0) as u32);
    // The very first picture is often black.
    let sought = heard(&video, "seeked");
    video.set_current_time((seconds / 10.0).clamp(0.0, 1.0));
    JsFuture::from(sought).await.ok()?;
    film.poster = poster(&video, film.size?);
    Some(())
}

fn heard(video: &HtmlVideoElement, name: &str) -> js_sys::Promise {
    js_sys::Promise::new(&mut |resolve, reject| {
        let _ = video.add_event_listener_with_callback(name, &resolve);
        let _ = video.add_event_listener_with_callback("error", &reject);
    })
}

fn poster(video: &HtmlVideoElement, size: Pixels) -> Option<String> {
    let size = crate::state::preparing::fit(size, POSTER_SIDE);
    let (canvas, context) = canvas(size)?;
    context
        .draw_image_with_html_video_element_and_dw_and_dh(
            video,
            0.0,
            0.0,
            f64::from(size.width),
            f64::from(size.height),
        )
        .ok()?;
    [0.75, 0.5, 0.3].into_iter().find_map(|quality| {
        let data = canvas
            .to_data_url_with_type_and_encoder_options("image/jpeg", &quality.into())
            .ok()?;
        let (_, base64) = data.split_once(";base64,")?;
        (base64.len() / 4 * 3 <= protocol::POSTER_BYTES).then(|| base64.to_owned())
    })
}
