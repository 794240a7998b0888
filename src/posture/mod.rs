//! posture (empty yet).
