//! The place that every address of the hostile corpus names: a server of its own that notes each connection and each
//! request. Where nothing may be asked for, it must have seen nothing. Where the same is tried without defences, it
//! answers as an attacker would, so that one request leads to the next. Knows no relay and no mirror.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// One pixel.
const PIXEL: &[u8] =
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// What it has seen.
#[derive(Debug, Default)]
struct Seen {
    connections: usize,
    /// Paths and queries of requests, without the slash at the start.
    requests: Vec<String>,
}

/// The server. Stops when dropped.
#[derive(Debug)]
pub struct Sink {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    listening: Vec<AbortHandle>,
}

impl Sink {
    /// Listens on a free port of this machine, on both loopback addresses where there are two, and serves `pages`
    /// (path and HTML) besides.
    ///
    /// # Errors
    /// There is no free port.
    pub async fn start(pages: &[(&str, String)]) -> Result<Sink> {
        let pages: Arc<Vec<(String, String)>> =
            Arc::new(pages.iter().map(|(path, page)| ((*path).to_owned(), page.clone())).collect());
        let seen = Arc::default();
        let first = TcpListener::bind("127.0.0.1:0").await?;
        let port = first.local_addr()?.port();
        let mut listening = vec![listen(first, &seen, &pages)];
        // A host name may be looked up as either address; on a machine without the second there is nothing to hear.
        if let Ok(second) = TcpListener::bind(("::1", port)).await {
            listening.push(listen(second, &seen, &pages));
        }
        Ok(Sink { port, seen, listening })
    }

    /// Its host and port, by number.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Its host and port, by name.
    pub fn named_host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// How many connections were made, also those on which nothing was asked.
    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).connections
    }

    /// What was asked for, in order: paths and queries without the slash at the start.
    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.iter().for_each(AbortHandle::abort);
    }
}

fn listen(listener: TcpListener, seen: &Arc<Mutex<Seen>>, pages: &Arc<Vec<(String, String)>>) -> AbortHandle {
    let (seen, pages) = (Arc::clone(seen), Arc::clone(pages));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            seen.lock().unwrap_or_else(PoisonError::into_inner).connections += 1;
            let (seen, pages) = (Arc::clone(&seen), Arc::clone(&pages));
            tokio::spawn(async move {
                // A browser that goes away in the midst of it has asked all the same.
                let _ = answer(stream, &seen, &pages).await;
            });
        }
    })
    .abort_handle()
}

async fn answer(mut stream: TcpStream, seen: &Mutex<Seen>, pages: &[(String, String)]) -> Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let head = String::from_utf8_lossy(&request);
    let path = head.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    seen.lock().unwrap_or_else(PoisonError::into_inner).requests.push(path.clone());
    let file = path.split(['?', '#']).next().unwrap_or_default();
    let page = pages.iter().find(|(known, _)| known == file).map(|(_, page)| page.clone());
    let (kind, body) = match page {
        Some(page) => ("text/html", page.into_bytes()),
        None => bait(file),
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nAccess-Control-Allow-Origin: *\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    Ok(stream.shutdown().await?)
}

/// What an attacker would answer: something that runs or asks for more, by the kind that is wanted.
fn bait(file: &str) -> (&'static str, Vec<u8>) {
    let id = file.rsplit_once('.').map_or(file, |(id, _)| id);
    let script = format!("top.canary=[top.canary]+',{id},'");
    match file.rsplit('.').next() {
        Some("js") => ("text/javascript", script.into_bytes()),
        Some("html") => ("text/html", format!("<!doctype html><script>{script}</script>").into_bytes()),
        Some("css") => ("text/css", format!("*{{background:url(/{id}-sheet)}}").into_bytes()),
        Some("svg") => {
            let svg = format!(
                "<svg xmlns='http://www.w3.org/2000/svg'><g id='a'><image href='/{id}-image' width='9' height='9'/></g></svg>"
            );
            ("image/svg+xml", svg.into_bytes())
        }
        _ => ("image/gif", PIXEL.to_vec()),
    }
}
