//! How requests flow, wait, fail and come back.
