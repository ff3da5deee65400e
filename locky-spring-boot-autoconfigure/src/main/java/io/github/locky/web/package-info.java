/**
 * What callers over HTTP are told when a lock is not acquired, or is lost.
 */
@NullMarked
package io.github.locky.web;

import org.jspecify.annotations.NullMarked;
