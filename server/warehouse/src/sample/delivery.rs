//! A *delivery* is what a supplier makes of a purchase order: on time or late, whole, short, rejected or never.

use super::calendar::{Calendar, Day};
use super::random::{OneInEach, Random};
use super::suppliers::Manner;

/// Days within which a purchase order is approved, as a rule.
const APPROVAL_DAYS: usize = 3;
/// Days for which an order may be lost before somebody cancels it.
const LOST_DAYS: usize = 150;

/// What has become of a purchase order by the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Pending,
    /// Approved and not complete; `begun` when it is due and a part may have come.
    Approved {
        begun: bool,
    },
    /// Received on a day.
    Received(Day),
    Cancelled,
    Rejected,
}

impl Fate {
    /// The order's status in the table.
    pub(super) const fn status(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Approved { .. } => "Approved",
            Self::Received(_) => "Received",
            Self::Cancelled => "Cancelled",
            Self::Rejected => "Rejected",
        }
    }
}

/// What has become of a purchase order's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Receipt {
    /// The line's status in the table.
    pub(super) status: &'static str,
    /// Pieces that came.
    pub(super) received: u64,
    /// Pieces that were put on the shelf.
    pub(super) accepted: u64,
}

/// Decides the fates of purchase orders, the rare ones among them regularly.
#[derive(Debug)]
pub(super) struct Fates {
    cancelled: OneInEach,
    rejected: OneInEach,
    lost: OneInEach,
    rejected_line: OneInEach,
}

impl Fates {
    pub(super) fn new() -> Self {
        Self {
            cancelled: OneInEach::new(55),
            rejected: OneInEach::new(70),
            lost: OneInEach::new(25),
            rejected_line: OneInEach::new(150),
        }
    }

    /// The fate of an order to a supplier of some manner. The first order of some of the last days makes sure of a
    /// fate that a small company might not have otherwise.
    pub(super) fn of_order(
        &mut self,
        random: &mut Random,
        calendar: &Calendar,
        [ordered, expected]: [Day; 2],
        manner: Manner,
        first_of_day: bool,
    ) -> Fate {
        let today = Calendar::as_of();
        let age = today - ordered;
        let (cancelled, rejected) = (self.cancelled.hit(random), self.rejected.hit(random));
        let lost = self.lost.hit(random) && age < LOST_DAYS;
        if age > APPROVAL_DAYS && cancelled {
            return Fate::Cancelled;
        }
        if age > APPROVAL_DAYS && rejected {
            return Fate::Rejected;
        }
        let actual = calendar.working_day(if random.chance(manner.late()) {
            // The product of two draws makes long delays rarer than short ones.
            let longest = manner.longest_delay();
            expected + 1 + random.index(longest) * random.index(longest) / longest
        } else {
            (expected - random.index(4)).max(ordered + 1)
        });
        if actual <= today && !lost {
            return Fate::Received(actual);
        }
        let pending = match age {
            0 => first_of_day || random.chance(850),
            APPROVAL_DAYS if first_of_day => false,
            1..=APPROVAL_DAYS => random.chance(600),
            _ => random.chance(80),
        };
        if pending {
            Fate::Pending
        } else {
            Fate::Approved {
                begun: expected < today && random.chance(600),
            }
        }
    }

    /// What has become of a line of so many pieces.
    pub(super) fn of_line(
        &mut self,
        random: &mut Random,
        order: Fate,
        manner: Manner,
        quantity: u64,
    ) -> Receipt {
        let nothing = |status| Receipt {
            status,
            received: 0,
            accepted: 0,
        };
        let pieces = |received| {
            let status = if received == quantity {
                "Received"
            } else {
                "Partial"
            };
            Receipt {
                status,
                received,
                accepted: received,
            }
        };
        match order {
            Fate::Cancelled => nothing("Cancelled"),
            Fate::Rejected => nothing("Rejected"),
            Fate::Received(_) => {
                if self.rejected_line.hit(random) || random.chance(manner.rejected()) {
                    // Goods that fail inspection did come, but go back.
                    Receipt {
                        status: "Rejected",
                        received: quantity,
                        accepted: 0,
                    }
                } else if random.chance(manner.short()) {
                    pieces(random.between((quantity / 3).max(1), (quantity - 1).max(1)))
                } else {
                    pieces(quantity)
                }
            }
            Fate::Approved { begun: true } if random.chance(700) => {
                pieces(random.between(1, quantity))
            }
            Fate::Pending | Fate::Approved { .. } => nothing("Pending"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// How many of 1,000 orders, all due long before the as-of date, came after the expected day.
    fn late(manner: Manner) -> usize {
        let calendar = Calendar::new(date(2025, 6, 30)).unwrap();
        let (mut fates, mut random) = (Fates::new(), Random::new(1, "test"));
        // 10 March 2025 is a Monday: no order becomes late by a weekend.
        let expected = Calendar::as_of() - 112;
        let mut fate = || {
            fates.of_order(
                &mut random,
                &calendar,
                [expected - 60, expected],
                manner,
                false,
            )
        };
        (0..1_000)
            .filter(|_| matches!(fate(), Fate::Received(actual) if actual > expected))
            .count()
    }

    #[test]
    fn late_suppliers_are_late() {
        assert!(late(Manner::Late) > 500);
        assert!(late(Manner::Exact) < 80);
    }

    #[test]
    fn a_line_is_received_in_the_order_s_way() {
        let (mut fates, mut random) = (Fates::new(), Random::new(1, "test"));
        for _ in 0..500 {
            for quantity in [1, 2, 50] {
                let receipt =
                    fates.of_line(&mut random, Fate::Received(0), Manner::Careless, quantity);
                let expected = match receipt.status {
                    "Received" => receipt.received == quantity && receipt.accepted == quantity,
                    "Partial" => {
                        (1..quantity).contains(&receipt.received)
                            && receipt.accepted == receipt.received
                    }
                    status => {
                        status == "Rejected"
                            && receipt.received == quantity
                            && receipt.accepted == 0
                    }
                };
                assert!(expected, "{quantity}: {receipt:?}");
            }
        }
        let none = fates.of_line(&mut random, Fate::Pending, Manner::Exact, 7);
        assert_eq!(
            none,
            Receipt {
                status: "Pending",
                received: 0,
                accepted: 0
            }
        );
    }
}
