//! runbook (empty yet).
