const SILENCE = 'The newsroom does not answer. Try again in a moment.';

// Why the server did not do what it was asked for, in words for editors
export class Problem extends Error {
	constructor(message, status, { locker, resource } = {}) {
		super(message);
		this.status = status;
		this.refused = status === 423; // somebody else has the lock
		this.lost = status === 409; // the lock was ours, and is no more
		this.locker = locker;
		this.resource = resource;
	}
}

export async function send(method, path, params = {}, { body, keepalive, patience = 10_000 } = {}) {
	let response;
	try {
		response = await fetch(`${path}?${new URLSearchParams(params)}`, {
			method,
			keepalive,
			signal: AbortSignal.timeout(patience),
			...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
		});
		if (response.ok) {
			return (response.status === 204) ? null : await response.json();
		}
	}
	catch {
		throw new Problem(SILENCE);
	}
	const problem = await response.json().catch(() => ({}));
	throw new Problem((response.status < 500 && problem.detail) || SILENCE, response.status, problem);
}

// Calls hear(kind, what) for each event, and changed(live) when the connection comes and goes
export function listen(kinds, hear, changed) {
	const feed = new EventSource('feed');
	feed.onopen = () => changed(true);
	feed.onerror = () => {
		changed(false);
		if (feed.readyState === EventSource.CLOSED) {
			setTimeout(listen, 2000, kinds, hear, changed);
		}
	};
	for (const kind of kinds) {
		feed.addEventListener(kind, ({ data }) => hear(kind, JSON.parse(data)));
	}
}
