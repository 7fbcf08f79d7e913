//! Debian's package format: an `ar` archive of a version, a tar of descriptions and a tar of files.
//! See deb(5) and deb-control(5).

use anyhow::Result;

use super::archive::{Entry, tar_gz};

/// How the desktop shows the app, and that it opens `rapport:` links.
pub(super) const DESKTOP: &str = "\
[Desktop Entry]
Type=Application
Name=Rapport
Comment=Messages between a coach and their clients
Exec=rapport %u
Icon=rapport
Terminal=false
Categories=Network;InstantMessaging;
MimeType=x-scheme-handler/rapport;
StartupWMClass=rapport
StartupNotify=true
";

/// What the app needs at run time. The GStreamer plugins are not linked, but WebKitGTK hangs on media without them.
const DEPENDS: &[&str] = &[
    "libwebkit2gtk-4.1-0",
    "libgtk-3-0 | libgtk-3-0t64",
    "libdbus-1-3",
    "libasound2 | libasound2t64",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
];

pub(super) fn package(version: &str, architecture: &str, files: Vec<Entry>) -> Result<Vec<u8>> {
    let size: usize = files.iter().map(|file| file.content.len()).sum();
    let control = tar_gz(&[Entry::file(
        "control",
        control(version, architecture, size.div_ceil(1024)).into(),
    )])?;
    let data = tar_gz(&files)?;
    let mut package = b"!<arch>\n".to_vec();
    for (name, content) in [
        ("debian-binary", b"2.0\n".as_slice()),
        ("control.tar.gz", &control),
        ("data.tar.gz", &data),
    ] {
        // name, time, owner, group, mode, size: fixed widths, then the mark.
        package.extend(
            format!(
                "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n",
                0,
                0,
                0,
                "100644",
                content.len()
            )
            .bytes(),
        );
        package.extend(content);
        if content.len() % 2 == 1 {
            package.push(b'\n');
        }
    }
    Ok(package)
}

fn control(version: &str, architecture: &str, installed_kb: usize) -> String {
    format!(
        "Package: rapport\n\
         Version: {version}\n\
         Architecture: {architecture}\n\
         Maintainer: The Rapport authors <rapport@localhost>\n\
         Installed-Size: {installed_kb}\n\
         Depends: {}\n\
         Section: net\n\
         Priority: optional\n\
         Description: Messages between a coach and their clients\n \
         The messaging app of a coaching practice: direct conversations and groups,\n \
         in step on every device, and readable without a network.\n",
        DEPENDS.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_what_dpkg_reads() {
        let package = package(
            "1.2.3",
            "amd64",
            vec![Entry::program("usr/bin/rapport", b"elf".to_vec())],
        )
        .unwrap();
        // Walks the archive as ar(5) says.
        let mut names = Vec::new();
        let mut rest = package.strip_prefix(b"!<arch>\n").unwrap();
        while !rest.is_empty() {
            let header = std::str::from_utf8(&rest[..60]).unwrap();
            assert!(header.ends_with("`\n"), "{header:?}");
            let size: usize = header.get(48..58).unwrap().trim().parse().unwrap();
            names.push(header.get(..16).unwrap().trim().to_owned());
            rest = &rest[60 + size + size % 2..];
        }
        assert_eq!(names, ["debian-binary", "control.tar.gz", "data.tar.gz"]);
    }

    #[test]
    fn the_description_has_what_media_needs() {
        let control = control("1.2.3", "arm64", 7);
        assert!(control.contains("\nArchitecture: arm64\n") && control.contains("\nInstalled-Size: 7\n"));
        assert!(control.contains("gstreamer1.0-plugins-good") && control.contains("libasound2 |"));
        // Every line is a field or goes on with a space, or dpkg refuses the package.
        assert!(
            control
                .lines()
                .all(|line| line.starts_with(' ') || line.contains(": ")),
            "{control}"
        );
    }
}
