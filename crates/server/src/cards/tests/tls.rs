//! Over https: to the site that has the name, or not at all.

use std::process::Command;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;

use super::*;

/// A certificate that has signed itself, and its key.
fn certificate(names: &str) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let folder = tempfile::tempdir().unwrap();
    let [config, key, certificate] = ["a.cnf", "a.key", "a.crt"].map(|name| folder.path().join(name));
    let wanted = format!(
        "[req]\ndistinguished_name=name\nx509_extensions=extensions\nprompt=no\n[name]\nCN=a test\n\
         [extensions]\nsubjectAltName={names}\nbasicConstraints=critical,CA:FALSE\n"
    );
    std::fs::write(&config, wanted).unwrap();
    let made = Command::new("openssl")
        .args(["req", "-x509", "-days", "2", "-nodes", "-newkey", "ec"])
        .args(["-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .arg("-config")
        .arg(&config)
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (
        CertificateDer::from_pem_file(&certificate).unwrap(),
        PrivateKeyDer::from_pem_file(&key).unwrap(),
    )
}

/// Looks at a link while there is a site with this certificate at `HERE`; also tells the name that was asked for.
async fn look_at(link: &str, names: &str, known: bool) -> (Result<LinkCard, NoCard>, Option<String>) {
    let (certificate, key) = certificate(names);
    let mut roots = RootCertStore::empty();
    if known {
        roots.add(certificate.clone()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let internet = Scripted::default();
    internet.name("page.org", &[HERE]);
    let listener = listener().await;
    internet.site(&format!("{HERE}:443"), &listener);
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await else {
            return None;
        };
        let asked = stream.get_ref().1.server_name().unwrap_or_default().to_owned();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.ok()?);
        }
        stream.write_all(&html(PAGE)).await.ok()?;
        stream.shutdown().await.ok()?;
        Some(asked)
    });
    let looker = Looker::trusting(Arc::new(internet), roots).unwrap();
    let looked = looker.look(link).await;
    (looked, serving.await.unwrap())
}

#[tokio::test]
async fn a_site_with_the_name_is_read() {
    let (looked, asked) = look_at("https://page.org/a", "DNS:page.org", true).await;
    assert_eq!(looked.unwrap().title, "Run slow");
    assert_eq!(asked.as_deref(), Some("page.org"));
    let (looked, asked) = look_at(&format!("https://{HERE}/"), &format!("IP:{HERE}"), true).await;
    assert_eq!(looked.unwrap().site, HERE);
    assert_eq!(asked.as_deref(), Some(""));
}

#[tokio::test]
async fn a_site_with_another_name_or_of_nobody_known_is_not() {
    for (names, known) in [
        ("DNS:other.org", true),
        ("DNS:page.org", false),
        // The address is right, but it is the name that was asked for.
        ("IP:93.184.216.34", true),
    ] {
        let (looked, asked) = look_at("https://page.org/", names, known).await;
        assert_eq!(looked, Err(NoCard::Unreachable), "{names}");
        assert_eq!(asked, None);
    }
}
