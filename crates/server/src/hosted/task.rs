//! A task that ends with its handle: nothing runs on for somebody who is gone.

use std::future::Future;

use tokio::task::JoinHandle;

/// Stops its task when dropped.
#[derive(Debug)]
pub(crate) struct Task(JoinHandle<()>);

impl Task {
    pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(future))
    }

    /// Waits until nothing of it is left.
    pub(crate) async fn stop(mut self) {
        self.0.abort();
        // That it was stopped is no news.
        let _ = (&mut self.0).await;
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
