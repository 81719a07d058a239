//! *Serving* takes connections and hands their requests to the router, and lets no client hold on for ever.
//!
//! A client has a time to send the head of a request, and a time for which it may take nothing of what is sent to it
//! ([`Wire`]); the time for the body is kept by the routes, and what they leave of it is cleared away. Only so many connections are open at once; the others wait
//! where the system keeps them until they are accepted.

mod leftover;
mod wire;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;

use crate::config::ServerConfig;
use wire::Wire;

/// Bytes that the head of a request may have: cookies and long addresses have room.
const HEAD: usize = 32 * 1024;
/// Bytes that are held back for one connection.
const BUFFER: usize = 64 * 1024;
/// Files and sockets that the program needs beside its connections: logs, state database, data.
const OWN_FILES: usize = 128;
/// How long nothing is accepted after the system could not give a connection.
const BREATHER: Duration = Duration::from_millis(200);

/// Counts the connections that are open.
#[derive(Debug, Clone, Default)]
pub struct OpenConnections(Arc<AtomicUsize>);

impl OpenConnections {
    /// How many there are now.
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn one(&self) -> OneConnection {
        self.0.fetch_add(1, Ordering::Relaxed);
        OneConnection(self.clone())
    }
}

/// A connection that is open for as long as this lives.
struct OneConnection(OpenConnections);

impl Drop for OneConnection {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Serves until `stop` says true, then lets requests that are under way finish for as long as the configuration says.
/// True when all of them did.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    settings: &ServerConfig,
    open: OpenConnections,
    mut stop: watch::Receiver<bool>,
) -> bool {
    let connections = connections(settings.connections);
    let places = Arc::new(Semaphore::new(usize::from(connections)));
    let hall = Hall {
        router,
        head: settings.head,
        stalled: settings.stalled,
        stop: stop.clone(),
    };
    loop {
        // A place first: who finds none is not even accepted.
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let accepted = tokio::select! {
            next = next => next,
            () = asked_to(&mut stop) => None,
        };
        match accepted {
            Some((place, Ok((stream, address)))) => {
                let seat = (place, open.one());
                tokio::spawn(hall.clone().attend(stream, address, seat));
            }
            Some((_, Err(error))) if is_of_one_client(&error) => {
                tracing::debug!(%error, "a client went away before it was accepted");
            }
            Some((_, Err(error))) => {
                tracing::error!(%error, "connections cannot be accepted; trying again");
                tokio::time::sleep(BREATHER).await;
            }
            None => break,
        }
    }
    // From now on new connections are refused, so that a proxy turns elsewhere.
    drop(listener);
    let all_gone = places.acquire_many(u32::from(connections));
    tokio::time::timeout(settings.shutdown, all_gone)
        .await
        .is_ok()
}

/// What a connection needs.
#[derive(Clone)]
struct Hall {
    router: Router,
    head: Duration,
    stalled: Duration,
    stop: watch::Receiver<bool>,
}

impl Hall {
    /// Answers the requests of one connection until it ends.
    async fn attend(
        mut self,
        stream: TcpStream,
        address: SocketAddr,
        _seat: (OwnedSemaphorePermit, OneConnection),
    ) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%address, %error, "small answers may be sent late");
        }
        let router = self.router;
        let service = service_fn(move |request: Request<Incoming>| {
            let router = router.clone();
            async move {
                let (head, body) = request.into_parts();
                let (lent, leftover) = leftover::lend(body, &head.headers);
                let mut request = Request::from_parts(head, Body::new(lent));
                request.extensions_mut().insert(ConnectInfo(address));
                let answer = router.oneshot(request).await?;
                Ok::<_, Infallible>(leftover.clear(answer).await)
            }
        });
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(self.head)
                .max_header_size(HEAD)
                .max_buf_size(BUFFER)
                .serve_connection(TokioIo::new(Wire::new(stream, self.stalled)), service,)
                .with_upgrades()
        );
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = asked_to(&mut self.stop) => {
                // A request that is under way is answered; no other follows.
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%address, %error, "a connection ended early");
        }
    }
}

/// Waits until the program is asked to stop.
async fn asked_to(stop: &mut watch::Receiver<bool>) {
    // Nobody left who could ask is as good as asked.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// The client went away; the next one is not concerned.
fn is_of_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// As many connections as are configured, or fewer where the system allows the process fewer open files.
fn connections(configured: u16) -> u16 {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let Some(files) = open_files(&limits) else {
        return configured;
    };
    let most = u16::try_from(files.saturating_sub(OWN_FILES).max(1)).unwrap_or(u16::MAX);
    if most < configured {
        tracing::warn!(
            configured,
            most,
            files,
            "this process may open too few files for server.connections; raise the limit (ulimit -n, LimitNOFILE)"
        );
    }
    configured.min(most)
}

/// The soft limit of open files, as Linux writes it; `None` when there is none.
fn open_files(limits: &str) -> Option<usize> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_open_files_is_read() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max processes             7855                 7855                 processes \n\
                      Max open files            1024                 524288               files     \n";
        assert_eq!(open_files(limits), Some(1024));
        assert_eq!(
            open_files("Max open files            unlimited  unlimited  files"),
            None
        );
        assert_eq!(open_files(""), None);
    }

    #[test]
    fn connections_count_as_long_as_they_live() {
        let open = OpenConnections::default();
        let (first, second) = (open.one(), open.one());
        assert_eq!(open.count(), 2);
        drop(first);
        assert_eq!(open.count(), 1);
        drop(second);
        assert_eq!(open.count(), 0);
    }
}
