//! Clients that do not behave: slow ones, large ones, too many of them; and a supervisor that asks the program to stop.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use quartermaster_tests::browser::Browser;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::{Home, Server};

/// Nothing in these tests should take longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server over a small sample company with variables that configure it.
fn server(home: &Home, variables: &[(&str, &str)]) -> anyhow::Result<Server> {
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    Server::start_with(home, &sample, TODAY, variables)
}

/// A client that writes bytes as it likes.
struct Client(TcpStream);

impl Client {
    fn connect(server: &Server) -> anyhow::Result<Self> {
        let address = server
            .url
            .strip_prefix("http://")
            .context("an http address")?;
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self(stream))
    }

    /// A client that has sent the head of a login whose body has this length.
    fn logging_in(server: &Server, length: usize) -> anyhow::Result<Self> {
        let mut client = Self::connect(server)?;
        let head = format!(
            "POST /login HTTP/1.1\r\nhost: q\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {length}\r\n\r\n"
        );
        client.0.write_all(head.as_bytes())?;
        Ok(client)
    }

    /// Asks whether the program lives, and leaves the connection open.
    fn knock(&mut self) -> anyhow::Result<()> {
        Ok(self
            .0
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: q\r\n\r\n")?)
    }

    /// Reads an answer's first bytes; its status, or nothing when the connection was closed without an answer.
    fn status(&mut self) -> anyhow::Result<Option<u16>> {
        let mut start = [0; 12];
        match self.0.read_exact(&mut start) {
            Ok(()) => Ok(Some(std::str::from_utf8(&start)?[9..].parse()?)),
            Err(error)
                if [ErrorKind::UnexpectedEof, ErrorKind::ConnectionReset]
                    .contains(&error.kind()) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Sends the bytes one by one until the server has closed the connection or answered; how long that took.
    fn trickle(&mut self, bytes: &[u8]) -> anyhow::Result<Duration> {
        let started = Instant::now();
        self.0.set_read_timeout(Some(Duration::from_millis(50)))?;
        for byte in bytes {
            let mut answer = [0; 1];
            match self.0.peek(&mut answer) {
                Err(error)
                    if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {}
                Ok(_) | Err(_) => break,
            }
            if self.0.write_all(&[*byte]).is_err() {
                break;
            }
        }
        self.0.set_read_timeout(Some(PATIENCE))?;
        Ok(started.elapsed())
    }
}

/// Others are answered while `client` does what it does.
fn others_are_answered_while<T: Send>(
    server: &Server,
    client: impl FnOnce() -> anyhow::Result<T> + Send,
) -> anyhow::Result<T> {
    thread::scope(|scope| {
        let client = scope.spawn(client);
        let mut answered = 0;
        let mut browser = Browser::new(&server.url);
        while !client.is_finished() {
            let asked = Instant::now();
            assert_eq!(browser.get("/login")?.status, 200);
            assert!(
                asked.elapsed() < Duration::from_secs(5),
                "others have to wait"
            );
            answered += 1;
            thread::sleep(Duration::from_millis(20));
        }
        assert!(answered > 0);
        client
            .join()
            .map_err(|_| anyhow::anyhow!("the client broke"))?
    })
}

#[test]
fn a_head_that_comes_byte_by_byte_is_cut_off() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[("QUARTERMASTER__SERVER__HEAD_SECONDS", "1")])?;
    let (took, status) = others_are_answered_while(&server, || {
        let mut client = Client::connect(&server)?;
        let took = client.trickle(format!("GET /{} HTTP/1.1\r\n", "x".repeat(1_000)).as_bytes())?;
        Ok((took, client.status()?))
    })?;
    assert_eq!(status, None);
    assert!(
        took >= Duration::from_millis(900) && took < Duration::from_secs(10),
        "{took:?}"
    );

    // The same when nothing at all is sent, and when nothing follows an answer.
    let mut silent = Client::connect(&server)?;
    assert_eq!(silent.status()?, None);
    let mut idle = Client::connect(&server)?;
    idle.knock()?;
    let mut all = String::new();
    idle.0.read_to_string(&mut all)?;
    assert!(all.starts_with("HTTP/1.1 200"), "{all}");
    Ok(())
}

#[test]
fn a_body_that_comes_byte_by_byte_is_cut_off() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[("QUARTERMASTER__SERVER__BODY_SECONDS", "1")])?;
    let (took, status) = others_are_answered_while(&server, || {
        let mut client = Client::logging_in(&server, 1_000)?;
        let took = client.trickle(&[b'x'; 1_000])?;
        Ok((took, client.status()?))
    })?;
    assert_eq!(status, Some(408));
    assert!(
        took >= Duration::from_millis(900) && took < Duration::from_secs(10),
        "{took:?}"
    );
    Ok(())
}

#[test]
fn a_body_that_nobody_read_is_not_in_the_way_of_the_next_request() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[])?;
    let refused = |length: usize, begins: &str| -> anyhow::Result<Client> {
        let mut client = Client::connect(&server)?;
        let head = format!(
            "POST /api/v1/query HTTP/1.1\r\nhost: q\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        client.0.write_all(head.as_bytes())?;
        // The refusal is ready long before the body comes.
        thread::sleep(Duration::from_millis(100));
        client.0.write_all(begins.as_bytes())?;
        Ok(client)
    };
    for length in [1, 64 * 1024] {
        let mut client = refused(length, &"x".repeat(length))?;
        client
            .0
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: q\r\nconnection: close\r\n\r\n")?;
        let mut all = String::new();
        client.0.read_to_string(&mut all)?;
        assert!(all.starts_with("HTTP/1.1 401"), "{all}");
        assert_eq!(all.matches("HTTP/1.1 200").count(), 1, "{length}: {all}");
    }
    // One byte too many, or one that never comes: the answer says that the connection ends, and it does.
    for (length, begins) in [(64 * 1024 + 1, 64 * 1024 + 1), (2, 1)] {
        let mut client = refused(length, &"x".repeat(begins))?;
        let mut all = String::new();
        client.0.read_to_string(&mut all)?;
        assert!(all.starts_with("HTTP/1.1 401"), "{all}");
        assert!(all.contains("\r\nconnection: close\r\n"), "{length}: {all}");
    }
    Ok(())
}

#[test]
fn a_large_body_is_refused_and_the_client_hears_why() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[])?;
    for megabytes in [1, 10] {
        let status = others_are_answered_while(&server, || {
            let length = megabytes << 20;
            let mut client = Client::logging_in(&server, length)?;
            // The server need not take all of it.
            let _ = client.0.write_all(&vec![b'x'; length]);
            client.status()
        })?;
        assert_eq!(status, Some(413), "{megabytes} MB");
    }
    // 64 KB is as much as is taken: it is read, and is no login.
    for (length, expected) in [(65_536, 422), (65_537, 413)] {
        let mut client = Client::logging_in(&server, length)?;
        client.0.write_all(&vec![b'x'; length])?;
        assert_eq!(client.status()?, Some(expected), "{length} bytes");
    }
    Ok(())
}

#[test]
fn a_head_of_more_than_32_kb_is_refused() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[])?;
    for (kilobytes, expected) in [(31, 200), (33, 431), (1_000, 431)] {
        let mut client = Client::connect(&server)?;
        let padding = "x".repeat(kilobytes << 10);
        let head = format!("GET /healthz HTTP/1.1\r\nhost: q\r\npadding: {padding}\r\n\r\n");
        // The server need not take all of it.
        let _ = client.0.write_all(head.as_bytes());
        assert_eq!(client.status()?, Some(expected), "{kilobytes} KB");
    }
    Ok(())
}

#[test]
fn the_log_carries_the_reference_of_an_error_page() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[])?;
    let mut browser = Browser::new(&server.url);
    browser.log_in("field")?;
    let page = browser.get("/nowhere")?;
    assert_eq!(page.status, 404);
    let words = page.words();
    let (_, after) = words
        .split_once("Reference: ")
        .with_context(|| words.clone())?;
    let reference = after.split(' ').next().context("a number")?;
    assert_eq!(reference.len(), 36, "{reference}");
    // The log is written behind the answer's back.
    let deadline = Instant::now() + PATIENCE;
    while !log(&home)?
        .lines()
        .any(|line| line.contains(reference) && line.contains("404"))
    {
        assert!(Instant::now() < deadline, "{reference} is not in the log");
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// What the program has logged.
fn log(home: &Home) -> anyhow::Result<String> {
    let mut text = String::new();
    for file in std::fs::read_dir(home.directory().join("logs"))? {
        text.push_str(&std::fs::read_to_string(file?.path())?);
    }
    Ok(text)
}

#[test]
fn connections_beyond_the_limit_wait() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[("QUARTERMASTER__SERVER__CONNECTIONS", "3")])?;
    let mut inside = Vec::new();
    for _ in 0..3 {
        let mut client = Client::connect(&server)?;
        client.knock()?;
        assert_eq!(client.status()?, Some(200));
        inside.push(client);
    }
    let mut outside = Client::connect(&server)?;
    outside.knock()?;
    outside
        .0
        .set_read_timeout(Some(Duration::from_millis(700)))?;
    assert!(outside.status().is_err(), "it has to wait");
    let leaving = inside.pop().context("three are inside")?;
    leaving.0.shutdown(Shutdown::Both)?;
    outside.0.set_read_timeout(Some(PATIENCE))?;
    assert_eq!(outside.status()?, Some(200));
    Ok(())
}

#[test]
fn asked_to_stop_it_finishes_what_it_has_begun() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[])?;
    let body = b"username=nobody&password=wrong+password";
    let (sent, rest) = body.split_at(10);
    let mut running = Client::logging_in(&server, body.len())?;
    running.0.write_all(sent)?;
    let mut idle = Client::connect(&server)?;
    idle.knock()?;
    assert_eq!(idle.status()?, Some(200));
    server.ask_to_stop()?;
    // Nobody new is let in.
    let deadline = Instant::now() + PATIENCE;
    while Client::connect(&server).is_ok() {
        assert!(Instant::now() < deadline, "it goes on accepting");
        thread::sleep(Duration::from_millis(20));
    }
    running.0.write_all(rest)?;
    assert_eq!(running.status()?, Some(422), "a login that does not fit");
    drop((running, idle));
    assert_eq!(server.ended()?, Some(0));
    Ok(())
}

#[test]
fn asked_to_stop_it_does_not_wait_for_ever() -> anyhow::Result<()> {
    let home = Home::new()?;
    let server = server(&home, &[("QUARTERMASTER__SERVER__SHUTDOWN_SECONDS", "1")])?;
    let _running = Client::logging_in(&server, 100)?;
    let mut browser = Browser::new(&server.url);
    assert_eq!(browser.get("/healthz")?.status, 200);
    let started = Instant::now();
    server.ask_to_stop()?;
    assert_eq!(server.ended()?, Some(0));
    let took = started.elapsed();
    assert!(
        took >= Duration::from_millis(900) && took < Duration::from_secs(10),
        "{took:?}"
    );
    Ok(())
}
