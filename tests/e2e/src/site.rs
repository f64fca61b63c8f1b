//! A site of somebody else, on a port of its own: one page with the policy and the markup that a test wants. Knows
//! nothing of the relay.

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// A site with one page. Stops when dropped.
#[derive(Debug)]
pub struct Site {
    port: u16,
    serving: AbortHandle,
}

/// A site whose address is known before its page is.
#[derive(Debug)]
pub struct Plot {
    listener: TcpListener,
    port: u16,
}

impl Plot {
    /// A port for a site.
    ///
    /// # Errors
    /// There is none free.
    pub async fn take() -> Result<Plot> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        Ok(Plot { listener, port })
    }

    /// As browsers write it.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Serves `body` at every path, under this Content-Security-Policy unless it is empty.
    pub fn build(self, policy: &str, body: &str) -> Site {
        let policy =
            if policy.is_empty() { String::new() } else { format!("Content-Security-Policy: {policy}\r\n") };
        let page =
            format!("<!doctype html><html lang=\"en\"><title>A site</title><body>{body}</body></html>");
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{policy}Content-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        let serving = tokio::spawn(async move {
            while let Ok((mut stream, _)) = self.listener.accept().await {
                let answer = answer.clone();
                tokio::spawn(async move {
                    let mut request = [0; 8192];
                    // Browsers send the whole request at once on loopback; what it asks for does not matter here.
                    if stream.read(&mut request).await.is_ok() {
                        let _ = stream.write_all(answer.as_bytes()).await;
                        let _ = stream.shutdown().await;
                    }
                });
            }
        })
        .abort_handle();
        Site { port: self.port, serving }
    }
}

impl Site {
    /// As browsers write it.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
