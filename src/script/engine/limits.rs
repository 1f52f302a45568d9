//! What one run may use.

use std::time::Duration;

use rhai::Engine;

use super::MemoryMeter;
use super::machine;

/// What one run may use. A script that goes beyond ends in an error; the host and the other sessions go on.
///
/// Rhai's own bounds on the size of strings, arrays and maps are left off: they walk the whole value at every
/// operation, which makes filling an array quadratic (measured: 15 s instead of 45 ms for 50,000 maps). Instead the
/// memory that a run takes is counted while it goes on, and the functions that make a value of a given length check that
/// length.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Operations of the engine; 0: no bound.
    pub operations: u64,
    /// Time of one run.
    pub time: Duration,
    /// Bytes that one run may take, counted by [`Limits::meter`] between its operations; a single operation can go beyond
    /// it by three times as much. By default a quarter of what the machine or its control group has, at most 2 GiB.
    pub memory: usize,
    /// How these bytes are counted.
    pub meter: MemoryMeter,
    /// Script functions that call each other.
    pub call_depth: usize,
    /// Nesting of an expression.
    pub expression_depth: usize,
    /// Elements on one page.
    pub elements: usize,
    /// Containers inside each other.
    pub container_depth: usize,
    /// Items of an array, or bytes of a string, that one call can make.
    pub items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            operations: 0,
            time: Duration::from_secs(600),
            memory: machine::memory_of_a_run(),
            meter: MemoryMeter::of_process(),
            call_depth: 200,
            expression_depth: 128,
            elements: 100_000,
            container_depth: 64,
            items: 50_000_000,
        }
    }
}

impl Limits {
    pub(in crate::script) fn apply(&self, engine: &mut Engine) {
        engine
            .set_max_operations(self.operations)
            .set_max_call_levels(self.call_depth)
            .set_max_expr_depths(self.expression_depth, self.expression_depth)
            .set_max_modules(1_000)
            .set_max_functions(100_000)
            .set_max_variables(100_000)
            .set_max_array_size(0)
            .set_max_map_size(0)
            .set_max_string_size(0);
    }
}
