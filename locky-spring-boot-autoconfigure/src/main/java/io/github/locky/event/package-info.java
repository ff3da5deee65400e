/**
 * What applications listen to.
 */
@NullMarked
package io.github.locky.event;

import org.jspecify.annotations.NullMarked;
