//! *AWS* is how Amazon's services are reached: region and address by configuration, credentials by the default chain,
//! three attempts for what passes, and a time limit for each.
//!
//! Credentials are never configured here. They come from the environment, a profile, or the role of the container or
//! machine, as the SDK finds them.

pub(crate) mod catalogue;
mod held;
mod pause;
mod trouble;
mod value;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::{Builder, tls};

pub(crate) use held::Held;
pub(crate) use pause::Pauses;
pub use trouble::{Kind, Trouble};
pub(crate) use value::{Column, Value, column_type};

/// Attempts at each request, the first included. Between them the SDK waits exponentially longer, with jitter.
pub const ATTEMPTS: u32 = 3;
/// Longest time to wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest time of one attempt at a request.
const ATTEMPT: Duration = Duration::from_secs(20);
/// Longest time of a request with all its attempts.
const OPERATION: Duration = Duration::from_mins(1);

/// Where the services are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// Region ("eu-central-1"); without one the default chain says it.
    pub region: Option<String>,
    /// Address in place of the services' own, such as that of a VPC endpoint.
    pub endpoint_url: Option<String>,
}

/// What a client of a service is made from. Nothing is asked yet, apart from what the default chain reads.
pub async fn connect(access: &Access) -> SdkConfig {
    let http = Builder::new()
        .tls_provider(tls::Provider::Rustls(
            tls::rustls_provider::CryptoMode::Ring,
        ))
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(timeouts);
    if let Some(region) = &access.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(url) = &access.endpoint_url {
        loader = loader.endpoint_url(url);
    }
    loader.load().await
}

/// The number of a span of time since 1970: it changes once in each span.
pub(crate) fn span_number(span: Duration) -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    now.as_secs() / span.as_secs().max(1)
}
