//! *Routes* say which address is answered by what; each noun has a module of its own.
//!
//! A request passes these layers, the outermost first: measurement, request id and trace, security headers, size of the
//! body, error pages, session, time limit, origin check. A handler that takes a
//! [`LoggedIn`](crate::accounts::LoggedIn) can only be called by somebody who is.

mod answers;
mod api;
mod ask;
mod assets;
mod chart;
mod conversations;
mod costs;
mod data;
mod error;
mod exports;
mod health;
mod history;
mod inputs;
mod login;
mod measure;
mod metrics;
mod origin;
mod page;
mod request;
mod show;
mod state;
mod status;
mod time_limit;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::PropagateRequestIdLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

pub use state::{DemoAccounts, WebState};
use time_limit::TimeLimit;

/// What pages may load and where forms may go: nothing but this program.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All routes.
pub fn router(state: WebState) -> Router {
    let pages = Router::new()
        .route("/", get(ask::page))
        .route("/ask", post(ask::submit))
        .route("/answers/{id}", get(answers::page))
        .route("/answers/{id}/without", post(answers::without))
        .route(
            "/answers/{id}/inputs",
            get(inputs::back).post(inputs::compute_again),
        )
        .route("/answers/{id}/confirm", post(answers::confirm))
        .route("/answers/{id}/chart.svg", get(chart::svg))
        .route("/answers/{id}/export.csv", get(exports::csv))
        .route("/answers/{id}/export.xlsx", get(exports::xlsx))
        .route("/c/{id}", get(conversations::newest))
        .route("/c/{id}/pin", post(conversations::pin))
        .route("/c/{id}/rename", post(conversations::rename))
        .route("/c/{id}/delete", post(conversations::delete))
        .route("/history", get(history::page))
        .route("/data", get(data::page))
        .route("/data/{table}", get(data::table_page))
        .route("/catalogue", post(data::read_catalogue))
        .route("/costs", get(costs::page))
        .route("/costs.csv", get(costs::csv))
        .route("/metrics", get(metrics::text))
        .route("/status", get(status::page))
        .route("/login", get(login::page).post(login::submit))
        .route("/logout", post(login::logout))
        .merge(api::routes(&state));
    behind_layers(pages, state)
}

/// Pages and what programs ask, behind all layers; beside them what is open to everybody.
fn behind_layers(pages: Router<WebState>, state: WebState) -> Router {
    // Pages are rendered on the runtime that serves them; saying so a second time changes nothing.
    let _ = any_spawner::Executor::init_tokio();
    let https = state.https;
    let limit = DefaultBodyLimit::max(state.limits.body);
    let time_limit = TimeLimit::new(state.body_time, state.answer_time);
    let pages = pages
        .fallback(error::no_such_page)
        .method_not_allowed_fallback(error::no_such_method)
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn_with_state(state.clone(), origin::check))
        .layer(from_fn_with_state(time_limit, time_limit::keep))
        .layer(from_fn_with_state(state.clone(), request::find_session))
        .layer(from_fn_with_state(state.clone(), error::show))
        .layer(limit)
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ));
    let open = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(assets::routes());
    let mut router = pages
        .merge(open)
        .with_state(state.clone())
        .layer(CompressionLayer::new())
        // A picture has a policy of its own.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(CONTENT_POLICY),
        ))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("x-frame-options", "DENY"))
        .layer(fixed("referrer-policy", "same-origin"))
        .layer(fixed("cross-origin-opener-policy", "same-origin"))
        .layer(fixed(
            "permissions-policy",
            "camera=(), geolocation=(), microphone=()",
        ));
    if https {
        router = router.layer(fixed("strict-transport-security", "max-age=31536000"));
    }
    router
        .layer(PropagateRequestIdLayer::new(request::ID_HEADER))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(request::span)
                .on_request(())
                .on_response(request::log_response)
                .on_failure(()),
        )
        .layer(from_fn(request::number))
        .layer(from_fn_with_state(state, measure::request))
}

fn fixed(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}

#[cfg(test)]
mod outside;
#[cfg(test)]
mod tests;
