//! The queue of background jobs, for administrators.

pub mod list;
pub mod list_by_state;
pub mod pause;
pub mod resume;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    domain::{JobKind, ShownState, Timestamp},
    http::{
        error::{ApiError, Location},
        page::{List, Page},
        state::App,
        time::Moment,
    },
    store::jobs::{self, JobFilter, JobOrder, JobRow},
};

/// Which jobs, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct JobsQuery {
    /// Jobs of this type only.
    pub job_type: Option<String>,
    /// Rows to skip.
    #[param(minimum = 0)]
    pub start: Option<i64>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    pub count: Option<i64>,
    /// `createdAt`, or `-createdAt` for the newest first.
    pub sort: Option<String>,
}

/// A job.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// active, completed, failed, waiting, delayed, paused or waiting-children.
    pub state: &'static str,
    /// What it is about.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What its worker was given.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
    /// Why its last attempt failed.
    pub error: Option<JobError>,
    /// Smaller ones come first.
    pub priority: i64,
    /// How far it is, 0 to 100.
    pub progress: i64,
    /// The job that waits for it.
    pub parent: Option<JobParent>,
    /// When it was asked for.
    pub created_at: Moment,
    /// When it was completed or given up.
    pub finished_on: Option<Moment>,
    /// When its last attempt began.
    pub processed_on: Option<Moment>,
}

/// Why an attempt failed.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobError {
    /// One line for people.
    pub message: String,
    /// How often it was begun.
    pub attempts: i64,
}

/// The job above another.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobParent {
    /// Its number.
    pub id: i64,
}

impl Job {
    fn new(row: JobRow, now: Timestamp, paused: bool) -> Self {
        Self {
            id: row.id.get(),
            state: ShownState::at(row.state, row.run_at, now, paused).word(),
            kind: row.kind.word(),
            parent: row.parent().map(|id| JobParent { id: id.get() }),
            data: serde_json::from_str(&row.payload).unwrap_or_default(),
            error: row.error.map(|message| JobError {
                message,
                attempts: row.attempts,
            }),
            priority: row.priority,
            progress: row.progress,
            created_at: row.created_at.into(),
            finished_on: row.finished_at.map(Moment),
            processed_on: row.started_at.map(Moment),
        }
    }
}

/// A page of jobs, in one state or in all.
async fn page(
    app: &App,
    state: Option<ShownState>,
    query: &JobsQuery,
) -> Result<List<Job>, ApiError> {
    let page = Page::new(query.start, query.count)?;
    let kind = query.job_type.as_deref().map(parse_kind).transpose()?;
    let order = parse_order(query.sort.as_deref())?;
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let paused = jobs::is_paused(&mut tx).await?;
    let rows = match state.map(|state| state.rows(paused)) {
        None => None,
        Some(Some(rows)) => Some(rows),
        Some(None) => {
            return Ok(List {
                total: 0,
                data: Vec::new(),
            });
        }
    };
    let filter = JobFilter { rows, kind };
    let (total, rows) = jobs::list(&mut tx, filter, order, (page.start, page.count), now).await?;
    let data = rows
        .into_iter()
        .map(|row| Job::new(row, now, paused))
        .collect();
    Ok(List { total, data })
}

fn parse_kind(word: &str) -> Result<JobKind, ApiError> {
    word.parse().map_err(|_| {
        let known: Vec<&str> = JobKind::ALL.iter().map(|kind| kind.word()).collect();
        let message = format!("should be one of {}", known.join(", "));
        ApiError::invalid(Location::Query, "jobType", message, word)
    })
}

fn parse_order(word: Option<&str>) -> Result<JobOrder, ApiError> {
    match word {
        None | Some("-createdAt") => Ok(JobOrder::CreatedDescending),
        Some("createdAt") => Ok(JobOrder::Created),
        Some(other) => {
            let message = "should be createdAt or -createdAt";
            Err(ApiError::invalid(Location::Query, "sort", message, other))
        }
    }
}
