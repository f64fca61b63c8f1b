-- Names that customers gave in a chat are no longer kept.
ALTER TABLE ended_sessions DROP COLUMN customer;
