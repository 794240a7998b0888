//! incident (empty yet).
