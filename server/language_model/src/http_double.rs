//! An *HTTP double* stands in for a provider: it answers each request with the next of its replies and keeps what it heard.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A reply of the double.
#[derive(Clone)]
pub(crate) struct Canned {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    silent: bool,
}

impl Canned {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, "application/json", body.to_string().into_bytes())
    }

    pub(crate) fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body,
            silent: false,
        }
    }

    /// The connection stays open, and nothing comes.
    pub(crate) fn silence() -> Self {
        Self {
            silent: true,
            ..Self::bytes(200, "text/plain", Vec::new())
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A request that the double heard.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

pub(crate) struct HttpDouble {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl HttpDouble {
    /// Gives these replies, one to each request; the last one again and again.
    pub(crate) async fn giving(replies: Vec<Canned>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let hearing = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (hearing, replies) = (Arc::clone(&hearing), replies.clone());
                tokio::spawn(async move { serve(stream, &hearing, &replies).await });
            }
        });
        Self { url, heard }
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, hearing: &Mutex<Vec<Heard>>, replies: &[Canned]) {
    let Some(request) = request(&mut stream).await else {
        return;
    };
    let position = {
        let mut heard = hearing.lock().unwrap();
        heard.push(request);
        heard.len() - 1
    };
    let reply = &replies[position.min(replies.len() - 1)];
    if reply.silent {
        std::future::pending::<()>().await;
    }
    let mut head = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", reply.body.len()));
    // The client may have gone away.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&reply.body).await;
    let _ = stream.shutdown().await;
}

async fn request(stream: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Heard {
        path,
        headers,
        body: serde_json::from_slice(&bytes[end..end + length]).unwrap_or_default(),
    })
}
