/**
 * Locky beside its peers.
 */
@NullMarked
package io.github.locky.benchmarks;

import org.jspecify.annotations.NullMarked;
