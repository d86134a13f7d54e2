//! Certificates for servers of this machine.

use std::{path::Path, process::Command};

const SETTINGS: &str = "[req]\ndistinguished_name = name\nx509_extensions = more\n[name]\n[more]\n\
    subjectAltName = DNS:localhost, IP:127.0.0.1\nbasicConstraints = critical, CA:FALSE\n";

/// Writes one into this folder, as `cert.pem` and `key.pem`; it vouches for itself.
pub(crate) fn write(folder: &Path) {
    let settings = folder.join("openssl.cnf");
    std::fs::write(&settings, SETTINGS).unwrap();
    let output = Command::new("openssl")
        .current_dir(folder)
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
        ])
        .args([
            "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
        ])
        .args(["-subj", "/CN=localhost", "-config"])
        .arg(settings)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
