// The list of articles, and asking for one that somebody else has open
import * as drafts from './drafts.js';
import { afterReading, lockOf, render, show, state } from './newsroom.js';
import { send } from './server.js';
import { PATIENCE, open, refuse } from './sheet.js';
import { $, minute, seconds, who } from './words.js';

const SOON = 10_000; // no page that is alive lets its lock come so near to its end

export async function ask(id, message = '') {
	const { locker, fencingToken } = lockOf(id);
	state.asking = { id, locker, fencingToken, until: performance.now() + PATIENCE };
	state.refused = { id };
	render();
	try {
		await send('POST', `articles/${id}/lock/requests`, { editor: state.me, tab: state.tab, message });
	}
	catch (problem) {
		refuse(id, problem);
	}
}

export function tick(now) {
	const { asking } = state;
	if (asking && now >= asking.until) {
		state.asking = null;
		open(asking.id, { force: true, words: `It is yours: ${who(asking.locker)} did not answer.` });
	}
	state.entries.forEach(renderStory);
}

export function hear(kind, { resource }) {
	if (state.asking && kind === 'locked' && resource === `kept:${state.asking.id}`) {
		state.refused = { id: state.asking.id, kept: true };
		state.asking = null;
		render();
	}
}

afterReading(() => {
	const { asking, refused } = state;
	if (refused && !lockOf(refused.id)) {
		state.refused = null;
	}
	if (asking && lockOf(asking.id)?.fencingToken !== asking.fencingToken) {
		state.asking = null;
		if (!lockOf(asking.id)) {
			open(asking.id, { words: `It is yours: ${who(asking.locker)} gave it up.` });
		}
	}
});

show(() => state.entries.forEach(renderStory));

function renderStory({ article, lock }) {
	const { id, title } = article;
	const story = $('stories').querySelector(`[data-id="${id}"]`) ?? addStory(id);
	const name = lock && who(lock.locker);
	const mine = lock && state.editing?.fencingToken === lock.fencingToken && !state.editing.lost;
	const unknown = lock && lock.until < performance.now() && (!state.live || state.trouble !== null);
	const text = (selector, words) => {
		story.querySelector(selector).textContent = words;
	};
	story.dataset.who = (lock && !unknown) ? name : '';
	story.classList.toggle('is-refused', state.refused?.id === id);
	story.querySelector('.open').toggleAttribute('aria-current', state.editing?.id === id);
	story.querySelector('.meta').classList.toggle('is-locked', Boolean(lock && !mine));
	text('.open', title);
	text('.badge', !lock ? 'Free' : unknown ? 'Unknown' : mine ? 'Yours' : (name === state.me) ? 'Other tab' : name);
	text('.meta', unknown ? 'The newsroom does not answer' : (lock && !mine) ? locked(lock) : saved(article, mine));
	renderRefusal(story, title, lock);
	story.querySelector('.left').style.transform = `scaleX(${lock ? left(lock) : 0})`;
}

function renderRefusal(story, title, lock) {
	const asking = state.asking !== null;
	const own = lock && who(lock.locker) === state.me;
	const words = !lock || state.refused === null ? ''
		: asking ? `${who(lock.locker)} is asked for it. Without an answer it is yours in ${seconds(state.asking.until)}`
			: own ? 'You have it open in another tab.'
				: `${who(lock.locker)} ${state.refused.kept ? 'keeps it for now.' : 'has it open.'}`;
	story.querySelector('.why').textContent = words;
	story.querySelector('.message').hidden = asking || own;
	story.querySelector('.ask').hidden = asking;
	story.querySelector('.ask').textContent = own ? 'Take it over' : 'Ask for it';
	story.querySelector('.ask').setAttribute('aria-label', `${own ? 'Take over' : 'Ask for'} ${title}`);
	story.querySelector('.cancel').hidden = !asking;
}

function addStory(id) {
	const story = $('story').content.firstElementChild.cloneNode(true);
	story.dataset.id = id;
	story.querySelector('.open').onclick = () => (state.editing?.id === id) ? $('text').focus() : open(id);
	story.querySelector('.refusal').onsubmit = (event) => {
		event.preventDefault();
		if (who(lockOf(id).locker) === state.me) {
			open(id, { force: true });
		}
		else {
			ask(id, story.querySelector('.message').value);
			story.querySelector('.cancel').focus();
		}
	};
	story.querySelector('.cancel').onclick = () => {
		state.asking = null;
		render();
		story.querySelector('.ask').focus();
	};
	$('stories').append(story);
	return story;
}

function locked({ locker, since, until }) {
	const [name, has, was] = (who(locker) === state.me) ? ['You', 'have', 'were'] : [who(locker), 'has', 'was'];
	return (until < performance.now() + SOON) ? `${name} ${was} not heard of, it is free in ${seconds(until)}`
		: `${name} ${has} it open${since ? ` since ${minute(new Date(since))}` : ''}`;
}

function saved({ id, savedBy, savedAt, published }, mine) {
	const draft = (!mine && drafts.find(state.me, id)) ? ', you have a draft' : '';
	return `${who(savedBy)}, ${minute(new Date(savedAt))}, ${published ? 'published' : 'not published yet'}${draft}`;
}

function left({ until, longest }) {
	return (until === Infinity) ? 1 : Math.max(0, until - performance.now()) / longest;
}
