//! Where the files of videos lie, and how they get there. What is in them is the business of `actors/media`.

mod actor_pictures;
pub mod disk;
mod intake;
mod library;
pub mod picture;
pub mod recording;
mod renaming;

pub use actor_pictures::{ActorPictureError, ActorPictures, Sent};
pub use intake::{Intake, IntakeError, OwnPictures, TakenIn, Upload};
pub use library::Library;
pub use renaming::{FileNames, Names, SharedNames};

pub use crate::domain::Place;
