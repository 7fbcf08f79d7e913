//! The thread that the driver lives on: waits for the next event or the engine's deadline, whichever comes first.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::{Driver, Event};
use crate::clock::Clock;
use crate::network::Network;

/// Waits end at least this often, so that a sleep of the machine is noticed soon after.
const LONGEST_WAIT_MS: i64 = 10_000;
/// More than this many events waiting make the network and the page wait.
const WAITING_EVENTS: usize = 1_024;

/// The driver's address. Dropping it stops the driver and waits for its last commit.
#[derive(Debug)]
pub(crate) struct DriverThread {
    events: mpsc::Sender<Event>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl DriverThread {
    /// `make` gets the driver's own address.
    pub(crate) fn start<N: Network + 'static>(
        runtime: Handle,
        make: impl FnOnce(mpsc::Sender<Event>) -> Driver<N> + Send + 'static,
    ) -> io::Result<Self> {
        let (events, inbox) = mpsc::channel(WAITING_EVENTS);
        let own = events.clone();
        let thread = thread::Builder::new()
            .name("driver".into())
            .spawn(move || serve(make(own), inbox, &runtime))?;
        Ok(Self {
            events,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// `false` when the driver has stopped.
    pub(crate) async fn tell(&self, event: Event) -> bool {
        self.events.send(event).await.is_ok()
    }

    /// As [`DriverThread::tell`] for who may not wait; lost when too much waits already.
    pub(crate) fn tell_now(&self, event: Event) -> bool {
        self.events.try_send(event).is_ok()
    }

    /// Stops it and waits until the store is closed.
    pub(crate) fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && self.events.blocking_send(Event::Stop).is_ok()
        {
            let _ = thread.join();
        }
    }
}

impl Drop for DriverThread {
    fn drop(&mut self) {
        self.stop();
    }
}

fn serve<N: Network>(mut driver: Driver<N>, mut inbox: mpsc::Receiver<Event>, runtime: &Handle) {
    let mut clock = Clock::start();
    let (mut now, _) = clock.look();
    driver.start(now);
    loop {
        let wait = driver.deadline().map_or(LONGEST_WAIT_MS, |at| {
            at.saturating_sub(now).clamp(0, LONGEST_WAIT_MS)
        });
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or(0));
        let event = runtime.block_on(async { timeout(wait, inbox.recv()).await });
        let (later, slept) = clock.look();
        now = later;
        if slept {
            driver.resumed(now);
        }
        match event {
            Ok(None | Some(Event::Stop)) => return,
            Ok(Some(event)) => driver.handle(now, event),
            Err(_) => driver.tick(now),
        }
    }
}
