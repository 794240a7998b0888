//! provision (empty yet).
