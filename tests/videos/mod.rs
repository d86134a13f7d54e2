//! Videos, through the API.

mod uploads;
