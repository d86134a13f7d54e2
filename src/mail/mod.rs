//! Mails: what they say ([`Letter`]), how they look, and how they go out ([`Mailer`]).
//!
//! Who wants one sent puts an order into the job queue, see [`crate::jobs::send_mail`]; the duty of the same name writes and
//! sends it. So nothing waits for a mail server, a lost mail is tried again, and no link is kept in the database.

mod english;
mod french;
mod letter;
mod mailer;

pub use letter::{Happened, Letter, Mail, Writer};
pub use mailer::{MailError, Mailer};
