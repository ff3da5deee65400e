// What is on the screen follows from this state; the server is asked anew after every event.
const EDITORS = ['Ada', 'Grace', 'Bob'];
const REREAD_EVERY = 5000;

const $ = (id) => document.getElementById(id);
const state = {
	me: sessionStorage.getItem('editor'),
	entries: [],
	refused: null, // the id of the article that was refused
	editing: null, // the open article: id, locker, fencingToken, base, since, lost
	live: false, // whether the feed is heard
	trouble: null, // why the articles could not be read
	endings: new Map(), // how ownerships ended, by fencing token
};

// --- Talking to the server

class Refusal extends Error {
	constructor(problem, status) {
		super(problem.detail ?? `The server answered with an error (${status}).`);
		this.conflict = status === 409;
		this.lock = problem.lock;
	}
}

async function send(method, path, params = {}, options = {}) {
	let response;
	try {
		response = await fetch(`${path}?${new URLSearchParams(params)}`, { method, ...options });
	}
	catch {
		throw new Error('The server does not answer. Your text is safe here; try again in a moment.');
	}
	if (!response.ok) {
		throw new Refusal(await response.json().catch(() => ({})), response.status);
	}
	return (response.status === 204) ? null : response.json();
}

let reading = false;
let readAgain = false;
let lastRead = 0;

async function reread() {
	readAgain = true;
	if (reading) {
		return;
	}
	reading = true;
	while (readAgain) {
		readAgain = false;
		lastRead = performance.now();
		try {
			show(await send('GET', 'articles'), lastRead);
			state.trouble = null;
		}
		catch (error) {
			state.trouble = error.message;
		}
		renderConnection();
	}
	reading = false;
}

function show(newsroom, asked) {
	state.entries = newsroom.articles;
	state.entries.filter(({ lock }) => lock).forEach(({ lock }) => countDown(lock, asked));
	$('instance').textContent = `Instance ${newsroom.instance}`;
	state.me ??= EDITORS.find((editor) => !state.entries.some(({ lock }) => lock && who(lock) === editor)) ?? EDITORS[0];
	if (state.refused && !entry(state.refused).lock) {
		state.refused = null;
	}
	const editing = state.editing;
	if (editing && !editing.lost && asked >= editing.since) {
		const lock = entry(editing.id).lock;
		if (lock?.fencingToken !== editing.fencingToken) {
			lose(lock);
		}
	}
	render();
}

function listen() {
	const feed = new EventSource('feed');
	feed.onopen = () => {
		state.live = true;
		reread();
	};
	feed.onerror = () => {
		state.live = false;
		renderConnection();
		if (feed.readyState === EventSource.CLOSED) {
			setTimeout(listen, 2000);
		}
	};
	for (const kind of ['locked', 'unlocked', 'expired', 'missed']) {
		feed.addEventListener(kind, ({ data }) => hear(kind, JSON.parse(data)));
	}
}

function hear(kind, change) {
	if (kind === 'unlocked' || kind === 'expired') {
		state.endings.set(change.fencingToken, kind);
	}
	report(kind, change);
	reread();
}

// --- Opening, keeping, saving and closing an article

async function open(id, force = false, draft = null) {
	try {
		const { article, lock } = await send('POST', `articles/${id}/lock`, { editor: state.me, force });
		if (state.editing && state.editing.id !== id) {
			release();
		}
		const since = performance.now();
		state.refused = null;
		state.editing = { id, ...lock, base: article, since, beat: lock.remainingMillis / 3, nextBeat: since + lock.remainingMillis / 3 };
		fill(article, draft);
		say(draft ? 'It is yours again.' : 'It is yours while you have it open.');
		render();
		$('text').focus();
	}
	catch (error) {
		state.refused = error.lock ? id : null;
		const words = error.lock ? `${who(error.lock)} has it. You can take it over.` : error.message;
		if (draft) {
			say(words, 'problem');
		}
		else {
			announce(words, !error.lock);
		}
	}
	reread();
}

function fill(article, draft) {
	const changed = draft && (draft.title !== article.title || draft.text !== article.text);
	const overtaken = changed && (draft.base.title !== article.title || draft.base.text !== article.text);
	const shown = (changed && !overtaken) ? draft : article;
	$('title').value = shown.title;
	$('text').value = shown.text;
	$('unsaved').hidden = !overtaken;
	$('unsaved-text').value = overtaken ? draft.text : '';
}

async function beat() {
	const editing = state.editing;
	editing.nextBeat = performance.now() + editing.beat;
	try {
		await send('PUT', `articles/${editing.id}/lock`, { locker: editing.locker });
	}
	catch (error) {
		if (state.editing === editing && error.conflict) {
			lose(error.lock);
		}
	}
}

async function save(event) {
	event.preventDefault();
	const editing = state.editing;
	const draft = { title: $('title').value, text: $('text').value };
	$('save').disabled = true;
	try {
		await send('PUT', `articles/${editing.id}`, { locker: editing.locker, fencingToken: editing.fencingToken },
			{ body: JSON.stringify(draft), headers: { 'Content-Type': 'application/json' } });
		editing.base = draft;
		say(`Saved at ${time(new Date())}. It is published with the next round.`);
	}
	catch (error) {
		if (error.conflict) {
			lose(error.lock);
			say(`Not saved: ${refusal(error.lock)}`, 'lost');
		}
		else {
			say(error.message, 'problem');
		}
	}
	$('save').disabled = false;
	reread();
}

function lose(lock) {
	const { editing } = state;
	const { fencingToken } = editing;
	editing.lost = true;
	const expired = state.endings.get(fencingToken) === 'expired' || performance.now() > editing.nextBeat + editing.beat;
	if (lock) {
		say((who(lock) === state.me) ? 'You opened it again in another window.' : `You lost the lock to ${who(lock)}.`, 'lost');
	}
	else {
		say(expired ? 'Your lock has expired.' : 'Your lock was released elsewhere.', 'lost');
	}
	render();
}

function refusal(lock) {
	return lock ? `${who(lock)} has taken over.` : 'your lock is over.';
}

function release() {
	const { id, locker, fencingToken, lost } = state.editing;
	state.editing = null;
	return lost ? null : send('DELETE', `articles/${id}/lock`, { locker, fencingToken }, { keepalive: true }).catch(() => null);
}

async function close() {
	const { id } = state.editing;
	const released = release();
	render();
	$('stories').querySelector(`[data-id="${id}"] .open`).focus();
	await released;
	reread();
}

function again() {
	const { id, base } = state.editing;
	open(id, true, { title: $('title').value, text: $('text').value, base });
}

// --- On the screen

const entry = (id) => state.entries.find(({ article }) => article.id === id);
const who = ({ locker }) => locker.split('@')[0];
const where = ({ locker }) => locker.split('@')[1] ?? 'elsewhere';
const time = (date) => date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

const longest = new Map();

function countDown(lock, asked) {
	lock.until = (lock.remainingMillis !== null) ? asked + lock.remainingMillis : Infinity;
	longest.set(lock.fencingToken, Math.max(lock.remainingMillis, longest.get(lock.fencingToken) ?? 0));
}

function render() {
	for (const input of $('editors').querySelectorAll('input')) {
		input.checked = input.value === state.me;
	}
	$('editors').disabled = state.editing !== null;
	document.body.dataset.me = state.me;
	document.body.classList.toggle('editing', state.editing !== null);
	state.entries.forEach(renderStory);
	$('blank').hidden = state.editing !== null;
	$('form').hidden = state.editing === null;
	if (state.editing) {
		const lost = Boolean(state.editing.lost);
		$('form').classList.toggle('is-lost', lost);
		$('title').readOnly = $('text').readOnly = lost;
		$('again').hidden = !lost;
		$('again').textContent = entry(state.editing.id).lock ? 'Take it back' : 'Lock it again';
		$('save').textContent = lost ? 'Save anyway' : 'Save';
		$('token').textContent = state.editing.fencingToken;
	}
}

function renderStory({ article, lock }) {
	const story = $('stories').querySelector(`[data-id="${article.id}"]`) ?? addStory(article.id);
	const open = story.querySelector('.open');
	const mine = lock && state.editing?.fencingToken === lock.fencingToken;
	open.textContent = article.title;
	open.toggleAttribute('aria-current', Boolean(state.editing?.id === article.id));
	story.dataset.who = lock ? who(lock) : '';
	story.classList.toggle('is-refused', state.refused === article.id);
	story.querySelector('.badge').textContent = lock ? (mine ? 'Yours' : who(lock)) : 'Free';
	story.querySelector('.meta').classList.toggle('is-locked', Boolean(lock && !mine));
	story.querySelector('.meta').textContent = (lock && !mine) ? `Locked by ${who(lock)}${another(lock, ' for another ')}` : saved(article);
	story.querySelector('.refusal span').textContent = lock ? `${who(lock)} has it${another(lock, ' for ')}` : '';
	story.querySelector('.take-over').setAttribute('aria-label', `Take over ${article.title}`);
	story.querySelector('.left').style.transform = `scaleX(${lock ? left(lock) : 0})`;
}

function addStory(id) {
	const story = $('story').content.firstElementChild.cloneNode(true);
	story.dataset.id = id;
	story.querySelector('.open').onclick = () => (state.editing?.id === id) ? $('text').focus() : open(id);
	story.querySelector('.take-over').onclick = () => open(id, true);
	$('stories').append(story);
	return story;
}

function saved({ savedBy, savedAt, published }) {
	return `${savedBy.split('@')[0]}, ${time(new Date(savedAt)).slice(0, 5)}, ${published ? 'published' : 'not published yet'}`;
}

function another(lock, words) {
	const seconds = Math.max(0, Math.ceil((lock.until - performance.now()) / 1000));
	return (seconds === Infinity) ? '' : `${words}${seconds} s`;
}

function left(lock) {
	return (lock.until === Infinity) ? 1 : Math.max(0, lock.until - performance.now()) / longest.get(lock.fencingToken);
}

function say(text, kind = 'fine') {
	$('notice-text').textContent = text;
	$('notice').dataset.kind = kind;
}

let announced;

function announce(text, visible) {
	clearTimeout(announced);
	announced = text && setTimeout(announce, 8000, '');
	$('announcement').textContent = text;
	$('announcement').classList.toggle('only-heard', !visible);
}

function renderConnection() {
	const text = state.live ? (state.trouble ?? 'Live') : 'Connection lost, trying again';
	if ($('connection').textContent !== text) {
		$('connection').textContent = text;
		$('connection').dataset.live = text === 'Live';
	}
}

// --- The wire

const reported = new Set(); // the last events are told again after a lost connection

const jobs = new Map(); // what is no article is locked for a moment: one line tells it all

function report(kind, change) {
	const key = `${change.fencingToken} ${kind} ${change.instant}`;
	if (reported.has(key)) {
		return;
	}
	reported.add(key);
	if (kind === 'unlocked' && jobs.has(change.fencingToken)) {
		const { text, since } = jobs.get(change.fencingToken);
		text.append(` for ${new Date(change.instant) - since} ms`);
		return;
	}
	const line = document.createElement('li');
	line.dataset.kind = kind;
	line.dataset.who = who(change);
	const text = element('span', ...words(kind, change));
	line.append(element('time', time(new Date(change.instant))), text);
	if (kind === 'locked' && !change.resource.startsWith('article:')) {
		jobs.set(change.fencingToken, { text, since: new Date(change.instant) });
	}
	if (kind !== 'missed') {
		line.append(element('small', `at ${where(change)}`));
	}
	$('wire').prepend(line);
	while ($('wire').children.length > 100) {
		$('wire').lastElementChild.remove();
	}
}

function words(kind, change) {
	const name = element('b', who(change));
	const [, id] = change.resource.split(':');
	const what = element('cite', entry(Number(id))?.article.title ?? change.resource);
	switch (kind) {
		case 'locked':
			return change.previousLocker ? [name, ' took ', what, ` over from ${change.previousLocker.split('@')[0]}`] : [name, ' locked ', what];
		case 'unlocked':
			return [name, ' unlocked ', what];
		case 'expired':
			return ['The lock of ', name, ' on ', what, ' expired'];
		default:
			return ['Some events were missed; everything was read again'];
	}
}

function element(name, ...children) {
	const result = document.createElement(name);
	result.append(...children);
	return result;
}

// --- Beginning

for (const editor of EDITORS) {
	const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'editor', value: editor });
	input.onchange = () => {
		state.me = editor;
		state.refused = null;
		sessionStorage.setItem('editor', editor);
		render();
	};
	const label = element('label', input, element('span', editor));
	label.dataset.who = editor;
	$('editors').append(label);
}

$('form').onsubmit = save;
$('close').onclick = close;
$('again').onclick = again;

addEventListener('keydown', (event) => {
	if (state.editing && (event.ctrlKey || event.metaKey) && event.key === 's') {
		event.preventDefault();
		$('form').requestSubmit();
	}
});

addEventListener('pagehide', () => {
	if (state.editing) {
		release();
	}
});

new Worker('beat.js').onmessage = () => {
	const now = performance.now();
	state.entries.forEach(renderStory);
	if (state.editing && !state.editing.lost && now >= state.editing.nextBeat) {
		beat();
	}
	if (now - lastRead >= REREAD_EVERY) {
		reread();
	}
};

send('GET', 'actuator').then(({ _links }) => {
	$('actuator').hidden = !_links.locky;
}, () => {});

await reread();
listen();
