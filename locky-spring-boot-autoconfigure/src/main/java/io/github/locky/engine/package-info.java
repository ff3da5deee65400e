/**
 * What an instance does with its store: locks and takes back what remained unknown,
 * follows the journal, announces expiries, lets callers wait and renews leases. Begins
 * with {@link io.github.locky.engine.LockEngine}. Not meant to be used by applications.
 */
@NullMarked
package io.github.locky.engine;

import org.jspecify.annotations.NullMarked;
