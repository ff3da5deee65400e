/**
 * Keeps leases: renews them, sees their deadlines, tells of their loss. Not meant to be
 * used by applications.
 */
@NullMarked
package io.github.locky.engine.lease;

import org.jspecify.annotations.NullMarked;
