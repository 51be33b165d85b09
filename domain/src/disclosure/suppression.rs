//! Withholding figures of fixed tables.
