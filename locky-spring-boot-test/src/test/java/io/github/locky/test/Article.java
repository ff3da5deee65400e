package io.github.locky.test;

/**
 * What the tests lock.
 *
 * @param id the id
 * @param text the text
 */
record Article(long id, String text) {
}
