//! Taking the listening port, before anything is done in the name of this address.

use std::{
    io,
    net::{SocketAddr, TcpListener, ToSocketAddrs as _},
    time::Duration,
};

use anyhow::Context as _;
use rustix::net::sockopt::set_tcp_user_timeout;
use tokio::net::TcpSocket;

/// Connections that the kernel holds until they are accepted: those beyond are not answered at all.
const BACKLOG: u32 = 1024;

/// Listens on every address that the name stands for, as far as this machine has it. Who has left bytes unread for
/// `send_timeout` is cut off by the kernel.
///
/// `key` is what an operator would change to have another port.
pub(super) fn take(
    host: &str,
    port: u16,
    key: &str,
    send_timeout: Duration,
) -> anyhow::Result<Vec<TcpListener>> {
    listen(host, port, send_timeout).with_context(|| {
        format!("cannot listen on {host}:{port}: choose another {key}, or end what uses it")
    })
}

fn listen(host: &str, port: u16, send_timeout: Duration) -> io::Result<Vec<TcpListener>> {
    let (mut taken, mut refused) = (Vec::new(), None);
    for address in (host, port).to_socket_addrs()? {
        match listen_on(address, send_timeout) {
            Ok(listener) => taken.push(listener),
            Err(error) => refused = Some(error),
        }
    }
    match refused {
        Some(error) if taken.is_empty() => Err(error),
        _ => Ok(taken),
    }
}

fn listen_on(address: SocketAddr, send_timeout: Duration) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // The port of a process that just ended is free.
    socket.set_reuseaddr(true)?;
    // The connections that it accepts inherit this.
    let milliseconds = u32::try_from(send_timeout.as_millis()).unwrap_or(u32::MAX);
    set_tcp_user_timeout(&socket, milliseconds)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}
