//! Where a question may be *cut*: the request between what is told before it and behind it.

use super::among;
use super::heads::{Head, SEEING, head, opened, reported, we_are, word};
use crate::frames::OCCASIONS;
use crate::text::{Gap, Token};

/// Tokens of the request; what lies outside is narrative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) begin: usize,
    pub(super) end: usize,
    /// What is told is something that the asker does.
    pub(super) event: bool,
    /// What is told holds a wish, which may name what the answer is to show.
    pub(super) wish: bool,
}

/// Most requests that a question is tried as.
const MOST: usize = 4;

/// Verbs that only a sentence with a subject has.
const FINITE: &str = " is are was were am has have had will would can cannot cant must should may might do does did dont doesnt didnt \
    isnt arent wasnt wont keep keeps kept want wants wanted need needs needed ask asks asked say says said claim claims claimed \
    think thinks thought believe believes feel feels told tell tells called rang phoned mailed wrote complain complains complained \
    wonder wonders insist insists doubt suspect suspects seem seems seemed looks look got get go goes went hope plan plans like \
    know knows come comes came happen happens run runs ";

/// Subjects that are no thing of the data.
const SOMEBODY: &str = " i im ive id ill we weve wed well they theyre theyve he hes she shes you my somebody someone everybody everyone \
    nobody people some ";

/// Participles that begin a sentence about the asker.
const ABOUT_ASKER: &str = " trying thinking planning preparing hoping working going considering wondering getting writing putting drafting \
    cleaning checking reviewing just out heading travelling traveling driving visiting meeting sitting standing ";

/// What the asker goes to, has or does: its times are no times of the data.
const EVENTS: &str = " visit visits visiting meeting meetings meet call calls calling phone trip drive driving travel travelling traveling fly \
    flying walk walking round tour going heading way desk morning afternoon evening lunch appointment route negotiating negotiate \
    negotiation presenting presentation talk talking lunch standing sitting ";

/// The ways to cut a question, the one that leaves the most first.
pub(super) fn cuts(all: &[Token]) -> Vec<Cut> {
    let mut found = Vec::new();
    let clauses = clauses(all);
    let mut request = None;
    // What somebody else asks is asked again where the asker asks something.
    let mut behind = Vec::new();
    for (place, (begin, end)) in clauses.iter().copied().enumerate() {
        let asks = head(all, begin, end);
        let told = &clauses[..place];
        if rhetorical(all, begin, end) {
            continue;
        }
        if (asks.is_some() || after_stop(all, begin)) && place > 0 && narrative(all, told) {
            found.push(Cut {
                begin: opened_by(all, begin, end),
                end: all.len(),
                event: event(all, begin),
                wish: wishes(all, told),
            });
        }
        if request.is_none()
            && asks.is_none()
            && narrative_so_far(all, told)
            && let Some(at) = reported(all, begin, end)
            && is_told(all, begin, at)
        {
            behind.push(Cut {
                begin: at,
                end: all.len(),
                event: event(all, at),
                wish: wishes(all, told),
            });
        }
        if matches!(asks, Some(Head::Direct | Head::Wish)) && request.is_none() {
            request = Some(begin);
        }
        if matches!(asks, Some(Head::Direct)) {
            break;
        }
    }
    found.append(&mut behind);
    // What is told behind the request.
    if let Some(end) = tail(all, &clauses) {
        let whole = Cut {
            begin: 0,
            end: all.len(),
            event: false,
            wish: false,
        };
        found.push(whole);
        for cut in &mut found {
            if end > cut.begin {
                cut.end = end;
            }
        }
    }
    found.retain(|c| c.end > c.begin && (c.begin > 0 || c.end < all.len()));
    found.truncate(MOST);
    found
}

fn narrative_so_far(all: &[Token], told: &[(usize, usize)]) -> bool {
    told.is_empty() || narrative(all, told)
}

/// Joiners are left to the narrative.
fn opened_by(all: &[Token], begin: usize, end: usize) -> usize {
    let mut at = begin;
    while at + 1 < end
        && among(
            " so and but then therefore hence well ok okay ",
            word(all, at),
        )
    {
        at += 1;
    }
    let opened = opened(all, at, end);
    if word(all, opened) == "it"
        && let Some(to) =
            (opened..end).find(|p| word(all, *p) == "to" && among(SEEING, word(all, p + 1)))
    {
        return to + 2;
    }
    if word(all, at) == "to" { opened } else { at }
}

fn after_stop(all: &[Token], begin: usize) -> bool {
    begin > 0 && all[begin].gap == Gap::Stop
}

/// Clauses as ranges of tokens: between stops and commas, and where "so" or "and" leads to a request.
fn clauses(all: &[Token]) -> Vec<(usize, usize)> {
    let mut begins = vec![0];
    for at in 1..all.len() {
        let apart = matches!(all[at].gap, Gap::Comma | Gap::Stop);
        let end = (at + 1..all.len())
            .find(|p| matches!(all[*p].gap, Gap::Comma | Gap::Stop))
            .unwrap_or(all.len());
        let joins = among(
            " so and but then therefore because can could please kindly ",
            word(all, at),
        ) && all[at].gap == Gap::Space;
        let leads = joins && begins.last() != Some(&(at - 1)) && {
            let joiner = among(" so and but then therefore because ", word(all, at));
            let behind = at + usize::from(joiner);
            behind < end
                && (head(all, behind, end).is_some()
                    || word(all, at) == "so" && word(all, behind) == "that")
        };
        // "For the audit I need …", "for the review please tell me …".
        let first = begins.last().copied().unwrap_or_default();
        let purpose = all[at].gap == Gap::Space
            && is_purpose(all, first, at)
            && matches!(head(all, at, end), Some(Head::Wish | Head::Direct))
            && (among(" i we please kindly can could would ", word(all, at)));
        if apart || leads || purpose {
            begins.push(at);
        }
    }
    begins
        .iter()
        .enumerate()
        .map(|(place, begin)| (*begin, begins.get(place + 1).copied().unwrap_or(all.len())))
        .collect()
}

/// All of the clauses tell, and ask for nothing that the rest does not ask for.
fn narrative(all: &[Token], told: &[(usize, usize)]) -> bool {
    let mut within = false;
    let mut some = false;
    for (begin, end) in told.iter().copied() {
        if begin == 0 || all[begin].gap == Gap::Stop {
            within = false;
        }
        match head(all, begin, end) {
            Some(Head::Direct) if rhetorical(all, begin, end) => continue,
            Some(Head::Direct) => return false,
            Some(Head::Wish | Head::Whether) => {
                within = true;
                some = true;
                continue;
            }
            _ => {}
        }
        if is_told(all, begin, end) {
            within = true;
            some = true;
        } else if !within && !greets(all, begin, end) {
            return false;
        } else {
            some |= greets(all, begin, end);
        }
    }
    some
}

/// A wish to be told something stands in one of the clauses.
fn wishes(all: &[Token], told: &[(usize, usize)]) -> bool {
    told.iter().any(|(begin, end)| {
        head(all, *begin, *end) == Some(Head::Wish) || wishes_within(all, *begin, *end)
    })
}

/// "For that I need each line": a wish that does not begin its clause.
fn wishes_within(all: &[Token], begin: usize, end: usize) -> bool {
    (begin..end).any(|p| {
        let next = word(all, p + 1);
        match word(all, p) {
            "need" | "want" => {
                among(" each every all the a an one ", next)
                    && p > begin + 1
                    && among(" i we id wed ", word(all, p - 1))
            }
            "show" | "give" | "tell" => {
                among(" me us ", next) && !among(" to they can ", word(all, p.saturating_sub(1)))
            }
            _ => false,
        }
    })
}

/// "Is it?", "right?": asks for nothing.
fn rhetorical(all: &[Token], begin: usize, end: usize) -> bool {
    end - begin <= 3
        && all[begin..end].iter().all(|t| {
            among(
                " is it that so true right really are they can be why ",
                &t.norm,
            )
        })
}

fn greets(all: &[Token], begin: usize, end: usize) -> bool {
    let at = opened(all, begin, end);
    at == end
        || among(" good happy ", word(all, begin))
            && among(
                " morning afternoon evening day monday tuesday wednesday thursday friday ",
                word(all, begin + 1),
            )
            && end <= begin + 3
        || among(" a one ", word(all, at))
            && among(" quick last small short simple easy ", word(all, at + 1))
            && end <= at + 5
        || among(" heres here ", word(all, at)) && end <= at + 6
}

/// The clause is a sentence of its own about somebody or something: it has a subject and a verb, and is no question.
fn is_told(all: &[Token], begin: usize, end: usize) -> bool {
    let mut at = opened(all, begin, end);
    let subordinate = among(
        " before after when while as since because if now ",
        word(all, at),
    );
    at += usize::from(subordinate);
    let Some(first) = all.get(at).filter(|_| at < end) else {
        return false;
    };
    if subordinate {
        return among(" i we im ive weve id my our ", &first.norm) || we_are(first);
    }
    if among(ABOUT_ASKER, &first.norm) && at + 1 < end {
        return true;
    }
    if is_purpose(all, at, end) && !(at..end).any(|p| among(" which what who how ", word(all, p))) {
        return true;
    }
    // "For the audit I am preparing …".
    if among(" for in at on with ahead of ", &first.norm) {
        return (at + 1..end).any(|p| among(" i we im ive ", word(all, p)) || we_are(&all[p]));
    }
    if remarks_on_request(all, at, end) {
        return false;
    }
    if among(SOMEBODY, &first.norm)
        || we_are(first)
        || among(" theres it its this that there ", &first.norm)
    {
        return end > at + 1;
    }
    // "The auditors are coming": a verb without "who" before it.
    (at + 1..end)
        .take(9)
        .take_while(|p| {
            !among(
                " who that which whose whom where with without ",
                word(all, *p),
            )
        })
        .any(|p| among(FINITE, word(all, p)))
}

/// "For the slide on our partners", "ahead of the audit".
fn is_purpose(all: &[Token], begin: usize, end: usize) -> bool {
    among(" for ahead before in ", word(all, begin))
        && (begin + 1..end.min(begin + 6)).any(|p| among(OCCASIONS, word(all, p)))
}

/// "I don't mean those", "we count", "I need it by month": says what the request is.
fn remarks_on_request(all: &[Token], at: usize, end: usize) -> bool {
    among(" i we im ", word(all, at))
        && (at + 1..(at + 5).min(end)).any(|p| {
            among(
                " mean meant count include exclude consider ignore care skip treat use define ",
                word(all, p),
            )
        })
}

/// What is told before the request is about something that the asker does.
fn event(all: &[Token], begin: usize) -> bool {
    let told = &all[..begin];
    let asker = told
        .iter()
        .any(|t| among(" i im ive ill we weve my our ", &t.norm) || we_are(t));
    asker && told.iter().any(|t| among(EVENTS, &t.norm))
}

/// Where the request ends before what it is for: "so that we can stop guessing", "I want to call them".
fn tail(all: &[Token], clauses: &[(usize, usize)]) -> Option<usize> {
    let (begin, end) = clauses.last().copied().filter(|(begin, _)| *begin > 0)?;
    let at = begin;
    let purpose = word(all, at) == "so" && among(" that i we ", word(all, at + 1))
        || word(all, at) == "because" && among(" i we im ", word(all, at + 1))
        || word(all, at) == "in"
            && word(all, at + 1) == "order"
            && word(all, at + 2) == "to"
            && end > at + 3;
    let remark = matches!(all[begin].gap, Gap::Stop)
        && (among(" i im we my ", word(all, at)) || we_are(&all[at]))
        && head(all, begin, end).is_none()
        && !remarks_on_request(all, at, end);
    let told = all[at..end].iter().all(|t| {
        !t.is_numeric()
            && !among(
                " per by each every only not no without order sort ",
                &t.norm,
            )
    });
    ((purpose || remark) && told).then_some(begin)
}
