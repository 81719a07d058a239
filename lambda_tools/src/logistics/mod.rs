//! *Logistics* tools say what is shipped, how far it has come, and how full the warehouses are.

pub mod capacity;
pub mod delayed_orders;
pub mod delivery_route;
pub mod fulfillment;

pub use capacity::WarehouseCapacity;
pub use delayed_orders::DelayedOrders;
pub use delivery_route::DeliveryRoute;
pub use fulfillment::FulfillmentStatus;
