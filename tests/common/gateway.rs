//! A gateway that answers each connection with the next of the answers it was given, and keeps what it was asked.
#![allow(dead_code, unreachable_pub)] // each test program uses its own part
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long a test waits at most for what should come at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a gateway does with a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// These octets.
    Bytes(Vec<u8>),
    /// Nothing, while the connection stays open.
    Silence,
    /// A head, and then octets for as long as somebody reads them.
    NoEnd,
}

/// What stands in an answer for the push-id of the request.
pub const SAME_PUSH_ID: &str = "{the same}";

impl Reply {
    /// The answer with the push-id that was asked about.
    fn about(self, asked: &Asked) -> Self {
        let Self::Bytes(bytes) = &self else { return self };
        let Ok(text) = str::from_utf8(bytes) else { return self };
        let body = String::from_utf8_lossy(&asked.body);
        let push_id = body.split("push-id=\"").nth(1).and_then(|rest| rest.split('"').next());
        let Some((head, body)) = text.split_once("\r\n\r\n").filter(|_| text.contains(SAME_PUSH_ID)) else {
            return self;
        };
        let length = |body: &str| format!("Content-Length: {}\r\n", body.len());
        let said = body.replace(SAME_PUSH_ID, push_id.unwrap_or_default());
        Self::Bytes(format!("{}\r\n\r\n{said}", head.replace(&length(body), &length(&said))).into_bytes())
    }
}

/// A request as it came.
#[derive(Debug)]
pub struct Asked {
    /// Request line and headers.
    pub head: String,
    pub body: Vec<u8>,
}

/// A gateway on a port of its own.
pub struct FakeGateway {
    address: SocketAddr,
    asked: Receiver<Asked>,
}

impl FakeGateway {
    /// One that answers so many requests, and listens no more after that.
    pub fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, asked) = channel();
        thread::spawn(move || {
            for reply in replies {
                let Ok((mut stream, _)) = listener.accept() else { return };
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                stream.set_write_timeout(Some(PATIENCE)).unwrap();
                let Some(asked) = read_request(&mut stream) else { return };
                let reply = reply.about(&asked);
                if sender.send(asked).is_err() {
                    return;
                }
                answer(&mut stream, &reply);
            }
        });
        Self { address, asked }
    }

    pub fn url(&self) -> String {
        format!("http://{}/wappush", self.address)
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.try_iter().collect()
    }
}

/// An answer of HTTP.
pub fn http(status: &str, content_type: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .into_bytes(),
    )
}

/// An answer to a push with this code.
pub fn response(code: u32) -> Reply {
    http("202 Accepted", "application/xml", &push_response(code))
}

/// The control entity of such an answer.
pub fn push_response(code: u32) -> String {
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE pap PUBLIC \"-//WAPFORUM//DTD PAP 1.0//EN\" \
         \"http://www.wapforum.org/DTD/pap_1.0.dtd\"><pap><push-response push-id=\"{SAME_PUSH_ID}\" sender-name=\"test\">\
         <response-result code=\"{code}\" desc=\"as it says\"/></push-response></pap>"
    )
}

fn read_request(stream: &mut TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("Content-Length").then(|| value.trim().parse::<usize>().ok())?
    })?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Asked { head, body })
}

fn answer(stream: &mut TcpStream, reply: &Reply) {
    match reply {
        // Who has gone away needs no answer.
        Reply::Bytes(bytes) => drop(stream.write_all(bytes)),
        Reply::Silence => drop(stream.read(&mut [0])),
        Reply::NoEnd => {
            let _ =
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n");
            while stream.write_all(&[b'x'; 4096]).is_ok() {}
        }
    }
}
