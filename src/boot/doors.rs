//! Where encoders come in: the ports of live.rtmp and live.rtmps, taken before anything begins.

use std::{net::TcpListener, sync::Arc};

use actors_live::Door;
use anyhow::Context as _;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use super::listener;
use crate::config::{Config, Folder, value::HostName};

/// Everywhere, where no host is named: IPv6 first, which takes IPv4 too on most machines.
const EVERYWHERE: [&str; 2] = ["::", "0.0.0.0"];

/// Takes the ports of the listeners that are on.
pub(super) fn open(config: &Config) -> anyhow::Result<Vec<Door>> {
    let (live, mut doors) = (&config.live, Vec::new());
    if !live.enabled {
        return Ok(doors);
    }
    let within = config.http.send_timeout;
    let take = |hostname: &Option<HostName>, port: u16| -> anyhow::Result<Vec<TcpListener>> {
        match hostname {
            Some(host) => listener::take(&host.to_string(), port, within),
            // Where the first takes the port for both, the second finds it taken.
            None => {
                let mut taken = EVERYWHERE
                    .into_iter()
                    .map(|host| listener::take(host, port, within));
                let first = taken.next().unwrap_or_else(|| Ok(Vec::new()));
                let second = taken.next().unwrap_or_else(|| Ok(Vec::new()));
                match (first, second) {
                    (Err(error), Err(_)) => Err(error),
                    (first, second) => Ok(first.into_iter().chain(second).flatten().collect()),
                }
            }
        }
    };
    let door = |listener, tls: Option<TlsAcceptor>| Door {
        listener: Arc::new(listener),
        tls,
    };
    if live.rtmp.enabled {
        let taken = take(&live.rtmp.hostname, live.rtmp.port);
        let taken = taken.context("RTMP (live.rtmp.port)")?;
        doors.extend(taken.into_iter().map(|listener| door(listener, None)));
    }
    if live.rtmps.enabled {
        let (certificate, key) = (&live.rtmps.cert_file, &live.rtmps.key_file);
        let tls = tls(certificate.as_ref(), key.as_ref())?;
        let taken = take(&live.rtmps.hostname, live.rtmps.port);
        let taken = taken.context("RTMPS (live.rtmps.port)")?;
        doors.extend(
            taken
                .into_iter()
                .map(|listener| door(listener, Some(tls.clone()))),
        );
    }
    Ok(doors)
}

fn tls(certificate: Option<&Folder>, key: Option<&Folder>) -> anyhow::Result<TlsAcceptor> {
    let certificate = certificate.context("live.rtmps.cert_file: RTMPS needs a certificate")?;
    let key = key.context("live.rtmps.key_file: RTMPS needs a private key")?;
    let chain = CertificateDer::pem_file_iter(certificate.absolute())
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .context("live.rtmps.cert_file: no certificate can be read from it")?;
    let key = PrivateKeyDer::from_pem_file(key.absolute())
        .context("live.rtmps.key_file: no private key can be read from it")?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("live.rtmps.cert_file and key_file do not fit each other")?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
