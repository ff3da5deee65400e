// Who holds what since when, from /actuator/locky, asked anew after every event
import { listen, send } from './server.js';
import { $, announce, person, seconds, time, where, who } from './words.js';

const KINDS = ['locked', 'unlocked', 'expired', 'missed'];
const REREAD_EVERY = 2000;
const LIMIT = 200;

let live = false;
let reading = null;

// Events come in bursts: what happens while the locks are read is read once more
async function reread() {
	if (reading) {
		reading.again = true;
		return;
	}
	reading = {};
	const asked = performance.now();
	try {
		show(await send('GET', 'actuator/locky', { limit: LIMIT, prefix: $('prefix').value }), asked);
		connection(live ? 'Live' : 'Connection lost, trying again');
	}
	catch (problem) {
		connection(problem.message);
	}
	const { again } = reading;
	reading = null;
	if (again) {
		setTimeout(reread, 100);
	}
}

function show({ locks, next, instance }, asked) {
	const waiting = new Map(instance.waiting.map((each) => [each.resource, each]));
	locks.sort((one, other) => one.resource.localeCompare(other.resource, 'en', { numeric: true }));
	const rows = new Map([...$('locks').rows].map((row) => [row.dataset.resource, row]));
	$('locks').replaceChildren(...locks.map((lock) => fill(rows.get(lock.resource) ?? add(lock.resource), lock, waiting.get(lock.resource), asked)));
	$('none').hidden = locks.length > 0;
	$('more').hidden = !next;
	$('instance').textContent = instance.id;
}

function add(resource) {
	const row = $('lock').content.firstElementChild.cloneNode(true);
	row.dataset.resource = resource;
	row.querySelector('.resource').textContent = resource;
	row.querySelector('.break').setAttribute('aria-label', `Break ${resource}`);
	return row;
}

function fill(row, { resource, locker, since, remaining, released }, waiting, asked) {
	row.dataset.who = who(locker);
	row.dataset.until = remaining ? asked + millis(remaining) : Infinity;
	row.querySelector('.locker').replaceChildren(person(who(locker)), locker.includes('@') ? ` at ${where(locker)}` : '', released ? ', done' : '');
	row.querySelector('.locker').title = locker;
	row.querySelector('.since').textContent = since ? time(new Date(since)) : 'unknown';
	row.querySelector('.waiting').textContent = waiting ? `${waiting.waiters}: ${waiting.lockers.map(who).join(', ')}` : '–';
	row.querySelector('.break').onclick = () => breakLock(resource, locker);
	countDown(row);
	return row;
}

function countDown(row) {
	const until = Number(row.dataset.until);
	row.querySelector('.ends').textContent = (until === Infinity) ? 'never' : seconds(until);
}

// PT1H2M3.4S
function millis(duration) {
	const [, hours = 0, minutes = 0, secs = 0] = /PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?/.exec(duration);
	return ((hours * 60 + Number(minutes)) * 60 + Number(secs)) * 1000;
}

function breakLock(resource, locker) {
	const dialog = $('break');
	$('break-title').textContent = `Break the lock of ${who(locker)} on ${resource}?`;
	dialog.returnValue = '';
	dialog.onclose = async () => {
		if (dialog.returnValue === 'break') {
			try {
				await send('DELETE', 'actuator/locky', { resource, locker });
				announce(`The lock on ${resource} is broken.`, true);
			}
			catch (problem) {
				announce((problem.status === 405) ? 'Breaking locks is switched off here (management.endpoint.locky.access).' : problem.message, true);
			}
			reread();
		}
	};
	dialog.showModal();
}

function connection(text) {
	if ($('connection').textContent !== text) {
		$('connection').textContent = text;
		$('connection').dataset.live = text === 'Live';
	}
}

$('prefix').oninput = reread;
setInterval(() => [...$('locks').rows].forEach(countDown), 500);
setInterval(reread, REREAD_EVERY);
listen(KINDS, reread, (heard) => {
	live = heard;
	reread();
});
