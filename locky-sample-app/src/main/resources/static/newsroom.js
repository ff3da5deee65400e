// What this page knows. What is on the screen follows from it; the server is asked anew after every event.
import { send } from './server.js';

export const state = {
	me: sessionStorage.getItem('editor'),
	tab: Math.random().toString(36).slice(2, 8), // of this page alone: a duplicated tab has a copy of the session
	instance: '',
	entries: [], // articles with their locks
	refused: null, // the article that was refused: id, kept
	asking: null, // the article that its editor was asked for: id, locker, fencingToken, until
	editing: null, // the open article, see sheet.js
	live: false, // whether the feed is heard
	trouble: null, // why the articles could not be read
};

export const entry = (id) => state.entries.find(({ article }) => article.id === id);
export const lockOf = (id) => entry(id)?.lock;

const renderers = [];
export const show = (renderer) => renderers.push(renderer);
export const render = () => renderers.forEach((each) => each());

const readers = [];
export const afterReading = (reader) => readers.push(reader);

let reading = false;
let readAgain = false;
export let lastRead = 0;

export async function reread() {
	readAgain = true;
	if (reading) {
		return;
	}
	reading = true;
	while (readAgain) {
		readAgain = false;
		lastRead = performance.now();
		try {
			learn(await send('GET', 'articles'), lastRead);
			state.trouble = null;
		}
		catch (problem) {
			state.trouble = problem.message;
		}
		render();
	}
	reading = false;
}

function learn({ instance, articles }, asked) {
	for (const { article, lock } of articles.filter(({ lock }) => lock)) {
		const before = lockOf(article.id);
		lock.until = (lock.remainingMillis !== null) ? asked + lock.remainingMillis : Infinity;
		lock.longest = Math.max(lock.remainingMillis, (before?.fencingToken === lock.fencingToken) ? before.longest : 0);
	}
	state.instance = instance;
	state.entries = articles;
	readers.forEach((each) => each(asked));
}
