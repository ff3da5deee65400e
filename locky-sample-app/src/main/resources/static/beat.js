// The timers of a page are slowed down while its tab is hidden, so that its lock would run out. Those of a worker are not.
setInterval(() => postMessage('beat'), 500);
