import { lastRead, lockOf, render, reread, show, state } from './newsroom.js';
import { listen, send } from './server.js';
import * as sheet from './sheet.js';
import * as stories from './stories.js';
import { report } from './wire.js';
import { $, element, who } from './words.js';

const EDITORS = ['Ada', 'Grace', 'Bob'];
const KINDS = ['locked', 'unlocked', 'expired', 'expiring', 'requested', 'missed'];
const REREAD_EVERY = 5000;

show(() => {
	for (const input of $('editors').querySelectorAll('input')) {
		input.checked = input.value === state.me;
	}
	$('editors').disabled = state.editing !== null;
	document.body.dataset.me = state.me;
	$('instance').textContent = `Instance ${state.instance}`;
	const connection = state.live ? (state.trouble ?? 'Live') : 'Connection lost, trying again';
	if ($('connection').textContent !== connection) {
		$('connection').textContent = connection;
		$('connection').dataset.live = connection === 'Live';
	}
});

// Also after a reload, when others may be free
function be(editor) {
	state.me = editor;
	sessionStorage.setItem('editor', editor);
}

for (const editor of EDITORS) {
	const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'editor', value: editor });
	input.onchange = () => {
		Object.assign(state, { refused: null, asking: null });
		be(editor);
		render();
	};
	const label = element('label', input, element('span', editor));
	label.dataset.who = editor;
	$('editors').append(label);
}

$('again').onclick = () => {
	const { id, fencingToken } = state.editing;
	const lock = lockOf(id);
	if (lock && lock.fencingToken !== fencingToken && who(lock.locker) !== state.me) {
		stories.ask(id);
		$('close').focus();
	}
	else {
		sheet.open(id, { force: Boolean(lock), words: 'It is yours again.' });
	}
};

addEventListener('keydown', (event) => {
	if (state.editing && (event.ctrlKey || event.metaKey) && event.key === 's') {
		event.preventDefault();
		if (!state.editing.lost) {
			$('form').requestSubmit();
		}
	}
});

addEventListener('pagehide', () => {
	if (state.editing) {
		sheet.letGo(state.editing);
	}
});

addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

new Worker('beat.js').onmessage = () => {
	const now = performance.now();
	sheet.tick(now);
	sheet.renderNotice();
	stories.tick(now);
	if (now - lastRead >= REREAD_EVERY) {
		reread();
	}
};

send('GET', 'actuator').then(({ _links }) => {
	$('operator').hidden = !_links.locky;
}, () => {});

await reread();
be(state.me ?? EDITORS.find((editor) => !state.entries.some(({ lock }) => lock && who(lock.locker) === editor)) ?? EDITORS[0]);
render();

listen(KINDS, (kind, what) => {
	report(kind, what);
	sheet.hear(kind, what);
	stories.hear(kind, what);
	reread();
}, (live) => {
	state.live = live;
	if (live) {
		reread();
	}
	else {
		sheet.beatSoon();
		render();
	}
});

// After a reload the article is opened again that was open, as soon as the page before has let it go
async function reopen(id, attempts) {
	await sheet.open(id);
	if (state.refused && attempts > 0 && who(lockOf(id)?.locker ?? state.me) === state.me) {
		setTimeout(reopen, 300, id, attempts - 1);
	}
}

const open = Number(sessionStorage.getItem('open'));
if (open) {
	sessionStorage.removeItem('open');
	reopen(open, 5);
}
