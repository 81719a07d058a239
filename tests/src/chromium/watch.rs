//! A *watch* keeps what the browser reports of a page while it is used: complaints, and what travels.

use std::collections::HashMap;
use std::sync::Mutex;

use chromiumoxide::Page;
use chromiumoxide::cdp::IntoEventKind;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::network::{EventLoadingFinished, EventRequestWillBeSent};
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown,
};
use chromiumoxide::listeners::EventStream;
use futures::{FutureExt, StreamExt};

use super::figures::Weight;

/// What the browser reports, to be read whenever somebody asks.
pub(super) struct Watch(Mutex<Reports>);

struct Reports {
    log: EventStream<EventEntryAdded>,
    console: EventStream<EventConsoleApiCalled>,
    exceptions: EventStream<EventExceptionThrown>,
    requests: EventStream<EventRequestWillBeSent>,
    finished: EventStream<EventLoadingFinished>,
    complaints: Vec<String>,
    kinds: HashMap<String, String>,
    weight: Weight,
}

impl Watch {
    pub(super) async fn over(page: &Page) -> anyhow::Result<Self> {
        let reports = Reports {
            log: page.event_listener().await?,
            console: page.event_listener().await?,
            exceptions: page.event_listener().await?,
            requests: page.event_listener().await?,
            finished: page.event_listener().await?,
            complaints: Vec::new(),
            kinds: HashMap::new(),
            weight: Weight::default(),
        };
        page.enable_log().await?;
        page.enable_runtime().await?;
        Ok(Self(Mutex::new(reports)))
    }

    /// Errors and warnings so far: exceptions, refused content, failed requests, what scripts print.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.read(|reports| std::mem::take(&mut reports.complaints))
    }

    /// What has travelled since this was asked the last time.
    pub(super) fn weight(&self) -> Weight {
        self.read(|reports| std::mem::take(&mut reports.weight))
    }

    fn read<T>(&self, take: impl FnOnce(&mut Reports) -> T) -> T {
        let mut reports = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        reports.take_in();
        take(&mut reports)
    }
}

impl Reports {
    fn take_in(&mut self) {
        while let Some(event) = next(&mut self.log) {
            if matches!(
                event.entry.level,
                LogEntryLevel::Error | LogEntryLevel::Warning
            ) {
                let from = event.entry.url.as_deref().unwrap_or_default();
                self.complaints.push(format!("{} {from}", event.entry.text));
            }
        }
        while let Some(event) = next(&mut self.console) {
            if matches!(
                event.r#type,
                ConsoleApiCalledType::Error
                    | ConsoleApiCalledType::Warning
                    | ConsoleApiCalledType::Assert
            ) {
                self.complaints.push(format!("console: {:?}", event.args));
            }
        }
        while let Some(event) = next(&mut self.exceptions) {
            let details = &event.exception_details;
            let what = details
                .exception
                .as_ref()
                .and_then(|exception| exception.description.as_deref());
            self.complaints.push(format!(
                "exception: {} {}",
                details.text,
                what.unwrap_or_default()
            ));
        }
        while let Some(event) = next(&mut self.requests) {
            let kind = event
                .r#type
                .as_ref()
                .map_or("Other", |kind| kind.as_ref())
                .to_owned();
            self.kinds.insert(event.request_id.inner().clone(), kind);
        }
        while let Some(event) = next(&mut self.finished) {
            let kind = self.kinds.get(event.request_id.inner());
            let kind = kind.map_or("Other", String::as_str);
            self.weight.add(kind, event.encoded_data_length);
        }
    }
}

/// The next event that has already come.
fn next<T: IntoEventKind + Unpin>(events: &mut EventStream<T>) -> Option<std::sync::Arc<T>> {
    events.next().now_or_never().flatten()
}
