//! Whether an IP address is one that everybody on the internet may talk to.
//!
//! Owns the decision and nothing else: it reads no setting and asks nobody. The blocks are those of IANA's registries of special
//! purpose addresses. What is not known to be public is not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// First address and length of the prefix.
type Block<T> = (T, u32);

const NOT_PUBLIC_4: [Block<Ipv4Addr>; 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared by a provider's customers.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Also where clouds keep the secrets of their machines.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // To many at once.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, and the broadcast address at its end.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// All that is given out so far; loopback, private, local and multicast addresses and those that stand for IPv4 ones lie outside.
const GIVEN_OUT: Block<Ipv6Addr> = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

const NOT_PUBLIC_6: [Block<Ipv6Addr>; 4] = [
    // For protocols: Teredo, which hides an IPv4 address, benchmarks, identifiers that no packet goes to.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    // 6to4, which hides an IPv4 address.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// How a network without IPv4 writes the addresses of others: the last 32 bits are the IPv4 address (RFC 6052).
const TRANSLATED: Block<Ipv6Addr> = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_4(address),
        IpAddr::V6(address) => is_public_6(address),
    }
}

fn is_public_4(address: Ipv4Addr) -> bool {
    !NOT_PUBLIC_4
        .iter()
        .any(|(first, prefix)| (address.to_bits() ^ first.to_bits()) >> (32 - prefix) == 0)
}

fn is_public_6(address: Ipv6Addr) -> bool {
    let within =
        |(first, prefix): &Block<Ipv6Addr>| (address.to_bits() ^ first.to_bits()) >> (128 - prefix) == 0;
    if within(&TRANSLATED) {
        let [.., a, b, c, d] = address.octets();
        return is_public_4(Ipv4Addr::new(a, b, c, d));
    }
    within(&GIVEN_OUT) && !NOT_PUBLIC_6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_everybody_may_talk_to_is_public() {
        for (addresses, public) in [
            ("1.1.1.1 8.8.8.8 93.184.216.34 223.255.255.255", true),
            // Both ends of each block, and the neighbours outside.
            ("0.0.0.0 0.255.255.255", false),
            ("1.0.0.0 9.255.255.255 11.0.0.0", true),
            ("10.0.0.0 10.255.255.255", false),
            ("100.64.0.0 100.127.255.255", false),
            ("100.63.255.255 100.128.0.0", true),
            ("127.0.0.0 127.0.0.1 127.255.255.255", false),
            ("126.255.255.255 128.0.0.0", true),
            ("169.254.0.0 169.254.169.254 169.254.255.255", false),
            ("169.253.255.255 169.255.0.0", true),
            ("172.16.0.0 172.31.255.255", false),
            ("172.15.255.255 172.32.0.0", true),
            ("192.0.0.0 192.0.0.170 192.0.0.255 192.0.2.0 192.0.2.255", false),
            ("192.0.1.0 192.0.3.0 191.255.255.255", true),
            ("192.88.99.0 192.88.99.255", false),
            ("192.88.98.255 192.88.100.0", true),
            ("192.168.0.0 192.168.255.255", false),
            ("192.167.255.255 192.169.0.0", true),
            ("198.18.0.0 198.19.255.255", false),
            ("198.17.255.255 198.20.0.0", true),
            ("198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255", false),
            ("198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0", true),
            ("224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255", false),
            (
                "2606:4700:4700::1111 2a00:1450:4001:81b::200e 2001:4860:4860::8888",
                true,
            ),
            // Nothing, oneself, and what is not given out.
            (
                ":: ::1 ::2 100:: 100::ffff 1fff:ffff:: 4000:: 5f00:: 8000::",
                false,
            ),
            // IPv4 in IPv6: mapped, compatible, translated.
            (
                "::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 ::127.0.0.1 ::8.8.8.8",
                false,
            ),
            (
                "64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254 64:ff9b::c0a8:1",
                false,
            ),
            ("64:ff9b::8.8.8.8", true),
            (
                "64:ff9b:1::8.8.8.8 64:ff9b:1:ffff:: 64:ff9b:0:0:0:1:808:808",
                false,
            ),
            // Teredo and the other protocols, 6to4 of whomever.
            (
                "2001:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff::",
                false,
            ),
            ("2001:200::1", true),
            ("2002:7f00:1::1 2002:a00:1::1 2002:808:808::1", false),
            ("2003::1", true),
            ("2001:db8:: 2001:db8:ffff:ffff:: 3fff:: 3fff:fff:ffff::", false),
            ("2001:db7:ffff:: 2001:db9:: 3ffe:ffff:: 3fff:1000::", true),
            // Private, link-local, site-local, multicast.
            (
                "fc00::1 fd12:3456:789a::1 fdff:: fe80::1 febf:: fec0::1 feff:: ff02::1 ff0e::1",
                false,
            ),
        ] {
            for address in addresses.split(' ') {
                assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
            }
        }
    }
}
