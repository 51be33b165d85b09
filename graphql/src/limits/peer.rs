//! Where a request comes from. Headers say it for whoever is behind a proxy, and anybody can write headers: only what
//! a proxy of ours added is believed, and that is at the right end.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use axum::http::HeaderMap;

use super::Peer;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that a connection comes from: whoever accepts connections puts it among the extensions of a request.
#[derive(Debug, Clone, Copy)]
pub struct Connected(pub IpAddr);

/// The networks of proxies whose word is taken for where a request comes from.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Arc<[Network]>);

/// A network: an address, and how many of its leading bits make the network.
#[derive(Debug, Clone, Copy)]
struct Network {
    bits: u128,
    mask: u128,
}

/// A text that is no network.
#[derive(Debug, thiserror::Error)]
#[error(
    "'{0}' is no network: give an address, or one with the length of its prefix, such as 10.0.0.0/8"
)]
pub struct NoNetwork(String);

impl TrustedProxies {
    /// Those in these networks, as `10.0.0.0/8`, `2001:db8::/32` or an address alone.
    ///
    /// # Errors
    /// Where one is no network.
    pub fn try_new(networks: &[String]) -> Result<Self, NoNetwork> {
        let read = |text: &String| network(text.trim()).ok_or_else(|| NoNetwork(text.clone()));
        Ok(Self(networks.iter().map(read).collect::<Result<_, _>>()?))
    }

    fn trust(&self, address: IpAddr) -> bool {
        let bits = wide(address);
        self.0.iter().any(|network| bits & network.mask == network.bits)
    }

    /// Where a request comes from: the last hop that no proxy of ours is. Without a connection it is this machine.
    pub(super) fn peer(&self, connected: Option<&Connected>, headers: &HeaderMap) -> Peer {
        let mut address = connected.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |from| from.0);
        let hops = headers.get_all(FORWARDED_FOR).iter().map(|value| value.to_str().unwrap_or(""));
        let hops: Vec<_> = hops.flat_map(|value| value.split(',')).map(str::trim).collect();
        for hop in hops.into_iter().rev() {
            if !self.trust(address) {
                break;
            }
            // What a proxy could not say is nobody's word.
            let Some(before) = of_hop(hop) else { break };
            address = before;
        }
        Peer::of(address)
    }
}

impl Peer {
    fn of(address: IpAddr) -> Self {
        let bits = wide(address);
        // Who has one address of IPv6 has all of its last 64 bits.
        let mapped = Ipv6Addr::from_bits(bits).to_ipv4_mapped().is_some();
        Self(if mapped { bits } else { bits & !u128::from(u64::MAX) })
    }
}

/// An address in 128 bits, those of IPv4 as they are mapped into IPv6.
fn wide(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn network(text: &str) -> Option<Network> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address.parse().ok()?, Some(length.parse::<u32>().ok()?)),
        None => (text.parse::<IpAddr>().ok()?, None),
    };
    let of_address = if address.is_ipv4() { 32 } else { 128 };
    let length = length.unwrap_or(of_address);
    if length > of_address {
        return None;
    }
    let mask = u128::MAX.checked_shl(of_address - length).unwrap_or(0);
    // The first 96 bits say that it is an address of IPv4.
    let mask = if address.is_ipv4() { mask | (u128::MAX << 32) } else { mask };
    Some(Network { bits: wide(address) & mask, mask })
}

/// The address of a hop, which some proxies write with a port.
fn of_hop(hop: &str) -> Option<IpAddr> {
    let with_port = || hop.parse().ok().map(|socket: std::net::SocketAddr| socket.ip());
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn peer(proxies: &[&str], connected: &str, forwarded: &[&'static str]) -> Peer {
        let networks: Vec<_> = proxies.iter().map(ToString::to_string).collect();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(value));
        }
        let connected = Connected(connected.parse().unwrap());
        TrustedProxies::try_new(&networks).unwrap().peer(Some(&connected), &headers)
    }

    fn at(address: &str) -> Peer {
        Peer::of(address.parse().unwrap())
    }

    #[test]
    fn what_an_untrusted_peer_says_of_where_it_comes_from_is_ignored() {
        assert_eq!(peer(&[], "192.0.2.1", &["198.51.100.7"]), at("192.0.2.1"));
        assert_eq!(peer(&["10.0.0.0/8"], "192.0.2.1", &["10.0.0.1"]), at("192.0.2.1"));
    }

    #[test]
    fn behind_proxies_of_ours_the_rightmost_hop_that_is_none_of_them_counts() {
        let ours = ["10.0.0.0/8", "2001:db8:1::/48"];
        for (forwarded, from) in [
            (&["198.51.100.7"] as &[&'static str], "198.51.100.7"),
            (&["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
            (&["203.0.113.9, 198.51.100.7, 10.9.9.9"], "198.51.100.7"),
            (&["203.0.113.9", "198.51.100.7", "2001:db8:1::5"], "198.51.100.7"),
            (&["198.51.100.7:4711"], "198.51.100.7"),
            (&["[2001:db8:2::1]:4711"], "2001:db8:2::1"),
            (&["203.0.113.9, unknown"], "10.0.0.1"),
            (&[""], "10.0.0.1"),
            (&[], "10.0.0.1"),
        ] {
            assert_eq!(peer(&ours, "10.0.0.1", forwarded), at(from), "{forwarded:?}");
        }
    }

    #[test]
    fn an_address_of_ipv6_stands_for_its_network_and_a_mapped_one_for_that_of_ipv4() {
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff"));
        assert_ne!(at("2001:db8:0:1::1"), at("2001:db8:0:2::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn only_networks_are_networks() {
        for none in ["", "10.0.0.0/33", "2001:db8::/129", "example.org", "10.0.0.0/", "/8", "10/8"]
        {
            assert!(TrustedProxies::try_new(&[none.to_owned()]).is_err(), "{none}");
        }
        assert_eq!(peer(&["0.0.0.0/0"], "192.0.2.1", &["198.51.100.7"]), at("198.51.100.7"));
        assert_eq!(peer(&["::/0"], "192.0.2.1", &["198.51.100.7"]), at("198.51.100.7"));
    }
}
