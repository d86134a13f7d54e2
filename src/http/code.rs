//! The stable words that clients match on, with the status each comes with (FACTS.md, problem
//! documents); the last ones are our own and are listed in docs/API.md.

use actix_web::http::StatusCode;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $status:ident, $ours:literal;)+) => {
        /// A code of a problem document.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $variant,)+
        }

        impl Code {
            /// The word itself.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The status that comes with it.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }

            /// Whether the reference does not know it: its `type` is then `about:blank`.
            #[must_use]
            pub const fn is_ours(self) -> bool {
                match self { $(Self::$variant => $ours,)+ }
            }
        }
    };
}

codes! {
    /// The file is larger than the instance accepts.
    MaxFileSizeReached = "max_file_size_reached", PAYLOAD_TOO_LARGE, false;
    /// The user's quota would be passed.
    QuotaReached = "quota_reached", PAYLOAD_TOO_LARGE, false;
    /// Wrong user name, password or refresh token.
    InvalidGrant = "invalid_grant", BAD_REQUEST, false;
    /// Unknown OAuth client.
    InvalidClient = "invalid_client", BAD_REQUEST, false;
    /// A token that is unknown, expired or revoked.
    InvalidToken = "invalid_token", UNAUTHORIZED, false;
    /// A video protected by a password, and none was given.
    VideoRequiresPassword = "video_requires_password", FORBIDDEN, false;
    /// A video protected by a password, and another was given.
    IncorrectVideoPassword = "incorrect_video_password", FORBIDDEN, false;
    /// The password given to confirm a change is not the current one.
    CurrentPasswordIsInvalid = "current_password_is_invalid", UNAUTHORIZED, false;
    /// The same, where two-factor is turned on or off.
    PasswordNotConfirmed = "current_password_is_invalid", FORBIDDEN, false;
    /// The password is right, and a code of two-factor is needed beside it.
    MissingTwoFactor = "missing_two_factor", UNAUTHORIZED, false;
    /// The code of two-factor is wrong, or was used.
    InvalidTwoFactor = "invalid_two_factor", BAD_REQUEST, false;
    /// Moderators have not decided on the registration yet.
    AccountWaitingForApproval = "account_waiting_for_approval", BAD_REQUEST, false;
    /// Moderators have rejected the registration.
    AccountApprovalRejected = "account_approval_rejected", BAD_REQUEST, false;
    /// Live streaming is off.
    LiveNotEnabled = "live_not_enabled", FORBIDDEN, false;
    /// Lives are not kept as videos here.
    LiveNotAllowingReplay = "live_not_allowing_replay", FORBIDDEN, false;
    /// The instance has as many lives as it may have.
    MaxInstanceLivesLimitReached = "max_instance_lives_limit_reached", FORBIDDEN, false;
    /// The user has as many lives as they may have.
    MaxUserLivesLimitReached = "max_user_lives_limit_reached", FORBIDDEN, false;
    /// What is said of a live contradicts itself.
    LiveConflictingPermanentAndSaveReplay = "live_conflicting_permanent_and_save_replay", BAD_REQUEST, false;
    /// There is no such route.
    RouteNotFound = "route_not_found", NOT_FOUND, true;
    /// The grant is none that this server knows.
    UnsupportedGrantType = "unsupported_grant_type", BAD_REQUEST, true;
    /// A part is sent while another of the same upload is under way.
    UploadBusy = "upload_busy", TOO_MANY_REQUESTS, true;
    /// Who registers has to do a little work first.
    ProofOfWorkRequired = "proof_of_work_required", FORBIDDEN, true;
    /// A name or address is taken.
    AlreadyTaken = "already_taken", CONFLICT, true;
}
