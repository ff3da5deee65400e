// The open article: opened, kept, saved, handed over and closed. state.editing is
//   id, locker, fencingToken, ttl   the lock
//   since, until, nextBeat          when we learned that it is ours, until when it surely is, when to refresh it
//   reached, unreached              when the server was reached last, whether it no longer is
//   base, older                     what was opened or saved last; an unsaved draft that began from something else
//   saving, said                    the save under way, the last words
//   asked                           who asks for it: name, message, until
//   lost, ended, unsaved            who has it now if it is lost (perhaps nobody), how it ended, whether a save was refused
import * as drafts from './drafts.js';
import { afterReading, lockOf, render, reread, show, state } from './newsroom.js';
import { send } from './server.js';
import { $, announce, seconds, time, who } from './words.js';

export const PATIENCE = 10_000; // how long an editor has to answer who is asked for an article

const SILENCE = 5000; // when a heart-beat counts as not answered
const RETRY = 1000;

const written = () => ({ title: $('title').value, text: $('text').value });
const isDirty = ({ base }) => drafts.differ(written(), base);
const path = ({ id }) => `articles/${id}/lock`;
const ownership = ({ locker, fencingToken }) => ({ locker, fencingToken });

// --- Opening and closing

export async function open(id, { force = false, words = 'It is yours while you have it open.' } = {}) {
	if (state.editing?.id !== id && !await mayLeave()) {
		return;
	}
	state.asking = null;
	const asked = performance.now();
	try {
		const { article, lock } = await send('POST', `articles/${id}/lock`, { editor: state.me, tab: state.tab, force });
		if (state.editing && state.editing.id !== id) {
			release();
		}
		const ttl = lock.remainingMillis ?? Infinity;
		state.refused = null;
		state.editing = { id, ...ownership(lock), ttl, since: performance.now(), until: asked + ttl, nextBeat: asked + ttl / 3, reached: new Date() };
		say(words);
		fill(article);
		sessionStorage.setItem('open', id);
		render();
		$('text').focus();
	}
	catch (problem) {
		refuse(id, problem);
	}
	reread();
}

export function refuse(id, problem) {
	state.asking = null;
	state.refused = problem.refused ? { id, kept: problem.resource.startsWith('kept:') } : null;
	announce(problem.refused ? `${who(problem.locker)} has it open. You can ask for it.` : problem.message, !problem.refused);
	render();
}

function fill(article) {
	const { editing } = state;
	const draft = drafts.find(state.me, editing.id);
	const unsaved = draft && drafts.differ(draft, draft.base) && drafts.differ(draft, article);
	const fits = unsaved && !drafts.differ(draft.base, article);
	editing.base = { title: article.title, text: article.text };
	editing.older = (unsaved && !fits) ? { title: draft.title, text: draft.text } : draft?.older;
	write(fits ? draft : article);
	if (fits) {
		say(`${editing.said.text} What you had not saved is here again.`);
	}
}

function write({ title, text }) {
	$('title').value = title;
	$('text').value = text;
	keepDraft();
}

function keepDraft() {
	const { id, base, older } = state.editing;
	if (isDirty(state.editing) || older) {
		drafts.keep(state.me, id, { ...written(), base, older });
	}
	else {
		drafts.forget(state.me, id);
	}
}

async function mayLeave() {
	const { editing } = state;
	await editing?.saving;
	if (!editing || state.editing !== editing || !isDirty(editing)) {
		return true;
	}
	switch (await choose(Boolean(editing.lost))) {
		case 'save':
			await save();
			return !isDirty(editing);
		case 'keep':
			return true;
		case 'discard':
			write(editing.base);
			return true;
		default:
			return false;
	}
}

function choose(lost) {
	const dialog = $('unsaved');
	if (dialog.open) {
		return '';
	}
	$('unsaved-save').hidden = lost;
	$('unsaved-keep').hidden = !lost;
	dialog.returnValue = '';
	dialog.showModal();
	return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true }));
}

function release() {
	const { editing } = state;
	state.editing = null;
	sessionStorage.removeItem('open');
	return letGo(editing);
}

export const letGo = (editing) => editing.lost
	? null : send('DELETE', path(editing), ownership(editing), { keepalive: true }).catch(() => null);

async function close() {
	if (await mayLeave() && state.editing) {
		const { id } = state.editing;
		const released = release();
		render();
		$('stories').querySelector(`[data-id="${id}"] .open`).focus();
		await released;
		reread();
	}
}

// --- Keeping and losing it

async function beat(editing) {
	const asked = performance.now();
	editing.nextBeat = Infinity;
	try {
		await send('PUT', path(editing), ownership(editing), { patience: Math.min(SILENCE, editing.ttl / 3) });
		Object.assign(editing, { until: asked + editing.ttl, nextBeat: asked + editing.ttl / 3, reached: new Date(), unreached: false });
	}
	catch (problem) {
		if (problem.lost) {
			lose(editing, problem.locker);
		}
		else {
			Object.assign(editing, { nextBeat: performance.now() + RETRY, unreached: true });
		}
	}
	render();
}

export function beatSoon() {
	if (state.editing?.nextBeat < Infinity) {
		state.editing.nextBeat = 0;
	}
}

export function tick(now) {
	const { editing } = state;
	if (!editing || editing.lost) {
		return;
	}
	if (now >= editing.until) {
		editing.ended = 'expired';
		lose(editing);
	}
	else if (now >= editing.nextBeat) {
		beat(editing);
	}
	if (editing.asked && now > editing.asked.until + 2 * RETRY) {
		editing.asked = null;
	}
}

function lose(editing, locker = null) {
	editing.lost ??= { locker };
	editing.asked = null;
	render();
}

afterReading((asked) => {
	const { editing } = state;
	if (editing && !editing.lost && asked >= editing.since) {
		const lock = lockOf(editing.id);
		if (lock?.fencingToken !== editing.fencingToken) {
			lose(editing, lock?.locker);
		}
	}
});

function loss({ lost: { locker }, ended, unsaved }) {
	const how = locker ? ((who(locker) === state.me) ? 'You have opened it in another tab.' : `${who(locker)} has taken it over.`)
		: (ended === 'expired') ? 'It is no longer yours: the newsroom did not hear from this page in time.'
			: (ended === 'unlocked') ? 'It is no longer yours: somebody has released it.'
				: 'It is no longer yours: the newsroom has lost track of it.';
	return `${unsaved ? 'Not saved. ' : ''}${how}${isDirty(state.editing) ? ' Your text is kept here.' : ''}`;
}

// --- Saving it

function save() {
	const { editing } = state;
	editing.saving ??= store(editing).finally(() => {
		editing.saving = null;
		render();
		reread();
	});
	render();
	return editing.saving;
}

async function store(editing) {
	const draft = written();
	try {
		await send('PUT', `articles/${editing.id}`, ownership(editing), { body: draft });
		editing.base = draft;
		say(`Saved at ${time(new Date())}. It is published with the next round.`, 'fine', editing);
		if (state.editing === editing) {
			keepDraft();
		}
	}
	catch (problem) {
		if (problem.lost) {
			editing.unsaved = true;
			lose(editing, problem.locker);
		}
		else {
			say(`Not saved. ${problem.message} Your text is safe here.`, 'problem', editing);
		}
	}
}

// --- Being asked for it

export function hear(kind, what) {
	const { editing } = state;
	if (what.fencingToken === editing?.fencingToken && (kind === 'unlocked' || kind === 'expired')) {
		editing.ended = kind;
	}
	if (what.fencingToken === editing?.fencingToken && kind === 'expiring') {
		beatSoon();
	}
	if (kind === 'requested' && what.locker === editing?.locker && what.resource === `article:${editing.id}`) {
		editing.asked = { name: who(what.requester), message: what.message, until: performance.now() + PATIENCE };
		render();
	}
}

async function handOver() {
	const { editing } = state;
	if (isDirty(editing)) {
		await save();
	}
	if (!isDirty(editing)) {
		close();
	}
}

async function keepIt() {
	const { editing } = state;
	try {
		await send('PUT', `${path(editing)}/kept`, ownership(editing));
		editing.asked = null;
		say('You keep it. Nobody asks again for a while.', 'fine', editing);
		$('text').focus();
	}
	catch (problem) {
		if (problem.lost) {
			lose(editing, problem.locker);
		}
		else {
			say(problem.message, 'problem', editing);
		}
	}
	render();
}

// --- On the screen

function say(text, kind = 'fine', editing = state.editing) {
	editing.said = { text, kind };
}

// Words, and what counts down beside them
function notice({ id, asked, lost, reached, said, unreached, until }) {
	if (lost) {
		const { asking } = state;
		return (asking?.id === id) ? ['lost', `${who(asking.locker)} is asked for it. Without an answer it is yours in`, seconds(asking.until)]
			: ['lost', loss(state.editing)];
	}
	if (unreached) {
		return ['problem', `The newsroom was not reached since ${time(reached)}. The article is yours for another`, seconds(until)];
	}
	if (asked) {
		return ['asked', `${asked.name} asks for it${asked.message && `: “${asked.message}”`}. Without an answer it goes to ${asked.name} in`, seconds(asked.until)];
	}
	return [said.kind, said.text];
}

show(() => {
	const { editing } = state;
	document.body.classList.toggle('editing', editing !== null);
	$('blank').hidden = editing !== null;
	$('form').hidden = editing === null;
	if (editing) {
		const lost = Boolean(editing.lost);
		renderNotice();
		$('form').classList.toggle('is-lost', lost);
		$('title').readOnly = $('text').readOnly = lost;
		$('save').hidden = lost;
		$('save').disabled = Boolean(editing.saving);
		$('answers').hidden = lost || !editing.asked;
		$('hand-over').textContent = isDirty(editing) ? 'Save and hand it over' : 'Hand it over';
		$('again').hidden = !lost || state.asking !== null;
		$('older').hidden = !editing.older;
		$('older-text').value = editing.older ? `${(editing.older.title !== editing.base.title) ? `${editing.older.title}\n\n` : ''}${editing.older.text}` : '';
		$('older-use').hidden = lost;
		$('token').textContent = editing.fencingToken;
		const lock = lockOf(editing.id);
		$('again').textContent = !lock || lock.fencingToken === editing.fencingToken ? 'Open it again'
			: (who(lock.locker) === state.me) ? 'Take it over here' : 'Ask for it back';
	}
});

export function renderNotice() {
	if (state.editing) {
		const [kind, words, count = ''] = notice(state.editing);
		$('notice').dataset.kind = kind;
		if ($('notice-text').textContent !== words) {
			$('notice-text').textContent = words; // no sooner, as it is read aloud
		}
		$('notice-count').textContent = count;
	}
}

$('form').oninput = () => {
	keepDraft();
	render();
};
$('form').onsubmit = (event) => {
	event.preventDefault();
	save();
};
$('close').onclick = close;
$('hand-over').onclick = handOver;
$('keep-it').onclick = keepIt;
$('older-use').onclick = () => {
	const { older } = state.editing;
	state.editing.older = null;
	write(older);
	render();
};
$('older-discard').onclick = () => {
	state.editing.older = null;
	keepDraft();
	render();
};
