//! What this machine is called in its network, asked of the system without sending anything.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// The names by which this machine is known to itself and in its network.
pub(super) fn own_names() -> Vec<String> {
    let name = gethostname::gethostname().to_string_lossy().trim_end_matches('.').to_owned();
    let is_name = !name.is_empty()
        && !name.starts_with('.')
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_.".contains(&c));
    if !is_name {
        return Vec::new();
    }
    let first = name.split('.').next().unwrap_or(&name).to_owned();
    vec![format!("{first}.local"), first, name]
}

/// The address under which this machine is seen in its network, if it is in one.
///
/// To connect a UDP socket sends nothing; it only makes the system choose the address it would send from.
pub(super) fn outward_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // Any address outside would do; this one is reserved for documentation.
    socket.connect((Ipv4Addr::new(203, 0, 113, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}
