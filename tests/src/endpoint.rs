//! An *endpoint* stands in for a language model that speaks the chat completions of OpenAI: it streams its replies one after
//! the other, the last one again and again, and keeps what it heard.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use anyhow::Context;
use serde_json::{Value, json};

/// A request that the endpoint heard.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Path of the address.
    pub path: String,
    /// Who asks ("Bearer …").
    pub authorization: String,
    /// The body.
    pub body: Value,
}

/// The endpoint, listening; dropped, nobody listens any more.
pub struct Endpoint {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
    closed: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

/// A reply that calls a tool, and took so many tokens to read and to write.
pub fn call(tool: &str, input: &Value, tokens: (u64, u64)) -> Value {
    let call = json!({"index": 0, "id": "call-1", "type": "function",
        "function": {"name": tool, "arguments": input.to_string()}});
    json!({"delta": {"role": "assistant", "tool_calls": [call]}, "finish": "tool_calls", "tokens": [tokens.0, tokens.1]})
}

impl Endpoint {
    /// Gives these replies.
    pub fn giving(replies: Vec<Value>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let closed = Arc::new(AtomicBool::new(false));
        let (hearing, closing) = (Arc::clone(&heard), Arc::clone(&closed));
        let listening = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if closing.load(Ordering::SeqCst) {
                    return;
                }
                // Whoever asks may have gone away.
                let _ = stream.map(|stream| serve(stream, &hearing, &replies));
            }
        });
        Ok(Self {
            address,
            heard,
            closed,
            listening: Some(listening),
        })
    }

    /// Where it is, as `language_model.endpoint_url` takes it.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// What it heard so far.
    pub fn heard(&self) -> Vec<Heard> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.clone()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // It waits for somebody to come.
        let _ = TcpStream::connect(self.address);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

fn serve(stream: TcpStream, heard: &Mutex<Vec<Heard>>, replies: &[Value]) -> anyhow::Result<()> {
    let mut reader = BufReader::new(stream);
    let request = read(&mut reader)?;
    let position = {
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(request);
        heard.len() - 1
    };
    let reply = replies.get(position).or(replies.last());
    let reply = reply.context("no reply")?;
    let chunk = |choices: Value, usage: Value| {
        let chunk = json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": "m",
            "choices": choices, "usage": usage});
        format!("data: {chunk}\n\n")
    };
    let choice = |delta: &Value, finish: &Value| json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]);
    let (read, written) = (&reply["tokens"][0], &reply["tokens"][1]);
    let total = read.as_u64().unwrap_or(0) + written.as_u64().unwrap_or(0);
    let usage = json!({"prompt_tokens": read, "completion_tokens": written, "total_tokens": total});
    let body = [
        chunk(choice(&reply["delta"], &Value::Null), Value::Null),
        chunk(choice(&json!({}), &reply["finish"]), Value::Null),
        chunk(json!([]), usage),
        "data: [DONE]\n\n".to_owned(),
    ]
    .concat();
    let head = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    Ok(())
}

fn read(reader: &mut BufReader<TcpStream>) -> anyhow::Result<Heard> {
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let path = first.split(' ').nth(1).context("a path")?.to_owned();
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse()?,
            "authorization" => value.trim().clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Heard {
        path,
        authorization,
        body: serde_json::from_slice(&body)?,
    })
}
