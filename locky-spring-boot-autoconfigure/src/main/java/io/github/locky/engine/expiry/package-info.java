/**
 * Announces locks that have run out, and looks after the store once a second. Not meant
 * to be used by applications.
 */
@NullMarked
package io.github.locky.engine.expiry;

import org.jspecify.annotations.NullMarked;
