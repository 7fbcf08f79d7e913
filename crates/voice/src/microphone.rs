//! The microphones of this device, through cpal: any rate, any format, any number of channels in; mono floats out.

use std::collections::HashSet;
use std::thread;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{Device, ErrorKind, FromSample, SampleFormat, SizedSample, Stream, StreamConfig};

use crate::VoiceError;

/// Something to record with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Microphone {
    /// Stays the same over restarts where the system can tell.
    pub id: String,
    pub name: String,
}

/// All of them, the system's choice first. Empty when there is none.
pub fn microphones() -> Result<Vec<Microphone>, VoiceError> {
    let host = cpal::default_host();
    let chosen = host.default_input_device();
    let others = match host.input_devices() {
        Ok(devices) => devices.collect(),
        Err(error) if chosen.is_none() => return none_or(error),
        Err(_) => Vec::new(),
    };
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    let all = chosen.into_iter().chain(others).filter_map(|device| {
        let id = device.id().ok()?.to_string();
        let name = device.description().ok()?.name().to_owned();
        // A system lists the same thing under several ids; a person chooses by name.
        (is_for_people(&id) && ids.insert(id.clone()) && names.insert(name.clone()))
            .then_some(Microphone { id, name })
    });
    Ok(all.collect())
}

fn none_or(error: cpal::Error) -> Result<Vec<Microphone>, VoiceError> {
    match VoiceError::from(error) {
        VoiceError::NoMicrophone => Ok(Vec::new()),
        other => Err(other),
    }
}

/// ALSA lists the parts of its own plumbing as devices: converters, and the same card once for each number of loudspeakers.
fn is_for_people(id: &str) -> bool {
    const PLUMBING: &[&str] = &[
        "null",
        "lavrate",
        "samplerate",
        "speexrate",
        "speex",
        "jack",
        "oss",
        "upmix",
        "vdownmix",
        "usbstream",
        "front",
        "surround",
        "dmix",
        "dsnoop",
        "hw",
        "iec",
        "hdmi",
    ];
    let Some(name) = id.strip_prefix("alsa:") else {
        return true;
    };
    let family: String = name.chars().take_while(|c| c.is_ascii_lowercase()).collect();
    !PLUMBING.contains(&family.as_str())
}

/// What an open microphone says.
pub(crate) enum Said {
    /// Mono, at the microphone's rate.
    Samples(Vec<f32>),
    Failed(VoiceError),
}

/// An open microphone: it hears until this is dropped.
pub(crate) struct Listening {
    stream: Option<Stream>,
    pub(crate) rate: u32,
}

impl Drop for Listening {
    /// Closing waits for the sound system's thread, which hangs for ever when the sound server has died. Nobody here waits for that.
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            let closing = thread::Builder::new().name("closing".into());
            // Without a thread for it, it is closed here.
            let _ = closing.spawn(move || drop(stream));
        }
    }
}

/// Opens one, or the system's choice. `say` is called on the sound system's thread: it must not wait.
pub(crate) fn open(
    id: Option<&str>,
    say: impl Fn(Said) + Clone + Send + 'static,
) -> Result<Listening, VoiceError> {
    let host = cpal::default_host();
    let device = match id {
        Some(id) => id.parse().ok().and_then(|id| host.device_by_id(&id)),
        None => host.default_input_device(),
    };
    let device = device.ok_or(VoiceError::NoMicrophone)?;
    let config = device.default_input_config()?;
    let (format, config) = (config.sample_format(), config.config());
    let rate = config.sample_rate;
    let stream = match format {
        SampleFormat::I8 => hear::<i8>(&device, config, say),
        SampleFormat::I16 => hear::<i16>(&device, config, say),
        SampleFormat::I24 => hear::<cpal::I24>(&device, config, say),
        SampleFormat::I32 => hear::<i32>(&device, config, say),
        SampleFormat::I64 => hear::<i64>(&device, config, say),
        SampleFormat::U8 => hear::<u8>(&device, config, say),
        SampleFormat::U16 => hear::<u16>(&device, config, say),
        SampleFormat::U24 => hear::<cpal::U24>(&device, config, say),
        SampleFormat::U32 => hear::<u32>(&device, config, say),
        SampleFormat::U64 => hear::<u64>(&device, config, say),
        SampleFormat::F32 => hear::<f32>(&device, config, say),
        SampleFormat::F64 => hear::<f64>(&device, config, say),
        other => Err(VoiceError::Unusable(format!("it speaks {other}"))),
    }?;
    // Some systems begin by themselves, others only when told.
    stream.play()?;
    Ok(Listening {
        stream: Some(stream),
        rate,
    })
}

fn hear<T>(
    device: &Device,
    config: StreamConfig,
    say: impl Fn(Said) + Clone + Send + 'static,
) -> Result<Stream, VoiceError>
where
    T: SizedSample + Send + 'static,
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels);
    let failed = say.clone();
    let stream = device.build_input_stream(
        config,
        move |data: &[T], _: &_| say(Said::Samples(mono(data, channels))),
        move |error| match error.kind() {
            // It goes on: another microphone took over, a little was lost, or the thread is not as quick as it could be.
            ErrorKind::DeviceChanged | ErrorKind::Xrun | ErrorKind::RealtimeDenied => {}
            ErrorKind::PermissionDenied => failed(Said::Failed(VoiceError::Forbidden)),
            _ => failed(Said::Failed(VoiceError::Gone)),
        },
        None,
    )?;
    Ok(stream)
}

/// The mean of all channels.
fn mono<T: Copy>(data: &[T], channels: usize) -> Vec<f32>
where
    f32: FromSample<T>,
{
    let channels = channels.max(1);
    let share = 1.0 / channels as f32;
    data.chunks_exact(channels)
        .map(|frame| frame.iter().map(|sample| f32::from_sample_(*sample)).sum::<f32>() * share)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_format_becomes_mono_floats() {
        assert_eq!(mono::<f32>(&[1.0, 0.0, -0.5, -0.5], 2), [0.5, -0.5]);
        assert_eq!(mono::<i16>(&[i16::MIN, 0, 16_384], 1), [-1.0, 0.0, 0.5]);
        assert_eq!(mono::<u8>(&[128, 255, 0], 1)[0], 0.0);
        assert_eq!(
            mono::<i32>(&[i32::MIN, i32::MIN, i32::MIN, 0, 0, 0], 3),
            [-1.0, 0.0]
        );
        // A frame that was cut short is left out.
        assert_eq!(mono::<f64>(&[1.0, 1.0, 1.0], 2), [1.0]);
    }

    #[test]
    fn a_person_chooses_among_microphones_not_among_plumbing() {
        for id in [
            "alsa:default",
            "alsa:pulse",
            "alsa:pipewire",
            "alsa:plughw:CARD=U0x46d,DEV=0",
            "alsa:sysdefault:CARD=PCH",
            "wasapi:{0.0.1}",
            "coreaudio:42",
        ] {
            assert!(is_for_people(id), "{id}");
        }
        for id in [
            "alsa:null",
            "alsa:surround51:CARD=PCH,DEV=0",
            "alsa:hw:CARD=PCH,DEV=0",
            "alsa:front:CARD=PCH",
            "alsa:iec958:CARD=PCH",
            "alsa:lavrate",
        ] {
            assert!(!is_for_people(id), "{id}");
        }
    }
}
