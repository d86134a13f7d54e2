//! Where encoders come in: the ports of live.rtmp and live.rtmps, taken before anything begins.

use std::{net::TcpListener, sync::Arc, time::Duration};

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

/// Takes the ports of the listeners that are on.
pub(super) fn open(config: &Config) -> anyhow::Result<Vec<Door>> {
    let (live, mut doors) = (&config.live, Vec::new());
    if !live.enabled {
        return Ok(doors);
    }
    let within = config.http.send_timeout;
    if live.rtmp.enabled {
        let rtmp = &live.rtmp;
        let taken = take(rtmp.hostname.as_ref(), rtmp.port, "live.rtmp.port", within)?;
        doors.extend(taken.into_iter().map(|listener| door(listener, None)));
    }
    if live.rtmps.enabled {
        let rtmps = &live.rtmps;
        let tls = tls(rtmps.cert_file.as_ref(), rtmps.key_file.as_ref())?;
        let taken = take(
            rtmps.hostname.as_ref(),
            rtmps.port,
            "live.rtmps.port",
            within,
        )?;
        let taken = taken.into_iter();
        doors.extend(taken.map(|listener| door(listener, Some(tls.clone()))));
    }
    Ok(doors)
}

fn door(listener: TcpListener, tls: Option<TlsAcceptor>) -> Door {
    Door {
        listener: Arc::new(listener),
        tls,
    }
}

fn take(
    host: Option<&HostName>,
    port: u16,
    key: &str,
    within: Duration,
) -> anyhow::Result<Vec<TcpListener>> {
    let take = |host: &str| listener::take(host, port, key, within);
    if let Some(host) = host {
        return take(&host.to_string());
    }
    // On most machines the first takes the port for IPv4 too, and the second finds it taken.
    match (take("::"), take("0.0.0.0")) {
        (Err(error), Err(_)) => Err(error),
        (first, second) => Ok(first.into_iter().chain(second).flatten().collect()),
    }
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
