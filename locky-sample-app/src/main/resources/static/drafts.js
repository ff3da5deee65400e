// What was not saved outlives a reload, a closed tab and a lost lock: title, text, the base it began from, and
// perhaps an older draft whose article was saved by somebody else meanwhile
const key = (editor, id) => `draft of ${editor}: ${id}`;

export const find = (editor, id) => JSON.parse(localStorage.getItem(key(editor, id)));
export const keep = (editor, id, draft) => localStorage.setItem(key(editor, id), JSON.stringify(draft));
export const forget = (editor, id) => localStorage.removeItem(key(editor, id));

export const differ = (one, other) => one.title !== other.title || one.text !== other.text;
