/**
 * What callers over HTTP are told when a resource is not to be had.
 */
@NullMarked
package io.github.locky.web;

import org.jspecify.annotations.NullMarked;
