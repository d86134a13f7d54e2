//! The configuration: one struct per section, in files by subject.
//!
//! `config/default.yaml` has every key with its comment; a test holds it and these structs equal.
//! Files and environment variables are read into a tree (`yaml`, `environment`), laid over one
//! another, and the tree is read into [`Config`] (`load`), which notes everything wrong at once.
//! docs/CONFIGURATION.md is the operator's view.

mod check;
mod database;
mod environment;
mod federation;
mod imports;
mod instance;
mod listen;
mod live;
mod load;
mod logging;
mod mail;
mod moderation;
mod node;
mod people;
mod problem;
mod section;
mod storage;
mod transcoding;
mod unknown;
pub mod value;
mod views;
mod work;
mod yaml;

#[cfg(test)]
mod tests;

use std::net::IpAddr;

pub use database::*;
pub use federation::*;
pub use imports::*;
pub use instance::*;
pub use listen::*;
pub use live::*;
pub use load::{Environment, Loaded};
pub use logging::*;
pub use mail::*;
pub use moderation::*;
pub use node::Origin;
pub use people::*;
pub use problem::{Problem, Problems, Warning};
pub use section::Entry;
pub use storage::*;
pub use transcoding::*;
pub use value::{ByteSize, Folder, HostName, Limit, MailTransport, Secret};
pub use views::*;
pub use work::*;

use section::{Setting, section};
use value::Proxies;

section! {
    /// Every setting of the server.
    pub struct Config {
        /// Where the API and the pages are served.
        pub listen: Listen = Listen::default(),
        /// The address that people and other instances use.
        pub webserver: Webserver = Webserver::default(),
        /// Proxies whose X-Forwarded-For is believed: loopback, linklocal, uniquelocal, addresses and ranges.
        pub trust_proxy: Vec<Proxies> = vec![Proxies::Loopback],
        /// Limits that each connection and request is held to.
        pub http: Http = Http::default(),
        /// How many requests one address may make in a window of time.
        pub rates_limit: RatesLimit = RatesLimit::default(),
        /// Secrets that sign and encrypt.
        pub secrets: Secrets = Secrets::default(),
        /// The administrator `root`, whom the first start creates.
        pub root: Root = Root::default(),
        /// The administrator as a person.
        pub admin: Admin = Admin::default(),
        /// The database and its pool.
        pub database: Database = Database::default(),
        /// Folders; relative ones start at the working directory. They are created at start.
        pub storage: Storage = Storage::default(),
        /// Log lines, written to standard error.
        pub log: Log = Log::default(),
        /// Measurements.
        pub open_telemetry: OpenTelemetry = OpenTelemetry::default(),
        /// Sessions.
        pub oauth2: Oauth2 = Oauth2::default(),
        /// Registration.
        pub signup: Signup = Signup::default(),
        /// What new users get.
        pub user: User = User::default(),
        /// Channels.
        pub video_channels: VideoChannels = VideoChannels::default(),
        /// Watched videos.
        pub history: History = History::default(),
        /// How mail goes out.
        pub smtp: Smtp = Smtp::default(),
        /// How mails look.
        pub email: Email = Email::default(),
        /// The form that writes to the administrators.
        pub contact_form: ContactForm = ContactForm::default(),
        /// Uploads.
        pub upload: Upload = Upload::default(),
        /// What becomes of an uploaded video.
        pub transcoding: Transcoding = Transcoding::default(),
        /// Sheets of small pictures for the player's time line.
        pub storyboards: Storyboards = Storyboards::default(),
        /// Media workers: child processes that open videos.
        pub worker: Worker = Worker::default(),
        /// Work that is kept in the database.
        pub jobs: Jobs = Jobs::default(),
        /// The pool for blocking work in the server's own process.
        pub crunch: Crunch = Crunch::default(),
        /// The end of the server.
        pub shutdown: Shutdown = Shutdown::default(),
        /// Live streaming.
        pub live: Live = Live::default(),
        /// How watching is counted.
        pub views: Views = Views::default(),
        /// What several nodes share beside the database.
        pub redis: Redis = Redis::default(),
        /// Where viewers are.
        pub geo_ip: GeoIp = GeoIp::default(),
        /// The numbers of the instance.
        pub stats: Stats = Stats::default(),
        /// What is popular.
        pub trending: Trending = Trending::default(),
        /// What comes from elsewhere.
        pub import: Import = Import::default(),
        /// What goes elsewhere.
        pub export: Export = Export::default(),
        /// New videos that wait for a moderator.
        pub auto_blacklist: AutoBlacklist = AutoBlacklist::default(),
        /// Editing of published videos.
        pub video_studio: VideoStudio = VideoStudio::default(),
        /// Subtitles made by machine.
        pub video_transcription: VideoTranscription = VideoTranscription::default(),
        /// The file of a published video.
        pub video_file: VideoFile = VideoFile::default(),
        /// What the instance says of itself.
        pub instance: Instance = Instance::default(),
        /// What a video has where nobody said otherwise.
        pub defaults: Defaults = Defaults::default(),
        /// How pages look.
        pub theme: Theme = Theme::default(),
        /// Other services.
        pub services: Services = Services::default(),
        /// Other instances.
        pub federation: Federation = Federation::default(),
        /// Who follows this instance.
        pub followers: Followers = Followers::default(),
        /// Whom this instance follows.
        pub followings: Followings = Followings::default(),
        /// Searching.
        pub search: Search = Search::default(),
        /// The BitTorrent tracker for viewers.
        pub tracker: Tracker = Tracker::default(),
        /// How many small files of other instances are kept.
        pub cache: Cache = Cache::default(),
    }
}

impl Config {
    /// Every key with its value, in the order of config/default.yaml; secrets are not shown.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        self.list("", &mut entries);
        entries
    }

    /// The keys whose value is not the default, with their values.
    #[must_use]
    pub fn differences(&self) -> Vec<Entry> {
        let defaults = Self::default().entries();
        let mine = self.entries();
        mine.into_iter()
            .zip(defaults)
            .filter(|(mine, default)| mine.value != default.value)
            .map(|(mine, _)| mine)
            .collect()
    }

    /// Whether X-Forwarded-For is believed when it comes from `address`.
    #[must_use]
    pub fn trusts_proxy(&self, address: IpAddr) -> bool {
        listen::trusts(&self.trust_proxy, address)
    }
}
