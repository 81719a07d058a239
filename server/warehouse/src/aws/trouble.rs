//! *Trouble* is why a service did not do what it was asked, in words that say who has to do what.

use std::error::Error;
use std::fmt;

use aws_sdk_redshiftdata::error::{ProvideErrorMetadata, SdkError};

/// What kind of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Credentials are missing, wrong or no longer valid.
    Credentials,
    /// The credentials hold, and do not allow this.
    Rights,
    /// The service has too much to do.
    Busy,
    /// The service was not reached, or broke down.
    Unreachable,
    /// The service took too long.
    Slow,
    /// The reply is not one of this service.
    Malformed,
    /// What was asked for does not exist: a workgroup, a database, a function.
    Missing,
    /// The service does not accept the request.
    Refused,
}

/// Why a service did not do what it was asked, after all attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The service ("Amazon Redshift").
    pub service: &'static str,
    /// What kind it is.
    pub kind: Kind,
    /// What the service says.
    pub cause: String,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            service,
            kind,
            cause,
        } = self;
        match kind {
            Kind::Credentials => write!(
                f,
                "{service} does not accept the program's AWS credentials ({cause}). An operator has to renew them or to check the role, and the clock, of the machine; then ask again."
            ),
            Kind::Rights => write!(
                f,
                "The program's AWS role may not do this with {service} ({cause}). An operator has to add the action to its IAM policy; then ask again."
            ),
            Kind::Busy => write!(
                f,
                "{service} has too much to do at the moment ({cause}). Ask again in a minute."
            ),
            Kind::Unreachable => write!(
                f,
                "{service} cannot be reached or fails ({cause}). Ask again in a minute; if it stays so, an operator has to look at the network and at the service."
            ),
            Kind::Slow => write!(
                f,
                "{service} did not reply in time ({cause}). Ask again in a minute."
            ),
            Kind::Malformed => write!(
                f,
                "The reply of {service} cannot be read ({cause}). Ask again; if it stays so, an operator has to check the configured endpoint."
            ),
            Kind::Missing => write!(
                f,
                "{service} does not find what is configured ({cause}). An operator has to correct the configuration."
            ),
            Kind::Refused => write!(
                f,
                "{service} does not accept the request ({cause}). An operator has to check the configuration."
            ),
        }
    }
}

impl Error for Trouble {}

impl Trouble {
    /// The service is out of order, or does not reply as it should; what it refuses is a reply, too.
    pub fn is_outage(&self) -> bool {
        matches!(
            self.kind,
            Kind::Busy | Kind::Unreachable | Kind::Slow | Kind::Malformed
        )
    }

    /// A reply that lacks something or holds what it cannot hold.
    pub fn malformed(service: &'static str, cause: impl Into<String>) -> Self {
        Self {
            service,
            kind: Kind::Malformed,
            cause: cause.into(),
        }
    }

    /// What an error of the SDK means. The log gets the whole chain of causes.
    pub fn of<E, R>(service: &'static str, error: &SdkError<E, R>) -> Self
    where
        E: Error + ProvideErrorMetadata + 'static,
        R: fmt::Debug + 'static,
    {
        let kind = kind(error);
        let cause = match error.as_service_error() {
            Some(reply) => match (reply.code(), reply.message()) {
                // Such a message names accounts and roles, which whoever asks a question need not know.
                (Some(code), _) if matches!(kind, Kind::Credentials | Kind::Rights) => {
                    code.to_owned()
                }
                (Some(code), Some(message)) if !message.is_empty() => format!("{code}: {message}"),
                (Some(code), _) => code.to_owned(),
                (None, _) => innermost(error),
            },
            None => innermost(error),
        };
        tracing::warn!(service, ?kind, cause, chain = %chain(error), "a request to AWS failed");
        Self {
            service,
            kind,
            cause,
        }
    }
}

fn kind<E, R>(error: &SdkError<E, R>) -> Kind
where
    E: Error + ProvideErrorMetadata + 'static,
    R: fmt::Debug + 'static,
{
    match error {
        SdkError::TimeoutError(_) => Kind::Slow,
        SdkError::ResponseError(_) => Kind::Malformed,
        SdkError::DispatchFailure(failure) => {
            if failure.is_timeout() {
                Kind::Slow
            } else if speaks_of_credentials(error) {
                Kind::Credentials
            } else {
                Kind::Unreachable
            }
        }
        SdkError::ConstructionFailure(_) if speaks_of_credentials(error) => Kind::Credentials,
        SdkError::ServiceError(reply) => reply.err().code().map_or(Kind::Malformed, of_code),
        _ => Kind::Refused,
    }
}

/// What the code of a service's error means. Codes that no list has are the service's own failures.
fn of_code(code: &str) -> Kind {
    // Some services put a namespace in front.
    match code.rsplit('#').next().unwrap_or(code) {
        "ExpiredTokenException"
        | "ExpiredToken"
        | "RequestExpired"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "InvalidAccessKeyId"
        | "NotAuthorized" => Kind::Credentials,
        "AccessDeniedException"
        | "AccessDenied"
        | "UnauthorizedOperation"
        | "OptInRequired"
        | "KMSAccessDeniedException" => Kind::Rights,
        "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "ProvisionedThroughputExceededException"
        | "ActiveStatementsExceededException"
        | "ActiveSessionsExceededException"
        | "SlowDown"
        | "EC2ThrottledException" => Kind::Busy,
        "ResourceNotFoundException" | "EntityNotFoundException" | "DatabaseConnectionException" => {
            Kind::Missing
        }
        "ValidationException"
        | "InvalidRequestException"
        | "InvalidInputException"
        | "InvalidParameterValueException"
        | "RequestTooLargeException"
        | "InvalidRequestContentException"
        | "SerializationException" => Kind::Refused,
        _ => Kind::Unreachable,
    }
}

/// The SDK has no kind of its own for credentials that it does not find; its causes say so.
fn speaks_of_credentials(error: &(dyn Error + 'static)) -> bool {
    causes(error).iter().any(|cause| {
        let text = cause.to_string().to_lowercase();
        text.contains("credential") || text.contains("identity")
    })
}

fn causes<'e>(error: &'e (dyn Error + 'static)) -> Vec<&'e (dyn Error + 'static)> {
    let mut causes = vec![error];
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause);
        next = cause.source();
    }
    causes
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error)
        .last()
        .map_or_else(String::new, ToString::to_string)
}

fn chain(error: &(dyn Error + 'static)) -> String {
    causes(error)
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_who_has_to_act() {
        for (code, kind) in [
            ("ExpiredTokenException", Kind::Credentials),
            ("AccessDeniedException", Kind::Rights),
            ("ThrottlingException", Kind::Busy),
            ("ResourceNotFoundException", Kind::Missing),
            (
                "com.amazon.coral.validate#ValidationException",
                Kind::Refused,
            ),
            ("InternalServerException", Kind::Unreachable),
        ] {
            assert_eq!(of_code(code), kind, "{code}");
        }
    }

    #[test]
    fn every_kind_says_what_to_do() {
        for kind in [
            Kind::Credentials,
            Kind::Rights,
            Kind::Busy,
            Kind::Unreachable,
            Kind::Slow,
            Kind::Malformed,
            Kind::Missing,
            Kind::Refused,
        ] {
            let trouble = Trouble {
                service: "Amazon Redshift",
                kind,
                cause: "E: why".to_owned(),
            };
            let text = trouble.to_string();
            assert!(
                text.contains("Amazon Redshift") && text.contains("(E: why)"),
                "{text}"
            );
            assert!(
                text.contains("sk again") || text.contains("has to"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_a_service_refuses_is_no_outage_of_it() {
        let outage = |kind| {
            let trouble = Trouble {
                service: "Amazon Redshift",
                kind,
                cause: String::new(),
            };
            crate::WarehouseError::from(trouble).is_outage()
        };
        for kind in [Kind::Busy, Kind::Unreachable, Kind::Slow, Kind::Malformed] {
            assert!(outage(kind), "{kind:?}");
        }
        for kind in [
            Kind::Credentials,
            Kind::Rights,
            Kind::Missing,
            Kind::Refused,
        ] {
            assert!(!outage(kind), "{kind:?}");
        }
    }
}
