//! What can go wrong, in words for the person.

/// Trying again helps once the person has done what the words say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoiceError {
    #[error("There is no microphone. Plug one in and try again.")]
    NoMicrophone,
    #[error("Rapport may not use the microphone. Allow it in the system's settings, then try again.")]
    Forbidden,
    #[error("Another program holds the microphone. Close that one, or choose another microphone.")]
    Busy,
    /// While recording; what was recorded is there.
    #[error("The microphone is gone. What was recorded until then is kept.")]
    Gone,
    /// With what the system says, which is for the log.
    #[error(
        "This microphone can't be used just now. Choose another one, or see whether the system's sound works."
    )]
    Unusable(String),
    #[error("There is no room left on this device. What was recorded until then is kept.")]
    DiskFull,
    /// With what the system says, which is for the log.
    #[error("The recording couldn't be written. Check this device's disk and try again.")]
    Disk(String),
    /// Not a tenth of a second of sound.
    #[error("Nothing was recorded.")]
    Empty,
    /// What was recorded is there.
    #[error("A voice note can't be longer. What was recorded until then is kept.")]
    TooLong,
    /// No voice note, or a damaged one.
    #[error("That is no voice note that can be played.")]
    Unreadable,
}

impl From<cpal::Error> for VoiceError {
    fn from(error: cpal::Error) -> Self {
        use cpal::ErrorKind;
        match error.kind() {
            ErrorKind::DeviceBusy => Self::Busy,
            ErrorKind::PermissionDenied => Self::Forbidden,
            ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => Self::NoMicrophone,
            _ => Self::Unusable(error.to_string()),
        }
    }
}

impl From<std::io::Error> for VoiceError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Disk(error.to_string()),
        }
    }
}

impl From<hound::Error> for VoiceError {
    fn from(error: hound::Error) -> Self {
        match error {
            hound::Error::IoError(error) => error.into(),
            other => Self::Disk(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cpal::ErrorKind;

    #[test]
    fn each_trouble_has_its_words() {
        let from = |kind: ErrorKind| VoiceError::from(cpal::Error::from(kind));
        assert_eq!(from(ErrorKind::DeviceBusy), VoiceError::Busy);
        assert_eq!(from(ErrorKind::PermissionDenied), VoiceError::Forbidden);
        assert_eq!(from(ErrorKind::DeviceNotAvailable), VoiceError::NoMicrophone);
        assert_eq!(from(ErrorKind::HostUnavailable), VoiceError::NoMicrophone);
        assert!(matches!(
            from(ErrorKind::UnsupportedConfig),
            VoiceError::Unusable(_)
        ));
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(
            VoiceError::from(hound::Error::IoError(full)),
            VoiceError::DiskFull
        );
    }
}
