// What happens to locks, newest first
import { entry } from './newsroom.js';
import { $, element, person, time, where, who } from './words.js';

const LINES = 100;

const heard = []; // the last events are told again after a lost connection

export function report(kind, what) {
	const key = `${kind} ${what.resource} ${what.fencingToken ?? what.requester} ${what.instant}`;
	if (heard.includes(key)) {
		return;
	}
	heard.push(key);
	heard.splice(0, heard.length - LINES);
	const line = lineFor(kind, what);
	if (line) {
		line.dataset.kind = kind;
		$('wire').prepend(line);
		$('wire').children[LINES]?.remove();
	}
}

function lineFor(kind, what) {
	const [type, id] = what.resource.split(':');
	const article = element('cite', entry(Number(id))?.article.title ?? what.resource);
	switch (type) {
		case '':
			return fill(element('li'), what, 'Some events were missed; everything was read again');
		case 'article':
			return fill(element('li'), what, ...words(kind, what, article));
		case 'kept':
			return (kind === 'locked') ? fill(element('li'), what, person(who(what.locker)), ' keeps ', article) : null;
		default:
			return (kind === 'expiring' || kind === 'requested') ? null : job(kind, what);
	}
}

// What is no article is locked for a moment, again and again: one line tells it all
function job(kind, what) {
	const name = who(what.locker);
	const key = `${name} ${what.resource}`;
	const line = [...$('wire').children].find((each) => each.dataset.job === key) ?? element('li');
	const times = Number(line.dataset.times ?? 0) + (kind === 'locked');
	Object.assign(line.dataset, { job: key, times });
	return fill(line, what, person(name), (kind === 'locked') ? ' has ' : ' had ', element('cite', what.resource), (times > 1) ? `, ${times} times` : '');
}

function words(kind, { locker, message, previousLocker, requester }, article) {
	const name = person(who(locker));
	switch (kind) {
		case 'locked':
			return previousLocker ? [name, ' took ', article, ` over from ${who(previousLocker)}`] : [name, ' locked ', article];
		case 'unlocked':
			return [name, ' unlocked ', article];
		case 'expired':
			return ['The lock of ', name, ' on ', article, ' expired'];
		case 'expiring':
			return [name, ' was not heard of: ', article, ' is free soon'];
		default:
			return [person(who(requester)), ` asks ${who(locker)} for `, article, message && `: “${message}”`];
	}
}

function fill(line, { instant, locker, requester }, ...text) {
	const at = requester ?? locker;
	line.replaceChildren(element('time', time(new Date(instant))), element('span', ...text), element('small', at && `at ${where(at)}`));
	return line;
}
