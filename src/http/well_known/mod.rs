//! Documents that crawlers, browsers and other servers look for at fixed addresses.
