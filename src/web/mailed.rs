//! The pages that links of mails lead to: another password, and an address confirmed. What the link holds is read by their
//! scripts from the address; the server fills in nothing.

use askama::Template;

use super::{Page, Site, assets};

/// `/reset-password`: choosing another password.
#[derive(Debug, Template)]
#[template(path = "reset-password.html")]
pub struct ResetPasswordPage {
    /// The server it comes from.
    pub site: Site,
}

impl Page for ResetPasswordPage {}

/// `/verify-account/email`: confirming an address.
#[derive(Debug, Template)]
#[template(path = "verify-email.html")]
pub struct VerifyEmailPage {
    /// The server it comes from.
    pub site: Site,
}

impl Page for VerifyEmailPage {}
