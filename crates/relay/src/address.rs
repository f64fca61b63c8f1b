//! From which address a request comes, through proxies that the operator trusts. Knows no limits.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

/// The client's address: the last in `X-Forwarded-For` that is no trusted proxy, if the peer itself is one; else the
/// peer's. Anybody can write that header, so it is believed from nobody else.
pub(crate) fn client(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut address = peer.ip().to_canonical();
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let forwarded: Vec<&str> = forwarded.flat_map(|line| line.split(',')).map(str::trim).collect();
    for text in forwarded.into_iter().rev() {
        if !trusted.contains(&address) {
            break;
        }
        let Ok(next) = text.parse::<IpAddr>() else { break };
        address = next.to_canonical();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let headers =
            |text: &str| HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), text.parse().unwrap())]);
        let peer: SocketAddr = "10.0.0.5:1".parse().unwrap();
        let trusted = ["10.0.0.5".parse().unwrap(), "10.0.0.6".parse().unwrap()];
        let seen = |text: &str, trusted: &[IpAddr]| client(peer, &headers(text), trusted).to_string();
        assert_eq!(seen("1.2.3.4", &[]), "10.0.0.5");
        assert_eq!(seen("6.6.6.6, 1.2.3.4, 10.0.0.6", &trusted), "1.2.3.4");
        assert_eq!(seen("nonsense", &trusted), "10.0.0.5");
        assert_eq!(client(peer, &HeaderMap::new(), &trusted).to_string(), "10.0.0.5");
    }
}
