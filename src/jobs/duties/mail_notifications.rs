//! Puts what users want to hear of by mail into one mail each, and not more often than `email.notifications.every`.

use super::{Context, send_mail as sending};
use crate::{
    jobs::{
        DutyError,
        send_mail::{self, MailOrder},
    },
    store::notifications,
};

/// Users that one run looks for at a time.
const USERS: i64 = 100;

/// Notifications in one mail.
const IN_ONE: i64 = 50;

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    loop {
        let now = context.clock.now();
        let not_since = now - context.config.email.notifications.every;
        let mut tx = context.store.read().await?;
        let due = notifications::list_due(&mut tx, not_since, USERS).await?;
        drop(tx);
        if due.is_empty() {
            return Ok(());
        }
        for user in due {
            let mut tx = context.store.begin_unshown().await?;
            let waiting = notifications::list_unmailed(&mut tx, user, IN_ONE).await?;
            // Another server may have been quicker.
            if waiting.is_empty() {
                continue;
            }
            notifications::set_mailed(&mut tx, user, &waiting, now).await?;
            let order = MailOrder::Notifications {
                user,
                notifications: waiting,
            };
            send_mail::order(&mut tx, &order, "notify", now).await?;
            tx.commit().await?;
        }
        sending::run(context.clone()).await?;
    }
}
