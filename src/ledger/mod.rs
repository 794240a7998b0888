//! ledger (empty yet).
