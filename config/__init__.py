"""The roof: settings, engines, processes. Imports every app; no app imports it."""
