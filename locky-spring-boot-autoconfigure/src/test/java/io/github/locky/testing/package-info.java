/**
 * What the tests stand on: real Redis processes, alone, replicated, as a cluster, behind
 * sentinels, with TLS and behind a faulty network.
 */
@NullMarked
package io.github.locky.testing;

import org.jspecify.annotations.NullMarked;
