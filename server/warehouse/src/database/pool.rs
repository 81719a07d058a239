//! A *pool* lends sessions, never more than so many at once, and each to one statement at a time.
//!
//! Who is done gives a session back, and it is reset before anybody else gets it. Who goes away in the middle leaves a
//! statement running in the server: it is stopped through a connection of its own, and the session is not used again.
//! Its place counts as taken until then, so that no more statements run at once than there are places.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::session::Session;
use crate::engine::Connections;

/// After so long without use a session is asked whether the server is still there.
const ASK_AFTER: Duration = Duration::from_secs(30);
/// After so long a session is not used again, so that what a server keeps for it does not pile up.
const LIFETIME: Duration = Duration::from_mins(30);
/// Statements that are stopped at once, each through a connection beside the pool's.
pub(super) const STOPPING: usize = 2;
/// How long stopping a statement may take.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// Sessions with one database.
pub(super) struct Pool<S: Session> {
    shared: Arc<Shared<S>>,
}

struct Shared<S: Session> {
    target: Arc<S::Target>,
    idle: Mutex<Vec<Resting<S>>>,
    places: Arc<Semaphore>,
    stopping: Semaphore,
    limit: u32,
    wait: Duration,
}

struct Resting<S> {
    session: S,
    since: Instant,
    opened: Instant,
}

/// Why there is no session.
#[derive(Debug)]
pub(super) enum Unavailable {
    /// All are in use.
    Busy,
    /// The server was not reached in time.
    Late,
    /// The server cannot be reached.
    Driver(sqlx::Error),
}

impl<S: Session> Pool<S> {
    pub(super) fn new(target: Arc<S::Target>, limit: u32, wait: Duration) -> Self {
        let places = usize::try_from(limit).unwrap_or(1).max(1);
        Self {
            shared: Arc::new(Shared {
                target,
                idle: Mutex::new(Vec::new()),
                places: Arc::new(Semaphore::new(places)),
                stopping: Semaphore::new(STOPPING),
                limit: limit.max(1),
                wait,
            }),
        }
    }

    pub(super) fn target(&self) -> &S::Target {
        &self.shared.target
    }

    /// Connections, in use and in all.
    pub(super) fn connections(&self) -> Connections {
        let shared = &self.shared;
        let free = u32::try_from(shared.places.available_permits()).unwrap_or(u32::MAX);
        let idle = u32::try_from(shared.idle().len()).unwrap_or(u32::MAX);
        let busy = shared.limit.saturating_sub(free);
        Connections {
            open: busy.saturating_add(idle),
            busy,
            limit: shared.limit,
        }
    }

    /// Lends a session, a fresh one when no idle one is there.
    pub(super) async fn take(&self) -> Result<Lease<S>, Unavailable> {
        let shared = &self.shared;
        let place = Arc::clone(&shared.places).acquire_owned();
        let place = tokio::time::timeout(shared.wait, place)
            .await
            .map_err(|_| Unavailable::Busy)?
            .map_err(|_| Unavailable::Busy)?;
        while let Some(mut resting) = shared.youngest() {
            if resting.opened.elapsed() > LIFETIME {
                resting.session.close().await;
                continue;
            }
            if resting.since.elapsed() > ASK_AFTER {
                let answer = tokio::time::timeout(STOP_WITHIN, resting.session.ping()).await;
                if !matches!(answer, Ok(Ok(()))) {
                    continue;
                }
            }
            return Ok(self.lease(resting.session, resting.opened, place));
        }
        let opened = Instant::now();
        match tokio::time::timeout(shared.wait, S::open(&shared.target)).await {
            Ok(Ok(session)) => Ok(self.lease(session, opened, place)),
            Ok(Err(error)) => Err(Unavailable::Driver(error)),
            Err(_) => Err(Unavailable::Late),
        }
    }

    /// Gives up all idle sessions: the server has gone away, or is going.
    pub(super) fn forget(&self) {
        self.shared.idle().clear();
    }

    fn lease(&self, session: S, opened: Instant, place: OwnedSemaphorePermit) -> Lease<S> {
        Lease {
            lent: Some((session, place)),
            opened,
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<S: Session> Shared<S> {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Resting<S>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn youngest(&self) -> Option<Resting<S>> {
        self.idle().pop()
    }
}

/// A session on loan.
pub(super) struct Lease<S: Session> {
    lent: Option<(S, OwnedSemaphorePermit)>,
    opened: Instant,
    shared: Arc<Shared<S>>,
}

impl<S: Session> Lease<S> {
    /// The session; none once it was given back.
    pub(super) fn session(&mut self) -> Option<&mut S> {
        self.lent.as_mut().map(|(session, _)| session)
    }

    /// Gives the session back for others. It is reset first, while nobody waits for it.
    pub(super) fn give_back(mut self) {
        let Some((mut session, place)) = self.lent.take() else {
            return;
        };
        let (shared, opened) = (Arc::clone(&self.shared), self.opened);
        tokio::spawn(async move {
            let reset = tokio::time::timeout(STOP_WITHIN, session.reset());
            if matches!(reset.await, Ok(Ok(()))) {
                shared.idle().push(Resting {
                    session,
                    since: Instant::now(),
                    opened,
                });
            }
            drop(place);
        });
    }

    /// Throws the session away: its connection is broken.
    pub(super) fn throw_away(mut self) {
        self.lent = None;
    }
}

impl<S: Session> Drop for Lease<S> {
    fn drop(&mut self) {
        let Some((session, place)) = self.lent.take() else {
            return;
        };
        // Without a runtime the connection is closed, and the server's own time limit ends the statement.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let shared = Arc::clone(&self.shared);
        runtime.spawn(async move {
            let one_of_few = shared.stopping.acquire().await;
            // The connection stays open meanwhile, so that its id is nobody else's.
            let stop = S::stop(&shared.target, session.id());
            match tokio::time::timeout(STOP_WITHIN, stop).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a statement could not be stopped"),
                Err(_) => tracing::warn!("a statement could not be stopped in time"),
            }
            drop(one_of_few);
            drop(session);
            drop(place);
        });
    }
}
