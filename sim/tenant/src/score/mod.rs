//! What an outcome is worth: episodes, objectives, money.
