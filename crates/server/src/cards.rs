//! Cards of links: what a page on the internet says of itself, looked up by the server so that no reader's device has to.
//!
//! Owns the looking: which links (`link`), which addresses (`address`), how (`fetch`), and what of it may be shown (`page`,
//! `picture`). A person may write any link, and a page may say anything: everything here takes both for hostile. Must not
//! know messages, rows or who asks.

mod address;
mod charset;
mod failure;
mod fetch;
mod html;
mod internet;
mod link;
mod page;
mod picture;
mod words;

use std::sync::Arc;
use std::time::Duration;

use protocol::{CardPicture, LinkCard};
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

use fetch::Fetcher;
use link::Destination;

pub(crate) use failure::NoCard;
pub(crate) use internet::{Internet, Machine};

/// For everything together: names, redirects, page and picture.
const TIME: Duration = Duration::from_secs(8);

/// Whether a link is one that is looked at.
pub(crate) fn is_looked_at(link: &str) -> bool {
    link::destination(link).is_some()
}

/// Looks at links.
#[derive(Debug)]
pub(crate) struct Looker {
    fetcher: Fetcher,
    time: Duration,
    /// A large picture takes more than a hundred megabytes while it is decoded: one at a time.
    decoding: Arc<Semaphore>,
}

impl Looker {
    /// With the certificates that browsers know.
    pub(crate) fn on(internet: Arc<dyn Internet>) -> Result<Self, rustls::Error> {
        let roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        Self::trusting(internet, roots)
    }

    fn trusting(internet: Arc<dyn Internet>, roots: RootCertStore) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            fetcher: Fetcher::new(internet, Arc::new(tls)),
            time: TIME,
            decoding: Arc::new(Semaphore::new(1)),
        })
    }

    /// What the page behind the link says of itself. A picture that cannot be had is left away.
    pub(crate) async fn look(&self, link: &str) -> Result<LinkCard, NoCard> {
        let at = link::destination(link).ok_or(NoCard::NotPublic)?;
        let mut found = None;
        let looking = timeout(self.time, self.look_at(link, at, &mut found)).await;
        match (found, looking) {
            // Also when the time ran out over the picture.
            (Some(card), _) => Ok(card),
            (None, Ok(Err(why))) => Err(why),
            (None, Ok(Ok(())) | Err(_)) => Err(NoCard::TooSlow),
        }
    }

    async fn look_at(&self, link: &str, at: Destination, found: &mut Option<LinkCard>) -> Result<(), NoCard> {
        let page = self.fetcher.page(at).await?;
        let html = charset::decode(&page.content_type, &page.bytes);
        let said = page::said(&page.url, &html).ok_or(NoCard::Silent)?;
        let card = found.insert(LinkCard {
            url: link.to_owned(),
            title: said.title,
            description: said.description,
            site: said.site,
            picture: None,
        });
        if let Some(picture) = said.picture {
            card.picture = self.picture(&page.url, &picture).await;
        }
        Ok(())
    }

    async fn picture(&self, page: &Url, link: &str) -> Option<CardPicture> {
        let file = self
            .fetcher
            .picture(link::relative(page, link)?)
            .await
            .ok()?
            .bytes;
        let turn = Arc::clone(&self.decoding).acquire_owned().await.ok()?;
        let made = tokio::task::spawn_blocking(move || {
            // Kept to the end, also when nobody waits for the picture any more.
            let _turn = turn;
            picture::small(&file)
        });
        // A decoder that panics is a picture that cannot be had.
        let made = made.await;
        made.ok()?
    }
}

#[cfg(test)]
pub(crate) mod scripted;
#[cfg(test)]
mod tests;
