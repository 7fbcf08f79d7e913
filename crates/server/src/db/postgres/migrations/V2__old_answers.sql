-- Old answers are found without reading all of them.
CREATE INDEX commands_at ON commands (at);
