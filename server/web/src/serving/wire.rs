//! A *wire* is a TCP connection that does not wait for ever: not for a client that takes nothing, and not for one that
//! sends on when it should listen.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long a client that is still sending is listened to after the answer. Closing at once would make the system
/// throw the answer away before the client has read it.
const LINGER: Duration = Duration::from_secs(2);

/// A TCP connection with patience for as long as it is told.
pub(super) struct Wire<S = TcpStream> {
    stream: S,
    patience: Duration,
    /// Runs while the client takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Runs while what the client still sends is thrown away.
    lingering: Option<Pin<Box<Sleep>>>,
}

impl<S> Wire<S> {
    /// A wire on which the client may take nothing for `patience`.
    pub(super) fn new(stream: S, patience: Duration) -> Self {
        Self {
            stream,
            patience,
            stalled: None,
            lingering: None,
        }
    }

    /// Passes on what came of writing; when the client takes nothing, fails after a while.
    fn watched<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self
            .stalled
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the client takes nothing of what is sent to it",
        )))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watched(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.watched(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.watched(context, flushed)
    }

    /// Says that nothing more will come, then throws away what the client still sends, for a while.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            self.lingering = Some(Box::pin(sleep(LINGER)));
        }
        let mut rest = [0; 4096];
        loop {
            if let Some(lingering) = &mut self.lingering
                && lingering.as_mut().poll(context).is_ready()
            {
                return Poll::Ready(Ok(()));
            }
            let mut buffer = ReadBuf::new(&mut rest);
            let read = ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    fn assert_quick(started: Instant) {
        assert!(started.elapsed() < Duration::from_secs(2));
    }

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (server, mut client) = duplex(8);
        let mut wire = Wire::new(server, Duration::from_millis(50));
        let started = Instant::now();
        let error = wire.write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_quick(started);
        let mut taken = [0; 8];
        client.read_exact(&mut taken).await.unwrap();
    }

    #[tokio::test]
    async fn a_slow_client_is_waited_for() {
        let (server, mut client) = duplex(8);
        let mut wire = Wire::new(server, Duration::from_millis(500));
        let taking = tokio::spawn(async move {
            let mut taken = 0;
            while taken < 64 {
                tokio::time::sleep(Duration::from_millis(20)).await;
                taken += client.read(&mut [0; 8]).await.unwrap();
            }
        });
        wire.write_all(&[0; 64]).await.unwrap();
        taking.await.unwrap();
    }

    #[tokio::test]
    async fn what_a_client_still_sends_is_thrown_away() {
        let (server, mut client) = duplex(8);
        let mut wire = Wire::new(server, Duration::from_secs(1));
        let sending = tokio::spawn(async move {
            client.write_all(&[0; 64]).await.unwrap();
            let mut answer = Vec::new();
            client.shutdown().await.unwrap();
            client.read_to_end(&mut answer).await.unwrap();
            answer
        });
        let started = Instant::now();
        wire.write_all(b"no").await.unwrap();
        wire.shutdown().await.unwrap();
        assert_quick(started);
        assert_eq!(sending.await.unwrap(), b"no");
    }
}
