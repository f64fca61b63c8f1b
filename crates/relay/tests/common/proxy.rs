//! A network between a peer and the relay that can fail: it swallows what it carries without a word, or cuts.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How the network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    /// All is carried.
    Fair,
    /// Nothing is carried, and nobody is told: no FIN, no RST.
    Silent,
    /// Both connections are reset.
    Cut,
}

/// The network of one test peer, or several.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    weather: Arc<watch::Sender<Weather>>,
    task: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Proxy {
    /// To this relay.
    pub(crate) async fn to(relay: SocketAddr) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let weather = Arc::new(watch::Sender::new(Weather::Fair));
        let told = weather.clone();
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(relay).await.unwrap();
                tokio::spawn(carry(near, far, told.subscribe()));
            }
        });
        Proxy { address, weather, task }
    }

    /// From now on nothing arrives on either side, and neither side is told.
    pub(crate) fn go_silent(&self) {
        self.weather.send_replace(Weather::Silent);
    }

    /// All connections are reset.
    pub(crate) fn cut(&self) {
        self.weather.send_replace(Weather::Cut);
    }
}

async fn carry(near: TcpStream, far: TcpStream, mut weather: watch::Receiver<Weather>) {
    let ((mut near_in, mut near_out), (mut far_in, mut far_out)) = (near.into_split(), far.into_split());
    let (mut up, mut down) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    loop {
        let now = *weather.borrow_and_update();
        match now {
            Weather::Fair => {}
            Weather::Silent => {
                // Held open for as long as the test runs.
                let _ = weather.wait_for(|now| *now == Weather::Cut).await;
                return;
            }
            Weather::Cut => return,
        }
        let carried = tokio::select! {
            changed = weather.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
            read = near_in.read(&mut up) => match read {
                Ok(0) | Err(_) => return,
                Ok(count) => far_out.write_all(&up[..count]).await,
            },
            read = far_in.read(&mut down) => match read {
                Ok(0) | Err(_) => return,
                Ok(count) => near_out.write_all(&down[..count]).await,
            },
        };
        if carried.is_err() {
            return;
        }
    }
}
