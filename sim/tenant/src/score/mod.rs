//! What a run was worth: downtime, lost data, money, communication, and why.
