"""All processes of one machine under one parent: web, worker, scheduler, and the demo's feeders."""
