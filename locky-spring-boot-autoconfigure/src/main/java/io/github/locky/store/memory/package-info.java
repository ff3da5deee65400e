/**
 * The store in memory: the same locks in one virtual machine, for tests and for trying
 * out. Its verbs do what the scripts of the store in Redis do, step by step.
 */
@NullMarked
package io.github.locky.store.memory;

import org.jspecify.annotations.NullMarked;
