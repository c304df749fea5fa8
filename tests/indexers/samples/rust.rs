//! Reads thermometers.
use std::collections::HashMap;
use std::io::{self, Read as _, Write};

use crate::sensor::{Port, Reading as Raw};
use super::units::*;
pub use self::scale::Scale;

mod scale;

/// The coldest there is.
pub const ZERO: f64 = -273.15;
static mut READ: usize = 0;

/// What went wrong.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// Nothing is connected.
    Silent,
    Broken { port: u8 },
}

/// Something that tells how warm it is.
pub trait Thermometer: Port + Send {
    type Unit: Scale;
    /// Reads once.
    fn read(&mut self) -> Result<Self::Unit, Trouble>;
    fn name(&self) -> String { String::from("unnamed") }
}

pub struct Probe<'a, P: Port> {
    port: &'a P,
    pub seen: HashMap<String, Raw>,
}

impl<'a, P: Port> Probe<'a, P> {
    pub fn new(port: &'a P) -> Self {
        Probe { port, seen: HashMap::new() }
    }

    fn warm(&self) -> bool {
        let above = |raw: &Raw| raw.degrees > limit();
        self.seen.values().any(above)
    }
}

impl<P: Port> Thermometer for Probe<'_, P> {
    type Unit = Celsius;

    #[inline]
    fn read(&mut self) -> Result<Celsius, Trouble> {
        // FIXME: wait for the port
        let raw = self.port.poll().ok_or(Trouble::Silent)?;
        Ok(Celsius(raw.degrees))
    }
}

macro_rules! degrees {
    ($x:expr) => { Celsius($x) };
}

#[get("/limit")]
async fn limit() -> f64 {
    std::env::var("PROBE_LIMIT").ok().and_then(|text| text.parse().ok()).unwrap_or(ZERO)
}

type Readings = Vec<Raw>;

fn main() {
    let app = Router::new().route("/probe", post(probe::add));
    println!("{}", scale::show(degrees!(1.0)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_cold() {
        assert!(is_cold(ZERO));
    }
}
