export const $ = (id) => document.getElementById(id);

// A locker is editor@instance#tab
export const who = (locker) => locker.split('@')[0];
export const where = (locker) => locker.split('@')[1]?.split('#')[0] ?? 'elsewhere';

export const time = (date) => date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
export const minute = (date) => time(date).slice(0, 5);
export const seconds = (until) => `${Math.max(0, Math.ceil((until - performance.now()) / 1000))} s`;

export function element(name, ...children) {
	const result = document.createElement(name);
	result.append(...children);
	return result;
}

export function person(name) {
	const result = element('b', name);
	result.dataset.who = name;
	return result;
}

let announced;

export function announce(text, visible) {
	clearTimeout(announced);
	announced = text && setTimeout(announce, 8000, '');
	$('announcement').textContent = text;
	$('announcement').classList.toggle('only-heard', !visible);
}
